//! That the suite notices what it claims to: each fault of the catalogue, by a case that names its clause.

mod catches;
mod told;
mod wire;

use crate::python27::skipped;
use assert_cmd::Command;
use sockspec::qualify::{Kills, Qualification};
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// The pairs of case and fault that are checked in.
fn known() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/qualify/kills.json")
}

fn kills() -> Kills {
    serde_json::from_str(&std::fs::read_to_string(known()).unwrap()).unwrap()
}

/// Runs `sockspec qualify` in a folder of its own.
fn qualify(arguments: &[&str]) -> (Output, Option<Qualification>) {
    let folder = TempDir::new().unwrap();
    let report = folder.path().join("report.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(&folder).arg("qualify").args(arguments).arg("--report-json").arg(&report);
    let output = command.output().unwrap();
    let found = std::fs::read_to_string(&report).ok().map(|text| serde_json::from_str(&text).unwrap());
    (output, found)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether pairs can be played here; if not, that is said.
fn has_namespaces() -> bool {
    let (output, _) = qualify(&["--fault", "tcp-client/ending/exits-with-1", "--generated", "0"]);
    let error = text(&output.stderr);
    if error.contains("namespaces can't be had") {
        skipped(&error);
        return false;
    }
    true
}

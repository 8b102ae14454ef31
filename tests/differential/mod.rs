//! `sockspec diff`: it reports the differences between two implementations, and nothing else.

mod any_protocol;
mod ends;
mod left_open;
mod translation;

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The result of one comparison.
struct Diff {
    code: Option<i32>,
    out: String,
    report: Value,
}

/// The folder of a subject.
fn subject(name: &str) -> String {
    crate::shared_module::compile();
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/implementations").join(name);
    path.display().to_string()
}

/// Compares, with a report; `environment` is set for the programs' interpreters.
fn diff(arguments: &[&str], environment: &[(&str, &Path)]) -> Diff {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(folder.path()).arg("diff").args(arguments).args(["--time-limit", "20s"]);
    let output = command.envs(environment.iter().copied()).arg("--report-json").arg(&report).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    let text = std::fs::read_to_string(&report).unwrap_or_else(|_| panic!("no report: {out}"));
    Diff { code: output.status.code(), out, report: serde_json::from_str(&text).unwrap() }
}

impl Diff {
    /// Whether one of the two can't be run on this machine, which is said.
    fn is_skipped(&self) -> bool {
        match self.report["skipped"].as_array().and_then(|all| all.first()) {
            Some(skipped) => {
                crate::python27::skipped(&format!("a comparison: {skipped}"));
                true
            }
            None => false,
        }
    }

    fn differences(&self) -> &Vec<Value> {
        self.report["differences"].as_array().unwrap()
    }

    /// The kinds of the differences, with the class of input behind a colon if there is one.
    fn kinds(&self) -> BTreeSet<String> {
        let kind = |one: &Value| match one["input"].as_str() {
            Some(input) => format!("{}: {input}", one["kind"].as_str().unwrap()),
            None => one["kind"].as_str().unwrap().to_owned(),
        };
        self.differences().iter().map(kind).collect()
    }

    /// The difference of this kind, as [`Diff::kinds`] writes it.
    fn of_kind(&self, kind: &str, input: &str) -> &Value {
        let mut all = self.differences().iter();
        all.find(|one| one["kind"] == kind && (input.is_empty() || one["input"] == input))
            .unwrap_or_else(|| panic!("no {kind} {input}: {}", self.out))
    }
}

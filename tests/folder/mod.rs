//! Protocols that are folders: the built-in ones with right and wrong programs, and folders of one's own.
//!
//! The programs are written in Python 3, C, Java and Node; if one of these is missing, the tests report it.

mod choose;
mod dialects;
mod judge;
mod judge_transfers;
mod protohackers;
mod services;
mod tftp;
mod uppercase;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether pairs could be played; if not, that is printed.
fn has_pairs(text: &str) -> bool {
    let could = !text.contains("two network namespaces");
    if !could {
        eprintln!("skipped: a pair needs two network namespaces");
    }
    could
}

/// The result of one run.
struct Ran {
    code: Option<i32>,
    text: String,
    report: serde_json::Value,
}

/// Runs sockspec with these words, and reads its JSON report.
fn run(words: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(&folder).args(words).args(["-j", "2", "--report-json"]).arg(&report);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let report = std::fs::read_to_string(&report).map_or(serde_json::Value::Null, |text| {
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    });
    Ran { code: output.status.code(), text, report }
}

impl Ran {
    /// Whether something could not be tried here, which is said.
    fn skips(&self) -> bool {
        let skipped = self.report["skipped"].as_array().and_then(|all| all.first().cloned());
        skipped.inspect(|skipped| eprintln!("skipped: {skipped}")).is_some()
    }

    /// The implementations that can't be tried here, which is said.
    fn missing(&self) -> BTreeSet<String> {
        let skipped = self.report["skipped"].as_array().into_iter().flatten();
        let name = |one: &serde_json::Value| one["implementation"].as_str().map(str::to_owned);
        skipped.inspect(|one| eprintln!("skipped: {one}")).filter_map(name).collect()
    }

    /// The broken clauses of each implementation; in a pair those of the side that is blamed.
    fn broken(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut broken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for trial in self.report["trials"].as_array().unwrap() {
            for verdict in trial["verdicts"].as_array().unwrap() {
                if !matches!(verdict["verdict"].as_str(), Some("fail" | "warn")) {
                    continue;
                }
                let of_client = verdict["role"].as_str().is_some_and(|role| role.ends_with("client"));
                let by_client = trial["client"].as_str().filter(|_| of_client);
                let name = by_client.or(trial["implementation"].as_str()).unwrap();
                let clause = verdict["clause"].as_str().unwrap();
                broken.entry(name.to_owned()).or_default().insert(clause.to_owned());
            }
        }
        broken
    }
}

//! `sockspec matrix` as its user meets it: real programs, in pairs.
//!
//! The pairs need network namespaces, and most programs Python 3: if something is missing, the tests report it.

mod artifact;
mod blame;
mod capture;
mod crashing;
mod divided;
mod hostile;
mod same_output;
mod same_table;
mod wire;

use crate::watched::{Watched, watch};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// A folder of its own for each run, and what the run left there.
struct Run {
    folder: TempDir,
    code: Option<i32>,
    out: String,
    took: Duration,
    /// The harness's peak memory, in MB.
    peak: u64,
    report: Value,
}

fn subject(name: &str) -> String {
    crate::shared_module::compile();
    match name {
        "reference" | "original" => name.to_owned(),
        name => {
            let folder = if name.starts_with("hostile/") { "fixtures" } else { "fixtures/implementations" };
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
            path.display().to_string()
        }
    }
}

/// Runs a matrix of these subjects; `None` if something is not to be had on this machine, which is said.
fn matrix(subjects: &[&str], arguments: &[&str]) -> Option<Run> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(&folder).arg("matrix").args(subjects.iter().map(|name| subject(name)));
    command.args(["--report-json", "report.json", "-j", "2"]).args(arguments);
    if !arguments.contains(&"--time-limit") {
        command.args(["--time-limit", "20s"]);
    }
    let Watched { code, out, err, took, peak } = watch(&mut command);
    let text = std::fs::read_to_string(folder.path().join("report.json")).unwrap_or_else(|_| panic!("{out}{err}"));
    let report: Value = serde_json::from_str(&text).unwrap();
    let missing = report["skipped"].as_array().unwrap().first().map(Value::to_string);
    let not_played = report["trials"].as_array().unwrap().iter().find_map(|trial| trial["reason"].as_str());
    if let Some(why) = missing.or(not_played.map(str::to_owned)) {
        println!("skipped: {subjects:?}: {why}");
        return None;
    }
    Some(Run { folder, code, out, took, peak, report })
}

impl Run {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn trials(&self) -> &[Value] {
        self.report["trials"].as_array().unwrap()
    }

    /// Each broken clause, known or not: the implementation, its role, the clause.
    fn broken(&self) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        for trial in self.trials() {
            for verdict in trial["verdicts"].as_array().unwrap() {
                if matches!(verdict["verdict"].as_str(), Some("fail" | "warn")) {
                    let role = verdict["role"].as_str().expect("a pair's verdict has a role").to_owned();
                    let whose = if role.ends_with("client") { &trial["client"] } else { &trial["implementation"] };
                    let clause = verdict["clause"].as_str().unwrap().to_owned();
                    found.push((whose.as_str().unwrap().to_owned(), role, clause));
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

//! Hostile programs (`fixtures/hostile`): the verdict is right, the others go on, the harness needs little time and memory,
//! and nothing is left behind.
//!
//! They are written in Python 3; without it, the tests report that they are skipped.

mod ending;
mod reports;
mod zoo;

use crate::watched::{Watched, watch};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A variable in the harness's environment that a program must not see.
const SECRET: &str = "SECRET_OF_THE_HARNESS";

/// A run of a hostile program, and of the reference behind it.
struct Visit {
    watched: Watched,
    report: Value,
    /// The folder in which it ran, and wrote its reports.
    folder: TempDir,
}

fn fixture(name: &str) -> PathBuf {
    crate::shared_module::compile();
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile").join(name)
}

/// A name by which all that a run starts can be found: everything below inherits its environment, or has it in its path.
fn mark() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("hostile-{}-{}-", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Plays a few cases against these implementations and then the reference; `None` if that can't be done here, which is
/// said. When it has ended nothing of it is left.
fn visit(implementations: &[PathBuf], arguments: &[&str], on_host: bool) -> Option<Visit> {
    let mark = mark();
    let folder = tempfile::Builder::new().prefix(&mark).tempdir().unwrap();
    fs::create_dir(folder.path().join("tmp")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(&folder).arg("run").args(implementations).arg("reference");
    command.env("TMPDIR", folder.path().join("tmp")).env("NO_COLOR", "1").env_remove("SOCKSPEC_HOST_NETWORK");
    command.env(SECRET, "not to be had");
    if on_host {
        command.env("SOCKSPEC_HOST_NETWORK", "1");
    }
    command.args(["--generated", "0", "--report-json", "report.json", "-j", "2"]).args(arguments);
    let watched = watch(&mut command);
    let text = fs::read_to_string(folder.path().join("report.json"));
    let text = text.unwrap_or_else(|_| panic!("{}{}", watched.out, watched.err));
    let report: Value = serde_json::from_str(&text).unwrap();
    let left = left_behind(&mark);
    assert!(left.is_empty(), "left behind: {left:#?}");
    let files: Vec<_> = fs::read_dir(folder.path().join("tmp")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.is_empty(), "left behind: {files:#?}");
    if let Some(skipped) = report["skipped"].as_array().unwrap().first() {
        eprintln!("skipped: {implementations:?}: {skipped}");
        return None;
    }
    Some(Visit { watched, report, folder })
}

/// The processes whose environment or command line has the mark: id, command line, environment.
fn with_mark(mark: &str) -> Vec<String> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let of = |id: u32, name: &str| fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
    let text = |id: u32| String::from_utf8_lossy(&[of(id, "cmdline"), of(id, "environ")].concat()).replace('\0', " ");
    ids.map(|id| format!("{id} {}", text(id))).filter(|text| text.contains(mark)).collect()
}

/// The processes that are still there. A killed process may take a moment to be gone.
fn left_behind(mark: &str) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let left = with_mark(mark);
        if left.is_empty() || begun.elapsed() > Duration::from_secs(20) {
            return left;
        }
        std::thread::yield_now();
    }
}

impl Visit {
    fn trials(&self, name: &str) -> Vec<&Value> {
        self.report["trials"].as_array().unwrap().iter().filter(|trial| trial["implementation"] == name).collect()
    }

    /// A row of the table in `fixtures/hostile/README.md`. That nothing was left behind has been seen.
    fn print_row(&self, name: &str) {
        let (found, seconds) = (self.found(name), self.watched.took.as_secs_f32());
        let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
        println!("| `{name}` | {found} | {seconds:.1} s | {} MB | nothing |", self.watched.peak);
    }

    /// The broken clauses, each once, in order; and the kinds of the faults.
    fn found(&self, name: &str) -> Vec<String> {
        let verdicts = self.trials(name).into_iter().flat_map(|trial| trial["verdicts"].as_array().unwrap());
        let broken = verdicts.filter(|verdict| matches!(verdict["verdict"].as_str(), Some("fail" | "warn")));
        let broken = broken.map(|verdict| verdict["clause"].as_str().unwrap().to_owned());
        let faults = self.report["faults"].as_array().unwrap().iter();
        let faults = faults.filter(|fault| fault["implementation"] == name);
        let faults = faults.map(|fault| format!("fault {}", fault["kind"].as_str().unwrap()));
        let all: std::collections::BTreeSet<String> = broken.chain(faults).collect();
        all.into_iter().collect()
    }
}

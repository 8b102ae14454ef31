//! Generated cases: what they are, what they find, and what becomes of that.

mod finds;
pub(crate) mod flaky;
mod kept;
mod pure;
mod same;

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A folder of its own, with copies of programs in it: what is found in them is written beside their manifests.
struct Bench {
    folder: TempDir,
}

/// The result of one run.
struct Run {
    code: Option<i32>,
    out: String,
    report: Value,
}

impl Bench {
    fn new() -> Bench {
        Bench { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A copy of a deviating subject, and of what it stands on.
    fn deviating(name: &str) -> Bench {
        let bench = Bench::new();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/implementations");
        fs::create_dir_all(bench.path("open")).unwrap();
        fs::create_dir_all(bench.path("deviating/it")).unwrap();
        fs::copy(from.join("open/base.py"), bench.path("open/base.py")).unwrap();
        for file in ["sockspec.toml", "subject.py"] {
            fs::copy(from.join("deviating").join(name).join(file), bench.path("deviating/it").join(file)).unwrap();
        }
        bench
    }

    /// A program of one file, in Python 3, for one role.
    fn script(role: &str, text: &str) -> Bench {
        let bench = Bench::new();
        fs::create_dir_all(bench.path("deviating/it")).unwrap();
        fs::create_dir_all(bench.path("open")).unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/implementations/open/base.py");
        fs::copy(base, bench.path("open/base.py")).unwrap();
        let command = format!("command = [\"{{python3}}\", \"-S\", \"subject.py\", \"{role}\"]");
        let port = if role.starts_with("tcp") { 16000 } else { 15000 };
        let manifest = format!("name = \"it\"\n\n[{role}]\n{command}\nport = {port}\n");
        fs::write(bench.path("deviating/it/sockspec.toml"), manifest).unwrap();
        fs::write(bench.path("deviating/it/subject.py"), text).unwrap();
        bench
    }

    /// Runs the subject, generated cases alone unless the arguments say otherwise.
    fn run(&self, arguments: &[&str]) -> Run {
        self.sockspec(&[&["run", "deviating/it"], arguments].concat())
    }

    fn sockspec(&self, arguments: &[&str]) -> Run {
        let report = self.path("report.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
        command.current_dir(self.folder.path()).args(arguments).arg("--report-json").arg(&report);
        let output = command.output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let text = fs::read_to_string(&report).unwrap_or_else(|_| panic!("no report: {out}"));
        Run { code: output.status.code(), out, report: serde_json::from_str(&text).unwrap() }
    }
}

impl Run {
    /// Whether the subject can't be run on this machine, which is said.
    fn is_skipped(&self) -> bool {
        match self.report["skipped"].as_array().and_then(|all| all.first()) {
            Some(skipped) => {
                eprintln!("skipped: {skipped}");
                true
            }
            None => false,
        }
    }

    /// The simplest cases, by clause: the report's entry on how each was found.
    fn shrunk(&self) -> Vec<&Value> {
        let trials = self.report["trials"].as_array().unwrap();
        trials.iter().filter(|trial| !trial["shrunk"].is_null()).collect()
    }

    fn shrunk_for(&self, clause: &str) -> &Value {
        let mut all = self.shrunk().into_iter();
        all.find(|trial| trial["shrunk"]["clause"] == clause).unwrap_or_else(|| panic!("no {clause}: {}", self.out))
    }
}

/// All files below a folder, by their paths from there.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(next) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

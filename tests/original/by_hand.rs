//! Things that break a naive harness (PROTOCOL section 8), shown on the original. No case of the suite can show these:
//! pipes in the terminal's place, a port that is taken, another Python.

use super::sockspec;
use crate::python27;
use rstest::rstest;
use sockspec::implementation::Tool;
use sockspec::report::json::model::{FaultKind, Report};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const ORIGINAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/protocols/set-statistics/implementations/original");
const TAKEN: &str = r#"
summary = "The port is taken when the server starts."
clauses = ["UDP-S-1"]
steps = [
  { take-port = 15000 },
  { bind = "home", port = 8000 },
  { send = "5", on = "home" },
  { expect = "statistics", of = "5", on = "home", clause = "UDP-S-1" },
]
"#;

/// The original in a folder of its own, without its known failures, its manifest changed.
fn changed(change: impl Fn(&str) -> String) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(ORIGINAL).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let manifest = fs::read_to_string(Path::new(ORIGINAL).join("sockspec.toml")).unwrap();
    let programs = manifest.split("[[known-failing]]").next().unwrap();
    fs::write(folder.path().join("sockspec.toml"), change(programs)).unwrap();
    folder
}

/// The output of a run in `folder`, and its report.
fn run(folder: &Path, implementation: &str, arguments: &[&str]) -> (String, Report) {
    let mut command = sockspec(folder, &["run", implementation, "--report-json", "report.json", "--trace"]);
    let output = command.args(arguments).output().unwrap();
    let report = fs::read_to_string(folder.join("report.json")).unwrap_or_else(|_| panic!("{output:?}"));
    (String::from_utf8(output.stdout).unwrap(), serde_json::from_str(&report).unwrap())
}

/// The place of `what` in a text that must hold it.
fn place(text: &str, what: &str) -> usize {
    text.find(what).unwrap_or_else(|| panic!("no {what:?} in\n{text}"))
}

#[test]
fn into_a_pipe_the_lines_come_when_the_server_ends() {
    if python27::cpython("lines held back by a pipe").is_none() {
        return;
    }
    let ready = "\"TCP server has started and is ready to receive\\n\"";
    let session = ["--run", "tcp-server/published/session"];
    let pipes = changed(|manifest| manifest.replace("port = 16000", "port = 16000\nconsole = \"pipes\""));
    let (text, _) = run(pipes.path(), ".", &session);
    assert!(place(&text, "a receives \"27.4 3.4 9.0 5.48\"") < place(&text, ready), "{text}");
    let terminal = changed(str::to_owned);
    let (text, _) = run(terminal.path(), ".", &session);
    assert!(place(&text, ready) < place(&text, "a connects"), "{text}");
}

#[test]
fn two_servers_at_once_collide() {
    if python27::for_the_original("a port that is taken").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("cases/udp-server/run/collides.toml");
    fs::create_dir_all(case.parent().unwrap()).unwrap();
    fs::write(case, TAKEN).unwrap();
    let (_, report) = run(folder.path(), "original", &["--cases", "cases", "--run", "udp-server/run"]);
    let [fault] = report.faults.as_slice() else { panic!("{report:#?}") };
    assert_eq!(fault.kind, FaultKind::ExitedEarly);
    assert!(fault.output.trim_end().ends_with("Address already in use"), "{}", fault.output);
}

#[rstest]
#[case("tcp-server", "SyntaxError: Missing parentheses in call to 'print'")]
#[case("udp-server", "SyntaxError: Missing parentheses in call to 'print'")]
#[case("tcp-client", "NameError: name 'raw_input' is not defined")]
#[case("udp-client", "NameError: name 'raw_input' is not defined")]
fn under_python_3_nothing_runs(#[case] role: &str, #[case] error: &str) {
    if let Err(missing) = Tool::Python3.find() {
        return python27::skipped(&format!("the original under Python 3: {}", missing.what));
    }
    let folder = changed(|manifest| manifest.replace("{python2.7}", "{python3}"));
    let (text, report) = run(folder.path(), ".", &["--run", &format!("{role}/published/session")]);
    assert!(text.contains(error), "{text}");
    if role.ends_with("server") {
        assert_eq!(report.faults.first().map(|fault| fault.kind), Some(FaultKind::ExitedEarly))
    } else {
        assert!(text.contains("the client exits with code 1"), "{text}")
    }
}

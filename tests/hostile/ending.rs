//! However a run ends, or its output: a signal, a closed pipe, a full disk.

use super::*;
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

/// sockspec with these arguments, and a folder with the mark for all that it leaves.
fn sockspec(mark: &str, arguments: &[&str]) -> (TempDir, Command) {
    let folder = tempfile::Builder::new().prefix(mark).tempdir().unwrap();
    fs::create_dir(folder.path().join("tmp")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(&folder).args(arguments).env("TMPDIR", folder.path().join("tmp"));
    command.env_remove("SOCKSPEC_HOST_NETWORK").stdout(Stdio::null()).stderr(Stdio::piped());
    (folder, command)
}

fn assert_nothing_left(folder: &TempDir, mark: &str) {
    let left = left_behind(mark);
    assert!(left.is_empty(), "left behind: {left:#?}");
    assert_eq!(fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
}

/// Its report is whole, and says how much of the run it lacks.
#[rstest]
fn an_interrupted_run_ends_in_good_order(#[values(Signal::INT, Signal::TERM)] signal: Signal) {
    let mark = mark();
    let arguments = ["run", "reference", "--tcp-server", "sleep 1000", "-j", "1", "--report-json", "report.json"];
    let (folder, mut command) = sockspec(&mark, &arguments);
    let mut harness = command.spawn().unwrap();
    let begun = Instant::now();
    while !with_mark(&mark).iter().any(|process| is_sleep(process)) {
        assert!(begun.elapsed() < Duration::from_secs(60), "the program never came");
        std::thread::yield_now();
    }
    let asked = Instant::now();
    kill_process(Pid::from_child(&harness), signal).unwrap();
    let status = harness.wait().unwrap();
    assert_eq!(status.signal(), Some(signal.as_raw()), "{status}");
    assert!(asked.elapsed() < Duration::from_secs(30), "{:?}", asked.elapsed());
    let text = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["summary"]["exit"], 3, "{}", report["summary"]);
    assert!(report["summary"]["not_run"].as_u64().unwrap() > 0, "{}", report["summary"]);
    assert_nothing_left(&folder, &mark);
}

#[rstest]
fn a_full_disk_makes_the_run_incomplete(#[values("--report-json", "--report-markdown", "")] flag: &str) {
    let mark = mark();
    let only = ["run", "reference", "--run", "tcp-server/published/session", "--generated", "0"];
    let arguments: Vec<&str> =
        only.into_iter().chain((!flag.is_empty()).then_some([flag, "/dev/full"]).into_iter().flatten()).collect();
    let (folder, mut command) = sockspec(&mark, &arguments);
    if flag.is_empty() {
        command.stdout(File::create("/dev/full").unwrap());
    }
    let output = command.output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("could not be written: No space left on device"), "{told}");
    assert_nothing_left(&folder, &mark);
}

/// As with `| head`: a reader that closed the pipe wants no more, and the exit code is the run's own.
#[test]
fn a_closed_pipe_is_no_fault() {
    let mark = mark();
    let only = ["run", "reference", "--run", "tcp-server/published", "--generated", "0", "--verbose"];
    let (folder, mut command) = sockspec(&mark, &only);
    let mut harness = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(harness.stdout.take());
    assert_eq!(harness.wait().unwrap().code(), Some(0));
    assert_nothing_left(&folder, &mark);
}

/// Whether this is the program itself; the harness names it too.
fn is_sleep(process: &str) -> bool {
    process.split_once(' ').is_some_and(|(_, command)| command.starts_with("sleep 1000 "))
}

//! The TAP report: what it says, that it is never green when the run is not, and that Perl's harness can read it.

use super::build::*;
use super::console::{failing, incomplete};
use super::pin;
use super::programs_bytes::{bytes, has_raw_control, run};
use super::runs::{exit, runs};
use crate::python27::skipped;
use proptest::prelude::*;
use rstest::rstest;
use sockspec::engine::event::Event;
use sockspec::implementation::Tool;
use sockspec::report::TapReport;
use std::io::Write;
use std::process::{Command, Stdio};

/// The TAP report of these events.
pub fn written(events: &[Event]) -> String {
    let mut out = Vec::new();
    tell(TapReport::new(&mut out), events);
    String::from_utf8(out).expect("UTF-8")
}

#[rstest]
#[case("tap-failing", failing())]
#[case("tap-incomplete", incomplete())]
fn what_a_reader_sees(#[case] name: &str, #[case] events: Vec<Event>) {
    pin(name, &written(&events));
}

pub fn is_green(text: &str) -> bool {
    !text.lines().any(|line| line.starts_with("not ok") && !line.contains(" # TODO "))
}

#[test]
fn it_is_green_exactly_when_the_run_is() {
    for events in runs() {
        for length in 0..=events.len() {
            let text = written(&events[..length]);
            assert_eq!(is_green(&text), exit(&events[..length]) == Some(0), "{text}");
        }
    }
}

#[test]
fn the_harness_of_perl_says_the_same() {
    let home = tempfile::tempdir().unwrap();
    let prove = |text: &str| {
        let file = home.path().join("run.tap");
        std::fs::write(&file, text).unwrap();
        Command::new("prove").args(["--exec", "cat"]).arg(&file).output()
    };
    if prove("1..0\n").is_err() {
        return skipped("TAP through Perl's harness: no prove was found");
    }
    for events in runs() {
        let text = written(&events);
        let output = prove(&text).unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(!said.contains("Parse errors"), "{said}\n{text}");
        assert_eq!(output.status.success(), exit(&events) == Some(0), "{said}\n{text}");
    }
    assert!(!prove("TAP version 13\nok 1\n1..2\n").unwrap().status.success(), "a plan that is not kept passes");
}

/// The result of Python's reader of TAP.
const TAPPY: &str = "import sys, json; from tap.parser import Parser, ENABLE_VERSION_13\n\
                     lines = list(Parser().parse_text(sys.stdin.read()))\n\
                     tests = [line for line in lines if line.category == 'test']\n\
                     plans = [line for line in lines if line.category == 'plan']\n\
                     unknown = [str(line) for line in lines if line.category == 'unknown' and ENABLE_VERSION_13]\n\
                     good = all(test.ok or test.todo for test in tests)\n\
                     print(json.dumps([len(tests), [plan.expected_tests for plan in plans], unknown, good]))";

#[test]
fn the_reader_of_python_says_the_same() {
    let Ok(python) = Tool::Python3.find() else { return skipped("TAP through tappy: no Python 3 was found") };
    let read = |text: &str| {
        let mut command = Command::new(&python);
        let mut child = command.args(["-c", TAPPY]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    if !Command::new(&python).args(["-c", "import tap.parser"]).output().unwrap().status.success() {
        return skipped("TAP through tappy: Python has no module tap (`pip install tap.py`)");
    }
    for events in runs() {
        let text = written(&events);
        let said: (usize, Vec<usize>, Vec<String>, bool) = serde_json::from_slice(&read(&text).stdout).unwrap();
        let points = text.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).count();
        assert_eq!(said, (points, vec![points], Vec::new(), exit(&events) == Some(0)), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_of_a_program_breaks_it(bytes in bytes()) {
        let text = written(&run(&bytes));
        prop_assert!(!has_raw_control(&text));
        prop_assert!(!is_green(&text));
        let points = text.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).count();
        let plan = format!("1..{points}");
        prop_assert_eq!(text.lines().last(), Some(plan.as_str()));
    }
}

//! The JUnit report: what it says, that it is never green when the run is not, and that others can read it.

use super::build::*;
use super::console::{failing, incomplete};
use super::pin;
use super::programs_bytes::{bytes, has_raw_control, run};
use super::runs::{exit, generated, runs};
use crate::python27::skipped;
use proptest::prelude::*;
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use rstest::rstest;
use sockspec::engine::event::Event;
use sockspec::report::Junit;
use sockspec::report::merge::Merged;
use sockspec::report::points::of_merged;
use sockspec::report::roster::{Csv, Roster, write as write_rows};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The JUnit report of these events.
pub fn written(events: &[Event]) -> String {
    let mut out = Vec::new();
    tell(Junit::new(&mut out), events);
    String::from_utf8(out).expect("UTF-8")
}

#[rstest]
#[case("junit-failing", failing())]
#[case("junit-incomplete", incomplete())]
#[case("junit-generated", generated())]
fn what_a_reader_sees(#[case] name: &str, #[case] events: Vec<Event>) {
    pin(name, &written(&events));
}

/// Whether a reader takes the run for a success.
fn is_green(report: &Report) -> bool {
    let cases = report.test_suites.iter().flat_map(|suite| &suite.test_cases);
    let bad = |status: &TestCaseStatus| match status {
        TestCaseStatus::NonSuccess { kind, .. } => matches!(kind, NonSuccessKind::Failure | NonSuccessKind::Error),
        TestCaseStatus::Success { .. } | TestCaseStatus::Skipped { .. } => false,
    };
    !cases.map(|case| &case.status).any(bad)
}

#[test]
fn it_is_green_exactly_when_the_run_is() {
    for events in runs() {
        for length in 0..=events.len() {
            let report = Report::deserialize_from_str(&written(&events[..length])).unwrap();
            assert_eq!(is_green(&report), exit(&events[..length]) == Some(0), "{report:#?}");
            assert_eq!(is_green(&report), report.failures + report.errors == 0);
        }
    }
}

/// The same events, of a run of which is known when it began.
fn dated(mut events: Vec<Event>) -> Vec<Event> {
    for event in &mut events {
        if let Event::RunStarted(run) = event {
            run.began = Some(1_574_899_200);
        }
    }
    events
}

#[test]
fn it_says_when_the_run_began() {
    assert!(!written(&failing()).contains("timestamp"));
    let report = Report::deserialize_from_str(&written(&dated(failing()))).unwrap();
    let stamps: Vec<String> =
        report.test_suites.iter().filter_map(|suite| Some(suite.timestamp?.to_rfc3339())).collect();
    assert!(stamps.iter().all(|stamp| stamp == "2019-11-28T00:00:00+00:00") && !stamps.is_empty(), "{stamps:?}");
}

/// A merged report as JUnit, TAP and points says the same as its exit code.
#[test]
fn merged_reports_are_green_exactly_when_the_run_is() {
    for events in runs() {
        let merged = merged(&events);
        let points = of_merged(&merged);
        let exit = merged.report.summary.exit;
        assert_eq!(points.iter().all(|point| !point.result.is_bad()), exit == Some(0), "{points:#?}");
        let (mut xml, mut tap) = (Vec::new(), Vec::new());
        sockspec::report::junit::write(&mut xml, &points, Duration::ZERO, Some(0)).unwrap();
        sockspec::report::tap::write(&mut tap, &points).unwrap();
        let report = Report::deserialize_from_str(&String::from_utf8(xml).unwrap()).unwrap();
        assert_eq!(is_green(&report), exit == Some(0), "{report:#?}");
        assert_eq!(super::tap::is_green(&String::from_utf8(tap).unwrap()), exit == Some(0));
    }
}

/// The rows of a merged report are those of the run itself.
#[test]
fn merged_reports_have_the_rows_of_the_run() {
    for events in runs() {
        let (mut told, mut merged_rows) = (Vec::new(), Vec::new());
        tell(Csv::new(&mut told), &events);
        write_rows(&Roster::of_report(&merged(&events).report), &mut merged_rows).unwrap();
        let lines = |bytes: Vec<u8>| {
            let mut reader = csv::Reader::from_reader(&bytes[..]);
            let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.unwrap());
            // JSON reports do not hold the consoles, which say why a program never began, nor which of the clauses that
            // generated cases break are known.
            let is_held = |(name, _): &(String, String)| name != "not-tried" && name != "known";
            let rows = rows.map(|row| row.into_iter().filter(is_held).collect());
            rows.collect::<Vec<BTreeMap<String, String>>>()
        };
        assert_eq!(lines(merged_rows), lines(told));
    }
}

fn merged(events: &[Event]) -> Merged {
    let report = serde_json::from_str(&super::json::written(events)).unwrap();
    Merged { report, missing: Vec::new() }
}

#[test]
fn it_keeps_to_the_schema_that_readers_share() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/report/junit.xsd");
    let start = || {
        let mut command = Command::new("xmllint");
        command.args(["--noout", "--nonet", "--schema", schema, "-"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    };
    let valid = |text: &str| {
        let mut child = start().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    if start().is_err() {
        return skipped("JUnit against its schema: no xmllint was found");
    }
    let _ = valid("<testsuites/>");
    for text in runs().into_iter().flat_map(|events| [written(&events), written(&dated(events))]) {
        let (is_valid, said) = valid(&text);
        assert!(is_valid, "{said}\n{text}");
    }
    assert!(!valid("<testsuites><testsuite/></testsuites>").0, "the schema lets everything through");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_of_a_program_breaks_it(bytes in bytes()) {
        let text = written(&run(&bytes));
        let report = Report::deserialize_from_str(&text).unwrap();
        prop_assert!(!is_green(&report));
        prop_assert!(!has_raw_control(&text));
    }
}

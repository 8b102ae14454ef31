//! Reports as files: all from one run, and the behaviour if one can't be written.

use super::Bench;
use rstest::rstest;
use std::fs;

const ONE: [&str; 6] = ["run", "reference", "--run", "tcp-server/published/session", "-j", "2"];

#[test]
fn any_number_of_reports_from_one_run() {
    let bench = Bench::new();
    let kinds = ["json", "junit", "tap", "markdown", "badge", "html"];
    let flags: Vec<String> = kinds.iter().flat_map(|kind| [format!("--report-{kind}"), format!("of.{kind}")]).collect();
    let arguments: Vec<&str> = ONE.into_iter().chain(flags.iter().map(String::as_str)).collect();
    bench.run(&arguments).assert_code(0);
    let begins = [
        "{\n\"schema\"",
        "<?xml version=\"1.0\"",
        "TAP version 13\n",
        "## sockspec: everything",
        "{\"schemaVersion\":1",
        "<!DOCTYPE html>",
    ];
    for (kind, begin) in kinds.iter().zip(begins) {
        let text = fs::read_to_string(bench.path(&format!("of.{kind}"))).unwrap();
        assert!(text.starts_with(begin), "{kind}: {text}");
    }
}

/// A user who wants the same bytes again sets the time.
#[test]
fn the_date_of_a_report_can_be_given() {
    let bench = Bench::new();
    let arguments = [&ONE[..], &["--report-json", "of.json", "--report-junit", "of.junit"]].concat();
    bench.outcome(bench.sockspec(&arguments).env("SOURCE_DATE_EPOCH", "1574899200")).assert_code(0);
    let read = |name: &str| fs::read_to_string(bench.path(name)).unwrap();
    assert!(read("of.json").contains("\n\"date\":\"2019-11-28T00:00:00Z\",\n"), "{}", read("of.json"));
    assert!(read("of.junit").contains("timestamp=\"2019-11-28T00:00:00.000+00:00\""), "{}", read("of.junit"));
}

#[rstest]
#[case("junit")]
#[case("tap")]
#[case("markdown")]
#[case("badge")]
#[case("html")]
fn a_report_on_a_full_disk_makes_the_run_incomplete(#[case] kind: &str) {
    let bench = Bench::new();
    let flag = format!("--report-{kind}");
    let outcome = bench.run(&[&ONE[..], &[&flag, "/dev/full"]].concat());
    outcome.assert_code(3);
    assert!(outcome.err.contains("the report on /dev/full could not be written"), "{outcome:?}");
    let outcome = bench.run(&[&ONE[..], &[&flag, "no/such/folder/report"]].concat());
    outcome.assert_code(2);
    assert!(outcome.err.contains("no/such/folder/report could not be made"), "{outcome:?}");
}

#[test]
fn github_gets_its_summary_page_and_its_annotations_unasked() {
    let bench = Bench::new();
    let page = bench.file("summary.md", "# An earlier command\n");
    let server = bench.script("server.sh", "exit 1");
    let arguments = ["run", "--tcp-server", &server, "--run", "tcp-server/published/session", "--time-limit", "1s"];
    let mut command = bench.sockspec(&arguments);
    command.env("GITHUB_STEP_SUMMARY", &page).env("GITHUB_ACTIONS", "true");
    let outcome = bench.outcome(&mut command);
    outcome.assert_code(3);
    let (before, behind) = outcome.out.split_once("::stop-commands::").unwrap();
    let (token, rest) = behind.split_once('\n').unwrap();
    assert!(!before.contains("the tcp-server") && token.len() == 16, "{outcome:?}");
    let (told, commands) = rest.split_once(&format!("\n::{token}::\n")).unwrap();
    assert!(told.contains("exit 3: incomplete") && commands.starts_with("::error "), "{outcome:?}");
    let annotations: Vec<&str> = outcome.out.lines().filter(|line| line.starts_with("::error ")).collect();
    assert!(matches!(annotations[..], [one] if one.contains("exits with code 1")), "{outcome:?}");
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.starts_with("# An earlier command\n## sockspec: incomplete"), "{text}");
}

#[test]
fn a_summary_page_that_can_not_be_opened_is_told_before_anything_is_run() {
    let bench = Bench::new();
    let mut command = bench.sockspec(&ONE);
    command.env("GITHUB_STEP_SUMMARY", "no/such/folder/summary.md");
    let outcome = bench.outcome(&mut command);
    outcome.assert_code(2);
    assert!(outcome.err.contains("GITHUB_STEP_SUMMARY: no/such/folder/summary.md could not be opened"), "{outcome:?}");
}

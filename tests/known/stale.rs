//! Entries of a manifest's list that are out of date, and those of which a run can't say so.

use super::*;
use rstest::rstest;

#[test]
fn an_entry_that_passes_now_fails_the_run_and_its_line_is_named() {
    let known = entry("tcp-client/published/*", "CON-1") + "\n" + &entry("tcp-client/publsihed/*", "CON-1");
    let folder = Folder::with(RIGHT, &known);
    let mut run = folder.run();
    pin("passes-now", &printed(run.args(["--quiet", "--run", "tcp-client/published"])));
}

#[rstest]
#[case::it_was_not_chosen("tcp-client/errors/refused", "TCP-C-4", 0)]
#[case::half_of_it_was_not_chosen("tcp-client/*", "CON-2", 0)]
#[case::all_of_it_was_chosen("tcp-client/published/*", "CON-2", 1)]
#[case::the_clause_is_of_no_client("*", "TCP-S-5", 1)]
#[case::no_program_for_it("udp-client/*", "UDP-C-3", 1)]
fn only_what_was_tried_can_be_out_of_date(#[case] case: &str, #[case] clause: &str, #[case] exit: i32) {
    let folder = Folder::with(RIGHT, &entry(case, clause));
    folder.run().args(["--run", "tcp-client/published"]).assert().code(exit);
}

#[test]
fn what_could_not_be_started_is_not_out_of_date() {
    let folder = Folder::with("command = ['./no-such-client']\nport = 16000", &entry("tcp-client/*", "CON-2"));
    let report = folder.report(folder.run().args(["--run", "tcp-client/published"]));
    assert_eq!((report.stale.len(), report.summary.exit), (0, Some(3)));
}

#[test]
fn a_known_failure_is_expected_for_as_long_as_it_fails() {
    let known = entry("tcp-client/published/*", "TCP-C-2");
    let folder = Folder::with(IDLE, &known);
    let report = folder.report(folder.run().args(["--run", "tcp-client/published"]));
    let of_entry = |trial: &sockspec::report::json::model::Trial| {
        trial.verdicts.iter().find(|verdict| verdict.clause == "TCP-C-2").and_then(|verdict| verdict.known.clone())
    };
    assert_eq!(of_entry(&report.trials[0]).as_deref(), Some("we know"));
    assert!(report.stale.is_empty());
}

#[rstest]
#[case::of_a_race("sometimes", Some(0))]
#[case::of_what_always_fails("always", Some(1))]
fn what_fails_now_and_then_is_not_out_of_date_when_it_passes(#[case] fails: &str, #[case] exit: Option<i32>) {
    let known = format!("{}fails = \"{fails}\"\n", entry("tcp-client/published/*", "CON-2"));
    let folder = Folder::with(RIGHT, &known);
    let report = folder.report(folder.run().args(["--run", "tcp-client/published"]));
    assert_eq!(report.summary.exit.map(i32::from), exit);
    assert_eq!(report.stale.is_empty(), exit == Some(0));
}

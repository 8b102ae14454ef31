//! `--repeat`, `--fail-fast` and `--durations`.

use super::*;
use predicates::prelude::*;
use sockspec::protocol::clause::{ClauseId, Level};

#[test]
fn a_verdict_that_differs_is_told_with_both_observations_and_fails_the_run() {
    let folder = Folder::with(BY_TURNS, "");
    let report = folder.report(folder.run().args(["--run", "tcp-client/published", "--repeat", "3"]));
    let printing = report.flaky.iter().find(|flaky| flaky.clause == "CON-2").unwrap();
    let seen: Vec<(usize, usize)> = printing.observations.iter().map(|one| (one.times, one.first)).collect();
    assert_eq!(seen, [(2, 1), (1, 2)]);
    assert_eq!((report.summary.exit, report.summary.flaky), (Some(1), report.flaky.len()));
    assert!(!report.trials[0].expected, "the repetition that fails is the one that is told");
}

#[test]
fn a_flaky_verdict_fails_the_run_even_where_its_failure_is_known() {
    let folder = Folder::with(BY_TURNS, "");
    let mut first = folder.run();
    first.args(["--run", "tcp-client/published", "--repeat", "2", "--write-known-failing", "known.toml"]);
    first.assert().code(1);
    let known = ["--run", "tcp-client/published", "--repeat", "2", "--known-failing", "known.toml"];
    let flaky = predicate::str::contains("Flaky: another verdict when the same trial is repeated");
    let no_fail = predicate::str::contains("FAIL").not();
    folder.run().args(known).assert().code(1).stdout(flaky.and(no_fail));
}

#[test]
fn what_is_known_to_fail_now_and_then_may_differ() {
    let folder = Folder::with(BY_TURNS, "");
    let run = ["--run", "tcp-client/published", "--repeat", "2"];
    let report = folder.report(folder.run().args(run));
    let can_fail = |clause: &&str| clause.parse().is_ok_and(|clause: ClauseId| clause.level() != Level::Info);
    let clauses: Vec<&str> = report.flaky.iter().map(|flaky| flaky.clause.as_str()).filter(can_fail).collect();
    assert!(clauses.contains(&"CON-2"), "{clauses:?}");
    let known: String =
        clauses.iter().map(|clause| entry("tcp-client/*", clause) + "fails = \"sometimes\"\n").collect();
    let folder = Folder::with(BY_TURNS, &known);
    let report = folder.report(folder.run().args(run));
    assert!(report.flaky.iter().all(|flaky| !can_fail(&flaky.clause.as_str())), "{clauses:?}");
    assert!(report.stale.is_empty());
}

#[test]
fn what_is_always_the_same_is_not_flaky() {
    let folder = Folder::with(IDLE, "");
    let report = folder.report(folder.run().args(QUICK).args(["--repeat", "3"]));
    assert!(report.flaky.is_empty());
    assert_eq!(report.trials.len(), 2);
    let folder = Folder::with(RIGHT, "");
    let note = predicate::str::contains("note: each trial is played 3 times");
    folder.run().args(QUICK).args(["--repeat", "3"]).assert().code(0).stdout(note);
}

#[test]
fn a_run_that_stops_early_says_how_much_it_left_out() {
    let folder = Folder::with(IDLE, &entry("tcp-client/reply/*", "CON-2"));
    let mut run = folder.run();
    run.args(["--fail-fast", "--jobs", "2", "--run", "tcp-client/published", "--run", "tcp-client/reply"]);
    let report = folder.report(&mut run);
    assert_eq!((report.trials.len(), report.summary.exit, report.stale.len()), (1, Some(1), 0));
    let (left_out, planned) = (report.summary.not_run, report.summary.not_run + 1);
    let line = format!("stopped early: {left_out} of {planned} trials were not run");
    run.assert().code(1).stdout(predicate::str::contains(line));
}

#[test]
fn a_fault_stops_the_run_as_incomplete() {
    let folder = Folder::with("command = ['./no-such-client']\nport = 16000", "");
    let report = folder.report(folder.run().args(QUICK).args(["--fail-fast", "--jobs", "1"]));
    assert_eq!((report.trials.len(), report.summary.not_run, report.summary.exit), (1, 1, Some(3)));
}

#[test]
fn the_slowest_trials_are_named() {
    let folder = Folder::with(RIGHT, "");
    let text = printed(folder.run().args(QUICK).args(["--jobs", "1", "--quiet", "--durations", "1"]));
    let either = ["tcp-client/errors/refused", "tcp-client/published/session"];
    pin("durations", &either.iter().fold(text, |text, id| text.replace(id, "[one of the two]")));
}

/// With one worker a trial begins when the one before it has ended; its parts are no longer than the whole.
#[test]
fn the_time_of_each_trial_is_written_down() {
    let folder = Folder::with(RIGHT, "");
    folder.run().args(QUICK).args(["--jobs", "1", "--timings", "timings.json"]).assert().code(0);
    let text = folder.read("timings.json");
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let cases: Vec<&str> = lines.iter().filter_map(|line| line["case"].as_str()).collect();
    assert_eq!(cases, ["tcp-client/published/session", "tcp-client/errors/refused"]);
    let of = |line: &serde_json::Value, name: &str| line[name].as_f64().unwrap();
    for line in &lines {
        let parts: f64 = ["start", "steps", "end"].iter().map(|part| of(line, part)).sum();
        assert!(parts > 0.0 && parts <= of(line, "seconds"), "{line}");
    }
    assert!(of(&lines[1], "began") >= of(&lines[0], "began") + of(&lines[0], "seconds"), "{text}");
}

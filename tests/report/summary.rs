//! The exit code, and the counts.

use super::build::*;
use rstest::rstest;
use sockspec::engine::event::{self, Event, Outcome};
use sockspec::engine::summary::summarize;
use sockspec::judge::{Evidence, Verdict};
use sockspec::set_statistics::Clause;
use sockspec::transcript::Transcript;
use std::time::Duration;

/// One thing that a run may hold.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Pass,
    Noted,
    Fail,
    KnownFail,
    Warn,
    Fault,
    FaultBeside,
    Stale,
    Flaky,
    SkippedTrial,
    SkippedImplementation,
    RequiredMissing,
}
use Holds::*;

fn event(holds: Holds) -> Event {
    let judged = |finding| played("ours", session(), Transcript::default(), vec![finding]);
    let wrong = || Evidence::new("wrong");
    let world = || event::Fault::World { action: "make a network".into(), reason: "not permitted".into() };
    match holds {
        Pass => judged(pass(Clause::Rsp1.id())),
        Noted => judged(super::build::judged(Clause::TcpS9.id(), Verdict::Noted("joined".into()))),
        Fail => judged(broken(Clause::Rsp1.id(), wrong())),
        KnownFail => judged(known(Clause::Rsp1.id(), Verdict::Fail(wrong()), "we know")),
        Warn => judged(broken(Clause::TcpS5.id(), wrong())),
        Fault => faulted("ours", session(), world()),
        FaultBeside => {
            let outcome =
                Outcome::Judged { transcript: Transcript::default(), findings: vec![], faults: vec![world()] };
            trial("ours", session(), outcome)
        }
        Flaky => super::build::flaky(),
        Stale => super::build::stale(event::Stale::PassesNow),
        SkippedTrial => trial("ours", session(), Outcome::Skipped { reason: "needs namespaces".into() }),
        SkippedImplementation => missing("original", false),
        RequiredMissing => missing("original", true),
    }
}

/// A run that holds these, and planned as many trials as it reports.
fn run(holds: &[Holds], strict: bool) -> Vec<Event> {
    let mut events: Vec<Event> = holds.iter().map(|&holds| event(holds)).collect();
    let trials = events.iter().filter(|event| matches!(event, Event::TrialFinished(_))).count();
    let mut first = run_started(&[("ours", None)], trials);
    if let Event::RunStarted(run) = &mut first {
        run.strict = strict;
    }
    events.insert(0, first);
    events
}

#[rstest]
#[case(&[Pass], 0)]
#[case(&[Noted], 0)]
#[case(&[Pass, KnownFail], 0)]
#[case(&[Pass, Warn], 0)]
#[case(&[Pass, SkippedTrial], 0)]
#[case(&[Pass, SkippedImplementation], 0)]
#[case(&[Pass, Fail], 1)]
#[case(&[Pass, Stale], 1)]
#[case(&[Pass, Flaky], 1)]
#[case(&[Fail, Fault], 1)]
#[case(&[Fail, RequiredMissing], 1)]
#[case(&[Pass, Fault], 3)]
#[case(&[Pass, FaultBeside], 3)]
#[case(&[Pass, RequiredMissing], 3)]
#[case(&[], 4)]
#[case(&[SkippedTrial], 4)]
#[case(&[SkippedImplementation], 4)]
#[case(&[RequiredMissing], 3)]
#[case(&[Fault], 3)]
#[case(&[Stale], 1)]
fn the_exit_code(#[case] holds: &[Holds], #[case] exit: u8) {
    assert_eq!(summarize(&run(holds, false), Duration::ZERO).exit, exit);
}

#[test]
fn strict_makes_a_warning_unexpected() {
    assert_eq!(summarize(&run(&[Pass, Warn], true), Duration::ZERO).exit, 1);
}

#[test]
fn a_run_that_lost_trials_is_incomplete() {
    let mut events = run(&[Pass, Pass], false);
    events.pop();
    let summary = summarize(&events, Duration::ZERO);
    assert_eq!((summary.exit, summary.not_run), (3, 1));
}

#[test]
fn three_hundred_failures_are_still_exit_1() {
    assert_eq!(summarize(&run(&[Fail; 300], false), Duration::ZERO).exit, 1);
}

#[test]
fn everything_is_counted_once() {
    let all = [Pass, Noted, Fail, KnownFail, Warn, Fault, FaultBeside, Stale, Flaky, SkippedTrial];
    let summary = summarize(&run(&all, false), Duration::from_secs(2));
    assert_eq!((summary.played, summary.unexpected, summary.passed, summary.failed), (6, 1, 1, 1));
    assert_eq!((summary.warned, summary.known, summary.noted, summary.skipped), (1, 1, 1, 1));
    assert_eq!((summary.faults, summary.stale, summary.flaky, summary.not_run), (2, 1, 1, 0));
    assert_eq!(summary.duration, Duration::from_secs(2));
}

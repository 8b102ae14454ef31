//! Whole runs that every report must be able to show, and what holds of all of them.

use super::build::*;
use super::console::{as_expected, failing, flaky_and_stopped, incomplete, out_of_date};
use super::json::one_of_each;
use sockspec::case::{Case, Source};
use sockspec::engine::event::{Bound, Event, Outcome, Shrunk};
use sockspec::generate::Size;
use sockspec::judge::{Evidence, Verdict};
use sockspec::set_statistics::Clause;
use sockspec::transcript::Transcript;

/// One run of each kind.
pub fn runs() -> Vec<Vec<Event>> {
    vec![
        as_expected(),
        failing(),
        incomplete(),
        out_of_date(),
        flaky_and_stopped(),
        one_of_each(),
        generated(),
        with_known(),
        two_clauses(),
        nothing(),
        everything_skipped(),
        required_and_missing(),
    ]
}

/// A case drawn by a generator.
pub fn drawn(at: usize) -> Case {
    let source = Source::Generator { family: "numbers".into(), seed: 2019 };
    let id = format!("tcp-server/generated/numbers/{at}").parse().unwrap();
    Case { source, id, ..session() }
}

/// Generated cases, of which some break a clause, and the simplest that does.
pub fn generated() -> Vec<Event> {
    let wrong = || Evidence::new("the mean is not the numbers' mean").with_comparison("5.48", "5.5");
    let found = Shrunk {
        clause: Clause::Rsp2.id(),
        trial: match played(
            "ours",
            drawn(1),
            session_seen(&["27.4 3.4 9.0 5.5"]),
            vec![broken(Clause::Rsp2.id(), wrong())],
        ) {
            Event::TrialFinished(trial) => *trial,
            _ => unreachable!("played makes trials"),
        },
        found_by: drawn(1).id,
        seed: 2019,
        trials: 41,
        before: Size { steps: 66, bytes: 812 },
        after: Size { steps: 3, bytes: 11 },
        stopped_by: Some(Bound::Trials(40)),
        regression: Some("regressions/numbers.toml".into()),
    };
    closed(vec![
        run_started(&[("ours", Some("C"))], 6),
        played("ours", session(), session_seen(&["27.4 3.4 9.0 5.48"]), vec![pass(Clause::Rsp1.id())]),
        played("ours", drawn(0), Transcript::default(), vec![pass(Clause::Rsp2.id())]),
        played("ours", drawn(1), Transcript::default(), vec![broken(Clause::Rsp2.id(), wrong())]),
        Event::Shrunk(Box::new(found)),
        played("ours", drawn(2), Transcript::default(), vec![pass(Clause::Rsp2.id())]),
        played("ours", drawn(3), Transcript::default(), vec![broken(Clause::TcpS5.id(), Evidence::new("it ends"))]),
        played(
            "ours",
            drawn(4),
            Transcript::default(),
            vec![known(Clause::Rsp2.id(), Verdict::Fail(wrong()), "we know")],
        ),
    ])
}

/// All that is broken is known.
fn with_known() -> Vec<Event> {
    let wrong = Evidence::new("six decimals").with_comparison("5.48", "5.480000");
    let findings = vec![known(Clause::Num4.id(), Verdict::Fail(wrong), "printf; see issue 12")];
    closed(vec![
        run_started(&[("ours", Some("C"))], 1),
        played("ours", session(), session_seen(&["27.4 3.4 9.0 5.480000"]), findings),
    ])
}

/// One trial in which two clauses are broken.
fn two_clauses() -> Vec<Event> {
    let wrong = || Evidence::new("six decimals").with_comparison("5.48", "5.480000");
    let findings = vec![broken(Clause::Num4.id(), wrong()), broken(Clause::Rsp1.id(), wrong())];
    closed(vec![
        run_started(&[("ours", Some("C"))], 1),
        played("ours", session(), session_seen(&["27.4 3.4 9.0 5.480000"]), findings),
    ])
}

fn nothing() -> Vec<Event> {
    closed(vec![run_started(&[("ours", None)], 0)])
}

fn everything_skipped() -> Vec<Event> {
    let skipped = Outcome::Skipped { reason: "needs namespaces".into() };
    closed(vec![run_started(&[("ours", None)], 1), trial("ours", session(), skipped), missing("original", false)])
}

fn required_and_missing() -> Vec<Event> {
    let good = played("ours", session(), session_seen(&["27.4 3.4 9.0 5.48"]), vec![pass(Clause::Rsp1.id())]);
    closed(vec![run_started(&[("ours", None)], 1), missing("original", true), good])
}

/// The exit code that a run's events end with; `None`: it was cut short.
pub fn exit(events: &[Event]) -> Option<u8> {
    events.iter().find_map(|event| match event {
        Event::RunFinished(summary) => Some(summary.exit),
        _ => None,
    })
}

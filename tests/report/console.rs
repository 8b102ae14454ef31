//! The console report, as a person reads it.

use super::build::*;
use super::pin;
use rstest::rstest;
use sockspec::case::{Case, Expectation, Step};
use sockspec::engine::event::{Event, Fault, Outcome, Stale};
use sockspec::judge::{Evidence, Verdict};
use sockspec::protocol::clause::ClauseId;
use sockspec::report::Human;
use sockspec::report::human::{Style, Verbosity};
use sockspec::set_statistics::Clause;
use sockspec::set_statistics::role::{tcp_server, udp_server};
use sockspec::transcript::{Happening, Transcript};

/// The console's text for these events.
pub fn shown(events: &[Event], style: Style, verbosity: Verbosity) -> String {
    let mut out = Vec::new();
    tell(Human::new(&mut out, style, verbosity), events);
    String::from_utf8(out).expect("UTF-8")
}

const LEAVES: &str = "a client that leaves without a request ends the server's loop";

fn good_session(name: &str) -> Event {
    let findings = [Clause::Rsp1, Clause::Rsp2, Clause::TcpS1, Clause::Con4].map(|clause| pass(clause.id()));
    played(name, session(), session_seen(&["27.4 3.4 9.0 5.48"]), findings.to_vec())
}

fn noted(name: &str, id: &str, notes: &[(ClauseId, &str)]) -> Event {
    let findings = notes.iter().map(|(clause, name)| judged(*clause, Verdict::Noted((*name).into())));
    played(name, case(id, "A request in pieces.", vec![]), Transcript::default(), findings.collect())
}

pub fn as_expected() -> Vec<Event> {
    let leaves = known(Clause::TcpS5.id(), Verdict::Warn(Evidence::new("the server exits with code 1")), LEAVES);
    closed(vec![
        run_started(&[("reference", Some("Rust")), ("original", Some("Python 2.7"))], 6),
        good_session("reference"),
        noted(
            "reference",
            "tcp-server/cut/message",
            &[(Clause::TcpS9.id(), "joined"), (Clause::TcpS10.id(), "refused")],
        ),
        good_session("original"),
        noted(
            "original",
            "tcp-server/cut/message",
            &[(Clause::TcpS9.id(), "first-piece"), (Clause::TcpS10.id(), "concatenated")],
        ),
        played("original", leaver(), leaver_seen(), vec![leaves]),
        noted("original", "udp-server/port", &[(Clause::UdpS6.id(), "port-8000")]),
    ])
}

/// The reply's evidence: the mean of another count.
fn wrong_reply() -> Evidence {
    Evidence::new("the reply's total and mean are not those of the request")
        .with_comparison("27.4 3.4 9.0 5.48", "27.45 3.45 9.0 5.49")
        .caused_by(Some("the length was joined to the message: the server reads once, whatever has come"))
}

pub fn failing() -> Vec<Event> {
    let wrong = |id: &str| {
        let case = Case { id: id.parse().unwrap(), ..session() };
        played("ours", case, session_seen(&["27.45 3.45", " 9.0 5.49"]), vec![broken(Clause::Rsp2.id(), wrong_reply())])
    };
    let mut again = session();
    again.steps.push(Step::StaySilent);
    let longer = Case { id: "tcp-server/sizes/long".parse().unwrap(), ..again };
    let died = Evidence::new("the server exits with code 1 when a client leaves, and the next one is refused");
    closed(vec![
        run_started(&[("ours", Some("C"))], 5),
        played("ours", longer, Transcript::default(), vec![broken(Clause::Rsp2.id(), wrong_reply())]),
        wrong("tcp-server/published/session"),
        wrong("tcp-server/generated/integers-17"),
        played("ours", leaver(), leaver_seen(), vec![broken(Clause::TcpS5.id(), died), pass(Clause::Con3.id())]),
        good_session("ours"),
    ])
}

pub fn incomplete() -> Vec<Event> {
    let output = "Traceback (most recent call last):\n  File \"serverUDP.py\", line 3\n    print \"UDP\"\nSyntaxError: Missing \
                  parentheses\x1b[31m in call to 'print'\n";
    let early = || Fault::ExitedEarly {
        role: udp_server(),
        status: "exited with code 1".into(),
        port: 15000,
        output: output.into(),
    };
    let other = Fault::OtherPort { role: tcp_server(), expected: 16000, found: 16001 };
    let beside = Outcome::Judged {
        transcript: Transcript::default(),
        findings: vec![pass(Clause::Rsp1.id())],
        faults: vec![other],
    };
    let udp = |id: &str| case(id, "A datagram.", vec![]);
    closed(vec![
        run_started(&[("ours", None), ("original", Some("Python 2.7"))], 4),
        Event::Notice { text: "network namespaces are refused here; trials run one at a time".into() },
        missing("original", true),
        trial("ours", session(), beside),
        trial(
            "ours",
            case("tcp-pair/cut/joined", "Both in one piece.", vec![]),
            Outcome::Skipped { reason: "a pair needs two network namespaces".into() },
        ),
        faulted("ours", udp("udp-server/published/session"), early()),
        faulted("ours", udp("udp-server/robust/empty"), early()),
    ])
}

pub fn out_of_date() -> Vec<Event> {
    let first = run_started(&[("original", Some("Python 2.7"))], 1);
    closed(vec![
        first,
        good_session("original"),
        stale(Stale::PassesNow),
        stale(Stale::MatchedNothing),
        stale(Stale::NoSuchCase),
    ])
}

pub fn flaky_and_stopped() -> Vec<Event> {
    closed(vec![run_started(&[("ours", None)], 5), good_session("ours"), flaky()])
}

#[rstest]
#[case("console-flaky-and-stopped", flaky_and_stopped(), Verbosity::Normal)]
#[case("console-as-expected", as_expected(), Verbosity::Normal)]
#[case("console-as-expected-quiet", as_expected(), Verbosity::Quiet)]
#[case("console-as-expected-verbose", as_expected(), Verbosity::Verbose)]
#[case("console-failing", failing(), Verbosity::Normal)]
#[case("console-failing-quiet", failing(), Verbosity::Quiet)]
#[case("console-incomplete", incomplete(), Verbosity::Normal)]
#[case("console-out-of-date", out_of_date(), Verbosity::Normal)]
#[case("console-nothing-ran", closed(vec![run_started(&[], 0)]), Verbosity::Normal)]
#[case("console-cut-short", failing()[..3].to_vec(), Verbosity::Normal)]
fn without_colours(#[case] name: &str, #[case] events: Vec<Event>, #[case] verbosity: Verbosity) {
    pin(name, &shown(&events, Style::without_colours(), verbosity));
}

#[test]
fn colours_add_nothing_but_colour() {
    for events in [as_expected(), failing(), incomplete(), out_of_date()] {
        let coloured = shown(&events, Style::with_colours(), Verbosity::Verbose);
        assert!(coloured.contains("\x1b["), "there are colours");
        assert_eq!(without_sgr(&coloured), shown(&events, Style::without_colours(), Verbosity::Verbose));
    }
}

#[test]
fn the_slowest_trials_are_named_slowest_first() {
    let mut events = failing();
    for (at, event) in events.iter_mut().enumerate() {
        if let Event::TrialFinished(trial) = event {
            trial.duration = std::time::Duration::from_millis(1 + at as u64 % 3);
        }
    }
    let mut out = Vec::new();
    tell(Human::new(&mut out, Style::without_colours(), Verbosity::Quiet).with_durations(2), &events);
    let text = String::from_utf8(out).unwrap();
    let section = "Slowest trials\n     3 ms  ours  tcp-server/published/session\n     3 ms  ours  tcp-server/published/session\n\n";
    assert!(text.contains(section), "{text}");
}

/// The text without the codes that set a colour.
fn without_sgr(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn a_long_transcript_is_shown_where_it_matters() {
    let steps: Vec<Step> = (0..60).map(|_| send("a", "1 2 3")).collect();
    let expected = Expectation::Nothing { on: None };
    let case = case(
        "tcp-server/generated/session-3",
        "Many requests.",
        [steps, vec![expect(Clause::TcpS3.id(), expected)]].concat(),
    );
    let seen =
        (0..60).flat_map(|step| [(Some(step), sent("a", "1 2 3")), (Some(step), received("a", "6.0 1.0 3.0 2.0"))]);
    let mut finding = broken(Clause::TcpS3.id(), Evidence::new("the 40th client is not served"));
    finding.finding.step = Some(40);
    let seen = transcript(seen.chain([(None, Happening::PeerClosed { peer: "a".into() })]));
    let events = closed(vec![run_started(&[("ours", None)], 1), played("ours", case, seen, vec![finding])]);
    pin("console-long-transcript", &shown(&events, Style::without_colours(), Verbosity::Normal));
}

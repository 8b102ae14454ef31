//! Events by hand: small pieces from which the tests put a run together.

use sockspec::case::{Case, Cut, Expectation, Pace, Source, Step};
use sockspec::engine::event::{
    Event, Fault, FlakyVerdict, ImplementationInfo, Judged, ManifestOrigin, NetworkKind, Observation, Outcome,
    RunStarted, SkippedImplementation, Stale, StaleKnownFailing, TrialReport,
};
use sockspec::engine::summary::summarize;
use sockspec::judge::{Evidence, Finding, Verdict};
use sockspec::protocol::clause::{ClauseId, Level};
use sockspec::protocol::role::Side;
use sockspec::report::Reporter;
use sockspec::set_statistics::Clause;
use sockspec::transcript::{ExitStatus, Happening, Seen, Stream, Transcript, WaitEnd};
use std::sync::Arc;
use std::time::Duration;

/// A case with these steps.
pub fn case(id: &str, summary: &str, steps: Vec<Step>) -> Case {
    let source = Source::File(format!("{id}.toml"));
    let id = id.parse().expect("a case id");
    Case { id, summary: summary.into(), clauses: Vec::new(), steps, patience: None, pace: Pace::Careful, source }
}

/// The published TCP session.
pub fn session() -> Case {
    let steps = vec![
        connect("a"),
        send("a", "5 4 6 9 3.4"),
        expect(Clause::Rsp1.id(), Expectation::Statistics { on: "a".into(), of: "5 4 6 9 3.4".into() }),
        send("a", "5"),
        Step::Leave { peer: "a".into() },
    ];
    case("tcp-server/published/session", "The published session, message first; the reply is the post's.", steps)
}

/// A client that leaves without a word.
pub fn leaver() -> Case {
    let steps = vec![
        connect("a"),
        Step::Leave { peer: "a".into() },
        connect("b"),
        send("b", "5"),
        expect(Clause::TcpS5.id(), Expectation::Statistics { on: "b".into(), of: "5".into() }),
    ];
    case("tcp-server/robust/leaves", "A client connects and leaves; the next one is served.", steps)
}

pub fn connect(peer: &str) -> Step {
    Step::Connect { peer: peer.into() }
}

pub fn send(peer: &str, bytes: &str) -> Step {
    Step::Send { peer: peer.into(), payload: bytes.into(), cut: Cut::default(), to: Default::default() }
}

pub fn expect(clause: ClauseId, what: Expectation) -> Step {
    Step::Expect { what, clause }
}

/// The events, each with its step, a millisecond apart.
pub fn transcript(seen: impl IntoIterator<Item = (Option<usize>, Happening)>) -> Transcript {
    let seen = seen.into_iter().enumerate();
    let seen = seen.map(|(index, (step, what))| Seen { at: index as u64 * 1000, step, what }).collect();
    Transcript { seen, ..Transcript::default() }
}

pub fn printed(stream: Stream, bytes: impl Into<Vec<u8>>) -> Happening {
    Happening::Printed { program: Side::Server, stream, bytes: bytes.into().into() }
}

pub fn sent(peer: &str, bytes: &str) -> Happening {
    Happening::Sent { peer: peer.into(), bytes: bytes.into() }
}

pub fn received(peer: &str, bytes: impl Into<Vec<u8>>) -> Happening {
    Happening::Received { peer: peer.into(), bytes: bytes.into().into() }
}

pub fn connected(peer: &str) -> Happening {
    Happening::Connected { peer: peer.into() }
}

pub fn left(peer: &str) -> Happening {
    Happening::Left { peer: peer.into() }
}

pub fn waited(until: WaitEnd) -> Happening {
    Happening::Waited { until }
}

pub fn started() -> [(Option<usize>, Happening); 3] {
    let endpoints = vec!["127.0.0.1:16000".parse().expect("an address")];
    [
        (None, Happening::Started { program: Side::Server }),
        (None, Happening::Ready { program: Side::Server, endpoints }),
        (None, printed(Stream::Out, "TCP server has started and is ready to receive\n")),
    ]
}

pub fn stopped() -> [(Option<usize>, Happening); 2] {
    [
        (None, Happening::StopAsked { program: Side::Server, signal: "SIGINT".into() }),
        (None, Happening::Exited { program: Side::Server, status: ExitStatus::Signal("SIGINT".into()) }),
    ]
}

/// The published session, with this reply, which came in these reads.
pub fn session_seen(reads: &[&str]) -> Transcript {
    let reply = reads.iter().map(|read| (Some(2), received("a", *read)));
    let before = [(Some(0), connected("a")), (Some(1), sent("a", "5 4 6 9 3.4"))];
    let printed = (Some(1), printed(Stream::Out, "Received data: [5.0, 4.0, 6.0, 9.0, 3.4]\n"));
    let after = [(Some(2), waited(WaitEnd::Met)), (Some(3), sent("a", "5")), (Some(4), left("a"))];
    transcript(started().into_iter().chain(before).chain([printed]).chain(reply).chain(after).chain(stopped()))
}

/// The original, which a leaving client ends.
pub fn leaver_seen() -> Transcript {
    let traceback = "Traceback (most recent call last):\n  File \"/home/ann/net/serverTCP.py\", line 17, in <module>\n    \
                     total = sum(data)\nValueError: empty\n";
    let refused = Happening::ConnectFailed { peer: "b".into(), reason: "Connection refused".into() };
    let exited = Happening::Exited { program: Side::Server, status: ExitStatus::Code(1) };
    let seen = [
        (Some(0), connected("a")),
        (Some(1), left("a")),
        (Some(1), printed(Stream::Err, traceback)),
        (Some(1), exited),
        (Some(2), refused),
    ];
    transcript(started().into_iter().chain(seen))
}

/// The judge's finding, not in the known-failing list.
pub fn judged(clause: ClauseId, verdict: Verdict) -> Judged {
    Judged { finding: Finding { clause, verdict, step: None, side: None }, known: None }
}

/// The same, in the list.
pub fn known(clause: ClauseId, verdict: Verdict, reason: &str) -> Judged {
    Judged { known: Some(reason.into()), ..judged(clause, verdict) }
}

pub fn pass(clause: ClauseId) -> Judged {
    judged(clause, Verdict::Pass)
}

/// Broken: a failure or a warning, by the clause's level.
pub fn broken(clause: ClauseId, evidence: Evidence) -> Judged {
    judged(clause, if clause.level() == Level::Must { Verdict::Fail(evidence) } else { Verdict::Warn(evidence) })
}

pub fn trial(implementation: &str, case: Case, outcome: Outcome) -> Event {
    let replay = format!("sockspec run {implementation} --run {}", case.id);
    let duration = Duration::from_millis(12);
    Event::TrialFinished(Box::new(TrialReport {
        implementation: implementation.into(),
        client: None,
        case: Arc::new(case),
        outcome,
        began: Duration::from_millis(3),
        duration,
        replay,
        artifact: None,
    }))
}

pub fn played(implementation: &str, case: Case, transcript: Transcript, findings: Vec<Judged>) -> Event {
    trial(implementation, case, Outcome::Judged { transcript, findings, faults: Vec::new() })
}

pub fn faulted(implementation: &str, case: Case, fault: Fault) -> Event {
    trial(implementation, case, Outcome::Faulted { fault, transcript: Transcript::default() })
}

/// The run's first event: the implementations, and how many trials.
pub fn run_started(names: &[(&str, Option<&str>)], trials: usize) -> Event {
    let implementations = names.iter().map(|(name, language)| ImplementationInfo {
        name: (*name).into(),
        language: language.map(Into::into),
        origin: ManifestOrigin::BuiltIn((*name).into()),
        roles: sockspec::protocol::default().roles().collect(),
        shims: Default::default(),
    });
    let implementations = implementations.collect();
    Event::RunStarted(RunStarted {
        implementations,
        trials,
        strict: false,
        seed: 2019,
        jobs: 4,
        network: NetworkKind::Namespaces,
        part: None,
        began: None,
    })
}

pub fn missing(name: &str, required: bool) -> Event {
    Event::ImplementationSkipped(SkippedImplementation {
        implementation: name.into(),
        role: None,
        reason: "no Python 2.7 was found".into(),
        advice: "install jython (`apt-get install jython`), or name an interpreter in SOCKSPEC_PYTHON27".into(),
        required,
    })
}

pub fn stale(why: Stale) -> Event {
    Event::KnownFailingStale(StaleKnownFailing {
        implementation: "original".into(),
        file: "sockspec.toml".into(),
        line: 31,
        case: "tcp-server/robust/*".into(),
        clause: "TCP-S-5".into(),
        why,
    })
}

/// A case whose verdict was not the same each time.
pub fn flaky() -> Event {
    let warn = Verdict::Warn(Evidence::new("the server exits with code 1"));
    let seen = |verdict, times, first| Observation { verdict, times, first };
    Event::Flaky(FlakyVerdict {
        implementation: "ours".into(),
        case: "tcp-server/robust/leaves".parse().expect("a case id"),
        clause: Clause::TcpS5.id(),
        observations: vec![seen(Some(Verdict::Pass), 2, 1), seen(Some(warn), 1, 2), seen(None, 1, 4)],
        replay: "sockspec run ours --run tcp-server/robust/leaves --repeat 4".into(),
        trials: Vec::new(),
    })
}

/// The run, closed with its own summary.
pub fn closed(mut events: Vec<Event>) -> Vec<Event> {
    let summary = summarize(&events, Duration::from_millis(1900));
    events.push(Event::RunFinished(summary));
    events
}

/// Everything through the reporter.
pub fn tell(mut reporter: impl Reporter, events: &[Event]) {
    events.iter().for_each(|event| reporter.handle(event).expect("a buffer takes everything"));
    reporter.finish().expect("a buffer takes everything");
}

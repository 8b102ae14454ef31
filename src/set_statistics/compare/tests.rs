use super::*;
use crate::case::{Expectation, Pace, Source, Step};
use crate::differential::{DifferenceKind, SpellingDifference, Worth};
use crate::judge::{Finding, Verdict};
use crate::set_statistics::Clause;
use crate::transcript::{Bytes, ExitStatus, Happening, Seen, Stream, Transcript};
use rstest::rstest;

/// A case in which `a` asks a TCP server `request`, which must answer with statistics.
fn build_case(request: &str) -> Case {
    let expect = Expectation::Statistics { on: "a".into(), of: request.into() };
    Case {
        id: "tcp-server/x/y".parse().unwrap(),
        summary: String::new(),
        clauses: Vec::new(),
        steps: vec![
            Step::Connect { peer: "a".into() },
            Step::Send { peer: "a".into(), payload: request.into(), cut: Default::default(), to: Default::default() },
            Step::Expect { what: expect, clause: Clause::TcpS1.id() },
        ],
        patience: None,
        pace: Pace::Careful,
        source: Source::File(String::new()),
    }
}

fn received_event(text: &str) -> Happening {
    Happening::Received { peer: "a".into(), bytes: text.into() }
}

fn printed_event(text: &str) -> Happening {
    Happening::Printed { program: Side::Server, stream: Stream::Out, bytes: text.into() }
}

fn exited_event(code: i32) -> Happening {
    Happening::Exited { program: Side::Server, status: ExitStatus::Code(code) }
}

/// A transcript in which the request is sent, and these things come in the last step.
fn build_transcript(request: &str, seen: &[Happening]) -> Transcript {
    let sent = Happening::Sent { peer: "a".into(), bytes: request.into() };
    let before = [(0, Happening::Connected { peer: "a".into() }), (1, sent)];
    let all = before.into_iter().chain(seen.iter().cloned().map(|what| (2, what)));
    let seen = all.enumerate().map(|(at, (step, what))| Seen { at: at as u64, step: Some(step), what }).collect();
    Transcript { seen, capture: None }
}

/// The kinds of what differs, in the order in which it shows.
fn difference_kinds(request: &str, left: &[Happening], right: &[Happening]) -> Vec<DifferenceKind> {
    let transcripts = [left, right].map(|seen| build_transcript(request, seen));
    let accounts = transcripts.each_ref().map(|transcript| TrialAccount { transcript, findings: &[] });
    let found = SetStatisticsComparer.compare(&build_case(request), [&accounts[0], &accounts[1]], Strictness::Protocol);
    found.into_iter().map(|difference| difference.group.kind).collect()
}

#[test]
fn how_reads_divide_a_reply_and_when_a_line_is_printed_is_no_difference() {
    let line = printed_event("Received data: [0.1, 0.2]\n");
    let left = [received_event("0.3 0.1"), line.clone(), received_event(" 0.2 0.15")];
    let right = [line, received_event("0.3 0.1 0.2 0.15")];
    assert_eq!(difference_kinds("0.1 0.2", &left, &right), []);
}

#[rstest]
#[case(
    "0.1 0.2",
    "0.3 0.1 0.2 0.15",
    "0.30000000000000004 0.1 0.2 0.15",
    DifferenceKind::Spelling(SpellingDifference::Digits)
)]
#[case(
    "1e11",
    "1e+11 1e+11 1e+11 1e+11",
    "1e+11 1e+11 1e+11 100000000000.0",
    DifferenceKind::Spelling(SpellingDifference::Notation)
)]
#[case(
    "1e16 1 -1e16",
    "0.0 -1e+16 1e+16 0.0",
    "1.0 -1e+16 1e+16 0.333333333333",
    DifferenceKind::Value(Worth::BothRight)
)]
#[case("1 2", "3.0 1.0 2.0 1.5", "3.0 1.0 2.0 1.0", DifferenceKind::Value(Worth::LeftRight))]
#[case("1 2", "3.0 2.0 1.0 1.5", "3.0 1.0 2.0 1.5", DifferenceKind::Value(Worth::RightRight))]
#[case("1e308 1e308", "inf 1e308 1e308 inf", "nan 1e308 1e308 nan", DifferenceKind::Value(Worth::OrderDependent))]
#[case("1 2", "3.0 1.0 2.0 1.5", "3.0 1.0 2.0 1.5\n", DifferenceKind::Layout)]
#[case("1 2", "3.0 1.0 2.0 1.5", "what?", DifferenceKind::Answers)]
#[case("1 2", "what?", "no", DifferenceKind::Text)]
fn a_reply_that_differs_is_named(
    #[case] request: &str,
    #[case] left: &str,
    #[case] right: &str,
    #[case] kind: DifferenceKind,
) {
    assert_eq!(difference_kinds(request, &[received_event(left)], &[received_event(right)]), [kind]);
}

#[test]
fn several_differences_of_one_reply_are_told_apart() {
    let found = difference_kinds(
        "1e16 1 -1e16",
        &[received_event("0.0 -1e+16 1e+16 0.0")],
        &[received_event("1 -1e16 1e16 0.3333333333333333\n")],
    );
    let expected = [
        DifferenceKind::Layout,
        DifferenceKind::Spelling(SpellingDifference::Notation),
        DifferenceKind::Value(Worth::BothRight),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_follows_from_an_end_is_not_told_beside_it() {
    let answer = [received_event("1.0 1.0 1.0 1.0"), printed_event("Received data: [1.0]\n")];
    assert_eq!(difference_kinds("1", &[exited_event(1)], &answer), [DifferenceKind::Answers]);
    assert_eq!(difference_kinds("1", &[exited_event(1)], &[exited_event(2)]), [], "both end with an error");
    assert_eq!(difference_kinds("1", &[exited_event(1)], &[exited_event(0)]), [DifferenceKind::Ends]);
    assert_eq!(difference_kinds("1", &[exited_event(1)], &[]), [DifferenceKind::Ends]);
}

#[test]
fn lines_of_the_console_are_compared_whatever_their_order() {
    let reply = received_event("1.0 1.0 1.0 1.0");
    let one = [reply.clone(), printed_event("a\nReceived data: [1.0]\n")];
    assert_eq!(difference_kinds("1", &one, &[reply.clone(), printed_event("Received data: [1.0]\na\n")]), []);
    assert_eq!(
        difference_kinds("1", &one, &[reply.clone(), printed_event("Received data: [1]\na\n")]),
        [DifferenceKind::Spelling(SpellingDifference::Zeros)]
    );
    assert_eq!(difference_kinds("1", &one, &[reply, printed_event("Received data: [1.0]\n")]), [DifferenceKind::Text]);
}

/// A client is sent a reply in two pieces, so many microseconds apart, and its behaviour has this name.
fn cut_inside(pause: u64, name: &str) -> (Transcript, Vec<Finding>) {
    let piece = |at: u64, text: &str| Seen {
        at,
        step: Some(0),
        what: Happening::Sent { peer: "connection".into(), bytes: Bytes::from(text) },
    };
    let transcript = Transcript { seen: vec![piece(1000, "1.0 1.0 1.0 1"), piece(1000 + pause, ".5")], capture: None };
    let finding = Finding { clause: Clause::TcpC7.id(), verdict: Verdict::Noted(name.into()), step: None, side: None };
    (transcript, vec![finding])
}

#[rstest]
#[case(50_000, 55_000, &[DifferenceKind::Named(Clause::TcpC7.id())])]
#[case(55_000, 50_000, &[DifferenceKind::Named(Clause::TcpC7.id())])]
#[case(132_000, 52_000, &[])]
#[case(132_000, 110_000, &[])]
#[case(110_000, 132_000, &[DifferenceKind::Named(Clause::TcpC7.id())])]
fn a_client_that_was_kept_waiting_longer_does_not_differ(
    #[case] short: u64,
    #[case] whole: u64,
    #[case] kinds: &[DifferenceKind],
) {
    let both = [cut_inside(short, "short"), cut_inside(whole, "whole")];
    let accounts = both.each_ref().map(|(transcript, findings)| TrialAccount { transcript, findings });
    let case = Case { id: "tcp-client/x/y".parse().unwrap(), steps: Vec::new(), ..build_case("1") };
    let found = SetStatisticsComparer.compare(&case, [&accounts[0], &accounts[1]], Strictness::Protocol);
    assert_eq!(found.iter().map(|one| one.group.kind).collect::<Vec<_>>(), kinds);
}

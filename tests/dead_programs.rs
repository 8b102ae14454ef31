//! The judge on transcripts written by hand. A program that is not there refuses nothing: what was never put to it is
//! skipped, with the reason, and never passes.

use rstest::rstest;
use sockspec::case::file::parse;
use sockspec::judge::Verdict;
use sockspec::protocol::clause::ClauseId;
use sockspec::protocol::role::Side;
use sockspec::set_statistics::Clause;
use sockspec::set_statistics::judge::judge_transcript;
use sockspec::transcript::{Bytes, ExitStatus, Happening, Seen, Stream, Transcript};

/// The judge's verdict on `clause` in the case `id` with these steps and these events, each in its step.
fn verdict(id: &str, clause: ClauseId, steps: &str, seen: Vec<(usize, Happening)>) -> Verdict {
    let text = format!("summary = \"S.\"\nclauses = [\"{clause}\"]\nsteps = [{steps}]\n");
    let case = parse("case.toml", id.parse().unwrap(), &text).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let seen = seen.into_iter().enumerate().map(|(at, (step, what))| Seen { at: at as u64, step: Some(step), what });
    let mut findings = judge_transcript(&case, &Transcript { seen: seen.collect(), ..Transcript::default() });
    let at = findings.iter().position(|finding| finding.clause == clause).expect("the clause is judged");
    findings.swap_remove(at).verdict
}

fn connected() -> Happening {
    Happening::Connected { peer: "a".into() }
}

fn refused() -> Happening {
    Happening::ConnectFailed { peer: "a".into(), reason: "Connection refused".into() }
}

fn sent(text: &str) -> Happening {
    Happening::Sent { peer: "a".into(), bytes: Bytes::from(text.as_bytes()) }
}

fn received(text: &str) -> Happening {
    Happening::Received { peer: "a".into(), bytes: Bytes::from(text.as_bytes()) }
}

fn died(program: Side) -> Happening {
    Happening::Exited { program, status: ExitStatus::Code(1) }
}

fn closed() -> Happening {
    Happening::PeerClosed { peer: "a".into() }
}

const NOT_NUMBERS: &str = r#"
    { connect = "a" }, { send = "1,5 1", on = "a" }, { expect = "no-statistics", on = "a", clause = "NUM-2" }"#;

#[rstest]
#[case::a_living_server_refuses(vec![(0, connected()), (1, sent("1,5 1")), (2, closed())], None)]
#[case::nobody_is_there(vec![(0, died(Side::Server)), (0, refused())], Some("client a could not connect (Connection refused)"))]
#[case::nothing_can_be_sent(
    vec![(0, connected()), (1, Happening::SendFailed { peer: "a".into(), reason: "Broken pipe".into() })],
    Some("no client could ask anything")
)]
#[case::it_dies_of_it(
    vec![(0, connected()), (1, sent("1,5 1")), (2, died(Side::Server)), (2, closed())],
    Some("the server had ended by then; the server exits with code 1")
)]
fn silence_is_a_refusal_only_of_one_who_was_asked(
    #[case] seen: Vec<(usize, Happening)>,
    #[case] skipped: Option<&str>,
) {
    match (verdict("tcp-server/test/case", Clause::Num2.id(), NOT_NUMBERS, seen), skipped) {
        (Verdict::Pass, None) => {}
        (Verdict::Skipped(reason), Some(start)) => assert!(reason.starts_with(start), "{reason}"),
        (other, _) => panic!("{other:?}"),
    }
}

#[test]
fn a_server_that_dies_on_nonsense_breaks_its_clause() {
    let steps = r#"
        { connect = "a" }, { send = "hello", on = "a" }, { expect = "no-statistics", on = "a", clause = "TCP-S-5" },
        { connect = "b" }, { send = "1 2 6", on = "b" },
        { expect = "statistics", of = "1 2 6", on = "b", clause = "TCP-S-5" }"#;
    let gone = Happening::ConnectFailed { peer: "b".into(), reason: "Connection refused".into() };
    let seen = vec![(0, connected()), (1, sent("hello")), (2, died(Side::Server)), (2, closed()), (3, gone)];
    let verdict = verdict("tcp-server/test/case", Clause::TcpS5.id(), steps, seen);
    assert!(matches!(verdict, Verdict::Fail(_) | Verdict::Warn(_)), "{verdict:?}");
}

const LENGTH: &str = r#"
    { connect = "a" }, { send = "1 2 6", on = "a" }, { expect = "statistics", of = "1 2 6", on = "a", clause = "TCP-S-1" },
    { send = "3", on = "a" }, { expect = "nothing", on = "a", clause = "TCP-S-2" }"#;

#[rstest]
#[case::answered(vec![(0, connected()), (1, sent("1 2 6")), (2, received("9.0 1.0 6.0 3.0")), (3, sent("3"))], false)]
#[case::mute(vec![(0, connected()), (1, sent("1 2 6")), (3, sent("3"))], true)]
#[case::absent(vec![(0, refused())], true)]
fn no_second_answer_says_nothing_of_one_who_gives_no_first(
    #[case] seen: Vec<(usize, Happening)>,
    #[case] skipped: bool,
) {
    let verdict = verdict("tcp-server/test/case", Clause::TcpS2.id(), LENGTH, seen);
    assert_eq!((verdict == Verdict::Pass, matches!(verdict, Verdict::Skipped(_))), (!skipped, skipped), "{verdict:?}");
}

#[rstest]
#[case::at_what_it_met(Some("5 4"), true)]
#[case::before_it_met_anything(None, false)]
fn a_client_that_should_fail_must_have_met_with_what_it_fails_at(#[case] message: Option<&str>, #[case] passes: bool) {
    let steps = r#"
        { type = "5 4" }, { type = "2" }, { expect = "message", text = "5 4", clause = "TCP-C-1" },
        { half-close = "connection" }, { expect = "exit", how = "failure", clause = "TCP-C-4" }"#;
    let complaint = Happening::Printed { program: Side::Client, stream: Stream::Err, bytes: Bytes::from(&b"no\n"[..]) };
    let got = |text: &str| Happening::Received { peer: "connection".into(), bytes: Bytes::from(text.as_bytes()) };
    let mut seen: Vec<(usize, Happening)> = message.into_iter().map(|text| (2, got(text))).collect();
    seen.extend([(4, complaint), (4, died(Side::Client))]);
    let verdict = verdict("tcp-client/test/case", Clause::TcpC4.id(), steps, seen);
    assert_eq!((verdict == Verdict::Pass, matches!(verdict, Verdict::Skipped(_))), (passes, !passes), "{verdict:?}");
}

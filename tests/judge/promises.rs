//! A clause that a case promises to judge gets a verdict, or is reported as not judged: nothing is left out in silence.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause;
use sockspec::set_statistics::Clause::{Con6, End2, Rsp1, TcpC1, TcpS1, TcpS8};

const ANSWER: &str = "9.0 4.0 5.0 4.5";
const PAGE: &str = "TCP server has started and is ready to receive\nReceived data: [5.0, 4.0]\n";

#[rstest]
#[case::kept(&[TcpS1, Rsp1], &[])]
#[case::one_is_not(&[TcpS1, TcpS8], &["TCP-S-8 skipped"])]
#[case::another_side_is_not_there(&[TcpC1, End2], &["END-2 skipped", "TCP-C-1 skipped"])]
fn by_one_program(#[case] promised: &[Clause], #[case] expected: &[&str]) {
    let steps = vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1)];
    let case =
        Case { clauses: promised.iter().map(|clause| clause.id()).collect(), ..case("tcp-server/promises", steps) };
    let script = Script::default().started(Side::Server).step(2).received("a", ANSWER);
    assert_eq!(said(&case, script.prints(Side::Server, Stream::Out, PAGE)), expected);
}

/// In a pair it is skipped for the side that the clause binds.
#[rstest]
#[case::the_servers(TcpS8, Some(Side::Server))]
#[case::the_clients(End2, Some(Side::Client))]
fn by_a_pair(#[case] promised: Clause, #[case] side: Option<Side>) {
    let case = Case { clauses: vec![promised.id()], ..case("tcp-pair/promises", vec![typed("5 4"), typed("2")]) };
    let findings = judge_transcript(&case, &Script::default().started(Side::Server).started(Side::Client).transcript());
    let skipped = findings.iter().find(|finding| finding.clause == promised).unwrap();
    assert_eq!((skipped.verdict.word(), skipped.side), ("skipped", side));
}

/// A published session is a promise about both.
#[test]
fn of_a_published_session_by_one_program() {
    let steps = vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1)];
    let case = Case { clauses: vec![Con6.id()], ..case("tcp-server/promises", steps) };
    let of = |page: &str, reply: &str| {
        let script = Script::default().started(Side::Server).step(2).received("a", reply);
        let said = said(&case, script.prints(Side::Server, Stream::Out, page));
        said.iter().any(|said| said == "CON-6 fail")
    };
    assert!(!of(PAGE, ANSWER));
    assert!(of(PAGE, "9.0 4.0 5.0 4.0"));
    assert!(of("Received data: [5.0, 4.0]\n", ANSWER));
}

/// There is no verdict on a program that is not there.
#[rstest]
fn of_other_roles_nothing_is_said(
    #[values(Side::Server, Side::Client)] side: Side,
    #[values(Transport::Tcp, Transport::Udp)] transport: Transport,
) {
    let case = case(&format!("{}/alone", subject(transport, side)), vec![typed("5 4"), typed("2")]);
    let script = Script::default().started(side).ready(&["0.0.0.0:16000"]).typed("5 4").typed("2");
    let script = script.prints(side, Stream::Out, "Hello\n");
    for finding in judge_transcript(&case, &script.transcript()) {
        let roles = finding.clause.roles();
        assert!(roles.iter().any(|role| role.side() == side && role.transport() == transport), "{finding:?}");
    }
}

/// A finding names the step that decided, if it was one step.
#[test]
fn what_was_decided_at_which_step() {
    let steps = vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1)];
    let script = Script::default().started(Side::Server).step(2).received("a", ANSWER);
    let script = script.prints(Side::Server, Stream::Out, PAGE);
    let findings = judge_transcript(&case("tcp-server/steps", steps), &script.transcript());
    let step_of = |clause| findings.iter().find(|finding| finding.clause == clause).map(|finding| finding.step);
    assert_eq!((step_of(TcpS1), step_of(Clause::Con3)), (Some(Some(2)), Some(None)));
}

/// That a published session does not hold is said with the clause that is broken.
#[test]
fn a_published_session_that_does_not_hold_names_why() {
    let steps = vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1)];
    let case = Case { clauses: vec![Con6.id()], ..case("tcp-server/promises", steps) };
    let script = Script::default().started(Side::Server).step(2).received("a", "9.0 4.0 5.0 4.0");
    let findings = judge_transcript(&case, &script.prints(Side::Server, Stream::Out, PAGE).transcript());
    let said = findings.iter().find(|finding| finding.clause == Con6).and_then(|finding| finding.verdict.evidence());
    assert!(said.unwrap().what.contains("RSP-2 is broken"), "{said:?}");
}

//! The answers of a server, their addressees, and what it must not do: silence, more than was asked, an end.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause::{self, Req3, TcpS2, TcpS5, TcpS8, TcpS9, UdpS1, UdpS4};

const ANSWER: &str = "9.0 4.0 5.0 4.5";
const FROM: &str = "127.0.0.1:15000";

fn named(peer: &str, what: fn(String) -> Happening) -> Happening {
    what(peer.to_owned())
}

fn closed(peer: &str) -> Happening {
    named(peer, |peer| Happening::PeerClosed { peer })
}

fn reset(peer: &str) -> Happening {
    named(peer, |peer| Happening::PeerReset { peer })
}

fn refused(peer: &str) -> Happening {
    named(peer, |peer| Happening::ConnectFailed { peer, reason: "refused".to_owned() })
}

fn half_closed(peer: &str) -> Happening {
    named(peer, |peer| Happening::HalfClosed { peer })
}

fn datagram_sent(peer: &str, to: &str) -> Happening {
    Happening::DatagramSent { peer: peer.to_owned(), to: to.parse().unwrap(), bytes: "5 4".into() }
}

/// All verdicts except those on the console and on the address of the server.
fn said_of(case: &Case, script: Script) -> Vec<String> {
    said(case, script).into_iter().filter(|said| !said.starts_with("CON-") && !said.starts_with("END-")).collect()
}

/// All the texts that are said of one clause.
fn words_about(case: &Case, script: Script, clause: Clause) -> String {
    let findings = judge_transcript(case, &script.transcript());
    let finding = findings.iter().find(|finding| finding.clause == clause);
    match finding.map(|finding| &finding.verdict) {
        Some(Verdict::Skipped(reason) | Verdict::Noted(reason)) => reason.clone(),
        Some(other) => other.evidence().map(|evidence| evidence.what.clone()).unwrap_or_default(),
        None => String::new(),
    }
}

/// A server that fails inside its reply breaks off; one that goes on, or prints too few digits, is judged by its numbers.
#[rstest]
#[case::fails("9.0 4.0 5.0 4.", Some(1), &["REQ-3 fail"])]
#[case::fails_behind_it("9.0 4.0 5.0 4.5", Some(1), &[])]
#[case::ends_in_good_order("9.0 4.0 5.0 4.", Some(0), &["NUM-4 fail", "NUM-5 warn"])]
#[case::lives("9.0 4.0 5.0 4.", None, &["NUM-4 fail", "NUM-5 warn"])]
fn a_reply_that_breaks_off(#[case] reply: &str, #[case] code: Option<i32>, #[case] expected: &[&str]) {
    let case = case("tcp-server/x", vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), Req3)]);
    let script = Script::default().started(Side::Server).step(1).sent("a", "5 4").step(2).received("a", reply);
    let script = match code {
        Some(code) => script.exited(Side::Server, code).see(closed("a")),
        None => script,
    };
    assert_eq!(said_of(&case, script), expected);
}

/// `a` asks and is answered, sends the length, and should get nothing more; then `b` comes.
fn length_case() -> Case {
    let nothing = Expectation::Nothing { on: Some("a".to_owned()) };
    let steps = vec![
        connect("a"),
        send("a", "5 4"),
        expect(statistics("a", "5 4"), Req3),
        send("a", "2"),
        expect(nothing, TcpS2),
        connect("b"),
        send("b", "6"),
        expect(statistics("b", "6"), Req3),
    ];
    case("tcp-server/length", steps)
}

/// The same, up to the moment when the length has gone out.
fn length_sent(first_answer: &str) -> Script {
    let script = Script::default().started(Side::Server).step(1).sent("a", "5 4").step(2).received("a", first_answer);
    script.step(3).sent("a", "2").step(4)
}

fn then_b_is_served(script: Script) -> Script {
    script.step(6).sent("b", "6").step(7).received("b", "6.0 6.0 6.0 6.0")
}

#[rstest]
#[case::silence("", &[])]
#[case::a_second_reply("2.0 2.0 2.0 2.0", &["TCP-S-2 fail"])]
#[case::an_error_text("bad", &["TCP-S-2 fail"])]
#[case::the_same_reply_again(ANSWER, &["TCP-S-2 fail"])]
#[case::more_digits_of_the_last_number("00", &["NUM-5 warn"])]
#[case::a_blank_and_more(" 00", &["TCP-S-2 fail"])]
#[case::other_digits("7", &["TCP-S-2 fail"])]
fn after_the_length_comes(#[case] more: &str, #[case] expected: &[&str]) {
    let script = then_b_is_served(length_sent(ANSWER).received("a", more));
    assert_eq!(said_of(&length_case(), script), expected);
}

/// A reply may come in pieces (TCP-S-12). `4.` says what `4.0` says, so that the next step begins before all has come.
#[rstest]
#[case::behind_the_next_step("8.0 4.0 4.0 4.", "0", 3, &[])]
#[case::behind_all_steps("8.0 4.0 4.0 4.", "0", 8, &[])]
#[case::more_digits("8.0 4.0 4.0 4.0", "00000", 3, &["NUM-5 warn"])]
#[case::another_number("8.0 4.0 4.0 4.", "7", 3, &["NUM-5 warn"])]
fn the_rest_of_a_reply_comes_later(
    #[case] first: &str,
    #[case] rest: &str,
    #[case] step: usize,
    #[case] expected: &[&str],
) {
    let steps = vec![
        connect("a"),
        send("a", "4 4"),
        expect(statistics("a", "4 4"), Req3),
        connect("b"),
        send("b", "6"),
        expect(statistics("b", "6"), Req3),
    ];
    let script = Script::default().started(Side::Server).step(1).sent("a", "4 4").step(2).received("a", first);
    let script = if step == 3 { script.step(3).received("a", rest) } else { script };
    let script = script.step(4).sent("b", "6").step(5).received("b", "6.0 6.0 6.0 6.0");
    let script = if step == 8 { script.over().received("a", rest) } else { script };
    assert_eq!(said_of(&case("tcp-server/x", steps), script), expected);
}

/// Another client's bytes do not count as this one's.
#[test]
fn what_another_client_hears_is_no_second_reply() {
    let script = then_b_is_served(length_sent(ANSWER).received("c", "2.0 2.0 2.0 2.0"));
    assert_eq!(said_of(&length_case(), script), [""; 0]);
}

/// Silence is no evidence about a server that was silent from the beginning.
#[test]
fn a_server_that_never_answered_is_not_praised_for_silence() {
    let script = then_b_is_served(length_sent(""));
    assert_eq!(said_of(&length_case(), script), ["REQ-3 fail", "TCP-S-2 skipped"]);
}

#[rstest]
#[case::fails_at_the_length(4, 1, &["TCP-S-2 fail"])]
#[case::leaves_at_the_length(4, 0, &[])]
fn the_server_ends(#[case] step: usize, #[case] code: i32, #[case] expected: &[&str]) {
    let script = length_sent(ANSWER).step(step).exited(Side::Server, code).step(5).see(refused("b")).step(7);
    let about: Vec<_> =
        said_of(&length_case(), script).into_iter().filter(|said| said.starts_with("TCP-S-2")).collect();
    assert_eq!(about, expected);
}

/// In the last step what the server fails at later is this step's too: there is no other to say it.
#[test]
fn a_failure_after_the_last_step() {
    let steps = vec![connect("a"), send("a", "5 4"), expect(Expectation::Nothing { on: Some("a".to_owned()) }, TcpS2)];
    let script = Script::default().started(Side::Server).step(1).sent("a", "5 4").step(2);
    let case = case("tcp-server/last", steps);
    assert_eq!(said_of(&case, script.over().exited(Side::Server, 1)), ["TCP-S-2 fail"]);
}

fn robust(what: Expectation, clause: Clause) -> Case {
    case("tcp-server/robust", vec![connect("a"), send("a", "x"), expect(what, clause)])
}

fn no_request() -> Script {
    Script::default().started(Side::Server).step(1).sent("a", "x").step(2)
}

/// To something that is no request a server may say what it likes but statistics.
#[rstest]
#[case::silence(no_request(), &[])]
#[case::error_text(no_request().received("a", "bad request\n"), &[])]
#[case::three_numbers(no_request().received("a", "1 2 3"), &[])]
#[case::close(no_request().see(closed("a")), &[])]
#[case::reset(no_request().see(reset("a")), &[])]
#[case::statistics(no_request().received("a", ANSWER), &["TCP-S-5 warn"])]
#[case::statistics_in_pieces(no_request().received("a", "0.0 0.0 ").received("a", "0.0 0.0\n"), &["TCP-S-5 warn"])]
#[case::dead(no_request().exited(Side::Server, 1), &["TCP-S-5 skipped"])]
#[case::dead_later(no_request().over().exited(Side::Server, 1), &[])]
#[case::never_asked(Script::default().started(Side::Server).step(0).see(refused("a")).step(2), &["TCP-S-5 skipped"])]
#[case::asked_later(Script::default().started(Side::Server).step(2).step(3).sent("a", "x"), &["TCP-S-5 skipped"])]
#[case::another_asked(Script::default().started(Side::Server).step(1).sent("b", "x").step(2), &["TCP-S-5 skipped"])]
#[case::only_an_end_was_sent(Script::default().started(Side::Server).step(1).see(half_closed("a")).step(2), &[])]
#[case::an_end_of_another(Script::default().started(Side::Server).step(1).see(half_closed("b")).step(2), &["TCP-S-5 skipped"])]
fn no_statistics_for_what_is_no_request(#[case] script: Script, #[case] expected: &[&str]) {
    assert_eq!(said_of(&robust(Expectation::NoStatistics { on: "a".to_owned() }, TcpS5), script), expected);
}

/// Over UDP each datagram is one answer: two of two numbers are no statistics.
#[rstest]
#[case::silence(&[], &[])]
#[case::error_text(&["bad"], &[])]
#[case::two_halves(&["9.0 4.0", "5.0 4.5"], &[])]
#[case::statistics(&[ANSWER], &["UDP-S-4 warn"])]
#[case::statistics_behind_a_text(&["bad", ANSWER], &["UDP-S-4 warn"])]
fn no_statistics_for_what_is_no_request_in_datagrams(#[case] replies: &[&str], #[case] expected: &[&str]) {
    let no_statistics = Expectation::NoStatistics { on: "a".to_owned() };
    let case = case("udp-server/robust", vec![bind("a"), send("a", "x"), expect(no_statistics, UdpS4)]);
    let script = Script::default().started(Side::Server).step(1).see(datagram_sent("a", FROM)).step(2);
    let script = replies.iter().fold(script, |script, reply| script.datagram("a", FROM, reply));
    assert_eq!(said_of(&case, script), expected);
}

/// If silence to any client is expected, one client that asked is enough; a case without clients asks nothing.
#[rstest]
#[case::nobody_there(&[], Script::default(), &[])]
#[case::one_asked(&["a", "b"], Script::default().step(1).sent("b", "x"), &[])]
#[case::none_asked(&["a", "b"], Script::default().step(1), &["TCP-S-2 skipped"])]
#[case::none_could_connect(&["a"], Script::default().step(0).see(refused("a")), &["TCP-S-2 skipped"])]
#[case::one_hears_something(&["a", "b"], Script::default().step(1).sent("b", "x").received("b", "x"), &["TCP-S-2 fail"])]
fn nothing_anywhere(#[case] peers: &[&str], #[case] script: Script, #[case] expected: &[&str]) {
    let mut steps: Vec<Step> = peers.iter().map(|peer| connect(peer)).collect();
    steps.push(expect(Expectation::Nothing { on: None }, TcpS2));
    let at = peers.len();
    let script = Script { seen: script.seen, step: Some(at), at: 0 };
    assert_eq!(said_of(&case("tcp-server/nothing", steps), script.prints(Side::Server, Stream::Err, " ")), expected);
}

#[rstest]
#[case::closed(no_request().see(closed("a")), &[])]
#[case::reset(no_request().see(reset("a")), &[])]
#[case::open(no_request(), &["TCP-S-8 warn"])]
#[case::another_closed(no_request().see(closed("b")), &["TCP-S-8 warn"])]
#[case::closed_later(no_request().step(3).see(closed("a")), &["TCP-S-8 warn"])]
#[case::never_connected(no_request().see(refused("a")), &["TCP-S-8 skipped"])]
#[case::another_never_connected(no_request().see(refused("b")), &["TCP-S-8 warn"])]
fn the_server_closes_too(#[case] script: Script, #[case] expected: &[&str]) {
    assert_eq!(said_of(&robust(Expectation::Closed { on: "a".to_owned() }, TcpS8), script), expected);
}

/// A behaviour has a name unless the server is dead and silent: then there is nothing to name.
#[rstest]
#[case::silent(no_request(), "otherwise")]
#[case::answers(no_request().received("a", "x"), "otherwise")]
#[case::answers_and_dies(no_request().received("a", "x").exited(Side::Server, 1), "otherwise")]
#[case::dies(no_request().exited(Side::Server, 1), "the server had ended by then")]
fn behaviours_of_the_dead(#[case] script: Script, #[case] words: &str) {
    let one_of = Expectation::OneOf { on: vec!["a".to_owned()], behaviours: vec![], otherwise: "otherwise".to_owned() };
    let said = words_about(&robust(one_of, TcpS9), script, TcpS9);
    assert!(said.contains(words), "{said}");
}

#[rstest]
#[case::one(&[(FROM, ANSWER)], &[])]
#[case::two(&[(FROM, ANSWER), (FROM, ANSWER)], &["UDP-S-1 fail"])]
#[case::in_two(&[(FROM, "9.0 4.0"), (FROM, " 5.0 4.5")], &["RSP-1 fail", "UDP-S-1 fail"])]
#[case::from_another_port(&[("127.0.0.1:40000", ANSWER)], &["UDP-S-2 fail"])]
#[case::none(&[], &["UDP-S-1 fail"])]
fn a_datagram_is_answered(#[case] replies: &[(&str, &str)], #[case] expected: &[&str]) {
    let case = case("udp-server/answers", vec![bind("a"), send("a", "5 4"), expect(statistics("a", "5 4"), UdpS1)]);
    let script = Script::default().started(Side::Server).step(1).see(datagram_sent("a", FROM)).step(2);
    let script = replies.iter().fold(script, |script, (from, reply)| script.datagram("a", from, reply));
    assert_eq!(said_of(&case, script), expected);
}

/// The right port is the one that this socket asked last; the ports of other sockets do not matter.
#[test]
fn the_port_that_was_asked() {
    let steps = vec![bind("a"), bind("b"), send("a", "5 4"), expect(statistics("a", "5 4"), UdpS1), send("a", "5 4")];
    let case = case("udp-server/ports", steps);
    let script = |first: &str| {
        let script = Script::default().started(Side::Server).step(2).see(datagram_sent("a", first));
        let script = script.see(datagram_sent("b", "127.0.0.1:1")).step(3).datagram("b", "127.0.0.1:2", "x");
        script.datagram("a", FROM, ANSWER).step(4).see(datagram_sent("a", "127.0.0.1:3"))
    };
    assert_eq!(said_of(&case, script(FROM)), [""; 0]);
    assert_eq!(said_of(&case, script("127.0.0.1:4")), ["UDP-S-2 fail"]);
}

/// Why no answer came is said as far as it is known.
#[rstest]
#[case::silence(Script::default().step(1).sent("a", "5 4").step(2), "no answer comes", false)]
#[case::close(Script::default().step(1).sent("a", "5 4").step(2).see(closed("a")), "ends without an answer", false)]
#[case::refused(Script::default().step(0).see(refused("a")).step(2), "cannot connect (refused)", false)]
#[case::dead(Script::default().step(1).sent("a", "5 4").step(2).exited(Side::Server, 3), "no answer comes", true)]
#[case::dead_later(Script::default().step(1).sent("a", "5 4").step(2).over().exited(Side::Server, 3), "no answer comes", false)]
fn no_answer(#[case] script: Script, #[case] words: &str, #[case] dead: bool) {
    let case = case("tcp-server/silent", vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS5)]);
    let said = words_about(&case, script, TcpS5);
    assert!(said.contains(words), "{said}");
    assert_eq!(said.contains("exits with code 3"), dead, "{said}");
}

/// The last words on standard error say more than a code.
#[rstest]
#[case::words("Traceback\nValueError: x\n \n", "exits with code 1: ValueError: x")]
#[case::none(" \n", "exits with code 1")]
fn the_last_words_of_the_dead(#[case] errors: &str, #[case] words: &str) {
    let script = no_request().prints(Side::Server, Stream::Err, errors).exited(Side::Server, 1);
    let said = words_about(&robust(Expectation::Nothing { on: Some("a".to_owned()) }, TcpS5), script, TcpS5);
    assert!(said.ends_with(words), "{said}");
}

/// Data that came to one client while the case waited for another counts when it is that client's turn. Data that came
/// before its request does not.
#[test]
fn each_client_is_heard_by_itself() {
    let steps = vec![
        connect("a"),
        send("a", "5 4"),
        connect("b"),
        send("b", "6"),
        expect(statistics("b", "6"), Req3),
        expect(statistics("a", "5 4"), Req3),
        send("a", "7"),
        expect(statistics("a", "7"), Req3),
    ];
    let case = case("tcp-server/two", steps);
    let both = |last: &str| {
        let script = Script::default().started(Side::Server).step(3).received("a", ANSWER);
        let script = script.step(4).received("b", "6.0 6.0 6.0 6.0").step(7).received("a", last);
        said_of(&case, script)
    };
    assert_eq!(both("7.0 7.0 7.0 7.0"), [""; 0]);
    // An answer to an earlier request is another value, whatever the form of this one.
    assert_eq!(both(ANSWER), ["RSP-2 fail"]);
}

/// More digits go on with the reply that this client was given, not with another's.
#[rstest]
#[case::of_its_own("6 6 6 6", "00", false)]
#[case::of_anothers("6.0 6.0 6.0 6.0", "9.0 4.0", true)]
fn digits_that_come_late(#[case] to_b: &str, #[case] late: &str, #[case] broken: bool) {
    let steps = vec![
        connect("a"),
        connect("b"),
        expect(statistics("a", "5 4"), Req3),
        expect(statistics("b", "6"), Req3),
        expect(Expectation::Nothing { on: Some("a".to_owned()) }, TcpS2),
    ];
    let script = Script::default().started(Side::Server).step(1).sent("a", "5 4").sent("b", "6");
    let script = script.step(2).received("a", ANSWER).step(3).received("b", to_b).step(4).received("a", late);
    let said = said_of(&case("tcp-server/late", steps), script);
    assert_eq!(said.contains(&"TCP-S-2 fail".to_owned()), broken, "{said:?}");
}

//! When the harness may stop waiting: as soon as nothing that could still come would change a verdict, and no sooner.

use super::*;
use rstest::rstest;
use sockspec::case::PairWire;
use sockspec::set_statistics::Clause::{TcpC1, TcpC2, TcpC3, TcpC6, TcpS1, UdpC1, UdpS1};
use sockspec::set_statistics::judge::{is_relayed_answer, is_settled, is_told, is_unserved};

const ANSWER: &str = "9.0 4.0 5.0 4.5";
const FROM: &str = "127.0.0.1:15000";
const HOME: &str = "127.0.0.1:8000";

fn closed(peer: &str) -> Happening {
    Happening::PeerClosed { peer: peer.to_owned() }
}

fn reset(peer: &str) -> Happening {
    Happening::PeerReset { peer: peer.to_owned() }
}

fn refused(peer: &str) -> Happening {
    Happening::ConnectFailed { peer: peer.to_owned(), reason: "refused".to_owned() }
}

fn on_a() -> String {
    "a".to_owned()
}

/// Whether a server's answer on `a` need not be waited for any longer.
fn settled(what: Expectation, script: impl Fn(Script) -> Script) -> bool {
    let case = case("tcp-server/waits", vec![connect("a"), send("a", "5 4"), expect(what, TcpS1)]);
    let asked = Script::default().started(Side::Server).step(1).sent("a", "5 4").step(2);
    is_settled(&case, 2, &script(asked).transcript())
}

fn settled_by(what: Expectation, pieces: &[&str]) -> bool {
    settled(what, |script| pieces.iter().fold(script, |script, piece| script.received("a", piece)))
}

#[rstest]
#[case::nothing(&[], false)]
#[case::half_of_it(&["9.0 4.0 "], false)]
#[case::half_a_number_less(&["9.0 4.0 5.0 4."], false)]
#[case::in_pieces(&["9.0 4.0 ", "5.0 4.5"], true)]
#[case::whole(&[ANSWER], true)]
#[case::a_wrong_one_may_go_on(&["8.0 4.0 5.0 4.5"], false)]
fn statistics_are_waited_for_until_they_are_right(#[case] pieces: &[&str], #[case] expected: bool) {
    assert_eq!(settled_by(statistics("a", "5 4"), pieces), expected);
}

/// If the other side has ended, nothing comes any more; if another connection has ended, all may come.
#[rstest]
#[case::closed(closed("a"), true)]
#[case::reset(reset("a"), true)]
#[case::never_connected(refused("a"), true)]
#[case::another_closed(closed("b"), false)]
#[case::another_reset(reset("b"), false)]
#[case::another_never_connected(refused("b"), false)]
fn on_a_connection_that_has_ended_nothing_is_waited_for(
    #[case] end: Happening,
    #[case] expected: bool,
    #[values(
        statistics("a", "5 4"),
        Expectation::NoStatistics { on: on_a() },
        Expectation::Closed { on: on_a() },
        Expectation::Observed { on: on_a() }
    )]
    what: Expectation,
) {
    assert_eq!(settled(what, |script| script.see(end.clone())), expected);
}

#[rstest]
#[case::more_than_nothing(Expectation::Nothing { on: Some(on_a()) }, true)]
#[case::more_than_nothing_anywhere(Expectation::Nothing { on: None }, true)]
#[case::whatever_comes(Expectation::Observed { on: on_a() }, true)]
#[case::an_error_text_may_go_on(Expectation::NoStatistics { on: on_a() }, false)]
#[case::an_answer_is_no_end(Expectation::Closed { on: on_a() }, false)]
#[case::other_behaviours_show_later(Expectation::OneOf { on: vec![on_a()], behaviours: vec![], otherwise: "x".into() }, false)]
#[case::it_may_come_elsewhere_too(Expectation::AnsweredOn { of: "5 4".into(), peers: vec![("x".into(), on_a())], otherwise: "y".into() }, false)]
fn something_comes(#[case] what: Expectation, #[case] expected: bool) {
    assert!(!settled_by(what.clone(), &[]), "nothing has come");
    assert_eq!(settled_by(what, &["sorry"]), expected);
}

#[test]
fn a_step_that_expects_nothing_is_not_waited_for() {
    let case = case("tcp-server/waits", vec![connect("a")]);
    assert!(is_settled(&case, 0, &Transcript::default()));
    assert!(is_settled(&case, 7, &Transcript::default()));
}

/// A datagram is whole: whatever it holds, it is the answer.
#[rstest]
#[case::none(&[], false, false)]
#[case::one(&["x"], true, false)]
#[case::two(&["x", "y"], true, true)]
fn datagrams(#[case] replies: &[&str], #[case] of_one: bool, #[case] of_two: bool) {
    let each = Expectation::StatisticsOfEach { on: on_a(), of: vec!["5 4".into(), "6".into()] };
    let of = |what| {
        let case = case("udp-server/waits", vec![bind("a"), send("a", "5 4"), expect(what, UdpS1)]);
        let script = Script::default().started(Side::Server).step(2);
        let script = replies.iter().fold(script, |script, reply| script.datagram("a", FROM, reply));
        is_settled(&case, 2, &script.transcript())
    };
    assert_eq!((of(statistics("a", "5 4")), of(each)), (of_one, of_two));
}

/// The client's messages until the wait for it ends, as `m` (the message expected) and `l` (the length).
fn client(id: &str, script: impl Fn(Script) -> Script) -> String {
    let clause = if id.starts_with("tcp") { TcpC1 } else { UdpC1 };
    let message = expect(Expectation::Message { text: "5 4".into() }, clause);
    let length = expect(Expectation::Length { text: "2".into() }, clause);
    let case = case(id, vec![typed("5 4"), typed("2"), message, length]);
    let transcript = script(Script::default().started(Side::Client).step(2)).transcript();
    [(2, 'm'), (3, 'l')].iter().filter(|(at, _)| is_settled(&case, *at, &transcript)).map(|(_, name)| *name).collect()
}

#[rstest]
#[case::nothing(&[], "")]
#[case::part_of_the_message(&["5 "], "")]
#[case::the_message(&["5 4"], "m")]
#[case::the_message_in_pieces(&["5", " 4"], "m")]
#[case::both(&["5 4", "2"], "ml")]
#[case::joined(&["5 42"], "ml")]
#[case::with_line_ends(&["5 4\n2\n"], "ml")]
fn a_clients_bytes_are_waited_for(#[case] pieces: &[&str], #[case] expected: &str) {
    let sends = |script| pieces.iter().fold(script, |script: Script, piece| script.received("connection", piece));
    assert_eq!(client("tcp-client/waits", sends), expected);
}

/// Only a client that has closed its connection and ended sends no more.
#[test]
fn a_client_that_is_gone_is_not_waited_for() {
    let closes = |script: Script| script.received("connection", "5").see(closed("connection"));
    assert_eq!(client("tcp-client/waits", closes), "");
    assert_eq!(client("tcp-client/waits", |script| script.received("connection", "5").exited(Side::Client, 1)), "");
    assert_eq!(client("tcp-client/waits", |script| closes(script).exited(Side::Client, 1)), "ml");
}

#[rstest]
#[case::none(&[], "")]
#[case::one(&["5 4"], "m")]
#[case::two(&["5 4", "2"], "ml")]
#[case::two_others(&["x", "y"], "ml")]
fn a_clients_datagrams_are_waited_for(#[case] datagrams: &[&str], #[case] expected: &str) {
    let sends = |script| datagrams.iter().fold(script, |script: Script, text| script.datagram("server", HOME, text));
    assert_eq!(client("udp-client/waits", sends), expected);
}

#[rstest]
#[case::nothing(&[], false)]
#[case::the_message(&["5 4"], false)]
#[case::a_line_end_is_no_length(&["5 4\n"], false)]
#[case::a_nul_is_no_length(&["5 4\0"], false)]
#[case::the_length(&["5 4", "2"], true)]
fn a_length_that_is_held_back_is_waited_for(#[case] pieces: &[&str], #[case] expected: bool) {
    let held_back = expect(Expectation::LengthHeldBack { message: "5 4".into() }, TcpC6);
    let script = Script::default().started(Side::Client).step(2);
    let script = pieces.iter().fold(script, |script, piece| script.received("connection", piece));
    let case = case("tcp-client/waits", vec![typed("5 4"), typed("2"), held_back]);
    assert_eq!(is_settled(&case, 2, &script.transcript()), expected);
}

const SHOWN: &str = "The total of all numbers is: 9.0\nThe lowest number is: 4.0\nThe highest number is: 5.0\n\
                     The mean is: 4.5\n";

#[rstest]
#[case::nothing("", false, false)]
#[case::prompts(PROMPTS, false, false)]
#[case::some_lines("The total of all numbers is: 9.0\nThe lowest number is: 4.0\n", false, false)]
#[case::all_lines(SHOWN, false, true)]
#[case::other_results(RESULTS, false, false)]
#[case::an_end("", true, true)]
fn results_are_waited_for(#[case] text: &str, #[case] ends: bool, #[case] expected: bool) {
    let printed = |script: Script| {
        if ends {
            script.prints(Side::Client, Stream::Out, text).exited(Side::Client, 1)
        } else {
            script.prints(Side::Client, Stream::Out, text)
        }
    };
    let of = |what: Expectation, clause| {
        let case = case("tcp-client/waits", vec![typed("5 4"), typed("2"), expect(what, clause)]);
        is_settled(&case, 2, &printed(Script::default().started(Side::Client).step(2)).transcript())
    };
    assert_eq!(of(Expectation::Results { of: ANSWER.into() }, TcpC2), expected);
    // Only its end shows which of several results it prints, and how it ends.
    let several = Expectation::PrintsOneOf { behaviours: vec![], otherwise: "x".to_owned() };
    assert_eq!(of(several, TcpC2), ends);
    assert_eq!(of(exits(ExitExpectation::Success), TcpC3), ends);
}

fn pair(wire: PairWire) -> Case {
    let relayed = expect(Expectation::RelayedStatistics { of: "5 4".into() }, TcpC2);
    let relay = Step::Relay { wire, message: "5 4".into() };
    case("tcp-pair/waits", vec![typed("5 4"), typed("2"), relay, relayed])
}

#[rstest]
#[case::not_answered("", "", false)]
#[case::answered(ANSWER, "", false)]
#[case::printed(ANSWER, SHOWN, true)]
#[case::something_else_printed(ANSWER, RESULTS, false)]
fn a_pair_is_over_when_the_client_has_printed_what_it_was_given(
    #[case] answer: &str,
    #[case] shown: &str,
    #[case] expected: bool,
) {
    let script = Script::default().started(Side::Client).step(2).received("connection", "5 4").sent("wire", "5 4");
    let script = script.received("wire", answer).sent("connection", answer).prints(Side::Client, Stream::Out, shown);
    assert_eq!(is_settled(&pair(PairWire::MessageFirst), 3, &script.transcript()), expected);
}

#[test]
fn a_pair_is_over_when_the_client_has_ended() {
    let script = Script::default().started(Side::Client).step(2).exited(Side::Client, 1);
    assert!(is_settled(&pair(PairWire::MessageFirst), 3, &script.transcript()));
}

/// Over UDP the client takes the first datagram, and a later one is none of its.
#[test]
fn a_pair_over_udp_is_over_by_the_first_datagram() {
    let relayed = expect(Expectation::RelayedStatistics { of: "5 4".into() }, UdpC1);
    let relay = Step::Relay { wire: PairWire::Overtaken, message: "5 4".into() };
    let case = case("udp-pair/waits", vec![typed("5 4"), typed("2"), relay, relayed]);
    let given = |texts: [&str; 2]| {
        let to = HOME.parse().unwrap();
        let sent = |text: &str| Happening::DatagramSent { peer: "server".to_owned(), to, bytes: text.into() };
        let script = Script::default().started(Side::Client).step(3).see(sent(texts[0])).see(sent(texts[1]));
        is_settled(&case, 3, &script.prints(Side::Client, Stream::Out, SHOWN).transcript())
    };
    assert!(given([ANSWER, "2.0 2.0 2.0 2.0"]));
    assert!(!given(["2.0 2.0 2.0 2.0", ANSWER]));
}

#[rstest]
#[case::nothing(&["5 4"], "", false)]
#[case::half(&["5 4"], "9.0 4.0", false)]
#[case::right(&["5 4"], ANSWER, true)]
#[case::wrong(&["5 4"], "8.0 4.0 5.0 4.5", false)]
#[case::of_the_first_piece(&["5 4 ", "6"], ANSWER, true)]
#[case::of_both_pieces(&["5 4 ", "6"], "15.0 4.0 6.0 5.0", true)]
#[case::of_the_second_piece(&["5 4 ", "6"], "6.0 6.0 6.0 6.0", false)]
#[case::of_nothing(&[], ANSWER, false)]
fn an_answer_through_the_relay(#[case] pieces: &[&str], #[case] answer: &str, #[case] expected: bool) {
    let script = pieces.iter().fold(Script::default().step(2), |script, piece| script.sent("wire", piece));
    let script = script.received("wire", answer);
    assert_eq!(is_relayed_answer(&pair(PairWire::MessageCut { at: 4 }), &script.transcript()), expected);
}

#[test]
fn a_request_is_unserved_while_nothing_at_all_has_come() {
    let each = Expectation::StatisticsOfEach { on: on_a(), of: vec!["5 4".into()] };
    for what in [statistics("a", "5 4"), each] {
        let case = case("tcp-server/waits", vec![connect("a"), send("a", "5 4"), expect(what, TcpS1)]);
        let asked = || Script::default().step(1).sent("a", "5 4").step(2);
        assert!(is_unserved(&case, 2, &asked().transcript()));
        assert!(is_unserved(&case, 2, &asked().received("b", ANSWER).transcript()));
        assert!(!is_unserved(&case, 2, &asked().received("a", "9").transcript()));
    }
}

#[test]
fn where_no_statistics_are_expected_nothing_is_unserved() {
    let nothing = expect(Expectation::Nothing { on: Some(on_a()) }, TcpS1);
    let case = case("tcp-server/waits", vec![connect("a"), nothing]);
    assert!([0, 1, 2].iter().all(|at| !is_unserved(&case, *at, &Transcript::default())));
}

#[rstest]
#[case::nothing("", false)]
#[case::the_ready_line("TCP server has started and is ready to receive\n", false)]
#[case::the_request_alone("Received data: [5.0, 4.0]\n", false)]
#[case::both("TCP server has started and is ready to receive\nReceived data: [5.0, 4.0]\n", true)]
#[case::spelled_otherwise("TCP server has started and is ready to receive\nReceived data: [5,4]\n", true)]
#[case::and_more("TCP server has started and is ready to receive\nReceived data: [5.0, 4.0]\nBye\n", true)]
fn a_servers_console_is_waited_for_until_it_has_told_all(#[case] page: &str, #[case] expected: bool) {
    let case = case("tcp-server/waits", vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1)]);
    let script = Script::default().started(Side::Server).step(2).received("a", ANSWER);
    assert_eq!(is_told(&case, &script.prints(Side::Server, Stream::Out, page).transcript()), expected);
}

//! Verdicts on a client's messages.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause::{TcpC1, TcpC2, TcpC3, TcpC4, TcpC6, UdpC1, UdpC2};

const MESSAGE: &str = "5 4 6 9 3.4";
const REPLY: &str = "27.4 3.4 9.0 5.48";
const HOME: &str = "127.0.0.1:8000";

fn message() -> Expectation {
    Expectation::Message { text: MESSAGE.into() }
}

fn length() -> Expectation {
    Expectation::Length { text: "5".into() }
}

/// A client that sends these pieces before and after the reply.
fn tcp(before: &[&str], after: &[&str]) -> Vec<String> {
    let steps = vec![
        typed(MESSAGE),
        typed("5"),
        expect(message(), TcpC1),
        expect(Expectation::LengthHeldBack { message: MESSAGE.into() }, TcpC6),
        replied(REPLY),
        expect(Expectation::Results { of: REPLY.into() }, TcpC2),
        expect(length(), TcpC1),
    ];
    let script = Script::default().started(Side::Client).step(0).typed(MESSAGE).step(1).typed("5");
    let script = before.iter().fold(script.step(2), |script, piece| script.received("connection", piece));
    let script = script.step(5).prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}"));
    let script = after.iter().fold(script, |script, piece| script.received("connection", piece));
    said(&case("tcp-client/sends", steps), script.step(6).exited(Side::Client, 0))
}

#[rstest]
#[case::length_after_the_reply(&[MESSAGE], &["5"], &[])]
#[case::as_the_original(&[MESSAGE, "5"], &[], &["TCP-C-6 warn"])]
#[case::joined(&["5 4 6 9 3.45"], &[], &["TCP-C-6 warn"])]
#[case::byte_by_byte(&["5 4 ", "6 9", " 3.4"], &["5"], &[])]
#[case::java_println_that_waits(&["5 4 6 9 3.4\n"], &["5\n"], &["TCP-C-1 fail"])]
#[case::fgets_keeps_the_line_feed(&["5 4 6 9 3.4\n", "5\n"], &[], &["TCP-C-1 fail", "TCP-C-6 warn"])]
#[case::windows_line_ends(&["5 4 6 9 3.4\r\n"], &["5\r\n"], &["TCP-C-1 fail"])]
#[case::line_feed_behind_the_length_alone(&[MESSAGE], &["5\n"], &["TCP-C-1 fail"])]
#[case::c_string_with_its_nul(&["5 4 6 9 3.4\0"], &["5\0"], &["TCP-C-1 fail"])]
#[case::space_between(&["5 4 6 9 3.4 5"], &[], &["TCP-C-1 fail", "TCP-C-6 warn"])]
#[case::length_forgotten(&[MESSAGE], &[], &["TCP-C-1 fail"])]
#[case::length_computed(&[MESSAGE], &["11"], &["TCP-C-1 fail"])]
#[case::list_of_python(&["[5.0, 4.0, 6.0, 9.0, 3.4]"], &["5"], &["TCP-C-1 fail", "TCP-C-6 skipped"])]
#[case::length_first(&["5", MESSAGE], &[], &["TCP-C-1 fail", "TCP-C-6 skipped"])]
#[case::message_twice(&[MESSAGE], &[MESSAGE, "5"], &["TCP-C-1 fail"])]
#[case::more_behind_the_length(&[MESSAGE], &["5", "quit"], &["TCP-C-1 fail"])]
#[case::nothing(&[], &[], &["TCP-C-1 fail", "TCP-C-6 skipped"])]
fn over_tcp(#[case] before: &[&str], #[case] after: &[&str], #[case] expected: &[&str]) {
    assert_eq!(tcp(before, after), expected);
}

/// A message after all expected ones is one too many, in a later step or after the last.
#[rstest]
#[case::no_more("", &[])]
#[case::another_length("5", &["TCP-C-1 fail"])]
#[case::a_line_end("\n", &["TCP-C-1 fail"])]
fn over_tcp_at_the_very_end(
    #[case] more: &str,
    #[case] expected: &[&str],
    #[values(Some(4), None)] later: Option<usize>,
) {
    let ends = expect(exits(ExitExpectation::Any), TcpC3);
    let steps = vec![typed(MESSAGE), typed("5"), expect(message(), TcpC1), expect(length(), TcpC1), ends];
    let script = Script::default().started(Side::Client).step(0).typed(MESSAGE).step(1).typed("5");
    let script = script.step(2).received("connection", MESSAGE).step(3).received("connection", "5");
    let script = Script { step: later, ..script }.received("connection", more);
    assert_eq!(said(&case("tcp-client/more", steps), script.prints(Side::Client, Stream::Out, PROMPTS)), expected);
}

/// A client that tries a connection and talks on another is judged by what it says there; that it makes two is END-2's.
#[test]
fn on_another_connection() {
    let accepted = |peer: &str| Happening::Accepted { peer: peer.to_owned() };
    let steps = vec![typed(MESSAGE), typed("5"), expect(message(), TcpC1), expect(length(), TcpC1)];
    let script = Script::default().started(Side::Client).see(accepted("connection")).see(accepted("connection 2"));
    let script = script.step(0).typed(MESSAGE).step(1).typed("5").step(2).received("connection 2", MESSAGE);
    let script = script.step(3).received("connection 2", "5").prints(Side::Client, Stream::Out, PROMPTS);
    assert_eq!(said(&case("tcp-client/probes", steps), script), ["END-2 warn", "END-3 noted"]);
}

/// A client that gives up before a late reply has come sends no length. On a busy machine it is seen to end only after
/// the reply was sent. That it gave up too early is TCP-C-4's alone.
#[rstest]
#[case::in_failure(1, &["TCP-C-4 warn"])]
#[case::content(0, &["TCP-C-1 fail", "TCP-C-4 warn"])]
fn gives_up_while_the_reply_is_sent(#[case] code: i32, #[case] expected: &[&str]) {
    let steps = vec![
        typed(MESSAGE),
        typed("5"),
        expect(message(), TcpC1),
        replied(REPLY),
        expect(Expectation::Results { of: REPLY.into() }, TcpC4),
        expect(length(), TcpC1),
    ];
    let script = Script::default().started(Side::Client).step(0).typed(MESSAGE).step(1).typed("5");
    let script = script.step(2).received("connection", MESSAGE).step(3).at(900).sent("connection", REPLY);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Err, "no reply\n");
    let case = case("tcp-client/late", steps);
    assert_eq!(said(&case, script.step(4).at(950).exited(Side::Client, code)), expected);
}

/// A client that sends these datagrams, each from an address; `length` is typed.
fn udp(length: &str, datagrams: &[(&str, &str)]) -> Vec<String> {
    let steps = vec![
        typed(MESSAGE),
        typed(length),
        expect(message(), UdpC1),
        expect(Expectation::Length { text: length.into() }, UdpC1),
        replied(REPLY),
        expect(Expectation::Results { of: REPLY.into() }, UdpC2),
    ];
    let script = Script::default().started(Side::Client).step(0).typed(MESSAGE).step(1).typed(length).step(2);
    let script = datagrams.iter().fold(script, |script, (from, text)| script.datagram("server", from, text));
    let script = script.step(5).prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}"));
    said(&case("udp-client/sends", steps), script.exited(Side::Client, 0))
}

#[rstest]
#[case::right(&[(HOME, MESSAGE), (HOME, "5")], &[])]
#[case::one_joined_datagram(&[(HOME, "5 4 6 9 3.45")], &["UDP-C-1 fail"])]
#[case::length_forgotten(&[(HOME, MESSAGE)], &["UDP-C-1 fail"])]
#[case::line_feed(&[(HOME, "5 4 6 9 3.4\n"), (HOME, "5\n")], &["UDP-C-1 fail"])]
#[case::socket_not_bound(&[("127.0.0.1:40000", MESSAGE), ("127.0.0.1:40000", "5")], &["UDP-C-1 fail"])]
#[case::second_socket_for_the_length(&[(HOME, MESSAGE), ("127.0.0.1:40000", "5")], &["UDP-C-1 fail"])]
#[case::three_datagrams(&[(HOME, MESSAGE), (HOME, "5"), (HOME, "")], &["UDP-C-1 fail"])]
#[case::sent_again(&[(HOME, MESSAGE), (HOME, "5"), (HOME, MESSAGE), (HOME, "5")], &["UDP-C-1 fail"])]
#[case::length_first(&[(HOME, "5"), (HOME, MESSAGE)], &["UDP-C-1 fail"])]
#[case::number_a_datagram(&[(HOME, "5"), (HOME, "4"), (HOME, "6")], &["UDP-C-1 fail"])]
#[case::empty_datagram(&[(HOME, ""), (HOME, "5")], &["UDP-C-1 fail"])]
#[case::whole_buffer_of_c(&[(HOME, "5 4 6 9 3.4\0\0\0\0"), (HOME, "5\0\0\0")], &["UDP-C-1 fail"])]
#[case::nothing(&[], &["UDP-C-1 fail"])]
fn over_udp(#[case] datagrams: &[(&str, &str)], #[case] expected: &[&str]) {
    assert_eq!(udp("5", datagrams), expected);
}

/// A datagram without bytes is sent, and not left out.
#[rstest]
#[case::sent(&[(HOME, MESSAGE), (HOME, "")], &[])]
#[case::left_out(&[(HOME, MESSAGE)], &["UDP-C-1 fail"])]
fn an_empty_length_over_udp(#[case] datagrams: &[(&str, &str)], #[case] expected: &[&str]) {
    assert_eq!(udp("", datagrams), expected);
}

/// A client to which both lines were typed with a carriage return, as a person on Windows does.
fn with_carriage_returns(transport: Transport, sent: [&str; 2]) -> Vec<String> {
    let [message_clause, results_clause] = match transport {
        Transport::Tcp => [TcpC1, TcpC2],
        Transport::Udp => [UdpC1, UdpC2],
    };
    let windows = |line: &str| Step::Type { line: line.into(), end: LineEnd::CarriageReturn, after: None };
    let steps = vec![
        windows(MESSAGE),
        windows("5"),
        expect(message(), message_clause),
        replied(REPLY),
        expect(Expectation::Results { of: REPLY.into() }, results_clause),
        expect(length(), message_clause),
    ];
    let script = Script::default().started(Side::Client).step(0).typed(MESSAGE).step(1).typed("5").step(2);
    let script = sent.iter().fold(script, |script, piece| match transport {
        Transport::Tcp => script.received("connection", piece),
        Transport::Udp => script.datagram("server", HOME, piece),
    });
    let script = script.step(4).prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}"));
    said(&case(&format!("{}/sends", subject(transport, Side::Client)), steps), script.exited(Side::Client, 0))
}

/// Nothing is said of a carriage return that was typed; of any other byte that is sent along, all.
#[rstest]
#[case::sent(["5 4 6 9 3.4\r", "5\r"], true)]
#[case::stripped([MESSAGE, "5"], true)]
#[case::stripped_once(["5 4 6 9 3.4\r", "5"], true)]
#[case::line_feed_too(["5 4 6 9 3.4\r\n", "5\r\n"], false)]
#[case::line_feed_alone(["5 4 6 9 3.4\n", "5\n"], false)]
#[case::twice(["5 4 6 9 3.4\r\r", "5"], false)]
fn a_typed_carriage_return(
    #[case] sent: [&str; 2],
    #[case] right: bool,
    #[values(Transport::Tcp, Transport::Udp)] transport: Transport,
) {
    let broken = match transport {
        Transport::Tcp => "TCP-C-1 fail",
        Transport::Udp => "UDP-C-1 fail",
    };
    let expected = if right { vec![] } else { vec![broken.to_owned()] };
    assert_eq!(with_carriage_returns(transport, sent), expected);
}

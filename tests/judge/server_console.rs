//! Verdicts on a server's console.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause::{TcpS3, UdpS1, UdpS6};

const TCP: &str = "TCP server has started and is ready to receive\n";
const UDP: &str = "UDP server has started and is ready to receive\n";

/// The end of the server.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Polite,
    Kill,
}

/// A TCP server that answers `5 4` and `6 9 3.4` rightly, and prints `page`.
fn tcp(page: &str, end: End) -> Vec<String> {
    let steps = vec![
        connect("a"),
        send("a", "5 4"),
        expect(statistics("a", "5 4"), TcpS3),
        connect("b"),
        send("b", "6 9 3.4"),
        expect(statistics("b", "6 9 3.4"), TcpS3),
    ];
    let script = Script::default().started(Side::Server).ready(&["127.0.0.1:16000"]);
    let script = script.step(2).received("a", "9.0 4.0 5.0 4.5").step(5).received("b", "18.4 3.4 9.0 6.13333333333");
    said(&case("tcp-server/console", steps), finished(script.over(), page, end))
}

fn finished(script: Script, page: &str, end: End) -> Script {
    let script = script.see(Happening::StopAsked { program: Side::Server, signal: "SIGINT".to_owned() });
    let script = script.prints(Side::Server, Stream::Out, page);
    if end == End::Kill { script.see(Happening::Killed { program: Side::Server }) } else { script }
}

#[rstest]
#[case::right("Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &[])]
#[case::other_order("Received data: [6.0, 9.0, 3.4]\nReceived data: [5.0, 4.0]\n", &[])]
#[case::last_line_without_its_end("Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]", &[])]
#[case::no_lines("", &["CON-4 fail"])]
#[case::one_line_missing("Received data: [5.0, 4.0]\n", &["CON-4 fail"])]
#[case::lower_case("received data: [5.0, 4.0]\nreceived data: [6.0, 9.0, 3.4]\n", &["CON-4 fail"])]
#[case::prefix_of_its_own("Got: [5.0, 4.0]\nGot: [6.0, 9.0, 3.4]\n", &["CON-4 fail"])]
#[case::no_colon("Received data [5.0, 4.0]\nReceived data [6.0, 9.0, 3.4]\n", &["CON-4 fail"])]
#[case::slice_of_go("Received data: [5 4]\nReceived data: [6 9 3.4]\n", &["CON-4 fail"])]
#[case::request_as_it_came("Received data: 5 4\nReceived data: 6 9 3.4\n", &["CON-4 fail"])]
#[case::tuple_of_python_2("('Received data:', [5.0, 4.0])\n('Received data:', [6.0, 9.0, 3.4])\n", &["CON-4 fail"])]
#[case::nothing_like_it("5 and 4\n6, 9 and 3.4\n", &["CON-4 fail", "CON-7 warn"])]
#[case::array_of_node("Received data: [ 5, 4 ]\nReceived data: [ 6, 9, 3.4 ]\n", &["CON-5 warn"])]
#[case::texts_in_the_list("Received data: ['5', '4']\nReceived data: ['6', '9', '3.4']\n", &["CON-4 fail"])]
#[case::without_spaces("Received data: [5.0,4.0]\nReceived data: [6.0,9.0,3.4]\n", &["CON-5 warn"])]
#[case::bare_integers("Received data: [5, 4]\nReceived data: [6, 9, 3.4]\n", &["CON-5 warn"])]
#[case::six_decimals("Received data: [5.000000, 4.000000]\nReceived data: [6.000000, 9.000000, 3.400000]\n", &["CON-5 warn"])]
#[case::last_bit_of_a_number("Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4000000000000004]\n", &["CON-5 warn"])]
#[case::twelfth_digit("Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.40000000001]\n", &["CON-4 fail"])]
#[case::another_number("Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.0]\n", &["CON-4 fail"])]
#[case::single_precision("Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.40000009537]\n", &["CON-4 fail"])]
#[case::log_line("Connected by ('127.0.0.1', 40000)\nReceived data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-7 warn"])]
#[case::empty_line("\nReceived data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-7 warn"])]
#[case::length_read_too("Received data: [5.0, 4.0]\nReceived data: [2.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-7 warn"])]
#[case::ready_twice("TCP server has started and is ready to receive\nReceived data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-7 warn"])]
#[case::line_twice("Received data: [5.0, 4.0]\nReceived data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-7 warn"])]
fn lines_for_requests(#[case] lines: &str, #[case] expected: &[&str]) {
    assert_eq!(tcp(&format!("{TCP}{lines}"), End::Polite), expected);
}

#[rstest]
#[case::nothing("", "", &["CON-3 fail", "CON-4 fail"])]
#[case::missing("", "Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-3 fail"])]
#[case::of_udp(UDP, "Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-3 fail"])]
#[case::of_its_own("Listening on 16000\n", "Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-3 fail"])]
#[case::full_stop("TCP server has started and is ready to receive.\n", "Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-3 fail"])]
#[case::line_before_it("Starting...\nTCP server has started and is ready to receive\n", "Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-3 fail", "CON-7 warn"])]
#[case::windows_line_ends("TCP server has started and is ready to receive\r\n", "Received data: [5.0, 4.0]\r\nReceived data: [6.0, 9.0, 3.4]\r\n", &["CON-3 fail", "CON-4 fail"])]
#[case::no_line_end("TCP server has started and is ready to receive", "Received data: [5.0, 4.0]\nReceived data: [6.0, 9.0, 3.4]\n", &["CON-3 fail", "CON-4 fail"])]
fn ready_lines(#[case] ready: &str, #[case] lines: &str, #[case] expected: &[&str]) {
    assert_eq!(tcp(&format!("{ready}{lines}"), End::Polite), expected);
}

#[rstest]
#[case::before_any_line("", &["CON-3 skipped", "CON-4 skipped"])]
#[case::after_the_first(TCP, &["CON-4 skipped"])]
#[case::in_the_middle("TCP server has started and is ready to receive\nReceived data: [5.0, 4.0]\n", &[])]
#[case::wrong_line_all_the_same("Listening\n", &["CON-3 fail", "CON-4 skipped"])]
fn a_server_that_is_killed_owes_nothing_more(#[case] page: &str, #[case] expected: &[&str]) {
    assert_eq!(tcp(page, End::Kill), expected);
}

#[rstest]
#[case::right("received data: [6.0, 4.2]\nreceived data: [2.0]\n", &[])]
#[case::as_tcp("Received data: [6.0, 4.2]\nReceived data: [2.0]\n", &["CON-4 fail"])]
#[case::length_not_told("received data: [6.0, 4.2]\n", &["CON-4 fail"])]
fn over_udp(#[case] lines: &str, #[case] expected: &[&str]) {
    let steps = vec![
        bind("a"),
        send("a", "6 4.2"),
        expect(statistics("a", "6 4.2"), UdpS1),
        send("a", "2"),
        expect(statistics("a", "2"), UdpS1),
    ];
    let from = "127.0.0.1:15000";
    let script = Script::default().started(Side::Server).ready(&[from]);
    let script = script.step(2).datagram("a", from, "10.2 4.2 6.0 5.1").step(4).datagram("a", from, "2.0 2.0 2.0 2.0");
    let script = finished(script.over(), &format!("{UDP}{lines}"), End::Polite);
    assert_eq!(said(&case("udp-server/console", steps), script), expected);
}

/// A request from another port than 8000 has its line too, if it was answered.
#[rstest]
#[case::answered("9.0 4.0 5.0 4.5", "received data: [5.0, 4.0]\n", &["UDP-S-6 noted"])]
#[case::answered_without_a_line("9.0 4.0 5.0 4.5", "", &["UDP-S-6 noted", "CON-4 fail"])]
#[case::refused("no", "", &["UDP-S-6 noted"])]
fn over_udp_from_another_port(#[case] reply: &str, #[case] lines: &str, #[case] expected: &[&str]) {
    let peers = vec![("port-8000".to_owned(), "home".to_owned()), ("source".to_owned(), "a".to_owned())];
    let what = Expectation::AnsweredOn { of: "5 4".into(), peers, otherwise: "neither".to_owned() };
    let steps = vec![bind("home"), bind("a"), send("a", "5 4"), expect(what, UdpS6)];
    let from = "127.0.0.1:15000";
    let script = Script::default().started(Side::Server).ready(&[from]).step(3).datagram("a", from, reply);
    let script = finished(script.over(), &format!("{UDP}{lines}"), End::Polite);
    assert_eq!(said(&case("udp-server/console", steps), script), expected);
}

#[test]
fn a_server_that_was_started_again_says_so_again() {
    let steps = vec![
        Step::Start,
        Step::Stop,
        Step::Start,
        connect("a"),
        send("a", "5 4"),
        expect(statistics("a", "5 4"), TcpS3),
    ];
    let pages = |second: &str| {
        let script = Script::default().step(0).started(Side::Server).prints(Side::Server, Stream::Out, TCP);
        let script = script.step(2).started(Side::Server).step(5).received("a", "9.0 4.0 5.0 4.5");
        said(&case("tcp-server/again", steps.clone()), script.prints(Side::Server, Stream::Out, second))
    };
    assert_eq!(pages(&format!("{TCP}Received data: [5.0, 4.0]\n")), [""; 0]);
    assert_eq!(pages("Received data: [5.0, 4.0]\n"), ["CON-3 fail"]);
}

#[test]
fn an_unanswered_request_owes_no_line() {
    let steps = vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS3)];
    let script = Script::default().started(Side::Server).prints(Side::Server, Stream::Out, TCP);
    assert_eq!(said(&case("tcp-server/silent", steps), script), ["TCP-S-1 fail"]);
}

/// A run that does not come up has no console to judge.
#[test]
fn a_server_that_does_not_come_up_again_owes_no_line() {
    let case = case("tcp-server/again", vec![Step::Start, Step::Stop, Step::Start]);
    let twice = || {
        let script = Script::default().step(0).started(Side::Server).prints(Side::Server, Stream::Out, TCP);
        script.step(2).started(Side::Server)
    };
    assert_eq!(said(&case, twice().see(Happening::NotReady { program: Side::Server })), [""; 0]);
    assert_eq!(said(&case, twice()), ["CON-3 fail"]);
}

/// An unrequested list is one line too many, unless the case asks something to which it does not know the answer.
#[rstest]
#[case::all_is_known(&[], &[], &["CON-7 warn"])]
#[case::sent_by_who_expects_nothing(&[("c", "7")], &[], &[])]
#[case::sent_as_nonsense(&[("c", "hello")], &[], &["CON-7 warn"])]
#[case::sent_as_nonsense_with_a_number(&[("c", "hello 7")], &[], &[])]
#[case::asked_again_by_another(&[("c", "5 4")], &[], &[])]
#[case::of_which_nothing_is_expected_but_a_name(&[], &[Expectation::Observed { on: "a".to_owned() }], &["TCP-S-3 noted"])]
#[case::not_answered(&[], &[Expectation::Statistics { on: "a".to_owned(), of: "7".into() }], &["REQ-2 fail"])]
fn a_list_too_many(#[case] sent: &[(&str, &str)], #[case] more: &[Expectation], #[case] expected: &[&str]) {
    let known = [connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS3)].into_iter();
    let sent = sent.iter().map(|(peer, text)| send(peer, text));
    let more = more.iter().map(|what| expect(what.clone(), TcpS3));
    let case = case("tcp-server/lists", known.chain(sent).chain(more).collect());
    let script = Script::default().started(Side::Server).step(2).received("a", "9.0 4.0 5.0 4.5");
    let page = format!("{TCP}Received data: [5.0, 4.0]\nReceived data: [7.0]\n");
    let said = said(&case, script.prints(Side::Server, Stream::Out, &page));
    assert_eq!(said, expected);
}

//! Several clients in one case: what one of them meets with is not another's fault.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause::{self, Num1, Req2, Req3, TcpS1, TcpS2, TcpS3, TcpS4, TcpS5, UdpS1};

/// Two clients, the second with a fraction.
fn two_clients() -> Case {
    case(
        "tcp-server/x",
        vec![
            connect("a"),
            send("a", "1 2 6"),
            expect(statistics("a", "1 2 6"), TcpS1),
            connect("b"),
            send("b", "0.5"),
            expect(statistics("b", "0.5"), Req3),
        ],
    )
}

fn first_is_served() -> Script {
    let served = Script::default().started(Side::Server).step(1).sent("a", "1 2 6").step(2);
    served.received("a", "9.0 1.0 6.0 3.0").prints(
        Side::Server,
        Stream::Out,
        "TCP server has started and is ready to receive\nReceived data: [1.0, 2.0, 6.0]\n",
    )
}

#[test]
fn who_finds_nobody_there_breaks_the_clause_about_the_next_client() {
    let refused = Happening::ConnectFailed { peer: "b".to_owned(), reason: "refused".to_owned() };
    let script = first_is_served().exited(Side::Server, 0).step(3).see(refused).step(5);
    assert_eq!(said(&two_clients(), script), [format!("{TcpS3} fail")]);
}

#[test]
fn a_server_that_dies_of_a_request_breaks_the_clause_about_the_request() {
    let script = first_is_served().step(4).sent("b", "0.5").exited(Side::Server, 1).step(5);
    assert_eq!(said(&two_clients(), script), [format!("{Req3} fail")]);
}

/// A client that the server never came to says nothing about its numbers, whatever they are.
#[rstest]
#[case::refused("0.5", Req3, |script: Script| script.step(3).see(refused("b")).step(5))]
#[case::not_accepted("0.5", Req3, |script: Script| script.step(4).sent("b", "0.5").step(5).see(unaccepted("b")))]
#[case::not_accepted_by_one_that_ends("7", Req2, |script: Script| {
    script.step(4).sent("b", "7").step(5).exited(Side::Server, 0).see(unaccepted("b"))
})]
#[case::nothing_could_be_sent("1e3", Num1, |script: Script| script.step(4).exited(Side::Server, 0).step(5))]
#[case::not_read("0.5", Req3, |script: Script| script.step(4).sent("b", "0.5").step(5).see(reset("b")))]
#[case::of_any_size("1 2 6", TcpS4, |script: Script| script.step(3).see(refused("b")).step(5))]
fn who_is_turned_away(#[case] request: &str, #[case] clause: Clause, #[case] seen: fn(Script) -> Script) {
    let mut case = two_clients();
    case.steps[4] = send("b", request);
    case.steps[5] = expect(statistics("b", request), clause);
    assert_eq!(said(&case, seen(first_is_served())), [format!("{TcpS3} fail")]);
}

/// A failure after a client that was not answered is its consequence.
#[test]
fn who_is_turned_away_after_one_that_was_not_answered() {
    let mut case = two_clients();
    case.steps.extend([connect("c"), send("c", "7"), expect(statistics("c", "7"), Req2)]);
    let script = first_is_served().step(4).sent("b", "0.5").step(5).exited(Side::Server, 1);
    let script = script.step(6).see(refused("c")).step(8);
    assert_eq!(said(&case, script), [format!("{Req2} skipped"), format!("{Req3} fail")]);
}

/// A request that was read and not answered says nothing about the next client, if none like it was answered.
#[rstest]
#[case::like_the_first("3 5 4", TcpS3)]
#[case::one_number("7", Req2)]
#[case::a_fraction("1 2.5 6", Req3)]
#[case::an_exponent("1 2e1 6", Num1)]
#[case::a_sign("1 -2 6", Num1)]
#[case::beyond_32_bits("1 4294967296", TcpS1)]
#[case::many_numbers(&["1"; 40].join(" "), TcpS4)]
fn who_is_not_answered_and_comes_second(#[case] request: &str, #[case] broken: Clause) {
    let mut case = two_clients();
    case.steps[4] = send("b", request);
    case.steps[5] = expect(statistics("b", request), TcpS3);
    let read = || first_is_served().step(4).sent("b", request).step(5);
    for script in [read(), read().exited(Side::Server, 1), read().see(Happening::PeerClosed { peer: "b".to_owned() })] {
        assert_eq!(said(&case, script), [format!("{broken} fail")]);
    }
}

fn refused(peer: &str) -> Happening {
    Happening::ConnectFailed { peer: peer.to_owned(), reason: "refused".to_owned() }
}

fn reset(peer: &str) -> Happening {
    Happening::PeerReset { peer: peer.to_owned() }
}

fn unaccepted(peer: &str) -> Happening {
    Happening::NotAccepted { peer: peer.to_owned() }
}

#[test]
fn the_same_of_datagrams() {
    let steps = vec![
        bind("home"),
        send("home", "1 2 6"),
        expect(statistics("home", "1 2 6"), UdpS1),
        send("home", "0.5"),
        expect(statistics("home", "0.5"), Req3),
    ];
    let sent = |text: &str| Happening::DatagramSent {
        peer: "home".to_owned(),
        to: "127.0.0.1:15000".parse().unwrap(),
        bytes: text.into(),
    };
    let lines = "UDP server has started and is ready to receive\nreceived data: [1.0, 2.0, 6.0]\n";
    let served = Script::default().started(Side::Server).prints(Side::Server, Stream::Out, lines);
    let served = served.step(1).see(sent("1 2 6")).step(2).datagram("home", "127.0.0.1:15000", "9.0 1.0 6.0 3.0");
    let script = served.exited(Side::Server, 0).step(3).see(sent("0.5")).step(4);
    assert_eq!(said(&case("udp-server/x", steps), script), [format!("{UdpS1} fail")]);
}

/// A length that changed nothing is not to blame for what a later client does to the server.
#[test]
fn a_later_death_is_not_the_lengths() {
    let steps = vec![
        connect("a"),
        send("a", "1 2 6"),
        expect(statistics("a", "1 2 6"), TcpS1),
        send("a", "3"),
        expect(Expectation::Nothing { on: Some("a".to_owned()) }, TcpS2),
        connect("b"),
        send("b", "0.5"),
        expect(statistics("b", "0.5"), Req3),
    ];
    let length_sent = || first_is_served().step(3).sent("a", "3").step(4);
    let case = case("tcp-server/x", steps);
    let dies_of_b = length_sent().step(6).sent("b", "0.5").exited(Side::Server, 1).step(7);
    assert_eq!(said(&case, dies_of_b), [format!("{Req3} fail")]);
    let refused = Happening::ConnectFailed { peer: "b".to_owned(), reason: "refused".to_owned() };
    let dies_of_the_length = length_sent().exited(Side::Server, 1).step(5).see(refused).step(7);
    assert_eq!(said(&case, dies_of_the_length), [format!("{Req3} skipped"), format!("{TcpS2} fail")]);
}

/// A client that no server serves is no evidence about its numbers; whether it was the first one decides about the
/// clause.
#[test]
fn who_finds_nobody_there_and_was_the_first() {
    let steps = vec![connect("b"), send("b", "0.5"), expect(statistics("b", "0.5"), Req3)];
    let refused = || Happening::ConnectFailed { peer: "b".to_owned(), reason: "refused".to_owned() };
    let script = Script::default().started(Side::Server).prints(
        Side::Server,
        Stream::Out,
        "TCP server has started and is ready to receive\n",
    );
    let script = script.exited(Side::Server, 0).step(0).see(refused()).step(2);
    assert_eq!(said(&case("tcp-server/x", steps), script), [format!("{TcpS1} fail")]);
    let mut survives = two_clients();
    survives.steps[5] = expect(statistics("b", "0.5"), TcpS5);
    let script = first_is_served().exited(Side::Server, 0).step(3).see(refused()).step(5);
    assert_eq!(said(&survives, script), [format!("{TcpS5} warn")]);
}

/// A request by any client after the server has died of an earlier one does not clear the earlier one.
#[test]
fn a_server_that_dies_of_a_request_and_is_asked_again() {
    let mut case = two_clients();
    case.steps.insert(5, send("c", "1"));
    case.steps.push(send("b", "0.5"));
    let died = first_is_served().step(4).sent("b", "0.5").exited(Side::Server, 1).step(5).sent("c", "1");
    assert_eq!(said(&case, died.step(6).step(7).sent("b", "0.5")), [format!("{Req3} fail")]);
}

/// Another client was there before, even if the case says nothing about what that one is answered.
#[test]
fn who_is_turned_away_after_one_of_which_nothing_is_expected() {
    let steps = vec![connect("a"), send("a", "1 2 6"), connect("b"), send("b", "1 2 6")];
    let expected = expect(statistics("b", "1 2 6"), TcpS1);
    let case = case("tcp-server/x", [steps, vec![expected]].concat());
    let script = Script::default().started(Side::Server).step(1).sent("a", "1 2 6").received("a", "9.0 1.0 6.0 3.0");
    let said = said(&case, script.exited(Side::Server, 0).step(2).see(refused("b")).step(4));
    assert!(said.contains(&format!("{TcpS3} fail")) && !said.contains(&format!("{TcpS1} fail")), "{said:?}");
}

//! Several clients in one case: what one of them meets with is not another's fault.

use super::*;
use sockspec::protocol::clause::ClauseId::{Req3, TcpS1, TcpS2, TcpS3, TcpS5, UdpS1};

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
    let dies = |step| first_is_served().step(3).sent("a", "3").step(step).exited(Side::Server, 1).step(7);
    let case = case("tcp-server/x", steps);
    assert_eq!(said(&case, dies(6)), [format!("{Req3} fail")]);
    assert!(said(&case, dies(4)).contains(&format!("{TcpS2} fail")));
}

/// Only a clause about values gives way to the clause about the next client, and only where there was one before.
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
    assert_eq!(said(&case("tcp-server/x", steps), script), [format!("{Req3} fail")]);
    let mut survives = two_clients();
    survives.steps[5] = expect(statistics("b", "0.5"), TcpS5);
    let script = first_is_served().exited(Side::Server, 0).step(3).see(refused()).step(5);
    assert_eq!(said(&survives, script), [format!("{TcpS5} warn")]);
}

/// What is asked after the server has died of a request, by whom ever, does not clear the request.
#[test]
fn a_server_that_dies_of_a_request_and_is_asked_again() {
    let mut case = two_clients();
    case.steps.insert(5, send("c", "1"));
    case.steps.push(send("b", "0.5"));
    let died = first_is_served().step(4).sent("b", "0.5").exited(Side::Server, 1).step(5).sent("c", "1");
    assert_eq!(said(&case, died.step(6).step(7).sent("b", "0.5")), [format!("{Req3} fail")]);
}

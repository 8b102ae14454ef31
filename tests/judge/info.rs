//! Names for what is only observed.

use super::*;
use sockspec::case::Behaviour;
use sockspec::protocol::clause::ClauseId::{TcpS9, UdpS6};

const ANSWER: &str = "9.0 4.0 5.0 4.5";
const FROM: &str = "127.0.0.1:15000";

/// Names are for what came by the end: the behaviour of a server that answers each piece shows in the last.
#[test]
fn what_is_named_is_named_by_all_that_came() {
    let shows = |name: &str, of: &[&str]| Behaviour {
        name: name.to_owned(),
        shows: of.iter().map(|request| (*request).into()).collect(),
    };
    let behaviours = vec![shows("first-piece", &["5 4"]), shows("separate", &["5 4", "6"])];
    let what = Expectation::OneOf { on: vec!["a".to_owned()], behaviours, otherwise: "refused".to_owned() };
    let case = case("tcp-server/pieces", vec![connect("a"), send("a", "5 4"), send("a", "6"), expect(what, TcpS9)]);
    let script = Script::default().started(Side::Server).step(3).received("a", ANSWER);
    assert_eq!(noted(&case, script), ["TCP-S-9 first-piece"]);
    let script = Script::default().started(Side::Server).step(3).received("a", ANSWER).received("a", "6 6 6 6");
    assert_eq!(noted(&case, script), ["TCP-S-9 separate"]);
}

#[test]
fn it_is_named_where_the_answer_came() {
    let peers = vec![("port-8000".to_owned(), "home".to_owned()), ("source".to_owned(), "a".to_owned())];
    let what = Expectation::AnsweredOn { of: "5 4".into(), peers, otherwise: "neither".to_owned() };
    let case = case("udp-server/other-port", vec![bind("home"), bind("a"), send("a", "5 4"), expect(what, UdpS6)]);
    let of = |peer: &str, text: &str| noted(&case, Script::default().step(3).datagram(peer, FROM, text));
    assert_eq!(of("home", ANSWER), ["UDP-S-6 port-8000"]);
    assert_eq!(of("a", ANSWER), ["UDP-S-6 source"]);
    assert_eq!(of("a", "error"), ["UDP-S-6 neither"]);
}

//! Names for what is only observed.

use super::*;
use rstest::rstest;
use sockspec::case::{Behaviour, Payload};
use sockspec::set_statistics::Clause::{Num6, Rsp3, TcpS9, UdpS6};

const ANSWER: &str = "9.0 4.0 5.0 4.5";
const FROM: &str = "127.0.0.1:15000";

fn behaviour(name: &str, shows: &[&str]) -> Behaviour {
    Behaviour { name: name.to_owned(), shows: shows.iter().map(|text| Payload::from(*text)).collect() }
}

/// A request came in two pieces, `5 4` and ` 6`; the longest behaviour stands first, so that a shorter one is no help.
#[rstest]
#[case::nothing(&[], "silent")]
#[case::first(&[ANSWER], "first-piece")]
#[case::first_in_two_reads(&["9.0 4.0 ", "5.0 4.5"], "first-piece")]
#[case::joined(&["15.0 4.0 6.0 5.0"], "joined")]
#[case::joined_in_two_reads(&["15.0 4.0 ", "6.0 5.0"], "joined")]
#[case::separate(&[ANSWER, "6.0 6.0 6.0 6.0"], "separate")]
#[case::separate_in_one_read(&["9.0 4.0 5.0 4.56.0 6.0 6.0 6.0"], "separate")]
#[case::separate_in_other_spellings(&["9 4 5 4.506 6 6 6"], "separate")]
#[case::separate_in_three_reads(&["9.0 4.0 ", "5.0 4.5", "6.0 6.0 6.0 6.0"], "separate")]
#[case::the_other_way_round(&["6.0 6.0 6.0 6.0", ANSWER], "refused")]
#[case::first_and_an_error(&[ANSWER, "error"], "refused")]
#[case::an_error_and_the_second(&["error", "6.0 6.0 6.0 6.0"], "refused")]
#[case::an_error(&["error"], "refused")]
fn replies_show_a_behaviour(#[case] replies: &[&str], #[case] name: &str) {
    let behaviours = vec![
        behaviour("separate", &["5 4", "6"]),
        behaviour("joined", &["5 4 6"]),
        behaviour("first-piece", &["5 4"]),
        behaviour("silent", &[]),
    ];
    let what = Expectation::OneOf { on: vec!["a".to_owned()], behaviours, otherwise: "refused".to_owned() };
    let case = case("tcp-server/pieces", vec![connect("a"), send("a", "5 4"), send("a", " 6"), expect(what, TcpS9)]);
    let script = Script::default().started(Side::Server).step(1).sent("a", "5 4").step(2).sent("a", " 6").step(3);
    let script = replies.iter().fold(script, |script, reply| script.received("a", reply));
    assert_eq!(noted(&case, script), [format!("TCP-S-9 {name}")]);
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

#[rstest]
#[case::nothing(&[], "no reply")]
#[case::as_it_is(&["nan nan ", "nan nan\n"], "nan nan nan nan\\n")]
fn what_came_is_noted_as_it_is(#[case] replies: &[&str], #[case] name: &str) {
    let what = Expectation::Observed { on: "a".to_owned() };
    let case = case("tcp-server/nan", vec![connect("a"), send("a", "nan 1"), expect(what, Num6)]);
    let script = Script::default().started(Side::Server).step(1).sent("a", "nan 1").step(2);
    let script = replies.iter().fold(script, |script, reply| script.received("a", reply));
    assert_eq!(noted(&case, script), [format!("NUM-6 {name}")]);
}

/// The client's output for a reply that it may take or refuse.
#[rstest]
#[case::takes(["27.4", "3.4", "9.0", "5.48"], "takes")]
#[case::in_another_spelling(["27.400", "3.4", "9", "5.48e0"], "takes")]
#[case::something_else(["27.4", "3.4", "9.0", "5.0"], "other")]
#[case::refuses(["", "", "", ""], "refuses")]
fn a_client_prints_one_of_several(#[case] results: [&str; 4], #[case] name: &str) {
    let behaviours = vec![behaviour("refuses", &[]), behaviour("takes", &["27.4 3.4 9.0 5.48\n"])];
    let what = Expectation::PrintsOneOf { behaviours, otherwise: "other".to_owned() };
    let case = case("tcp-client/line-feed", vec![typed("5 4 6 9 3.4"), typed("5"), expect(what, Rsp3)]);
    let lines =
        results.iter().zip(sockspec::set_statistics::console::result_labels()).filter(|(number, _)| !number.is_empty());
    let text = lines.map(|(number, (_, label))| format!("{label}{number}\n")).collect::<String>();
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6 9 3.4").step(1).typed("5").step(2);
    assert_eq!(noted(&case, script.prints(Side::Client, Stream::Out, &text)), [format!("RSP-3 {name}")]);
}

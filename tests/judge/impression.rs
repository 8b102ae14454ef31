//! Programs that plainly speak another protocol, and those of which that must not be said.

use super::*;
use rstest::rstest;
use sockspec::judge::Impression as _;
use sockspec::set_statistics::judge::{OtherProtocol, StatisticsImpression};
use sockspec::transcript::WaitEnd;

const MESSAGE: &str = "5 4 6 9 3.4";

/// The notice about a program after these trials, if there is one.
fn said_after(trials: Vec<(Case, Script)>) -> Option<String> {
    let mut impression = StatisticsImpression::default();
    trials.into_iter().for_each(|(case, script)| impression.take_in(&case, &script.transcript()));
    match impression {
        StatisticsImpression::Other(other) => Some(other.to_string()),
        StatisticsImpression::Open | StatisticsImpression::Silent | StatisticsImpression::Speaks => None,
    }
}

/// A server that is sent `request` and answers `reply`, or nothing.
fn server(request: &str, reply: &str) -> (Case, Script) {
    let script = Script::default().see(Happening::Connected { peer: "a".to_owned() }).sent("a", request);
    let script = match reply {
        "" => script.see(Happening::Waited { until: WaitEnd::Still }),
        reply => script.received("a", reply),
    };
    (case("tcp-server/x/y", vec![connect("a"), send("a", request)]), script)
}

/// A client that prints `asks` before it is typed to, sends `sent`, and prints `then`.
fn client(asks: &str, sent: &[&str], then: &str) -> (Case, Script) {
    let setting = Happening::Setting { server: 16000, reply: 8000, arguments: asks.is_empty() };
    let script = Script::default().see(setting).prints(Side::Client, Stream::Out, asks).typed(MESSAGE).typed("5");
    let script = sent.iter().fold(script, |script, piece| script.received("connection", piece));
    (case("tcp-client/x/y", vec![typed(MESSAGE), typed("5")]), script.prints(Side::Client, Stream::Out, then))
}

#[rstest]
#[case::echo(MESSAGE, MESSAGE, "echoes what it is sent")]
#[case::echo_with_a_line_feed("5 4 6", "5 4 6\n", "echoes what it is sent")]
#[case::words(MESSAGE, "Thank you for connecting", "answers \"Thank you for connecting\", and not with four numbers")]
#[case::many_words(
    MESSAGE,
    "The quick brown fox jumps over the lazy dog and on",
    "answers \"The quick brown fox jumps over the lazy \" …, and not with four numbers"
)]
#[case::bytes(MESSAGE, "\u{1}\u{5}", "answers with bytes that are no text (\"\\x01\\x05\")")]
fn a_server_of_another_protocol(#[case] request: &str, #[case] reply: &str, #[case] expected: &str) {
    let expected = format!("this server {expected}: it does not speak the set-statistics protocol");
    assert_eq!(said_after(vec![server(request, reply)]), Some(expected));
}

#[rstest]
#[case::right(MESSAGE, "27.4 3.4 9.0 5.48")]
#[case::wrong(MESSAGE, "1 2 3 4")]
#[case::a_list(MESSAGE, "[27.4, 3.4, 9.0, 5.48]\n")]
#[case::four_zeros("0 0 0 0", "0 0 0 0")]
#[case::one_number("5", "5")]
#[case::no_request("abc def", "abc def")]
#[case::a_complaint(MESSAGE, "Error: could not convert string to float")]
#[case::infinities(MESSAGE, "infinity nan inf")]
#[case::three_numbers(MESSAGE, "27.4 3.4 9.0")]
#[case::nothing(MESSAGE, "")]
fn a_server_of_which_nothing_is_said(#[case] request: &str, #[case] reply: &str) {
    assert_eq!(said_after(vec![server(request, reply)]), None);
}

#[test]
fn a_server_that_speaks_first() {
    let script = Script::default().see(Happening::Connected { peer: "a".to_owned() }).received("a", "Welcome\n");
    let said = said_after(vec![(case("tcp-server/x/y", vec![connect("a")]), script.sent("a", MESSAGE))]);
    let expected = "this server says \"Welcome\\n\" before it is asked: it does not speak the set-statistics protocol";
    assert_eq!(said.as_deref(), Some(expected));
}

/// Over UDP the reply goes to another port than the one that has asked: the server has not spoken first.
#[test]
fn a_reply_to_another_port_is_no_word_before_the_question() {
    let bound = |peer: &str, port| Happening::Bound { peer: peer.to_owned(), port };
    let asks =
        Happening::DatagramSent { peer: "b".to_owned(), to: "127.0.0.1:15000".parse().unwrap(), bytes: MESSAGE.into() };
    let script = Script::default().see(bound("a", 8000)).see(bound("b", 9)).see(asks);
    let script = script.datagram("a", "127.0.0.1:15000", "27.4 3.4 9.0 5.48");
    assert_eq!(said_after(vec![(case("udp-server/x/y", vec![bind("a"), bind("b")]), script)]), None);
}

#[rstest]
#[case::only_lines(&[(MESSAGE, ""), ("5 4 6\n", "15.0 4.0 6.0 5.0\n")], true)]
#[case::others_too(&[(MESSAGE, "27.4 3.4 9.0 5.48"), (MESSAGE, ""), ("5 4 6\n", "15.0 4.0 6.0 5.0")], false)]
#[case::lines_alone_are_asked(&[("5 4 6\n", "15.0 4.0 6.0 5.0")], false)]
#[case::neither(&[(MESSAGE, ""), ("5 4 6\n", "")], false)]
fn a_server_that_waits_for_line_feeds(#[case] trials: &[(&str, &str)], #[case] expected: bool) {
    let said = said_after(trials.iter().map(|(request, reply)| server(request, reply)).collect());
    assert_eq!(said.is_some_and(|said| said.contains("answers only what ends in a line feed")), expected);
}

/// A server that dies of a request, or whose client does not wait, does not count as silent.
#[test]
fn a_server_that_was_not_waited_for_is_not_silent() {
    let (one, dies) = server(MESSAGE, "");
    let (other, left) =
        (one.clone(), Script::default().sent("a", MESSAGE).see(Happening::Left { peer: "a".to_owned() }));
    let trials = vec![
        (one, dies.exited(Side::Server, 1)),
        (other, left.see(Happening::Waited { until: WaitEnd::Still })),
        server("5 4 6\n", "15.0 4.0 6.0 5.0"),
    ];
    assert_eq!(said_after(trials), None);
}

#[rstest]
#[case::other_words("Input lowercase sentence: ", &[MESSAGE], "", "asks \"Input lowercase sentence:\"")]
#[case::one_prompt("Input integers with space in between: ", &[MESSAGE], "", "asks for the numbers and for no length")]
#[case::lines(PROMPTS, &["5 4 6 9 3.4\n"], "", "ends what it sends with a line feed")]
#[case::windows_lines(PROMPTS, &["5 4 6 9 3.4\r\n"], "", "ends what it sends with a line feed")]
#[case::bytes(PROMPTS, &["\u{5}\u{4}"], "", "sends bytes that are no text")]
fn a_client_of_another_protocol(#[case] asks: &str, #[case] sent: &[&str], #[case] then: &str, #[case] expected: &str) {
    let said = said_after(vec![client(asks, sent, then)]).unwrap_or_default();
    assert!(said.starts_with(&format!("this client {expected}")), "{said}");
}

#[rstest]
#[case::right(PROMPTS, &[MESSAGE, "5"], RESULTS)]
#[case::without_spaces("input integers with space in between:\n", &[MESSAGE, "5"], "Enter the LENGTH of the set\n")]
#[case::held_back("Starting\n", &[MESSAGE, "5"], PROMPTS)]
#[case::only_the_second_prompt("Numbers? ", &[MESSAGE, "5"], "Enter the length of the set: ")]
#[case::by_arguments("", &[MESSAGE], RESULTS)]
#[case::length_after_the_reply(PROMPTS, &[MESSAGE], RESULTS)]
#[case::a_nul_of_c(PROMPTS, &["5 4 6 9 3.4\0", "5\0"], RESULTS)]
#[case::a_list(PROMPTS, &["[5, 4, 6, 9, 3.4]"], RESULTS)]
#[case::nothing(PROMPTS, &[], "")]
fn a_client_of_which_nothing_is_said(#[case] asks: &str, #[case] sent: &[&str], #[case] then: &str) {
    assert_eq!(said_after(vec![client(asks, sent, then)]), None);
}

/// It has asked once since it failed.
#[test]
fn a_client_that_fails_half_way_does_not_ask_once() {
    let (case, script) = client("Input integers with space in between: ", &[MESSAGE], "");
    assert_eq!(said_after(vec![(case, script.exited(Side::Client, 1))]), None);
}

#[test]
fn what_is_plain_stays_as_it_is() {
    let mut impression = StatisticsImpression::default();
    for (case, script) in [server(MESSAGE, MESSAGE), server(MESSAGE, "27.4 3.4 9.0 5.48")] {
        impression.take_in(&case, &script.transcript());
    }
    assert_eq!(impression, StatisticsImpression::Other(OtherProtocol::Echoes));
}

//! A pair over UDP: each datagram is answered by itself, and the client takes the first that comes.

use super::pair::blamed;
use super::*;
use rstest::rstest;
use sockspec::case::PairWire;
use sockspec::set_statistics::Clause::{UdpC1, UdpC2};

const MESSAGE: &str = "6 5 9 7 4.2";
const ANSWER: &str = "31.2 4.2 9.0 6.24";
const OF_LENGTH: &str = "5.0 5.0 5.0 5.0";
const LINES: [&str; 2] = ["received data: [6.0, 5.0, 9.0, 7.0, 4.2]", "received data: [5.0]"];
const HOME: &str = "127.0.0.1:8000";
const SERVER: &str = "127.0.0.1:15000";

fn session(wire: PairWire) -> Case {
    let steps = vec![
        typed(MESSAGE),
        typed("5"),
        Step::Relay { wire, message: MESSAGE.into() },
        expect(Expectation::Message { text: MESSAGE.into() }, UdpC1),
        expect(Expectation::Length { text: "5".into() }, UdpC1),
        expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, UdpC2),
        expect(exits(ExitExpectation::Success), UdpC2),
    ];
    case("udp-pair/session", steps)
}

fn sent_to(script: Script, peer: &str, to: &str, text: &str) -> Script {
    let to = to.parse().unwrap();
    script.see(Happening::DatagramSent { peer: peer.to_owned(), to, bytes: text.into() })
}

/// The client's datagrams, the answer to each, and the part of it that the client gets.
struct Trial<'a> {
    sent: [Option<&'a str>; 2],
    answers: [&'a [(&'a str, &'a str)]; 2],
    given: &'a [&'a str],
    /// The server's lines, the client's results, its exit code.
    lines: &'a [&'a str],
    results: Option<&'a str>,
    code: i32,
}

const RIGHT: Trial<'static> = Trial {
    sent: [Some(MESSAGE), Some("5")],
    answers: [&[(SERVER, ANSWER)], &[(SERVER, OF_LENGTH)]],
    given: &[ANSWER, OF_LENGTH],
    lines: &LINES,
    results: Some(ANSWER),
    code: 0,
};

/// The trial, its replies given to the client after so many milliseconds.
fn script(trial: &Trial<'_>, after: u64) -> Script {
    let mut script = Script::default().started(Side::Server).ready(&[SERVER]).started(Side::Client);
    script = script.step(0).typed(MESSAGE).step(1).typed("5").step(2);
    for (text, answers) in trial.sent.iter().zip(trial.answers) {
        let Some(text) = text else { continue };
        script = sent_to(script.datagram("server", HOME, text), "wire", SERVER, text);
        script = answers.iter().fold(script, |script, (from, answer)| script.datagram("wire", from, answer));
    }
    script = script.at(after);
    script = trial.given.iter().fold(script, |script, text| sent_to(script, "server", HOME, text));
    let page = ["UDP server has started and is ready to receive"].iter().chain(trial.lines);
    let page = page.map(|line| format!("{line}\n")).collect::<String>();
    let labels = sockspec::set_statistics::console::result_labels();
    let numbers = trial.results.into_iter().flat_map(|reply| reply.split(' ')).zip(labels);
    let results = numbers.map(|(number, (_, label))| format!("{label}{number}\n")).collect::<String>();
    let script = script.prints(Side::Server, Stream::Out, &page);
    script.prints(Side::Client, Stream::Out, &format!("{PROMPTS}{results}")).step(6).exited(Side::Client, trial.code)
}

#[rstest]
#[case::right(RIGHT, &[])]
#[case::length_held_back(Trial { given: &[ANSWER], ..RIGHT }, &[])]
#[case::wrong_mean(
    Trial { answers: [&[(SERVER, "31.2 4.2 9.0 7.8")], RIGHT.answers[1]], given: &["31.2 4.2 9.0 7.8"], results: Some("31.2 4.2 9.0 7.8"), ..RIGHT },
    &["server RSP-2 fail"]
)]
#[case::wrong_answer_to_the_length(
    Trial { answers: [RIGHT.answers[0], &[(SERVER, "5.0 5.0 5.0 1.0")]], ..RIGHT },
    &["server RSP-2 fail"]
)]
#[case::from_another_port(
    Trial { answers: [&[("127.0.0.1:40000", ANSWER)], RIGHT.answers[1]], ..RIGHT },
    &["server UDP-S-2 fail"]
)]
#[case::twice(Trial { answers: [&[(SERVER, ANSWER), (SERVER, ANSWER)], RIGHT.answers[1]], ..RIGHT }, &["server UDP-S-1 fail"])]
#[case::length_not_answered(
    Trial { answers: [RIGHT.answers[0], &[]], given: &[ANSWER], lines: &LINES[..1], ..RIGHT },
    &["server UDP-S-1 fail"]
)]
#[case::nothing_answered(
    Trial { answers: [&[], &[]], given: &[], lines: &[], results: None, code: 1, ..RIGHT },
    &["server UDP-S-1 fail", "client UDP-C-2 skipped"]
)]
#[case::another_result_printed(Trial { results: Some("31.2 4.2 9.0 7.8"), ..RIGHT }, &["client UDP-C-2 fail"])]
#[case::the_lengths_result_printed(Trial { results: Some(OF_LENGTH), ..RIGHT }, &["client UDP-C-2 fail"])]
#[case::something_else_sent_and_refused(
    Trial { sent: [Some("x"), Some("5")], answers: [&[], RIGHT.answers[1]], given: &[], lines: &LINES[1..], results: None, code: 1 },
    &["client UDP-C-1 fail", "client UDP-C-2 skipped"]
)]
#[case::nothing_sent(
    Trial { sent: [None, None], given: &[], lines: &[], results: None, code: 1, ..RIGHT },
    &["client UDP-C-1 fail", "client UDP-C-2 skipped"]
)]
fn in_order(#[case] trial: Trial<'_>, #[case] expected: &[&str]) {
    assert_eq!(blamed(&session(PairWire::AsItComes), script(&trial, 0)), expected);
}

/// A client waits for a second; whether it takes what comes later is its own affair.
#[rstest]
#[case::in_time_and_printed(900, RIGHT, true)]
#[case::in_time_and_not_printed(900, Trial { results: None, code: 1, ..RIGHT }, false)]
#[case::late_and_printed(1100, RIGHT, true)]
#[case::late_and_not_printed(1100, Trial { results: None, code: 1, ..RIGHT }, true)]
fn a_late_reply(#[case] after: u64, #[case] trial: Trial<'_>, #[case] right: bool) {
    let said = blamed(&session(PairWire::AsItComes), script(&trial, after));
    assert_eq!(said.iter().all(|said| said.ends_with("skipped")), right, "{said:?}");
}

/// The length's reply comes first: what the client makes of it has a name.
#[rstest]
#[case::first(OF_LENGTH, 0, "prints-first")]
#[case::right(ANSWER, 0, "prints-right")]
#[case::another("1.0 1.0 1.0 1.0", 0, "neither")]
#[case::none("", 1, "neither")]
fn overtaken(#[case] results: &str, #[case] code: i32, #[case] name: &str) {
    let results = Some(results).filter(|results| !results.is_empty());
    let trial = Trial { given: &[OF_LENGTH, ANSWER], results, code, ..RIGHT };
    assert_eq!(noted(&session(PairWire::Overtaken), script(&trial, 0)), [format!("UDP-C-6 {name}")]);
}

/// A client that sends its length only when it has the reply can't be overtaken, and is judged by what it prints.
#[rstest]
#[case::right(ANSWER, &[])]
#[case::wrong(OF_LENGTH, &["client UDP-C-2 fail"])]
fn not_overtaken(#[case] results: &str, #[case] expected: &[&str]) {
    let trial = Trial { results: Some(results), ..RIGHT };
    assert_eq!(blamed(&session(PairWire::Overtaken), script(&trial, 0)), expected);
}

/// If both answers are alike, nothing shows which one came first.
#[test]
fn overtaken_by_the_same() {
    let of_five = |results| Trial {
        sent: [Some("5"), Some("5")],
        answers: [&[(SERVER, OF_LENGTH)]; 2],
        given: &[OF_LENGTH, OF_LENGTH],
        lines: &["received data: [5.0]", "received data: [5.0]"],
        results: Some(results),
        code: 0,
    };
    assert_eq!(noted(&session(PairWire::Overtaken), script(&of_five(OF_LENGTH), 0)), [""; 0]);
    let said = blamed(&session(PairWire::Overtaken), script(&of_five(ANSWER), 0));
    assert!(said.contains(&"client UDP-C-2 fail".to_owned()), "{said:?}");
}

/// A datagram that the relay sent twice is answered twice; each answer is one.
#[test]
fn doubled() {
    let mut twice = script(&RIGHT, 0);
    let first = twice
        .seen
        .iter()
        .position(|seen| matches!(&seen.what, Happening::DatagramReceived { peer, .. } if peer == "wire"));
    let exchange = twice.seen[first.unwrap() - 1..=first.unwrap()].to_vec();
    twice.seen.splice(first.unwrap() + 1..first.unwrap() + 1, exchange);
    let said = blamed(&session(PairWire::Doubled), twice);
    // One line is missing: the server got three requests, and printed two.
    assert_eq!(said, ["server CON-4 fail"]);
}

/// A server that speaks before any request still replies from the right port.
#[test]
fn a_server_that_speaks_first() {
    let mut first = script(&RIGHT, 0);
    let hello = sent_to(Script::default().step(2).datagram("wire", SERVER, "hello"), "server", HOME, "hello");
    let asked = first.seen.iter().position(|seen| matches!(&seen.what, Happening::DatagramReceived { .. })).unwrap();
    first.seen.splice(asked..asked, hello.seen);
    let said = blamed(&session(PairWire::AsItComes), first);
    assert!(said.iter().all(|said| said != "server UDP-S-2 fail"), "{said:?}");
}

//! Verdicts on captured packets: in how many segments the reply, and message and length, were sent.

use super::*;
use etherparse::PacketBuilder;
use rstest::rstest;
use sockspec::case::PairWire;
use sockspec::set_statistics::Clause;
use sockspec::set_statistics::Clause::{TcpC8, TcpS12};
use sockspec::transcript::{Capture, Packet};
use std::sync::Arc;

const SERVER: u16 = 16000;
const RELAY: u16 = 40000;
const CLIENT: u16 = 50000;

/// A segment on the network of the server (0) or of the client (1): from, to, sequence number, bytes.
type Sent = (usize, u16, u16, u32, &'static str);

fn packet((interface, from, to, number, text): Sent) -> Packet {
    let local = [127, 0, 0, 1];
    let header = PacketBuilder::ethernet2([0; 6], [0; 6]).ipv4(local, local, 64).tcp(from, to, number, 1024);
    let mut frame = Vec::new();
    header.write(&mut frame, text.as_bytes()).unwrap();
    Packet { interface, at: std::time::Duration::ZERO, frame }
}

/// The note on a pair that says `5 4`, is answered `answer`, and sends these segments; "skipped" if there is none.
fn noted_of(promised: Clause, answer: &str, sent: Option<&[Sent]>) -> Vec<String> {
    let relay = Step::Relay { wire: PairWire::MessageFirst, message: "5 4".into() };
    let steps = vec![typed("5 4"), typed("2"), relay];
    let case = Case { clauses: vec![promised.id()], ..case("tcp-pair/segments", steps) };
    let script = Script::default().started(Side::Server).ready(&["127.0.0.1:16000"]).step(2);
    let script = script.received("connection", "5 4").sent("wire", "5 4").received("wire", answer);
    let capture = sent.map(|sent| {
        let interfaces = vec!["server".to_owned(), "client".to_owned()];
        let packets = sent.iter().copied().map(packet).collect();
        Arc::new(Capture { interfaces, packets, left_out: 0 })
    });
    let findings = judge_transcript(&case, &Transcript { capture, ..script.transcript() });
    let about = findings.iter().filter(|finding| Clause::is_among(finding.clause, &[TcpS12, TcpC8]));
    let told = about.map(|finding| match &finding.verdict {
        Verdict::Noted(name) => format!("{} {name}", finding.clause),
        other => format!("{} {}", finding.clause, other.word()),
    });
    told.collect()
}

const ANSWER: &str = "9.0 4.0 5.0 4.5";

#[rstest]
#[case::whole(&[(0, SERVER, RELAY, 1, ANSWER)], "one-piece")]
#[case::in_two(&[(0, SERVER, RELAY, 1, "9.0 "), (0, SERVER, RELAY, 5, "4.0 5.0 4.5")], "pieces")]
#[case::sent_again(&[(0, SERVER, RELAY, 1, ANSWER), (0, SERVER, RELAY, 1, ANSWER)], "one-piece")]
#[case::beside_the_request(&[(0, RELAY, SERVER, 1, "5 4"), (0, SERVER, RELAY, 1, ANSWER)], "one-piece")]
#[case::beside_an_acknowledgement(&[(0, SERVER, RELAY, 1, ""), (0, SERVER, RELAY, 1, ANSWER)], "one-piece")]
#[case::beside_the_other_network(&[(0, SERVER, RELAY, 1, ANSWER), (1, SERVER, CLIENT, 1, ANSWER)], "one-piece")]
#[case::only_a_request(&[(0, RELAY, SERVER, 1, "5 4")], "skipped")]
#[case::only_on_the_other_network(&[(1, SERVER, CLIENT, 1, ANSWER)], "skipped")]
fn a_servers_reply(#[case] sent: &[Sent], #[case] name: &str) {
    assert_eq!(noted_of(TcpS12, ANSWER, Some(sent)), [format!("TCP-S-12 {name}")]);
}

#[test]
fn where_no_reply_was_read_its_segments_are_not_counted() {
    assert_eq!(noted_of(TcpS12, "", Some(&[(0, SERVER, RELAY, 1, ANSWER)])), ["TCP-S-12 skipped"]);
}

#[rstest]
#[case::joined(&[(1, CLIENT, SERVER, 1, "5 42")], "one-segment")]
#[case::apart(&[(1, CLIENT, SERVER, 1, "5 4"), (1, CLIENT, SERVER, 4, "2")], "two-segments")]
#[case::byte_by_byte(&[(1, CLIENT, SERVER, 1, "5"), (1, CLIENT, SERVER, 2, " "), (1, CLIENT, SERVER, 3, "4"), (1, CLIENT, SERVER, 4, "2")], "two-segments")]
#[case::the_reply_between(&[(1, CLIENT, SERVER, 1, "5 4"), (1, SERVER, CLIENT, 1, ANSWER), (1, CLIENT, SERVER, 4, "2")], "two-segments")]
#[case::on_the_other_network(&[(0, CLIENT, SERVER, 1, "5 42")], "skipped")]
#[case::the_length_missing(&[(1, CLIENT, SERVER, 1, "5 4")], "skipped")]
#[case::more_than_was_typed(&[(1, CLIENT, SERVER, 1, "5 4\n2\n")], "skipped")]
#[case::nothing(&[], "skipped")]
fn a_clients_message_and_length(#[case] sent: &[Sent], #[case] name: &str) {
    assert_eq!(noted_of(TcpC8, ANSWER, Some(sent)), [format!("TCP-C-8 {name}")]);
}

/// If a case asks and no packets were captured, the verdict says so. If no case asks, there is no verdict.
#[test]
fn only_where_they_were_captured_and_a_case_asks() {
    assert_eq!(noted_of(TcpS12, ANSWER, None), ["TCP-S-12 skipped"]);
    assert_eq!(noted_of(TcpC8, ANSWER, None), ["TCP-C-8 skipped"]);
    let both = [(0, SERVER, RELAY, 1, ANSWER), (1, CLIENT, SERVER, 1, "5 42")];
    assert_eq!(noted_of(Clause::Rsp1, ANSWER, Some(&both)), [""; 0]);
}

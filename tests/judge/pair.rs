//! A pair: each side is judged by the input that it got. The side that is wrong is blamed, never its partner.

use super::*;
use rstest::rstest;
use sockspec::case::PairWire;
use sockspec::set_statistics::Clause::{Con6, Rsp2, TcpC1, TcpC2, TcpC3, TcpC6, UdpC2};

const MESSAGE: &str = "5 4 6 9 3.4";
const ANSWER: &str = "27.4 3.4 9.0 5.48";
const RESULTS_OF_ANSWER: [&str; 4] = ["27.4", "3.4", "9.0", "5.48"];

/// All that the judge says of each side save `pass`.
pub(super) fn blamed(case: &Case, script: Script) -> Vec<String> {
    let findings = judge_transcript(case, &script.transcript());
    let told = findings.iter().filter(|finding| finding.verdict.word() != "pass");
    let name = |finding: &sockspec::judge::Finding| finding.side.map_or("both".to_owned(), |side| side.to_string());
    told.map(|finding| format!("{} {} {}", name(finding), finding.clause, finding.verdict.word())).collect()
}

fn session(wire: PairWire, steps: Vec<Step>) -> Case {
    let relay = Step::Relay { wire, message: MESSAGE.into() };
    let all = [vec![typed(MESSAGE), typed("5"), relay], steps].concat();
    Case { clauses: vec![Con6.id()], ..case("tcp-pair/published/message-first", all) }
}

fn steps() -> Vec<Step> {
    vec![
        expect(Expectation::Message { text: MESSAGE.into() }, TcpC1),
        expect(Expectation::Length { text: "5".into() }, TcpC1),
        expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, TcpC2),
        expect(exits(ExitExpectation::Success), TcpC3),
    ]
}

fn typed_in() -> Script {
    Script::default().started(Side::Server).started(Side::Client).step(0).typed(MESSAGE).step(1).typed("5").step(2)
}

/// The output of both programs: the server one line for a request (`None`: no line), the client four results.
fn printed(script: Script, received: Option<&str>, results: Option<[&str; 4]>) -> Script {
    let script = script.prints(Side::Server, Stream::Out, "TCP server has started and is ready to receive\n");
    let line = received.map_or(String::new(), |list| format!("Received data: [{list}]\n"));
    let script = script.prints(Side::Server, Stream::Out, &line);
    let results = results.map_or(String::new(), |[total, lowest, highest, mean]| {
        format!(
            "The total of all numbers is: {total}\nThe lowest number is: {lowest}\n\
             The highest number is: {highest}\nThe mean is: {mean}\n"
        )
    });
    script.prints(Side::Client, Stream::Out, &format!("{PROMPTS}{results}"))
}

const LIST: &str = "5.0, 4.0, 6.0, 9.0, 3.4";

#[rstest]
#[case::as_the_original(ANSWER, RESULTS_OF_ANSWER, &[])]
#[case::digits_that_python_3_would_print("27.4 3.4 9.0 5.4799999999999995", ["27.4", "3.4", "9.0", "5.4799999999999995"], &["server NUM-5 warn"])]
#[case::digits_formatted_anew("27.399999999999999 3.3999999999999999 9 5.4799999999999995", RESULTS_OF_ANSWER, &["server NUM-5 warn"])]
#[case::wrong_mean_of_the_server("27.4 3.4 9.0 6.85", ["27.4", "3.4", "9.0", "6.85"], &["server RSP-2 fail", "server CON-6 fail"])]
#[case::wrong_mean_of_the_client(ANSWER, ["27.4", "3.4", "9.0", "6.85"], &["client TCP-C-2 fail", "client CON-6 fail"])]
#[case::a_line_feed_that_the_client_takes("27.4 3.4 9.0 5.48\n", RESULTS_OF_ANSWER, &["server RSP-1 fail", "client CON-6 skipped"])]
fn who_is_wrong(#[case] answer: &str, #[case] results: [&str; 4], #[case] expected: &[&str]) {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("wire", answer).sent("connection", answer);
    let script = script.received("connection", "5").sent("wire", "5");
    let script = printed(script, Some(LIST), Some(results)).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), expected);
}

/// A client that is given no response fails as it should, and is not blamed.
#[rstest]
#[case::silence(None, None, &["server TCP-S-1 fail", "client TCP-C-2 skipped", "client TCP-C-3 skipped", "server CON-6 fail", "client CON-6 skipped"])]
#[case::a_line_feed_that_the_client_refuses(Some("27.4 3.4 9.0 5.48\n"), Some(LIST), &["server RSP-1 fail", "client TCP-C-2 skipped", "client TCP-C-3 skipped", "client CON-6 skipped"])]
#[case::five_numbers(Some("27.4 3.4 9.0 5.48 5"), None, &["server RSP-2 fail", "client TCP-C-2 skipped", "client TCP-C-3 skipped", "server CON-6 fail", "client CON-6 skipped"])]
fn a_client_that_is_given_no_response(
    #[case] answer: Option<&str>,
    #[case] list: Option<&str>,
    #[case] expected: &[&str],
) {
    let mut script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    if let Some(answer) = answer {
        script = script.received("wire", answer).sent("connection", answer);
    }
    let script = printed(script, list, None).prints(Side::Client, Stream::Err, "no response\n");
    let script = script.step(6).exited(Side::Client, 1);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), expected);
}

/// A reply that comes after the second for which every client waits may come too late.
#[test]
fn a_late_server_is_not_the_clients_fault() {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.at(1200).received("wire", ANSWER).sent("connection", ANSWER);
    let script = printed(script, Some(LIST), None).prints(Side::Client, Stream::Err, "timed out\n");
    let said = blamed(&session(PairWire::MessageFirst, steps()), script.step(6).exited(Side::Client, 1));
    assert!(said.iter().all(|said| said.ends_with("skipped")), "{said:?}");
}

/// A server may pause inside its reply, so that it reaches the client in pieces. What comes when the client has waited for
/// a second may come too late, and a piece that looks whole may be taken for all.
#[rstest]
#[case::read_whole("27.4 3.4 ", 700, "9.0 5.48", Some(RESULTS_OF_ANSWER), &[])]
#[case::read_once("27.4 3.4 ", 700, "9.0 5.48", None, &["client TCP-C-5 warn"])]
#[case::long_and_read_whole("27.4 3.4 ", 1700, "9.0 5.48", Some(RESULTS_OF_ANSWER), &[])]
#[case::long_and_given_up("27.4 3.4 ", 1700, "9.0 5.48", None, &[])]
#[case::inside_the_last_number("27.4 3.4 9.0 5", 700, ".48", Some(["27.4", "3.4", "9.0", "5"]), &["client TCP-C-7 noted"])]
#[case::long_inside_the_last_number("27.4 3.4 9.0 5", 1700, ".48", Some(["27.4", "3.4", "9.0", "5"]), &[])]
fn a_server_that_pauses_inside_its_reply(
    #[case] first: &str,
    #[case] pause: u64,
    #[case] rest: &str,
    #[case] results: Option<[&str; 4]>,
    #[case] expected: &[&str],
) {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("wire", first).at(600).sent("connection", first);
    let script = script.at(pause).received("wire", rest).sent("connection", rest);
    let script = printed(script, Some(LIST), results);
    let script = match results {
        Some(_) => script.received("connection", "5").sent("wire", "5").step(6).exited(Side::Client, 0),
        None => script.prints(Side::Client, Stream::Err, "no response\n").step(6).exited(Side::Client, 1),
    };
    let said = blamed(&session(PairWire::MessageFirst, steps()), script);
    let said: Vec<&str> = said.iter().map(String::as_str).filter(|said| !said.ends_with("skipped")).collect();
    assert_eq!(said, expected);
}

/// The client's bytes reach the server: a server that answers those rightly is right.
#[test]
fn a_client_that_sends_something_else_is_blamed_alone() {
    let sent = "5.0 4.0 6.0 9.0 3.4";
    let script = typed_in().received("connection", sent).sent("wire", sent);
    let script = script.received("wire", ANSWER).sent("connection", ANSWER);
    let script = script.received("connection", "5").sent("wire", "5");
    let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), ["client TCP-C-1 fail", "client CON-6 fail"]);
}

/// A server that answers when the length has come waits for what it must not wait for.
#[test]
fn a_server_that_waits_for_the_length() {
    let script = typed_in().received("connection", "5 4 6 9 3.45").sent("wire", MESSAGE).sent("wire", "5");
    let script = script.received("wire", ANSWER).sent("connection", ANSWER);
    let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), ["server TCP-S-1 fail", "server CON-6 fail"]);
}

/// Joined, whatever the server makes of it is right; that it can be joined is the client's.
#[rstest]
#[case::as_the_original("27.45 3.45 9.0 5.49", "5.0, 4.0, 6.0, 9.0, 3.45", ["27.45", "3.45", "9.0", "5.49"], "concatenated")]
#[case::by_some_other_means(ANSWER, LIST, RESULTS_OF_ANSWER, "other")]
fn joined(#[case] answer: &str, #[case] list: &str, #[case] results: [&str; 4], #[case] name: &str) {
    let relay = Step::Relay { wire: PairWire::Joined, message: MESSAGE.into() };
    let held_back = expect(Expectation::LengthHeldBack { message: MESSAGE.into() }, TcpC6);
    let relayed = expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, TcpC2);
    let case = case("tcp-pair/published/joined", vec![typed(MESSAGE), typed("5"), held_back, relay, relayed]);
    let script = typed_in().received("connection", "5 4 6 9 3.45").step(3).sent("wire", "5 4 6 9 3.45");
    let script = script.received("wire", answer).sent("connection", answer);
    let script = printed(script, Some(list), Some(results)).step(4).exited(Side::Client, 0);
    let findings = judge_transcript(&case, &script.transcript());
    let broken: Vec<_> = findings.iter().filter(|finding| finding.verdict.evidence().is_some()).collect();
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert_eq!((broken[0].clause, broken[0].side), (TcpC6.id(), Some(Side::Client)));
    let noted = sockspec::judge::Verdict::Noted(name.to_owned());
    assert!(findings.iter().any(|finding| finding.verdict == noted), "{findings:?}");
}

/// A reply in two pieces. If the cut is before the last number, the client must read the reply whole; inside that
/// number no client can know.
#[rstest]
#[case::whole("27.4 3", ".4 9.0 5.48", Some(RESULTS_OF_ANSWER), &[])]
#[case::not_whole("27.4 3", ".4 9.0 5.48", None, &["client TCP-C-5 warn"])]
#[case::inside_and_whole("27.4 3.4 9.0 5", ".48", Some(RESULTS_OF_ANSWER), &["client TCP-C-7 noted"])]
#[case::inside_and_neither("27.4 3.4 9.0 5", ".48", Some(["27.4", "3.4", "9.0", "6.85"]), &["client TCP-C-2 fail"])]
#[case::inside_and_short("27.4 3.4 9.0 5", ".48", Some(["27.4", "3.4", "9.0", "5.0"]), &["client TCP-C-7 noted"])]
fn a_cut_reply(#[case] first: &str, #[case] rest: &str, #[case] results: Option<[&str; 4]>, #[case] expected: &[&str]) {
    let relayed = vec![expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, TcpC2)];
    let case = Case { clauses: Vec::new(), ..session(PairWire::ReplyCut { at: first.len() }, relayed) };
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", ANSWER);
    let script = script.sent("connection", first).sent("connection", rest);
    let script = printed(script, Some(LIST), results).step(3).exited(Side::Client, 0);
    assert_eq!(blamed(&case, script), expected);
}

/// A message in two pieces: what the server makes of it has a name, and none is wrong.
#[rstest]
#[case("9.0 4.0 5.0 4.5", "first-piece")]
#[case("27.4 3.4 9.0 5.48", "joined")]
#[case("9.0 4.0 5.0 4.518.4 3.4 9.0 6.13333333333", "separate")]
#[case("no request", "refused")]
fn a_cut_message(#[case] answer: &str, #[case] name: &str) {
    let relayed = vec![expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, TcpC2)];
    let case = Case { clauses: Vec::new(), ..session(PairWire::MessageCut { at: 3 }, relayed) };
    let script = |answered_first: bool| {
        let script = typed_in().received("connection", MESSAGE).sent("wire", "5 4");
        // The answer to the first piece may be seen before the second goes out, or after it: that decides nothing.
        let script = if answered_first {
            script.received("wire", answer).sent("wire", " 6 9 3.4")
        } else {
            script.sent("wire", " 6 9 3.4").received("wire", answer)
        };
        printed(script.sent("connection", answer), None, None).step(3).exited(Side::Client, 1)
    };
    let findings = judge_transcript(&case, &script(false).transcript());
    assert_eq!(findings, judge_transcript(&case, &script(true).transcript()));
    let noted = sockspec::judge::Verdict::Noted(name.to_owned());
    assert!(findings.iter().any(|finding| finding.verdict == noted), "{findings:?}");
    let on_the_server = findings.iter().filter(|finding| finding.side == Some(Side::Server));
    assert!(on_the_server.clone().all(|finding| finding.verdict.evidence().is_none()), "{findings:?}");
}

/// A server that pauses inside its reply is right. If the client has given up by then, no more of the reply can be
/// judged.
#[rstest]
#[case::the_client_gives_up("27.4 ", true, &["client TCP-C-2 skipped", "client TCP-C-3 skipped", "server RSP-2 skipped", "client CON-6 skipped"])]
#[case::inside_a_number("27.4 3.4 9.0 5.4", true, &["server RSP-2 skipped"])]
#[case::with_a_wrong_total("31.4 3.4", true, &["server RSP-2 fail"])]
#[case::with_a_wrong_beginning("7777777777", true, &["server RSP-2 fail"])]
#[case::with_a_wrong_beginning_of_the_highest("27.4 3.4 9.5", true, &["server RSP-2 fail"])]
#[case::the_server_leaves("27.4 3.4", false, &["server RSP-2 fail"])]
fn a_reply_that_nobody_waited_for(#[case] answer: &str, #[case] client_first: bool, #[case] expected: &[&str]) {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("wire", answer).sent("connection", answer);
    let closed = |script: Script| script.see(Happening::PeerClosed { peer: "wire".to_owned() });
    let script = if client_first { script } else { closed(script) };
    let script = printed(script, Some(LIST), None).exited(Side::Client, 1);
    let script = if client_first { closed(script) } else { script };
    let said = blamed(&session(PairWire::MessageFirst, steps()), script.step(6));
    for one in expected {
        assert!(said.contains(&(*one).to_owned()), "{one}: {said:?}");
    }
    let fails = said.iter().any(|one| one.starts_with("server") && one.ends_with("fail"));
    assert_eq!(fails, expected.iter().any(|one| one.ends_with("fail")), "{said:?}");
}

/// A server must not wait for an end of the stream that it sees before it answers. A later end, or one on another
/// stream, is not its business.
#[rstest]
#[case::before_the_reply("wire", true, &["server TCP-S-1 fail", "server CON-6 fail"])]
#[case::after_the_reply("wire", false, &[])]
#[case::to_the_client("connection", true, &[])]
fn a_half_close(#[case] peer: &str, #[case] before: bool, #[case] expected: &[&str]) {
    let half_closed = |script: Script| script.see(Happening::HalfClosed { peer: peer.to_owned() });
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = if before { half_closed(script) } else { script };
    let script = script.received("wire", ANSWER).sent("connection", ANSWER);
    let script = if before { script } else { half_closed(script) };
    let script = script.received("connection", "5").sent("wire", "5");
    let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), expected);
}

/// The length may go through while the reply is still on its way; a reply to the length is no part of the message's.
#[rstest]
#[case::the_rest_of_the_reply("27.4 3.4 ", "9.0 5.48", ANSWER, &[])]
#[case::another_reply(ANSWER, "5.0 5.0 5.0 5.0", ANSWER, &["server TCP-S-2 fail", "client CON-6 skipped"])]
fn what_comes_when_the_length_has_gone_through(
    #[case] before: &str,
    #[case] after: &str,
    #[case] given: &str,
    #[case] expected: &[&str],
) {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", before);
    let script = script.received("connection", "5").sent("wire", "5").received("wire", after).sent("connection", given);
    let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), expected);
}

/// A client may print what it is given a second time, or take both for one reply that is none: that is the server's doing.
#[rstest]
#[case::prints_both(&["27.4 3.4 9.0 5.48", "5.0 5.0 5.0 5.0"], 0)]
#[case::refuses_both(&[], 1)]
fn a_client_that_is_given_a_second_reply(#[case] prints: &[&str], #[case] code: i32) {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", ANSWER);
    let script = script.sent("connection", ANSWER).received("connection", "5").sent("wire", "5");
    let script = script.received("wire", "5.0 5.0 5.0 5.0").sent("connection", "5.0 5.0 5.0 5.0");
    let mut script = printed(script, Some(LIST), None);
    for reply in prints {
        let [total, lowest, highest, mean] = reply.split(' ').collect::<Vec<_>>()[..] else { unreachable!() };
        let lines = format!(
            "The total of all numbers is: {total}\nThe lowest number is: {lowest}\n\
             The highest number is: {highest}\nThe mean is: {mean}\n"
        );
        script = script.prints(Side::Client, Stream::Out, &lines);
    }
    let said = blamed(&session(PairWire::MessageFirst, steps()), script.step(6).exited(Side::Client, code));
    let broken: Vec<&String> = said.iter().filter(|said| !said.ends_with("skipped")).collect();
    assert_eq!(broken, ["server TCP-S-2 fail"], "{said:?}");
}

/// A server that fails while its client is still there breaks TCP-S-2; what it does when its client leaves is another matter.
#[rstest]
#[case::with_the_length(true, false, 1, &["server TCP-S-2 fail"])]
#[case::before_the_length(false, false, 1, &["server TCP-S-2 fail"])]
#[case::when_the_client_has_left(true, true, 1, &[])]
#[case::in_good_order(true, false, 0, &[])]
fn a_server_that_fails_behind_its_reply(
    #[case] is_sent: bool,
    #[case] later: bool,
    #[case] code: i32,
    #[case] expected: &[&str],
) {
    let left = |script: Script| script.see(Happening::HalfClosed { peer: "wire".to_owned() });
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", ANSWER);
    let script = script.sent("connection", ANSWER).received("connection", "5");
    let script = if is_sent { script.sent("wire", "5") } else { script };
    let script = if later { left(script).exited(Side::Server, code) } else { left(script.exited(Side::Server, code)) };
    let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), expected);
}

/// A server that fails inside its reply is said to do so: the digits of its last number say nothing.
#[test]
fn a_server_that_fails_inside_its_reply() {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", "27.4 3.4 9.0 5.");
    let script = script.exited(Side::Server, 1).sent("connection", "27.4 3.4 9.0 5.").received("connection", "5");
    let script = printed(script, Some(LIST), Some(["27.4", "3.4", "9.0", "5."])).step(6).exited(Side::Client, 0);
    let said = blamed(&session(PairWire::MessageFirst, steps()), script);
    assert_eq!(said, ["server RSP-2 fail", "server CON-6 fail"]);
    let said = |script: Script| blamed(&session(PairWire::MessageFirst, steps()), script);
    // The end of its connection may be seen first, and a client may leave before its own is.
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", ANSWER);
    let script = script.sent("connection", ANSWER).received("connection", "5").sent("wire", "5");
    let script = script.see(Happening::PeerReset { peer: "wire".to_owned() });
    let script = script.see(Happening::HalfClosed { peer: "wire".to_owned() }).exited(Side::Server, 1);
    let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
    assert_eq!(said(script), ["server TCP-S-2 fail"]);
}

/// Whether a server's reply to the length still finds the client is no matter: the client is judged by the reply to its
/// message alone.
#[test]
fn a_second_reply_that_reaches_the_client_or_does_not() {
    let verdicts = |second: &[&str]| {
        let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", ANSWER);
        let script = script.sent("connection", ANSWER).received("connection", "5").sent("wire", "5");
        let script = script.received("wire", "5.0 5.0 5.0 5.0");
        let script = second.iter().fold(script, |script, piece| script.sent("connection", piece));
        let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
        let found = judge_transcript(&session(PairWire::MessageFirst, steps()), &script.transcript());
        found.into_iter().map(|finding| (finding.clause, finding.side, finding.verdict)).collect::<Vec<_>>()
    };
    assert_eq!(verdicts(&["5.0 5.0 5.0 5.0"]), verdicts(&[]));
    assert!(!verdicts(&[]).is_empty());
}

/// A wire can only cut or join what is there: what reaches the server as it was typed is answered like any message.
#[rstest]
#[case::not_joined(PairWire::Joined, ANSWER, &[])]
#[case::not_joined_and_wrong(PairWire::Joined, "27.4 3.4 9.0 6.85", &["server RSP-2 fail"])]
#[case::not_cut(PairWire::MessageCut { at: 3 }, ANSWER, &[])]
#[case::not_cut_and_wrong(PairWire::MessageCut { at: 3 }, "27.4 3.4 9.0 6.85", &["server RSP-2 fail"])]
fn a_message_that_came_through_whole(#[case] wire: PairWire, #[case] answer: &str, #[case] expected: &[&str]) {
    let relayed = vec![expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, TcpC2)];
    let case = Case { clauses: Vec::new(), ..session(wire, relayed) };
    let results: Vec<&str> = answer.split(' ').collect();
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("wire", answer).sent("connection", answer).received("connection", "5");
    let script = printed(script, Some(LIST), results.try_into().ok()).step(3).exited(Side::Client, 0);
    assert_eq!(blamed(&case, script), expected);
}

/// A client that joins what it was not asked to is judged by that, whatever the wire; the server by what it got.
#[rstest]
#[case::right("5.0 4.0 6.0 9.0 3.4", ANSWER, &["client TCP-C-1 fail"])]
#[case::wrong("5.0 4.0 6.0 9.0 3.4", "27.4 3.4 9.0 6.85", &["server RSP-2 fail", "client TCP-C-1 fail"])]
#[case::no_request("five four", "error", &["server TCP-S-1 skipped", "client TCP-C-1 fail", "client TCP-C-2 skipped"])]
fn something_else_through_a_wire_that_joins(#[case] sent: &str, #[case] answer: &str, #[case] expected: &[&str]) {
    let relay = Step::Relay { wire: PairWire::Joined, message: MESSAGE.into() };
    let message = expect(Expectation::Message { text: MESSAGE.into() }, TcpC1);
    let relayed = expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, TcpC2);
    let case = case("tcp-pair/joined", vec![typed(MESSAGE), typed("5"), relay, message, relayed]);
    let results: Vec<&str> = answer.split(' ').collect();
    let script = typed_in().received("connection", sent).sent("wire", sent);
    let script = script.received("wire", answer).sent("connection", answer);
    let list = Some(LIST).filter(|_| answer != "error");
    let script = printed(script, list, results.try_into().ok()).step(4).exited(Side::Client, 0);
    assert_eq!(blamed(&case, script), expected);
}

/// A greeting of the server before any request is no message of the client's.
#[test]
fn a_server_that_speaks_first() {
    let script = typed_in().received("wire", "hello").received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("connection", "5").sent("wire", "5").step(6).exited(Side::Client, 1);
    let said = blamed(&session(PairWire::MessageFirst, steps()), script);
    assert!(!said.contains(&"client TCP-C-1 fail".to_owned()), "{said:?}");
}

/// A client that was given a wrong reply and prints it is right; one that was given none in time may print it or not.
#[rstest]
#[case::late_and_printed(1500, Some(RESULTS_OF_ANSWER), &["client CON-6 skipped"])]
#[case::late_and_something_else_printed(1500, Some(["1.0", "1.0", "1.0", "1.0"]), &["client TCP-C-2 skipped", "client CON-6 skipped"])]
#[case::in_time_and_something_else_printed(900, Some(["1.0", "1.0", "1.0", "1.0"]), &["client TCP-C-2 fail", "client CON-6 fail"])]
fn what_is_printed_of_a_late_reply(#[case] at: u64, #[case] results: Option<[&str; 4]>, #[case] expected: &[&str]) {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.at(at).received("wire", ANSWER).sent("connection", ANSWER);
    let script = script.received("connection", "5").sent("wire", "5");
    let script = printed(script, Some(LIST), results).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), expected);
}

/// The time runs from the message, not from the start.
#[test]
fn a_slow_typist_is_no_slow_server() {
    let script = typed_in().at(5000).received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.at(5100).received("wire", ANSWER).sent("connection", ANSWER);
    let script = printed(script, Some(LIST), None).step(6).exited(Side::Client, 1);
    let said = blamed(&session(PairWire::MessageFirst, steps()), script);
    assert!(said.contains(&"client TCP-C-2 fail".to_owned()), "{said:?}");
}

/// That the server has ended is no end of the client.
#[test]
fn a_client_that_stays_when_the_server_has_gone() {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("wire", ANSWER).sent("connection", ANSWER);
    let script = script.received("connection", "5").sent("wire", "5").exited(Side::Server, 0);
    let script = printed(script, Some(LIST), Some(RESULTS_OF_ANSWER)).step(6);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), ["client TCP-C-3 fail", "client CON-6 fail"]);
}

/// Only a client that could not read its reply is excused from what comes after it: in one piece, or read whole, it can.
#[rstest]
#[case::in_one_piece(&[ANSWER], Some(RESULTS_OF_ANSWER), &["client TCP-C-1 fail", "client TCP-C-3 fail", "client CON-6 fail"])]
#[case::in_one_piece_and_not_printed(&[ANSWER], None, &["client TCP-C-1 fail", "client TCP-C-2 fail", "client TCP-C-3 fail", "client CON-6 fail"])]
#[case::in_pieces_and_read_whole(&["27.4 3.4 ", "9.0 5.48"], Some(RESULTS_OF_ANSWER), &["client TCP-C-1 fail", "client TCP-C-3 fail", "client CON-6 fail"])]
fn who_is_excused_from_the_length(
    #[case] given: &[&str],
    #[case] results: Option<[&str; 4]>,
    #[case] expected: &[&str],
) {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", ANSWER);
    let script = given.iter().fold(script, |script, piece| script.sent("connection", piece));
    let script = printed(script, Some(LIST), results).step(6).exited(Side::Client, 1);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), expected);
}

/// A client closes its own connection before it ends: that is no end of the server's stream.
#[test]
fn a_client_that_closes_before_it_leaves() {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("wire", "27.4 ").sent("connection", "27.4 ");
    let script = script.see(Happening::PeerClosed { peer: "connection".to_owned() });
    let said =
        blamed(&session(PairWire::MessageFirst, steps()), printed(script, Some(LIST), None).exited(Side::Client, 1));
    assert!(said.contains(&"server RSP-2 skipped".to_owned()), "{said:?}");
}

/// A wrong reply is shown by itself, whatever is said when the length has come.
#[test]
fn a_wrong_reply_and_another() {
    let wrong = "27.4 3.4 9.0 6.85";
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE).received("wire", wrong);
    let script = script.sent("connection", wrong).received("connection", "5").sent("wire", "5");
    let script = script.received("wire", "5.0 5.0 5.0 5.0").step(6).exited(Side::Client, 0);
    let findings = judge_transcript(&session(PairWire::MessageFirst, steps()), &script.transcript());
    let evidence =
        findings.iter().find(|finding| finding.clause == Rsp2).and_then(|finding| finding.verdict.evidence());
    assert_eq!(evidence.unwrap().observed.as_deref(), Some(wrong));
}

/// In a pair a list too many is one line too many as well.
#[test]
fn a_list_too_many() {
    let script = typed_in().received("connection", MESSAGE).sent("wire", MESSAGE);
    let script = script.received("wire", ANSWER).sent("connection", ANSWER);
    let script = script.received("connection", "5").sent("wire", "5");
    let lists = "5.0, 4.0, 6.0, 9.0, 3.4]\nReceived data: [7.0";
    let script = printed(script, Some(lists), Some(RESULTS_OF_ANSWER)).step(6).exited(Side::Client, 0);
    assert_eq!(blamed(&session(PairWire::MessageFirst, steps()), script), ["server CON-7 warn"]);
}

/// A server that sends an unrequested datagram is blamed for it, whatever the client makes of that: the client can't
/// know.
#[rstest]
fn a_datagram_that_comes_unasked(#[values(true, false)] early: bool) {
    let relay = Step::Relay { wire: PairWire::AsItComes, message: MESSAGE.into() };
    let relayed = expect(Expectation::RelayedStatistics { of: MESSAGE.into() }, UdpC2);
    let case = case("udp-pair/published/as-it-comes", vec![typed(MESSAGE), typed("5"), relay, relayed]);
    let (client, server, elsewhere) = ("127.0.0.1:8000", "127.0.0.1:15000", "127.0.0.1:40000");
    let sent = |script: Script, peer: &str, to: &str, text: &str| {
        let (peer, to) = (peer.to_owned(), to.parse().unwrap());
        script.see(Happening::DatagramSent { peer, to, bytes: text.into() })
    };
    let mut script = typed_in().datagram("server", client, MESSAGE);
    if early {
        script = script.datagram("wire", elsewhere, ANSWER);
    }
    script = sent(script, "wire", server, MESSAGE).datagram("wire", server, ANSWER);
    script = sent(script, "server", client, ANSWER);
    let script = printed(script, None, Some(RESULTS_OF_ANSWER)).step(3).exited(Side::Client, 0);
    let said = blamed(&Case { clauses: Vec::new(), ..case }, script);
    assert_eq!(said.contains(&"server UDP-S-1 fail".to_owned()), early, "{said:?}");
    assert!(!said.iter().any(|said| said.starts_with("client") && said.ends_with("fail")), "{said:?}");
}

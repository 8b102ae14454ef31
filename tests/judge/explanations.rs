//! The text for a beginner about a typical mistake: the nearest line, the part that differs, the likely cause.

use super::*;
use rstest::rstest;
use sockspec::judge::Evidence;
use sockspec::set_statistics::Clause::{
    self, Con1, Con2, Con3, Con4, Con7, Num5, Rsp3, TcpC4, TcpC5, TcpS1, TcpS6, TcpS7,
};
use sockspec::transcript::WaitEnd;

const READY: &str = "TCP server has started and is ready to receive\n";
const INPUT: &str = "Input integers with space in between: ";
const LENGTH: &str = "Enter the length of the set: ";

/// The evidence against the program under this clause.
fn against(clause: Clause, case: &Case, script: Script) -> Evidence {
    let findings = judge_transcript(case, &script.transcript());
    let found = findings.iter().find(|finding| finding.clause == clause);
    let found = found.unwrap_or_else(|| panic!("nothing is said of {clause}: {findings:?}"));
    found.verdict.evidence().unwrap_or_else(|| panic!("{clause} holds: {findings:?}")).clone()
}

fn shown(evidence: &Evidence) -> (Option<&str>, Option<&str>) {
    (evidence.expected.as_deref(), evidence.observed.as_deref())
}

fn waited(script: Script, until: WaitEnd) -> Script {
    script.see(Happening::Waited { until })
}

/// A server that is asked `5 4`, and answers it rightly.
fn served(page: &str) -> (Case, Script) {
    let steps = vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1)];
    let script = Script::default().started(Side::Server).step(2).received("a", "9.0 4.0 5.0 4.5").over();
    (case("tcp-server/page", steps), script.prints(Side::Server, Stream::Out, page))
}

/// A server that was asked by `a`, while `others` are connected.
fn unanswered(others: &[&str]) -> (Case, Script) {
    let connected = |script: Script, peer: &&str| script.see(Happening::Connected { peer: (*peer).to_owned() });
    let guests = others.iter().map(|peer| connect(peer));
    let steps = guests.chain([connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1), send("a", "2")]);
    let script = others.iter().fold(Script::default().started(Side::Server).step(0), connected);
    let ask = others.len() + 1;
    let script = connected(script.step(ask - 1), &"a").step(ask).sent("a", "5 4").step(ask + 1);
    (case("tcp-server/waits", steps.collect()), script)
}

#[test]
fn a_server_that_waits_for_the_length_is_said_to() {
    let (case, script) = unanswered(&[]);
    let closes = Happening::PeerClosed { peer: "a".to_owned() };
    let script = waited(script, WaitEnd::Still).step(3).sent("a", "2").received("a", "9.0 4.0 5.0 4.5").see(closes);
    let evidence = against(TcpS1, &case, script);
    assert_eq!(evidence.what, "client a sends a request, and the answer comes only after it has sent \"2\" too");
    assert!(evidence.cause.unwrap().contains("reads on before it answers"));
}

#[test]
fn a_server_that_never_answers_has_a_likely_cause() {
    let (case, script) = unanswered(&[]);
    let closes = Happening::PeerClosed { peer: "a".to_owned() };
    let evidence = against(TcpS1, &case, waited(script, WaitEnd::Still).step(3).see(closes));
    assert_eq!(evidence.what, "client a sends a request, and no answer comes");
    assert!(evidence.cause.unwrap().contains("reads on before it answers"));
}

#[test]
fn a_server_that_waits_for_another_client_is_said_to() {
    let (case, script) = unanswered(&["silent"]);
    let leaves = Happening::Left { peer: "silent".to_owned() };
    let evidence = against(TcpS1, &case, waited(script, WaitEnd::Still).over().see(leaves));
    assert!(evidence.cause.unwrap().contains("one client at a time, and waits for client silent"));
}

/// A server that is stopped, and does not come up again.
fn restarted(first: (&str, Option<i32>), second: &str) -> Evidence {
    let steps = vec![Step::Stop, Step::Start, connect("b"), send("b", "5"), expect(statistics("b", "5"), TcpS7)];
    let script = Script::default().started(Side::Server).prints(Side::Server, Stream::Err, first.0).step(0);
    let script = first.1.into_iter().fold(script, |script, code| script.exited(Side::Server, code));
    let script = script.see(Happening::StopAsked { program: Side::Server, signal: "SIGINT".to_owned() });
    let script = script.prints(Side::Server, Stream::Err, "KeyboardInterrupt\n").step(1).started(Side::Server);
    let script = script.prints(Side::Server, Stream::Err, second).exited(Side::Server, 1);
    let script = script.see(Happening::NotReady { program: Side::Server }).step(2);
    let failed = Happening::ConnectFailed { peer: "b".to_owned(), reason: "the server is not there".to_owned() };
    against(TcpS7, &case("tcp-server/restart", steps), script.see(failed).step(4))
}

/// Exit code and error text are of one life, and only a port that is taken is explained as one.
#[rstest]
#[case::python("OSError: [Errno 98] Address already in use\n", "OSError: [Errno 98] Address already in use", true)]
#[case::java(
    "Exception in thread \"main\" java.net.BindException: Address already in use\n\tat Server.main(Server.java:5)\n",
    "Exception in thread \"main\" java.net.BindException: Address already in use",
    true
)]
#[case::node(
    "Error: listen EADDRINUSE: address already in use 127.0.0.1:16000\n    at Server.setup (node:net:1)\n{\n  errno: -98\n}\n\nNode.js v20.1.0\n",
    "Error: listen EADDRINUSE: address already in use 127.0.0.1:16000",
    true
)]
#[case::another_reason(
    "Traceback (most recent call last):\n  File \"s.py\", line 3\nTypeError: unsupported\n",
    "TypeError: unsupported",
    false
)]
fn what_is_said_of_a_restart_is_of_the_second_life(#[case] said: &str, #[case] reason: &str, #[case] is_taken: bool) {
    for first in [("", None), ("ValueError: x\n", Some(0))] {
        let evidence = restarted(first, said);
        let what =
            format!("the server does not come up when it is started again; the server exits with code 1: {reason}");
        assert_eq!(evidence.what, what);
        assert_eq!(evidence.cause.is_some_and(|cause| cause.contains("SO_REUSEADDR")), is_taken);
    }
}

/// The line that came nearest is shown, and only once.
#[rstest]
#[case::tuple_of_python_2("('Received data:', [5.0, 4.0])")]
#[case::no_brackets("Received data: 5 4")]
#[case::texts("Received data: ['5', '4']")]
fn the_nearest_line_is_shown(#[case] line: &str) {
    let (case, script) = served(&format!("{READY}Connected\n{line}\n"));
    let evidence = against(Con4, &case, script);
    assert_eq!(shown(&evidence), (Some("Received data: [5.0, 4.0]"), Some(line)));
    assert_eq!(evidence.cause.is_some(), line.starts_with('('));
    let (case, script) = served(&format!("{READY}Connected\n{line}\n"));
    assert_eq!(against(Con7, &case, script).observed.as_deref(), Some("Connected"));
}

#[test]
fn a_line_that_is_missing_is_shown_as_none() {
    let (case, script) = served(READY);
    let evidence = against(Con4, &case, script);
    assert_eq!(shown(&evidence), (Some("Received data: [5.0, 4.0]"), None));
}

/// A wrapper's banner stands before the ready line: its first line that holds something is shown.
#[test]
fn a_banner_before_the_ready_line_is_shown() {
    let (case, script) =
        served(&format!("\n> server@1.0.0 start\n> node server.js\n\n{READY}Received data: [5.0, 4.0]\n"));
    let evidence = against(Con3, &case, script);
    assert_eq!(evidence.what, "4 lines stand before the ready line");
    assert_eq!(shown(&evidence), (Some(READY.trim()), Some("> server@1.0.0 start")));
    assert!(evidence.cause.unwrap().contains("npm"));
    let (case, script) = served(&format!("\n{READY}Received data: [5.0, 4.0]\n"));
    assert_eq!(against(Con3, &case, script).observed.as_deref(), Some(""));
}

/// A client that is typed to, is given `27.4 3.4 9.0 5.48`, and prints `page`.
fn client(clause: Clause, page: &str) -> Evidence {
    let reply = "27.4 3.4 9.0 5.48";
    let of = reply.into();
    let steps = vec![typed("5 4"), typed("2"), replied(reply), expect(Expectation::Results { of }, TcpC5)];
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("2").step(2);
    let script = script.sent("connection", reply).step(3).prints(Side::Client, Stream::Out, page);
    against(clause, &case("tcp-client/page", steps), script.exited(Side::Client, 0))
}

#[rstest]
#[case::length_forgotten(&[INPUT], "the client never prints the prompt for the length", Some(LENGTH), None)]
#[case::numbers_forgotten(&[LENGTH], "the client never prints the prompt for the numbers", Some(INPUT), None)]
#[case::both_forgotten(&[], "the client never prints a prompt", Some(PROMPTS), None)]
#[case::another_for_the_length(&[INPUT, "Length: "], "the prompt for the length has another text", Some(LENGTH), Some("Length: "))]
#[case::almost(&["Input numbers with space in between: ", LENGTH], "the prompt for the numbers has another text", Some(INPUT), Some("Input numbers with space in between: "))]
#[case::no_space(&[INPUT, "Enter the length of the set:"], "the prompt for the length must end in a space, and the cursor must stay behind it", Some(LENGTH), Some("Enter the length of the set:"))]
#[case::no_spaces(&["Input integers with space in between:", "Enter the length of the set:"], "each prompt must end in a space, and the cursor must stay behind it", Some(PROMPTS), Some("Input integers with space in between:Enter the length of the set:"))]
#[case::print(&["Input integers with space in between: \n", "Enter the length of the set: \n"], "a line end stands behind each prompt, and the cursor must stay there", Some(PROMPTS), Some("Input integers with space in between: \\nEnter the length of the set: \\n"))]
#[case::swapped(&[LENGTH, INPUT], "the client asks for the length first", Some(PROMPTS), Some("Enter the length of the set: Input integers with space in between: "))]
fn what_is_wrong_with_the_prompts_is_said(
    #[case] prompts: &[&str],
    #[case] what: &str,
    #[case] expected: Option<&str>,
    #[case] observed: Option<&str>,
) {
    let evidence = client(Con1, &format!("{}{RESULTS}", prompts.concat()));
    assert_eq!(
        (evidence.what.as_str(), evidence.expected.as_deref(), evidence.observed.as_deref()),
        (what, expected, observed)
    );
}

/// The line that is not as it should be, and no other.
#[rstest]
#[case::no_number("The mean is: ", Some("The mean is: …"), Some("The mean is: "))]
#[case::another_label("The average is: 5.48", Some("The mean is: 5.48"), Some("The average is: 5.48"))]
#[case::carriage_return("The mean is: 5.48\r", Some("The mean is: 5.48"), Some("The mean is: 5.48\\r"))]
fn the_wrong_result_line_is_shown(#[case] last: &str, #[case] expected: Option<&str>, #[case] observed: Option<&str>) {
    let rest = RESULTS.strip_suffix("The mean is: 5.48\n").unwrap();
    assert_eq!(shown(&client(Con2, &format!("{PROMPTS}{rest}{last}\n"))), (expected, observed));
}

#[test]
fn the_first_result_that_is_missing_is_shown() {
    let page =
        format!("{PROMPTS}The total of all numbers is: 27.4\nThe lowest number is: 3.0\nThe highest number is: \n");
    let evidence = client(TcpC5, &page);
    assert!(evidence.what.starts_with("the client prints 2 of 4 results"), "{}", evidence.what);
    assert_eq!(shown(&evidence), (Some("The highest number is: 9.0"), Some("The highest number is: ")));
    assert!(evidence.cause.unwrap().contains("one read returns"));
}

#[test]
fn an_empty_line_too_many_is_said_in_words() {
    let evidence = client(Con7, &format!("{PROMPTS}{RESULTS}\n"));
    assert_eq!(evidence.what, "the client prints an empty line besides the prompts and the four results");
    assert_eq!(shown(&evidence), (None, None));
}

/// A client that is still there when it should have given up.
fn endless(until: WaitEnd, reply: Option<&str>, later: Option<i32>) -> Evidence {
    let how = ExitExpectation::Failure;
    let steps = vec![typed("5 4"), typed("2"), expect(Expectation::Exit { how, between: None }, TcpC4)];
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("2");
    let script = reply.into_iter().fold(script, |script, reply| script.sent("connection", reply)).step(2);
    let script = waited(script, until).over().prints(Side::Client, Stream::Out, PROMPTS);
    let script = later.into_iter().fold(script, |script, code| script.exited(Side::Client, code));
    against(TcpC4, &case("tcp-client/endless", steps), script)
}

#[test]
fn a_client_without_a_time_out_is_said_to_have_none() {
    let evidence = endless(WaitEnd::Still, None, None);
    assert_eq!(evidence.what, "the client waits for a reply in a read without a time-out");
    assert!(evidence.cause.unwrap().contains("settimeout"));
    let evidence = endless(WaitEnd::Still, None, Some(1));
    assert!(evidence.what.ends_with("; it exits with code 1 only later, when the harness has ended the connection"));
    assert_eq!(endless(WaitEnd::Deadline, None, None).what, "the client has not ended when the time allowed is over");
    assert_eq!(endless(WaitEnd::Still, Some("x"), None).what, "the client does not end: it waits for more");
}

/// The name of a behaviour is noted of a client that had the chance to show it.
#[test]
fn a_client_that_was_given_no_reply_refuses_none() {
    let behaviours = Vec::new();
    let named = Expectation::PrintsOneOf { behaviours, otherwise: "refuses".to_owned() };
    let case = case("tcp-client/named", vec![typed("5"), typed("1"), replied("x\n"), expect(named, Rsp3)]);
    let script = || Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(2);
    let page = |script: Script| script.step(3).prints(Side::Client, Stream::Out, PROMPTS).exited(Side::Client, 1);
    assert_eq!(noted(&case, page(script())), [""; 0]);
    assert_eq!(noted(&case, page(script().sent("connection", "x\n"))), ["RSP-3 refuses"]);
}

#[rstest]
#[case::python_3("27.400000000000002", "%.12g")]
#[case::c("9", "`.0`")]
#[case::fixed("27.40", "trailing zeros")]
#[case::java("2.74E1", "exponent")]
fn a_spelling_has_a_cause(#[case] total: &str, #[case] cause: &str) {
    let request = if total == "9" { "5 4" } else { "5 4 6 9 3.4" };
    let reply = if total == "9" { "9 4.0 5.0 4.5".to_owned() } else { format!("{total} 3.4 9.0 5.48") };
    let steps = vec![connect("a"), send("a", request), expect(statistics("a", request), TcpS6)];
    let script =
        Script::default().started(Side::Server).step(2).received("a", &reply).prints(Side::Server, Stream::Out, READY);
    let said = against(Num5, &case("tcp-server/spelling", steps), script).cause.unwrap();
    assert!(said.contains(cause), "{said}");
}

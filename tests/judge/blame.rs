//! The clause that a missing or wrong answer breaks: by contrast with the other requests of the case.

use super::*;
use rstest::rstest;
use sockspec::case::Behaviour;
use sockspec::set_statistics::Clause::{self, Num1, Num2, TcpC1, TcpC2, TcpC4, TcpS1, TcpS3, TcpS9, UdpC3};
use std::time::Duration;

/// A plain request is asked and answered, then `request` is, under this clause; `answer` comes for it, or nothing.
fn second(request: &str, clause: Clause, answer: &str, then: Option<&str>) -> Vec<String> {
    let mut steps = vec![connect("a"), send("a", "1 2 6"), expect(statistics("a", "1 2 6"), TcpS1)];
    steps.extend([connect("b"), send("b", request), expect(statistics("b", request), clause)]);
    let script = Script::default().started(Side::Server).step(1).sent("a", "1 2 6").step(2);
    let script = script.received("a", "9.0 1.0 6.0 3.0").step(4).sent("b", request).step(5);
    let mut script = if answer.is_empty() { script } else { script.received("b", answer) };
    if let Some(next) = then {
        steps.extend([connect("c"), send("c", "4 5"), expect(statistics("c", "4 5"), TcpS3)]);
        script = script.step(7).sent("c", "4 5").step(8);
        script = if next.is_empty() { script } else { script.received("c", next) };
    }
    let said = said(&case("tcp-server/x", steps), script);
    said.into_iter().filter(|said| !said.starts_with("CON-")).collect()
}

/// A server that answers NaN to whatever it can't read does not answer an earlier request by that.
#[test]
fn nan_is_right_for_many_a_request() {
    let steps = ["a", "b"]
        .into_iter()
        .zip(["nan", "-inf"])
        .flat_map(|(peer, request)| [connect(peer), send(peer, request), expect(statistics(peer, request), Num2)]);
    let script = Script::default().started(Side::Server).step(1).sent("a", "nan").step(2);
    let script = script.received("a", "nan nan nan nan").step(4).sent("b", "-inf").step(5);
    let mut said = said(&case("tcp-server/x", steps.collect()), script.received("b", "nan nan nan nan"));
    said.retain(|said| !said.starts_with("CON-"));
    assert_eq!(said, ["NUM-2 warn"]);
}

#[rstest]
#[case::sign("-5 4", &["NUM-1 fail"])]
#[case::exponent("1e2 4", &["NUM-1 fail"])]
#[case::bare_point(".5 4", &["NUM-1 fail"])]
#[case::zeros_in_front("007", &["NUM-1 fail"])]
#[case::infinity("4 inf", &["NUM-2 warn"])]
#[case::line_end("5 4\n", &["NUM-2 warn"])]
#[case::fraction("5.5 4", &["REQ-3 fail"])]
#[case::nothing_special("5 4", &["TCP-S-3 fail"])]
fn a_form_is_to_blame_that_alone_is_not_answered(#[case] request: &str, #[case] expected: &[&str]) {
    assert_eq!(second(request, TcpS3, "", None), expected);
    assert_eq!(second(request, TcpS3, "", Some("9.0 4.0 5.0 4.5")), expected);
}

#[test]
fn a_server_that_answers_nothing_any_more_has_another_fault() {
    assert_eq!(second("-5 4", TcpS3, "", Some("")), ["TCP-S-3 fail"]);
}

#[rstest]
#[case::total("1e2 1e1", "7.0 10.0 100.0 55.0", &["RSP-2 fail"])]
#[case::lowest("1e2 1e1 1", "111.0 7.0 100.0 37.0", &["RSP-2 fail"])]
#[case::mean("1e2 1e1 1", "111.0 1.0 100.0 111.0", &["RSP-2 fail"])]
#[case::numbers_that_were_not_read("1e2 1e1 1", "4.0 1.0 1.0 2.0", &["NUM-1 fail"])]
#[case::an_earlier_answer("1e2 1e1 1", "9.0 1.0 6.0 3.0", &["RSP-2 fail"])]
fn what_is_computed_wrongly_is_not_the_forms_fault(
    #[case] request: &str,
    #[case] answer: &str,
    #[case] expected: &[&str],
) {
    assert_eq!(second(request, Num1, answer, None), expected);
}

#[test]
fn zero_for_a_subnormal_is_another_number() {
    assert_eq!(second("5e-324 1", Num2, "1.0 0.0 1.0 0.5", None), ["RSP-2 fail"]);
    assert_eq!(second("5e-324", Num2, "0.0 0.0 0.0 0.0", None), ["NUM-2 warn"]);
}

#[rstest]
#[case::even("1000000000.125", "1000000000.12", &[])]
#[case::odd("1000000000.125", "1000000000.13", &["NUM-5 warn"])]
#[case::even_above("1000000000.375", "1000000000.38", &[])]
#[case::odd_below("1000000000.375", "1000000000.37", &["NUM-5 warn"])]
fn a_tie_of_a_known_number_is_rounded_to_even(#[case] request: &str, #[case] spelled: &str, #[case] expected: &[&str]) {
    assert_eq!(second(request, TcpS3, &[spelled; 4].join(" "), None), expected);
}

#[rstest]
#[case::first_piece("15.0 4.0 6.0 5.0", &["TCP-S-9 noted"])]
#[case::joined("72.0 4.0 63.0 24.0", &["TCP-S-9 noted"])]
#[case::refused("no", &["TCP-S-9 noted"])]
#[case::divided_by_the_length("15.0 4.0 6.0 1.875", &["RSP-2 fail", "TCP-S-9 noted"])]
fn a_request_in_pieces_is_answered_with_statistics_of_what_was_sent(#[case] answer: &str, #[case] expected: &[&str]) {
    let behaviour = |name: &str, of: &str| Behaviour { name: name.to_owned(), shows: vec![of.into()] };
    let behaviours = vec![behaviour("first-piece", "5 4 6"), behaviour("joined", "5 4 63")];
    let one_of = Expectation::OneOf { on: vec!["a".to_owned()], behaviours, otherwise: "refused".to_owned() };
    let steps = vec![connect("a"), send("a", "5 4 63"), expect(one_of, TcpS9)];
    let script = Script::default().started(Side::Server).step(1).sent("a", "5 4 63").step(2).received("a", answer);
    let mut said = said(&case("tcp-server/x", steps), script);
    said.retain(|said| !said.starts_with("CON-"));
    assert_eq!(said, expected);
}

#[rstest]
#[case::success(ExitStatus::Code(0), "", &[])]
#[case::failure(ExitStatus::Code(1), "reset", &[])]
#[case::silent_failure(ExitStatus::Code(1), "", &["TCP-C-4 warn"])]
#[case::signal(ExitStatus::Signal("SIGPIPE".to_owned()), "", &["TCP-C-4 warn"])]
fn an_orderly_end(#[case] status: ExitStatus, #[case] error: &str, #[case] expected: &[&str]) {
    let steps = vec![typed("5"), typed("1"), expect(exits(ExitExpectation::Orderly), TcpC4)];
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(2);
    let script = script.prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}"));
    let script = script.prints(Side::Client, Stream::Err, error);
    let script = script.see(Happening::Exited { program: Side::Client, status });
    assert_eq!(said(&case("tcp-client/x", steps), script), expected);
}

#[rstest]
#[case::in_time(900, &["TCP-C-1 fail", "TCP-C-2 fail", "TCP-C-4 warn"])]
#[case::too_late(1100, &["TCP-C-2 skipped", "TCP-C-4 skipped"])]
fn a_reply_of_a_busy_machine_is_owed_nothing(#[case] after: u64, #[case] expected: &[&str]) {
    let results = Expectation::Results { of: "27.4 3.4 9.0 5.48".into() };
    let steps = vec![
        typed("5"),
        typed("1"),
        expect(Expectation::Message { text: "5".into() }, TcpC1),
        replied("27.4 3.4 9.0 5.48"),
        expect(results, TcpC2),
        expect(Expectation::Length { text: "1".into() }, TcpC1),
        expect(exits(ExitExpectation::Success), TcpC4),
    ];
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1");
    let script =
        script.step(2).received("connection", "5").step(3).at(after).sent("connection", "27.4 3.4 9.0 5.48").step(4);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Err, "no reply");
    assert_eq!(said(&case("tcp-client/x", steps), script.exited(Side::Client, 1)), expected);
}

#[test]
fn who_prints_what_came_from_elsewhere_is_blamed_for_that() {
    let between = Some((Duration::from_secs(1), Duration::from_secs(5)));
    let steps =
        vec![typed("5"), typed("1"), expect(Expectation::Exit { how: ExitExpectation::Failure, between }, UdpC3)];
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(2);
    let script = script.see(Happening::DatagramSent {
        peer: "elsewhere".to_owned(),
        to: "127.0.0.1:8000".parse().unwrap(),
        bytes: "27.4 3.4 9.0 5.48".into(),
    });
    let script = script.at(400).prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}"));
    assert_eq!(said(&case("udp-client/x", steps), script.exited(Side::Client, 0)), ["UDP-C-4 warn"]);
}

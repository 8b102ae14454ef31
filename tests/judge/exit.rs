//! How and when a client ends.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause::{TcpC1, TcpC3, TcpC4};
use std::time::Duration;

/// How a client behaves that gets no reply.
struct Ending {
    /// Milliseconds after its last input at which it exits, and its code; `None` if it stays.
    exit: Option<(u64, i32)>,
    out: &'static str,
    err: &'static str,
}

const TIMELY: Ending = Ending { exit: Some((3000, 1)), out: "", err: "no reply\n" };

fn without_reply(ending: &Ending) -> Vec<String> {
    let between = Some((Duration::from_secs(1), Duration::from_secs(5)));
    let failure = Expectation::Exit { how: ExitExpectation::Failure, between };
    let steps = vec![typed("5 4 6"), typed("3"), expect(failure, TcpC4)];
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6").step(1).at(2000).typed("3").step(2);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Out, ending.out);
    let script = script.prints(Side::Client, Stream::Err, ending.err);
    let script = match ending.exit {
        Some((after, code)) => script.at(2000 + after).exited(Side::Client, code),
        None => script,
    };
    said(&case("tcp-client/gives-up", steps), script)
}

#[rstest]
#[case::in_time(TIMELY, &[])]
#[case::at_the_earliest(Ending { exit: Some((1000, 1)), ..TIMELY }, &[])]
#[case::too_early(Ending { exit: Some((900, 1)), ..TIMELY }, &["TCP-C-4 warn"])]
#[case::at_the_latest(Ending { exit: Some((5000, 1)), ..TIMELY }, &[])]
#[case::java_takes_a_while_to_end(Ending { exit: Some((5900, 1)), ..TIMELY }, &[])]
#[case::a_second_more_is_allowed(Ending { exit: Some((6000, 1)), ..TIMELY }, &[])]
#[case::too_late(Ending { exit: Some((6100, 1)), ..TIMELY }, &["TCP-C-4 warn"])]
#[case::waits_for_ever(Ending { exit: None, ..TIMELY }, &["TCP-C-4 warn"])]
#[case::exits_with_zero(Ending { exit: Some((3000, 0)), ..TIMELY }, &["TCP-C-4 warn"])]
#[case::any_other_code(Ending { exit: Some((3000, 255)), ..TIMELY }, &[])]
#[case::silent(Ending { err: "", ..TIMELY }, &["TCP-C-4 warn"])]
#[case::blank(Ending { err: "\n", ..TIMELY }, &["TCP-C-4 warn"])]
#[case::says_so_on_the_wrong_stream(Ending { out: "timed out\n", err: "", ..TIMELY }, &["TCP-C-4 warn", "CON-7 warn"])]
#[case::prints_zeros(Ending { out: "The total of all numbers is: 0.0\nThe lowest number is: 0.0\nThe highest number is: 0.0\nThe mean is: 0.0\n", ..TIMELY }, &["TCP-C-4 warn"])]
#[case::prints_one_line_first(Ending { out: "The total of all numbers is: 15.0\n", ..TIMELY }, &["TCP-C-4 warn"])]
fn a_client_without_a_reply(#[case] ending: Ending, #[case] expected: &[&str]) {
    assert_eq!(without_reply(&ending), expected);
}

/// A client that has nothing left to wait for but its input is given the end of it: its time runs from what was typed.
#[test]
fn an_end_of_the_input_that_nobody_typed() {
    let between = Some((Duration::from_secs(1), Duration::from_secs(5)));
    let failure = Expectation::Exit { how: ExitExpectation::Failure, between };
    let steps = vec![typed("5 4 6"), typed("3"), expect(failure, TcpC4)];
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6").step(1).typed("3").step(2);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Err, "no reply\n");
    let script = script.at(3000).see(Happening::InputEnded { program: Side::Client }).at(3010).exited(Side::Client, 1);
    assert_eq!(said(&case("tcp-client/gives-up", steps), script), [""; 0]);
}

#[rstest]
#[case::zero(ExitStatus::Code(0), &[])]
#[case::one(ExitStatus::Code(1), &["TCP-C-3 fail"])]
#[case::crash_of_c(ExitStatus::Signal("SIGSEGV".to_owned()), &["TCP-C-3 fail"])]
fn a_client_that_was_answered(#[case] status: ExitStatus, #[case] expected: &[&str]) {
    let steps = vec![typed("5"), typed("1"), expect(exits(ExitExpectation::Success), TcpC3)];
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(2);
    let script = script.prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}"));
    let script = script.see(Happening::Exited { program: Side::Client, status });
    assert_eq!(said(&case("tcp-client/exits", steps), script), expected);
}

#[test]
fn a_client_that_ends_only_when_the_harness_goes_did_not_end() {
    let steps = vec![typed("5"), typed("1"), expect(exits(ExitExpectation::Success), TcpC3)];
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(2);
    let script = script.prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}"));
    assert_eq!(said(&case("tcp-client/stays", steps), script.over().exited(Side::Client, 0)), ["TCP-C-3 fail"]);
}

/// A client that should fail at what it is answered must have asked: any program that can't even start ends with an error.
#[rstest]
#[case::asked(&["5 4 6"], 1, &[])]
#[case::never_asked(&[], 1, &["TCP-C-1 fail", "TCP-C-4 skipped"])]
#[case::asked_and_is_content(&["5 4 6"], 0, &["TCP-C-4 warn"])]
fn a_client_that_should_fail_was_put_to_the_test(
    #[case] pieces: &[&str],
    #[case] code: i32,
    #[case] expected: &[&str],
) {
    let message = expect(Expectation::Message { text: "5 4 6".into() }, TcpC1);
    let failure = expect(exits(ExitExpectation::Failure), TcpC4);
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6").step(1).typed("3").step(2);
    let script = pieces.iter().fold(script, |script, piece| script.received("connection", piece));
    let script = script.step(3).prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Err, "no\n");
    let case = case("tcp-client/fails", vec![typed("5 4 6"), typed("3"), message, failure]);
    assert_eq!(said(&case, script.exited(Side::Client, code)), expected);
}

/// That a client sends nothing is TCP-C-1's, and no excuse for an exit that should be a success.
#[test]
fn a_client_that_never_asked_and_fails() {
    let message = expect(Expectation::Message { text: "5".into() }, TcpC1);
    let case =
        case("tcp-client/x", vec![typed("5"), typed("1"), message, expect(exits(ExitExpectation::Success), TcpC3)]);
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(3);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).exited(Side::Client, 1);
    assert_eq!(said(&case, script), ["TCP-C-1 fail", "TCP-C-3 fail"]);
}

/// If any end is right, none is right too; if an end is demanded, none is wrong.
#[rstest]
#[case::any(ExitExpectation::Any, &[])]
#[case::failure(ExitExpectation::Failure, &["TCP-C-4 warn"])]
#[case::success(ExitExpectation::Success, &["TCP-C-4 warn"])]
fn a_client_that_stays(#[case] how: ExitExpectation, #[case] expected: &[&str]) {
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(2);
    let case = case("tcp-client/stays", vec![typed("5"), typed("1"), expect(exits(how), TcpC4)]);
    assert_eq!(said(&case, script.prints(Side::Client, Stream::Out, PROMPTS)), expected);
}

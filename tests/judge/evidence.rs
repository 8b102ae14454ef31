//! The evidence that a verdict shows to people: what was expected and observed, and a likely cause if there is a
//! typical one.

use super::*;
use rstest::rstest;
use sockspec::judge::Evidence;
use sockspec::set_statistics::Clause::{TcpC1, TcpC2, TcpS1, UdpC1};

const PUBLISHED: &str = "5 4 6 9 3.4";

/// All that is said against a program.
fn evidence(case: &Case, script: Script) -> Vec<Evidence> {
    let findings = judge_transcript(case, &script.transcript());
    findings.iter().filter_map(|finding| finding.verdict.evidence().cloned()).collect()
}

/// The same of a server that answers `request` with `reply`, save what its console is blamed for.
fn against_the_reply(request: &str, reply: &str) -> Vec<Evidence> {
    let steps = vec![connect("a"), send("a", request), expect(statistics("a", request), TcpS1)];
    let script = Script::default().started(Side::Server).prints(
        Side::Server,
        Stream::Out,
        "TCP server has started and is ready to receive\n",
    );
    let script = script.step(2).received("a", reply);
    let all = evidence(&case("tcp-server/causes", steps), script);
    all.into_iter().filter(|evidence| evidence.observed.as_deref() != Some("")).collect()
}

/// The causes that are named, each once.
fn causes(all: Vec<Evidence>) -> Vec<String> {
    let mut causes: Vec<String> = all.into_iter().filter_map(|evidence| evidence.cause).collect();
    causes.dedup();
    causes
}

#[rstest]
#[case::lowest_from_zero("1 2 6", "9.0 0.0 6.0 3.0", "the lowest starts at 0")]
#[case::highest_from_zero("-3 -2 -1", "-6.0 -3.0 0.0 -2.0", "the highest starts at 0")]
#[case::one_less("1 2 6", "9.0 1.0 6.0 4.5", "one less than the count")]
#[case::one_less_without_end("1 2 2 5", "10.0 1.0 5.0 3.33333333333", "one less than the count")]
#[case::one_more("1 2 6", "9.0 1.0 6.0 2.25", "one more than the count")]
#[case::integer_division(PUBLISHED, "27.4 3.4 9.0 5.0", "drops the fraction")]
#[case::integers(PUBLISHED, "27.0 3.4 9.0 5.48", "fractions are dropped")]
#[case::lowest_as_text("10 9 100", "119.0 10.0 100.0 39.6666666667", "as text")]
#[case::highest_as_text("10 9 100", "119.0 9.0 9.0 39.6666666667", "as text")]
#[case::single_precision(PUBLISHED, "27.3999996185 3.4 9.0 5.48", "single precision")]
#[case::single_precision_of_a_large_one("1e11 1", "99999997952.0 1.0 1e+11 50000000000.5", "single precision")]
#[case::left_out("5 1e11 7", "100000000005.0 5.0 1e+11 33333333337.3", "a number is left out")]
#[case::counted_twice("1 2 6", "11.0 1.0 6.0 3.0", "a number is counted twice")]
#[case::cut_off("1 2 2", "5.0 1.0 2.0 1.66666666666", "cut off")]
#[case::six_decimals("1 2 2", "5.0 1.0 2.0 1.666667", "six decimals")]
#[case::two_decimals("1 2 2", "5.0 1.0 2.0 1.67", "two decimals")]
#[case::six_digits("1 2 2", "5.0 1.0 2.0 1.66667", "default output precision")]
#[case::println(PUBLISHED, "27.4 3.4 9.0 5.48\n", "no terminator")]
#[case::buffer(PUBLISHED, "27.4 3.4 9.0 5.48\0\0", "fixed size")]
#[case::commas(PUBLISHED, "27.4, 3.4, 9.0, 5.48", "separator")]
#[case::order_of_the_prose(PUBLISHED, "27.4 9.0 3.4 5.48", "the highest first")]
fn a_typical_reply_has_a_cause(#[case] request: &str, #[case] reply: &str, #[case] cause: &str) {
    let causes = causes(against_the_reply(request, reply));
    let (bad, good): (Vec<_>, Vec<_>) = causes.iter().partition(|said| !said.contains(cause));
    assert!(bad.is_empty() && good.len() == 1, "{causes:?}");
}

/// A guess that does not fit is worse than none.
#[rstest]
#[case::total("1 2 6", "20.0 1.0 6.0 3.0")]
#[case::lowest("1 2 6", "9.0 1.5 6.0 3.0")]
#[case::highest("1 2 6", "9.0 1.0 7.0 3.0")]
#[case::mean("1 2 6", "9.0 1.0 6.0 4.0")]
#[case::close_and_no_float("1e11 1", "100000000001.0 1.0 1e+11 50000000003.5")]
#[case::mean_of_one("5", "5.0 5.0 5.0 7.0")]
#[case::no_response("1 2 6", "error")]
#[case::three_numbers("1 2 6", "9.0 1.0 6.0")]
fn another_reply_has_none(#[case] request: &str, #[case] reply: &str) {
    let all = against_the_reply(request, reply);
    assert!(!all.is_empty());
    assert_eq!(causes(all), [""; 0]);
}

/// A client that sends these pieces, of which the message and then the length should be `5 4` and `2`.
fn against_the_client(pieces: &[&str]) -> Vec<Evidence> {
    let message = expect(Expectation::Message { text: "5 4".into() }, TcpC1);
    let length = expect(Expectation::Length { text: "2".into() }, TcpC1);
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("2").step(2);
    let script = pieces.iter().fold(script, |script, piece| script.received("connection", piece));
    let script = script.prints(Side::Client, Stream::Out, PROMPTS);
    evidence(&case("tcp-client/causes", vec![typed("5 4"), typed("2"), message, length]), script)
}

#[rstest]
#[case::line_feed_behind_the_length(&["5 4", "2\n"], Some("the line end is sent along"))]
#[case::line_feed_behind_the_message(&["5 4\n", "2"], Some("the message's line end"))]
#[case::line_feed_behind_both(&["5 4\n2\n"], Some("the message's line end"))]
#[case::line_feed_and_another_length(&["5 4\n", "3"], Some("the message's line end"))]
#[case::windows_line_end_and_another_length(&["5 4\r\n", "3"], Some("the message's line end"))]
#[case::more(&["5 4", "2 quit"], Some("something is sent along"))]
#[case::another_length(&["5 4", "3"], None)]
#[case::another_length_that_is_longer(&["5 4", "33"], None)]
#[case::another_length_with_a_line_end(&["5 4", "3\n"], None)]
#[case::no_length(&["5 4"], None)]
fn what_a_client_sends_has_a_cause_where_it_is_typical(#[case] pieces: &[&str], #[case] cause: Option<&str>) {
    let all = against_the_client(pieces);
    assert!(!all.is_empty());
    let said = all[0].cause.as_deref();
    assert_eq!(said.is_some(), cause.is_some(), "{said:?}");
    assert!(said.unwrap_or_default().contains(cause.unwrap_or_default()), "{said:?}");
}

/// The same over UDP, which distinguishes nothing from an empty datagram.
#[rstest]
#[case::nothing(&[], "the client never sends the message")]
#[case::one(&["5 4"], "the client never sends the length")]
#[case::an_empty_one(&[""], "the message's datagram is empty")]
#[case::the_second_empty(&["5 4", ""], "the length's datagram is empty")]
#[case::three(&["5 4", "2", "2"], "3 datagrams")]
fn what_datagrams_a_client_sends(#[case] datagrams: &[&str], #[case] what: &str) {
    let message = expect(Expectation::Message { text: "5 4".into() }, UdpC1);
    let length = expect(Expectation::Length { text: "2".into() }, UdpC1);
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("2").step(2);
    let sends = |script: Script, text: &&str| script.datagram("server", "127.0.0.1:8000", text);
    let script = datagrams.iter().fold(script, sends).prints(Side::Client, Stream::Out, PROMPTS);
    let all = evidence(&case("udp-client/causes", vec![typed("5 4"), typed("2"), message, length]), script);
    assert!(all[0].what.contains(what), "{all:?}");
}

/// A line that was typed empty is sent empty.
#[test]
fn an_empty_line_is_sent_as_an_empty_datagram() {
    let message = expect(Expectation::Message { text: "".into() }, UdpC1);
    let script =
        Script::default().started(Side::Client).step(0).typed("").step(1).datagram("server", "127.0.0.1:8000", "");
    let case = case("udp-client/empty", vec![typed(""), message]);
    assert_eq!(evidence(&case, script.prints(Side::Client, Stream::Out, PROMPTS)), []);
}

/// How much of the results is there is said.
#[rstest]
#[case::none("", "prints no results")]
#[case::one("The total of all numbers is: 27.4\n", "prints 1 of 4 results")]
fn missing_results_are_counted(#[case] text: &str, #[case] what: &str) {
    let steps = vec![typed("5"), typed("1"), expect(Expectation::Results { of: "27.4 3.4 9.0 5.48".into() }, TcpC2)];
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1").step(2);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Out, text);
    let all = evidence(&case("tcp-client/results", steps), script);
    assert!(all[0].what.contains(what), "{all:?}");
}

/// The text in the place of the prompts is shown beside them.
#[test]
fn other_prompts_are_shown() {
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("1");
    let script = script.prints(Side::Client, Stream::Out, "Numbers: Length: ");
    let all = evidence(&case("tcp-client/prompts", vec![typed("5"), typed("1")]), script);
    assert_eq!((all[0].expected.as_deref(), all[0].observed.as_deref()), (Some(PROMPTS), Some("Numbers: Length: ")));
}

/// Bytes are shown as a person can read them.
#[test]
fn expected_stands_beside_observed() {
    let all = against_the_client(&["5 4", "2\n"]);
    assert_eq!((all[0].expected.as_deref(), all[0].observed.as_deref()), (Some("2"), Some("2\\n")));
    let all = against_the_reply("1 2 6", "9.0 1.0 6.0 3.0\n");
    let (expected, observed) = (Some("9.0 1.0 6.0 3.0"), Some("9.0 1.0 6.0 3.0\\n"));
    assert_eq!((all[0].expected.as_deref(), all[0].observed.as_deref()), (expected, observed));
}

/// A program may print without end; what is shown of it ends.
#[test]
fn long_texts_are_clipped() {
    let whole = "x".repeat(16 * 1024);
    assert_eq!(Evidence::new(whole.as_str()).what, whole);
    // Two bytes a letter, from the second byte on: the limit lies inside one.
    let long = format!("x{}", "é".repeat(16 * 1024));
    let clipped = Evidence::new("x").with_comparison(long.as_str(), whole.as_str());
    assert_eq!(clipped.observed, Some(whole));
    let expected = clipped.expected.unwrap();
    assert!(expected.len() < 16 * 1024 + 100 && expected.starts_with("xéé"), "{}", expected.len());
    assert!(expected.contains("32769 bytes"), "{}", &expected[16 * 1024 - 10..]);
}

/// A list may be laid out otherwise, or its numbers spelled otherwise.
#[rstest]
#[case::layout("[5.0,4.0]", "laid out")]
#[case::spelling("[5, 4]", "spelled")]
#[case::one_number("[5.0, 4]", "spelled")]
fn what_is_other_about_a_list(#[case] list: &str, #[case] what: &str) {
    let steps = vec![connect("a"), send("a", "5 4"), expect(statistics("a", "5 4"), TcpS1)];
    let page = format!("TCP server has started and is ready to receive\nReceived data: {list}\n");
    let script = Script::default().started(Side::Server).step(2).received("a", "9.0 4.0 5.0 4.5");
    let all = evidence(&case("tcp-server/list", steps), script.prints(Side::Server, Stream::Out, &page));
    assert!(all.len() == 1 && all[0].what.contains(what), "{all:?}");
}

//! Verdicts on a client's console.

use super::*;
use rstest::rstest;
use sockspec::set_statistics::Clause::{self, Con2, Con7, Num2, TcpC1, TcpC2, TcpC3, TcpC4};

const INPUT: &str = "Input integers with space in between: ";
const LENGTH: &str = "Enter the length of the set: ";
const REPLY: &str = "27.4 3.4 9.0 5.48";

/// A client that is answered with `reply`, prints these pieces, and exits with `code`.
fn trial(reply: &str, pieces: &[&str], code: i32) -> Vec<String> {
    let of = reply.into();
    let steps = vec![
        typed("5 4 6 9 3.4"),
        typed("5"),
        replied(reply),
        expect(Expectation::Results { of }, TcpC2),
        expect(exits(ExitExpectation::Success), TcpC3),
    ];
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6 9 3.4").step(1).typed("5").step(3);
    let script = pieces.iter().fold(script, |script, piece| script.prints(Side::Client, Stream::Out, piece));
    said(&case("tcp-client/console", steps), script.step(4).exited(Side::Client, code))
}

/// Whether a client reads a reply that is followed by a reset is a race, and no verdict depends on what it prints then.
#[rstest]
#[case::it_was_lost(&[PROMPTS], 1)]
#[case::read_and_printed_under_other_labels(&[PROMPTS, "Total: 27.4\nLowest: 3.4\nHighest: 9.0\nMean: 5.48\nBye\n"], 0)]
#[case::read_and_printed(&[PROMPTS, RESULTS], 0)]
fn a_reply_that_may_be_lost(#[case] pieces: &[&str], #[case] code: i32) {
    let reset = Step::Reset { peer: "connection".to_owned() };
    let end = expect(exits(ExitExpectation::Orderly), TcpC4);
    let case = case("tcp-client/console", vec![typed("5 4 6 9 3.4"), typed("5"), replied(REPLY), reset, end]);
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6 9 3.4").step(1).typed("5").step(3);
    let script = pieces.iter().fold(script, |script, piece| script.prints(Side::Client, Stream::Out, piece));
    let script = script.prints(Side::Client, Stream::Err, "reset\n").step(4).exited(Side::Client, code);
    let findings = judge_transcript(&case, &script.transcript());
    let console = findings.iter().filter(|finding| Clause::is_among(finding.clause, &[Con2, Con7]));
    assert_eq!(console.count(), 0, "{findings:?}");
}

/// Control characters are keys to an editor of lines, which is known by its echo.
#[rstest]
#[case::an_editor("5\r\n", &["TCP-C-1 skipped"])]
#[case::another_program("", &["TCP-C-1 fail"])]
fn control_characters(#[case] echo: &str, #[case] expected: &[&str]) {
    let steps = vec![typed("4\u{8}5"), typed("1"), expect(Expectation::Message { text: "4\u{8}5".into() }, TcpC1)];
    let script = Script::default().started(Side::Client).step(0).typed("4\u{8}5").step(1).typed("1").step(2);
    let out = format!("{INPUT}{echo}{LENGTH}{RESULTS}");
    let script = script.prints(Side::Client, Stream::Out, &out).received("connection", "5");
    let said = said(&case("tcp-client/console", steps), script.exited(Side::Client, 0));
    let sends: Vec<&String> = said.iter().filter(|said| said.starts_with("TCP-C-1")).collect();
    assert_eq!(sends, expected, "{said:?}");
}

/// A reply that comes in two pieces, of which the first looks whole: a client that prints both breaks no MUST clause.
#[test]
fn each_piece_of_a_reply_printed_by_itself() {
    let cut = Cut { at: vec![REPLY.len() - 3], ..Cut::default() };
    let reply = Step::Reply { payload: REPLY.into(), cut, from: ReplyFrom::Server, after: None };
    let end = expect(exits(ExitExpectation::Success), TcpC3);
    let steps = vec![typed("5 4 6 9 3.4"), typed("5"), reply, end];
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6 9 3.4").step(1).typed("5").step(2);
    let script = script.prints(Side::Client, Stream::Out, &format!("{PROMPTS}{RESULTS}{RESULTS}"));
    assert_eq!(said(&case("tcp-client/console", steps), script.step(3).exited(Side::Client, 0)), [""; 0]);
}

/// A client that fails at nan breaks NUM-2 (SHOULD), and no MUST clause.
#[test]
fn a_reply_that_only_num_2_knows() {
    let of = || "nan 1.0 1.0 nan".into();
    let steps = vec![
        typed("1 nan"),
        typed("2"),
        expect(Expectation::Message { text: "1 nan".into() }, TcpC1),
        replied("nan 1.0 1.0 nan"),
        expect(Expectation::Results { of: of() }, Num2),
        expect(Expectation::Length { text: "2".into() }, TcpC1),
        expect(exits(ExitExpectation::Success), TcpC3),
    ];
    let script = Script::default().started(Side::Client).step(0).typed("1 nan").step(1).typed("2");
    let script = script.step(2).received("connection", "1 nan").step(3).sent("connection", "nan 1.0 1.0 nan");
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Err, "no number\n");
    let script = script.step(4).exited(Side::Client, 1);
    assert_eq!(said(&case("tcp-client/console", steps), script), ["NUM-2 warn"]);
}

/// The line end that a wrong reply ends in may be printed as it came.
#[rstest]
#[case::of_the_reply("27.4 3.4 9.0 5.48\n", &[])]
#[case::its_own(REPLY, &["CON-7 warn"])]
fn an_empty_line_behind_the_results(#[case] reply: &str, #[case] expected: &[&str]) {
    assert_eq!(trial(reply, &[PROMPTS, RESULTS, "\n"], 0), expected);
}

/// A line that is no text can't be read as one in many languages: to refuse it is right, to send something else is not.
#[rstest]
#[case::refuses_it(b"", 1, "no text\n", &["TCP-C-1 skipped"])]
#[case::dies_in_silence(b"", 1, "", &["TCP-C-1 fail"])]
#[case::sends_a_replacement("5 \u{fffd}".as_bytes(), 0, "", &["TCP-C-1 fail"])]
#[case::sends_a_part_and_fails(b"5 ", 1, "no text\n", &["TCP-C-1 fail"])]
#[case::sends_it(b"5 \xff", 0, "", &[])]
fn a_line_that_is_no_text(#[case] sent: &[u8], #[case] code: i32, #[case] err: &str, #[case] expected: &[&str]) {
    let line = || sockspec::case::Payload::from(b"5 \xff".to_vec());
    let first = Step::Type { line: line(), end: LineEnd::LineFeed, after: None };
    let steps = vec![first, typed("2"), expect(Expectation::Message { text: line() }, TcpC1)];
    let script = Script::default().started(Side::Client).step(0).typed("5").step(1).typed("2").step(2);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Err, err);
    let received = Happening::Received { peer: "connection".to_owned(), bytes: sent.to_vec().into() };
    let script = if sent.is_empty() { script } else { script.see(received) };
    assert_eq!(said(&case("tcp-client/console", steps), script.exited(Side::Client, code)), expected);
}

/// A client that sends its message with a line feed, and refuses a length that is no text, has read no reply to print.
#[rstest]
#[case::to_the_letter("5 4")]
#[case::with_a_line_feed("5 4\n")]
fn a_length_that_is_no_text(#[case] sent: &str) {
    let length = Step::Type { line: b"\xff".to_vec().into(), end: LineEnd::LineFeed, after: None };
    let results = expect(Expectation::Results { of: REPLY.into() }, TcpC2);
    let steps = vec![typed("5 4"), length, replied(REPLY), results];
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("x").step(2);
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Err, "no text\n");
    let script = script.received("connection", sent).sent("connection", REPLY).step(3).exited(Side::Client, 1);
    let broken = said(&case("tcp-client/console", steps), script);
    assert!(!broken.iter().any(|said| said.starts_with("TCP-C-2 fail") || said.starts_with("CON-2")), "{broken:?}");
}

/// A client that prints what can't be read has waited for its reply: TCP-C-4 is not what it breaks.
#[test]
fn results_that_can_not_be_read_in_a_case_about_waiting() {
    let steps =
        vec![typed("5 4"), typed("2"), replied(REPLY), expect(Expectation::Results { of: REPLY.into() }, TcpC4)];
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("2").step(2);
    let script = script.received("connection", "5 4").sent("connection", REPLY);
    let objects = RESULTS.lines().filter_map(|line| Some(format!("{}: [object Object]\n", line.split_once(':')?.0)));
    let objects: String = objects.collect();
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).prints(Side::Client, Stream::Out, &objects);
    let script = script.step(3).exited(Side::Client, 0);
    assert_eq!(said(&case("tcp-client/console", steps), script), ["TCP-C-2 fail", "CON-2 fail"]);
}

/// A client that fails before it sends anything breaks the clause about that, and was not put to the test of what it prints.
#[test]
fn a_client_that_fails_before_it_sends() {
    let of = REPLY.into();
    let message = expect(Expectation::Message { text: "5 4".into() }, TcpC1);
    let steps = vec![typed("5 4"), typed("2"), message, replied(REPLY), expect(Expectation::Results { of }, TcpC2)];
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("2");
    let script = script.prints(Side::Client, Stream::Out, PROMPTS).step(2).exited(Side::Client, 1).step(4);
    assert_eq!(said(&case("tcp-client/console", steps), script), ["TCP-C-1 fail", "TCP-C-2 skipped"]);
}

#[rstest]
#[case::as_the_original(&[INPUT, LENGTH, RESULTS], &[])]
#[case::c_without_flush(&[PROMPTS, RESULTS], &[])]
#[case::byte_by_byte(&["Inpu", "t integers with space in between: E", "nter the length of the set: ", RESULTS], &[])]
#[case::java_println(&[INPUT, "\n", LENGTH, "\n", RESULTS], &["CON-1 fail"])]
#[case::empty_line_between_the_prompts(&[INPUT, "\n", LENGTH, RESULTS], &["CON-7 warn"])]
#[case::println_without_the_space(&["Input integers with space in between:\n", "Enter the length of the set:\n", RESULTS], &["CON-1 fail"])]
#[case::without_the_space(&["Input integers with space in between:", LENGTH, RESULTS], &["CON-1 fail"])]
#[case::words_of_its_own(&["Numbers: ", "Length: ", RESULTS], &["CON-1 fail"])]
#[case::never_asks_for_the_length(&[INPUT, RESULTS], &["CON-1 fail"])]
#[case::asks_the_other_way_round(&[LENGTH, INPUT, RESULTS], &["CON-1 fail"])]
#[case::no_prompts(&[RESULTS], &["CON-1 fail"])]
#[case::greeting(&["Welcome\n", PROMPTS, RESULTS], &["CON-7 warn"])]
#[case::line_between_prompts_and_results(&[PROMPTS, "\n", RESULTS], &["CON-7 warn"])]
#[case::says_goodbye(&[PROMPTS, RESULTS, "Connection closed\n"], &["CON-7 warn"])]
#[case::echo_of_an_editor_of_lines(&[INPUT, "5 4 6 9 3.4\r\n", LENGTH, "5\r\n", RESULTS], &[])]
#[case::echo_of_something_else(&[INPUT, "5 4\r\n", LENGTH, RESULTS], &["CON-7 warn"])]
#[case::repeats_what_was_typed(&[INPUT, "5 4 6 9 3.4\n", LENGTH, "5\n", RESULTS], &["CON-7 warn"])]
#[case::echoes_what_it_sends(&[PROMPTS, "Sending 5 4 6 9 3.4\n", RESULTS], &["CON-7 warn"])]
fn prompts_and_lines(#[case] pieces: &[&str], #[case] expected: &[&str]) {
    assert_eq!(trial(REPLY, pieces, 0), expected);
}

#[rstest]
#[case::last_line_without_its_end("The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\nThe mean is: 5.48", &[])]
#[case::short_labels("Total: 27.4\nLowest: 3.4\nHighest: 9.0\nMean: 5.48\n", &["CON-2 fail"])]
#[case::one_label("The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\nThe average is: 5.48\n", &["CON-2 fail"])]
#[case::lower_case("the total of all numbers is: 27.4\nthe lowest number is: 3.4\nthe highest number is: 9.0\nthe mean is: 5.48\n", &["CON-2 fail"])]
#[case::no_space_behind_the_colon("The total of all numbers is:27.4\nThe lowest number is:3.4\nThe highest number is:9.0\nThe mean is:5.48\n", &["CON-2 fail"])]
#[case::order_of_the_prose("The total of all numbers is: 27.4\nThe highest number is: 9.0\nThe lowest number is: 3.4\nThe mean is: 5.48\n", &["CON-2 fail"])]
#[case::numbers_alone("27.4\n3.4\n9.0\n5.48\n", &["CON-2 fail"])]
#[case::line_twice("The total of all numbers is: 27.4\nThe total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\nThe mean is: 5.48\n", &["CON-2 fail"])]
#[case::lists("The total of all numbers is: [27.4]\nThe lowest number is: [3.4]\nThe highest number is: [9.0]\nThe mean is: [5.48]\n", &["CON-2 fail"])]
#[case::strings("The total of all numbers is: '27.4'\nThe lowest number is: '3.4'\nThe highest number is: '9.0'\nThe mean is: '5.48'\n", &["CON-2 fail"])]
#[case::lists_of_others("The total of all numbers is: [5.0]\nThe lowest number is: [5.0]\nThe highest number is: [5.0]\nThe mean is: [5.0]\n", &["TCP-C-2 fail", "CON-2 fail"])]
#[case::mean_forgotten("The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\n", &["TCP-C-2 fail", "CON-2 fail"])]
#[case::windows_line_ends("The total of all numbers is: 27.4\r\nThe lowest number is: 3.4\r\nThe highest number is: 9.0\r\nThe mean is: 5.48\r\n", &["CON-2 fail"])]
#[case::lowest_and_highest_swapped("The total of all numbers is: 27.4\nThe lowest number is: 9.0\nThe highest number is: 3.4\nThe mean is: 5.48\n", &["TCP-C-2 fail"])]
#[case::raw_reply("27.4 3.4 9.0 5.48\n", &["TCP-C-2 fail", "CON-2 fail"])]
#[case::other_labels_and_no_mean("Total: 27.4\nLowest: 3.4\nHighest: 9.0\n", &["TCP-C-2 fail", "CON-2 fail"])]
#[case::one_other_label("Sum: 27.4\n", &["TCP-C-2 fail", "CON-2 fail"])]
#[case::nothing("", &["TCP-C-2 fail"])]
#[case::unterminated_texts("The total of all numbers is: 27.4\n\nThe lowest number is: 3.4\n\nThe highest number is: 9.0\n\nThe mean is: 5.48\n\n", &["CON-7 warn"])]
fn labels_and_order(#[case] results: &str, #[case] expected: &[&str]) {
    assert_eq!(trial(REPLY, &[PROMPTS, results], 0), expected);
}

fn results(numbers: [&str; 4]) -> String {
    let [total, lowest, highest, mean] = numbers;
    format!(
        "The total of all numbers is: {total}\nThe lowest number is: {lowest}\nThe highest number is: {highest}\n\
         The mean is: {mean}\n"
    )
}

#[rstest]
#[case::computed_by_itself("10.5 -1.25 7.75 3.5", ["27.4", "3.4", "9.0", "5.48"], &["TCP-C-2 fail"])]
#[case::digits_copied("27.399999999999999 +3.4 9 5.4800000000000004", ["27.399999999999999", "+3.4", "9", "5.4800000000000004"], &[])]
#[case::formatted_anew("27.399999999999999 +3.4 9 5.4800000000000004", ["27.4", "3.4", "9.0", "5.48"], &[])]
#[case::javascript("27.4 3.4 9.0 5.48", ["27.4", "3.4", "9", "5.48"], &["NUM-5 warn"])]
#[case::two_decimals_that_are_enough("27.4 3.4 9.0 5.48", ["27.40", "3.40", "9.00", "5.48"], &["NUM-5 warn"])]
#[case::two_decimals("5.0 1.0 2.0 1.66666666667", ["5.00", "1.00", "2.00", "1.67"], &["NUM-4 fail", "NUM-5 warn"])]
#[case::c_percent_f("5.0 1.0 2.0 1.66666666667", ["5.000000", "1.000000", "2.000000", "1.666667"], &["NUM-4 fail", "NUM-5 warn"])]
#[case::fewer_digits("5.0 1.0 2.0 1.66666666667", ["5.0", "1.0", "2.0", "1.66667"], &["NUM-4 fail"])]
#[case::integers("27.4 3.4 9.0 5.48", ["27", "3", "9", "5"], &["TCP-C-2 fail"])]
#[case::single_precision("27.4 3.4 9.0 5.48", ["27.3999996185", "3.40000009537", "9.0", "5.48000001907"], &["TCP-C-2 fail"])]
#[case::rounded_twice("5.0 1.0 2.0 1.6666666666666667", ["5.0", "1.0", "2.0", "1.66666666667"], &[])]
#[case::java_infinity("inf 1e+308 1e+308 inf", ["Infinity", "1.0E308", "1.0E308", "Infinity"], &["NUM-5 warn"])]
fn numbers(#[case] reply: &str, #[case] printed: [&str; 4], #[case] expected: &[&str]) {
    assert_eq!(trial(reply, &[PROMPTS, &results(printed)], 0), expected);
}

#[test]
fn a_client_that_fails_is_still_judged_on_what_it_prints() {
    assert_eq!(trial(REPLY, &[PROMPTS, RESULTS], 1), ["TCP-C-3 fail"]);
    assert_eq!(trial(REPLY, &[PROMPTS], 1), ["TCP-C-2 fail", "TCP-C-3 fail"]);
}

/// Slow machines type to a client that is on its way out: the client's duties do not depend on that.
#[rstest]
#[case::gone_before_anything_was_typed(0, &[], Some(1), &[])]
#[case::typed_to_on_its_way_out(2, &[], Some(1), &[])]
#[case::asked_first(2, &[PROMPTS], Some(1), &[])]
#[case::asked_once(2, &[INPUT], Some(1), &[])]
#[case::asked_once_and_all_is_well(2, &[INPUT], Some(0), &[])]
#[case::asked_once_in_other_words(2, &["Numbers: "], Some(1), &["CON-1 fail"])]
#[case::asked_for_the_length_alone(2, &[LENGTH], Some(1), &["CON-1 fail"])]
#[case::asked_in_other_words(2, &["Numbers: Length: "], Some(1), &["CON-1 fail"])]
#[case::all_is_well_without_a_word(2, &[], Some(0), &[])]
#[case::says_why(2, &["nobody listens\n"], Some(1), &[])]
#[case::never_ends(2, &[], None, &[])]
fn who_finds_nobody_owes_no_prompts(
    #[case] lines: usize,
    #[case] pieces: &[&str],
    #[case] code: Option<i32>,
    #[case] expected: &[&str],
    #[values(Step::Refuse, Step::TakePort { port: 8000 })] step: Step,
    #[values(false, true)] is_replied_to: bool,
) {
    // A reply to a port that is not the client's reaches nobody; one that does not fail has not given up.
    let answer = (is_replied_to && code == Some(1)).then(|| replied("9.0 4.0 5.0 4.5"));
    let steps = [step, typed("5 4"), typed("2")].into_iter().chain(answer).collect();
    let script = Script::default().started(Side::Client);
    let script = ["5 4", "2"][..lines].iter().fold(script, |script, line| script.typed(line));
    let script = pieces.iter().fold(script, |script, piece| script.prints(Side::Client, Stream::Out, piece));
    let script = code.into_iter().fold(script.step(2), |script, code| script.exited(Side::Client, code));
    assert_eq!(said(&case("udp-client/taken", steps), script), expected);
}

/// A client that prints `text` and gets typed lines; the harness neither refuses it anything nor replies.
#[rstest]
#[case::no_word(&[], 1, &["CON-1 fail"])]
#[case::asks_once(&[INPUT], 1, &[])]
#[case::asks_in_other_words(&["Numbers: "], 1, &["CON-1 fail"])]
fn who_is_given_no_reply_owes_one_prompt(#[case] pieces: &[&str], #[case] code: i32, #[case] expected: &[&str]) {
    let script = Script::default().started(Side::Client).step(0).typed("5 4").step(1).typed("2");
    let script = pieces.iter().fold(script, |script, piece| script.prints(Side::Client, Stream::Out, piece));
    let case = case("tcp-client/fails", vec![typed("5 4"), typed("2")]);
    assert_eq!(said(&case, script.exited(Side::Client, code)), expected);
}

/// Clauses about prompts and labels do not judge a client's way with an improper response, or with one in pieces.
#[rstest]
#[case::another_scripts_digits("\u{663} 1 1 1", &[], false)]
#[case::a_word("27.4 3.4 9.0 five", &[], false)]
#[case::in_pieces(REPLY, &[9], false)]
#[case::infinities("inf 1e+308 1e+308 inf", &[], false)]
#[case::in_pieces_of_which_the_first_is_one(REPLY, &[14], true)]
#[case::proper(REPLY, &[], true)]
fn who_is_given_no_response(
    #[case] reply: &str,
    #[case] at: &[usize],
    #[case] is_judged: bool,
    #[values(
        &[PROMPTS, "The total of all numbers is: five\nThe lowest number is: 1\nThe highest number is: 1\nThe mean is: 1\n"],
        &[PROMPTS, "The total of all numbers is: 27.4\nThe lowest number is: 3.4\n"],
        &[INPUT, "no reply\n"]
    )]
    pieces: &[&str],
) {
    let cut = Cut { at: at.to_vec(), ..Cut::default() };
    let reply = Step::Reply { payload: reply.into(), cut, from: ReplyFrom::Server, after: None };
    let case = case("tcp-client/errors", vec![typed("5 4 6 9 3.4"), typed("5"), reply]);
    let script = Script::default().started(Side::Client).step(0).typed("5 4 6 9 3.4").step(1).typed("5").step(2);
    let script = pieces.iter().fold(script, |script, piece| script.prints(Side::Client, Stream::Out, piece));
    let said = said(&case, script.exited(Side::Client, 0));
    assert_eq!(said.iter().any(|said| said.ends_with("fail")), is_judged, "{said:?}");
}

/// A client that got only one typed line may still be waiting for the other.
#[test]
fn one_prompt_is_enough_for_one_line() {
    let script = Script::default().started(Side::Client).step(0).typed("5 4").prints(Side::Client, Stream::Out, INPUT);
    assert_eq!(said(&case("tcp-client/half", vec![typed("5 4")]), script), [""; 0]);
}

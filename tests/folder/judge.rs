//! The general judge, on transcripts written by hand.

use rstest::rstest;
use sockspec::case::{self, Case};
use sockspec::judge::{Judge, Verdict, general::GeneralJudge};
use sockspec::protocol::role::Side;
use sockspec::protocol::{self, Home, Spec, Texts, run_with_spec};
use sockspec::transcript::{ExitStatus, Happening, Seen, Stream, Transcript};

const TEXT: &str = "**`RSP-1` MUST (servers).** It answers.\n\n**`LIFE-1` SHOULD (servers).** It lives.\n\n\
                    **`REQ-1` MUST (clients).** It asks.\n\n**`CON-1` MUST (clients).** It prints.\n\n\
                    **`OPEN-1` INFO (servers).** It is `loud` or `quiet`.\n";

/// A protocol with a server and a client, whose messages end as `unit` says.
fn spec(unit: &str) -> &'static Spec {
    let role = |name: &str, side: &str| {
        format!("[roles.{name}]\nside = \"{side}\"\ntransport = \"tcp\"\nport = 7\nunit = {unit}\n")
    };
    let toml = format!("name = \"x\"\ntitle = \"x\"\n{}{}", role("tcp-server", "server"), role("tcp-client", "client"));
    let texts = Texts { toml_name: "protocol.toml", toml: &toml, markdown_name: "PROTOCOL.md", markdown: TEXT };
    protocol::read_definition(texts, Home::BuiltIn).unwrap().spec
}

fn case(id: &str, clauses: &str, steps: &str) -> Case {
    let text = format!("summary = \"x\"\nclauses = [{clauses}]\nsteps = [\n{steps}\n]\n");
    case::parse("case.toml", id.parse().unwrap(), &text).unwrap_or_else(|error| panic!("{}", error.render(false)))
}

/// The events, each with its step.
fn transcript(seen: Vec<(usize, Happening)>) -> Transcript {
    let seen = seen.into_iter().enumerate();
    Transcript {
        seen: seen.map(|(at, (step, what))| Seen { at: at as u64, step: Some(step), what }).collect(),
        capture: None,
    }
}

fn received(text: &str) -> Happening {
    Happening::Received { peer: "a".to_owned(), bytes: text.as_bytes().into() }
}

fn closed() -> Happening {
    Happening::PeerClosed { peer: "a".to_owned() }
}

/// The verdicts, in words.
fn said(case: &Case, transcript: &Transcript) -> Vec<String> {
    let word = |verdict: &Verdict| match verdict {
        Verdict::Noted(name) => format!("noted {name}"),
        other => other.word().to_owned(),
    };
    GeneralJudge
        .judge_case(case, transcript)
        .iter()
        .map(|one| format!("{} {}", one.clause, word(&one.verdict)))
        .collect()
}

const ASKS: &str = "{ connect = \"a\" },\n{ send = \"x\\n\" },";

#[rstest]
#[case::right("\"line\"", &["AB\n"], "pass")]
#[case::in_pieces("\"line\"", &["A", "B\n"], "pass")]
#[case::wrong("\"line\"", &["ab\n"], "fail")]
#[case::no_line_end("\"line\"", &["AB"], "fail")]
#[case::more_than_expected("\"line\"", &["AB\n", "C\n"], "fail")]
#[case::half_a_line_more("\"line\"", &["AB\nC"], "fail")]
#[case::nothing("\"line\"", &[], "fail")]
#[case::as_long("{ bytes = 2 }", &["AB"], "pass")]
#[case::longer("{ bytes = 2 }", &["ABC"], "fail")]
#[case::not_closed_yet("\"until-close\"", &["AB"], "pass")]
#[case::a_stream_may_go_on("\"stream\"", &["ABCD"], "pass")]
#[case::a_stream_may_not_differ("\"stream\"", &["AX"], "fail")]
fn a_reply_is_one_message(#[case] unit: &str, #[case] pieces: &[&str], #[case] expected: &str) {
    run_with_spec(spec(unit), || {
        let steps = format!("{ASKS}\n{{ expect = \"reply\", text = \"AB\", clause = \"RSP-1\" }},");
        let case = case("tcp-server/a/b", "\"RSP-1\"", &steps);
        let seen = pieces.iter().map(|piece| (2, received(piece))).collect();
        assert_eq!(said(&case, &transcript(seen)), [format!("RSP-1 {expected}")]);
    });
}

/// Several messages in any order: each is one of the list, and none has the place of another.
#[rstest]
#[case::as_listed("A\nB\n", "pass")]
#[case::in_another_order("B\nA\n", "pass")]
#[case::one_of_them_twice("B\nB\n", "fail")]
#[case::one_is_missing("A\n", "fail")]
#[case::another_one("A\nC\n", "fail")]
#[case::one_more("B\nA\nA\n", "fail")]
fn replies_come_in_any_order(#[case] came: &str, #[case] expected: &str) {
    run_with_spec(spec("\"line\""), || {
        let list = "[{ text = \"A\" }, { regex = '[AB]' }]";
        let steps = format!("{ASKS}\n{{ expect = \"reply\", in-any-order = {list}, clause = \"RSP-1\" }},");
        let case = case("tcp-server/a/b", "\"RSP-1\"", &steps);
        assert_eq!(said(&case, &transcript(vec![(2, received(came))])), [format!("RSP-1 {expected}")]);
        let again = case::parse("again", case.id.clone(), &case::to_toml(&case)).map_err(|error| error.render(false));
        assert_eq!(again.unwrap().steps, case.steps);
    });
}

/// What need not come may come late: then it is not too much.
#[rstest]
#[case::in_time(&[(2, "A\n"), (4, "B\n")], &["RSP-1 pass", "LIFE-1 pass"])]
#[case::never(&[(4, "B\n")], &["RSP-1 pass", "LIFE-1 pass"])]
#[case::late(&[(4, "B\nA\n")], &["RSP-1 pass", "LIFE-1 pass"])]
#[case::late_and_another(&[(4, "B\nA\nA\n")], &["RSP-1 pass", "LIFE-1 warn"])]
#[case::late_and_wrong(&[(4, "B\nC\n")], &["RSP-1 pass", "LIFE-1 warn"])]
fn an_optional_reply_may_be_late(#[case] came: &[(usize, &str)], #[case] expected: &[&str]) {
    run_with_spec(spec("\"line\""), || {
        let steps = format!(
            "{ASKS}\n{{ expect = \"reply\", text = \"A\", optional = true, clause = \"RSP-1\" }},\n{{ send = \"y\\n\" }},\n\
             {{ expect = \"reply\", text = \"B\", clause = \"LIFE-1\" }},"
        );
        let case = case("tcp-server/a/b", "\"RSP-1\", \"LIFE-1\"", &steps);
        let seen = came.iter().map(|(step, text)| (*step, received(text))).collect();
        assert_eq!(said(&case, &transcript(seen)), expected);
    });
}

/// A protocol may leave open what comes when the other side has ended its sending. What came before is judged.
#[rstest]
#[case::judged("", &["A\n"], &["B\n"], "fail")]
#[case::open("\nat-the-end = \"open\"", &["A\n"], &["B\n"], "pass")]
#[case::before_the_end("\nat-the-end = \"open\"", &["A\nB\n"], &["C\n"], "fail")]
#[case::the_reply_itself("\nat-the-end = \"open\"", &[], &["C\n"], "fail")]
fn what_comes_behind_the_end(
    #[case] role: &str,
    #[case] before: &[&str],
    #[case] behind: &[&str],
    #[case] expected: &str,
) {
    run_with_spec(spec(&format!("\"line\"{role}")), || {
        let steps =
            format!("{ASKS}\n{{ expect = \"reply\", text = \"A\", clause = \"RSP-1\" }},\n{{ half-close = \"a\" }},");
        let case = case("tcp-server/a/b", "\"RSP-1\"", &steps);
        let mut seen: Vec<(usize, Happening)> = before.iter().map(|text| (2, received(text))).collect();
        seen.push((3, Happening::HalfClosed { peer: "a".to_owned() }));
        seen.extend(behind.iter().map(|text| (3, received(text))));
        assert_eq!(said(&case, &transcript(seen)), [format!("RSP-1 {expected}")]);
    });
}

#[rstest]
#[case::beside_another("\"line\"", "text = \"A\", ", "`text` can't stand beside `in-any-order`")]
#[case::of_a_stream("\"stream\"", "", "`in-any-order` needs messages that end")]
fn what_can_not_come_in_any_order(#[case] unit: &str, #[case] beside: &str, #[case] expected: &str) {
    run_with_spec(spec(unit), || {
        let steps = format!(
            "{ASKS}\n{{ expect = \"reply\", {beside}in-any-order = [{{ text = \"B\" }}], clause = \"RSP-1\" }},"
        );
        let text = format!("summary = \"x\"\nclauses = [\"RSP-1\"]\nsteps = [\n{steps}\n]\n");
        let error = case::parse("case.toml", "tcp-server/a/b".parse().unwrap(), &text).unwrap_err().render(false);
        assert!(error.contains(expected), "{error}");
    });
}

/// Two replies that come at once are two messages, each for its own expectation.
#[rstest]
#[case::both("A\nB\n", &["RSP-1 pass", "LIFE-1 pass"])]
#[case::one("A\n", &["RSP-1 pass", "LIFE-1 warn"])]
#[case::the_other_first("B\nA\n", &["RSP-1 fail", "LIFE-1 warn"])]
fn expectations_take_messages_in_turn(#[case] came: &str, #[case] expected: &[&str]) {
    run_with_spec(spec("\"line\""), || {
        let steps = format!(
            "{ASKS}\n{{ expect = \"reply\", text = \"A\", clause = \"RSP-1\" }},\n\
             {{ expect = \"reply\", text = \"B\", clause = \"LIFE-1\" }},"
        );
        let case = case("tcp-server/a/b", "\"RSP-1\", \"LIFE-1\"", &steps);
        assert_eq!(said(&case, &transcript(vec![(2, received(came))])), expected);
    });
}

/// A server's behaviour after the request to stop is no failure, and a server that failed before is blamed only there.
#[test]
fn a_server_is_blamed_for_its_own_end_once() {
    run_with_spec(spec("\"line\""), || {
        let steps = "{ connect = \"a\" },\n{ expect = \"nothing\", clause = \"LIFE-1\" },\n{ stop = true },\n\
                     { start = true },\n{ connect = \"b\" },\n{ expect = \"nothing\", clause = \"LIFE-1\" },";
        let case = case("tcp-server/a/b", "\"LIFE-1\"", steps);
        let stopped = vec![
            (2, Happening::StopAsked { program: Side::Server, signal: "SIGINT".to_owned() }),
            (2, Happening::Exited { program: Side::Server, status: ExitStatus::Signal("SIGINT".to_owned()) }),
            (3, Happening::Started { program: Side::Server }),
        ];
        assert_eq!(said(&case, &transcript(stopped)), ["LIFE-1 pass"]);
        let died = vec![(1, Happening::Exited { program: Side::Server, status: ExitStatus::Code(1) })];
        assert_eq!(said(&case, &transcript(died)), ["LIFE-1 warn"]);
    });
}

#[rstest]
#[case::loud(&["LOUD\n"], "noted loud")]
#[case::quiet(&[], "noted quiet")]
#[case::neither(&["x\n"], "noted other")]
fn an_info_clause_names_what_was_seen(#[case] pieces: &[&str], #[case] expected: &str) {
    run_with_spec(spec("\"line\""), || {
        let names = "names = { loud = { regex = '[A-Z]+' }, quiet = { nothing = true } }";
        let steps = format!("{ASKS}\n{{ expect = \"one-of\", {names}, otherwise = \"other\", clause = \"OPEN-1\" }},");
        let case = case("tcp-server/a/b", "\"OPEN-1\"", &steps);
        let seen = pieces.iter().map(|piece| (2, received(piece))).collect();
        assert_eq!(said(&case, &transcript(seen)), [format!("OPEN-1 {expected}")]);
    });
}

/// A client's message, and what it prints of the answer.
#[rstest]
#[case::right("hello\n", "> HELLO\n", &["REQ-1 pass", "CON-1 pass"])]
#[case::no_line_end("hello", "> HELLO\n", &["REQ-1 fail", "CON-1 pass"])]
#[case::two_messages("hello\nhello\n", "> HELLO\n", &["REQ-1 fail", "CON-1 pass"])]
#[case::prints_nothing("hello\n", "", &["REQ-1 pass", "CON-1 fail"])]
fn a_client_sends_and_prints(#[case] sent: &str, #[case] printed: &str, #[case] expected: &[&str]) {
    run_with_spec(spec("\"line\""), || {
        let steps = "{ type = \"hello\" },\n{ expect = \"sends\", text = \"hello\", clause = \"REQ-1\" },\n\
                     { reply = \"HELLO\\n\" },\n{ expect = \"prints\", text = \"HELLO\", clause = \"CON-1\" },";
        let case = case("tcp-client/a/b", "\"REQ-1\", \"CON-1\"", steps);
        let printed =
            Happening::Printed { program: Side::Client, stream: Stream::Out, bytes: printed.as_bytes().into() };
        let seen = vec![(1, received(sent)), (3, printed), (3, closed())];
        assert_eq!(said(&case, &transcript(seen)), expected);
    });
}

/// A last line without a line feed: what must only come has come, and what must be a line is none.
#[rstest]
#[case::anything("anything = true", "pass")]
#[case::another("not = { text = \"AB\" }", "pass")]
#[case::a_line("text = \"malformed\"", "fail")]
fn a_last_line_need_not_end(#[case] what: &str, #[case] expected: &str) {
    run_with_spec(spec("\"line\""), || {
        let steps = format!("{ASKS}\n{{ expect = \"reply\", {what}, clause = \"RSP-1\" }},");
        let case = case("tcp-server/a/b", "\"RSP-1\"", &steps);
        let seen = vec![(2, received("malformed")), (2, closed())];
        assert_eq!(said(&case, &transcript(seen)), [format!("RSP-1 {expected}")]);
    });
}

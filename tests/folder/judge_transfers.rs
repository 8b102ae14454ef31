//! The general judge on datagrams that come again, on those that need not come, and on files.

use rstest::rstest;
use sockspec::case::{self, Case};
use sockspec::judge::{Judge, general::GeneralJudge};
use sockspec::protocol::{self, Home, Spec, Texts, run_with_spec};
use sockspec::transcript::{Happening, Seen, Transcript};

const TEXT: &str = "**`A-1` MUST.** It is.\n\n**`A-2` MUST.** It is so, too.\n";
const TOML: &str = "name = \"x\"\ntitle = \"x\"\n\
                    [roles.server]\nside = \"server\"\ntransport = \"udp\"\nport = 7\nrepeats-after = \"200ms\"\n\
                    [roles.client]\nside = \"client\"\ntransport = \"udp\"\nport = 7\nrepeats-after = \"200ms\"\n";

fn spec() -> &'static Spec {
    let texts = Texts { toml_name: "protocol.toml", toml: TOML, markdown_name: "PROTOCOL.md", markdown: TEXT };
    protocol::read_definition(texts, Home::BuiltIn).unwrap().spec
}

fn case(id: &str, steps: &str) -> Case {
    let text = format!("summary = \"x\"\nclauses = [\"A-1\"]\nsteps = [\n{steps}\n]\n");
    case::parse("case.toml", id.parse().unwrap(), &text).unwrap_or_else(|error| panic!("{}", error.render(false)))
}

/// The events, each at a time in milliseconds and in a step. `>` sends from socket `a`; anything else comes to the
/// socket before the colon.
fn transcript(seen: &[(u64, usize, &str)]) -> Transcript {
    let address = "127.0.0.1:9".parse().unwrap();
    let what = |text: &str| match text.split_once(':') {
        None => Happening::DatagramSent { peer: "a".to_owned(), to: address, bytes: text.as_bytes().into() },
        Some((peer, text)) => {
            Happening::DatagramReceived { peer: peer.to_owned(), from: address, bytes: text.as_bytes().into() }
        }
    };
    let seen = seen.iter().map(|(at, step, text)| Seen { at: at * 1000, step: Some(*step), what: what(text) });
    Transcript { seen: seen.collect(), capture: None }
}

fn said(case: &Case, transcript: &Transcript) -> Vec<String> {
    let findings = GeneralJudge.judge_case(case, transcript);
    findings.iter().map(|one| format!("{} {}", one.clause, one.verdict.word())).collect()
}

const FIRST: &str = "{ bind = \"a\" }, { send = \"x\", on = \"a\" },
    { expect = \"reply\", text = \"1\", from = \"any\", on = \"a\", clause = \"A-1\" },";

#[rstest]
#[case::passed_over("text = \"2\"", &[(0, 1, ">"), (1, 2, "a:1"), (900, 2, "a:1"), (950, 2, ">"), (951, 3, "a:2")], "pass")]
#[case::again("again = true", &[(0, 1, ">"), (1, 2, "a:1"), (900, 3, "a:1")], "pass")]
#[case::something_else("again = true", &[(0, 1, ">"), (1, 2, "a:1"), (900, 3, "a:2")], "fail")]
#[case::never("again = true", &[(0, 1, ">"), (1, 2, "a:1")], "fail")]
#[case::need_not("text = \"2\", optional = true", &[(0, 1, ">"), (1, 2, "a:1")], "pass")]
#[case::must_not("text = \"2\", optional = true", &[(0, 1, ">"), (1, 2, "a:1"), (2, 3, "a:3")], "fail")]
#[case::both("all = [{ regex = '[0-9]' }, { not = [{ text = \"1\" }, { text = \"3\" }] }]", &[(0, 1, ">"), (1, 2, "a:1"), (2, 3, "a:2")], "pass")]
#[case::not_both("all = [{ regex = '[0-9]' }, { not = [{ text = \"1\" }, { text = \"3\" }] }]", &[(0, 1, ">"), (1, 2, "a:1"), (2, 3, "a:3")], "fail")]
fn the_second_reply(#[case] what: &str, #[case] seen: &[(u64, usize, &str)], #[case] expected: &str) {
    run_with_spec(spec(), || {
        let steps = format!("{FIRST} {{ expect = \"reply\", {what}, from = \"any\", on = \"a\", clause = \"A-2\" }},");
        let verdicts = said(&case("server/a/b", &steps), &transcript(seen));
        assert_eq!(verdicts, ["A-1 pass".to_owned(), format!("A-2 {expected}")]);
    });
}

/// A message that must not come at all may not come as a copy either, unless the program repeats itself after a
/// silence.
#[rstest]
#[case::by_itself(&[(0, 1, ">"), (1, 2, "a:1"), (900, 3, "a:1")], "pass")]
#[case::on_the_heels(&[(0, 1, ">"), (1, 2, "a:1"), (899, 2, ">"), (900, 3, "a:1")], "fail")]
#[case::twice_at_once(&[(0, 1, ">"), (1, 2, "a:1"), (2, 3, "a:1")], "fail")]
#[case::something_else(&[(0, 1, ">"), (1, 2, "a:1"), (900, 3, "a:2")], "fail")]
fn nothing_more(#[case] seen: &[(u64, usize, &str)], #[case] expected: &str) {
    run_with_spec(spec(), || {
        let steps = format!("{FIRST} {{ expect = \"nothing\", on = \"a\", clause = \"A-2\" }},");
        let verdicts = said(&case("server/a/b", &steps), &transcript(seen));
        assert_eq!(verdicts, ["A-1 pass".to_owned(), format!("A-2 {expected}")]);
    });
}

/// A program that does not come so far is not blamed for the rest.
#[rstest]
#[case(&[(0, 1, ">"), (1, 2, "a:0"), (2, 2, "a:5")], &["A-1 skipped", "A-2 skipped"])]
#[case(&[(0, 1, ">"), (1, 2, "a:1"), (2, 3, "a:5")], &["A-1 pass", "A-2 fail"])]
fn a_case_may_end_early(#[case] seen: &[(u64, usize, &str)], #[case] expected: &[&str]) {
    run_with_spec(spec(), || {
        let first = FIRST.replace("from", "or-skip = \"it is simple\", from");
        let steps = format!("{first} {{ expect = \"reply\", text = \"2\", on = \"a\", clause = \"A-2\" }},");
        assert_eq!(said(&case("server/a/b", &steps), &transcript(seen)), expected);
    });
}

/// A client's message is judged by the socket to which it comes.
#[rstest]
#[case(&[(0, 1, "server:x"), (1, 2, "a:y")], "pass")]
#[case(&[(0, 1, "server:x"), (1, 2, "server:y")], "fail")]
fn a_client_sends_to_one_of_several_sockets(#[case] seen: &[(u64, usize, &str)], #[case] expected: &str) {
    run_with_spec(spec(), || {
        let steps = "{ bind = \"a\" }, { expect = \"sends\", text = \"x\", clause = \"A-1\" },
                     { expect = \"sends\", text = \"y\", on = \"a\", clause = \"A-2\" },";
        let verdicts = said(&case("client/a/b", steps), &transcript(seen));
        assert!(verdicts.contains(&format!("A-2 {expected}")), "{verdicts:?}");
    });
}

#[rstest]
#[case("text = \"7\"", Some("7"), "pass")]
#[case("text = \"7\"", Some("8"), "fail")]
#[case("text = \"7\"", None, "fail")]
#[case("absent = true", None, "pass")]
#[case("absent = true", Some(""), "fail")]
fn a_file_is_judged_as_it_was_seen(#[case] what: &str, #[case] content: Option<&str>, #[case] expected: &str) {
    run_with_spec(spec(), || {
        let steps = format!("{{ bind = \"a\" }}, {{ expect = \"file\", name = \"f\", {what}, clause = \"A-1\" }},");
        let content = content.map(|content| content.as_bytes().into());
        let what = Happening::FileSeen { name: "f".to_owned(), content };
        let transcript = Transcript { seen: vec![Seen { at: 0, step: Some(1), what }], capture: None };
        assert_eq!(said(&case("server/a/b", &steps), &transcript), [format!("A-1 {expected}")]);
    });
}

/// Numbers are bytes, the most significant first unless the key says otherwise.
#[test]
fn numbers_are_bytes() {
    run_with_spec(spec(), || {
        let steps =
            "{ bind = \"a\" }, { send = [{ u8 = 1 }, { u16 = 0x203 }, { u32 = 4 }, { u16le = 5 }, { u32le = 6 }] },
                     { expect = \"nothing\", clause = \"A-1\" }";
        let case = case("server/a/b", steps);
        let case::Step::Send { payload, .. } = &case.steps[1] else { panic!("{:?}", case.steps[1]) };
        assert_eq!(payload.to_vec(), [1, 2, 3, 0, 0, 0, 4, 5, 0, 6, 0, 0, 0]);
    });
}

/// A list that is repeated, in which numbers count.
#[test]
fn repeated_numbers_count() {
    run_with_spec(spec(), || {
        let steps =
            "{ bind = \"a\" }, { send = { repeated = [\"I\", { u16 = 255, step = 1 }, { u8 = 7 }], times = 3 } },
                     { expect = \"nothing\", clause = \"A-1\" }";
        let case = case("server/a/b", steps);
        let case::Step::Send { payload, .. } = &case.steps[1] else { panic!("{:?}", case.steps[1]) };
        assert_eq!(payload.to_vec(), b"I\x00\xff\x07I\x01\x00\x07I\x01\x01\x07");
        // Nothing stays nothing, and is not laid out a million million times.
        let nothing = "{ bind = \"a\" }, { send = { repeated = [], times = 1000000000000 } },
                       { expect = \"nothing\", clause = \"A-1\" }";
        let case::Step::Send { payload, .. } = &self::case("server/a/b", nothing).steps[1] else { panic!() };
        assert!(payload.to_vec().is_empty());
    });
}

/// A case that uses all of this is written as it was read.
#[test]
fn what_is_written_reads_back() {
    let folder = sockspec::folder::ProtocolFolder::built_in("tftp").unwrap().unwrap();
    run_with_spec(folder.spec, || {
        for case in folder.load_cases().unwrap() {
            let read = case::parse("case.toml", case.id.clone(), &case::to_toml(&case));
            let read = read.unwrap_or_else(|error| panic!("{}", error.render(false)));
            assert_eq!(read.steps, case.steps, "{}", case.id);
        }
    });
}

//! `sockspec protocol`: the built-in protocols, a new one, and what one lacks.

use super::{Bench, has_namespaces};
use crate::python27::skipped;
use rstest::rstest;
use sockspec::implementation::Tool;
use std::fs;

/// A bench that holds the new protocol `greeting`.
fn greeting() -> Bench {
    let bench = Bench::new();
    bench.run(&["protocol", "new", "greeting"]).assert_code(0);
    bench
}

/// Writes `new` in place of `old` into a file of the protocol.
fn edit(bench: &Bench, file: &str, old: &str, new: &str) {
    let path = bench.path("greeting").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file}: {old}");
    fs::write(path, text.replacen(old, new, 1)).unwrap();
}

/// Whether the reference of a new protocol can be run here, in pairs too; if not, that is said.
fn can_run() -> bool {
    if Tool::Python3.find().is_err() {
        skipped("the reference of a new protocol needs Python 3");
        return false;
    }
    has_namespaces()
}

#[test]
fn the_built_in_protocols_are_listed() {
    let bench = Bench::new();
    let outcome = bench.run(&["protocol", "list"]);
    let lines: Vec<&str> = outcome.assert_code(0).out.lines().collect();
    let names: Vec<&str> = lines.iter().step_by(3).copied().collect();
    assert_eq!(names[0], "set-statistics", "the default comes first");
    assert!(names[1..].is_sorted() && names.contains(&"simple-services"), "{names:?}");
    let uppercase = names.iter().position(|name| *name == "uppercase").unwrap();
    assert_eq!(lines[3 * uppercase + 1], "  The textbook's first pair: the server answers a sentence in upper case");
    let counts = regex::Regex::new("^  [1-9][0-9]* clauses, [1-9][0-9]* cases; [a-z, -]+$").unwrap();
    assert!(lines.iter().skip(2).step_by(3).all(|line| counts.is_match(line)), "{outcome:?}");
}

#[test]
fn help_says_how_to_choose_one() {
    let bench = Bench::new();
    for words in [&["--help"][..], &["run", "--help"]] {
        let help = bench.run(words).out;
        let example = help.lines().find(|line| line.trim().starts_with("sockspec run . --protocol uppercase "));
        assert!(example.is_some(), "{help}");
    }
    bench.run(&["protocol", "check", "--help"]).assert_code(0).pin(&bench, "protocol-check-help");
}

#[test]
fn an_implementation_in_its_folder_needs_no_flag() {
    if !can_run() {
        return;
    }
    let bench = greeting();
    let manifest = "greeting/implementations/reference/sockspec.toml";
    let text = fs::read_to_string(bench.path(manifest)).unwrap();
    fs::write(bench.path(manifest), text.replace("protocol = \"../..\"\n", "")).unwrap();
    for path in [manifest, "greeting/implementations/reference"] {
        let run = bench.run(&["run", path, "--generated", "0"]);
        assert!(run.assert_code(0).out.contains(" 0 failed, 0 warned"), "{run:?}");
    }
}

#[test]
fn a_new_one_runs_at_once_and_lacks_nothing() {
    let bench = Bench::new();
    let written = bench.run(&["protocol", "new", "greeting"]);
    written.assert_code(0).pin(&bench, "protocol-new");
    if !can_run() {
        return;
    }
    let next: Vec<&str> = written.out.lines().last().unwrap().split_whitespace().skip(1).collect();
    let ran = bench.run(&next);
    ran.assert_code(0);
    for role in ["tcp-server", "tcp-client", "udp-server", "tcp-pair"] {
        assert!(ran.out.lines().any(|line| line.contains(role) && line.ends_with(" pass")), "{role}: {ran:?}");
    }
    assert!(ran.out.contains(" 0 failed, 0 warned, "), "{ran:?}");
    bench.run(&["protocol", "check", "greeting"]).assert_code(0).pin(&bench, "protocol-check-no-complaint");
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let bench = greeting();
    bench.file("greeting/protocol.toml", "mine");
    bench.run(&["protocol", "new", "greeting"]).assert_code(2).pin(&bench, "protocol-new-holds-something");
    assert_eq!(fs::read_to_string(bench.path("greeting/protocol.toml")).unwrap(), "mine");
}

#[test]
fn an_empty_folder_is_used() {
    let bench = Bench::new();
    fs::create_dir(bench.path("greeting")).unwrap();
    bench.run(&["protocol", "new", "greeting"]).assert_code(0);
    let toml = fs::read_to_string(bench.path("greeting/protocol.toml")).unwrap();
    assert!(toml.starts_with("name = \"greeting\"\n"), "{toml}");
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let bench = Bench::new();
    bench.file("file", "");
    bench.run(&["protocol", "new", "file/greeting"]).assert_code(2).pin(&bench, "protocol-new-unwritable");
}

#[rstest]
#[case::a_built_in_one("uppercase", "uppercase", "sockspec run --protocol ./uppercase")]
#[case::no_name("My Lab", "my-protocol", "sockspec run --protocol 'My Lab'")]
#[case::below("labs/first-one", "first-one", "sockspec run --protocol labs/first-one")]
fn the_folder_is_named_as_it_has_to_be_typed(#[case] folder: &str, #[case] name: &str, #[case] next: &str) {
    let bench = Bench::new();
    let written = bench.run(&["protocol", "new", folder]);
    assert_eq!(written.assert_code(0).out.lines().last().unwrap().trim(), next);
    let toml = fs::read_to_string(bench.path(folder).join("protocol.toml")).unwrap();
    assert!(toml.starts_with(&format!("name = \"{name}\"\n")), "{toml}");
}

const MANIFEST: &str = "implementations/reference/sockspec.toml";
const OF_UDP: &str = "[udp-server]\ncommand = [\"{python3}\", \"udp_server.py\", \"{port}\"]\n";
const KNOWN: &str = "[[known-failing]]\ncase = \"udp-server/*\"\nclause = \"RSP-2\"\nreason = \"none\"\n";

/// Each complaint, by itself.
#[rstest]
#[case("unnamed-clause", "PROTOCOL.md", "## 3. Console", "**`LIFE-9` MUST (servers).** It lasts.\n\n## 3. Console")]
#[case("no-case-of-a-role", "PROTOCOL.md", "`RSP-3` INFO (tcp-server).", "`RSP-3` INFO (servers).")]
#[case("ends-anyhow", "cases/tcp-client/errors/refused.toml", "how = \"failure\", clause", "how = \"any\", clause")]
#[case("promises-too-much", "cases/tcp-server/basics/greets.toml", "\"LIFE-2\"]", "\"LIFE-2\", \"LIFE-3\"]")]
#[case("no-such-step", "cases/tcp-server/life/restart.toml", "{ connect = \"leaves\" }", "{ conect = \"leaves\" }")]
#[case("no-program", MANIFEST, OF_UDP, "")]
#[case("not-installed", MANIFEST, "\"{python3}\", \"udp_server.py\"", "\"no-such-program\"")]
#[case("wrong-reference", "cases/udp-server/basics/greets.toml", "\"Hello, Grace!\"", "\"Hi, Grace!\"")]
#[case("out-of-date", MANIFEST, OF_UDP, &format!("{OF_UDP}\n{KNOWN}"))]
#[case("model-that-greets", "model.py", "print(json.dumps(reply)", "print(\"hello\"")]
#[case("model-that-leaves-it-open", "model.py", "name == message)", "name != message)")]
#[case("manifest-with-a-typo", MANIFEST, "language =", "langage =")]
#[case("no-such-side", "protocol.toml", "side = \"server\"", "side = \"sever\"")]
#[case("no-such-level", "PROTOCOL.md", "`REQ-1` MUST", "`REQ-1` MAY")]
fn a_complaint_names_the_file(#[case] name: &str, #[case] file: &str, #[case] old: &str, #[case] new: &str) {
    if !can_run() {
        return;
    }
    let bench = greeting();
    edit(&bench, file, old, new);
    let outcome = bench.run(&["protocol", "check", "greeting"]);
    outcome.assert_code(1).pin(&bench, &format!("protocol-check-{name}"));
    assert!(outcome.out.contains(file) || outcome.out.contains("greeting/protocol.toml"), "{outcome:?}");
    assert!(outcome.out.lines().last().unwrap().starts_with("1 complaint"), "{outcome:?}");
}

#[test]
fn a_built_in_one_can_be_checked() {
    if !can_run() {
        return;
    }
    let bench = Bench::new();
    let outcome = bench.run(&["protocol", "check", "uppercase"]);
    outcome.assert_code(0);
    assert!(outcome.out.contains("no complaint: uppercase has "), "{outcome:?}");
}

#[test]
fn what_is_no_protocol_cannot_be_checked() {
    let bench = Bench::new();
    let outcome = bench.run(&["protocol", "check", "upercase"]);
    outcome.assert_code(2);
    assert!(outcome.err.contains("`upercase` is no protocol"), "{outcome:?}");
    // A folder may become one: what is missing is a complaint.
    fs::create_dir(bench.path("empty")).unwrap();
    let outcome = bench.run(&["protocol", "check", "empty"]);
    outcome.assert_code(1);
    assert!(outcome.out.contains("empty/protocol.toml"), "{outcome:?}");
}

/// The derived and drawn cases of the new protocol, as case files: its reference passes them too.
#[test]
fn the_reference_of_a_new_one_passes_what_is_derived_and_drawn() {
    if !can_run() {
        return;
    }
    let bench = greeting();
    let listed = bench.run(&["list", "--protocol", "greeting"]);
    assert!(listed.out.lines().filter(|line| line.contains("/derived/")).count() > 40, "{listed:?}");
    let ran = bench.run(&["run", "--protocol", "greeting"]);
    ran.assert_code(0);
    assert!(ran.out.contains(" generated") && ran.out.contains(" 0 failed, 0 warned, "), "{ran:?}");
}

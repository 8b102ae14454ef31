//! Twelve dialects of set-statistics: right programs in Python 3 and Node have no finding under them, and findings under the
//! plain protocol; wrong ones are caught.

use super::{Ran, has_pairs, root, run};
use rstest::rstest;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The dialects, each with a clause that its right programs break under the plain protocol.
const DIALECTS: [(&str, &str); 12] = [
    ("bare-list", "CON-4"),
    ("commas", "TCP-C-1"),
    ("joined-length", "CON-1"),
    ("kept-length", "CON-3"),
    ("no-length", "CON-1"),
    ("one-client", "TCP-S-3"),
    ("other-order", "CON-2"),
    ("other-words", "CON-2"),
    ("quiet", "CON-3"),
    ("to-sender", "UDP-C-1"),
    ("two-decimals", "TCP-C-1"),
    ("two-results", "CON-2"),
];

/// What every family of a dialect's cases is shown by, in few trials.
const SOME: [&str; 8] = [
    "*/published/*",
    "*/basics/*",
    "*/robust/n*",
    "*/robust/l*",
    "*/message/*",
    "*/errors/f*",
    "*/cuts/*",
    "*/clients/a*",
];

fn home(dialect: &str) -> PathBuf {
    root("fixtures/dialects").join(dialect)
}

/// Runs some cases of a dialect against implementations, or of another protocol.
fn run_some(protocol: &str, implementations: &[&str]) -> Ran {
    let mut words = vec!["run", "--protocol", protocol, "--generated", "0", "--strict", "--regressions", "leave"];
    words.extend(SOME.iter().flat_map(|pattern| ["--run", pattern]));
    words.extend(implementations);
    run(&words)
}

#[rstest]
fn a_dialect_is_a_file_of_a_few_lines(#[values(0, 3, 6, 9)] first: usize) {
    for (dialect, _) in &DIALECTS[first..first + 3] {
        let text = fs::read_to_string(home(dialect).join("protocol.toml")).unwrap();
        assert!(text.lines().count() <= 25, "{dialect}");
        let ran = run_some(home(dialect).to_str().unwrap(), &["reference"]);
        assert!(ran.code == Some(0), "{dialect}: {}", ran.text);
    }
}

#[rstest]
#[case::each_family(&["no-length", "kept-length", "joined-length", "other-words"])]
#[case::each_line(&["quiet", "bare-list", "other-order", "two-results"])]
#[case::each_form(&["commas", "to-sender", "one-client", "two-decimals"])]
fn right_programs_have_no_finding(#[case] dialects: &[&str]) {
    for dialect in dialects {
        let (python, node) = (home(dialect).join("python"), home(dialect).join("node"));
        let ran = run_some(home(dialect).to_str().unwrap(), &[python.to_str().unwrap(), node.to_str().unwrap()]);
        if !ran.skips() && has_pairs(&ran.text) {
            assert_eq!(ran.code, Some(0), "{dialect}: {}", ran.text);
        }
    }
}

/// Under the plain protocol they have findings; a manifest that names its dialect says so itself.
#[test]
fn the_plain_protocol_finds_a_dialect() {
    for (dialect, clause) in DIALECTS {
        // Its clients take one argument, which the plain protocol's never do.
        let right = home(dialect).join(if dialect == "one-client" { "node" } else { "python" });
        let words = ["run", "--protocol", "set-statistics", "--generated", "0", "--regressions", "leave"];
        let cases = ["--run", "*/published/*", "--run", "*-server/clients/alike", "--strict"];
        let ran = run(&[words.as_slice(), cases.as_slice(), &[right.to_str().unwrap()]].concat());
        if ran.skips() {
            return;
        }
        let broken = ran.broken().into_values().flatten().collect::<BTreeSet<String>>();
        assert!(broken.contains(clause), "{dialect}: {broken:?}");
    }
}

#[test]
fn wrong_programs_are_caught() {
    for (dialect, _) in DIALECTS {
        let wrong = fs::read_dir(home(dialect).join("wrong")).unwrap().map(|entry| entry.unwrap().path());
        let wrong: Vec<String> = wrong.map(|path| path.display().to_string()).collect();
        assert_eq!(wrong.len(), 2, "{dialect}");
        let mut words = vec!["run", "--generated", "0", "--regressions", "leave", "--run", "*/published/*"];
        words.extend(["--run", "*/basics/*"]);
        words.extend(wrong.iter().map(String::as_str));
        let ran = run(&words);
        if ran.skips() {
            return;
        }
        let caught = ran.broken().into_iter().filter(|(_, clauses)| !clauses.is_empty()).count();
        assert_eq!(caught, 2, "{dialect}: {}", ran.text);
    }
}

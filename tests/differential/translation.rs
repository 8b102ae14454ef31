//! A faithful translation of the original to Python 3 is another program: `sockspec diff` finds the differences by
//! itself.

use super::{Diff, diff, subject};
use crate::python27;
use sockspec::implementation::Tool;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The differences of any Python 3 from 3.6 on.
const ALWAYS: [&str; 5] = [
    "answers: foreign-digits",
    "answers: foreign-space",
    "answers: underscores",
    "spelling/digits",
    "spelling/notation",
];
/// The difference of CPython from 3.12 on.
const COMPENSATED: &str = "value/both-right: numbers";

/// Whether this Python's `sum` is compensated.
fn compensates(python: &Path) -> bool {
    let program = "import sys; sys.exit(sum([1e16, 1.0, -1e16]) != 1.0)";
    Command::new(python).args(["-c", program]).status().is_ok_and(|status| status.success())
}

/// A Python 3 whose `sum` is compensated.
fn compensating() -> Option<PathBuf> {
    let home = std::env::home_dir().unwrap_or_default().join(".pyenv/versions");
    let installed = std::fs::read_dir(home).into_iter().flatten().flatten().map(|one| one.path().join("bin/python3"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::split_paths(&path)
        .flat_map(|folder| ["python3", "python3.12", "python3.13", "python3.14"].map(|name| folder.join(name)));
    named.chain(installed).filter(|path| path.is_file()).find(|path| compensates(path))
}

/// The findings of generators, without the case files.
fn against(other: &str, python: &Path) -> Diff {
    let translation = subject("python3-translation");
    let families = ["--run", "udp-server/generated/numbers", "--run", "udp-server/generated/malformed"];
    let seed = ["--seed", "8", "-j2"];
    diff(&[&[other, translation.as_str()], &families[..], &seed[..]].concat(), &[("SOCKSPEC_PYTHON3", python)])
}

fn check(found: &Diff, python: &Path) {
    assert_eq!((found.code, found.report["flaky"].as_array().unwrap().len()), (Some(1), 0), "{}", found.out);
    let mut expected: Vec<&str> = ALWAYS.to_vec();
    expected.extend(compensates(python).then_some(COMPENSATED));
    let kinds = found.kinds();
    assert!(expected.iter().all(|kind| kinds.contains(*kind)), "{kinds:?}\n{}", found.out);
    // Whether a sum is compensated is seen in both directions.
    assert_eq!(kinds.contains(COMPENSATED), compensates(python), "{}", found.out);
    for kind in expected {
        let (kind, input) = kind.split_once(": ").unwrap_or((kind, ""));
        let one = found.of_kind(kind, input);
        let is_small = one["after"][0].as_u64().unwrap() <= 3;
        assert!(is_small || !one["stopped_by"].is_null(), "{one}");
    }
    let given = |kind: &str, input: &str| found.of_kind(kind, input)["given"].as_str().unwrap().to_owned();
    assert!(given("answers", "foreign-digits").is_ascii(), "bytes are escaped");
    assert!(given("answers", "underscores").contains('_'));
}

#[test]
fn generators_find_what_a_translation_of_the_original_does_otherwise() {
    let Some(original) = python27::cpython("a comparison with the original") else { return };
    let Some(python) = compensating().or_else(|| Tool::Python3.find().ok()) else {
        return python27::skipped("a comparison with a translation: there is no Python 3");
    };
    if !compensates(&python) {
        python27::skipped("compensated summation: there is no CPython 3.12 or later");
    }
    eprintln!("{} against {}", original.display(), python.display());
    check(&against("original", &python), &python);
}

/// The same without a Python 2.7. The reference is right when the original is, and survives inputs that end the
/// original.
#[test]
fn generators_find_what_a_translation_does_otherwise_than_the_reference() {
    let Ok(python) = Tool::Python3.find() else {
        return python27::skipped("a comparison with a translation: there is no Python 3");
    };
    let found = against("reference", &python);
    check(&found, &python);
    let ends = |kind: &String| kind.starts_with("ends: ");
    assert!(found.kinds().iter().any(ends), "the translation ends where the reference goes on: {}", found.out);
}

#[test]
fn case_files_show_it_too_and_the_command_that_is_told_shows_it_again() {
    let translation = subject("python3-translation");
    let run = |arguments: &[&str]| diff(&[&["reference", translation.as_str()], arguments].concat(), &[]);
    let cases = "tcp-server/not-numbers/{underscore,arabic-digit,no-break-space}";
    let found = run(&["--run", cases, "--run", "tcp-server/published/session"]);
    if found.is_skipped() {
        return;
    }
    let expected = ["answers: foreign-digits", "answers: foreign-space", "answers: underscores", "spelling/digits"];
    assert_eq!(found.kinds(), expected.map(str::to_owned).into(), "{}", found.out);
    let one = found.of_kind("answers", "underscores");
    let words: Vec<&str> = one["again"].as_str().unwrap().split(' ').collect();
    assert_eq!(words[..2], ["sockspec", "diff"]);
    assert_eq!(one["observed"][0], "no answer");
    assert!(one["case"].as_str().unwrap().contains("1_000"), "{one}");
    let again = diff(&words[2..], &[]);
    assert_eq!(again.kinds(), ["answers: underscores".to_owned()].into(), "{}", again.out);
    // The printed text: both observations, the differing part marked.
    let at = found.out.find("a number with underscores").unwrap();
    let block = &found.out[at..];
    assert!(block.contains("reference            no answer\n"), "{block}");
    assert!(block.contains("python3-translation  1001.0 1.0 1000.0 500.5\n"), "{block}");
    assert!(block.lines().any(|line| line.trim_start().starts_with('^')), "{block}");
}

#[test]
fn a_client_that_reads_more_is_told_by_what_it_was_sent() {
    let translation = subject("python3-translation");
    let families = ["--run", "udp-client/generated/errors", "--generated", "40", "--seed", "1", "-j2"];
    let found = diff(&[&["reference", translation.as_str()], &families[..]].concat(), &[]);
    if found.is_skipped() {
        return;
    }
    let kinds = found.kinds();
    assert!(kinds.contains("answers: underscores") && kinds.contains("answers: foreign-digits"), "{}", found.out);
}

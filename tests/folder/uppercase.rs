//! The textbook's pair: right programs in four languages, thirty wrong ones, and pairs of these.

use super::{root, run};
use rstest::rstest;
use std::collections::BTreeSet;

/// The handling of derived cases.
#[derive(PartialEq)]
enum Derived {
    Played,
    Skipped,
}

/// No right program is blamed, whatever it does with what the protocol leaves open. With programs that start quickly
/// the derived cases are tried too.
#[rstest]
#[case("python3", Derived::Played)]
#[case("node", Derived::Skipped)]
#[case("c", Derived::Played)]
#[case("java", Derived::Skipped)]
fn right_programs_pass(#[case] language: &str, #[case] derived: Derived) {
    let programs = root("fixtures/uppercase/correct").join(language);
    let mut words = vec!["run", "--protocol", "uppercase", "--strict", programs.to_str().unwrap()];
    if derived == Derived::Skipped {
        words.extend(["--skip", "*/derived/*"]);
    }
    let ran = run(&words);
    if !ran.skips() {
        assert_eq!(ran.code, Some(0), "{}", ran.text);
    }
}

/// A row of `fixtures/uppercase/wrong/FAULTS.md`.
struct Fault {
    name: String,
    clause: String,
    /// The clauses that follow from it; `None`: anything that needs an answer.
    follows: Vec<String>,
}

fn faults() -> Vec<Fault> {
    let text = std::fs::read_to_string(root("fixtures/uppercase/wrong/FAULTS.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let fault = |row: &str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let clauses = |cell: &str| {
            let words = cell.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-'));
            words.filter(|word| word.contains('-') && word.len() > 4).map(str::to_owned).collect()
        };
        Fault { name: cells[0].trim_matches('`').to_owned(), clause: cells[3].to_owned(), follows: clauses(cells[4]) }
    };
    rows.map(fault).collect()
}

#[test]
fn each_wrong_program_breaks_its_own_clause_and_what_follows_from_it() {
    let faults = faults();
    assert_eq!(faults.len(), 30);
    let folders: Vec<String> =
        faults.iter().map(|fault| root("fixtures/uppercase/wrong").join(&fault.name).display().to_string()).collect();
    // Derived and drawn cases find no other of them, and take long with programs that wait.
    let mut words = vec!["run", "--protocol", "uppercase", "--skip", "*/derived/*", "--generated", "0"];
    words.extend(folders.iter().map(String::as_str));
    let ran = run(&words);
    if ran.skips() {
        return;
    }
    assert_eq!(ran.code, Some(1), "{}", ran.text);
    let broken = ran.broken();
    for Fault { name, clause, follows } in faults {
        let found = broken.get(&name).cloned().unwrap_or_default();
        assert!(found.contains(&clause), "{name} breaks {clause}, and {found:?} was found");
        let expected: BTreeSet<String> = follows.into_iter().chain([clause]).collect();
        assert!(found.is_subset(&expected), "{name}: {found:?} was found, and {expected:?} is right");
    }
}

/// A client and a server with a fault each: each is blamed for its own, with every partner that is right.
#[test]
fn in_a_pair_each_is_blamed_for_its_own() {
    let wrong = |name: &str| root("fixtures/uppercase/wrong").join(name).display().to_string();
    let (client, server) = (wrong("sends-the-line-end"), wrong("adds-a-line-end"));
    let ran = run(&["matrix", "--protocol", "uppercase", "reference", &client, &server]);
    if ran.skips() || !crate::folder::has_pairs(&ran.text) {
        return;
    }
    let broken: Vec<(String, Vec<String>)> =
        ran.broken().into_iter().map(|(name, clauses)| (name, clauses.into_iter().collect())).collect();
    let expected = [("adds-a-line-end", "RSP-1"), ("sends-the-line-end", "REQ-1")];
    assert_eq!(broken, expected.map(|(name, clause)| (name.to_owned(), vec![clause.to_owned()])), "{}", ran.text);
}

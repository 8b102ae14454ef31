//! `diff` with a protocol that brings no comparison of its own: clause by clause.

use super::{Diff, diff};
use rstest::rstest;
use std::collections::BTreeSet;
use std::path::Path;

/// Compares the correct pair in Python 3 with another implementation of the textbook's protocol, in one case of its TCP
/// server.
fn with_another(other: &str, case: &str, more: &[&str]) -> Option<Diff> {
    let folder = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uppercase").join(name);
    let [right, other] = [folder("correct/python3"), folder(other)].map(|path| path.display().to_string());
    let cases = ["--run", case, "--generated", "0"];
    let words = ["--protocol", "uppercase", &right, &other].into_iter().chain(cases).chain(more.iter().copied());
    let diff = diff(&words.collect::<Vec<_>>(), &[]);
    (!diff.is_skipped()).then_some(diff)
}

#[rstest]
#[case::names_of_what_is_open("correct/c", "tcp-server/open/choices", &["named/RSP-2", "named/TCP-S-3"])]
#[case::a_clause_that_one_breaks("wrong/serves-one-client", "tcp-server/life/rude-clients", &["clause/LIFE-2"])]
fn what_two_do_otherwise_is_told_clause_by_clause(#[case] other: &str, #[case] case: &str, #[case] expected: &[&str]) {
    let Some(diff) = with_another(other, case, &[]) else { return };
    let kinds: BTreeSet<String> = expected.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(diff.kinds(), kinds, "{}", diff.out);
    assert_eq!(diff.code, Some(1), "{}", diff.out);
}

#[test]
fn a_program_does_not_differ_from_itself_even_if_every_byte_counts() {
    let Some(diff) = with_another("correct/python3", "tcp-server/open/choices", &["--exact"]) else { return };
    assert_eq!(diff.kinds(), BTreeSet::new(), "{}", diff.out);
    assert_eq!(diff.code, Some(0), "{}", diff.out);
}

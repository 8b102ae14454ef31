//! The table holds, it quotes PROTOCOL.md, and it leaves out no sentence that is marked as measured.

use super::row::Row;
use super::{Seen, rows};
use std::collections::BTreeSet;

const PROTOCOL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/protocols/set-statistics/PROTOCOL.md"));

/// Paragraphs that are marked as measured, and whose content no case can show: the paragraph's beginning, and the test
/// that holds it instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("The protocol was published as", "it explains the mark"),
    ("2. Into a pipe, Python, C and others", "tests/original/by_hand.rs"),
    ("4. Hard-coded ports: two runs", "tests/original/by_hand.rs"),
    ("5. A client that is killed half-way", "tests/cli/left_behind.rs: nothing is left of a run"),
    ("7. The originals need Python 2.7.", "tests/original/by_hand.rs"),
];

/// The text in one line, so that a quotation may go over a line's end.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The paragraphs, list items and lines of tables that say what was measured.
fn measured() -> Vec<String> {
    let mut found = Vec::new();
    let mut in_table = false;
    let mut in_list = false;
    for paragraph in PROTOCOL.split("\n\n") {
        let marked = paragraph.contains("easured*");
        let begins_list = flat(paragraph).starts_with("All of this was *measured*");
        // A marked head marks the text behind it: the lines of a table, the items of a list.
        let rows = paragraph.lines().filter(|line| line.starts_with('|')).skip(2);
        if paragraph.starts_with('|') && (marked || in_table) {
            found.extend(rows.map(flat));
        } else if in_list && paragraph.starts_with("1. ") {
            let items = paragraph.split('\n').fold(Vec::<String>::new(), |mut items, line| {
                if line.starts_with(|c: char| c.is_ascii_digit()) {
                    items.push(line.to_owned())
                } else {
                    items.last_mut().unwrap().push_str(line)
                }
                items
            });
            found.extend(items.iter().map(|item| flat(item)));
        } else if marked && !begins_list {
            found.push(flat(paragraph));
        }
        in_table = marked && !paragraph.starts_with('|');
        in_list = begins_list;
    }
    found
}

#[test]
fn all_that_was_measured_on_the_original_comes_out_of_a_run() {
    let Some(seen) = Seen::here() else { return };
    let wrong: Vec<String> = rows::all().flat_map(|row| row.wrong(seen)).collect();
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows::all().count(), wrong.join("\n"));
}

#[test]
fn every_row_quotes_the_protocol() {
    let text = flat(PROTOCOL);
    let foreign: Vec<&Row> = rows::all().filter(|row| !text.contains(&flat(row.says))).collect();
    assert!(foreign.is_empty(), "PROTOCOL.md does not say so: {foreign:#?}");
}

#[test]
fn every_measured_sentence_has_a_row() {
    let quoted: BTreeSet<String> = rows::all().map(|row| flat(row.says)).collect();
    let measured = measured();
    assert!(measured.len() >= 35, "{measured:#?}");
    let is_held = |paragraph: &String| {
        quoted.iter().any(|quotation| paragraph.contains(quotation))
            || ELSEWHERE.iter().any(|(head, _)| paragraph.starts_with(head))
    };
    let left_out: Vec<&String> = measured.iter().filter(|paragraph| !is_held(paragraph)).collect();
    assert!(left_out.is_empty(), "no row is about: {left_out:#?}");
    let gone: Vec<_> = ELSEWHERE.iter().filter(|(head, _)| !measured.iter().any(|one| one.starts_with(head))).collect();
    assert!(gone.is_empty(), "these are not marked as measured: {gone:?}");
}

#[test]
fn every_name_that_is_the_originals_has_a_row() {
    let text = flat(PROTOCOL);
    // "`truncated` (the original": the name in front of the words.
    let names = text.match_indices("` (the original").filter_map(|(at, _)| text[..at].rsplit('`').next());
    let names: BTreeSet<&str> = names.collect();
    assert!(names.len() >= 6, "{names:?}");
    let noted: BTreeSet<&str> = rows::all().filter_map(Row::name).collect();
    let left_out: Vec<_> = names.difference(&noted).collect();
    assert!(left_out.is_empty(), "no row is about: {left_out:?}");
}

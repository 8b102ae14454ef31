//! PROTOCOL.md names no clause that it does not state, and its contents lead to its headings.

use std::collections::BTreeSet;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/protocols/set-statistics/PROTOCOL.md"));

/// Whether a word is built like a clause's id: capitals, perhaps `-S` or `-C`, a number.
fn looks_like_an_id(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let capitals = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [family, last] => capitals(family) && number(last),
        [family, side, last] => capitals(family) && ["S", "C"].contains(side) && number(last),
        _ => false,
    }
}

#[test]
fn no_other_id_is_named() {
    let words = TEXT.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let named: BTreeSet<&str> = words.filter(|word| looks_like_an_id(word)).collect();
    let known: BTreeSet<&str> = sockspec::protocol::default().clauses().map(|id| id.as_str()).collect();
    assert_eq!(named, known);
}

#[test]
fn every_line_of_the_contents_leads_to_a_heading() {
    let anchor = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    let headings: Vec<String> = TEXT.lines().filter_map(|line| Some(anchor(line.strip_prefix("## ")?))).collect();
    let contents = TEXT.lines().filter_map(|line| line.strip_prefix("- [")?.split_once("](#"));
    let links: Vec<&str> = contents.map(|(_, link)| link.trim_end_matches(')')).collect();
    assert_eq!(links, headings);
}

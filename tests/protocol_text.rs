//! PROTOCOL.md and the table of clauses say the same: ids, levels, and the names of what may be observed.

use sockspec::protocol::clause::{ClauseId, Level};
use std::collections::BTreeSet;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/protocols/set-statistics/PROTOCOL.md"));

/// The beginning of the paragraph that states a clause.
fn head(id: ClauseId) -> String {
    format!("\n**`{id}` {}.** ", id.level())
}

/// All that stands between the head of a clause and that of the next one, or the next section.
fn paragraph(id: ClauseId) -> &'static str {
    let (_, rest) = TEXT.split_once(&head(id)).unwrap_or_else(|| panic!("no paragraph begins with{}", head(id)));
    let end = ["\n**`", "\n## ", "\n### "].iter().filter_map(|next| rest.find(next)).min();
    &rest[..end.unwrap_or(rest.len())]
}

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
fn every_clause_is_stated_once_with_its_level() {
    for &id in ClauseId::ALL {
        assert_eq!(TEXT.matches(&head(id)).count(), 1, "{id} {}", id.level());
    }
    let stated = TEXT.lines().filter(|line| line.starts_with("**`"));
    assert_eq!(stated.count(), ClauseId::ALL.len(), "a paragraph states what is no clause");
}

#[test]
fn no_other_id_is_named() {
    let words = TEXT.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let named: BTreeSet<&str> = words.filter(|word| looks_like_an_id(word)).collect();
    let known: BTreeSet<&str> = ClauseId::ALL.iter().map(|id| id.as_str()).collect();
    assert_eq!(named, known);
}

#[test]
fn every_name_of_what_may_be_observed_stands_with_its_clause() {
    for &id in ClauseId::ALL.iter().filter(|id| id.level() == Level::Info) {
        for name in id.behaviours() {
            assert!(paragraph(id).contains(&format!("`{name}`")), "{id} does not name `{name}`");
        }
    }
}

#[test]
fn clauses_stand_in_the_tables_order() {
    let places: Vec<_> = ClauseId::ALL.iter().map(|&id| TEXT.find(&head(id))).collect();
    assert!(places.is_sorted());
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

//! Names, lists of names, and clauses that a protocol names.

use crate::document::{FileError, Table, Text};
use crate::protocol::clause::ClauseId;
use crate::protocol::spec::Spec;

/// Refuses a text that is no name of `whose`: small letters, digits and hyphens.
pub(super) fn require_plain_name(name: &Text<'_>, whose: &str) -> Result<(), FileError> {
    if is_plain(name.value) {
        return Ok(());
    }
    let message = format!("`{}` can't be the name of {whose}", name.value.escape_debug());
    Err(name.error_at_text(
        message,
        "holds another character",
        "write small letters, digits and hyphens, a letter first",
    ))
}

/// Whether it is small letters, digits and hyphens, a letter first.
pub(super) fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-'))
}

/// The texts of a list; none if the key is missing.
pub(super) fn read_texts<'a>(table: &Table<'a>, key: &str, help: &str) -> Result<Vec<Text<'a>>, FileError> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let list = table.document.expect_list(value, &format!("`{key}`"), help)?;
    list.iter().map(|entry| Text::from_value(table.document, entry, "a name", help)).collect()
}

/// A list of names, none of them twice; empty if the key is missing.
pub(super) fn read_names(table: &Table<'_>, key: &str, help: &str) -> Result<Vec<String>, FileError> {
    let mut names: Vec<String> = Vec::new();
    for text in read_texts(table, key, help)? {
        if names.iter().any(|name| name == text.value) {
            return Err(named_twice_error(&text));
        }
        names.push(text.value.to_owned());
    }
    Ok(names)
}

/// The clauses of a list, none of them twice; empty if the key is missing.
pub(super) fn read_clauses(table: &Table<'_>, key: &str, spec: &'static Spec) -> Result<Vec<ClauseId>, FileError> {
    let help = format!("name clauses of PROTOCOL.md: {key} = [\"{}\"]", example_clause(spec));
    let mut clauses = Vec::new();
    for text in read_texts(table, key, &help)? {
        let clause = find_clause(&text, spec)?;
        if clauses.contains(&clause) {
            return Err(named_twice_error(&text));
        }
        clauses.push(clause);
    }
    Ok(clauses)
}

/// The clause that a text names.
pub(super) fn find_clause(text: &Text<'_>, spec: &'static Spec) -> Result<ClauseId, FileError> {
    spec.find_clause(text.value).map_err(|unknown| {
        let label = unknown.nearest.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        let known: Vec<&str> = spec.clauses().map(ClauseId::as_str).collect();
        let message = format!("PROTOCOL.md states no clause `{}`", text.value.escape_debug());
        text.error_at_text(message, label, format!("the clauses of this protocol are {}", known.join(", ")))
    })
}

/// Any clause of the protocol, to stand in advice.
pub(super) fn example_clause(spec: &'static Spec) -> &'static str {
    spec.clauses().next().map_or("RSP-1", ClauseId::as_str)
}

fn named_twice_error(text: &Text<'_>) -> FileError {
    text.error_at_text(format!("`{}` is named twice", text.value), "the second one", "keep one of the two")
}

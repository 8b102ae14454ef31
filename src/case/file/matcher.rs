//! What a message must be, as an expectation of a case file says it.

use super::form::MATCHERS;
use super::payload;
use super::scene::Scene;
use crate::case::{Expectation, Matcher, Origin, When};
use crate::document::{FileError, Table, Text};
use crate::protocol::role::Transport;

const HELP: &str = "say what must come, with one of these:\n\
                    text = \"HELLO\"\n\
                    regex = '[0-9]+'\n\
                    json = '{\"prime\": true}'\n\
                    not = { text = \"hello\" }\n\
                    anything = true";

/// Reads the matcher that stands among the keys of `table`.
pub(super) fn read(table: &Table<'_>) -> Result<Matcher, FileError> {
    let given: Vec<&str> = MATCHERS.into_iter().filter(|key| table.get(key).is_some()).collect();
    match given[..] {
        ["text"] => Ok(Matcher::Text(payload::read(table.document, table.need("text", HELP)?, "`text`")?)),
        ["regex"] => regex(&need(table, "regex")?),
        ["json"] => json(&need(table, "json")?),
        ["not"] => {
            let entries = table.need("not", HELP)?;
            let inner = table.document.table(entries, "`not` must be a table, between braces", HELP)?;
            let inner = Table::at(table.document, "`not`".to_owned(), entries.span(), inner);
            inner.only(&MATCHERS, HELP)?;
            Ok(Matcher::Not(Box::new(read(&inner)?)))
        }
        [_] => table.flag("anything").map(|()| Matcher::Anything),
        [] => {
            let label = "none of text, regex, json, not and anything stands here";
            Err(table.document.error(table.span.clone(), "nothing says what must come", label, HELP))
        }
        [first, second, ..] => {
            let message = format!("`{first}` and `{second}` can't both say what must come");
            let help = "keep one of the two; what must fit both can be written as one regex";
            Err(table.document.error(table.key_span(second), message, "the second one", help))
        }
    }
}

fn need<'a>(table: &Table<'a>, key: &str) -> Result<Text<'a>, FileError> {
    table.text(key, HELP)?.ok_or_else(|| table.missing(key, HELP))
}

fn regex(text: &Text<'_>) -> Result<Matcher, FileError> {
    text.value.parse().map(Matcher::Regex).map_err(|error: regex::Error| {
        let reason = error.to_string();
        let label = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let help = "write a regular expression of the regex crate, between single quotes: regex = '[a-z]+ [0-9]'";
        text.wrong("this is no regular expression", label, help)
    })
}

fn json(text: &Text<'_>) -> Result<Matcher, FileError> {
    serde_json::from_str(text.value).map(Matcher::Json).map_err(|error| {
        text.wrong(
            "this is no JSON",
            error.to_string(),
            "write a JSON value between single quotes: json = '{\"a\": 1}'",
        )
    })
}

/// When it must come.
pub(super) fn when(table: &Table<'_>) -> Result<When, FileError> {
    let when = When { not_before: table.time("not-before")?, within: table.time("within")? };
    match (when.not_before, when.within) {
        (Some(earliest), Some(latest)) if earliest >= latest => {
            let help = "write a shorter time for `not-before`, or a longer one for `within`";
            let message = "`within` ends before `not-before` begins";
            Err(table.document.error(table.key_span("within"), message, "too short", help))
        }
        _ => Ok(when),
    }
}

/// A server's reply.
pub(super) fn reply<'a>(table: &Table<'a>, scene: &Scene<'a>) -> Result<Expectation, FileError> {
    let origins = [("asked-port", Origin::AskedPort), ("new-port", Origin::NewPort), ("any", Origin::Any)];
    let from = table.choice("from", &origins)?;
    if from.is_some() && scene.transport() == Transport::Tcp {
        let help = "leave `from` out: over TCP a reply comes on the connection";
        let message = "over TCP a reply comes from nowhere else";
        return Err(table.document.error(table.key_span("from"), message, "for UDP only", help));
    }
    let times = table.port("times", 3)?.map_or(1, usize::from);
    let on = if scene.is_of_a_pair() { crate::case::Wire::PEER.to_owned() } else { scene.on(table)? };
    let what = read(table)?;
    Ok(Expectation::Reply { on, what, times, from: from.unwrap_or_default(), when: when(table)? })
}

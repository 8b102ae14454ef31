//! Reads the matcher of an expectation in a case file.

use super::form::{IN_ANY_ORDER, MATCHERS, PLAIN_MATCHERS};
use super::payload;
use super::scene::Scene;
use crate::case::{Expectation, Matcher, ReplyOrigin, When};
use crate::document::{FileError, Table, Text};
use crate::protocol::Unit;
use crate::protocol::role::Transport;
use toml::Spanned;
use toml::de::{DeArray, DeValue};

const HELP: &str = "say what must come, with one of these:\n\
                    text = \"HELLO\"\n\
                    regex = '[0-9]+'\n\
                    json = '{\"prime\": true}'\n\
                    not = { text = \"hello\" }\n\
                    all = [{ regex = 'a.*' }, { not = { text = \"ab\" } }]\n\
                    anything = true";

/// Reads the matcher that stands among the keys of `table`.
pub(super) fn read(table: &Table<'_>) -> Result<Matcher, FileError> {
    let given: Vec<&str> = MATCHERS.into_iter().filter(|key| table.get(key).is_some()).collect();
    match given[..] {
        ["text"] => Ok(Matcher::Text(payload::read(table.document, table.require_key("text", HELP)?, "`text`")?)),
        ["regex"] => parse_regex(&require_text(table, "regex")?),
        ["json"] => parse_json(&require_text(table, "json")?),
        ["not"] => {
            let value = table.require_key("not", HELP)?;
            match value.get_ref() {
                // None of several.
                DeValue::Array(entries) => {
                    let none = read_matcher_list(table, "not", value, entries)?;
                    Ok(Matcher::All(none.into_iter().map(|one| Matcher::Not(Box::new(one))).collect()))
                }
                _ => Ok(Matcher::Not(Box::new(read_inner_matcher(table, "not", value)?))),
            }
        }
        ["all"] => {
            let value = table.require_key("all", HELP)?;
            let entries = table.document.expect_list(value, "`all`", HELP)?;
            Ok(Matcher::All(read_matcher_list(table, "all", value, entries)?))
        }
        ["again"] => table.require_true_flag("again").map(|()| Matcher::Again),
        [_] => table.require_true_flag("anything").map(|()| Matcher::Anything),
        [] => {
            let label = "none of text, regex, json, not and anything stands here";
            Err(table.document.error_at(table.span.clone(), "nothing says what must come", label, HELP))
        }
        [first, second, ..] => {
            let message = format!("`{first}` and `{second}` can't both say what must come");
            let help = "keep one of the two; what must fit both stands in a list: all = [{ regex = 'a.*' }, { regex = '.*z' }]";
            Err(table.document.error_at(table.key_span(second), message, "the second one", help))
        }
    }
}

/// The matchers of a list.
fn read_matcher_list<'a>(
    table: &Table<'a>,
    key: &str,
    value: &Spanned<DeValue<'a>>,
    entries: &'a DeArray<'a>,
) -> Result<Vec<Matcher>, FileError> {
    if entries.is_empty() {
        let message = format!("`{key}` is an empty list");
        return Err(table.document.error_at(value.span(), message, "nothing is said here", HELP));
    }
    entries.iter().map(|entry| read_inner_matcher(table, key, entry)).collect()
}

/// A matcher between braces of its own.
fn read_inner_matcher<'a>(table: &Table<'a>, key: &str, value: &'a Spanned<DeValue<'a>>) -> Result<Matcher, FileError> {
    let entries = table.document.expect_table(value, &format!("`{key}` must be a table, between braces"), HELP)?;
    let inner = Table::from_entries(table.document, format!("`{key}`"), value.span(), entries);
    inner.reject_unknown_key(&PLAIN_MATCHERS, HELP)?;
    read(&inner)
}

fn require_text<'a>(table: &Table<'a>, key: &str) -> Result<Text<'a>, FileError> {
    table.read_text(key, HELP)?.ok_or_else(|| table.missing_key_error(key, HELP))
}

fn parse_regex(text: &Text<'_>) -> Result<Matcher, FileError> {
    text.value.parse().map(Matcher::Regex).map_err(|error: regex::Error| {
        let reason = error.to_string();
        let label = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let help = "write a regular expression of the regex crate, between single quotes: regex = '[a-z]+ [0-9]'";
        text.error_at_text("this is no regular expression", label, help)
    })
}

fn parse_json(text: &Text<'_>) -> Result<Matcher, FileError> {
    serde_json::from_str(text.value).map(Matcher::Json).map_err(|error| {
        text.error_at_text(
            "this is no JSON",
            error.to_string(),
            "write a JSON value between single quotes: json = '{\"a\": 1}'",
        )
    })
}

/// When it must come.
pub(super) fn read_when(table: &Table<'_>) -> Result<When, FileError> {
    let when =
        When { not_before: table.read_positive_time("not-before")?, within: table.read_positive_time("within")? };
    match (when.not_before, when.within) {
        (Some(earliest), Some(latest)) if earliest >= latest => {
            let help = "write a shorter time for `not-before`, or a longer one for `within`";
            let message = "`within` ends before `not-before` begins";
            Err(table.document.error_at(table.key_span("within"), message, "too short", help))
        }
        _ => Ok(when),
    }
}

/// A server's reply.
pub(super) fn read_reply_expectation<'a>(table: &Table<'a>, scene: &Scene<'a>) -> Result<Expectation, FileError> {
    let origins =
        [("asked-port", ReplyOrigin::AskedPort), ("new-port", ReplyOrigin::NewPort), ("any", ReplyOrigin::Any)];
    let from = table.read_choice("from", &origins)?;
    if from.is_some() && scene.transport() == Transport::Tcp {
        let help = "leave `from` out: over TCP a reply comes on the connection";
        let message = "over TCP a reply comes from nowhere else";
        return Err(table.document.error_at(table.key_span("from"), message, "for UDP only", help));
    }
    let on = if scene.is_of_a_pair() { crate::case::PairWire::PEER.to_owned() } else { scene.resolve_peer(table)? };
    let (what, times) = match table.get(IN_ANY_ORDER) {
        Some(value) => in_any_order(table, value, scene.server_unit())?,
        None => (read(table)?, table.read_port("times", 3)?.map_or(1, usize::from)),
    };
    let (when, optional, or_skip) = (read_when(table)?, read_optional(table)?, or_skip(table)?);
    Ok(Expectation::Reply { on, what, times, from: from.unwrap_or_default(), when, optional, or_skip })
}

/// Several messages in any order, and how many they are.
fn in_any_order<'a>(
    table: &Table<'a>,
    value: &'a Spanned<DeValue<'a>>,
    unit: Unit,
) -> Result<(Matcher, usize), FileError> {
    if let Some(other) = MATCHERS.into_iter().chain(["times"]).find(|key| table.get(key).is_some()) {
        let message = format!("`{other}` can't stand beside `{IN_ANY_ORDER}`");
        let help = "keep one of the two; the list says what each message is, and how many come";
        return Err(table.document.error_at(table.key_span(other), message, "not here", help));
    }
    if unit == Unit::Stream {
        let help = "give the role a `unit` in protocol.toml, so that messages can be told apart";
        let message = format!("`{IN_ANY_ORDER}` needs messages that end");
        return Err(table.document.error_at(table.key_span(IN_ANY_ORDER), message, "the unit is a stream", help));
    }
    const HELP: &str = "write a list: in-any-order = [{ text = \"a\" }, { regex = 'b+' }]";
    let entries = table.document.expect_list(value, &format!("`{IN_ANY_ORDER}`"), HELP)?;
    let each = read_matcher_list(table, IN_ANY_ORDER, value, entries)?;
    let count = each.len();
    Ok((Matcher::InAnyOrder(each), count))
}

/// Reads the expectation of a client's message.
pub(super) fn read_sends_expectation<'a>(table: &Table<'a>, scene: &Scene<'a>) -> Result<Expectation, FileError> {
    if table.get("on").is_some() && (scene.transport() == Transport::Tcp || scene.is_of_a_pair()) {
        let help = "leave `on` out; only a UDP client's case has several sockets of the harness";
        let message = "what this client sends comes in one place";
        return Err(table.document.error_at(table.key_span("on"), message, "nothing to choose here", help));
    }
    let on = table.get("on").map(|_| scene.resolve_peer(table)).transpose()?;
    let (what, when) = (read(table)?, read_when(table)?);
    Ok(Expectation::Sends { on, what, when, optional: read_optional(table)?, or_skip: or_skip(table)? })
}

/// Whether nothing at all is right too.
fn read_optional(table: &Table<'_>) -> Result<bool, FileError> {
    if table.get("optional").is_none() {
        return Ok(false);
    }
    let other = ["within", "not-before", "times", "again", "or-skip"].into_iter().find(|key| table.get(key).is_some());
    let Some(key) = other else { return table.require_true_flag("optional").map(|()| true) };
    let message = format!("what need not come has no `{key}`");
    let help = "leave one of the two out: `optional` is for one message that comes at once, or does not come";
    Err(table.document.error_at(table.key_span(key), message, "for what must come", help))
}

/// Why the case says nothing more if it is not so.
fn or_skip(table: &Table<'_>) -> Result<Option<String>, FileError> {
    let help = "say of which programs the case says nothing: or-skip = \"it knows no options\"";
    let Some(text) = table.read_text("or-skip", help)? else { return Ok(None) };
    if text.value.trim().is_empty() || text.value.contains(char::is_control) {
        Err(text.error_at_text("`or-skip` must be one line of plain text", "no reason stands here", help))
    } else {
        Ok(Some(text.value.to_owned()))
    }
}

/// Reads the expectation of a file's content, or of its absence.
pub(super) fn read_file_expectation(table: &Table<'_>) -> Result<Expectation, FileError> {
    let name = super::step::file_name(table, "name")?;
    if table.get("absent").is_none() {
        return Ok(Expectation::File { name, what: Some(read(table)?) });
    }
    table.require_true_flag("absent")?;
    let Some(key) = MATCHERS.into_iter().find(|key| table.get(key).is_some()) else {
        return Ok(Expectation::File { name, what: None });
    };
    let message = format!("a file that is absent holds nothing, and `{key}` says what it holds");
    Err(table.document.error_at(table.key_span(key), message, "the second thing", "keep one of the two"))
}

//! Commands and environments in a manifest, and the placeholders that they hold.

use crate::diagnosis::Problem;
use crate::document::{FileError, Table, Text};
use crate::implementation::template::{self, Placeholder, TemplatePiece};
use crate::implementation::words;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeValue};

/// A placeholder, and its place in the file.
pub(super) struct Use {
    pub(super) placeholder: Placeholder,
    pub(super) span: Range<usize>,
}

/// A command's words.
pub(super) struct CommandWords {
    pub(super) words: Vec<String>,
    pub(super) uses: Vec<Use>,
}

/// Environment variables, by name.
pub(super) struct Environment {
    pub(super) values: BTreeMap<String, String>,
    pub(super) uses: Vec<Use>,
}

/// The command at `key`: a list of words, or one text that is split into words.
pub(super) fn read_command(table: &Table<'_>, key: &str) -> Result<Option<CommandWords>, FileError> {
    let Some(value) = table.get(key) else { return Ok(None) };
    match value.get_ref() {
        DeValue::Array(words) => read_command_list(table, key, value.span(), words).map(Some),
        DeValue::String(_) => read_command_text(table, key, value).map(Some),
        _ => {
            let help = format!("write {key} = [\"python3\", \"server.py\"] or {key} = \"python3 server.py\"");
            Err(table.document.wrong_type(value, format!("`{key}` must be a list of words, or text"), help))
        }
    }
}

fn read_command_list(
    table: &Table<'_>,
    key: &str,
    span: Range<usize>,
    list: &DeArray<'_>,
) -> Result<CommandWords, FileError> {
    let (mut words, mut all_uses) = (Vec::new(), Vec::new());
    for value in list {
        let help = "write every word between quotation marks, numbers too: [\"./server\", \"16000\"]";
        let text = Text::from_value(table.document, value, &format!("each word of `{key}`"), help)?;
        all_uses.extend(find_placeholders(table, &text)?);
        words.push(text.value.to_owned());
    }
    match words.first() {
        None => Err(problem_to_error(table, span, words::empty_command(""))),
        Some(first) if first.trim().is_empty() => Err(problem_to_error(table, span, words::empty_command(""))),
        Some(_) => Ok(CommandWords { words, uses: all_uses }),
    }
}

fn read_command_text(table: &Table<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Result<CommandWords, FileError> {
    let text = Text::from_value(table.document, value, &format!("`{key}`"), "")?;
    let uses = find_placeholders(table, &text)?;
    let words = words::split_command(text.value)
        .map_err(|problem| problem_to_error(table, text.locate_part(problem.span.clone()), problem))?;
    Ok(CommandWords { words, uses })
}

/// The environment of the table's program.
pub(super) fn read_environment(table: &Table<'_>) -> Result<Environment, FileError> {
    let (mut values, mut all_uses) = (BTreeMap::new(), Vec::new());
    let texts =
        table.read_table("env", "write env = { NAME = \"value\" }")?.map(|env| env.read_all_texts()).transpose()?;
    for (key, text) in texts.into_iter().flatten() {
        let name = key.get_ref().as_ref();
        if name.is_empty() || name.contains(['=', '\0']) {
            let help = "write env = { NAME = \"value\" }";
            return Err(table.document.error_at(key.span(), "no variable can have this name", "not a name", help));
        }
        all_uses.extend(find_placeholders(table, &text)?);
        values.insert(name.to_owned(), text.value.to_owned());
    }
    Ok(Environment { values, uses: all_uses })
}

/// The placeholders of one text.
fn find_placeholders(table: &Table<'_>, text: &Text<'_>) -> Result<Vec<Use>, FileError> {
    if text.value.contains('\0') {
        return Err(text.error_at_text("no program can be given a NUL byte", "holds \\u0000", "leave it out"));
    }
    let pieces = template::parse(text.value)
        .map_err(|problem| problem_to_error(table, text.locate_part(problem.span.clone()), problem))?;
    let placed = pieces.into_iter().filter_map(|piece| match piece {
        TemplatePiece::Text(_) => None,
        TemplatePiece::Placeholder(placeholder, part) => Some(Use { placeholder, span: text.locate_part(part) }),
    });
    Ok(placed.collect())
}

fn problem_to_error(table: &Table<'_>, span: Range<usize>, problem: Problem) -> FileError {
    table.document.error_at(span, problem.message, problem.label, problem.help)
}

//! `[fewer-cases]`: the cases that are enough with an interpreter that starts slowly.

use super::known_failing::{read_holds, read_pattern};
use crate::document::{FileError, Table, Text};
use crate::implementation::FewerCases;

const KEYS: [&str; 3] = ["only-with", "not-with", "run"];
const HELP: &str = "name cases as `sockspec list` shows them: run = [\"*/published\", \"tcp-server/basics\"]";

/// The table, if the manifest has it.
pub(super) fn read(top: &Table<'_>) -> Result<Option<FewerCases>, FileError> {
    let Some(table) = top.read_table("fewer-cases", "write a line [fewer-cases], once, and its keys below it")? else {
        return Ok(None);
    };
    table.reject_unknown_key(&KEYS, HELP)?;
    let list = table.require_key("run", HELP)?;
    let patterns = table.document.expect_list(list, "`run`", HELP)?;
    if patterns.is_empty() {
        return Err(table.document.error_at(list.span(), "`run` names no case", "nothing stands here", HELP));
    }
    let read_one = |value| {
        let text = Text::from_value(table.document, value, "a pattern", HELP)?;
        read_pattern(&text, "the pattern")
    };
    let run = patterns.iter().map(read_one).collect::<Result<_, _>>()?;
    Ok(Some(FewerCases { holds: read_holds(&table)?, run }))
}

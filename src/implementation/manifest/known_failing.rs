//! `[[known-failing]]`: the failures that an implementation's owner knows of.

use crate::document::{FileError, Table, Text};
use crate::implementation::{FilePlace, Holds, KnownFailing, Often, PythonKind};
use crate::protocol::clause::{ClauseId, Level};
use std::path::Path;

/// The keys of an entry of a manifest.
pub(super) const MANIFEST_KEYS: [&str; 6] = ["case", "clause", "only-with", "not-with", "fails", "reason"];
/// The keys of an entry of a list for several implementations.
pub(super) const LIST_KEYS: [&str; 7] =
    ["implementation", "case", "clause", "only-with", "not-with", "fails", "reason"];

const OFTEN: [(&str, Often); 2] = [("always", Often::Always), ("sometimes", Often::Sometimes)];

/// The entries of `file`, in order; `keys` are those that an entry may have.
pub(super) fn read(top: &Table<'_>, keys: &[&str], file: &Path) -> Result<Vec<KnownFailing>, FileError> {
    top.read_tables("known-failing")?.iter().map(|table| read_entry(table, keys, file)).collect()
}

fn read_entry(table: &Table<'_>, keys: &[&str], file: &Path) -> Result<KnownFailing, FileError> {
    table.only_or(keys, explain_foreign_key)?;
    Ok(KnownFailing {
        implementation: table.read_single_line("implementation")?.map(|name| name.value.to_owned()),
        case: read_case(table)?,
        clause: read_clause(table)?,
        holds: read_holds(table)?,
        fails: table.read_choice("fails", &OFTEN)?.unwrap_or_default(),
        reason: read_reason(table)?,
        place: FilePlace { file: file.to_path_buf(), line: table.document.line_number(table.span.start) },
    })
}

/// Advice on a key that only a list knows.
fn explain_foreign_key(key: &str) -> Option<String> {
    let help = "leave it out: in a manifest an entry speaks of that manifest's programs; a file for --known-failing \
                may name others";
    (key == "implementation").then(|| help.to_owned())
}

fn read_clause(table: &Table<'_>) -> Result<ClauseId, FileError> {
    let help = "name the one clause that fails: clause = \"TCP-S-5\"";
    let text = table.read_nonblank_text("clause")?.ok_or_else(|| table.missing_key_error("clause", help))?;
    let clause: ClauseId = text.value.trim().parse().map_err(|unknown: crate::protocol::clause::UnknownClause| {
        let label = unknown.nearest.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        let help = "`sockspec list --json` holds every clause, `sockspec show TCP-S-5` one in full";
        text.error_at_text(format!("there is no clause `{}`", text.value), label, help)
    })?;
    match clause.level() {
        Level::Must | Level::Should => Ok(clause),
        Level::Info => {
            let help = "delete the entry: what an INFO clause observes is named in the report and never fails a run";
            Err(text.error_at_text(format!("{clause} can't fail"), "this is an INFO clause", help))
        }
    }
}

/// `only-with` or `not-with`: with which Python 2.7 it fails.
pub(super) fn read_holds(table: &Table<'_>) -> Result<Holds, FileError> {
    let only = table.read_choice("only-with", &PythonKind::NAMES)?;
    let not = table.read_choice("not-with", &PythonKind::NAMES)?;
    match (only, not, table.read_nonblank_text("not-with")?) {
        (None, None, _) => Ok(Holds::Always),
        (Some(kind), None, _) => Ok(Holds::OnlyWith(kind)),
        (None, Some(kind), _) => Ok(Holds::NotWith(kind)),
        (Some(_), Some(_), text) => {
            let help = "write only-with = \"Jython\" or not-with = \"Jython\"";
            let wrong = |text: Text<'_>| {
                text.error_at_text("an entry can have `only-with` or `not-with`, not both", "leave this out", help)
            };
            Err(text.map_or_else(|| table.missing_key_error("not-with", help), wrong))
        }
    }
}

fn read_reason(table: &Table<'_>) -> Result<String, FileError> {
    let help = "say why, for whoever reads this next year: reason = \"…\"";
    let text = table.read_nonblank_text("reason")?.ok_or_else(|| table.missing_key_error("reason", help))?;
    Ok(text.value.trim().to_owned())
}

fn read_case(table: &Table<'_>) -> Result<String, FileError> {
    let help = "name the cases that fail, as `sockspec list` shows them: case = \"tcp-server/robust/*\"";
    let text = table.read_nonblank_text("case")?.ok_or_else(|| table.missing_key_error("case", help))?;
    read_pattern(&text, "`case`")
}

/// A pattern over the ids of cases; `what` is what a mistake calls it.
pub(super) fn read_pattern(text: &Text<'_>, what: &str) -> Result<String, FileError> {
    match globset::Glob::new(text.value) {
        Ok(_) => Ok(text.value.to_owned()),
        Err(error) => {
            let help = "* stands for any letters, ? for one, [ab] for a or b, {a,b} for either; [*] for a * itself";
            Err(text.error_at_text(format!("{what} is not a pattern"), error.kind().to_string(), help))
        }
    }
}

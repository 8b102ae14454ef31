//! `[[known-failing]]`: the failures that an implementation's owner knows of.

use crate::document::{FileError, Table, Text};
use crate::implementation::{FilePlace, Holds, KnownFailing, Often, PythonKind};
use crate::protocol::clause::{ClauseId, Level};
use std::path::Path;

/// What an entry of a manifest says.
pub(super) const MANIFEST_KEYS: [&str; 6] = ["case", "clause", "only-with", "not-with", "fails", "reason"];
/// What an entry of a list for several implementations says.
pub(super) const LIST_KEYS: [&str; 7] =
    ["implementation", "case", "clause", "only-with", "not-with", "fails", "reason"];

const OFTEN: [(&str, Often); 2] = [("always", Often::Always), ("sometimes", Often::Sometimes)];

/// The entries of `file`, in order; `keys` are those that an entry may have.
pub(super) fn read(top: &Table<'_>, keys: &[&str], file: &Path) -> Result<Vec<KnownFailing>, FileError> {
    top.tables("known-failing")?.iter().map(|table| entry(table, keys, file)).collect()
}

fn entry(table: &Table<'_>, keys: &[&str], file: &Path) -> Result<KnownFailing, FileError> {
    table.only_or(keys, elsewhere)?;
    Ok(KnownFailing {
        implementation: table.line("implementation")?.map(|name| name.value.to_owned()),
        case: case(table)?,
        clause: clause(table)?,
        holds: holds(table)?,
        fails: table.choice("fails", &OFTEN)?.unwrap_or_default(),
        reason: reason(table)?,
        place: FilePlace { file: file.to_path_buf(), line: table.document.line(table.span.start) },
    })
}

/// What to do with a key that only a list knows.
fn elsewhere(key: &str) -> Option<String> {
    let help = "leave it out: in a manifest an entry speaks of that manifest's programs; a file for --known-failing \
                may name others";
    (key == "implementation").then(|| help.to_owned())
}

fn clause(table: &Table<'_>) -> Result<ClauseId, FileError> {
    let help = "name the one clause that fails: clause = \"TCP-S-5\"";
    let text = table.words("clause")?.ok_or_else(|| table.missing("clause", help))?;
    let clause: ClauseId = text.value.trim().parse().map_err(|unknown: crate::protocol::clause::UnknownClause| {
        let label = unknown.nearest.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        let help = "`sockspec list --json` holds every clause, `sockspec show TCP-S-5` one in full";
        text.wrong(format!("there is no clause `{}`", text.value), label, help)
    })?;
    match clause.level() {
        Level::Must | Level::Should => Ok(clause),
        Level::Info => {
            let help = "delete the entry: what an INFO clause observes is named in the report and never fails a run";
            Err(text.wrong(format!("{clause} can't fail"), "this is an INFO clause", help))
        }
    }
}

/// `only-with` or `not-with`: with which Python 2.7 it fails.
fn holds(table: &Table<'_>) -> Result<Holds, FileError> {
    let only = table.choice("only-with", &PythonKind::NAMES)?;
    let not = table.choice("not-with", &PythonKind::NAMES)?;
    match (only, not, table.words("not-with")?) {
        (None, None, _) => Ok(Holds::Always),
        (Some(kind), None, _) => Ok(Holds::OnlyWith(kind)),
        (None, Some(kind), _) => Ok(Holds::NotWith(kind)),
        (Some(_), Some(_), text) => {
            let help = "write only-with = \"Jython\" or not-with = \"Jython\"";
            let wrong = |text: Text<'_>| {
                text.wrong("an entry can have `only-with` or `not-with`, not both", "leave this out", help)
            };
            Err(text.map_or_else(|| table.missing("not-with", help), wrong))
        }
    }
}

fn reason(table: &Table<'_>) -> Result<String, FileError> {
    let help = "say why, for whoever reads this next year: reason = \"…\"";
    let text = table.words("reason")?.ok_or_else(|| table.missing("reason", help))?;
    Ok(text.value.trim().to_owned())
}

fn case(table: &Table<'_>) -> Result<String, FileError> {
    let help = "name the cases that fail, as `sockspec list` shows them: case = \"tcp-server/robust/*\"";
    let text = table.words("case")?.ok_or_else(|| table.missing("case", help))?;
    match globset::Glob::new(text.value) {
        Ok(_) => Ok(text.value.to_owned()),
        Err(error) => {
            let help = "* stands for any letters, ? for one, [ab] for a or b, {a,b} for either; [*] for a * itself";
            Err(text.wrong("`case` is not a pattern", error.kind().to_string(), help))
        }
    }
}

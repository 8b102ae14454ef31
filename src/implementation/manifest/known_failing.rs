//! `[[known-failing]]`: the failures that an implementation's owner knows of.

use super::table::{Table, Text};
use super::{ManifestError, Source};
use crate::diagnosis::kind;
use crate::implementation::{Holds, KnownFailing, PythonKind};
use crate::protocol::clause::{ClauseId, Level};
use toml::Spanned;
use toml::de::DeValue;

/// What an entry of a manifest says.
pub(super) const MANIFEST_KEYS: [&str; 5] = ["case", "clause", "only-with", "not-with", "reason"];
/// What an entry of a list for several implementations says.
pub(super) const LIST_KEYS: [&str; 6] = ["implementation", "case", "clause", "only-with", "not-with", "reason"];

/// The entries, in order; `keys` are those that an entry may have.
pub(super) fn read(top: &Table<'_>, keys: &[&str]) -> Result<Vec<KnownFailing>, ManifestError> {
    let entries = top.array("known-failing")?;
    entries.into_iter().flatten().map(|value| entry(top.source, value, keys)).collect()
}

fn entry(source: &Source<'_>, value: &Spanned<DeValue<'_>>, keys: &[&str]) -> Result<KnownFailing, ManifestError> {
    let DeValue::Table(entries) = value.get_ref() else {
        let help = "write a line [[known-failing]], and case, clause and reason below it";
        let label = format!("this is {}", kind(value.get_ref()));
        return Err(source.error(value.span(), "an entry of `known-failing` must be a table", label, help));
    };
    let table = Table::at(source, "[[known-failing]]".to_owned(), value.span(), entries);
    table.only(keys, elsewhere)?;
    Ok(KnownFailing {
        implementation: table.line("implementation")?.map(|name| name.value.to_owned()),
        case: case(&table)?,
        clause: clause(&table)?,
        holds: holds(&table)?,
        reason: reason(&table)?,
        place: source.place(value.span().start),
    })
}

/// What to do with a key that only a list knows.
fn elsewhere(key: &str) -> Option<String> {
    let help = "leave it out: in a manifest an entry speaks of that manifest's programs; a file for --known-failing \
                may name others";
    (key == "implementation").then(|| help.to_owned())
}

fn clause(table: &Table<'_>) -> Result<ClauseId, ManifestError> {
    let help = "name the one clause that fails: clause = \"TCP-S-5\"";
    let text = table.text("clause")?.ok_or_else(|| table.missing("clause", help))?;
    let clause: ClauseId = text.value.trim().parse().map_err(|unknown: crate::protocol::clause::UnknownClause| {
        let label = format!("did you mean `{}`?", unknown.nearest);
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
fn holds(table: &Table<'_>) -> Result<Holds, ManifestError> {
    let only = table.choice("only-with", &PythonKind::NAMES)?;
    let not = table.choice("not-with", &PythonKind::NAMES)?;
    match (only, not, table.text("not-with")?) {
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

fn reason(table: &Table<'_>) -> Result<String, ManifestError> {
    let help = "say why, for whoever reads this next year: reason = \"…\"";
    let text = table.text("reason")?.ok_or_else(|| table.missing("reason", help))?;
    Ok(text.value.trim().to_owned())
}

fn case(table: &Table<'_>) -> Result<String, ManifestError> {
    let help = "name the cases that fail, as `sockspec list` shows them: case = \"tcp-server/robust/*\"";
    let text = table.text("case")?.ok_or_else(|| table.missing("case", help))?;
    match globset::Glob::new(text.value) {
        Ok(_) => Ok(text.value.to_owned()),
        Err(error) => {
            let help = "* stands for any letters, ? for one, [ab] for a or b, {a,b} for either; [*] for a * itself";
            Err(text.wrong("`case` is not a pattern", error.kind().to_string(), help))
        }
    }
}

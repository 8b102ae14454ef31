//! `[[known-failing]]`: the failures that an implementation's owner knows of.

use super::table::Table;
use super::{ManifestError, Source};
use crate::diagnosis::kind;
use crate::implementation::{ClauseName, KnownFailing};
use toml::Spanned;
use toml::de::DeValue;

pub(super) const KEYS: [&str; 3] = ["case", "clause", "reason"];

/// The entries, in order.
pub(super) fn read(top: &Table<'_>) -> Result<Vec<KnownFailing>, ManifestError> {
    let entries = top.array("known-failing")?;
    entries.into_iter().flatten().map(|value| entry(top.source, value)).collect()
}

fn entry(source: &Source<'_>, value: &Spanned<DeValue<'_>>) -> Result<KnownFailing, ManifestError> {
    let DeValue::Table(entries) = value.get_ref() else {
        let help = "write a line [[known-failing]], and case, clause and reason below it";
        let label = format!("this is {}", kind(value.get_ref()));
        return Err(source.error(value.span(), "an entry of `known-failing` must be a table", label, help));
    };
    let table = Table::at(source, "[[known-failing]]".to_owned(), value.span(), entries);
    table.only(&KEYS, |_| None)?;
    Ok(KnownFailing {
        case: case(&table)?,
        clause: ClauseName(required(&table, "clause", "name the one clause that fails: clause = \"TCP-S-5\"")?),
        reason: required(&table, "reason", "say why, for whoever reads this next year: reason = \"…\"")?,
        place: source.place(value.span().start),
    })
}

fn required(table: &Table<'_>, key: &str, help: &str) -> Result<String, ManifestError> {
    let text = table.text(key)?.ok_or_else(|| table.missing(key, help))?;
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

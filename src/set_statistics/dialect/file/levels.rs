//! The table `[clauses]`: which clauses are off, or have another level.

use crate::diagnosis::did_you_mean;
use crate::document::{FileError, Table};
use crate::protocol::clause::Level;
use crate::set_statistics::Clause;
use crate::set_statistics::dialect::{Dialect, clause_off_reasons};

const LEVELS: [(&str, Option<Level>); 4] =
    [("off", None), ("MUST", Some(Level::Must)), ("SHOULD", Some(Level::Should)), ("INFO", Some(Level::Info))];

/// The clauses that the table names, each with its level; `None`: it is off.
pub(super) fn read(top: &Table<'_>, dialect: &Dialect) -> Result<Vec<(Clause, Option<Level>)>, FileError> {
    let help = "write a table [clauses] with lines such as CON-7 = \"off\" or NUM-5 = \"MUST\"";
    let Some(table) = top.read_table("clauses", help)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (key, span) in table.keys_in_file_order() {
        let Some(clause) = Clause::find_by_id(key) else {
            let known: Vec<&str> = Clause::ALL.iter().map(|clause| clause.as_str()).collect();
            let label = did_you_mean(key, known.iter().copied()).unwrap_or_else(|| "not a clause".to_owned());
            let message = format!("set-statistics has no clause `{}`", key.escape_debug());
            return Err(table.document.error_at(span, message, label, "`sockspec list --by-clause` names them"));
        };
        let level = table.read_choice(key, &LEVELS)?.flatten();
        let reason = clause_off_reasons(dialect).into_iter().find(|reason| reason.clauses.contains(&clause));
        if let (Some(level), Some(reason)) = (level, reason) {
            let message = format!("{clause} can't be {level}: {}", reason.because);
            let help = format!("leave the line out, or change `{}`", reason.key);
            return Err(table.document.error_at(span, message, format!("`{}` turns it off", reason.key), help));
        }
        let is_info = clause.id_of_default().level() == Level::Info;
        if let Some(level) = level.filter(|level| is_info != (*level == Level::Info)) {
            let message = if is_info {
                format!("{clause} can't be {level}: it has no right answer")
            } else {
                format!("{clause} can't be INFO: it names no behaviours")
            };
            return Err(table.document.error_at(span, message, "of another kind", "write another level, or \"off\""));
        }
        found.push((clause, level));
    }
    Ok(found)
}

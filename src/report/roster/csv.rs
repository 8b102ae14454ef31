//! The rows of a class as CSV (RFC 4180), for a spreadsheet.

use super::{Roster, Row, Trouble, WorstOutcome, all_subjects};
use crate::engine::event::Event;
use crate::report::Reporter;
use crate::report::plain::plain;
use std::io::{self, Write};

/// Writes `FILE` of `--report-csv`: a heading, then a row for each implementation, in the order of the table.
///
/// `result` and the columns of the roles are `pass`, `known`, `warn`, `fault` or `fail`, and empty if nothing was
/// tried. The columns of clauses hold ids, separated by spaces. `not-tried` says why the implementation, or one of its
/// programs, could not be tried. A field that a spreadsheet would take for a formula begins with an apostrophe: names
/// and programs' output are foreign text.
#[derive(Debug)]
pub struct Csv<W: Write> {
    out: Option<W>,
    roster: Roster,
}

impl<W: Write> Csv<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        Csv { out: Some(out), roster: Roster::default() }
    }
}

impl<W: Write> Reporter for Csv<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.roster.handle(event);
        Ok(())
    }

    fn provisional_ending(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut out = Vec::new();
        write(&self.roster, &mut out)?;
        Ok(Some(out))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.take().map_or(Ok(()), |out| write(&self.roster, out))
    }
}

/// Writes the rows.
///
/// # Errors
/// They can't be written.
pub fn write(roster: &Roster, out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header_fields())?;
    for row in roster.sorted_rows() {
        writer.write_record(row_fields(row).iter().map(|field| escape_formula(field)))?;
    }
    writer.flush()
}

fn header_fields() -> Vec<String> {
    let first = ["implementation", "result"].map(str::to_owned);
    let last = ["broken-must", "broken-should", "known", "trials", "faults", "not-tried"].map(str::to_owned);
    first.into_iter().chain(all_subjects().into_iter().map(|subject| subject.to_string())).chain(last).collect()
}

fn row_fields(row: &Row) -> Vec<String> {
    let clauses = |mark| row.broken_clauses(mark).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let told = |trouble: &Trouble| plain(&format!("{} ({})", trouble.what, trouble.advice));
    let troubles: Vec<String> = row.troubles.iter().map(told).collect();
    let mut fields = vec![plain(&row.name), row.worst_mark().to_string()];
    fields.extend(row.cells.iter().map(|cell| cell.worst_mark().to_string()));
    fields.extend([clauses(WorstOutcome::Fail), clauses(WorstOutcome::Warn), clauses(WorstOutcome::Known)]);
    fields.extend([row.trials.to_string(), troubles.join("; "), plain(row.untried_reason().unwrap_or_default())]);
    fields
}

/// The field as text for a spreadsheet, whatever it begins with.
fn escape_formula(field: &str) -> String {
    match field.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%') => format!("'{field}"),
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text() {
        assert_eq!(escape_formula("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(["+1", "-1", "@SUM(A1)", "a=1", ""].map(escape_formula), ["'+1", "'-1", "'@SUM(A1)", "a=1", ""]);
    }
}

//! The rows of the table, by the sections of PROTOCOL.md.

mod clients;
mod numbers;
mod race;
mod servers;

use super::row::{Row, See, Verdict};

/// All rows.
pub fn all() -> impl Iterator<Item = &'static Row> {
    [
        numbers::SPELLED,
        numbers::NOT_NUMBERS,
        numbers::CORNERS,
        servers::TCP,
        servers::UDP,
        clients::TCP,
        clients::UDP,
        race::ROWS,
    ]
    .into_iter()
    .flatten()
}

/// A row whose behaviour is the same with every Python 2.7.
const fn row(
    says: &'static str,
    clause: &'static str,
    case: &'static str,
    verdict: Verdict,
    sees: &'static [See],
) -> Row {
    Row { says, case, clause, verdict, sees, jython: None }
}

/// The same, for a row in which Jython does something else.
const fn with_jython(row: Row, verdict: Verdict, sees: &'static [See]) -> Row {
    Row { jython: Some((verdict, sees)), ..row }
}

//! The kill matrix: which injected faults of the reference the suite catches, and by which clauses.

use super::Section;
use crate::report::plain::plain;
use crate::report::words::count;
use maud::{Markup, html};

/// Every injected fault, a row each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KillMatrix {
    /// The rows, in order.
    pub rows: Vec<KillRow>,
}

/// One injected fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KillRow {
    /// Its name.
    pub fault: String,
    /// What a program with it does, in a sentence.
    pub summary: String,
    /// The role that has it.
    pub role: String,
    /// What caught it; none: it survived.
    pub kills: Vec<Kill>,
}

/// A clause that caught a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kill {
    /// The clause's id.
    pub clause: String,
    /// In how many trials.
    pub trials: usize,
}

impl KillMatrix {
    /// The section that shows it.
    pub fn section(&self) -> Section {
        let survived = self.rows.iter().filter(|row| row.kills.is_empty()).count();
        let clauses = self.clauses();
        Section {
            id: "kills",
            title: "Kill matrix".to_owned(),
            lead: format!(
                "{} in the reference, of which the suite misses {survived}. A row a fault, a column a clause that caught one.",
                count(self.rows.len(), "fault"),
            ),
            body: self.table(&clauses),
        }
    }

    /// The clauses that caught something, in the order in which they did.
    fn clauses(&self) -> Vec<&str> {
        let mut clauses: Vec<&str> = Vec::new();
        for kill in self.rows.iter().flat_map(|row| &row.kills) {
            if !clauses.contains(&kill.clause.as_str()) {
                clauses.push(&kill.clause);
            }
        }
        clauses
    }

    fn table(&self, clauses: &[&str]) -> Markup {
        html! {
            div.scroll tabindex="0" role="region" aria-label="Kill matrix" {
                table.grid.upright {
                    thead { tr { th scope="col" { "fault" } th scope="col" { span { "caught" } } @for clause in clauses { th scope="col" { span { (clause) } } } } }
                    tbody { @for row in &self.rows { (line(row, clauses)) } }
                }
            }
        }
    }
}

fn line(row: &KillRow, clauses: &[&str]) -> Markup {
    let is_caught = !row.kills.is_empty();
    html! {
        tr data-role=(row.role) {
            th scope="row" title=(plain(&row.summary)) { (plain(&row.fault)) " " small { (row.role) } }
            td.(if is_caught { "pass" } else { "fail" }) { (if is_caught { "✓" } else { "✗" }) }
            @for clause in clauses {
                @match row.kills.iter().find(|kill| kill.clause == **clause) {
                    Some(kill) => td.pass title={ (row.fault) ": " (clause) " in " (count(kill.trials, "trial")) } { (kill.trials) },
                    None => td {},
                }
            }
        }
    }
}

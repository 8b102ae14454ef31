//! The result of a hunt for faults, those of the reference or of a wire: for people, and as Markdown. As JSON it is the
//! data itself.

mod markdown;
mod text;

pub use markdown::render_markdown;
pub use text::{render_fault, render_text};

use crate::protocol::clause::ClauseId;
use crate::qualify::{Caught, Examined, Qualification, Rate};
use crate::report::words::format_count;

/// The tables that reports show: the heading of the first column, and a row for each of something.
fn rate_tables(all: &Qualification) -> [(&'static str, Vec<(String, Rate)>); 3] {
    fn name_rate<K: ToString>((key, rate): (K, Rate)) -> (String, Rate) {
        (key.to_string(), rate)
    }
    let clauses = if all.is_of_a_wire() {
        ("noticed under", all.rates_by_noticing_clause().into_iter().map(name_rate).collect())
    } else {
        ("clause", all.rates_by_key(|fault| fault.clause).into_iter().map(of_clause).collect())
    };
    [
        ("role", all.rates_by_key(|fault| fault.role).into_iter().map(name_rate).collect()),
        ("kind", all.rates_by_key(|fault| fault.kind).into_iter().map(name_rate).collect()),
        clauses,
    ]
}

fn of_clause((clause, rate): (Option<ClauseId>, Rate)) -> (String, Rate) {
    (clause.map_or_else(String::new, |clause| clause.to_string()), rate)
}

/// `12 of 12`, or `11 of 12` with a mark that one is missing.
fn render_share(part: usize, whole: usize) -> String {
    if part == whole { format!("{part}") } else { format!("{part} of {whole}") }
}

/// The faults that were not caught rightly, each with what is to be said of it.
fn missed_faults(all: &Qualification) -> impl Iterator<Item = (&Examined, String)> {
    all.faults.iter().filter_map(|fault| match fault.best_catch() {
        Caught::Rightly => None,
        Caught::UnderAnotherClause => {
            let clauses: Vec<String> = fault.catching_clauses().iter().map(ToString::to_string).collect();
            let wanted = fault.clause.map_or_else(String::new, |clause| clause.to_string());
            Some((fault, format!("caught, but not under {wanted}: under {}", clauses.join(", "))))
        }
        Caught::Not => Some((fault, describe_unnoticed(fault))),
    })
}

/// The sentence on a fault that no case caught.
fn describe_unnoticed(fault: &Examined) -> String {
    match (fault.clause, fault.shown) {
        (Some(clause), _) => format!("not caught; it breaks {clause}"),
        (None, Some(false)) => "not noticed: no case brings it out".to_owned(),
        (None, _) => "not noticed".to_owned(),
    }
}

/// The kind of case that would notice it, if that can be said.
pub fn describe_missing_case(fault: &Examined) -> Option<String> {
    fault.missing_case.as_ref().map(|case| format!("missing: {case}"))
}

/// `12 of 60 controls` in words: whether a case objects to what is legal.
fn describe_objections(all: &Qualification) -> Option<String> {
    let controls = all.controls.len();
    (controls > 0).then(|| match all.false_alarms().count() {
        0 => format!("no case objects to {}", format_count(controls, "legal behaviour")),
        alarms => format!("{alarms} of {} objected to", format_count(controls, "legal behaviour")),
    })
}

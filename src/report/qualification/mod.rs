//! What came of hunting the reference's faults: for people, and as Markdown. As JSON it is the data itself.

mod markdown;
mod text;

pub use markdown::markdown;
pub use text::{examined, text};

use crate::qualify::{Caught, Examined, Qualification, Rate};

/// The tables that reports show: the heading of the first column, and a row for each of something.
fn tables(all: &Qualification) -> [(&'static str, Vec<(String, Rate)>); 3] {
    fn named<K: ToString>((key, rate): (K, Rate)) -> (String, Rate) {
        (key.to_string(), rate)
    }
    [
        ("role", all.rates(|fault| fault.role).into_iter().map(named).collect()),
        ("kind", all.rates(|fault| fault.kind).into_iter().map(named).collect()),
        ("clause", all.rates(|fault| fault.clause).into_iter().map(named).collect()),
    ]
}

/// `12 of 12`, or `11 of 12` with a mark that one is missing.
fn share(part: usize, whole: usize) -> String {
    if part == whole { format!("{part}") } else { format!("{part} of {whole}") }
}

/// The faults that were not caught rightly, each with what is to be said of it.
fn wanting(all: &Qualification) -> impl Iterator<Item = (&Examined, String)> {
    all.faults.iter().filter_map(|fault| match fault.caught() {
        Caught::Rightly => None,
        Caught::UnderAnotherClause => {
            let clauses: Vec<String> = fault.clauses().iter().map(ToString::to_string).collect();
            Some((fault, format!("caught, but not under {}: under {}", fault.clause, clauses.join(", "))))
        }
        Caught::Not => Some((fault, format!("not caught; it breaks {}", fault.clause))),
    })
}

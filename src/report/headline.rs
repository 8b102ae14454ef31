//! The result of a run, in half a line.

use super::json::model::Counts;
use super::words::format_count;
use crate::engine::summary::{AS_EXPECTED, INCOMPLETE, UNEXPECTED};

/// `not as expected: 3 trials with a failure`.
pub fn render_headline(counts: &Counts) -> String {
    match counts.exit {
        None => "the run was cut short".to_owned(),
        Some(AS_EXPECTED) => format!("everything as expected in {}", format_count(counts.played, "trial")),
        Some(UNEXPECTED) => {
            let all = [
                (counts.unexpected, "trial", " with a failure"),
                (counts.stale, "known-failing entry", " to delete"),
                (counts.flaky, "flaky verdict", ""),
            ];
            let told = all.iter().filter(|(n, ..)| *n > 0).map(|(n, thing, rest)| format_plural(*n, thing) + rest);
            format!("not as expected: {}", told.collect::<Vec<_>>().join(", "))
        }
        Some(INCOMPLETE) => "incomplete: something could not be run".to_owned(),
        Some(_) => "no result: nothing was played".to_owned(),
    }
}

fn format_plural(number: usize, thing: &str) -> String {
    match (number, thing.strip_suffix("entry")) {
        (2.., Some(stem)) => format!("{number} {stem}entries"),
        _ => format_count(number, thing),
    }
}

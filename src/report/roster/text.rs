//! The rows of a class on the console.

use super::{Roster, Row, WorstOutcome, all_subjects};
use crate::report::human::{Style, paint_text};
use crate::report::plain::plain;
use owo_colors::Style as Paint;

/// How many clauses a row names.
const NAMED: usize = 4;
/// How many characters of a fault a row shows.
const TOLD: usize = 90;

/// The table, a line for each implementation; empty if there is none. A number is that of different clauses.
pub fn render_text(roster: &Roster, style: &Style) -> String {
    let rows = roster.sorted_rows();
    let columns: Vec<usize> = (0..all_subjects().len()).filter(|at| rows.iter().any(|row| is_told(row, *at))).collect();
    let name_width = rows.iter().map(|row| plain(&row.name).chars().count()).max().unwrap_or(0);
    if rows.is_empty() {
        return String::new();
    }
    let titles: Vec<String> = columns.iter().map(|at| all_subjects()[*at].to_string()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .zip(&titles)
        .map(|(at, title)| {
            rows.iter().map(|row| row.cells[*at].describe_worst().len()).max().unwrap_or(0).max(title.len())
        })
        .collect();
    let head = titles.iter().zip(&widths).map(|(title, width)| format!("  {title:width$}")).collect::<String>();
    let mut out = format!("{}\n", paint_text(style.strong, format!("{:name_width$}{head}", "").trim_end()));
    for row in rows {
        out += &format!("{:name_width$}", plain(&row.name));
        for (at, width) in columns.iter().zip(&widths) {
            let words = format!("{:width$}", row.cells[*at].describe_worst());
            out += &format!("  {}", paint_text(paint_for_mark(row.cells[*at].worst_mark(), style), words));
        }
        out += &format!("  {}", explain_mark(row, style));
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

fn is_told(row: &Row, at: usize) -> bool {
    row.cells[at].worst_mark() != WorstOutcome::Nothing
}

fn paint_for_mark(mark: WorstOutcome, style: &Style) -> Paint {
    match mark {
        WorstOutcome::Fail => style.bad,
        WorstOutcome::Fault | WorstOutcome::Warn => style.doubtful,
        WorstOutcome::Pass => style.good,
        WorstOutcome::Known | WorstOutcome::Nothing => style.faint,
    }
}

/// The reason for the row's worst mark: the clauses, or why it could not be tried.
fn explain_mark(row: &Row, style: &Style) -> String {
    let mark = row.worst_mark();
    let clauses = row.broken_clauses(mark);
    if let Some(reason) = row.untried_reason() {
        return paint_text(style.doubtful, shorten_text(&plain(reason)));
    }
    match mark {
        WorstOutcome::Fault => paint_text(style.doubtful, format!("fault: {}", first_trouble(row))),
        _ => {
            let names: Vec<String> = clauses.iter().take(NAMED).map(ToString::to_string).collect();
            let more = clauses.len().saturating_sub(NAMED);
            format!("{}{}", names.join(" "), if more > 0 { format!(" +{more}") } else { String::new() })
        }
    }
}

/// The first thing that kept it from being graded, shortened; the rest stands above the table.
fn first_trouble(row: &Row) -> String {
    let Some(first) = row.troubles.first().map(|trouble| plain(&trouble.what)) else {
        return "nothing was there to run".to_owned();
    };
    shorten_text(&first)
}

fn shorten_text(text: &str) -> String {
    let told: String = text.chars().take(TOLD).collect();
    if told.len() < text.len() { format!("{told} …") } else { told }
}

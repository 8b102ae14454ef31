//! One broken clause, reported in full.

use super::collected::BrokenClause;
use super::happened::render_happenings;
use super::page::{render_field, render_text_field};
use super::style::{Style, paint_text};
use crate::judge::Evidence;
use crate::protocol::clause::ClauseId;
use crate::report::difference::TwoLines;
use crate::report::plain::plain;
use crate::report::words::format_count;

/// How many other cases are named.
const NAMED: usize = 12;

/// The clause, the case, what was done and seen, what was expected, a likely cause, the command: in this order.
pub fn render_failure(implementation: &str, broken: &BrokenClause<'_>, style: &Style) -> String {
    let shown = broken.shown;
    let mut out = render_head(implementation, broken.clause, broken.unexpected, style);
    if let Some(found) = &broken.everywhere {
        out += &render_text_field("everywhere", &found.render_sentence());
    }
    out += &render_text_field("case", &plain(&shown.title));
    out += &render_text_field("", &plain(&shown.case.summary));
    out += &render_field("steps", &render_happenings(&shown.transcript, shown.step, style));
    out += &render_text_field("found", &plain(&shown.evidence.what));
    out += &render_comparison(&shown.evidence, style);
    if let Some(cause) = &shown.evidence.cause {
        out += &render_text_field("perhaps", &plain(cause));
    }
    out += &render_field("again", &[paint_text(style.command, plain(&shown.replay))]);
    if let Some(shrunk) = &shown.shrunk {
        out += &render_text_field("generated", &plain(shrunk));
    }
    if broken.everywhere.is_none() {
        out += &render_other_cases(&broken.others);
    }
    if broken.generated > 0 {
        out += &render_text_field("also in", &format_count(broken.generated, "generated case"));
    }
    out
}

fn render_head(implementation: &str, clause: ClauseId, unexpected: bool, style: &Style) -> String {
    let (word, paint) = if unexpected { ("FAIL", style.bad) } else { ("WARN", style.doubtful) };
    let title = paint_text(style.strong, format!("{}: {clause} ({})", plain(implementation), clause.level()));
    format!("{} {title}\n", paint_text(paint, word)) + &render_text_field("clause", clause.sentence())
}

/// The expected text above the observed one, with a mark under the parts that differ.
pub(super) fn render_comparison(evidence: &Evidence, style: &Style) -> String {
    let lines = |label, value: &Option<String>| match value {
        Some(value) => render_field(label, &[TwoLines::quote_if_unclear(&plain(value))]),
        None => String::new(),
    };
    let (Some(expected), Some(observed)) = (&evidence.expected, &evidence.observed) else {
        return lines("expected", &evidence.expected) + &lines("observed", &evidence.observed);
    };
    let difference = TwoLines::compare_lines(&plain(expected), &plain(observed));
    let parts = difference.observed_parts().into_iter();
    let observed: String =
        parts.map(|(differs, part)| if differs { paint_text(style.marked, part) } else { part }).collect();
    let marks = paint_text(style.marked, difference.caret_line());
    render_field("expected", &[difference.expected]) + &render_field("observed", &[observed, marks])
}

fn render_other_cases(others: &[&str]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let more = others.len().saturating_sub(NAMED);
    let mut names: Vec<String> = others.iter().take(NAMED).map(|id| plain(id)).collect();
    names.extend((more > 0).then(|| format!("and {more} more")));
    render_text_field("also in", &format!("{}: {}", format_count(others.len(), "other case"), names.join(", ")))
}

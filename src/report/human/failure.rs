//! One broken clause, told in full.

use super::collected::BrokenClause;
use super::happened::happened;
use super::page::{field, text};
use super::style::{Style, painted};
use crate::judge::Evidence;
use crate::protocol::clause::ClauseId;
use crate::report::difference::TwoLines;
use crate::report::plain::plain;
use crate::report::words::count;

/// How many other cases are named.
const NAMED: usize = 12;

/// The clause, the case, what was done and seen, what was expected, a likely cause, the command: in this order.
pub fn failure(implementation: &str, broken: &BrokenClause<'_>, style: &Style) -> String {
    let shown = broken.shown;
    let mut out = head(implementation, broken.clause, broken.unexpected, style);
    if let Some(found) = &broken.everywhere {
        out += &text("everywhere", &found.sentence());
    }
    out += &text("case", &plain(&shown.title));
    out += &text("", &plain(&shown.case.summary));
    out += &field("steps", &happened(&shown.transcript, shown.step, style));
    out += &text("found", &plain(&shown.evidence.what));
    out += &compared(&shown.evidence, style);
    if let Some(cause) = &shown.evidence.cause {
        out += &text("perhaps", &plain(cause));
    }
    out += &field("again", &[painted(style.command, plain(&shown.replay))]);
    if let Some(shrunk) = &shown.shrunk {
        out += &text("generated", &plain(shrunk));
    }
    if broken.everywhere.is_none() {
        out += &others(&broken.others);
    }
    if broken.generated > 0 {
        out += &text("also in", &count(broken.generated, "generated case"));
    }
    out
}

fn head(implementation: &str, clause: ClauseId, unexpected: bool, style: &Style) -> String {
    let (word, paint) = if unexpected { ("FAIL", style.bad) } else { ("WARN", style.doubtful) };
    let title = painted(style.strong, format!("{}: {clause} ({})", plain(implementation), clause.level()));
    format!("{} {title}\n", painted(paint, word)) + &text("clause", clause.sentence())
}

/// What was expected above what was observed, with a mark under what differs.
pub(super) fn compared(evidence: &Evidence, style: &Style) -> String {
    let lines = |label, value: &Option<String>| match value {
        Some(value) => field(label, &[TwoLines::alone(&plain(value))]),
        None => String::new(),
    };
    let (Some(expected), Some(observed)) = (&evidence.expected, &evidence.observed) else {
        return lines("expected", &evidence.expected) + &lines("observed", &evidence.observed);
    };
    let difference = TwoLines::between(&plain(expected), &plain(observed));
    let parts = difference.parts().into_iter();
    let observed: String =
        parts.map(|(differs, part)| if differs { painted(style.marked, part) } else { part }).collect();
    let marks = painted(style.marked, difference.carets());
    field("expected", &[difference.expected]) + &field("observed", &[observed, marks])
}

fn others(others: &[&str]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let more = others.len().saturating_sub(NAMED);
    let mut names: Vec<String> = others.iter().take(NAMED).map(|id| plain(id)).collect();
    names.extend((more > 0).then(|| format!("and {more} more")));
    text("also in", &format!("{}: {}", count(others.len(), "other case"), names.join(", ")))
}

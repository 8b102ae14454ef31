//! One broken clause, told in full.

use super::collected::{Broken, Shown};
use super::page::{field, text};
use super::style::{Style, painted};
use crate::protocol::clause::ClauseId;
use crate::report::difference::Difference;
use crate::report::plain::plain;
use crate::report::words::{self, count};
use crate::transcript::{Happening, Seen, Transcript, WaitEnd, describe};

/// How many lines of a transcript a failure shows, and how many of them are its first.
const SHOWN: usize = 24;
const FIRST: usize = 6;
/// How many other cases are named.
const NAMED: usize = 12;

/// The clause, the case, what was done and seen, what was expected, a likely cause, the command: in this order.
pub fn failure(implementation: &str, clause: ClauseId, broken: &Broken, style: &Style) -> String {
    let shown = &broken.shown;
    let mut out = head(implementation, clause, broken.unexpected, style);
    out += &text("case", &plain(shown.case.id.as_str()));
    out += &text("", &plain(&shown.case.summary));
    out += &field("steps", &steps(shown, style));
    out += &text("found", &plain(&shown.evidence.what));
    out += &compared(shown, style);
    if let Some(cause) = &shown.evidence.cause {
        out += &text("perhaps", &plain(cause));
    }
    out += &field("again", &[painted(style.command, plain(&shown.replay))]);
    out += &others(&broken.others);
    out
}

fn head(implementation: &str, clause: ClauseId, unexpected: bool, style: &Style) -> String {
    let (word, paint) = if unexpected { ("FAIL", style.bad) } else { ("WARN", style.doubtful) };
    let title = painted(style.strong, format!("{}: {clause} ({})", plain(implementation), clause.level()));
    format!("{} {title}\n", painted(paint, word)) + &text("clause", clause.sentence())
}

/// What was expected above what was observed, with a mark under what differs.
fn compared(shown: &Shown, style: &Style) -> String {
    let lines = |label, value: &Option<String>| match value {
        Some(value) => field(label, &[plain(value)]),
        None => String::new(),
    };
    let (Some(expected), Some(observed)) = (&shown.evidence.expected, &shown.evidence.observed) else {
        return lines("expected", &shown.evidence.expected) + &lines("observed", &shown.evidence.observed);
    };
    let difference = Difference::between(&plain(expected), &plain(observed));
    let parts = difference.parts().into_iter();
    let observed: String =
        parts.map(|(differs, part)| if differs { painted(style.marked, part) } else { part }).collect();
    let marks = painted(style.marked, difference.carets());
    field("expected", &[difference.expected]) + &field("observed", &[observed, marks])
}

fn others(others: &[String]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let more = others.len().saturating_sub(NAMED);
    let mut names: Vec<String> = others.iter().take(NAMED).map(|id| plain(id)).collect();
    names.extend((more > 0).then(|| format!("and {more} more")));
    text("also in", &format!("{}: {}", count(others.len(), "other case"), names.join(", ")))
}

/// What was done and what came back, a line each; the middle left out where there is too much.
fn steps(shown: &Shown, style: &Style) -> Vec<String> {
    let told = told(&shown.transcript);
    let lines: Vec<String> = told.iter().map(|seen| line(&seen.what)).collect();
    if lines.len() <= SHOWN {
        return lines;
    }
    let end = decided(&told, shown.step).max(SHOWN);
    let start = end - (SHOWN - FIRST);
    let left_out = |number: usize| (number > 0).then(|| painted(style.faint, format!("… {}", count(number, "line"))));
    let head = lines[..FIRST].iter().cloned().chain(left_out(start - FIRST));
    head.chain(lines[start..end].iter().cloned()).chain(left_out(lines.len() - end)).collect()
}

/// The end of what belongs to the step that decided; the end of all, where no step did.
fn decided(told: &[Seen], step: Option<usize>) -> usize {
    let last = step.and_then(|step| told.iter().rposition(|seen| seen.step.is_some_and(|at| at <= step)));
    last.map_or(told.len(), |index| index + 1)
}

/// The happenings worth a line: without the start, without the waits that were met, pieces of one output joined.
fn told(transcript: &Transcript) -> Vec<Seen> {
    let starting = |seen: &&Seen| matches!(seen.what, Happening::Started { .. } | Happening::Ready { .. });
    let mut told: Vec<Seen> = Vec::new();
    for seen in transcript.seen.iter().skip_while(starting) {
        if matches!(seen.what, Happening::Waited { until: WaitEnd::Met }) {
            continue;
        }
        match told.last_mut().and_then(|last| joined(&last.what, &seen.what)) {
            Some(what) => told.last_mut().expect("there is a last one").what = what,
            None => told.push(seen.clone()),
        }
    }
    told
}

/// Two pieces of the same output as one.
fn joined(first: &Happening, second: &Happening) -> Option<Happening> {
    match (first, second) {
        (
            Happening::Printed { program, stream, bytes: head },
            Happening::Printed { program: also, stream: same, bytes: tail },
        ) if program == also && stream == same => Some(Happening::Printed {
            program: *program,
            stream: *stream,
            bytes: [head.as_slice(), tail.as_slice()].concat().into(),
        }),
        _ => None,
    }
}

fn line(what: &Happening) -> String {
    format!("{} {}", words::doer(what).mark(), plain(&describe(what)))
}

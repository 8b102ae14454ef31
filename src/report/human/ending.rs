//! The last lines: the counts, and what the exit code means when it is not 0.

use super::collected::Collected;
use super::style::{Style, painted};
use crate::engine::event::Summary;
use crate::report::summary::{AS_EXPECTED, INCOMPLETE, NOTHING_RAN, UNEXPECTED};
use crate::report::words::{count, duration};

/// The counts in one line.
pub fn counts(summary: &Summary, trials: usize, style: &Style) -> String {
    let paint = if summary.exit == AS_EXPECTED { style.good } else { style.bad };
    let played = match summary.played {
        played if played == trials => count(trials, "trial"),
        played => format!("{} ({played} played)", count(trials, "trial")),
    };
    let line = format!(
        "{played}, {} passed, {} failed, {} warned, {} known, {} noted, {} skipped, {} in {}",
        count(summary.passed, "clause"),
        summary.failed,
        summary.warned,
        summary.known,
        summary.noted,
        summary.skipped,
        count(summary.faults, "fault"),
        duration(summary.duration),
    );
    painted(paint, line)
}

/// What the exit code says, in plain words; nothing where all is as expected.
pub fn last_word(summary: &Summary, collected: &Collected) -> Option<String> {
    let meaning = match summary.exit {
        AS_EXPECTED => return None,
        UNEXPECTED => format!("not as expected: {}", unexpected(summary)),
        INCOMPLETE => format!("incomplete: {}; what was played is as expected", incomplete(summary, collected)),
        NOTHING_RAN => "nothing was played, so there is no result: nothing matched, or nothing could be run".to_owned(),
        _ => "the run did not come to its end".to_owned(),
    };
    Some(format!("exit {}: {meaning}", summary.exit))
}

fn unexpected(summary: &Summary) -> String {
    let trials = (summary.unexpected > 0).then(|| format!("{} with a failure", count(summary.unexpected, "trial")));
    let stale = (summary.stale > 0).then(|| match summary.stale {
        1 => "1 known-failing entry to delete".to_owned(),
        number => format!("{number} known-failing entries to delete"),
    });
    trials.into_iter().chain(stale).collect::<Vec<_>>().join(", ")
}

fn incomplete(summary: &Summary, collected: &Collected) -> String {
    let faults = (summary.faults > 0).then(|| format!("{} of the set-up", count(summary.faults, "fault")));
    let required = collected.skipped.iter().filter(|skipped| skipped.required);
    let missing = required.map(|skipped| format!("{} is required and was skipped", skipped.implementation));
    let why: Vec<_> = faults.into_iter().chain(missing).collect();
    if why.is_empty() { "some trials were planned and not played".to_owned() } else { why.join(", ") }
}

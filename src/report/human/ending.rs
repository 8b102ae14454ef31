//! The last lines: the counts, and what the exit code means when it is not 0.

use super::collected::Collected;
use super::style::{Style, paint_text};
use crate::engine::event::Summary;
use crate::engine::summary::{AS_EXPECTED, INCOMPLETE, NOTHING_RAN, UNEXPECTED};
use crate::report::words::{format_count, format_duration};

/// The counts in one line.
pub fn render_counts(summary: &Summary, trials: usize, style: &Style) -> String {
    let paint = if summary.exit == AS_EXPECTED { style.good } else { style.bad };
    let played = match summary.played {
        played if played == trials => format_count(trials, "trial"),
        played => format!("{} ({played} played)", format_count(trials, "trial")),
    };
    let line = format!(
        "{played}, {} passed, {} failed, {} warned, {} known, {} noted, {} skipped, {} in {}",
        format_count(summary.passed, "clause"),
        summary.failed,
        summary.warned,
        summary.known,
        summary.noted,
        summary.skipped,
        format_count(summary.faults, "fault"),
        format_duration(summary.duration),
    );
    paint_text(paint, line)
}

/// The folder of the failing trials' artifacts, if there are any.
pub fn kept_artifacts_line(collected: &Collected) -> Option<String> {
    let (number, folder) = collected.kept.as_ref()?;
    let folder = folder.display();
    Some(format!("{} kept in {folder}: `sockspec replay FILE` plays one again", format_count(*number, "failing trial")))
}

/// The meaning of the exit code, in plain words; nothing if all is as expected.
pub fn last_word(summary: &Summary, collected: &Collected) -> Option<String> {
    let meaning = match summary.exit {
        AS_EXPECTED => return None,
        UNEXPECTED => format!("not as expected: {}{}", describe_unexpected(summary), not_tried(collected)),
        INCOMPLETE => {
            format!("incomplete: {}; what was played is as expected", describe_incomplete(summary, collected))
        }
        NOTHING_RAN => format!("no result: {}", nothing_ran(summary, collected)),
        _ => "the run did not come to its end".to_owned(),
    };
    Some(format!("exit {}: {meaning}", summary.exit))
}

fn describe_unexpected(summary: &Summary) -> String {
    let trials =
        (summary.unexpected > 0).then(|| format!("{} with a failure", format_count(summary.unexpected, "trial")));
    let stale = (summary.stale > 0).then(|| match summary.stale {
        1 => "1 known-failing entry to delete".to_owned(),
        number => format!("{number} known-failing entries to delete"),
    });
    let flaky = (summary.flaky > 0).then(|| format_count(summary.flaky, "flaky verdict"));
    trials.into_iter().chain(stale).chain(flaky).collect::<Vec<_>>().join(", ")
}

/// How many required implementations could not be tried. This is reported even if other implementations fail.
fn not_tried(collected: &Collected) -> String {
    match collected.skipped.iter().filter(|skipped| skipped.required).count() {
        0 => String::new(),
        number => format!("; {} could not be tried", format_count(number, "implementation")),
    }
}

/// How much was left out, if the run stopped before its end.
pub fn left_out(summary: &Summary, trials: usize) -> Option<String> {
    let planned = trials + summary.not_run;
    (summary.not_run > 0).then(|| format!("stopped early: {} of {planned} trials were not run", summary.not_run))
}

fn describe_incomplete(summary: &Summary, collected: &Collected) -> String {
    let why = list_obstacles(summary, collected);
    if why.is_empty() { "some trials were planned and not played".to_owned() } else { why.join(", ") }
}

fn nothing_ran(summary: &Summary, collected: &Collected) -> String {
    let mut why = list_obstacles(summary, collected);
    why.extend((summary.skipped > 0).then(|| format!("{} skipped", format_count(summary.skipped, "trial"))));
    if why.is_empty() {
        return "nothing was played, since nothing matched what was asked for".to_owned();
    }
    format!("nothing could be played: {}", why.join(", "))
}

/// The reasons why trials were not played.
fn list_obstacles(summary: &Summary, collected: &Collected) -> Vec<String> {
    let faults = (summary.faults > 0).then(|| format!("{} of the set-up", format_count(summary.faults, "fault")));
    let missing = collected.skipped.iter().filter(|skipped| skipped.required || summary.played == 0);
    let missing = missing.map(|skipped| {
        if skipped.required {
            format!("{} is required and was skipped", skipped.implementation)
        } else {
            format!("{} was skipped", skipped.implementation)
        }
    });
    faults.into_iter().chain(missing).collect()
}

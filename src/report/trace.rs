//! The whole transcript of a trial, step by step, in plain words (`--trace`, `replay`).

use super::parting::without_parting_words;
use super::plain::plain;
use super::words;
use crate::case::Case;
use crate::transcript::{Bytes, Happening, Seen, Transcript, describe_happening, quote_bytes};

/// The options of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TraceOptions {
    /// Whether each line has its time.
    pub times: Times,
    /// Whether what a program says when it is asked to stop is shown.
    pub parting: Parting,
}

/// Whether lines have their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Times {
    /// Milliseconds since the trial began, before each line.
    #[default]
    Shown,
    /// None, for texts that are compared.
    LeftOut,
}

/// Whether lines show what a program says on standard error when it is asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Parting {
    /// It is left out: the harness has made the program say it.
    #[default]
    LeftOut,
    /// All that was seen is shown.
    Shown,
}

/// The transcript, line by line, under the steps of its case.
pub fn render_trace(case: &Case, transcript: &Transcript, options: TraceOptions) -> String {
    let mut lines = vec![plain(case.id.as_str()), format!("  {}", plain(&case.summary)), String::new()];
    let mut told = 0;
    let mut current = None;
    let all: Vec<&Seen> = match options.parting {
        Parting::LeftOut => without_parting_words(transcript.seen.iter()).collect(),
        Parting::Shown => transcript.seen.iter().collect(),
    };
    for seen in all {
        if seen.step != current {
            let until = seen.step.map_or(case.steps.len(), |step| step + 1);
            lines.extend(step_headings(case, told, until));
            lines.extend(repeated_step_heading(seen.step, told));
            told = told.max(until.min(case.steps.len()));
            current = seen.step;
        }
        lines.extend(told_of(seen, options.times));
    }
    lines.extend(step_headings(case, told, case.steps.len()));
    lines.join("\n") + "\n"
}

/// The steps from `from` up to, and without, `until`.
fn step_headings(case: &Case, from: usize, until: usize) -> Vec<String> {
    let steps = case.steps.iter().enumerate().take(until).skip(from);
    steps.map(|(index, step)| format!("{}. {}", index + 1, plain(&words::describe_step(step)))).collect()
}

/// The heading for something that belongs to a step reported before, or to no step.
fn repeated_step_heading(step: Option<usize>, told: usize) -> Option<String> {
    match step {
        Some(step) if step < told => Some(format!("{}. (again)", step + 1)),
        None if told > 0 => Some("after the last step".to_owned()),
        _ => None,
    }
}

/// One line; of an output of several lines each on its own, below it.
fn told_of(seen: &Seen, times: Times) -> Vec<String> {
    let before = match times {
        Times::Shown => format!("{:>9.3} ms  ", seen.at as f64 / 1000.0),
        Times::LeftOut => " ".repeat(5),
    };
    let mark = words::find_doer(&seen.what).mark();
    let printed = match &seen.what {
        Happening::Printed { program, stream, bytes } => {
            Some((program, words::printing_verb(*stream), bytes.as_slice()))
        }
        _ => None,
    };
    match printed.map(|(program, prints, bytes)| (program, prints, bytes.split_inclusive(|&byte| byte == b'\n'))) {
        Some((program, prints, lines)) if lines.clone().count() > 1 => {
            let below = " ".repeat(before.chars().count() + 4);
            let lines = lines.map(|line| format!("{below}{}", plain(&quote_bytes(&Bytes::from(line)))));
            std::iter::once(format!("{before}{mark} the {program} {prints}:")).chain(lines).collect()
        }
        _ => vec![format!("{before}{mark} {}", plain(&describe_happening(&seen.what)))],
    }
}

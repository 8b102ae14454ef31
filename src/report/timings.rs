//! How long each trial took, and what of it: a line of JSON for each (`--timings FILE`).

use super::Reporter;
use crate::engine::event::{Event, Outcome, TrialReport};
use crate::transcript::Transcript;
use serde::Serialize;
use std::io::{self, Write};
use std::time::Duration;

/// Writes the lines as the trials come.
#[derive(Debug)]
pub struct Timings<W> {
    out: W,
}

impl<W: Write> Timings<W> {
    /// Lines that are written to `out`.
    pub fn new(out: W) -> Self {
        Timings { out }
    }
}

/// One trial; all times are seconds.
#[derive(Serialize)]
struct Line<'t> {
    implementation: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'t str>,
    case: &'t str,
    /// How long after the run it began.
    began: f64,
    /// How long it took; if it was repeated, all repetitions.
    seconds: f64,
    #[serde(flatten)]
    parts: Option<Parts>,
}

/// What of the time was which part of the (last) play. What is missing to the whole is the harness's own: networks made,
/// verdicts found.
#[derive(Debug, PartialEq, Serialize)]
struct Parts {
    /// Until the first step began, which is mostly the start of the programs.
    before_steps: f64,
    /// The steps.
    steps: f64,
    /// From the last step to the end of the programs.
    after_steps: f64,
}

impl Parts {
    /// Of a play of which something was seen; what is seen before the first step and after the last is of none.
    fn of(transcript: &Transcript) -> Option<Parts> {
        let seen = &transcript.seen;
        let at = |index: usize| Duration::from_micros(seen[index].at);
        let whole = at(seen.len().checked_sub(1)?);
        let first = seen.iter().position(|seen| seen.step.is_some()).map_or(whole, at);
        let last = seen.iter().rposition(|seen| seen.step.is_some()).map_or(whole, at);
        Some(Parts {
            before_steps: first.as_secs_f64(),
            steps: (last - first).as_secs_f64(),
            after_steps: (whole - last).as_secs_f64(),
        })
    }
}

fn line(trial: &TrialReport) -> Line<'_> {
    let transcript = match &trial.outcome {
        Outcome::Judged { transcript, .. } | Outcome::Faulted { transcript, .. } => Some(transcript),
        Outcome::Skipped { .. } => None,
    };
    Line {
        implementation: &trial.implementation,
        client: trial.client.as_deref(),
        case: trial.case.id.as_str(),
        began: trial.began.as_secs_f64(),
        seconds: trial.duration.as_secs_f64(),
        parts: transcript.and_then(Parts::of),
    }
}

impl<W: Write> Reporter for Timings<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::TrialFinished(trial) = event else { return Ok(()) };
        serde_json::to_writer(&mut self.out, &line(trial))?;
        writeln!(self.out)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::role::Side;
    use crate::transcript::{Happening, Seen};

    fn seen(moments: &[(u64, Option<usize>)]) -> Transcript {
        let what = || Happening::Started { program: Side::Client };
        let seen = moments.iter().map(|&(at, step)| Seen { at, step, what: what() }).collect();
        Transcript { seen, ..Transcript::default() }
    }

    #[test]
    fn the_parts_make_up_the_play() {
        let parts =
            Parts::of(&seen(&[(2, None), (500_000, Some(0)), (1_500_000, Some(3)), (1_750_000, None)])).unwrap();
        assert_eq!(parts, Parts { before_steps: 0.5, steps: 1.0, after_steps: 0.25 });
    }

    #[test]
    fn a_play_without_a_step_was_all_before_them() {
        let parts = Parts::of(&seen(&[(2, None), (500_000, None)])).unwrap();
        assert_eq!(parts, Parts { before_steps: 0.5, steps: 0.0, after_steps: 0.0 });
        assert_eq!(Parts::of(&seen(&[])), None);
    }
}

//! How long each trial took, and what of it: a line of JSON for each (`--timings FILE`).

use super::Reporter;
use crate::engine::event::{Event, TrialReport};
use crate::transcript::{Happening, Transcript};
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
struct TimingLine<'t> {
    implementation: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'t str>,
    case: &'t str,
    /// How long after the run it began.
    began: f64,
    /// How long it took; if it was repeated, all repetitions.
    seconds: f64,
    #[serde(flatten)]
    parts: Option<TimeParts>,
}

/// The parts of the time of the (last) play. The rest is the harness's own: networks made, verdicts found.
#[derive(Debug, PartialEq, Serialize)]
struct TimeParts {
    /// Until the server was ready, or the client started.
    start: f64,
    /// From then to the last step.
    steps: f64,
    /// From the last step to the end of the programs.
    end: f64,
}

impl TimeParts {
    /// Of a play of which something was seen; what is seen after the last step is of none.
    fn from_transcript(transcript: &Transcript) -> Option<TimeParts> {
        let seen = &transcript.seen;
        let at = |index: usize| Duration::from_micros(seen[index].at);
        let whole = at(seen.len().checked_sub(1)?);
        let first = |is_one: fn(&Happening) -> bool| seen.iter().position(|seen| is_one(&seen.what));
        let ready = first(|what| matches!(what, Happening::Ready { .. }));
        let ready = ready.or_else(|| first(|what| matches!(what, Happening::Started { .. }))).map_or(whole, at);
        let last = seen.iter().rposition(|seen| seen.step.is_some()).map_or(whole, at).max(ready);
        let seconds = |time: Duration| time.as_secs_f64();
        Some(TimeParts { start: seconds(ready), steps: seconds(last - ready), end: seconds(whole - last) })
    }
}

fn line_for_trial(trial: &TrialReport) -> TimingLine<'_> {
    TimingLine {
        implementation: &trial.implementation,
        client: trial.client.as_deref(),
        case: trial.case.id.as_str(),
        began: trial.began.as_secs_f64(),
        seconds: trial.duration.as_secs_f64(),
        parts: trial.outcome.transcript().and_then(TimeParts::from_transcript),
    }
}

impl<W: Write> Reporter for Timings<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::TrialFinished(trial) = event else { return Ok(()) };
        serde_json::to_writer(&mut self.out, &line_for_trial(trial))?;
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
    use crate::transcript::Seen;

    const STARTED: Happening = Happening::Started { program: Side::Server };
    const READY: Happening = Happening::Ready { program: Side::Server, endpoints: Vec::new() };
    const ENDED: Happening = Happening::InputEnded { program: Side::Server };

    fn parts_of_moments(moments: &[(u64, Option<usize>, Happening)]) -> Option<TimeParts> {
        let seen = moments.iter().map(|(at, step, what)| Seen { at: *at, step: *step, what: what.clone() }).collect();
        TimeParts::from_transcript(&Transcript { seen, ..Transcript::default() })
    }

    #[test]
    fn the_parts_make_up_the_play() {
        let play =
            [(2, Some(0), STARTED), (500_000, Some(0), READY), (1_500_000, Some(3), ENDED), (1_750_000, None, ENDED)];
        assert_eq!(parts_of_moments(&play), Some(TimeParts { start: 0.5, steps: 1.0, end: 0.25 }));
    }

    #[test]
    fn a_server_that_is_started_again_is_part_of_the_steps() {
        let play =
            [(2, Some(0), STARTED), (500_000, Some(0), READY), (750_000, Some(1), ENDED), (1_500_000, Some(2), READY)];
        assert_eq!(parts_of_moments(&play), Some(TimeParts { start: 0.5, steps: 1.0, end: 0.0 }));
    }

    #[test]
    fn a_play_in_which_nothing_was_started_was_all_start() {
        assert_eq!(parts_of_moments(&[(500_000, None, ENDED)]), Some(TimeParts { start: 0.5, steps: 0.0, end: 0.0 }));
        assert_eq!(parts_of_moments(&[]), None);
    }
}

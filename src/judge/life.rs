//! The lives of a program: a case may stop it and start it again, and one life's exit never goes with another's words.

use super::hearing::Hearing;
use crate::protocol::role::Side;
use crate::transcript::{ExitStatus, Happening, Seen, Stream};

/// The events from one start of a program up to the next.
pub(crate) struct Life<'a> {
    side: Side,
    seen: &'a [Seen],
}

/// Words of a line in which a program, of whatever language, gives the reason for its end.
const REASONS: [&str; 5] = ["rror", "xception", "panic", "Err(", "`Err`"];

impl<'a> Life<'a> {
    /// The life that the program leads at the end of step `at`; after all steps, if `None`.
    pub(crate) fn at_step(hearing: &Hearing<'a>, side: Side, at: Option<usize>) -> Life<'a> {
        let seen = hearing.transcript.seen.as_slice();
        let is_start = |seen: &Seen| matches!(seen.what, Happening::Started { program } if program == side);
        let in_time = |seen: &Seen| at.is_none_or(|at| seen.step.is_none_or(|step| step <= at));
        let start = seen.iter().rposition(|seen| is_start(seen) && in_time(seen)).unwrap_or_default();
        let next = seen.iter().skip(start + 1).position(is_start);
        Life { side, seen: &seen[start..next.map_or(seen.len(), |next| start + 1 + next)] }
    }

    /// How the program ended by itself: before it was asked to stop.
    pub(crate) fn exit_before_stop(&self) -> Option<&'a ExitStatus> {
        self.seen_before_stop().find_map(|seen| match &seen.what {
            Happening::Exited { program, status } if *program == self.side => Some(status),
            _ => None,
        })
    }

    /// Whether it had ended so by the end of step `at`: what the harness does later may end a program that would not.
    pub(crate) fn ended_by(&self, at: usize) -> bool {
        let is_end = |what: &Happening| matches!(what, Happening::Exited { program, .. } if *program == self.side);
        self.seen_before_stop().any(|seen| is_end(&seen.what) && seen.step.is_some_and(|step| step <= at))
    }

    /// Whether it ended at once: it was started, and did not come up.
    pub(crate) fn came_to_nothing(&self) -> bool {
        self.seen.iter().any(|seen| matches!(seen.what, Happening::NotReady { program } if program == self.side))
    }

    /// How the program ended by itself, and why it says so, as the end of a sentence; empty while it lives.
    pub(crate) fn exit_suffix(&self) -> String {
        match (self.exit_before_stop(), self.reason_from_stderr()) {
            (None, _) => String::new(),
            (Some(status), None) => format!("; the {} {status}", self.side),
            (Some(status), Some(reason)) => format!("; the {} {status}: {reason}", self.side),
        }
    }

    /// The line of standard error that says why it ended: the last that speaks of an error, or else the last.
    pub(crate) fn reason_from_stderr(&self) -> Option<String> {
        let said = self.seen_before_stop().filter_map(|seen| match &seen.what {
            Happening::Printed { program, stream: Stream::Err, bytes } if *program == self.side => {
                Some(bytes.as_slice())
            }
            _ => None,
        });
        let text = String::from_utf8_lossy(&said.collect::<Vec<_>>().concat()).into_owned();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        // An indented line is a place in the code, or the code itself.
        let speaks = |line: &&&str| !line.starts_with([' ', '\t']) && REASONS.iter().any(|word| line.contains(word));
        let reason = lines.iter().rev().find(speaks).or(lines.last());
        reason.map(|line| line.trim().to_owned())
    }

    /// The events before the harness asked for an end.
    fn seen_before_stop(&self) -> impl Iterator<Item = &'a Seen> + use<'a> {
        self.seen.iter().take_while(|seen| !matches!(seen.what, Happening::StopAsked { .. }))
    }
}

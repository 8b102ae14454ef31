//! Writes down what is seen: when, in which step, and never more than a transcript should hold.

use crate::transcript::{Happening, Seen, Transcript};
use std::collections::BTreeMap;
use std::time::Instant;

/// How many bytes a transcript keeps of one channel (a connection, a socket, an output stream).
const KEPT: usize = 1 << 20;

/// A transcript in the making.
#[derive(Debug)]
pub(super) struct Recorder {
    transcript: Transcript,
    began: Instant,
    step: Option<usize>,
    kept: BTreeMap<String, usize>,
}

impl Recorder {
    pub(super) fn new() -> Recorder {
        Recorder { transcript: Transcript::default(), began: Instant::now(), step: None, kept: BTreeMap::new() }
    }

    pub(super) fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    pub(super) fn into_transcript(self) -> Transcript {
        self.transcript
    }

    pub(super) fn elapsed(&self) -> std::time::Duration {
        self.began.elapsed()
    }

    pub(super) fn enter_step(&mut self, step: Option<usize>) {
        self.step = step;
    }

    pub(super) fn record(&mut self, what: Happening) {
        let at = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.transcript.seen.push(Seen { at, step: self.step, what });
    }

    /// How many of `count` more bytes of `channel` are to be kept; says once in the transcript when some are not.
    pub(super) fn admit(&mut self, channel: &str, count: usize) -> usize {
        let kept = self.kept.entry(channel.to_owned()).or_default();
        let room = KEPT.saturating_sub(*kept);
        let overflows = count > room && *kept <= KEPT;
        *kept = if overflows { KEPT + 1 } else { *kept + count.min(room) };
        if overflows {
            self.record(Happening::Overflow { channel: channel.to_owned() });
        }
        count.min(room)
    }
}

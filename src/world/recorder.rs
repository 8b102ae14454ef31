//! Writes down what is seen: when, in which step, and never more than a transcript should hold.

use crate::transcript::{Bytes, Happening, Seen, Transcript};
use std::collections::BTreeMap;
use std::time::Instant;

/// How many bytes a transcript keeps of one channel (a connection, a socket, an output stream), if nothing else is asked.
const KEPT: usize = 1 << 18;
/// Of how many pieces of a stream it keeps the bounds; what follows on their heels is one piece with them.
const PIECES: usize = 1 << 10;
/// How many pieces it keeps at all.
const MOST_PIECES: usize = 1 << 13;

/// A transcript in the making.
#[derive(Debug)]
pub(super) struct Recorder {
    transcript: Transcript,
    began: Instant,
    step: Option<usize>,
    kept: BTreeMap<String, KeptBytes>,
    /// How many bytes of one channel are kept.
    most: usize,
    changes: u64,
    heard: u64,
    dropped: u64,
}

/// The amount that is kept of one channel.
#[derive(Debug, Default)]
struct KeptBytes {
    bytes: usize,
    pieces: usize,
    overflown: bool,
}

impl Recorder {
    pub(super) fn new() -> Recorder {
        Recorder {
            transcript: Transcript::default(),
            began: Instant::now(),
            step: None,
            kept: BTreeMap::new(),
            most: KEPT,
            changes: 0,
            heard: 0,
            dropped: 0,
        }
    }

    pub(super) fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    pub(super) fn into_transcript(self) -> Transcript {
        self.transcript
    }

    /// Keeps so many bytes of each channel, if that is more than usual.
    pub(super) fn keep_at_least(&mut self, bytes: usize) {
        self.most = self.most.max(bytes);
    }

    pub(super) fn elapsed(&self) -> std::time::Duration {
        self.began.elapsed()
    }

    pub(super) fn enter_step(&mut self, step: Option<usize>) {
        self.step = step;
    }

    /// How many times something was written down: a piece may make one that stands there longer.
    pub(super) fn change_count(&self) -> u64 {
        self.changes
    }

    /// How many times something was written down that no program printed.
    pub(super) fn unprinted_count(&self) -> u64 {
        self.heard
    }

    /// How many times something came for which there was no room.
    pub(super) fn dropped_count(&self) -> u64 {
        self.dropped
    }

    fn count_change(&mut self, is_printed: bool) {
        self.changes += 1;
        self.heard += u64::from(!is_printed);
    }

    pub(super) fn record(&mut self, what: Happening) {
        self.record_at(self.micros_since_start(), what);
    }

    /// Microseconds since the trial began.
    pub(super) fn micros_since_start(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Writes down what began at `at`, in microseconds since the trial began, and has happened by now.
    pub(super) fn record_at(&mut self, at: u64, what: Happening) {
        self.count_change(matches!(what, Happening::Printed { .. }));
        self.transcript.seen.push(Seen { at, step: self.step, what });
    }

    /// Records a piece of a stream that came on `channel`, as far as there is room; `told` turns it into a happening.
    pub(super) fn take_in(&mut self, channel: &str, piece: &[u8], told: impl FnOnce(Bytes) -> Happening) {
        let piece = &piece[..self.admit_bytes(channel, piece.len())];
        if piece.is_empty() {
            return;
        }
        let many = self.kept.get(channel).is_some_and(|kept| kept.pieces > PIECES);
        let what = told(Bytes::from(piece));
        let last = self.transcript.seen.last_mut().filter(|last| many && last.step == self.step);
        if last.is_some_and(|last| join_to_last(&mut last.what, &what)) {
            self.count_change(matches!(what, Happening::Printed { .. }));
        } else {
            self.record(what);
        }
    }

    /// How many of `count` more bytes of `channel`, in one piece, are to be kept; says once in the transcript when some
    /// are not.
    pub(super) fn admit_bytes(&mut self, channel: &str, count: usize) -> usize {
        let most = self.most;
        let kept = self.kept.entry(channel.to_owned()).or_default();
        let room = if kept.pieces < MOST_PIECES { most - kept.bytes } else { 0 };
        let overflows = count > room && !kept.overflown;
        self.dropped += u64::from(count > room);
        kept.overflown |= overflows;
        kept.bytes += count.min(room);
        kept.pieces += 1;
        if overflows {
            self.record(Happening::Overflow { channel: channel.to_owned() });
        }
        count.min(room)
    }
}

/// Makes the piece that was written down last longer by another of the same stream; whether it is one.
fn join_to_last(last: &mut Happening, next: &Happening) -> bool {
    use Happening::{Printed, Received};
    match (last, next) {
        (Received { peer, bytes }, Received { peer: p, bytes: more }) if peer == p => bytes.extend(more),
        (Printed { program, stream, bytes }, Printed { program: p, stream: s, bytes: more })
            if program == p && stream == s =>
        {
            bytes.extend(more);
        }
        _ => return false,
    }
    true
}

//! Small pieces of plain language that several reports share.

mod advice;
mod difference;
mod expectation;
mod last_error;
mod step;

pub use advice::{advice_for_fault, output_before_fault};
pub use difference::{describe_channel, describe_difference, kind_name};
pub use expectation::describe_expectation;
pub use last_error::{last_error, last_error_line};
pub use step::describe_step;

use crate::case::{Case, Source, Step};
use crate::engine::event::Stale;
use crate::judge::Verdict;
use crate::report::plain::plain;
use crate::transcript::{Happening, Stream};
use std::time::Duration;

/// `1 case`, `2 cases`.
pub fn format_count(number: usize, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}

/// `340 µs`, `12 ms`, `1.9 s`.
pub fn format_duration(time: Duration) -> String {
    match time.as_micros() {
        micros @ 0..1_000 => format!("{micros} µs"),
        micros @ 1_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

/// The actor of a happening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doer {
    /// The harness, towards the program.
    Harness,
    /// The program, or the system in its place.
    Program,
    /// Nobody: a wait, a limit.
    Nobody,
}

impl Doer {
    /// The mark before the line: `→` from the harness, `←` from the program.
    pub const fn mark(self) -> &'static str {
        match self {
            Doer::Harness => "→",
            Doer::Program => "←",
            Doer::Nobody => "·",
        }
    }
}

/// The actor of this happening.
pub fn find_doer(what: &Happening) -> Doer {
    use Happening as H;
    match what {
        H::Started { .. } | H::Connected { .. } | H::Bound { .. } | H::Sent { .. } | H::HalfClosed { .. } => {
            Doer::Harness
        }
        H::Left { .. } | H::ResetSent { .. } | H::DatagramSent { .. } | H::Typed { .. } => Doer::Harness,
        H::FileMade { .. } => Doer::Harness,
        H::FileSeen { .. } => Doer::Program,
        H::InputEnded { .. } | H::StopAsked { .. } | H::Killed { .. } | H::PortTaken { .. } => Doer::Harness,
        H::Ready { .. } | H::NotReady { .. } | H::Accepted { .. } | H::Received { .. } => Doer::Program,
        H::ConnectFailed { .. } | H::SendFailed { .. } | H::PeerClosed { .. } | H::PeerReset { .. } => Doer::Program,
        H::NotAccepted { .. } | H::DatagramReceived { .. } | H::Printed { .. } | H::Exited { .. } => Doer::Program,
        H::Waited { .. } | H::Overflow { .. } | H::Setting { .. } => Doer::Nobody,
    }
}

/// The verb for an output: `prints`, `prints on standard error`.
pub const fn printing_verb(stream: Stream) -> &'static str {
    match stream {
        Stream::Out => "prints",
        Stream::Err => "prints on standard error",
    }
}

/// How the case cuts its streams: `message-first`, `joined`, `3,7`; `None` if everything goes in one piece.
pub fn cut_of(case: &Case) -> Option<String> {
    let cuts = case.steps.iter().filter_map(|step| match step {
        Step::Relay { wire, .. } => Some(wire.to_string()),
        Step::Send { cut, .. } | Step::Reply { cut, .. } if !cut.at.is_empty() => Some(join_numbers(&cut.at)),
        _ => None,
    });
    let all: Vec<String> = cuts.collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// The origin of a case.
pub fn source(source: &Source) -> String {
    match source {
        Source::File(path) => path.clone(),
        Source::Generator { family, seed } => format!("generator {family}, seed {seed}"),
    }
}

/// The problem of a known-failing entry, behind its clause and its pattern.
pub const fn out_of_date(why: Stale) -> &'static str {
    match why {
        Stale::PassesNow => "passes now",
        Stale::MatchedNothing => "matches nothing that was run",
        Stale::NoSuchCase => "names no case",
    }
}

fn join_numbers(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The reason for a verdict, behind a colon; empty if there is nothing to say.
pub fn verdict_suffix(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Pass => String::new(),
        Verdict::Noted(text) | Verdict::Skipped(text) => format!(": {}", plain(text)),
        Verdict::Fail(evidence) | Verdict::Warn(evidence) => format!(": {}", plain(&evidence.what)),
    }
}

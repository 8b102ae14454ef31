//! The events of a comparison of two implementations.

use super::{Bound, Fault, ImplementationInfo, NetworkKind, SkippedImplementation};
use crate::case::{Case, CaseId};
use crate::differential::{Difference, DifferenceGroup};
use crate::generate::Size;
use crate::protocol::role::Role;
use crate::transcript::Transcript;
use std::sync::Arc;
use std::time::Duration;

/// One event of a comparison. They come in this order: `Started`, any number of the others, `Finished`.
#[derive(Debug, Clone)]
pub enum DiffEvent {
    /// The comparison begins.
    Started(Box<DiffStarted>),
    /// An implementation, or one program of it, can't be tried here.
    Skipped(SkippedImplementation),
    /// Something that the user should know, in one line.
    Notice {
        /// The line.
        text: String,
    },
    /// A case was played by both. Cases finish in the plan's order.
    Compared(Compared),
    /// A difference of a new group, in the case reported last: confirmed on fresh processes, and made as small as
    /// possible.
    Found(Box<FoundDifference>),
    /// A difference in the case reported last that did not show again on fresh processes.
    Flaky(Box<FlakyDifference>),
    /// It is over.
    Finished(DiffSummary),
}

/// The comparison that begins.
#[derive(Debug, Clone)]
pub struct DiffStarted {
    /// The two implementations, the left one first.
    pub implementations: [ImplementationInfo; 2],
    /// The roles that both can play.
    pub roles: Vec<Role>,
    /// How many cases both are to play.
    pub cases: usize,
    /// The seed of everything generated.
    pub seed: u64,
    /// How many workers play.
    pub jobs: usize,
    /// The network of the trials.
    pub network: NetworkKind,
    /// Whether every byte counts.
    pub exact: bool,
}

/// One case, played by both.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The case.
    pub case: Arc<Case>,
    /// Its outcome.
    pub outcome: ComparedOutcome,
    /// How long both took.
    pub duration: Duration,
}

/// The outcome of a case for both.
#[derive(Debug, Clone)]
pub enum ComparedOutcome {
    /// Both played it.
    Played {
        /// The differences' groups, each once.
        groups: Vec<DifferenceGroup>,
        /// Faults of the set-up that did not keep the case from being played: the name of the implementation, and the
        /// fault.
        faults: Vec<(String, Fault)>,
    },
    /// It could not be played by both.
    Faulted {
        /// The name of the implementation, and the fault.
        faults: Vec<(String, Fault)>,
    },
    /// It was not played, and why.
    Skipped {
        /// The reason.
        reason: String,
    },
}

/// A difference, in the simplest case that shows it.
#[derive(Debug, Clone)]
pub struct FoundDifference {
    /// The difference.
    pub difference: Difference,
    /// The simplest case.
    pub case: Arc<Case>,
    /// Everything seen in it, the left one first.
    pub transcripts: [Transcript; 2],
    /// The case in which it was found.
    pub found_by: CaseId,
    /// How many times a case was played by both to confirm and to simplify.
    pub trials: usize,
    /// The size of the case in which it was found; `None` for a hand-written case.
    pub before: Option<Size>,
    /// How big the simplest is.
    pub after: Size,
    /// The bound that ended the search before nothing was left to try.
    pub stopped_by: Option<Bound>,
    /// The command that shows it again, as typed into a shell.
    pub again: String,
}

/// A difference that showed once, and not again on fresh processes.
#[derive(Debug, Clone)]
pub struct FlakyDifference {
    /// The difference, as it showed.
    pub difference: Difference,
    /// The case.
    pub case: Arc<Case>,
    /// Everything seen when it showed, the left one first.
    pub shown: [Transcript; 2],
    /// Everything seen when it did not.
    pub not_shown: [Transcript; 2],
    /// The command that plays the case again.
    pub again: String,
}

/// The counts at the end, and the exit code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiffSummary {
    /// Cases that both played.
    pub played: usize,
    /// Cases that showed a difference.
    pub differing: usize,
    /// Distinct differences.
    pub groups: usize,
    /// Differences that did not show again.
    pub flaky: usize,
    /// Cases left out, each with its reason.
    pub skipped: usize,
    /// Faults of the set-up.
    pub faults: usize,
    /// How long it took.
    pub duration: Duration,
    /// The exit code: 0 no difference, 1 differences, 3 incomplete, 4 nothing was played.
    pub exit: u8,
}

//! How a plan is run.

use super::protocol::Protocol;
use crate::world::descriptors;
use crate::world::{Confinement, Interruption, Isolation};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// How long a program may be waited for by default.
pub const BUDGET: Duration = Duration::from_secs(60);

/// How a plan is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The protocol to test.
    pub protocol: Protocol,
    /// The isolation that the machine allows.
    pub isolation: Isolation,
    /// The sockspec program, which serves as the keeper of each worker.
    pub helper: Option<PathBuf>,
    /// How many trials are played at once; as many as the machine bears, if nothing stands here, and on the host's network
    /// one, whatever does.
    pub jobs: Option<NonZeroUsize>,
    /// How long one wait may take.
    pub time_limit: Duration,
    /// How long the run may wait for each program in each role, in all its trials together, if its manifest does not
    /// say.
    pub budget: Duration,
    /// Whether a broken SHOULD fails the run.
    pub strict: bool,
    /// Whether the run ends at the first unexpected result.
    pub fail_fast: bool,
    /// How many times each trial is played.
    pub repeat: NonZeroUsize,
    /// The folder for the artifacts of failing trials; without it there are none.
    pub artifacts: Option<PathBuf>,
    /// Whether the simplest cases of what generated ones find are kept.
    pub regressions: Regressions,
    /// When the run begins, for reports: seconds since 1970 (UTC).
    pub began: Option<u64>,
    /// Whether packets are captured.
    pub capture: bool,
    /// Whether several cases may be played to one server process.
    pub sharing: Sharing,
    /// The folders of cases beside the built-in ones.
    pub cases: Vec<PathBuf>,
    /// How many resources programs may use, and which files they may write.
    pub confinement: Confinement,
    /// The signal that ends the run before its time.
    pub interruption: Interruption,
}

/// The fate of the simplest case for a finding in the programs of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regressions {
    /// It is kept in the folder of the programs, to be played first from then on.
    Kept,
    /// Nothing is written there.
    NotKept,
}

/// Whether several cases may be played to one server process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Each case has a fresh process.
    Never,
    /// Cases in which clients only ask and go share one process, as long as all is as it should be. A case that is not
    /// is played again on a fresh process.
    Optimistic,
}

impl Settings {
    /// The defaults. Each trial is played once, as many at a time as the machine bears. A wait takes at most ten
    /// seconds, and all waits for a program in a role one minute. Nothing is kept.
    pub fn new(protocol: Protocol, isolation: Isolation, helper: Option<PathBuf>) -> Settings {
        Settings {
            protocol,
            isolation,
            helper,
            jobs: None,
            time_limit: Duration::from_secs(10),
            budget: BUDGET,
            strict: false,
            fail_fast: false,
            repeat: NonZeroUsize::MIN,
            artifacts: None,
            regressions: Regressions::NotKept,
            began: None,
            capture: false,
            sharing: Sharing::Never,
            cases: Vec::new(),
            confinement: Confinement::default(),
            interruption: Interruption::default(),
        }
    }

    /// Whether this run shares processes. A network of each trial's own shows which data belongs to it; repetitions and
    /// captures need fresh processes.
    pub(super) fn effective_sharing(&self) -> Sharing {
        let can = self.isolation == Isolation::Namespaces && self.repeat == NonZeroUsize::MIN && !self.capture;
        if can { self.sharing } else { Sharing::Never }
    }

    /// How many can be played at once with the files that this process may have open, if more were asked for.
    pub(super) fn too_many_jobs(&self) -> Option<usize> {
        let wanted = self.jobs.map_or(1, NonZeroUsize::get);
        Some(max_parallel_trials()).filter(|bearable| *bearable < wanted)
    }

    /// How many trials there are at once, with those that only wait and need no processor. A user who asks for one at a
    /// time gets one at a time.
    pub(super) fn thread_count(&self) -> usize {
        const WAITING: usize = 64;
        match self.isolation {
            Isolation::Namespaces if self.jobs == Some(NonZeroUsize::MIN) => 1,
            Isolation::Namespaces => max_parallel_trials().min(self.worker_count() + WAITING),
            Isolation::Host { .. } => 1,
        }
    }

    /// How many trials are played at once: one waits for its programs most of the time, so some share a core.
    pub(super) fn worker_count(&self) -> usize {
        const A_CORE: usize = 3;
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        match self.isolation {
            Isolation::Namespaces => {
                self.jobs.map_or_else(|| A_CORE * cores(), NonZeroUsize::get).min(max_parallel_trials())
            }
            Isolation::Host { .. } => 1,
        }
    }
}

/// How many trials can be played at once with the files that this process may have open.
fn max_parallel_trials() -> usize {
    /// The descriptors of the run itself, and those of each trial. A trial needs them for its networks, its programs'
    /// consoles, some connections, and the files that it reads again and again.
    const RUN: usize = 64;
    const TRIAL: usize = 64;
    (descriptors::max_descriptors().saturating_sub(RUN) / TRIAL).max(1)
}

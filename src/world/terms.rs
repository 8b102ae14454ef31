//! The terms of a stage's waits: what else ends them, and the observer that learns when the stage only waits.

use super::{Account, Interruption};
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Instant;

/// The terms of a stage's waits: what ends them besides the awaited event, and what they are charged to.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// A signal that asks for the end of the run.
    pub interruption: Interruption,
    /// When the trial must be over.
    pub deadline: Option<Instant>,
    /// The account that the waits are charged to; without it they are free.
    pub account: Option<Arc<Account>>,
    /// Gets to know when the stage only waits, so that another trial may use the processor.
    pub idling: Option<Arc<dyn Idling>>,
}

/// Gets to know when a stage only waits.
pub trait Idling: Debug + Send + Sync {
    /// The programs of the stage sleep, and nothing comes.
    fn begin_idling(&self);
    /// Something came, or the wait is over. This must not wait for anything: the trial goes on at once.
    fn end_idling(&self);
}

/// Why a trial was ended before its last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlyEnd {
    /// A signal asked for the end of the run.
    Interrupted,
    /// The trial had to be over.
    Deadline,
    /// The program was waited for as long as it may be.
    Budget,
}

impl Terms {
    /// The reason why all waits end by now.
    pub(super) fn cut_reason(&self) -> Option<EarlyEnd> {
        if self.interruption.is_wanted() {
            Some(EarlyEnd::Interrupted)
        } else if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Some(EarlyEnd::Deadline)
        } else if self.account.as_ref().is_some_and(|account| account.is_exhausted()) {
            Some(EarlyEnd::Budget)
        } else {
            None
        }
    }
}

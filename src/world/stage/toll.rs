//! The charge of one wait to a program, and whether the stage only waits.
//!
//! A program must not pay for a busy machine. A look counts for no longer than its planned time, and only while the
//! program sleeps or prints. A program that computes is charged the processor time that it got, and only if it gives no
//! result in the end. A virtual machine computes for seconds whenever it starts.

use crate::world::stillness::Stillness;
use crate::world::terms::{Idling, Terms};
use crate::world::{Account, Patience};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much of each wait is free: a right program answers long before, and a virtual machine takes a breath now and then.
const FREE: Duration = Duration::from_millis(500);
/// How long nothing comes of programs that sleep until another trial may use the processor.
const NAP: Duration = Duration::from_millis(20);
/// How often the processor time is read.
const READING: Duration = Duration::from_millis(100);

/// The kind of time that a wait is charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charge {
    /// All that the program lets pass: it must act.
    All,
    /// The time in which it prints or computes; it may sleep for free.
    Noise,
    /// Nothing: the wait belongs to the case.
    Nothing,
}

impl Charge {
    pub(super) fn for_patience(patience: Patience) -> Charge {
        match patience {
            Patience::UntilStuck(_) | Patience::UntilGone(_) => Charge::All,
            Patience::UntilAsleep { .. } | Patience::UntilRest { .. } => Charge::Noise,
            Patience::Clock(_) | Patience::Granted(_) => Charge::Nothing,
        }
    }
}

/// The cost of a wait that goes on.
#[derive(Debug)]
pub(super) struct Toll {
    charge: Charge,
    free: Duration,
    account: Option<Arc<Account>>,
    idling: Option<Arc<dyn Idling>>,
    begun: Instant,
    /// The time that was counted, and the part of it that was charged.
    counted: Duration,
    charged: Duration,
    /// When the processor time was read last, what it was, and how much was used since this was first read.
    processor: Option<(Instant, Duration)>,
    computed: Duration,
    /// For how long nothing has come of programs that sleep.
    asleep: Duration,
    is_idle: bool,
}

impl Toll {
    pub(super) fn for_wait(terms: &Terms, charge: Charge) -> Toll {
        Toll {
            charge,
            free: FREE,
            account: terms.account.clone(),
            idling: terms.idling.clone(),
            begun: Instant::now(),
            counted: Duration::ZERO,
            charged: Duration::ZERO,
            processor: None,
            computed: Duration::ZERO,
            asleep: Duration::ZERO,
            is_idle: false,
        }
    }

    /// The same, of which so much is free.
    pub(super) fn with_free(mut self, free: Duration) -> Toll {
        self.free = free;
        self
    }

    /// Something came in a look that should have taken no longer than `asked`.
    pub(super) fn something_came(&mut self, looked: Instant, asked: Duration) {
        self.stop_idling();
        if self.charge != Charge::Nothing {
            self.count_and_charge(looked.elapsed().min(asked));
        }
    }

    /// Nothing came in a look that should have taken no longer than `asked`, of programs that are so still. `processor`
    /// reads the processor time that they have used.
    pub(super) fn nothing_came(
        &mut self,
        looked: Instant,
        asked: Duration,
        stillness: Stillness,
        processor: impl FnOnce() -> Duration,
    ) {
        let took = looked.elapsed().min(asked);
        if stillness == Stillness::Awake {
            self.stop_idling();
            self.read_processor(processor);
            return;
        }
        self.processor = None;
        self.asleep += took;
        if self.asleep >= NAP && !self.is_idle {
            self.is_idle = true;
            self.idling.iter().for_each(|idling| idling.begin_idling());
        }
        if self.charge == Charge::All {
            self.count_and_charge(took);
        }
    }

    fn read_processor(&mut self, processor: impl FnOnce() -> Duration) {
        let is_due = self.processor.is_none_or(|(read, _)| read.elapsed() >= READING);
        if self.charge == Charge::Nothing || self.account.is_none() || self.begun.elapsed() < self.free || !is_due {
            return;
        }
        let used = processor();
        if let Some((_, before)) = self.processor.replace((Instant::now(), used)) {
            self.computed += used.saturating_sub(before);
        }
    }

    /// The wait came to its limit.
    pub(super) fn was_in_vain(&mut self) {
        let computed = std::mem::take(&mut self.computed);
        self.charge_account(computed);
    }

    /// Counts what is charged as soon as it is more than what is free.
    fn count_and_charge(&mut self, took: Duration) {
        self.counted += took;
        let due = self.counted.saturating_sub(self.free);
        self.charge_account(due.saturating_sub(self.charged));
        self.charged = self.charged.max(due);
    }

    fn charge_account(&self, took: Duration) {
        self.account.iter().filter(|_| !took.is_zero()).for_each(|account| account.charge_wait(took));
    }

    fn stop_idling(&mut self) {
        self.asleep = Duration::ZERO;
        if self.is_idle {
            self.is_idle = false;
            self.idling.iter().for_each(|idling| idling.end_idling());
        }
    }
}

impl Drop for Toll {
    fn drop(&mut self) {
        self.stop_idling();
    }
}

//! How long a program was waited for, beside how long it may be: its budget.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The waiting that one program has caused, in all its trials together. Several stages charge it at once.
///
/// The account charges only time that the program wastes: it sleeps although it must act, prints without an end, or
/// computes without a result. Time in which a busy machine gives it no processor is free.
#[derive(Debug)]
pub struct Account {
    budget: Duration,
    /// In microseconds.
    waited: AtomicU64,
}

impl Account {
    /// Nothing was waited for yet.
    pub fn new(budget: Duration) -> Account {
        Account { budget, waited: AtomicU64::new(0) }
    }

    /// How long the program may be waited for.
    pub fn budget(&self) -> Duration {
        self.budget
    }

    /// How long it was.
    pub fn waited(&self) -> Duration {
        Duration::from_micros(self.waited.load(Ordering::Relaxed))
    }

    /// Whether it is waited for no longer.
    pub fn is_exhausted(&self) -> bool {
        self.waited() >= self.budget
    }

    pub(super) fn charge_wait(&self, waited: Duration) {
        self.waited.fetch_add(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

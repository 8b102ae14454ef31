//! Where workers take turns: together, or one alone.

use super::event::Fault;
use super::found::{Alone, Task};
use super::worker::Worker;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::thread;

/// Workers take turns here, together, and one alone where no other may play: on the host's network there is one port for
/// all, and a search that others slow down comes to other ends.
pub(super) struct Gate<S> {
    turns: RwLock<()>,
    set_up: S,
}

impl<S: Fn() -> Result<Worker, Fault> + Sync> Gate<S> {
    /// Who plays alone is set up so.
    pub(super) fn new(set_up: S) -> Gate<S> {
        Gate { turns: RwLock::new(()), set_up }
    }

    /// How a worker is set up.
    pub(super) fn set_up(&self) -> &S {
        &self.set_up
    }

    /// Waits until nobody plays alone; nobody does while the turn lasts.
    pub(super) fn turn(&self) -> RwLockReadGuard<'_, ()> {
        self.turns.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Fn() -> Result<Worker, Fault> + Sync> Alone for Gate<S> {
    fn alone<T: Send>(&self, task: Task<'_, T>) -> Result<T, Fault> {
        let _all = self.turns.write().unwrap_or_else(PoisonError::into_inner);
        // A worker's thread goes from network to network, and this one must stay where it is.
        let done = thread::scope(|scope| scope.spawn(|| Ok(task(&mut (self.set_up)()?))).join());
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

//! Closing for good while other threads start processes.
//!
//! A process that is being started holds a copy of every descriptor of the harness until its program is loaded. What
//! another thread closes meanwhile stays open in that copy: no end of the stream, no reset, no refused connection goes
//! out, and a program that waits for one looks as if it waited for ever. So nothing is closed while a process starts.
//! The descriptors are the whole process's, and so is this lock.

use std::sync::{PoisonError, RwLock};

/// Held by many who start, or by one who closes.
static STARTING: RwLock<()> = RwLock::new(());

/// Starts a process; `start` returns when its program is loaded, or can't be.
pub(super) fn starting<T>(start: impl FnOnce() -> T) -> T {
    let _guard = STARTING.read().unwrap_or_else(PoisonError::into_inner);
    start()
}

/// Closes something; when this returns, it is closed everywhere.
pub(super) fn closing<T>(close: impl FnOnce() -> T) -> T {
    let _guard = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    close()
}

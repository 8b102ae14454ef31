//! Reaps programs some time after their end.
//!
//! wait(2) removes the process from the kernel's cache of /proc. If one of its threads is doing the same at that moment, and
//! another thread has its core, the kernel retries without a pause. On busy cores that took up to half of a run's processor
//! time (Linux 6.18). A thread needs a few milliseconds to end, so an ended process is reaped later.

use rustix::process::{Pid, WaitOptions, waitpid};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long its threads are given to go.
const A_WHILE: Duration = Duration::from_millis(50);

static ENDED: Mutex<VecDeque<(Instant, Pid)>> = Mutex::new(VecDeque::new());

/// Lets the system forget a child of this process a while after its end. It also forgets now those that ended a while
/// ago.
pub(super) fn forget_later(pid: Pid) {
    forget_oldest(|ended| {
        ended.push_back((Instant::now(), pid));
        ended.partition_point(|(since, _)| since.elapsed() >= A_WHILE)
    });
}

/// Lets the system forget all of them now: process 1 of their namespace does not end before.
pub(super) fn forget_all() {
    forget_oldest(|ended| ended.len());
}

/// Forgets as many as `count` says, the oldest first.
fn forget_oldest(count: impl FnOnce(&mut VecDeque<(Instant, Pid)>) -> usize) {
    let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
    let count = count(&mut ended);
    let oldest: Vec<(Instant, Pid)> = ended.drain(..count).collect();
    drop(ended);
    for (_, pid) in oldest {
        // A program that embeds this library may have waited for the process itself.
        let _ = waitpid(Some(pid), WaitOptions::NOHANG);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::io::Errno;
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    use std::process::Command;

    #[test]
    fn what_has_ended_is_forgotten() {
        let pid = Pid::from_child(&Command::new("true").spawn().unwrap());
        let look = || waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        look().unwrap();
        forget_later(pid);
        forget_all();
        let begun = Instant::now();
        // Another thread may be about to forget it.
        while look().is_ok() && begun.elapsed() < Duration::from_secs(10) {
            std::thread::yield_now();
        }
        assert_eq!(look().unwrap_err(), Errno::CHILD);
    }
}

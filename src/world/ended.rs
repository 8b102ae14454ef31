//! Processes that have ended and still have a number, until the system is told to forget them.
//!
//! wait(2) removes the process's folder from the kernel's memory of /proc. Where one of its threads is still at the same work
//! for itself, and has lost its processor meanwhile, the kernel looks again without a pause until that thread goes on: on
//! busy cores that took a third of a run's processor time (Linux 6.18). A thread is done within milliseconds, so what has
//! ended is forgotten some time later.

use rustix::process::{Pid, WaitOptions, waitpid};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long its threads are given to go.
const A_WHILE: Duration = Duration::from_millis(50);

static ENDED: Mutex<VecDeque<(Instant, Pid)>> = Mutex::new(VecDeque::new());

/// Lets the system forget a child of this process that has ended, and was not waited for, in a while; and those of a while ago
/// now.
pub(super) fn forget_later(pid: Pid) {
    forget(|ended| {
        ended.push_back((Instant::now(), pid));
        ended.partition_point(|(since, _)| since.elapsed() >= A_WHILE)
    });
}

/// Lets the system forget all of them now: process 1 of their namespace does not end before.
pub(super) fn forget_all() {
    forget(|ended| ended.len());
}

/// Forgets as many as `count` says, the oldest first.
fn forget(count: impl FnOnce(&mut VecDeque<(Instant, Pid)>) -> usize) {
    let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
    let count = count(&mut ended);
    let oldest: Vec<(Instant, Pid)> = ended.drain(..count).collect();
    drop(ended);
    for (_, pid) in oldest {
        // Whoever embeds this library may have waited for it.
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

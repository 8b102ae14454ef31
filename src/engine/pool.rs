//! The workers: threads that take trials from a queue. Results come out in the plan's order, whichever was done first.

use super::event::Fault;
use super::worker::Worker;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How far a worker may be ahead of what was handed over: what waits for its turn is kept in memory.
const AHEAD: usize = 256;

/// Does `work` for 0 to `count - 1` on `jobs` threads and hands each result to `done`, in that order, until `done` says
/// stop. A worker that could not be set up fails its items with the fault.
pub(super) fn run<T: Send>(
    count: usize,
    jobs: usize,
    set_up: impl Fn() -> Result<Worker, Fault> + Sync,
    work: impl Fn(&mut Worker, usize) -> T + Sync,
    failed: impl Fn(usize, &Fault) -> T + Sync,
    done: impl FnMut(T) -> Flow,
) {
    let next = AtomicUsize::new(0);
    let due = Due::default();
    let (sender, results) = channel();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            let sender = sender.clone();
            let (next, due, set_up, work, failed) = (&next, &due, &set_up, &work, &failed);
            scope.spawn(move || {
                let mut worker = set_up();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || due.await_nearness(index) == Flow::Stop {
                        return;
                    }
                    let result = match &mut worker {
                        Ok(worker) => work(worker, index),
                        Err(fault) => failed(index, fault),
                    };
                    if sender.send((index, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        in_order(&results, &due, done);
        due.end();
    });
}

/// Whether a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    GoOn,
    Stop,
}

/// Which item is to be handed over next; `None` when no more are.
struct Due {
    index: Mutex<Option<usize>>,
    moved: Condvar,
}

impl Default for Due {
    fn default() -> Due {
        Due { index: Mutex::new(Some(0)), moved: Condvar::new() }
    }
}

impl Due {
    fn set(&self, index: Option<usize>) {
        *self.index.lock().unwrap_or_else(PoisonError::into_inner) = index;
        self.moved.notify_all();
    }

    fn end(&self) {
        self.set(None);
    }

    /// Waits until the item's turn is near.
    fn await_nearness(&self, index: usize) -> Flow {
        let due = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let is_far = |due: &mut Option<usize>| due.is_some_and(|due| index >= due + AHEAD);
        let due = self.moved.wait_while(due, is_far).unwrap_or_else(PoisonError::into_inner);
        if due.is_some() { Flow::GoOn } else { Flow::Stop }
    }
}

fn in_order<T>(results: &Receiver<(usize, T)>, due: &Due, mut done: impl FnMut(T) -> Flow) {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (index, result) in results {
        early.insert(index, result);
        while let Some(result) = early.remove(&next) {
            if done(result) == Flow::Stop {
                return;
            }
            next += 1;
            due.set(Some(next));
        }
    }
}

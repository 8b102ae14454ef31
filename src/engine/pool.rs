//! The workers: threads that take trials from a queue. Results come out in the plan's order, whichever was done first.

use super::event::Fault;
use super::worker::Worker;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// Does `work` for 0 to `count - 1` on `jobs` threads and hands each result to `done`, in that order, until `done` says
/// stop. A worker that could not be set up fails its items with the fault.
pub(super) fn run<T: Send>(
    count: usize,
    jobs: usize,
    set_up: impl Fn() -> Result<Worker, Fault> + Sync,
    work: impl Fn(&mut Worker, usize) -> T + Sync,
    failed: impl Fn(usize, &Fault) -> T + Sync,
    done: impl FnMut(usize, T) -> Flow,
) {
    let next = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    let (sender, results) = channel();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            let sender = sender.clone();
            let (next, stopped, set_up, work, failed) = (&next, &stopped, &set_up, &work, &failed);
            scope.spawn(move || {
                let mut worker = set_up();
                while !stopped.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
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
        in_order(&results, done);
        stopped.store(true, Ordering::Relaxed);
    });
}

/// Whether a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    GoOn,
    Stop,
}

fn in_order<T>(results: &Receiver<(usize, T)>, mut done: impl FnMut(usize, T) -> Flow) {
    let mut early = BTreeMap::new();
    let mut due = 0;
    for (index, result) in results {
        early.insert(index, result);
        while let Some(result) = early.remove(&due) {
            if done(due, result) == Flow::Stop {
                return;
            }
            due += 1;
        }
    }
}

//! The workers: threads that take trials from a queue. Results come out in the plan's order, whichever was done first.

use super::event::Fault;
use super::worker::Worker;
use crate::world::Interruption;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How far a worker may be ahead of what was handed over: what waits for its turn is kept in memory.
const AHEAD: usize = 256;
/// How far who only waits may be: there are few of those among the others, and they take longest.
const FAR_AHEAD: usize = 1024;

/// How many threads there are for what works, and beside them for what only waits: the latter need no processor.
#[derive(Debug, Clone)]
pub(super) struct Hands {
    pub(super) workers: usize,
    pub(super) waiters: usize,
    /// When it is wanted all of them stop, and what they have at hand is nothing's result.
    pub(super) interruption: Interruption,
}

/// Does `work` for 0 to `count - 1` and hands each result to `done`, in that order, until `done` says stop. `waits` says
/// which of them only wait. A worker that could not be set up fails its items with the fault.
pub(super) fn run<T: Send>(
    count: usize,
    hands: Hands,
    waits: impl Fn(usize) -> bool + Sync,
    set_up: impl Fn() -> Result<Worker, Fault> + Sync,
    work: impl Fn(&mut Worker, usize) -> T + Sync,
    failed: impl Fn(usize, &Fault) -> T + Sync,
    done: impl FnMut(T) -> Flow,
) {
    let (working, waiting) = if hands.waiters == 0 {
        (Queue::new(count, AHEAD, |_| true), None)
    } else {
        (Queue::new(count, AHEAD, |index| !waits(index)), Some(Queue::new(count, FAR_AHEAD, &waits)))
    };
    let due = Due::default();
    let (sender, results) = channel();
    let serve = |queue: &Queue<'_>, results: Sender<(usize, T)>| {
        // Set up when there is something to do: most runs have little that waits.
        let mut worker = None;
        while let Some(index) = queue.next() {
            if due.await_nearness(index, queue.ahead) == Flow::Stop {
                return;
            }
            let result = match worker.get_or_insert_with(&set_up) {
                Ok(worker) => work(worker, index),
                Err(fault) => failed(index, fault),
            };
            if hands.interruption.is_wanted() {
                // What is due will not come any more: whoever waits for its turn to be near waits for nothing.
                return due.end();
            }
            if results.send((index, result)).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let workers = (0..hands.workers.clamp(1, count.max(1))).map(|_| &working);
        let waiters = waiting.iter().flat_map(|queue| (0..hands.waiters.min(count)).map(move |_| queue));
        for queue in workers.chain(waiters) {
            let (serve, sender) = (&serve, sender.clone());
            scope.spawn(move || serve(queue, sender));
        }
        // The results end with the last thread, however that ends.
        drop(sender);
        in_order(&results, &due, done);
        due.end();
    });
}

/// The items of one kind that nobody has taken yet, in order.
struct Queue<'k> {
    next: AtomicUsize,
    count: usize,
    /// How far its items may be ahead of the one that is due.
    ahead: usize,
    is_one: Box<dyn Fn(usize) -> bool + Sync + 'k>,
}

impl<'k> Queue<'k> {
    fn new(count: usize, ahead: usize, is_one: impl Fn(usize) -> bool + Sync + 'k) -> Queue<'k> {
        Queue { next: AtomicUsize::new(0), count, ahead, is_one: Box::new(is_one) }
    }

    fn next(&self) -> Option<usize> {
        let claim = || Some(self.next.fetch_add(1, Ordering::Relaxed)).filter(|index| *index < self.count);
        std::iter::from_fn(claim).find(|index| (self.is_one)(*index))
    }
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
    /// Another item is due, unless the end has come before.
    fn set(&self, index: usize) {
        let mut due = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        *due = due.map(|_| index);
        drop(due);
        self.moved.notify_all();
    }

    fn end(&self) {
        *self.index.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.moved.notify_all();
    }

    /// Waits until the item's turn is near.
    fn await_nearness(&self, index: usize, ahead: usize) -> Flow {
        let due = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let is_far = |due: &mut Option<usize>| due.is_some_and(|due| index >= due + ahead);
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
            due.set(next);
        }
    }
}

//! What the threads of a run share: the slots, and which trial or task is begun next.

use super::pool::Crew;
use crate::world::Idling;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How far a trial may be ahead of the first whose result was not told: what waits to be told is kept in memory.
const AHEAD: usize = 2048;
/// How far those may be that wait for a clock: there are few of them among the others, and they take longest.
const FAR_AHEAD: usize = 4096;
/// How many trials of one group wait at once, before the first is done and later.
const FIRST_WAITING: usize = 3;
const WAITING: usize = 12;
/// How many trials that wait for a clock are played before others, of all groups together.
const CLOCKED: usize = 12;

/// Trials that belong together: those of one program, or of one pair.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// Those that wait for a clock, the last one first; they are begun before the others.
    clocked: Vec<usize>,
    /// The others, the last one first.
    others: Vec<usize>,
    /// The first index.
    begin: usize,
    /// How many wait by now, and how many are done.
    waiting: usize,
    done: usize,
}

impl Group {
    /// The trials with these indices, which rise; `waits` says which wait for a clock.
    pub(super) fn new(indices: impl DoubleEndedIterator<Item = usize>, waits: impl Fn(usize) -> bool) -> Group {
        let (clocked, others): (Vec<usize>, Vec<usize>) = indices.rev().partition(|index| waits(*index));
        let begin = clocked.last().into_iter().chain(others.last()).min().copied().unwrap_or_default();
        Group { clocked, others, begin, waiting: 0, done: 0 }
    }

    /// Whether one more may wait: of a program of which nothing is known there are few at first.
    fn may_wait(&self) -> bool {
        self.waiting < WAITING.min(FIRST_WAITING + self.done)
    }

    pub(super) fn is_done(&self) -> bool {
        self.clocked.is_empty() && self.others.is_empty()
    }
}

/// A trial that a thread plays next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    pub(super) group: usize,
    pub(super) index: usize,
    /// Whether it waits for a clock.
    is_clocked: bool,
}

/// One trial's hold on its slot.
#[derive(Debug)]
pub(super) struct Turn {
    floor: Arc<Floor>,
    group: Option<usize>,
    /// Waits within waits.
    depth: AtomicUsize,
}

impl Turn {
    pub(super) fn new(floor: &Arc<Floor>, group: Option<usize>) -> Turn {
        Turn { floor: Arc::clone(floor), group, depth: AtomicUsize::new(0) }
    }
}

impl Idling for Turn {
    fn begin(&self) {
        if self.depth.fetch_add(1, Ordering::Relaxed) == 0 {
            self.floor.change(|state| {
                state.free += 1;
                state.wait(self.group, 1);
            });
        }
    }

    /// The trial goes on at once, also if that is one more than there are slots: no other begins before one is free.
    fn end(&self) {
        if self.depth.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.floor.change(|state| {
                state.free -= 1;
                state.wait(self.group, -1);
            });
        }
    }
}

/// What all threads share.
#[derive(Debug)]
pub(super) struct Floor {
    state: Mutex<State>,
    changed: Condvar,
    /// Changes when another thread is needed, or none will be any more.
    needed: Condvar,
}

#[derive(Debug)]
pub(super) struct State {
    groups: Vec<Group>,
    /// The groups before this one are done.
    first: usize,
    /// How many slots are free; fewer than none while trials go on that had handed theirs back.
    free: isize,
    pub(super) tasks: usize,
    /// How many trials that wait for a clock are played.
    clocked: usize,
    pub(super) told: usize,
    /// How many threads there are, how many may be, and how many have nothing to do.
    threads: usize,
    most: usize,
    idle: usize,
    pub(super) is_over: bool,
}

pub(super) enum Next {
    Trial(Chosen),
    Task,
}

impl Floor {
    pub(super) fn new(groups: Vec<Group>, crew: &Crew) -> Floor {
        let state = State {
            groups,
            first: 0,
            free: isize::try_from(crew.slots.max(1)).unwrap_or(isize::MAX),
            tasks: 0,
            clocked: 0,
            told: 0,
            threads: 0,
            most: crew.threads.max(1),
            idle: 0,
            is_over: false,
        };
        Floor { state: Mutex::new(state), changed: Condvar::new(), needed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        self.announce(&state);
    }

    /// Wakes one thread, or has one started, if there is something to do for it.
    fn announce(&self, state: &State) {
        if state.is_over {
            self.changed.notify_all();
            self.needed.notify_all();
        } else if state.idle > 0 {
            self.changed.notify_one();
        } else if state.needs_another() {
            self.needed.notify_one();
        }
    }

    /// Waits until there is something to do, and takes a slot for it; nothing when the run is over.
    pub(super) fn next(&self) -> Option<Next> {
        let mut state = self.lock();
        loop {
            if state.is_over {
                return None;
            }
            if let Some(next) = state.take() {
                state.idle -= 1;
                // There may be something for another one, too.
                self.announce(&state);
                return Some(next);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits until another thread is needed; `false`: none will be.
    pub(super) fn await_need(&self) -> bool {
        let state = self.lock();
        let waits = |state: &mut State| !state.is_over && !state.needs_another();
        let mut state = self.needed.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner);
        (state.threads, state.idle) = (state.threads + 1, state.idle + 1);
        !state.is_over
    }
}

impl State {
    fn needs_another(&self) -> bool {
        self.idle == 0 && self.threads < self.most && self.free > 0 && (self.tasks > 0 || self.find().is_some())
    }

    /// Takes what is to be done next.
    fn take(&mut self) -> Option<Next> {
        if self.free <= 0 {
            return None;
        }
        let next = if self.tasks > 0 {
            self.tasks -= 1;
            Next::Task
        } else {
            let (group, is_clocked) = self.find()?;
            let its = &mut self.groups[group];
            let index = if is_clocked { its.clocked.pop() } else { its.others.pop() }?;
            while self.groups.get(self.first).is_some_and(Group::is_done) {
                self.first += 1;
            }
            self.clocked += usize::from(is_clocked);
            Next::Trial(Chosen { group, index, is_clocked })
        };
        self.free -= 1;
        Some(next)
    }

    /// The group whose next trial can begin, and whether that waits for a clock.
    fn find(&self) -> Option<(usize, bool)> {
        let near = || {
            self.groups.iter().enumerate().skip(self.first).take_while(|(_, group)| group.begin < self.told + FAR_AHEAD)
        };
        let open = || near().filter(|(_, group)| group.may_wait());
        let first = |clocked: bool| {
            let ahead = if clocked { FAR_AHEAD } else { AHEAD };
            let indices =
                |group: &'_ Group| if clocked { group.clocked.last().copied() } else { group.others.last().copied() };
            let is_near = |group: &Group| indices(group).is_some_and(|index| index < self.told + ahead);
            open().find(|(_, group)| is_near(group)).map(|(at, _)| (at, clocked))
        };
        let early = if self.clocked < CLOCKED { first(true) } else { None };
        // Where nothing else is left they are played all the same.
        early.or_else(|| first(false)).or_else(|| first(true))
    }

    /// A thread has done its job.
    pub(super) fn finish(&mut self, trial: Option<Chosen>) {
        (self.free, self.idle) = (self.free + 1, self.idle + 1);
        if let Some(Chosen { group, is_clocked, .. }) = trial {
            self.groups[group].done += 1;
            self.clocked -= usize::from(is_clocked);
        }
    }

    fn wait(&mut self, group: Option<usize>, change: isize) {
        if let Some(group) = group {
            let waiting = &mut self.groups[group].waiting;
            *waiting = waiting.saturating_add_signed(change);
        }
    }
}

//! The state that the threads of a run share: the slots, and the next trial or task.

use super::pool::Crew;
use crate::world::Idling;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How far a trial may be ahead of the first one that is not reported yet. Results that wait for their turn stay in
/// memory.
const AHEAD: usize = 2048;
/// How far those may be that wait for a clock: there are few of them among the others, and they take longest.
const FAR_AHEAD: usize = 4096;
/// How many trials of one group wait at once, before the first is done and later.
const FIRST_WAITING: usize = 3;
const WAITING: usize = 12;
/// How many trials that wait for a clock are played before others, of all groups together.
const CLOCKED: usize = 32;
/// How many of a group's trials are begun by themselves, before any process is shared.
const FIRST_ALONE: usize = 3;
/// How many trials of one process a thread is given, at least and at most.
const FEWEST_SHARED: usize = 4;
const MOST_SHARED: usize = 48;

/// How a trial is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It waits for a clock, and is begun early.
    Clocked,
    /// On processes of its own.
    Alone,
    /// On a process that others of the group may be played to, too.
    Shared,
}

/// Trials that belong together: those of one program, or of one pair.
#[derive(Debug, Clone, Default)]
pub(super) struct TrialGroup {
    /// The trials that wait for a clock, the last one first; they begin before the others.
    clocked: Vec<usize>,
    /// Those on processes of their own, the last one first, and those that may share one.
    alone: Vec<usize>,
    shared: Vec<usize>,
    /// The first index.
    begin: usize,
    /// How many wait by now, how many were begun, and how many are done.
    waiting: usize,
    begun: usize,
    done: usize,
}

impl TrialGroup {
    /// The trials with these indices, which rise; `manner` says how each is played.
    pub(super) fn new(indices: impl DoubleEndedIterator<Item = usize>, manner: impl Fn(usize) -> Manner) -> TrialGroup {
        let mut group = TrialGroup::default();
        for index in indices.rev() {
            group.begin = index;
            let list = match manner(index) {
                Manner::Clocked => &mut group.clocked,
                Manner::Alone => &mut group.alone,
                Manner::Shared => &mut group.shared,
            };
            list.push(index);
        }
        group
    }

    /// Whether one more may wait: of a program of which nothing is known there are few at first.
    fn may_wait(&self) -> bool {
        self.waiting < WAITING.min(FIRST_WAITING + self.done)
    }

    pub(super) fn is_done(&self) -> bool {
        self.clocked.is_empty() && self.alone.is_empty() && self.shared.is_empty()
    }

    /// The next trial that waits for a clock, or that does not.
    fn next(&self, clocked: bool) -> Option<usize> {
        if clocked {
            self.clocked.last().copied()
        } else {
            self.alone.last().into_iter().chain(self.shared.last()).min().copied()
        }
    }

    /// Takes the next trial. Of trials that share a process it takes several, if there are that many for each of the
    /// `slots`.
    fn take_trials(&mut self, clocked: bool, slots: usize) -> Vec<usize> {
        let is_shared = !clocked && self.next(clocked) == self.shared.last().copied();
        let several = (self.shared.len() / slots.max(1)).clamp(FEWEST_SHARED, MOST_SHARED);
        let count = if is_shared && self.begun >= FIRST_ALONE { several } else { 1 };
        let list = match (clocked, is_shared) {
            (true, _) => &mut self.clocked,
            (false, true) => &mut self.shared,
            (false, false) => &mut self.alone,
        };
        let taken: Vec<usize> = list.split_off(list.len().saturating_sub(count)).into_iter().rev().collect();
        self.begun += taken.len();
        taken
    }
}

/// Trials that a thread plays next, one after the other: several are all of one server.
#[derive(Debug, Clone)]
pub(super) struct TrialsToPlay {
    pub(super) group: usize,
    pub(super) indices: Vec<usize>,
    /// Whether they wait for a clock.
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
    fn begin_idling(&self) {
        if self.depth.fetch_add(1, Ordering::Relaxed) == 0 {
            self.floor.change_state(|state| {
                state.free += 1;
                state.adjust_waiting(self.group, 1);
            });
        }
    }

    /// The trial goes on at once, also if that is one more than there are slots: no other begins before one is free.
    fn end_idling(&self) {
        if self.depth.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.floor.change_state(|state| {
                state.free -= 1;
                state.adjust_waiting(self.group, -1);
            });
        }
    }
}

/// The state that all threads share.
#[derive(Debug)]
pub(super) struct Floor {
    state: Mutex<FloorState>,
    changed: Condvar,
    /// Changes when another thread is needed, or none will be any more.
    needed: Condvar,
}

#[derive(Debug)]
pub(super) struct FloorState {
    groups: Vec<TrialGroup>,
    /// The groups before this one are done.
    first: usize,
    /// How many slots there are, and how many are free; fewer than none while trials go on that had handed theirs back.
    slots: usize,
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
    Trials(TrialsToPlay),
    Task,
}

impl Floor {
    pub(super) fn new(groups: Vec<TrialGroup>, crew: &Crew) -> Floor {
        let state = FloorState {
            groups,
            first: 0,
            slots: crew.slots,
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

    fn lock_state(&self) -> MutexGuard<'_, FloorState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing more is begun.
    pub(super) fn is_over(&self) -> bool {
        self.lock_state().is_over
    }

    pub(super) fn change_state(&self, change: impl FnOnce(&mut FloorState)) {
        let mut state = self.lock_state();
        change(&mut state);
        self.wake_if_needed(&state);
    }

    /// Wakes one thread, or has one started, if there is something to do for it.
    fn wake_if_needed(&self, state: &FloorState) {
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
        let mut state = self.lock_state();
        loop {
            if state.is_over {
                return None;
            }
            if let Some(next) = state.take_next() {
                state.idle -= 1;
                // There may be something for another one, too.
                self.wake_if_needed(&state);
                return Some(next);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits until another thread is needed; `false`: none will be.
    pub(super) fn await_need(&self) -> bool {
        let state = self.lock_state();
        let waits = |state: &mut FloorState| !state.is_over && !state.needs_another();
        let mut state = self.needed.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner);
        (state.threads, state.idle) = (state.threads + 1, state.idle + 1);
        !state.is_over
    }
}

impl FloorState {
    fn needs_another(&self) -> bool {
        self.idle == 0
            && self.threads < self.most
            && self.free > 0
            && (self.tasks > 0 || self.find_ready_group().is_some())
    }

    /// Takes what is to be done next.
    fn take_next(&mut self) -> Option<Next> {
        if self.free <= 0 {
            return None;
        }
        let next = if self.tasks > 0 {
            self.tasks -= 1;
            Next::Task
        } else {
            let (group, is_clocked) = self.find_ready_group()?;
            let indices = self.groups[group].take_trials(is_clocked, self.slots);
            while self.groups.get(self.first).is_some_and(TrialGroup::is_done) {
                self.first += 1;
            }
            self.clocked += usize::from(is_clocked);
            Next::Trials(TrialsToPlay { group, indices, is_clocked })
        };
        self.free -= 1;
        Some(next)
    }

    /// The group whose next trial can begin, and whether that waits for a clock.
    fn find_ready_group(&self) -> Option<(usize, bool)> {
        let near = || {
            self.groups.iter().enumerate().skip(self.first).take_while(|(_, group)| group.begin < self.told + FAR_AHEAD)
        };
        let open = || near().filter(|(_, group)| group.may_wait());
        let first = |clocked: bool| {
            let ahead = if clocked { FAR_AHEAD } else { AHEAD };
            let is_near = |group: &TrialGroup| group.next(clocked).is_some_and(|index| index < self.told + ahead);
            open().find(|(_, group)| is_near(group)).map(|(at, _)| (at, clocked))
        };
        let early = if self.clocked < CLOCKED { first(true) } else { None };
        // If nothing else is left, they are played too.
        early.or_else(|| first(false)).or_else(|| first(true))
    }

    /// A thread has done its job.
    pub(super) fn note_job_done(&mut self, trials: Option<TrialsToPlay>) {
        (self.free, self.idle) = (self.free + 1, self.idle + 1);
        if let Some(TrialsToPlay { group, indices, is_clocked }) = trials {
            self.groups[group].done += indices.len();
            self.clocked -= usize::from(is_clocked);
        }
    }

    fn adjust_waiting(&mut self, group: Option<usize>, change: isize) {
        if let Some(group) = group {
            let waiting = &mut self.groups[group].waiting;
            *waiting = waiting.saturating_add_signed(change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that a group gives to threads, in order.
    fn take_all(mut group: TrialGroup, slots: usize) -> Vec<Vec<usize>> {
        let mut taken = Vec::new();
        while group.next(false).is_some() {
            taken.push(group.take_trials(false, slots));
        }
        taken
    }

    #[test]
    fn what_shares_a_process_is_taken_together_after_the_first_three() {
        let manner = |index: usize| if index % 10 == 5 { Manner::Alone } else { Manner::Shared };
        let taken = take_all(TrialGroup::new(0..60, manner), 2);
        assert_eq!(taken[..3], [[0], [1], [2]]);
        assert_eq!(taken[3][..4], [3, 4, 6, 7]);
        let sizes: Vec<usize> = taken.iter().map(Vec::len).collect();
        // Half of what is left for each slot; in the end no fewer than four.
        assert_eq!(sizes, [1, 1, 1, 25, 1, 1, 1, 13, 1, 1, 6, 4, 1, 3], "{taken:?}");
        let mut all = taken.concat();
        all.sort_unstable();
        assert_eq!(all, (0..60).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_played_alone_is_taken_alone() {
        assert_eq!(take_all(TrialGroup::new(3..6, |_| Manner::Alone), 2), [[3], [4], [5]]);
    }
}

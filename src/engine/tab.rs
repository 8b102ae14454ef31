//! The engine's memory of one program: its budget, its waits in vain, and how sharing its processes went.

use super::event::Fault;
use super::overlay::Places;
use super::plan::Trial;
use super::sharing::SharingRecord;
use crate::case::Subject;
use crate::protocol::clause::ClauseId;
use crate::world::Account;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// To no less than this part of its limit is a wait shortened, however often the same was waited for in vain.
const LEAST: u32 = 5;
/// A wait stays so many times longer than the longest after which the same has come.
const SLACK: u32 = 4;

/// How long a trial may be, and what its waits are charged to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance<'t> {
    pub(super) tab: &'t Tab,
    /// When it must be over; a trial of the plan has its budget only.
    pub(super) deadline: Option<Instant>,
}

/// Something that the harness waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    /// The behaviour that a clause demands.
    Clause(ClauseId),
    /// The end of a program that was asked to stop.
    End,
}

/// The memory of one program in one role, or of one pair.
#[derive(Debug)]
pub(super) struct Tab {
    account: Arc<Account>,
    things: Mutex<BTreeMap<Thing, Waits>>,
    sharing: SharingRecord,
}

/// The waits for one thing.
#[derive(Debug, Default)]
struct Waits {
    in_vain: u32,
    longest: Duration,
}

impl Tab {
    pub(super) fn new(budget: Duration) -> Tab {
        Tab { account: Arc::new(Account::new(budget)), things: Mutex::default(), sharing: SharingRecord::default() }
    }

    /// Of what has no budget.
    pub(super) fn unlimited() -> Tab {
        Tab::new(Duration::MAX)
    }

    pub(super) fn account(&self) -> Arc<Account> {
        Arc::clone(&self.account)
    }

    /// How sharing its processes went so far.
    pub(super) fn sharing(&self) -> &SharingRecord {
        &self.sharing
    }

    /// Why a trial is not played any more, if the budget is used up.
    pub(super) fn used_up(&self, who: Subject) -> Option<Fault> {
        self.account.is_exhausted().then(|| self.out_of_budget_fault(who))
    }

    /// The fault for a program that has used up its budget.
    pub(super) fn out_of_budget_fault(&self, who: Subject) -> Fault {
        Fault::OutOfBudget { program: who.to_string(), budget: self.account.budget() }
    }

    /// How long to wait for something, instead of `limit`: what did not come so often will hardly come now.
    pub(super) fn shorten_limit(&self, thing: Thing, limit: Duration) -> Duration {
        let things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Waits { in_vain, longest }) = things.get(&thing) else { return limit };
        // Other trials of the program depend on how it ends. So a program that was late for that gets the full time
        // twice more.
        let vain = if thing == Thing::End { in_vain.saturating_sub(2) } else { *in_vain };
        let shorter = limit / vain.saturating_add(1).min(LEAST);
        shorter.max(*longest * SLACK).min(limit)
    }

    /// Something has come after so long.
    pub(super) fn note_met(&self, thing: Thing, took: Duration) {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = things.entry(thing).or_default();
        waits.longest = waits.longest.max(took);
    }

    /// Something did not come within its limit.
    pub(super) fn note_in_vain(&self, thing: Thing) {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = things.entry(thing).or_default();
        waits.in_vain = waits.in_vain.saturating_add(1);
    }
}

/// The tabs of a run.
#[derive(Debug)]
pub(super) struct Tabs {
    /// How long a program may be waited for if its manifest does not say.
    budget: Duration,
    /// How often each trial is played: a budget is for one time.
    times: u32,
    all: Mutex<BTreeMap<(Places, Subject), Arc<Tab>>>,
}

impl Tabs {
    pub(super) fn new(budget: Duration, repeat: NonZeroUsize) -> Tabs {
        Tabs { budget, times: u32::try_from(repeat.get()).unwrap_or(u32::MAX), all: Mutex::default() }
    }

    /// The tab of the players of the trial. A pair's tab is as long as the longer one of its two.
    pub(super) fn tab_for_trial(&self, places: Places, trial: &Trial) -> Arc<Tab> {
        let subject = trial.case.id.subject();
        let budget =
            |role| trial.cast().implementation_for(role).programs.get(&role).and_then(|program| program.budget);
        let longest = || {
            let once = subject.roles().into_iter().filter_map(budget).max().unwrap_or(self.budget);
            once.saturating_mul(self.times)
        };
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry((places, subject)).or_insert_with(|| Arc::new(Tab::new(longest()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set_statistics::Clause;

    fn reply_thing() -> Thing {
        Thing::Clause(Clause::TcpS1.id())
    }

    const LIMIT: Duration = Duration::from_secs(10);

    #[test]
    fn what_was_waited_for_in_vain_is_waited_for_shorter_each_time() {
        let tab = Tab::unlimited();
        let mut limits = Vec::new();
        for _ in 0..6 {
            limits.push(tab.shorten_limit(reply_thing(), LIMIT).as_millis());
            tab.note_in_vain(reply_thing());
        }
        assert_eq!(limits, [10_000, 5_000, 3_333, 2_500, 2_000, 2_000]);
        assert_eq!(tab.shorten_limit(Thing::End, LIMIT), LIMIT);
    }

    #[test]
    fn what_came_late_once_is_waited_for_as_long_again() {
        let tab = Tab::unlimited();
        tab.note_met(reply_thing(), Duration::from_millis(1800));
        assert_eq!(tab.shorten_limit(reply_thing(), LIMIT), LIMIT);
        (0..10).for_each(|_| tab.note_in_vain(reply_thing()));
        assert_eq!(tab.shorten_limit(reply_thing(), LIMIT), Duration::from_millis(7200));
        tab.note_met(reply_thing(), Duration::from_secs(9));
        assert_eq!(tab.shorten_limit(reply_thing(), LIMIT), LIMIT);
    }
}

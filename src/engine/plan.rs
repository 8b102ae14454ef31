//! What is to be run: every case against every implementation that offers its roles, in one fixed order.

mod lane;

use super::event::SkippedImplementation;
use super::launch::{Launcher, PortChoice, Ports};
use super::partition::Partition;
use crate::case::{Case, CaseId};
use crate::generate::{self, Family};
use crate::implementation::{Implementation, KnownFailing, Unavailable};
use crate::protocol::role::Role;
use lane::Lane;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One case against one implementation.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The implementation.
    pub implementation: Arc<Implementation>,
    /// The case.
    pub case: Arc<Case>,
    /// Where the case was drawn, if it is a generated one.
    pub origin: Option<generate::Origin>,
}

/// The generated cases of one family that a run plays.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The role.
    pub role: Role,
    /// The family.
    pub family: Family,
    /// Which of its cases.
    pub indices: Indices,
}

/// Which of a family's cases are played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Indices {
    /// The first so many.
    First(u64),
    /// These.
    These(Vec<u64>),
}

impl Indices {
    /// How many they are.
    pub fn count(&self) -> usize {
        match self {
            Indices::First(number) => usize::try_from(*number).unwrap_or(usize::MAX),
            Indices::These(all) => all.len(),
        }
    }

    fn get(&self, at: usize) -> u64 {
        match self {
            Indices::First(_) => at as u64,
            Indices::These(all) => all[at],
        }
    }
}

/// All that a run will do. Generated cases are drawn when their turn comes: a plan of 100,000 takes no memory.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The implementations that take part, in the order in which they were named.
    pub implementations: Vec<Arc<Implementation>>,
    /// What is played, by implementation.
    lanes: Vec<Lane>,
    /// The seed of everything generated.
    pub seed: u64,
    /// What can't be tried on this machine.
    pub skipped: Vec<SkippedImplementation>,
    /// The ids of the whole suite, chosen for this run or not: a known failure that was not tried is not out of date.
    pub suite: BTreeSet<CaseId>,
    /// Known failures that are listed beside the manifests.
    pub known_failing: Vec<KnownFailing>,
    /// Which part of the trials this is; `None`: all of them.
    pub part: Option<Part>,
}

/// The part of a plan that is run here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which part.
    pub partition: Partition,
    /// How many trials the whole plan has.
    pub whole: usize,
}

impl Plan {
    /// Plans `cases` for `implementations`; `required` names must not be skipped. The cases count as the whole suite,
    /// until [`Plan::of_suite`] says that there are more.
    pub fn new(implementations: Vec<Implementation>, cases: &[Arc<Case>], required: &[String]) -> Plan {
        let mut plan = Plan { suite: cases.iter().map(|case| case.id.clone()).collect(), ..Plan::default() };
        for implementation in implementations {
            let missing = unavailable(&implementation);
            let is_required = required.contains(&implementation.name);
            plan.skipped.extend(told(&implementation, &missing, is_required));
            let offered = implementation.programs.keys().filter(|role| !missing.contains_key(*role));
            plan.lanes.push(Lane::new(offered.copied().collect(), cases));
            plan.implementations.push(Arc::new(implementation));
        }
        plan
    }

    /// The same plan, which plays these cases of the implementation at `place` too, before the others of their roles.
    pub fn first(mut self, place: usize, cases: &[Arc<Case>]) -> Plan {
        self.suite.extend(cases.iter().map(|case| case.id.clone()));
        self.lanes[place].begin_with(cases);
        self
    }

    /// The same plan, with generated cases behind the others of each role.
    pub fn generating(mut self, seed: u64, batches: &[Batch]) -> Plan {
        self.seed = seed;
        self.lanes.iter_mut().for_each(|lane| lane.generate(batches));
        self
    }

    /// The same plan, chosen out of a suite that holds these cases too.
    pub fn of_suite(mut self, suite: impl IntoIterator<Item = CaseId>) -> Plan {
        self.suite.extend(suite);
        self
    }

    /// The same plan, with known failures that are listed beside the manifests.
    pub fn knowing(mut self, known_failing: Vec<KnownFailing>) -> Plan {
        self.known_failing.extend(known_failing);
        self
    }

    /// One part of the plan's trials; the parts together are the whole.
    pub fn part(mut self, partition: Partition) -> Plan {
        self.part = Some(Part { partition, whole: self.whole() });
        self
    }

    /// How many trials are played.
    pub fn len(&self) -> usize {
        self.part.map_or_else(|| self.whole(), |part| part.partition.share_of(part.whole))
    }

    /// Whether nothing is played.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn whole(&self) -> usize {
        self.lanes.iter().map(Lane::len).sum()
    }

    /// The trial at this place of those that are played.
    ///
    /// # Panics
    /// There are not so many.
    pub fn trial(&self, at: usize) -> Trial {
        let mut left = self.part.map_or(at, |part| part.partition.place_of(at));
        for (lane, implementation) in self.lanes.iter().zip(&self.implementations) {
            if left < lane.len() {
                let (case, origin) = lane.case(left, self.seed);
                return Trial { implementation: Arc::clone(implementation), case, origin };
            }
            left -= lane.len();
        }
        panic!("the plan has no trial {at}")
    }

    /// Whether the implementation at `place` plays anything.
    pub(super) fn tries(&self, place: usize) -> bool {
        self.lanes[place].len() > 0
    }

    /// The place of a trial's implementation among all.
    pub(super) fn place_of(&self, trial: &Trial) -> usize {
        let is_its = |one: &Arc<Implementation>| Arc::ptr_eq(one, &trial.implementation);
        self.implementations.iter().position(is_its).unwrap_or(self.implementations.len())
    }
}

/// The programs whose interpreters are not to be found here.
fn unavailable(implementation: &Implementation) -> BTreeMap<Role, Unavailable> {
    let find = |role: Role| {
        let ports = Ports::choose(implementation, &[role], PortChoice::Protocol);
        let typed = (Some("1".to_owned()), Some("1".to_owned()));
        Launcher::new(implementation, role, ports, typed, std::path::Path::new("/")).err()
    };
    implementation.programs.keys().filter_map(|&role| Some((role, find(role)?))).collect()
}

/// What is said of it: once for the whole implementation, if all its programs lack the same.
fn told(
    implementation: &Implementation,
    missing: &BTreeMap<Role, Unavailable>,
    required: bool,
) -> Vec<SkippedImplementation> {
    let tell = |role: Option<Role>, why: &Unavailable| SkippedImplementation {
        implementation: implementation.name.clone(),
        role,
        reason: why.what.clone(),
        advice: why.advice.clone(),
        required,
    };
    let all_the_same = missing.len() == implementation.programs.len()
        && missing.values().all(|why| Some(&why.what) == missing.values().next().map(|first| &first.what));
    match missing.values().next() {
        Some(why) if all_the_same => vec![tell(None, why)],
        Some(_) | None => missing.iter().map(|(&role, why)| tell(Some(role), why)).collect(),
    }
}

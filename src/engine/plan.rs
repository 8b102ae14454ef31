//! What is to be run: every case against every implementation that offers its roles, in one fixed order.

use super::event::SkippedImplementation;
use super::launch::{Launcher, PortChoice, Ports};
use super::overlay::Places;
use super::partition::Partition;
use crate::case::{Case, CaseId, Subject};
use crate::implementation::{Implementation, KnownFailing, Unavailable};
use crate::protocol::role::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One case against one implementation, or a pair's case against the client of one and the server of another.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The implementation; in a cell of a matrix: the one whose server plays.
    pub implementation: Arc<Implementation>,
    /// In a cell of a matrix: the implementation whose client plays.
    pub client: Option<Arc<Implementation>>,
    /// The case.
    pub case: Arc<Case>,
}

/// All that a run will do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The implementations that take part, in the order in which they were named.
    pub implementations: Vec<Arc<Implementation>>,
    /// The trials, by implementation, then in the order of the cases.
    pub trials: Vec<Trial>,
    /// What can't be tried on this machine.
    pub skipped: Vec<SkippedImplementation>,
    /// The ids of the whole suite, chosen for this run or not: a known failure that was not tried is not out of date.
    pub suite: BTreeSet<CaseId>,
    /// Known failures that are listed beside the manifests.
    pub known_failing: Vec<KnownFailing>,
    /// Which part of the trials this is; `None`: all of them.
    pub part: Option<Part>,
    /// The programs that can be started here: the place of the implementation, and the role.
    pub(super) playable: Vec<(usize, Role)>,
    /// Whether the trials are the cells of a matrix.
    pub(super) is_matrix: bool,
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
            let implementation = Arc::new(implementation);
            let offered = |role: &Role| implementation.programs.contains_key(role) && !missing.contains_key(role);
            let can_play = |subject: Subject| subject.roles().iter().all(offered);
            let playable = cases.iter().filter(|case| can_play(case.id.subject()));
            plan.trials.extend(playable.map(|case| Trial::new(&implementation, case)));
            let place = plan.implementations.len();
            plan.playable.extend(Role::ALL.into_iter().filter(offered).map(|role| (place, role)));
            plan.implementations.push(implementation);
        }
        plan
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
        let whole = self.trials.len();
        let trials = self.trials.into_iter().enumerate().filter(|(place, _)| partition.holds(*place));
        self.trials = trials.map(|(_, trial)| trial).collect();
        self.part = Some(Part { partition, whole });
        self
    }

    /// The places of a trial's implementations among all.
    pub(super) fn places_of(&self, trial: &Trial) -> Places {
        let place = |its: &Arc<Implementation>| {
            let found = self.implementations.iter().position(|one| Arc::ptr_eq(one, its));
            found.unwrap_or(self.implementations.len())
        };
        let cast = trial.cast();
        Places { client: place(cast.client), server: place(cast.server) }
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

//! What is to be run: every case against every implementation that offers its roles, in one fixed order.

use super::event::SkippedImplementation;
use super::launch::{Launcher, PortChoice, Ports};
use crate::case::{Case, Subject};
use crate::implementation::{Implementation, Unavailable};
use crate::protocol::role::Role;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One case against one implementation.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The implementation.
    pub implementation: Arc<Implementation>,
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
}

impl Plan {
    /// Plans `cases` for `implementations`; `required` names must not be skipped.
    pub fn new(implementations: Vec<Implementation>, cases: &[Arc<Case>], required: &[String]) -> Plan {
        let mut plan = Plan::default();
        for implementation in implementations {
            let missing = unavailable(&implementation);
            let is_required = required.contains(&implementation.name);
            plan.skipped.extend(told(&implementation, &missing, is_required));
            let implementation = Arc::new(implementation);
            let can_play = |subject: Subject| {
                let offered = |role: &Role| implementation.programs.contains_key(role) && !missing.contains_key(role);
                subject.roles().iter().all(offered)
            };
            let playable = cases.iter().filter(|case| can_play(case.id.subject()));
            let trial =
                |case: &Arc<Case>| Trial { implementation: Arc::clone(&implementation), case: Arc::clone(case) };
            plan.trials.extend(playable.map(trial));
            plan.implementations.push(implementation);
        }
        plan
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

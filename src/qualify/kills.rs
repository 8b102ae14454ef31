//! The cases that are known to catch faults: as few pairs as show that each fault is caught, and that each case catches
//! one.

use super::outcome::{Examined, Qualification, TriedCase};
use crate::case::CaseId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Faults by case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kills(BTreeMap<CaseId, Vec<String>>);

impl Kills {
    /// A small selection of the kills with cases from files. Each rightly caught fault has one that names its clause,
    /// and each case that caught a fault has one.
    pub fn choose_covering_kills(all: &Qualification) -> Kills {
        let mut kills = Kills::default();
        let mut covered = BTreeSet::new();
        for TriedCase { case, catches, .. } in &all.cases {
            let its = || all.faults.iter().filter_map(|fault| Some((fault, is_caught_rightly(fault, case)?)));
            // A fault that has no case yet, best of all.
            let best = its().max_by_key(|(fault, rightly)| (*rightly && !covered.contains(&fault.id), *rightly));
            if let Some((fault, rightly)) = best {
                kills.add_kill(case, &fault.id);
                if rightly {
                    covered.insert(&fault.id);
                }
            } else if let Some(fault) = catches {
                kills.add_kill(case, fault);
            }
        }
        for fault in all.faults.iter().filter(|fault| !covered.contains(&fault.id)) {
            if let Some(kill) =
                fault.files.kills.iter().find(|kill| fault.clause.is_none_or(|clause| kill.clauses.contains(&clause)))
            {
                kills.add_kill(&kill.case, &fault.id);
            }
        }
        kills
    }

    fn add_kill(&mut self, case: &CaseId, fault: &str) {
        self.0.entry(case.clone()).or_default().push(fault.to_owned());
    }

    /// Whether this case is known to catch this fault.
    pub fn has_kill(&self, case: &CaseId, fault: &str) -> bool {
        self.0.get(case).is_some_and(|faults| faults.iter().any(|id| id == fault))
    }

    /// The cases.
    pub fn cases(&self) -> impl Iterator<Item = &CaseId> {
        self.0.keys()
    }

    /// The faults, some of them several times.
    pub fn faults(&self) -> impl Iterator<Item = &String> {
        self.0.values().flatten()
    }
}

/// Whether this case caught the fault by the clause that it breaks; `None`: not at all.
fn is_caught_rightly(fault: &Examined, case: &CaseId) -> Option<bool> {
    let kill = fault.files.kills.iter().find(|kill| kill.case == *case)?;
    Some(fault.clause.is_none_or(|clause| kill.clauses.contains(&clause)))
}

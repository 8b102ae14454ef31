//! How many of some faults were caught, and by what.

use super::outcome::{Caught, Examined, Qualification};
use crate::protocol::clause::ClauseId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many of some faults were caught.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The faults.
    pub faults: usize,
    /// Faults that any case caught.
    pub caught: usize,
    /// Faults that cases from files caught.
    pub by_files: usize,
    /// Faults that generated cases caught.
    pub by_generators: usize,
    /// Faults that were caught under other clauses only.
    pub under_another_clause: usize,
}

impl Rate {
    fn count_fault(&mut self, fault: &Examined) {
        let count = |caught: Caught| usize::from(caught != Caught::Not);
        self.faults += 1;
        self.caught += count(fault.best_catch());
        self.by_files += count(fault.by_files());
        self.by_generators += count(fault.by_generators());
        self.under_another_clause += usize::from(fault.best_catch() == Caught::UnderAnotherClause);
    }
}

impl Qualification {
    /// How many of all faults were caught.
    pub fn overall_rate(&self) -> Rate {
        self.rates_by_key(|_| ()).remove(&()).unwrap_or_default()
    }

    /// How many of the faults that a clause may be broken by were noticed under it, for each clause that noticed one.
    pub fn rates_by_noticing_clause(&self) -> BTreeMap<ClauseId, Rate> {
        let mut rates = BTreeMap::<ClauseId, Rate>::new();
        for clause in self.faults.iter().flat_map(Examined::catching_clauses) {
            rates.entry(clause).or_default();
        }
        for (clause, rate) in &mut rates {
            for fault in self.faults.iter().filter(|fault| clause.roles().contains(&fault.role)) {
                let [files, generators] =
                    [&fault.files, &fault.generators].map(|hunt| usize::from(hunt.has_kill_for_clause(*clause)));
                rate.faults += 1;
                rate.caught += files.max(generators);
                rate.by_files += files;
                rate.by_generators += generators;
            }
        }
        rates
    }

    /// The same for the faults of each `key`: a role, a kind, a clause.
    pub fn rates_by_key<K: Ord>(&self, key: impl Fn(&Examined) -> K) -> BTreeMap<K, Rate> {
        let mut rates = BTreeMap::<K, Rate>::new();
        for fault in &self.faults {
            rates.entry(key(fault)).or_default().count_fault(fault);
        }
        rates
    }
}

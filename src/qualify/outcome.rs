//! The outcome of a hunt: plain data, for reports and for JSON.

use super::{About, Depth, FaultTopic};
use crate::case::CaseId;
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::Role;
use crate::set_statistics::reference::fault::Shows;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// The version of the JSON.
pub(super) const SCHEMA: u32 = 1;

/// Every fault, hunted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Qualification {
    /// The version of this form.
    pub schema: u32,
    /// The seed of the generated cases.
    pub seed: u64,
    /// How far each fault was hunted.
    pub depth: Depth,
    /// The goal of the hunt.
    pub about: About,
    /// The cases from files.
    pub cases: Vec<TriedCase>,
    /// The faults.
    pub faults: Vec<Examined>,
    /// Legal behaviours: a kill of one of these is a false alarm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<Examined>,
    /// How long it took.
    pub duration: Duration,
}

/// One fault, hunted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Examined {
    /// Its name.
    pub id: String,
    /// The program that had it.
    pub role: Role,
    /// Its topic.
    pub kind: FaultTopic,
    /// The clause that it breaks; `None`: whichever says so, for the fault knows no protocol.
    pub clause: Option<ClauseId>,
    /// That clause's level.
    pub level: Option<Level>,
    /// How rarely it shows.
    pub shows: Shows,
    /// The program's behaviour.
    pub sentence: String,
    /// Whether it is no fault: a correct program may do this.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_legal: bool,
    /// Whether a case has brought it out; `None`: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<bool>,
    /// The kind of case that would notice it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_case: Option<String>,
    /// The result of cases from files.
    pub files: Hunt,
    /// The result of generated cases.
    pub generators: Hunt,
}

/// The result of some cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunt {
    /// How many cases there were.
    pub planned: usize,
    /// How many were played and judged.
    pub played: usize,
    /// The number of the first case that killed, counted from 1.
    pub first_kill: Option<usize>,
    /// The cases that killed, in the order in which they were played.
    pub kills: Vec<Kill>,
    /// The pairs in which the healthy program was blamed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blamed_others: Vec<CaseId>,
    /// How many could not be played here.
    #[serde(default)]
    pub skipped: usize,
    /// Faults of the set-up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

/// A case that found something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kill {
    /// The case.
    pub case: CaseId,
    /// The clauses that it found broken.
    pub clauses: Vec<ClauseId>,
}

/// A case from a file, and what it is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedCase {
    /// The case.
    pub case: CaseId,
    /// The first fault that it is known to catch.
    pub catches: Option<String>,
    /// How many trials it took besides those of the hunt for the faults.
    #[serde(default)]
    pub trials: usize,
    /// Faults of the set-up in these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

/// How a fault was caught.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caught {
    /// By a case that named the clause that it breaks.
    Rightly,
    /// Under other clauses only.
    UnderAnotherClause,
    /// Not at all.
    Not,
}

impl Hunt {
    /// Whether a case that killed named this clause.
    pub fn has_kill_for_clause(&self, clause: ClauseId) -> bool {
        self.kills.iter().any(|kill| kill.clauses.contains(&clause))
    }

    /// Goes on with other cases.
    pub(super) fn go_on_with(&mut self, next: Hunt) {
        self.first_kill = self.first_kill.or(next.first_kill.map(|first| first + self.played));
        self.planned += next.planned;
        self.played += next.played;
        self.skipped += next.skipped;
        self.kills.extend(next.kills);
        self.blamed_others.extend(next.blamed_others);
        self.faults.extend(next.faults);
    }

    /// Whether nothing more need be found: a kill under the clause that the fault breaks, or under any if it names none.
    pub(super) fn is_right(&self, clause: Option<ClauseId>) -> bool {
        clause.map_or(!self.kills.is_empty(), |clause| self.has_kill_for_clause(clause))
    }

    fn classify_catch(&self, clause: Option<ClauseId>) -> Caught {
        if self.kills.is_empty() {
            Caught::Not
        } else if self.is_right(clause) {
            Caught::Rightly
        } else {
            Caught::UnderAnotherClause
        }
    }
}

impl TriedCase {
    /// Not known to catch anything yet.
    pub(super) fn new(case: CaseId) -> TriedCase {
        TriedCase { case, catches: None, trials: 0, faults: Vec::new() }
    }

    /// The hunt's result for it.
    pub(super) fn from_examined(case: &CaseId, faults: &[Examined]) -> TriedCase {
        let kills = |fault: &&Examined| fault.files.kills.iter().any(|kill| kill.case == *case);
        TriedCase { catches: faults.iter().find(kills).map(|fault| fault.id.clone()), ..TriedCase::new(case.clone()) }
    }
}

impl Examined {
    /// How it was caught, by whatever cases.
    pub fn best_catch(&self) -> Caught {
        self.by_files().min(self.by_generators())
    }

    /// How cases from files caught it.
    pub fn by_files(&self) -> Caught {
        self.files.classify_catch(self.clause)
    }

    /// How generated cases caught it.
    pub fn by_generators(&self) -> Caught {
        self.generators.classify_catch(self.clause)
    }

    /// Every clause under which it was caught.
    pub fn catching_clauses(&self) -> BTreeSet<ClauseId> {
        let kills = self.files.kills.iter().chain(&self.generators.kills);
        kills.flat_map(|kill| kill.clauses.iter().copied()).collect()
    }

    /// Faults of the set-up.
    pub fn set_up_faults(&self) -> impl Iterator<Item = &String> {
        self.files.faults.iter().chain(&self.generators.faults)
    }
}

impl Qualification {
    /// The cases from files that caught no fault, if each should catch one.
    pub fn idle_cases(&self) -> impl Iterator<Item = &CaseId> {
        let idle = |tried: &&TriedCase| self.about == About::CasesToo && tried.catches.is_none();
        self.cases.iter().filter(idle).map(|tried| &tried.case)
    }

    /// Faults of the set-up.
    pub fn set_up_faults(&self) -> impl Iterator<Item = &String> {
        let of_cases = self.cases.iter().flat_map(|tried| &tried.faults);
        self.faults.iter().chain(&self.controls).flat_map(Examined::set_up_faults).chain(of_cases)
    }

    /// Whether the faults are those of a wire, which break no clause in particular.
    pub fn is_of_a_wire(&self) -> bool {
        self.faults.iter().chain(&self.controls).any(|fault| fault.clause.is_none())
    }

    /// The legal behaviours to which a case objects.
    pub fn false_alarms(&self) -> impl Iterator<Item = &Examined> {
        self.controls.iter().filter(|control| control.best_catch() != Caught::Not)
    }

    /// How many trials were played.
    pub fn count_trials(&self) -> usize {
        let all = self.faults.iter().chain(&self.controls);
        let of_faults = all.map(|fault| fault.files.played + fault.generators.played);
        of_faults.chain(self.cases.iter().map(|tried| tried.trials)).sum()
    }
}

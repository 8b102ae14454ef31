//! The known-failing entries of a run: which findings they cover, and which of them no longer say the truth.
//!
//! An entry is out of date when deleting it would change nothing in a whole run. A run claims nothing of an entry if it
//! left out a case that may fail, could not play it or did not reach it. It claims nothing of an entry for generated
//! cases either: another run may draw other cases.

use super::event::{Stale, StaleKnownFailing};
use super::plan::Plan;
use crate::case::{Case, CaseId, Subject};
use crate::generate::{self, Drawer};
use crate::implementation::{KnownFailing, Often};
use crate::judge::{Finding, Verdict};
use crate::protocol::clause::ClauseId;
use globset::{GlobBuilder, GlobMatcher};
use std::collections::BTreeSet;

/// The entries, and what each has met so far.
pub(super) struct KnownList {
    entries: Vec<KnownEntry>,
}

struct KnownEntry {
    known: KnownFailing,
    pattern: GlobMatcher,
    /// The implementations that it speaks of, by their places in the plan, and their names.
    about: BTreeSet<usize>,
    names: Vec<String>,
    /// The cases of the whole suite that may fail so and were not tried.
    untried: BTreeSet<(usize, CaseId)>,
    /// Whether the suite has a case that it matches.
    exists: bool,
    /// Whether it matches generated cases alone, which may fail so: what these show depends on seed and number.
    is_about_generated: bool,
    fails: bool,
    passes: bool,
    unjudged: bool,
}

/// The fate of a clause in a trial, as far as a list of known failures is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    Fails,
    Passes,
    /// It was tried, and the transcript does not allow a verdict on the clause.
    Unjudged,
}

impl KnownList {
    pub(super) fn new(plan: &Plan, drawer: &'static dyn Drawer) -> KnownList {
        let of_manifests = plan.implementations.iter().enumerate().flat_map(|(place, implementation)| {
            implementation.known_failing.iter().map(move |known| (known, BTreeSet::from([place]), Whose::Manifest))
        });
        let of_lists = plan.known_failing.iter().map(|known| (known, named_places(plan, known), Whose::List));
        // An entry about a program that takes no part in this run covers nothing, and this run can't say that it is out
        // of date.
        let entries = of_manifests.chain(of_lists).filter(|(_, about, _)| !about.is_empty());
        // An entry for another Python than this machine's is neither met here nor out of date.
        let entries = entries.filter(|(known, ..)| known.holds.applies_here());
        KnownList {
            entries: entries
                .filter_map(|(known, about, whose)| KnownEntry::new(plan, drawer, known, about, whose))
                .collect(),
        }
    }

    /// The reason of the first entry that covers this broken clause.
    pub(super) fn covering_reason(&self, implementation: usize, case: &Case, finding: &Finding) -> Option<String> {
        finding.verdict.evidence()?;
        let covers =
            |entry: &&KnownEntry| entry.matches_case(implementation, case) && entry.known.clause == finding.clause;
        self.entries.iter().find(covers).map(|entry| entry.known.reason.clone())
    }

    /// Whether this clause is known to fail in this case now and then.
    pub(super) fn is_known_to_waver(&self, implementation: usize, case: &Case, clause: ClauseId) -> bool {
        let wavers = |entry: &KnownEntry| entry.known.fails == Often::Sometimes && entry.known.clause == clause;
        self.entries.iter().any(|entry| wavers(entry) && entry.matches_case(implementation, case))
    }

    /// Notes what the judge said of a case; `presuming` are the findings that were set aside, because they presume
    /// clauses that are broken.
    pub(super) fn note_findings(
        &mut self,
        implementation: usize,
        case: &Case,
        findings: &[Finding],
        presuming: &[Finding],
    ) {
        for entry in self.entries.iter_mut().filter(|entry| entry.matches_case(implementation, case)) {
            if presuming.iter().any(|finding| finding.clause == entry.known.clause) {
                continue;
            }
            entry.untried.remove(&(implementation, case.id.clone()));
            match findings.iter().find(|finding| finding.clause == entry.known.clause).map(classify_finding) {
                Some(Met::Fails) => entry.fails = true,
                Some(Met::Passes) => entry.passes = true,
                Some(Met::Unjudged) => entry.unjudged = true,
                None => {}
            }
        }
    }

    /// The entries that no longer say the truth, when the run is over.
    pub(super) fn stale_entries(self) -> Vec<StaleKnownFailing> {
        self.entries.into_iter().filter_map(KnownEntry::into_stale_entry).collect()
    }
}

fn classify_finding(finding: &Finding) -> Met {
    match finding.verdict {
        Verdict::Fail(_) | Verdict::Warn(_) => Met::Fails,
        Verdict::Pass => Met::Passes,
        Verdict::Noted(_) | Verdict::Skipped(_) => Met::Unjudged,
    }
}

/// The place of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// In the manifest that names all programs which it can speak of.
    Manifest,
    /// In a list that may also serve runs of other programs.
    List,
}

/// The places of the implementations that an entry of a list speaks of.
fn named_places(plan: &Plan, known: &KnownFailing) -> BTreeSet<usize> {
    let all = plan.implementations.iter().enumerate();
    let meant = all.filter(|(_, one)| known.implementation.as_ref().is_none_or(|name| *name == one.name));
    meant.map(|(place, _)| place).collect()
}

impl KnownEntry {
    fn new(
        plan: &Plan,
        drawer: &'static dyn Drawer,
        known: &KnownFailing,
        about: BTreeSet<usize>,
        whose: Whose,
    ) -> Option<KnownEntry> {
        let pattern = GlobBuilder::new(&known.case).literal_separator(false).build().ok()?.compile_matcher();
        let binds = |subject: Subject| subject.roles().iter().any(|role| known.clause.roles().contains(role));
        let exists = plan.suite.iter().any(|case| pattern.is_match(case.as_str()));
        let may_fail = |case: &&CaseId| pattern.is_match(case.as_str()) && binds(case.subject());
        let cases: Vec<&CaseId> = plan.suite.iter().filter(may_fail).collect();
        let offered = |place: usize, case: &CaseId| {
            let programs = &plan.implementations[place].programs;
            whose == Whose::List || case.subject().roles().iter().all(|role| programs.contains_key(role))
        };
        let of_one = |&place: &usize| {
            let offered = cases.iter().filter(move |case| offered(place, case));
            offered.map(move |case| (place, (*case).clone())).collect::<Vec<_>>()
        };
        let untried = about.iter().flat_map(of_one).collect();
        let names = about.iter().map(|&place| plan.implementations[place].name.clone()).collect();
        let (fails, passes, unjudged) = (false, false, false);
        let one = known.case.parse::<CaseId>().ok().as_ref().and_then(|id| generate::Origin::from_case_id(drawer, id));
        let generated = generate::all_families(drawer).chain(one).map(generate::Origin::id);
        let mut may_fail_so = generated.filter(|id| pattern.is_match(id.as_str()) && binds(id.subject()));
        let is_about_generated = !exists && may_fail_so.any(|id| about.iter().any(|&place| offered(place, &id)));
        let known = known.clone();
        Some(KnownEntry { known, pattern, about, names, untried, exists, is_about_generated, fails, passes, unjudged })
    }

    fn matches_case(&self, implementation: usize, case: &Case) -> bool {
        self.about.contains(&implementation) && self.pattern.is_match(case.id.as_str())
    }

    fn into_stale_entry(self) -> Option<StaleKnownFailing> {
        if self.fails || self.is_about_generated || !self.untried.is_empty() {
            return None;
        }
        let why = if self.passes {
            if self.known.fails == Often::Sometimes {
                return None;
            }
            Stale::PassesNow
        } else if !self.exists {
            Stale::NoSuchCase
        } else if self.unjudged {
            // It was tried, and this time nothing showed whether it still fails.
            return None;
        } else {
            Stale::MatchedNothing
        };
        Some(StaleKnownFailing {
            implementation: self.names.join(", "),
            file: self.known.place.file.display().to_string(),
            line: self.known.place.line,
            case: self.known.case,
            clause: self.known.clause.to_string(),
            why,
        })
    }
}

//! A brief test of a protocol's cases with a faulty wire: a few faults of each kind, before its own implementation.

use crate::case::Case;
use crate::cli::qualify::{has_faults_of_its_own, wire_targets};
use crate::engine::plan::{Batch, Indices};
use crate::engine::settings::Settings;
use crate::generate::{self, Origin};
use crate::implementation::Implementation;
use crate::protocols::current_protocol;
use crate::qualify::{About, Caught, Depth, Examination, Examined, Qualification, WirePort, qualify};
use crate::report::qualification::describe_missing_case;
use crate::wire::BRIEF;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The result.
pub(super) struct WireCheck {
    found: Qualification,
}

/// Runs the cases with the brief faults; `None`: none of these programs can be run behind a wire, or the protocol has
/// faults of its own, which show more.
pub(super) fn check_by_wire(healthy: &Implementation, written: &[Case], settings: &Settings) -> Option<WireCheck> {
    if has_faults_of_its_own() {
        return None;
    }
    let (mut targets, _) = wire_targets(healthy, WirePort::choose_free(&settings.isolation));
    targets.retain(|target| BRIEF.iter().any(|brief| target.id.ends_with(&format!("/{brief}"))));
    if targets.is_empty() {
        return None;
    }
    let derived = one_of_each_kind(current_protocol().drawer.derive_cases(written));
    let question = Examination {
        targets,
        reference: healthy.clone(),
        cases: written.iter().cloned().chain(derived).map(Arc::new).collect(),
        batches: generate::all_families(current_protocol().drawer).map(first_cases).collect(),
        seed: 0,
        depth: Depth::FirstKill,
        about: About::FaultsAlone,
    };
    Some(WireCheck { found: qualify(&question, settings, |_| {}) })
}

/// One derived case of each kind for each role: enough to see whether that kind of case is there.
fn one_of_each_kind(derived: Vec<Case>) -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let kind = |case: &Case| case.id.as_str().split('/').take(3).collect::<Vec<_>>().join("/");
    derived.into_iter().filter(|case| seen.insert(kind(case))).collect()
}

/// As many generated cases of a family as a run plays.
fn first_cases(Origin { role, family, .. }: Origin) -> Batch {
    Batch { role, family, indices: Indices::First(family.case_count(role, generate::by_default(role))) }
}

impl WireCheck {
    /// How many faults were noticed, and for each other one what would notice it.
    pub(super) fn render_hints(&self) -> String {
        let rate = self.found.overall_rate();
        let mut hints = format!("behind a faulty wire, {} of {} faults are noticed", rate.caught, rate.faults);
        if rate.caught < rate.faults {
            hints += "; no case notices:";
        }
        for fault in self.found.faults.iter().filter(|fault| fault.best_catch() == Caught::Not) {
            hints += &format!("\n    {}: {}", fault.id, fault.sentence);
            let missing =
                describe_missing_case(fault).map_or_else(String::new, |missing| format!("\n        {missing}"));
            hints += &missing;
        }
        hints
    }

    /// The legal behaviours to which a case objects.
    pub(super) fn false_alarms(&self) -> impl Iterator<Item = &Examined> {
        self.found.false_alarms()
    }
}

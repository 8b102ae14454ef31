//! One case, played by both implementations, one after the other, each on fresh processes in a fresh network.
//!
//! A fragile server ends in the middle of a session. If both servers have ended, fresh processes get the rest of the
//! session: another bout.

use crate::case::Case;
use crate::differential::{Comparer, Difference, Strictness, TrialAccount};
use crate::engine::event::{Fault, Outcome};
use crate::engine::plan::Trial;
use crate::engine::run::unplayed_outcome;
use crate::engine::settings::Settings;
use crate::engine::tab::{Allowance, Tab};
use crate::engine::trial::{judged_findings, play_one};
use crate::engine::worker::Worker;
use crate::transcript::Transcript;
use std::sync::Arc;

/// A case, or the rest of one, and what came of it, the left one first.
pub(super) struct Bout {
    pub(super) case: Arc<Case>,
    outcomes: [Outcome; 2],
}

/// All bouts of a case.
pub(super) struct Bouts {
    comparer: &'static dyn Comparer,
    names: [String; 2],
    pub(super) bouts: Vec<Bout>,
}

impl Bouts {
    /// Plays the case to its end.
    pub(super) fn play_case(worker: &mut Worker, pair: &[Trial; 2], settings: &Settings) -> Bouts {
        let mut bouts =
            Bouts { comparer: settings.protocol.comparer, names: implementation_names(pair), bouts: Vec::new() };
        let mut case = Some(Arc::clone(&pair[0].case));
        while let Some(next) = case.take() {
            let outcomes = pair.each_ref().map(|trial| {
                let trial = Trial { case: Arc::clone(&next), ..trial.clone() };
                play_one(worker, &trial, settings, Allowance { tab: &Tab::unlimited(), deadline: None })
            });
            let bout = Bout { case: next, outcomes };
            case = bout.remaining_case().map(Arc::new);
            bouts.bouts.push(bout);
        }
        bouts
    }

    /// No bout could be played.
    pub(super) fn from_fault(pair: &[Trial; 2], settings: &Settings, fault: &Fault) -> Bouts {
        let bout =
            Bout { case: Arc::clone(&pair[0].case), outcomes: [unplayed_outcome(fault), unplayed_outcome(fault)] };
        Bouts { comparer: settings.protocol.comparer, names: implementation_names(pair), bouts: vec![bout] }
    }

    /// Whether both played a bout to its end.
    pub(super) fn are_played(&self) -> bool {
        self.bouts.iter().any(|bout| bout.both_transcripts().is_some())
    }

    /// Why the case was left out, if it was.
    pub(super) fn skip_reason(&self) -> Option<String> {
        self.bouts.iter().flat_map(|bout| &bout.outcomes).find_map(|outcome| match outcome {
            Outcome::Skipped { reason } => Some(reason.clone()),
            Outcome::Judged { .. } | Outcome::Faulted { .. } => None,
        })
    }

    /// The faults, each with the name of its implementation. The same fault of the same implementation counts once.
    pub(super) fn collect_faults(&self) -> Vec<(String, Fault)> {
        let mut all: Vec<(String, Fault)> = Vec::new();
        for bout in &self.bouts {
            for (name, outcome) in self.names.iter().zip(&bout.outcomes) {
                for fault in faults_of_outcome(outcome) {
                    let one = (name.clone(), fault.clone());
                    if !all.contains(&one) {
                        all.push(one);
                    }
                }
            }
        }
        all
    }

    /// The differences, one per group, each with its bout.
    pub(super) fn distinct_differences(&self, strictness: Strictness) -> Vec<(&Bout, Difference)> {
        let mut found: Vec<(&Bout, Difference)> = Vec::new();
        for bout in &self.bouts {
            for difference in bout.compare_outcomes(self.comparer, strictness) {
                if found.iter().all(|(_, known)| known.group != difference.group) {
                    found.push((bout, difference));
                }
            }
        }
        found
    }
}

impl Bout {
    /// Everything seen by both, if both played.
    pub(super) fn both_transcripts(&self) -> Option<[&Transcript; 2]> {
        match &self.outcomes {
            [Outcome::Judged { transcript: left, .. }, Outcome::Judged { transcript: right, .. }] => {
                Some([left, right])
            }
            _ => None,
        }
    }

    fn compare_outcomes(&self, comparer: &dyn Comparer, strictness: Strictness) -> Vec<Difference> {
        let (Some([left, right]), [Some(of_left), Some(of_right)]) =
            (self.both_transcripts(), self.outcomes.each_ref().map(judged_findings))
        else {
            return Vec::new();
        };
        let left = TrialAccount { transcript: left, findings: &of_left };
        let right = TrialAccount { transcript: right, findings: &of_right };
        comparer.compare(&self.case, [&left, &right], strictness)
    }

    /// The part of the case that one program, or both, have not played.
    fn remaining_case(&self) -> Option<Case> {
        let last = |transcript: &Transcript| transcript.seen.iter().filter_map(|seen| seen.step).max();
        let [left, right] = self.both_transcripts()?.map(last);
        self.case.rest_after(left?.min(right?))
    }
}

fn implementation_names(pair: &[Trial; 2]) -> [String; 2] {
    pair.each_ref().map(|trial| trial.implementation.name.clone())
}

fn faults_of_outcome(outcome: &Outcome) -> &[Fault] {
    match outcome {
        Outcome::Faulted { fault, .. } => std::slice::from_ref(fault),
        Outcome::Judged { faults, .. } => faults,
        Outcome::Skipped { .. } => &[],
    }
}

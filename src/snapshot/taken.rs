//! The texts to pin from one run of an implementation: a fold over events.

use crate::case::CaseId;
use crate::engine::event::{Event, Judged, Outcome, TrialReport};
use crate::protocols;
use crate::report::Reporter;
use crate::report::pin::render_pinned;
use std::collections::BTreeMap;
use std::io;

/// The texts of one implementation, and what could not be played.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// The text of each case that was played.
    pub texts: BTreeMap<CaseId, String>,
    /// The reasons why this is not everything.
    pub not_taken: Vec<NotTaken>,
}

/// Something that could not be played, or only with a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// The case; `None`: a whole program.
    pub case: Option<CaseId>,
    /// Why.
    pub why: String,
}

impl Taken {
    fn add_trial(&mut self, trial: &TrialReport) {
        let id = &trial.case.id;
        let mut not_taken = |why: String| self.not_taken.push(NotTaken { case: Some(id.clone()), why });
        match &trial.outcome {
            Outcome::Skipped { reason } => not_taken(reason.clone()),
            Outcome::Faulted { fault, .. } => not_taken(fault.to_string()),
            Outcome::Judged { transcript, faults, .. } => {
                faults.iter().for_each(|fault| not_taken(fault.to_string()));
                // The judge alone: what other cases and the known-failing list say of this one is not its behaviour.
                let findings = protocols::current_protocol().judge.judge_case(&trial.case, transcript);
                let findings: Vec<_> = findings.into_iter().map(|finding| Judged { finding, known: None }).collect();
                self.texts.insert(id.clone(), render_pinned(&trial.case, transcript, &findings));
            }
        }
    }
}

impl Reporter for Taken {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::TrialFinished(trial) => self.add_trial(trial),
            Event::ImplementationSkipped(skipped) => {
                let role = skipped.role.map_or_else(String::new, |role| format!("the {role}: "));
                let why = format!("{role}{}: {}", skipped.reason, skipped.advice);
                self.not_taken.push(NotTaken { case: None, why });
            }
            Event::RunStarted(_)
            | Event::Notice { .. }
            | Event::ImplementationFinished { .. }
            | Event::RunFinished(_) => {}
            Event::Flaky(_) | Event::Shrunk(_) | Event::KnownFailingStale(_) => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

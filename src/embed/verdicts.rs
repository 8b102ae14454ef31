//! The result of the suite.

use crate::case::CaseId;
use crate::engine::event::{Event, Fault, Judged, Outcome, Summary, TrialReport};
use crate::engine::summary::AS_EXPECTED;
use crate::protocol::clause::ClauseId;
use crate::report::human::{Style, Verbosity};
use crate::report::{Human, Reporter};

/// The result of the suite.
#[derive(Debug, Clone)]
pub struct Verdicts {
    /// The counts; `exit` is the exit code that `sockspec run` would have had.
    pub summary: Summary,
    /// Each broken clause of each trial, in the order of the trials: what was known before stands there too.
    pub deviations: Vec<Deviation>,
    /// The faults that kept trials from being played: no verdicts.
    pub faults: Vec<Fault>,
    report: String,
}

/// One broken clause in one trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The implementation's name.
    pub implementation: String,
    /// The case.
    pub case: CaseId,
    /// The clause that is broken.
    pub clause: ClauseId,
    /// The finding, in a sentence.
    pub what: String,
    /// Whether it counts: a MUST (in a strict suite a SHOULD too) that no manifest calls known.
    pub is_unexpected: bool,
}

impl Verdicts {
    /// Whether something was played, all of it could be, and nothing counts that was found: what exit code 0 says.
    pub fn is_as_expected(&self) -> bool {
        self.summary.exit == AS_EXPECTED
    }

    /// The whole report, as `sockspec run` prints it, without colours.
    pub fn report(&self) -> &str {
        &self.report
    }

    /// Passes over in silence what is as expected.
    ///
    /// # Panics
    /// It is not as expected; the report is the message.
    #[track_caller]
    pub fn assert_as_expected(&self) {
        assert!(self.is_as_expected(), "not as expected\n\n{}", self.report);
    }
}

/// The fold over a run's events.
pub(super) struct Collector {
    human: Human<Vec<u8>>,
    strict: bool,
    summary: Summary,
    deviations: Vec<Deviation>,
    faults: Vec<Fault>,
}

impl Collector {
    pub(super) fn new() -> Collector {
        Collector {
            human: Human::new(Vec::new(), Style::without_colours(), Verbosity::Normal),
            strict: false,
            summary: Summary::default(),
            deviations: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub(super) fn handle(&mut self, event: &Event) {
        // Writing to memory can't fail.
        let _ = self.human.handle(event);
        match event {
            Event::RunStarted(run) => self.strict = run.strict,
            Event::TrialFinished(trial) => self.add(trial),
            Event::RunFinished(summary) => self.summary = summary.clone(),
            _ => {}
        }
    }

    fn add(&mut self, trial: &TrialReport) {
        match &trial.outcome {
            Outcome::Faulted { fault, .. } => self.faults.push(fault.clone()),
            Outcome::Skipped { .. } => {}
            Outcome::Judged { findings, faults, .. } => {
                self.faults.extend(faults.iter().cloned());
                let strict = self.strict;
                self.deviations.extend(findings.iter().filter_map(|judged| deviation(trial, judged, strict)));
            }
        }
    }

    pub(super) fn verdicts(mut self) -> Verdicts {
        let _ = self.human.finish();
        let report = String::from_utf8_lossy(&self.human.into_inner()).into_owned();
        Verdicts { summary: self.summary, deviations: self.deviations, faults: self.faults, report }
    }
}

fn deviation(trial: &TrialReport, judged: &Judged, strict: bool) -> Option<Deviation> {
    let evidence = judged.finding.verdict.evidence()?;
    Some(Deviation {
        implementation: trial.player_name(judged.finding.side).to_owned(),
        case: trial.case.id.clone(),
        clause: judged.clause(),
        what: evidence.what.clone(),
        is_unexpected: judged.is_unexpected(strict),
    })
}

//! Generated cases, counted by family: a list of tests that names each of a hundred thousand helps nobody.

use super::{Point, PointResult};
use crate::engine::event::{Outcome, TrialReport};
use crate::report::generated::{exchanges, name};
use crate::report::words::count;
use std::collections::BTreeMap;
use std::time::Duration;

/// The counts, in the order in which families first came.
#[derive(Debug, Default)]
pub struct Families {
    all: Vec<((String, String), Counts)>,
}

#[derive(Debug, Default)]
struct Counts {
    class: String,
    duration: Duration,
    cases: usize,
    exchanges: usize,
    unexpected: usize,
    not_played: usize,
    skipped: usize,
    /// How often each clause was broken, known failures too.
    broken: BTreeMap<String, usize>,
}

impl Families {
    /// Counts a generated trial.
    pub fn add(&mut self, trial: &TrialReport, strict: bool) {
        let key = (super::suite(trial), name(&trial.case));
        let at = self.all.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            let class = trial.case.id.subject().to_string();
            self.all.push((key, Counts { class, ..Counts::default() }));
            self.all.len() - 1
        });
        self.all[at].1.add(trial, strict);
    }

    /// A point for each family.
    pub fn points(&mut self) -> Vec<Point> {
        std::mem::take(&mut self.all)
            .into_iter()
            .map(|((suite, family), counts)| counts.point(suite, &family))
            .collect()
    }
}

impl Counts {
    fn add(&mut self, trial: &TrialReport, strict: bool) {
        self.duration += trial.duration;
        match &trial.outcome {
            Outcome::Faulted { .. } => self.not_played += 1,
            Outcome::Skipped { .. } => self.skipped += 1,
            Outcome::Judged { findings, .. } => {
                self.cases += 1;
                self.exchanges += exchanges(&trial.case);
                self.unexpected += usize::from(findings.iter().any(|judged| judged.is_unexpected(strict)));
                for judged in findings.iter().filter(|judged| judged.finding.verdict.evidence().is_some()) {
                    *self.broken.entry(judged.clause().to_string()).or_default() += 1;
                }
            }
        }
    }

    fn point(self, suite: String, family: &str) -> Point {
        let result = self.result();
        let name = family.split_once('/').map_or(family, |(_, name)| name).to_owned();
        Point { suite, class: self.class, name, duration: self.duration, result }
    }

    fn result(&self) -> PointResult {
        let broken = self.broken.iter().map(|(clause, times)| format!("{clause} broken in {}", count(*times, "case")));
        let broken: Vec<String> = broken.collect();
        let played = format!("{} with {}", count(self.cases, "case"), count(self.exchanges, "exchange"));
        if self.unexpected > 0 {
            let what = format!("{} of {played} not as expected: {}", self.unexpected, broken.join(", "));
            return PointResult::Failed { text: what.clone(), what };
        }
        if self.not_played > 0 {
            let what = format!("{} could not be played", count(self.not_played, "case"));
            return PointResult::Faulted { text: what.clone(), what };
        }
        if self.cases == 0 {
            return PointResult::Skipped { reason: format!("{} not played", count(self.skipped, "case")) };
        }
        PointResult::Passed { remarks: [played].into_iter().chain(broken).collect() }
    }
}

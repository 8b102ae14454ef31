//! Generated cases, counted by family: a list of tests that names each of a hundred thousand does not help.

use super::sheet::left_out_note;
use super::{Point, PointResult};
use crate::engine::event::{Judged, Outcome, TrialReport};
use crate::report::everywhere::{Everywhere, FoundEverywhere, TextId};
use crate::report::generated::{case_or_family_name, count_exchanges};
use crate::report::json;
use crate::report::words::format_count;
use std::collections::BTreeMap;
use std::time::Duration;

/// The counts, in the order in which families first came.
#[derive(Debug, Default)]
pub struct Families {
    all: Vec<((String, String), FamilyCounts)>,
}

#[derive(Debug, Default)]
struct FamilyCounts {
    class: String,
    duration: Duration,
    cases: usize,
    exchanges: usize,
    unexpected: usize,
    /// How many others fail by nothing but these texts, and whether something else that they break is known.
    by_texts: BTreeMap<(Vec<TextId>, bool), usize>,
    /// In how many others what is broken is known.
    known: usize,
    not_played: usize,
    skipped: usize,
    /// How often each clause was broken, known failures too, and by which text.
    broken: BTreeMap<(String, Option<TextId>), usize>,
}

impl Families {
    /// Counts a generated trial.
    pub fn add_trial(&mut self, trial: &TrialReport, everywhere: &Everywhere, strict: bool) {
        let key = (super::suite_name(trial), case_or_family_name(&trial.case));
        let at = self.all.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            let class = trial.case.id.subject().to_string();
            self.all.push((key, FamilyCounts { class, ..FamilyCounts::default() }));
            self.all.len() - 1
        });
        let texts = everywhere.find_all(&json::trial_entry(trial, strict));
        self.all[at].1.count_trial(trial, &texts, strict);
    }

    /// A point for each family, as if the texts that differ everywhere were right.
    pub fn take_family_points(&mut self, everywhere: &[FoundEverywhere]) -> Vec<Point> {
        let all = std::mem::take(&mut self.all).into_iter();
        all.map(|((suite, family), counts)| counts.settle_counts(everywhere).into_point(suite, &family)).collect()
    }
}

/// The counts, and the clauses of the texts that they leave out.
struct Settled {
    counts: FamilyCounts,
    broken: BTreeMap<String, usize>,
    left_out: Vec<String>,
}

impl FamilyCounts {
    fn count_trial(&mut self, trial: &TrialReport, texts: &[Option<TextId>], strict: bool) {
        self.duration += trial.duration;
        match &trial.outcome {
            Outcome::Faulted { .. } => self.not_played += 1,
            Outcome::Skipped { .. } => self.skipped += 1,
            Outcome::Judged { findings, .. } => {
                self.cases += 1;
                self.exchanges += count_exchanges(&trial.case);
                self.add_judged(findings, texts, strict);
            }
        }
    }

    fn add_judged(&mut self, findings: &[Judged], texts: &[Option<TextId>], strict: bool) {
        let is_known = findings.iter().any(|judged| judged.known.is_some());
        let unexpected = findings.iter().zip(texts).filter(|(judged, _)| judged.is_unexpected(strict));
        let by: Vec<Option<TextId>> = unexpected.map(|(_, text)| *text).collect();
        match by.iter().copied().collect::<Option<Vec<TextId>>>() {
            None => self.unexpected += 1,
            Some(texts) if texts.is_empty() => self.known += usize::from(is_known),
            Some(texts) => *self.by_texts.entry((texts, is_known)).or_default() += 1,
        }
        let broken = findings.iter().zip(texts).filter(|(judged, _)| judged.finding.verdict.evidence().is_some());
        for (judged, text) in broken {
            *self.broken.entry((judged.clause().to_string(), *text)).or_default() += 1;
        }
    }

    /// The counts as if these texts were right.
    fn settle_counts(mut self, everywhere: &[FoundEverywhere]) -> Settled {
        let find = |text: TextId| everywhere.iter().find(|found| found.text == text);
        let mut left_out: Vec<String> = Vec::new();
        for ((texts, is_known), times) in std::mem::take(&mut self.by_texts) {
            if texts.iter().all(|text| find(*text).is_some()) {
                self.known += if is_known { times } else { 0 }
            } else {
                self.unexpected += times
            }
        }
        let mut broken: BTreeMap<String, usize> = BTreeMap::new();
        for ((clause, text), times) in std::mem::take(&mut self.broken) {
            match text.and_then(find) {
                Some(found) => left_out.push(found.clause.to_string()),
                None => *broken.entry(clause).or_default() += times,
            }
        }
        left_out.sort_unstable();
        left_out.dedup();
        Settled { counts: self, broken, left_out }
    }
}

impl Settled {
    fn into_point(self, suite: String, family: &str) -> Point {
        let (result, note) = (self.point_result(), left_out_note(&self.left_out));
        let name = family.split_once('/').map_or(family, |(_, name)| name).to_owned();
        let FamilyCounts { class, duration, .. } = self.counts;
        Point { duration, note, ..Point::new(suite, class, name, result) }
    }

    fn point_result(&self) -> PointResult {
        let counts = &self.counts;
        let broken =
            self.broken.iter().map(|(clause, times)| format!("{clause} broken in {}", format_count(*times, "case")));
        let broken: Vec<String> = broken.collect();
        let played =
            format!("{} with {}", format_count(counts.cases, "case"), format_count(counts.exchanges, "exchange"));
        if counts.unexpected > 0 {
            let what = format!("{} of {played} not as expected: {}", counts.unexpected, broken.join(", "));
            return PointResult::Failed { text: what.clone(), what };
        }
        if counts.not_played > 0 {
            let what = format!("{} could not be played", format_count(counts.not_played, "case"));
            return PointResult::Faulted { text: what.clone(), what };
        }
        if counts.cases == 0 {
            return PointResult::Skipped { reason: format!("{} not played", format_count(counts.skipped, "case")) };
        }
        if counts.known > 0 {
            let reason = format!("{} of {played}: {}", counts.known, broken.join(", "));
            return PointResult::Known { text: reason.clone(), reason };
        }
        PointResult::Passed { remarks: [played].into_iter().chain(broken).collect() }
    }
}

//! Trials by the worst in each: what a line of the console counts, and a cell of the page.

use super::style::{Style, paint_text};
use crate::engine::event::{Outcome, TrialReport};
use crate::report::everywhere::TextId;
use crate::report::json::model::{VerdictEntry, VerdictWord};
use crate::report::words::format_count;
use owo_colors::Style as Paint;
use std::collections::BTreeMap;

/// The worst of a trial, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worst {
    Pass,
    Skipped,
    KnownWarn,
    KnownFail,
    Warn,
    Fault,
    Fail,
}

/// One trial: its worst as if all the texts that are wrong were right, and what each of these texts makes of it.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    rest: Worst,
    texts: Vec<(TextId, Worst)>,
}

impl Marked {
    /// The trial, with the text that decides each of its verdicts.
    pub(super) fn from_trial(trial: &TrialReport, verdicts: &[VerdictEntry], texts: &[Option<TextId>]) -> Marked {
        let mut marked = Marked { rest: of_outcome(&trial.outcome), texts: Vec::new() };
        for (verdict, text) in verdicts.iter().zip(texts) {
            let worst = of_verdict(verdict);
            match text {
                Some(text) => marked.texts.push((*text, worst)),
                None => marked.rest = marked.rest.max(worst),
            }
        }
        marked
    }

    /// Whether this text decides one of its verdicts.
    pub(super) fn rests_on(&self, text: TextId) -> bool {
        self.texts.iter().any(|(own, _)| *own == text)
    }

    /// Its worst as if these texts were right.
    fn worst_without_texts(&self, right: &[TextId]) -> Worst {
        let others = self.texts.iter().filter(|(text, _)| !right.contains(text)).map(|(_, worst)| *worst);
        others.fold(self.rest, Worst::max)
    }
}

/// The worst of a trial but for its verdicts.
fn of_outcome(outcome: &Outcome) -> Worst {
    match outcome {
        Outcome::Faulted { .. } => Worst::Fault,
        Outcome::Skipped { .. } => Worst::Skipped,
        Outcome::Judged { faults, .. } if !faults.is_empty() => Worst::Fault,
        Outcome::Judged { .. } => Worst::Pass,
    }
}

fn of_verdict(verdict: &VerdictEntry) -> Worst {
    match (verdict.verdict, &verdict.known) {
        (VerdictWord::Fail, None) => Worst::Fail,
        (VerdictWord::Fail, Some(_)) => Worst::KnownFail,
        (VerdictWord::Warn, None) => Worst::Warn,
        (VerdictWord::Warn, Some(_)) => Worst::KnownWarn,
        (VerdictWord::Pass | VerdictWord::Noted | VerdictWord::Skipped, _) => Worst::Pass,
    }
}

/// `3 fail, 2 warn (known)`: the number of trials for each worst mark, as if these texts were right; `pass` if all
/// pass.
pub(super) fn summarize_trials(trials: &[Marked], right: &[TextId], style: &Style) -> String {
    let mut counts: BTreeMap<Worst, usize> = BTreeMap::new();
    for trial in trials {
        *counts.entry(trial.worst_without_texts(right)).or_default() += 1;
    }
    let told: Vec<String> =
        counts.iter().rev().filter_map(|(worst, number)| render_worst_count(*worst, *number, style)).collect();
    if told.is_empty() { paint_text(style.good, "pass") } else { told.join(", ") }
}

/// The words for this number of trials; none for those that pass.
fn render_worst_count(worst: Worst, number: usize, style: &Style) -> Option<String> {
    let (text, paint): (String, Paint) = match worst {
        Worst::Pass => return None,
        Worst::Fail => (format!("{number} fail"), style.bad),
        Worst::Fault => (format_count(number, "fault"), style.doubtful),
        Worst::Warn => (format!("{number} warn"), style.doubtful),
        Worst::KnownFail => (format!("{number} fail (known)"), style.faint),
        Worst::KnownWarn => (format!("{number} warn (known)"), style.faint),
        Worst::Skipped => (format!("{number} skipped"), style.faint),
    };
    Some(paint_text(paint, text))
}

/// The word for the worst of one trial, and how it is painted.
pub(super) fn worst_word(trial: &TrialReport, verdicts: &[VerdictEntry], style: &Style) -> (&'static str, Paint) {
    match Marked::from_trial(trial, verdicts, &vec![None; verdicts.len()]).rest {
        Worst::Pass => ("pass", style.good),
        Worst::Fail => ("fail", style.bad),
        Worst::Fault => ("fault", style.doubtful),
        Worst::Warn => ("warn", style.doubtful),
        Worst::KnownFail | Worst::KnownWarn => ("known", style.faint),
        Worst::Skipped => ("skip", style.faint),
    }
}

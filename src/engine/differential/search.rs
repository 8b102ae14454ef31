//! The search for the simplest case that still shows a difference. Every try is played by both on fresh processes.

use super::bout::{Bout, Bouts};
use super::found::without_capture;
use crate::case::{Case, Pace, Step};
use crate::differential::{Difference, Strictness};
use crate::engine::event::Bound;
use crate::engine::plan::Trial;
use crate::engine::settings::Settings;
use crate::engine::shrink::{Seeker, descend_tree};
use crate::engine::worker::Worker;
use crate::generate::{CaseTree, Origin};
use crate::transcript::Transcript;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many times a case may be played by both.
const MOST_TRIALS: usize = 100;
/// How long the search may take.
const LONGEST: Duration = Duration::from_secs(10);

/// The result of the search.
pub(super) enum DifferenceSearch {
    /// The difference shows each time.
    Shown(Box<SimplestDifference>),
    /// It did not show again: everything seen when it did not, if both played.
    Flaky(Option<Box<[Transcript; 2]>>),
}

/// The simplest case.
pub(super) struct SimplestDifference {
    pub(super) difference: Difference,
    pub(super) case: Arc<Case>,
    pub(super) transcripts: [Transcript; 2],
    pub(super) trials: usize,
    pub(super) stopped_by: Option<Bound>,
}

/// A case that shows the difference.
struct ShownDifference {
    /// The case that was played.
    whole: Case,
    /// As much of it as shows the difference.
    case: Arc<Case>,
    difference: Difference,
    transcripts: [Transcript; 2],
}

/// Plays the pair again, then simpler cases, as long as the difference shows in them too.
pub(super) fn shrink_difference(
    worker: &mut Worker,
    pair: &[Trial; 2],
    (case, difference): (&Arc<Case>, &Difference),
    seed: u64,
    strictness: Strictness,
    settings: &Settings,
) -> DifferenceSearch {
    let mut searcher =
        DifferenceSearcher { worker, pair, difference, strictness, settings, begun: Instant::now(), trials: 0 };
    // All that was done up to the step that showed it, to the letter.
    let first = up_to(case, difference);
    let bouts = searcher.play_pair(Arc::clone(&first));
    let Some(mut best) = searcher.find_difference(&first, &bouts) else {
        return DifferenceSearch::Flaky(both_kept_transcripts(&bouts));
    };
    let mut stopped_by = None;
    if let Some(origin) = pair[0].origin {
        let mut tree = origin.draw_tree(seed);
        if let Some((closer, shown)) = searcher.keep_decisive_visit(origin, seed, &best) {
            (tree, best) = (closer, shown);
        }
        (best, stopped_by) = descend_tree(&mut searcher, &mut tree, best);
        // As a rule, the steps after the one that shows it show nothing more.
        if let Some(shorter) = searcher.try_case(best.case.as_ref().clone()) {
            best = shorter;
        } else {
            let bouts = searcher.play_pair(Arc::new(best.whole.clone()));
            match searcher.find_difference(&best.whole, &bouts) {
                Some(again) => best = again,
                None => return DifferenceSearch::Flaky(both_kept_transcripts(&bouts)),
            }
        }
    }
    let ShownDifference { case, difference, transcripts, .. } = best;
    DifferenceSearch::Shown(Box::new(SimplestDifference {
        difference,
        case,
        transcripts,
        trials: searcher.trials,
        stopped_by,
    }))
}

fn both_kept_transcripts(bouts: &Bouts) -> Option<Box<[Transcript; 2]>> {
    bouts.bouts.iter().find_map(Bout::both_transcripts).map(|both| Box::new(both.map(without_capture)))
}

/// A session without the steps behind the one that shows the difference.
fn up_to(case: &Arc<Case>, difference: &Difference) -> Arc<Case> {
    match difference.step {
        Some(step) if case.pace == Pace::Quick && step + 1 < case.steps.len() => Arc::new(case.cut_short(step + 1)),
        _ => Arc::clone(case),
    }
}

struct DifferenceSearcher<'s, 'k> {
    worker: &'s mut Worker,
    pair: &'s [Trial; 2],
    difference: &'s Difference,
    strictness: Strictness,
    settings: &'k Settings,
    begun: Instant,
    trials: usize,
}

impl DifferenceSearcher<'_, '_> {
    fn play_pair(&mut self, case: Arc<Case>) -> Bouts {
        self.trials += 1;
        let pair = self.pair.each_ref().map(|trial| Trial { case: Arc::clone(&case), ..trial.clone() });
        Bouts::play_case(self.worker, &pair, self.settings)
    }

    /// The part of a case that shows the difference, if it does.
    fn find_difference(&self, whole: &Case, bouts: &Bouts) -> Option<ShownDifference> {
        let group = self.difference.group;
        let mut all = bouts.distinct_differences(self.strictness).into_iter();
        let (bout, difference) = all.find(|(_, difference)| difference.group == group)?;
        let transcripts = bout.both_transcripts()?.map(without_capture);
        Some(ShownDifference { whole: whole.clone(), case: up_to(&bout.case, &difference), difference, transcripts })
    }

    /// Keeps of a session only the visit that sends what shows the difference, without a try for each other part. One
    /// try says whether that is right; it is, unless the visits before it matter.
    fn keep_decisive_visit(
        &mut self,
        origin: Origin,
        seed: u64,
        best: &ShownDifference,
    ) -> Option<(CaseTree, ShownDifference)> {
        let input = best.difference.input.as_ref()?.as_slice().to_vec();
        let sends_it = |case: &Case| {
            case.steps.iter().any(|step| matches!(step, Step::Send { payload, .. } if payload.to_vec() == input))
        };
        let decisions = find_shrink_decisions(&mut origin.draw_tree(seed), sends_it);
        let (_, before) = decisions.split_last()?;
        let mut tree = origin.draw_tree(seed);
        tree.simplify();
        for kept in before {
            if *kept {
                tree.simplify()
            } else {
                tree.complicate()
            };
        }
        let shown = self.try_case(tree.current_case())?;
        Some((tree, shown))
    }
}

/// The decisions on each simpler case of the tree that lead to the one with the fewest steps that `holds` keeps.
fn find_shrink_decisions(tree: &mut CaseTree, holds: impl Fn(&Case) -> bool) -> Vec<bool> {
    let (mut taken, mut shortest) = (Vec::new(), 0);
    let mut fewest = tree.current_case().steps.len();
    let mut changed = tree.simplify();
    while changed {
        let case = tree.current_case();
        let keeps = holds(&case);
        taken.push(keeps);
        if keeps && case.steps.len() < fewest {
            (fewest, shortest) = (case.steps.len(), taken.len());
        }
        changed = if keeps { tree.simplify() } else { tree.complicate() };
    }
    taken.truncate(shortest);
    taken
}

impl Seeker for DifferenceSearcher<'_, '_> {
    type Found = ShownDifference;

    fn try_case(&mut self, case: Case) -> Option<ShownDifference> {
        let bouts = self.play_pair(Arc::new(case.clone()));
        self.find_difference(&case, &bouts)
    }

    fn played_steps(found: &ShownDifference) -> &[Step] {
        &found.whole.steps
    }

    fn reached_bound(&self) -> Option<Bound> {
        if self.trials >= MOST_TRIALS {
            Some(Bound::Trials(MOST_TRIALS))
        } else if self.begun.elapsed() >= LONGEST {
            Some(Bound::Seconds(LONGEST.as_secs()))
        } else {
            None
        }
    }
}

//! The search for the simplest case that still shows a difference. Every try is played by both on fresh processes.

use super::bout::{Bout, Bouts};
use super::found::kept;
use crate::case::{Case, Pace, Step};
use crate::differential::{Difference, Strictness};
use crate::engine::event::Bound;
use crate::engine::plan::Trial;
use crate::engine::settings::Settings;
use crate::engine::shrink::{Seeker, descend};
use crate::engine::worker::Worker;
use crate::generate::{CaseTree, Origin};
use crate::transcript::Transcript;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many times a case may be played by both.
const MOST_TRIALS: usize = 100;
/// How long the search may take.
const LONGEST: Duration = Duration::from_secs(10);

/// What the search has come to.
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
pub(super) fn search(
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
    let bouts = searcher.play(Arc::clone(&first));
    let Some(mut best) = searcher.shown(&first, &bouts) else {
        return DifferenceSearch::Flaky(seen(&bouts));
    };
    let mut stopped_by = None;
    if let Some(origin) = pair[0].origin {
        let mut tree = origin.tree(seed);
        if let Some((closer, shown)) = searcher.leap(origin, seed, &best) {
            (tree, best) = (closer, shown);
        }
        (best, stopped_by) = descend(&mut searcher, &mut tree, best);
        // What is done after the step that shows it shows nothing more, as a rule.
        if let Some(shorter) = searcher.attempt(best.case.as_ref().clone()) {
            best = shorter;
        } else {
            let bouts = searcher.play(Arc::new(best.whole.clone()));
            match searcher.shown(&best.whole, &bouts) {
                Some(again) => best = again,
                None => return DifferenceSearch::Flaky(seen(&bouts)),
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

fn seen(bouts: &Bouts) -> Option<Box<[Transcript; 2]>> {
    bouts.bouts.iter().find_map(Bout::transcripts).map(|both| Box::new(both.map(kept)))
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
    fn play(&mut self, case: Arc<Case>) -> Bouts {
        self.trials += 1;
        let pair = self.pair.each_ref().map(|trial| Trial { case: Arc::clone(&case), ..trial.clone() });
        Bouts::play(self.worker, &pair, self.settings)
    }

    /// The part of a case that shows the difference, if it does.
    fn shown(&self, whole: &Case, bouts: &Bouts) -> Option<ShownDifference> {
        let group = self.difference.group;
        let mut all = bouts.differences(self.strictness).into_iter();
        let (bout, difference) = all.find(|(_, difference)| difference.group == group)?;
        let transcripts = bout.transcripts()?.map(kept);
        Some(ShownDifference { whole: whole.clone(), case: up_to(&bout.case, &difference), difference, transcripts })
    }

    /// Leaves out of a session, without a try for each part, all but the visit that sends what shows the difference: one
    /// try says whether that was right, as it is unless the visits before it matter.
    fn leap(&mut self, origin: Origin, seed: u64, best: &ShownDifference) -> Option<(CaseTree, ShownDifference)> {
        let input = best.difference.input.as_ref()?.as_slice().to_vec();
        let sends_it = |case: &Case| {
            case.steps.iter().any(|step| matches!(step, Step::Send { payload, .. } if payload.to_vec() == input))
        };
        let decisions = decisions(&mut origin.tree(seed), sends_it);
        let (_, before) = decisions.split_last()?;
        let mut tree = origin.tree(seed);
        tree.simplify();
        for kept in before {
            if *kept {
                tree.simplify()
            } else {
                tree.complicate()
            };
        }
        let shown = self.attempt(tree.case())?;
        Some((tree, shown))
    }
}

/// What to say of each simpler case of the tree, to come to the one with the fewest steps that `holds` keeps.
fn decisions(tree: &mut CaseTree, holds: impl Fn(&Case) -> bool) -> Vec<bool> {
    let (mut taken, mut shortest) = (Vec::new(), 0);
    let mut fewest = tree.case().steps.len();
    let mut changed = tree.simplify();
    while changed {
        let case = tree.case();
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

    fn attempt(&mut self, case: Case) -> Option<ShownDifference> {
        let bouts = self.play(Arc::new(case.clone()));
        self.shown(&case, &bouts)
    }

    fn steps(found: &ShownDifference) -> &[Step] {
        &found.whole.steps
    }

    fn bound(&self) -> Option<Bound> {
        if self.trials >= MOST_TRIALS {
            Some(Bound::Trials(MOST_TRIALS))
        } else if self.begun.elapsed() >= LONGEST {
            Some(Bound::Seconds(LONGEST.as_secs()))
        } else {
            None
        }
    }
}

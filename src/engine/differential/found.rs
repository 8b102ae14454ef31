//! The differences found so far. A difference of a new group is confirmed, made small and reported. For a known group,
//! the number of cases that show it is counted.

use super::bout::{Bout, Bouts};
use super::search::{DifferenceSearch, shrink_difference};
use crate::differential::{Difference, DifferenceGroup, Strictness};
use crate::engine::event::differing::{DiffEvent, FlakyDifference, FoundDifference};
use crate::engine::plan::{Plan, Trial};
use crate::engine::pool::Desk;
use crate::engine::replay_command;
use crate::engine::settings::Settings;
use crate::generate::Size;
use crate::transcript::Transcript;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many flaky differences of one group are reported.
const FLAKY_TOLD: usize = 3;

pub(super) struct FoundDifferences<'r> {
    plan: &'r Plan,
    settings: &'r Settings,
    strictness: Strictness,
    told: BTreeSet<DifferenceGroup>,
    flaky: BTreeMap<DifferenceGroup, usize>,
}

impl<'r> FoundDifferences<'r> {
    pub(super) fn new(plan: &'r Plan, settings: &'r Settings, strictness: Strictness) -> FoundDifferences<'r> {
        FoundDifferences { plan, settings, strictness, told: BTreeSet::new(), flaky: BTreeMap::new() }
    }

    /// The groups of differences that a case shows, and the events for the new groups. A difference that does not show
    /// again is not among the groups: it is reported as flaky.
    pub(super) fn examine_differences<M: Send>(
        &mut self,
        pair: &[Trial; 2],
        bouts: &Bouts,
        desk: &Desk<'r, Option<M>>,
    ) -> (Vec<DifferenceGroup>, Vec<DiffEvent>) {
        let (mut groups, mut events) = (Vec::new(), Vec::new());
        for (bout, difference) in bouts.distinct_differences(self.strictness) {
            let group = difference.group;
            if self.told.contains(&group) {
                groups.push(group);
                continue;
            }
            match self.confirm_difference(pair, bout, &difference, desk) {
                DiffEvent::Flaky(flaky) => {
                    let count = self.flaky.entry(group).or_default();
                    *count += 1;
                    events.extend((*count <= FLAKY_TOLD).then_some(DiffEvent::Flaky(flaky)));
                }
                event => {
                    self.told.insert(group);
                    groups.push(group);
                    events.push(event);
                }
            }
        }
        (groups, events)
    }

    fn confirm_difference<M: Send>(
        &self,
        pair: &[Trial; 2],
        bout: &Bout,
        difference: &Difference,
        desk: &Desk<'r, Option<M>>,
    ) -> DiffEvent {
        let (settings, seed, strictness) = (self.settings, self.plan.seed, self.strictness);
        let found = {
            let (pair, case, difference) = (pair.clone(), Arc::clone(&bout.case), difference.clone());
            desk.run_on_worker(move |worker| {
                shrink_difference(worker, &pair, (&case, &difference), seed, strictness, settings)
            })
        };
        let again = replay_command::diff_command(pair, settings, strictness);
        let found_by = pair[0].case.id.clone();
        let before = pair[0].origin.map(|_| Size::from_case(&pair[0].case));
        let transcripts = bout.both_transcripts().map(|both| both.map(without_capture)).unwrap_or_default();
        match found {
            Ok(DifferenceSearch::Shown(simplest)) => DiffEvent::Found(Box::new(FoundDifference {
                after: Size::from_case(&simplest.case),
                difference: simplest.difference,
                case: simplest.case,
                transcripts: simplest.transcripts,
                found_by,
                trials: simplest.trials,
                before,
                stopped_by: simplest.stopped_by,
                again,
            })),
            Ok(DifferenceSearch::Flaky(not_shown)) => DiffEvent::Flaky(Box::new(FlakyDifference {
                difference: difference.clone(),
                case: bout.case.clone(),
                shown: transcripts,
                not_shown: not_shown.map(|both| *both).unwrap_or_default(),
                again,
            })),
            // Nothing can be played any more: report the difference as the case shows it.
            Err(_) => DiffEvent::Found(Box::new(FoundDifference {
                difference: difference.clone(),
                after: Size::from_case(&bout.case),
                case: bout.case.clone(),
                transcripts,
                found_by,
                trials: 0,
                before,
                stopped_by: None,
                again,
            })),
        }
    }
}

/// A transcript without its packets, which are many and which no report shows.
pub(super) fn without_capture(transcript: &Transcript) -> Transcript {
    Transcript { capture: None, ..transcript.clone() }
}

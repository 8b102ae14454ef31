//! Two implementations play the same cases; events report how their behaviour differs.

mod bout;
mod found;
mod search;
mod tally;

use super::cleanup::Cleanup;
use super::event::differing::{Compared, ComparedOutcome, DiffEvent, DiffStarted, DiffSummary};
use super::event::{Fault, RunStarted};
use super::plan::{Plan, Trial};
use super::pool::{self, Deliver, Flow, Manner, TrialGroup};
use super::run::{build_all, collect_notices, crew_for_settings, run_start_event, unbuilt_for};
use super::settings::Settings;
use super::trial::fault_from_error;
use super::worker::Worker;
use crate::differential::Strictness;
use bout::Bouts;
use found::FoundDifferences;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tally::DifferenceTally;

/// One case as a worker hands it over.
struct Result {
    pair: [Trial; 2],
    bouts: Bouts,
    duration: Duration,
}

/// Plays a pairwise plan ([`Plan::for_two_implementations`]) and reports the differences as events. The last event is
/// the summary, which is also returned.
pub fn compare_implementations(
    plan: &Plan,
    settings: &Settings,
    strictness: Strictness,
    mut tell: impl FnMut(DiffEvent),
) -> DiffSummary {
    let begun = Instant::now();
    let mut teller = DifferenceTeller { tally: DifferenceTally::default(), tell: &mut tell };
    teller.emit_event(DiffEvent::Started(Box::new(diff_start_event(plan, settings, strictness))));
    plan.skipped.iter().cloned().for_each(|skipped| teller.emit_event(DiffEvent::Skipped(skipped)));
    collect_notices(plan, settings).into_iter().for_each(|text| teller.emit_event(DiffEvent::Notice { text }));
    play_all(plan, settings, strictness, &mut teller);
    let summary = teller.tally.build_summary(begun.elapsed());
    teller.emit_event(DiffEvent::Finished(summary.clone()));
    summary
}

/// Emits events, and counts them.
struct DifferenceTeller<'t> {
    tally: DifferenceTally,
    tell: &'t mut dyn FnMut(DiffEvent),
}

impl DifferenceTeller<'_> {
    fn emit_event(&mut self, event: DiffEvent) {
        self.tally.count_event(&event);
        (self.tell)(event);
    }
}

fn diff_start_event(plan: &Plan, settings: &Settings, strictness: Strictness) -> DiffStarted {
    let RunStarted { implementations, seed, jobs, network, .. } = run_start_event(plan, settings);
    let both: Vec<_> = implementations.into_iter().take(2).collect();
    DiffStarted {
        implementations: both.try_into().unwrap_or_else(|_| panic!("a pairwise plan has two implementations")),
        roles: plan.common_roles().into_iter().collect(),
        cases: plan.pair_count(),
        seed,
        jobs,
        network,
        exact: strictness == Strictness::Exact,
    }
}

fn play_all(plan: &Plan, settings: &Settings, strictness: Strictness, teller: &mut DifferenceTeller<'_>) {
    let mut cleanup =
        Cleanup::new(&plan.implementations, settings.helper.as_ref()).map_err(|error| fault_from_error(&error));
    let unbuilt = cleanup.as_mut().map(|cleanup| build_all(plan, cleanup, settings)).unwrap_or_default();
    let compare = |worker: std::result::Result<&mut Worker, Fault>, index: usize| {
        let begun = Instant::now();
        let pair = plan.pair_at(index);
        let unbuilt = pair.iter().find_map(|trial| unbuilt_for(&unbuilt, trial));
        let bouts = match (worker, unbuilt) {
            (_, Some(fault)) => Bouts::from_fault(&pair, settings, fault),
            (Err(fault), None) => Bouts::from_fault(&pair, settings, &fault),
            (Ok(worker), None) => Bouts::play_case(worker, &pair, settings),
        };
        Some((index, Result { pair, bouts, duration: begun.elapsed() }))
    };
    // Each comparison is played by itself.
    let work = |worker: std::result::Result<&mut Worker, Fault>, indices: &[usize], deliver: &mut Deliver<'_, _>| {
        deliver(compare(worker, indices[0]));
    };
    let mut found = FoundDifferences::new(plan, settings, strictness);
    let (mut early, mut next) = (BTreeMap::new(), 0);
    let group = TrialGroup::new(0..plan.pair_count(), |_| Manner::Alone);
    pool::run(
        vec![group],
        &crew_for_settings(settings),
        || Worker::set_up(settings, &cleanup),
        work,
        |desk, result| {
            early.extend(result);
            while let Some(Result { pair, bouts, duration }) = early.remove(&next) {
                let (groups, more) = found.examine_differences(&pair, &bouts, desk);
                let outcome = compared_outcome(&bouts, groups);
                teller.emit_event(DiffEvent::Compared(Compared { case: pair[0].case.clone(), outcome, duration }));
                more.into_iter().for_each(|event| teller.emit_event(event));
                next += 1;
            }
            desk.told_up_to(next);
            if next == plan.pair_count() { Flow::Stop } else { Flow::GoOn }
        },
    );
}

fn compared_outcome(bouts: &Bouts, groups: Vec<crate::differential::DifferenceGroup>) -> ComparedOutcome {
    let faults = bouts.collect_faults();
    match bouts.skip_reason() {
        Some(reason) => ComparedOutcome::Skipped { reason },
        None if bouts.are_played() => ComparedOutcome::Played { groups, faults },
        None => ComparedOutcome::Faulted { faults },
    }
}

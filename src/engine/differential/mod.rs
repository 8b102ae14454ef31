//! Two implementations play the same cases; what they do otherwise is told as events.

mod bout;
mod found;
mod search;
mod tally;

use super::cleanup::Cleanup;
use super::event::differing::{Compared, ComparedOutcome, DiffEvent, DiffStarted, DiffSummary};
use super::event::{Fault, RunStarted};
use super::plan::{Plan, Trial};
use super::pool::{self, Deliver, Flow, Manner, TrialGroup};
use super::run::{build_all, crew, notices, started, unbuilt_for};
use super::settings::Settings;
use super::trial::fault;
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

/// Plays a pairwise plan ([`Plan::pairwise`]) and tells what differs; the summary is told too, as the last event.
pub fn diff(plan: &Plan, settings: &Settings, strictness: Strictness, mut tell: impl FnMut(DiffEvent)) -> DiffSummary {
    let begun = Instant::now();
    let mut teller = DifferenceTeller { tally: DifferenceTally::default(), tell: &mut tell };
    teller.tell(DiffEvent::Started(Box::new(beginning(plan, settings, strictness))));
    plan.skipped.iter().cloned().for_each(|skipped| teller.tell(DiffEvent::Skipped(skipped)));
    notices(plan, settings).into_iter().for_each(|text| teller.tell(DiffEvent::Notice { text }));
    play_all(plan, settings, strictness, &mut teller);
    let summary = teller.tally.summary(begun.elapsed());
    teller.tell(DiffEvent::Finished(summary.clone()));
    summary
}

/// Tells events, and counts what it tells.
struct DifferenceTeller<'t> {
    tally: DifferenceTally,
    tell: &'t mut dyn FnMut(DiffEvent),
}

impl DifferenceTeller<'_> {
    fn tell(&mut self, event: DiffEvent) {
        self.tally.note(&event);
        (self.tell)(event);
    }
}

fn beginning(plan: &Plan, settings: &Settings, strictness: Strictness) -> DiffStarted {
    let RunStarted { implementations, seed, jobs, network, .. } = started(plan, settings);
    let both: Vec<_> = implementations.into_iter().take(2).collect();
    DiffStarted {
        implementations: both.try_into().unwrap_or_else(|_| panic!("a pairwise plan has two implementations")),
        roles: plan.common_roles().into_iter().collect(),
        cases: plan.pairs(),
        seed,
        jobs,
        network,
        exact: strictness == Strictness::Exact,
    }
}

fn play_all(plan: &Plan, settings: &Settings, strictness: Strictness, teller: &mut DifferenceTeller<'_>) {
    let mut cleanup = Cleanup::new(&plan.implementations, settings.helper.as_ref()).map_err(|error| fault(&error));
    let unbuilt = cleanup.as_mut().map(|cleanup| build_all(plan, cleanup, settings)).unwrap_or_default();
    let compare = |worker: std::result::Result<&mut Worker, Fault>, index: usize| {
        let begun = Instant::now();
        let pair = plan.pair(index);
        let unbuilt = pair.iter().find_map(|trial| unbuilt_for(&unbuilt, trial));
        let bouts = match (worker, unbuilt) {
            (_, Some(fault)) => Bouts::unplayed(&pair, settings, fault),
            (Err(fault), None) => Bouts::unplayed(&pair, settings, &fault),
            (Ok(worker), None) => Bouts::play(worker, &pair, settings),
        };
        Some((index, Result { pair, bouts, duration: begun.elapsed() }))
    };
    // Each comparison is played by itself.
    let work = |worker: std::result::Result<&mut Worker, Fault>, indices: &[usize], deliver: &mut Deliver<'_, _>| {
        deliver(compare(worker, indices[0]));
    };
    let mut found = FoundDifferences::new(plan, settings, strictness);
    let (mut early, mut next) = (BTreeMap::new(), 0);
    let group = TrialGroup::new(0..plan.pairs(), |_| Manner::Alone);
    pool::run(
        vec![group],
        &crew(settings),
        || Worker::set_up(settings, &cleanup),
        work,
        |desk, result| {
            early.extend(result);
            while let Some(Result { pair, bouts, duration }) = early.remove(&next) {
                let (groups, more) = found.examine(&pair, &bouts, desk);
                let outcome = outcome(&bouts, groups);
                teller.tell(DiffEvent::Compared(Compared { case: pair[0].case.clone(), outcome, duration }));
                more.into_iter().for_each(|event| teller.tell(event));
                next += 1;
            }
            desk.told_up_to(next);
            if next == plan.pairs() { Flow::Stop } else { Flow::GoOn }
        },
    );
}

fn outcome(bouts: &Bouts, groups: Vec<crate::differential::DifferenceGroup>) -> ComparedOutcome {
    let faults = bouts.faults();
    match bouts.skipped() {
        Some(reason) => ComparedOutcome::Skipped { reason },
        None if bouts.are_played() => ComparedOutcome::Played { groups, faults },
        None => ComparedOutcome::Faulted { faults },
    }
}

//! Takes results from the workers in any order, and reports them in the plan's order.
//!
//! The findings of one trial decide how the next trial of the implementation is handled. So the trials of each
//! implementation are taken in order. While one implementation's search goes on, the trials of the others go on.

use super::event::{Event, FlakyVerdict, Outcome, StaleKnownFailing, TrialReport};
use super::first_file::FirstFiles;
use super::found::{Found, Fresh};
use super::impressions::Impressions;
use super::overlay::Overlay;
use super::plan::{Plan, Trial};
use super::pool::{Desk, Flow};
use super::repeat;
use super::replay_command;
use super::run::{Teller, build_trial_report};
use super::settings::Settings;
use super::shrink::{Search, shrink_trial};
use super::tab::Tab;
use super::trial::{cover_outcomes, judged_findings};
use crate::judge::Finding;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// One trial as a worker hands it over.
pub(super) struct PlayedTrial {
    pub(super) trial: Trial,
    pub(super) tab: Arc<Tab>,
    /// The outcome of each repetition.
    pub(super) outcomes: Vec<Outcome>,
    /// When it began, since the start of the run.
    pub(super) began: Duration,
    pub(super) duration: Duration,
}

/// One message from a worker.
pub(super) enum WorkerMessage<'r> {
    /// The trial with this index was played.
    Played(usize, Box<PlayedTrial>),
    /// A search in this lane is over.
    Searched(usize, Box<Fresh<'r>>, Search),
}

/// The events to emit for one trial.
struct Told {
    /// The notice to emit before it.
    notice: Option<String>,
    report: TrialReport,
    more: Vec<Event>,
    /// Whether the run ends with it.
    is_last: bool,
}

/// The trials of one implementation; or all of a matrix.
struct FoldedLane<'r> {
    indices: Range<usize>,
    /// The next trial to take.
    next: usize,
    /// Trials that were played before their turn.
    early: BTreeMap<usize, Box<PlayedTrial>>,
    /// The trial whose findings a search shrinks right now.
    open: Option<Open<'r>>,
    told: VecDeque<Told>,
}

/// A trial whose findings a search shrinks right now.
struct Open<'r> {
    played: Box<PlayedTrial>,
    notice: Option<String>,
    flaky: Vec<FlakyVerdict>,
    outcome: Outcome,
    /// How many searches go on.
    left: usize,
    /// The results of the searches that are over, in the order of the findings.
    found: BTreeMap<super::found::Key, (Box<Fresh<'r>>, Search)>,
}

/// The fold.
pub(super) struct Fold<'r> {
    plan: &'r Plan,
    settings: &'r Settings,
    overlay: Overlay,
    found: Found<'r>,
    impressions: Impressions,
    first_files: FirstFiles,
    lanes: Vec<FoldedLane<'r>>,
    /// The lane that is being reported, and how many trials have been reported.
    lane: usize,
    told: usize,
}

impl<'r> Fold<'r> {
    pub(super) fn new(plan: &'r Plan, settings: &'r Settings) -> Fold<'r> {
        let lane = |indices: Range<usize>| FoldedLane {
            next: indices.start,
            indices,
            early: BTreeMap::new(),
            open: None,
            told: VecDeque::new(),
        };
        let lanes = plan.lane_ranges().into_iter().map(lane).collect();
        let (overlay, found) = (Overlay::new(plan, settings.protocol), Found::new(plan, settings));
        Fold {
            plan,
            settings,
            overlay,
            found,
            impressions: Impressions::default(),
            first_files: FirstFiles::default(),
            lanes,
            lane: 0,
            told: 0,
        }
    }

    /// Takes in a message from a worker, and the trials that waited for it.
    pub(super) fn take_message(&mut self, desk: &Desk<'r, WorkerMessage<'r>>, message: WorkerMessage<'r>) {
        let at = match message {
            WorkerMessage::Played(index, played) => {
                let at = self.lanes.partition_point(|lane| lane.indices.end <= index);
                self.lanes[at].early.insert(index, played);
                at
            }
            WorkerMessage::Searched(at, fresh, search) => {
                if let Some(open) = &mut self.lanes[at].open {
                    open.left -= 1;
                    open.found.insert(fresh.key, (fresh, search));
                }
                at
            }
        };
        self.go_on(desk, at);
    }

    /// Continues a lane as far as possible.
    fn go_on(&mut self, desk: &Desk<'r, WorkerMessage<'r>>, at: usize) {
        loop {
            let lane = &mut self.lanes[at];
            let open = match lane.open.take() {
                Some(open) => open,
                None => match lane.early.remove(&lane.next) {
                    Some(played) => self.open_trial(desk, at, played),
                    None => return,
                },
            };
            if open.left > 0 {
                self.lanes[at].open = Some(open);
                return;
            }
            let told = self.close_trial(open);
            self.lanes[at].told.push_back(told);
            self.lanes[at].next += 1;
        }
    }

    /// Examines a trial, and starts a search for each of its new findings.
    fn open_trial(&mut self, desk: &Desk<'r, WorkerMessage<'r>>, at: usize, mut played: Box<PlayedTrial>) -> Open<'r> {
        let outcomes = std::mem::take(&mut played.outcomes);
        let PlayedTrial { trial, tab, .. } = played.as_ref();
        let notice = self.impressions.notice_other_protocol(
            self.settings.protocol.judge,
            self.plan.places_of(trial),
            trial,
            &outcomes,
        );
        let mut flaky = find_flaky_verdicts(trial, self.settings, &outcomes);
        flaky.retain(|one| !self.overlay.is_known_to_waver(self.plan.places_of(trial), &trial.case, one.clause));
        let outcomes = cover_outcomes(&mut self.overlay, self.plan.places_of(trial), trial, outcomes);
        let mut outcome = repeat::gravest_outcome(outcomes, self.settings.strict);
        let fresh = self.found.find_unconfirmed(trial, &mut outcome, &mut self.overlay, tab);
        let left = fresh.len();
        for fresh in fresh {
            desk.submit_task(Box::new(move |worker| {
                // Without a worker nothing can be played any more.
                let found = worker.map_or(Search::Nothing, |worker| shrink_trial(worker, &fresh.quest));
                WorkerMessage::Searched(at, Box::new(fresh), found)
            }));
        }
        Open { played, notice, flaky, outcome, left, found: BTreeMap::new() }
    }

    /// Collects the events of a trial, when all its searches are over.
    fn close_trial(&mut self, open: Open<'r>) -> Told {
        let Open { played, notice, flaky, mut outcome, found, .. } = open;
        let mut more = Vec::new();
        for (fresh, search) in found.into_values() {
            more.extend(self.found.conclude_search(&fresh, search, &mut outcome, &mut self.overlay));
        }
        let is_flaky = !flaky.is_empty() || more.iter().any(|event| matches!(event, Event::Flaky(_)));
        let is_bad = outcome.is_bad(self.settings.strict);
        let is_last = self.settings.fail_fast && (is_flaky || is_bad);
        let PlayedTrial { trial, began, duration, .. } = *played;
        let is_new = self.first_files.is_new(self.plan.places_of(&trial), &trial, &outcome, is_bad);
        let report = TrialReport { began, ..build_trial_report(self.plan, &trial, self.settings, outcome, duration) };
        let report = if is_new { report } else { without_file(report, &trial, self.settings) };
        let more = flaky.into_iter().map(Event::Flaky).chain(more).collect();
        Told { notice, report, more, is_last }
    }

    /// Emits the events of all trials that are ready, in the plan's order.
    pub(super) fn report_ready_trials(&mut self, desk: &Desk<'r, WorkerMessage<'r>>, teller: &mut Teller<'_>) -> Flow {
        let before = self.told;
        while let Some(lane) = self.lanes.get_mut(self.lane) {
            while let Some(told) = lane.told.pop_front() {
                self.told += 1;
                if told.emit_events(teller) == Flow::Stop {
                    return Flow::Stop;
                }
            }
            if lane.next < lane.indices.end {
                if self.told > before {
                    desk.told_up_to(self.told);
                }
                return Flow::GoOn;
            }
            if let Some(finished) = self.plan.implementations.get(self.lane).filter(|_| !self.plan.is_matrix()) {
                teller.emit_event(Event::ImplementationFinished { name: finished.name.clone() });
            }
            self.lane += 1;
        }
        Flow::Stop
    }

    /// Reports the finished trials of the other implementations, after an interruption.
    pub(super) fn tell_the_rest(&mut self, teller: &mut Teller<'_>) {
        if self.settings.interruption.is_wanted() {
            self.lanes.iter_mut().flat_map(|lane| lane.told.drain(..)).for_each(|told| {
                told.emit_events(teller);
            });
        }
    }

    /// The known-failing entries that are out of date, when the run is over.
    pub(super) fn stale_entries(self) -> Vec<StaleKnownFailing> {
        self.overlay.stale_entries()
    }
}

impl Told {
    fn emit_events(self, teller: &mut Teller<'_>) -> Flow {
        self.notice.into_iter().for_each(|text| teller.emit_event(Event::Notice { text }));
        teller.emit_event(Event::TrialFinished(Box::new(self.report)));
        self.more.into_iter().for_each(|event| teller.emit_event(event));
        if self.is_last { Flow::Stop } else { Flow::GoOn }
    }
}

/// The same report of a trial that leaves no file.
fn without_file(report: TrialReport, trial: &Trial, settings: &Settings) -> TrialReport {
    TrialReport { artifact: None, replay: replay_command::run_command(trial, settings), ..report }
}

/// The verdicts that were not the same in each repetition.
fn find_flaky_verdicts(trial: &Trial, settings: &Settings, outcomes: &[Outcome]) -> Vec<FlakyVerdict> {
    let repetitions: Vec<Option<Vec<Finding>>> = outcomes.iter().map(judged_findings).collect();
    let told = repeat::find_differing_clauses(&repetitions).into_iter().map(|(clause, observations)| FlakyVerdict {
        implementation: trial.implementation.name.clone(),
        case: trial.case.id.clone(),
        clause,
        observations,
        replay: replay_command::run_command(trial, settings),
        trials: Vec::new(),
    });
    told.collect()
}

//! From what workers hand over, in any order, to what is told, in the plan's order.
//!
//! What was found in one trial of an implementation decides what is done with the next: so the trials of each are taken in
//! order. While a search goes on, those of the others go on.

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
    /// What came of each repetition.
    pub(super) outcomes: Vec<Outcome>,
    /// When it began, since the run did.
    pub(super) began: Duration,
    pub(super) duration: Duration,
}

/// What a worker hands over.
pub(super) enum WorkerMessage<'r> {
    /// The trial with this index was played.
    Played(usize, Box<PlayedTrial>),
    /// A search in this lane is over.
    Searched(usize, Box<Fresh<'r>>, Search),
}

/// What is to be told of one trial.
struct Told {
    /// What is said before it.
    notice: Option<String>,
    report: TrialReport,
    more: Vec<Event>,
    /// Whether the run ends with it.
    is_last: bool,
}

/// The trials of one implementation; or all of a matrix.
struct FoldedLane<'r> {
    indices: Range<usize>,
    /// Which one is taken next.
    next: usize,
    /// What came before its turn.
    early: BTreeMap<usize, Box<PlayedTrial>>,
    /// The trial whose findings are searched for.
    open: Option<Open<'r>>,
    told: VecDeque<Told>,
}

/// A trial whose findings are searched for.
struct Open<'r> {
    played: Box<PlayedTrial>,
    notice: Option<String>,
    flaky: Vec<FlakyVerdict>,
    outcome: Outcome,
    /// How many searches go on.
    left: usize,
    /// What those that are over have found, by the order of the findings.
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
    /// The lane of which is told, and how many trials were told.
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

    /// Takes in what a worker hands over, and what had waited for it.
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

    /// Goes on in a lane as far as it can.
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

    /// Looks at a trial, and begins to search for what it has found.
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

    /// What is to be told of a trial, when all searches are over.
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

    /// Tells what is to be told next, in the plan's order.
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

    /// Tells what is known of the other implementations, when the run was ended before its time.
    pub(super) fn tell_the_rest(&mut self, teller: &mut Teller<'_>) {
        if self.settings.interruption.is_wanted() {
            self.lanes.iter_mut().flat_map(|lane| lane.told.drain(..)).for_each(|told| {
                told.emit_events(teller);
            });
        }
    }

    /// The known-failing entries that no longer say the truth, when the run is over.
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

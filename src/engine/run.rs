//! A run: the plan's trials played on workers, judged, overlaid, told as events.

use super::again;
use super::build::build;
use super::event::{
    Event, Fault, FlakyVerdict, ImplementationInfo, NetworkKind, Outcome, PartOfRun, RunStarted, Summary, TrialReport,
};
use super::launch::PortChoice;
use super::overlay::{Overlay, Places};
use super::plan::{Plan, Trial};
use super::player::{Played, Setting, play};
use super::pool::{self, Flow};
use super::repeat;
use super::summary::Tally;
use super::warden::Warden;
use super::worker::Worker;
use crate::implementation::Implementation;
use crate::judge::{Finding, judge};
use crate::protocol::role::{Role, Side};
use crate::world::Isolation;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How a plan is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the machine allows.
    pub isolation: Isolation,
    /// The sockspec program, which serves as the keeper of each worker.
    pub helper: Option<PathBuf>,
    /// How many workers; on the host's network it is one, whatever stands here.
    pub jobs: usize,
    /// How long one wait may take.
    pub time_limit: Duration,
    /// Whether a broken SHOULD fails the run.
    pub strict: bool,
    /// Whether the run ends at the first unexpected result.
    pub fail_fast: bool,
    /// How many times each trial is played.
    pub repeat: NonZeroUsize,
    /// The seed of everything generated.
    pub seed: u64,
    /// The folder for the artifacts of failing trials; without it there are none.
    pub artifacts: Option<PathBuf>,
    /// Whether packets are captured.
    pub capture: bool,
    /// The folders of cases beside the built-in ones.
    pub cases: Vec<PathBuf>,
}

/// One trial as a worker hands it over.
struct Result {
    /// What came of each repetition.
    outcomes: Vec<Outcome>,
    duration: Duration,
}

/// Runs the plan and tells it; the summary is told too, as the last event.
pub fn run(plan: &Plan, settings: &Settings, mut tell: impl FnMut(Event)) -> Summary {
    let begun = Instant::now();
    let mut teller = Teller { tally: Tally::default(), tell: &mut tell };
    teller.tell(Event::RunStarted(started(plan, settings)));
    plan.skipped.iter().cloned().for_each(|skipped| teller.tell(Event::ImplementationSkipped(skipped)));
    notices(plan, settings).into_iter().for_each(|text| teller.tell(Event::Notice { text }));
    play_all(plan, settings, &mut teller);
    let summary = teller.tally.summary(begun.elapsed());
    teller.tell(Event::RunFinished(summary.clone()));
    summary
}

/// Tells events, and counts what it tells.
struct Teller<'t> {
    tally: Tally,
    tell: &'t mut dyn FnMut(Event),
}

impl Teller<'_> {
    fn tell(&mut self, event: Event) {
        self.tally.note(&event);
        (self.tell)(event);
    }
}

fn started(plan: &Plan, settings: &Settings) -> RunStarted {
    let info = |implementation: &Arc<Implementation>| ImplementationInfo {
        name: implementation.name.clone(),
        language: implementation.language.clone(),
        roles: implementation.programs.keys().copied().collect(),
    };
    RunStarted {
        implementations: plan.implementations.iter().map(info).collect(),
        trials: plan.trials.len(),
        strict: settings.strict,
        seed: settings.seed,
        jobs: jobs(settings),
        network: match settings.isolation {
            Isolation::Namespaces => NetworkKind::Namespaces,
            Isolation::Host { .. } => NetworkKind::Host,
        },
        part: plan.part.map(|part| PartOfRun {
            index: part.partition.index(),
            of: part.partition.of(),
            whole: part.whole,
        }),
    }
}

/// What makes this run another one than people expect.
fn notices(plan: &Plan, settings: &Settings) -> Vec<String> {
    let host = match &settings.isolation {
        Isolation::Namespaces => None,
        Isolation::Host { reason } => Some(format!(
            "network namespaces can't be had here ({reason}): trials share the host's network, one after the other, \
             and pairs are left out"
        )),
    };
    let part = plan.part.map(|part| {
        format!("this is part {} of the run: {} of its {} trials", part.partition, plan.trials.len(), part.whole)
    });
    let times = settings.repeat.get();
    let repeat = (times > 1)
        .then(|| format!("each trial is played {times} times; a verdict that is not the same each time fails the run"));
    let host_only = matches!(settings.isolation, Isolation::Host { .. });
    let capture = (settings.capture && host_only)
        .then(|| "no packets are captured: on the host's network they would be others' too".to_owned());
    [host, capture, part, repeat].into_iter().flatten().collect()
}

fn jobs(settings: &Settings) -> usize {
    match settings.isolation {
        Isolation::Namespaces => settings.jobs.max(1),
        Isolation::Host { .. } => 1,
    }
}

fn play_all(plan: &Plan, settings: &Settings, teller: &mut Teller<'_>) {
    let mut warden = Warden::new(plan, settings.helper.as_ref()).map_err(|error| fault(&error));
    let unbuilt = warden.as_mut().map(|warden| build_all(plan, warden)).unwrap_or_default();
    let set_up = || {
        let warden = warden.as_ref().map_err(Clone::clone)?;
        let worker = Worker::new(&settings.isolation, settings.helper.as_ref(), warden.folder());
        worker.map_err(|error| fault(&error))
    };
    let work = |worker: &mut Worker, index: usize| {
        let begun = Instant::now();
        let trial = &plan.trials[index];
        let outcomes = match unbuilt_for(&unbuilt, trial) {
            Some(fault) => vec![unplayed(fault)],
            None => (0..settings.repeat.get()).map(|_| play_one(worker, trial, settings)).collect(),
        };
        Result { outcomes, duration: begun.elapsed() }
    };
    let failed = |_: usize, fault: &Fault| Result { outcomes: vec![unplayed(fault)], duration: Duration::ZERO };
    let mut overlay = Overlay::new(plan);
    pool::run(plan.trials.len(), jobs(settings), set_up, work, failed, |index, result| {
        let trial = &plan.trials[index];
        let flaky = flaky(trial, settings, &result.outcomes);
        let outcomes = covered(&mut overlay, plan.places_of(trial), trial, result.outcomes);
        let outcome = repeat::told(outcomes, settings.strict);
        let stops = settings.fail_fast && (!flaky.is_empty() || outcome.is_bad(settings.strict));
        teller.tell(Event::TrialFinished(report(plan, trial, settings, outcome, result.duration)));
        flaky.into_iter().for_each(|verdict| teller.tell(Event::Flaky(verdict)));
        if stops { Flow::Stop } else { Flow::GoOn }
    });
    // In a matrix a failure may show with some partners only: what a manifest knows is held against its own run.
    let stale = if plan.is_matrix { Vec::new() } else { overlay.stale() };
    stale.into_iter().for_each(|stale| teller.tell(Event::KnownFailingStale(stale)));
}

fn unplayed(fault: &Fault) -> Outcome {
    Outcome::Faulted { fault: fault.clone(), transcript: Default::default() }
}

/// The builds that failed, by implementation and role.
type Unbuilt = Vec<(Arc<Implementation>, BTreeMap<Role, Fault>)>;

/// Builds every implementation that has a trial.
fn build_all(plan: &Plan, warden: &mut Warden) -> Unbuilt {
    let plays = |trial: &Trial, one: &Arc<Implementation>| {
        let cast = trial.cast();
        Arc::ptr_eq(cast.client, one) || Arc::ptr_eq(cast.server, one)
    };
    let tried = |one: &&Arc<Implementation>| plan.trials.iter().any(|trial| plays(trial, one));
    plan.implementations.iter().filter(tried).map(|one| (Arc::clone(one), build(one, warden))).collect()
}

fn unbuilt_for<'u>(unbuilt: &'u Unbuilt, trial: &Trial) -> Option<&'u Fault> {
    let of = |role: &Role| {
        let (_, faults) = unbuilt.iter().find(|(one, _)| Arc::ptr_eq(one, trial.cast().of(*role)))?;
        faults.get(role)
    };
    trial.case.id.subject().roles().iter().find_map(of)
}

fn play_one(worker: &mut Worker, trial: &Trial, settings: &Settings) -> Outcome {
    let choice = if worker.has_namespaces() { PortChoice::Protocol } else { PortChoice::AnyFree };
    let pair = trial.case.id.subject().roles().len() > 1;
    if pair && !worker.has_namespaces() {
        return Outcome::Skipped { reason: "a pair needs two network namespaces, which can't be had here".to_owned() };
    }
    let scratch = worker.scratch().to_owned();
    let setting = match Setting::new(&trial.case, trial.cast(), choice, settings.time_limit, &scratch) {
        Ok(setting) => setting,
        Err(missing) => return Outcome::Skipped { reason: format!("{}: {}", missing.what, missing.advice) },
    };
    let host = match host_name(trial) {
        Ok(host) => host,
        Err(reason) => return Outcome::Skipped { reason },
    };
    let tap = (settings.capture || trial.case.is_about_segments()) && worker.has_namespaces();
    let stage = worker.stage(host).and_then(|mut stage| {
        // A pair's client lives in the stage's own network.
        let side = if pair { Side::Client } else { trial.case.id.subject().roles()[0].side() };
        let tapped = if tap { stage.tap(&side.to_string()) } else { Ok(()) };
        tapped.map(|()| stage)
    });
    match stage {
        Ok(stage) => outcome(trial, play(&trial.case, &setting, stage)),
        Err(error) => Outcome::Faulted { fault: fault(&error), transcript: Default::default() },
    }
}

/// The host name that the programs of a trial need, if they do; why it can't be had, if they need two.
fn host_name(trial: &Trial) -> std::result::Result<Option<&str>, String> {
    let roles = trial.case.id.subject().roles();
    let hosts = roles.iter().filter_map(|role| trial.cast().of(*role).programs.get(role)?.host.as_deref());
    let mut hosts: Vec<&str> = hosts.collect();
    hosts.dedup();
    match hosts[..] {
        [] => Ok(None),
        [host] => Ok(Some(host)),
        [one, other, ..] => Err(format!("the pair needs the host names {one} and {other}, and a trial has one")),
    }
}

fn outcome(trial: &Trial, played: Played) -> Outcome {
    match played {
        Played::Through { transcript, faults } => {
            let findings = judge(&trial.case, &transcript);
            let findings = findings.into_iter().map(|finding| super::event::Judged { finding, known: None }).collect();
            Outcome::Judged { transcript, findings, faults }
        }
        Played::Faulted { transcript, fault } => Outcome::Faulted { fault, transcript },
    }
}

/// What the judge said, in each repetition that was judged.
fn findings(outcome: &Outcome) -> Option<Vec<Finding>> {
    match outcome {
        Outcome::Judged { findings, .. } => Some(findings.iter().map(|judged| judged.finding.clone()).collect()),
        Outcome::Faulted { .. } | Outcome::Skipped { .. } => None,
    }
}

/// The outcomes of a trial, with the overlay over those that were judged.
fn covered(overlay: &mut Overlay, cast: Places, trial: &Trial, outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let judged = outcomes.iter().filter_map(findings).collect();
    let mut covers = overlay.cover(cast, &trial.case, judged).into_iter();
    let cover = |outcome| match outcome {
        Outcome::Judged { transcript, findings, faults } => {
            Outcome::Judged { transcript, findings: covers.next().unwrap_or(findings), faults }
        }
        outcome => outcome,
    };
    outcomes.into_iter().map(cover).collect()
}

/// The verdicts that were not the same in each repetition.
fn flaky(trial: &Trial, settings: &Settings, outcomes: &[Outcome]) -> Vec<FlakyVerdict> {
    let repetitions: Vec<Option<Vec<Finding>>> = outcomes.iter().map(findings).collect();
    let told = repeat::differing(&repetitions).into_iter().map(|(clause, observations)| FlakyVerdict {
        implementation: trial.implementation.name.clone(),
        case: trial.case.id.clone(),
        clause,
        observations,
        replay: again::run_command(trial, settings),
    });
    told.collect()
}

fn report(plan: &Plan, trial: &Trial, settings: &Settings, outcome: Outcome, duration: Duration) -> TrialReport {
    let kept = settings.artifacts.as_ref().filter(|_| outcome.is_bad(settings.strict));
    let artifact = kept.map(|folder| again::artifact(plan, trial, folder));
    TrialReport {
        implementation: trial.implementation.name.clone(),
        client: trial.client.as_ref().map(|client| client.name.clone()),
        case: Arc::clone(&trial.case),
        outcome,
        duration,
        replay: again::command(trial, settings, artifact.as_ref()),
        artifact,
    }
}

fn fault(error: &crate::world::WorldError) -> Fault {
    Fault::World { action: error.action.clone(), reason: error.source.to_string() }
}

//! A run: workers play the plan's trials, the judge and the known-failing list decide, events report the result.

use super::build::build_programs;
use super::cleanup::Cleanup;
use super::event::{
    Event, Fault, ImplementationInfo, NetworkKind, Outcome, PartOfRun, RunStarted, Summary, TrialReport,
};
use super::fold::{Fold, WorkerMessage};
use super::plan::{Plan, Trial};
use super::playing::Playing;
use super::pool::{self, Crew, Deliver};
use super::replay_command;
use super::settings::Settings;
use super::summary::Tally;
use super::trial::fault_from_error;
use super::worker::Worker;
use crate::implementation::{Implementation, PythonKind, Tool};
use crate::protocol::role::Role;
use crate::world::{Isolation, Sandbox, descriptors};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Runs the plan and reports it as events. The last event is the summary, which is also returned.
pub fn run(plan: &Plan, settings: &Settings, mut tell: impl FnMut(Event)) -> Summary {
    let begun = Instant::now();
    let mut teller = Teller { tally: Tally::default(), tell: &mut tell };
    teller.emit_event(Event::RunStarted(run_start_event(plan, settings)));
    plan.skipped.iter().cloned().for_each(|skipped| teller.emit_event(Event::ImplementationSkipped(skipped)));
    collect_notices(plan, settings).into_iter().for_each(|text| teller.emit_event(Event::Notice { text }));
    play_all(plan, settings, &mut teller);
    let summary = teller.tally.build_summary(begun.elapsed());
    teller.emit_event(Event::RunFinished(summary.clone()));
    summary
}

/// Emits events, and counts them.
pub(super) struct Teller<'t> {
    tally: Tally,
    tell: &'t mut dyn FnMut(Event),
}

impl Teller<'_> {
    pub(super) fn emit_event(&mut self, event: Event) {
        self.tally.count_event(&event);
        (self.tell)(event);
    }
}

pub(super) fn run_start_event(plan: &Plan, settings: &Settings) -> RunStarted {
    let info = |implementation: &Arc<Implementation>| ImplementationInfo {
        name: implementation.name.clone(),
        language: implementation.language.clone(),
        origin: implementation.origin.clone(),
        roles: implementation.programs.keys().copied().collect(),
        shims: implementation.shims().map(|shim| (shim.word.clone(), shim.program.clone())).collect(),
    };
    RunStarted {
        implementations: plan.implementations.iter().map(info).collect(),
        trials: plan.len(),
        strict: settings.strict,
        seed: plan.seed,
        jobs: settings.worker_count(),
        network: match settings.isolation {
            Isolation::Namespaces => NetworkKind::Namespaces,
            Isolation::Host { .. } => NetworkKind::Host,
        },
        part: plan.part.map(|part| PartOfRun {
            index: part.partition.index(),
            of: part.partition.part_count(),
            whole: part.whole,
        }),
        began: settings.began,
    }
}

/// Notices for a run that differs from what people expect.
pub(super) fn collect_notices(plan: &Plan, settings: &Settings) -> Vec<String> {
    let host = match &settings.isolation {
        Isolation::Namespaces => None,
        Isolation::Host { reason } => Some(format!(
            "network namespaces can't be had here ({reason}): trials share the host's network, one after the other, \
             and pairs are left out"
        )),
    };
    let unconfined = match settings.confinement.sandbox {
        Sandbox::Auto => Sandbox::why_unavailable(),
        Sandbox::Off | Sandbox::On => None,
    };
    let unconfined = unconfined
        .map(|why| format!("programs under test can write wherever you can: the system can't confine them ({why})"));
    let part = plan
        .part
        .map(|part| format!("this is part {} of the run: {} of its {} trials", part.partition, plan.len(), part.whole));
    let times = settings.repeat.get();
    let repeat = (times > 1)
        .then(|| format!("each trial is played {times} times; a verdict that is not the same each time fails the run"));
    let host_only = matches!(settings.isolation, Isolation::Host { .. });
    let capture = (settings.capture && host_only)
        .then(|| "no packets are captured: on the host's network they would be others' too".to_owned());
    let fewer = settings.too_many_jobs().filter(|_| !host_only).map(|bearable| {
        let most = descriptors::max_descriptors();
        format!("only {bearable} at a time: this process may have {most} files open, which `ulimit -n` changes")
    });
    let jython = (plan.trials_of(Tool::Python27) > 0 && PythonKind::Jython.is_here()).then(|| {
        let left_out = match plan.left_out {
            0 => String::new(),
            cases => format!("{cases} cases and all generated ones are left out (`--run '*'` plays them); "),
        };
        let advice = Tool::Python27.advice();
        format!("Jython runs the Python 2.7 programs here, and starts slowly; {left_out}other ways, {advice}")
    });
    [host, unconfined, capture, part, repeat, fewer, jython].into_iter().flatten().collect()
}

/// How many are played at once.
pub(super) fn crew_for_settings(settings: &Settings) -> Crew {
    Crew {
        slots: settings.worker_count(),
        threads: settings.thread_count(),
        interruption: settings.interruption.clone(),
    }
}

fn play_all<'r>(plan: &'r Plan, settings: &'r Settings, teller: &mut Teller<'_>) {
    let mut cleanup =
        Cleanup::new(&plan.implementations, settings.helper.as_ref()).map_err(|error| fault_from_error(&error));
    let unbuilt = cleanup.as_mut().map(|cleanup| build_all(plan, cleanup, settings)).unwrap_or_default();
    if let Ok(cleanup) = &mut cleanup {
        cleanup.prepare_quick_start(plan.trials_of(Tool::Python27));
    }
    let playing = Playing::new(plan, settings, unbuilt);
    let work = |worker: Result<&mut Worker, Fault>, indices: &[usize], deliver: &mut Deliver<'_, WorkerMessage<'r>>| {
        playing.play_trials(worker, indices, deliver);
    };
    let mut fold = Fold::new(plan, settings);
    let set_up = || Worker::set_up(settings, &cleanup);
    pool::run(
        plan.group_trials(settings.effective_sharing()),
        &crew_for_settings(settings),
        set_up,
        work,
        |desk, message| {
            fold.take_message(desk, message);
            fold.report_ready_trials(desk, teller)
        },
    );
    fold.tell_the_rest(teller);
    // In a matrix a failure may show with some partners only: what a manifest knows is held against its own run.
    let stale = if plan.is_matrix() || settings.interruption.is_wanted() { Vec::new() } else { fold.stale_entries() };
    stale.into_iter().for_each(|stale| teller.emit_event(Event::KnownFailingStale(stale)));
}

pub(super) fn unplayed_outcome(fault: &Fault) -> Outcome {
    Outcome::Faulted { fault: fault.clone(), transcript: Default::default() }
}

/// The builds that failed, by implementation and role.
pub(super) type Unbuilt = Vec<(Arc<Implementation>, BTreeMap<Role, Fault>)>;

/// Builds every implementation that has a trial.
pub(super) fn build_all(plan: &Plan, cleanup: &mut Cleanup, settings: &Settings) -> Unbuilt {
    let tried = plan.implementations.iter().enumerate().filter(|(place, _)| plan.has_trials_for(*place));
    let tried = tried.take_while(|_| !settings.interruption.is_wanted());
    tried.map(|(_, one)| (Arc::clone(one), build_programs(one, cleanup, &settings.interruption))).collect()
}

pub(super) fn unbuilt_for<'u>(unbuilt: &'u Unbuilt, trial: &Trial) -> Option<&'u Fault> {
    let of = |role: &Role| {
        let (_, faults) = unbuilt.iter().find(|(one, _)| Arc::ptr_eq(one, trial.cast().implementation_for(*role)))?;
        faults.get(role)
    };
    trial.case.id.subject().roles().iter().find_map(of)
}

/// The report of a trial. A generated trial leaves no artifact: the simplest case that shows the same does.
pub(super) fn build_trial_report(
    plan: &Plan,
    trial: &Trial,
    settings: &Settings,
    outcome: Outcome,
    duration: Duration,
) -> TrialReport {
    let kept = settings.artifacts.as_ref().filter(|_| trial.origin.is_none() && outcome.is_bad(settings.strict));
    let artifact = kept.map(|folder| replay_command::place_artifact(plan, trial, folder));
    TrialReport {
        implementation: trial.implementation.name.clone(),
        client: trial.client.as_ref().map(|client| client.name.clone()),
        case: Arc::clone(&trial.case),
        outcome,
        began: Duration::ZERO,
        duration,
        replay: replay_command::command_to_replay(trial, settings, artifact.as_ref()),
        artifact,
    }
}

//! One trial: a case played by a worker, and judged.

use super::event::{Fault, Judged, Outcome};
use super::launch::PortChoice;
use super::machine_needs::MachineNeeds;
use super::overlay::{Overlay, Places};
use super::plan::Trial;
use super::player::{Looks, Played, Setting, play_case};
use super::settings::Settings;
use super::tab::{Allowance, Tab};
use super::worker::Worker;
use crate::case::{Case, Pace, Source, Step};
use crate::generate::Undrawn;
use crate::judge::{Finding, Judge, Verdict};
use crate::protocol::role::{Side, Transport};
use crate::transcript::Transcript;
use crate::world::{EarlyEnd, WorldError};
use std::sync::Arc;

/// A trial that is ready to be played.
pub(super) struct Prepared {
    pub(super) setting: Setting,
    /// What the programs need of the machine.
    pub(super) needs: MachineNeeds,
}

/// Makes ready what a trial is played with.
///
/// # Errors
/// It can't be played here; the outcome says why.
pub(super) fn prepare_trial(worker: &Worker, trial: &Trial, settings: &Settings) -> Result<Prepared, Outcome> {
    let skipped = |reason: String| Outcome::Skipped { reason };
    let choice = if worker.has_namespaces() { PortChoice::Protocol } else { PortChoice::AnyFree };
    if is_of_a_pair(trial) && !worker.has_namespaces() {
        return Err(skipped("a pair needs two network namespaces, which can't be had here".to_owned()));
    }
    let setting = Setting::new(&trial.case, trial.cast(), choice, settings, worker.scratch())
        .map_err(|missing| skipped(format!("{}: {}", missing.what, missing.advice)))?;
    if let Some(length) = setting.find_line_beyond_terminal(&trial.case) {
        return Err(skipped(format!("a terminal takes no line of {length} bytes")));
    }
    let needs = MachineNeeds::for_trial(trial, worker.has_namespaces()).map_err(skipped)?;
    Ok(Prepared { setting: setting.with_quick_start(worker.quick_start()), needs })
}

fn is_of_a_pair(trial: &Trial) -> bool {
    trial.case.id.subject().roles().len() > 1
}

/// Plays and judges the trial, on fresh processes in a fresh network.
pub(super) fn play_one(worker: &mut Worker, trial: &Trial, settings: &Settings, allowance: Allowance<'_>) -> Outcome {
    play_with_looks(worker, trial, settings, allowance, Looks::AfterEach)
}

/// The same, for a program of which nothing is known. A quick session is first played with one look at its end. That
/// counts if each clause is as it should be; what is blamed on a program was seen with a look behind each exchange.
pub(super) fn play_first(worker: &mut Worker, trial: &Trial, settings: &Settings, allowance: Allowance<'_>) -> Outcome {
    if has_looks_between(&trial.case) {
        let outcome = play_with_looks(worker, trial, settings, allowance, Looks::AtTheEnd);
        if is_flawless(&outcome) || is_cut(&outcome) {
            return outcome;
        }
    }
    play_one(worker, trial, settings, allowance)
}

/// Whether a look behind each exchange costs time: over TCP there is none.
fn has_looks_between(case: &Case) -> bool {
    let is_exchange = |step: &&Step| matches!(step, Step::Send { .. });
    case.pace == Pace::Quick
        && case.id.subject().transport() == Transport::Udp
        && case.steps.iter().filter(is_exchange).count() > 1
}

fn play_with_looks(
    worker: &mut Worker,
    trial: &Trial,
    settings: &Settings,
    allowance: Allowance<'_>,
    looks: Looks,
) -> Outcome {
    if let Some(undrawn) = outcome_if_undrawn(trial) {
        return undrawn;
    }
    let Prepared { setting, needs } = match prepare_trial(worker, trial, settings) {
        Ok(prepared) => prepared,
        Err(outcome) => return outcome,
    };
    let setting = setting.with_looks(looks);
    let tap = (settings.capture || trial.case.is_about_segments()) && worker.has_namespaces();
    let stage = worker.prepare_stage(&needs, allowance).and_then(|mut stage| {
        // A pair's client lives in the stage's own network.
        let side = if is_of_a_pair(trial) { Side::Client } else { trial.case.id.subject().roles()[0].side() };
        let tapped = if tap { stage.start_capture(&side.to_string()) } else { Ok(()) };
        tapped.map(|()| stage)
    });
    match stage {
        Ok(stage) => judge_played(
            trial,
            allowance.tab,
            settings.protocol.judge,
            play_case(&trial.case, &setting, allowance.tab, stage),
        ),
        Err(error) => Outcome::Faulted { fault: fault_from_error(&error), transcript: Default::default() },
    }
}

/// The outcome of a generated case that could not be drawn. Such a case has no steps; its generator says why.
fn outcome_if_undrawn(trial: &Trial) -> Option<Outcome> {
    let origin = trial.origin.filter(|_| trial.case.steps.is_empty())?;
    let Source::Generator { seed, .. } = &trial.case.source else { return None };
    Some(match origin.try_tree(*seed).err()? {
        Undrawn::Open(reason) => Outcome::Skipped { reason },
        Undrawn::Fault(reason) => {
            let fault = Fault::World { action: "draw the case".to_owned(), reason };
            Outcome::Faulted { fault, transcript: Transcript::default() }
        }
    })
}

fn judge_played(trial: &Trial, tab: &Tab, judge: &dyn Judge, played: Played) -> Outcome {
    match played {
        Played::Through { transcript, faults } => {
            let findings = judge.judge_case(&as_played(&trial.case, &transcript), &transcript);
            let findings = findings.into_iter().map(|finding| Judged { finding, known: None }).collect();
            Outcome::Judged { transcript, findings, faults }
        }
        Played::Cut { transcript, step, why: EarlyEnd::Budget } => out_of_budget(trial, tab, judge, transcript, step),
        Played::Cut { why: EarlyEnd::Deadline, .. } => {
            Outcome::Skipped { reason: "the time for it was over".to_owned() }
        }
        Played::Cut { why: EarlyEnd::Interrupted, .. } => {
            Outcome::Skipped { reason: "the run was interrupted".to_owned() }
        }
        Played::Faulted { transcript, fault } => Outcome::Faulted { fault, transcript },
    }
}

/// A trial that was ended at `step`, since the wait for the program reached its limit. What was seen before is judged,
/// as far as it breaks a clause. A clause that is not broken yet gets no verdict.
fn out_of_budget(trial: &Trial, tab: &Tab, judge: &dyn Judge, transcript: Transcript, step: usize) -> Outcome {
    let fault = tab.out_of_budget_fault(trial.case.id.subject());
    let is_earlier =
        |finding: &Finding| finding.step.is_some_and(|at| at < step) && finding.verdict.evidence().is_some();
    let mut findings = judge.judge_case(&trial.case.cut_short(step), &transcript);
    if !findings.iter().any(is_earlier) {
        return Outcome::Faulted { fault, transcript };
    }
    for finding in findings.iter_mut().filter(|finding| !is_earlier(finding)) {
        finding.verdict = Verdict::Skipped("the trial was ended before: the program had used up its budget".to_owned());
    }
    let findings = findings.into_iter().map(|finding| Judged { finding, known: None }).collect();
    Outcome::Judged { transcript, findings, faults: vec![fault] }
}

/// Whether each clause is as it should be.
pub(super) fn is_flawless(outcome: &Outcome) -> bool {
    let is_right = |judged: &Judged| matches!(judged.finding.verdict, Verdict::Pass | Verdict::Noted(_));
    match outcome {
        Outcome::Judged { findings, faults, .. } => {
            !findings.is_empty() && faults.is_empty() && findings.iter().all(is_right)
        }
        Outcome::Faulted { .. } | Outcome::Skipped { .. } => false,
    }
}

/// Whether the trial was ended before its time, so that what it does not show says nothing.
pub(super) fn is_cut(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Skipped { .. } => true,
        Outcome::Faulted { fault, .. } => matches!(fault, Fault::OutOfBudget { .. }),
        Outcome::Judged { faults, .. } => faults.iter().any(|fault| matches!(fault, Fault::OutOfBudget { .. })),
    }
}

/// The case as far as it was played. A session ends at the first client that is not served: later clients would only
/// show the same.
pub(super) fn as_played(case: &Arc<Case>, transcript: &Transcript) -> Arc<Case> {
    let last = transcript.seen.iter().filter_map(|seen| seen.step).max();
    match last {
        Some(last) if last + 1 >= case.steps.len() => Arc::clone(case),
        Some(last) if case.pace == Pace::Quick => Arc::new(case.cut_short(last + 1)),
        Some(last) if case.asks_the_same_after(last) => Arc::new(case.stopped_before(last + 1)),
        Some(_) | None => Arc::clone(case),
    }
}

/// The judge's findings, if the trial was judged.
pub(super) fn judged_findings(outcome: &Outcome) -> Option<Vec<Finding>> {
    match outcome {
        Outcome::Judged { findings, .. } => Some(findings.iter().map(|judged| judged.finding.clone()).collect()),
        Outcome::Faulted { .. } | Outcome::Skipped { .. } => None,
    }
}

/// The outcomes of a trial, with the overlay over those that were judged.
pub(super) fn cover_outcomes(
    overlay: &mut Overlay,
    cast: Places,
    trial: &Trial,
    outcomes: Vec<Outcome>,
) -> Vec<Outcome> {
    let judged = outcomes.iter().filter_map(judged_findings).collect();
    let mut covers = overlay.cover_findings(cast, &trial.case, judged).into_iter();
    let cover = |outcome| match outcome {
        Outcome::Judged { transcript, findings, faults } => {
            Outcome::Judged { transcript, findings: covers.next().unwrap_or(findings), faults }
        }
        outcome => outcome,
    };
    outcomes.into_iter().map(cover).collect()
}

pub(super) fn fault_from_error(error: &WorldError) -> Fault {
    Fault::World { action: error.action.clone(), reason: error.source.to_string() }
}

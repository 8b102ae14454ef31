//! One fault, hunted.

use super::lineup::{CaseFiles, Lineup};
use super::outcome::{Examined, Hunt, Kill};
use super::target::Target;
use crate::engine::event::{Judged, Outcome};
use crate::engine::plan::Trial;
use crate::engine::rows::Player;
use crate::protocol::clause::ClauseId;

/// Hunts one fault, with cases from files and with generated ones.
pub(super) fn hunt_fault(target: &Target, lineup: &Lineup<'_>, player: &mut Player<'_>) -> Examined {
    let mut hunt = |trials: Vec<Trial>| {
        let mut hunt = Hunt { planned: trials.len(), ..Hunt::default() };
        for trial in &trials {
            record_outcome(&mut hunt, target, trial, &player.play_trial(trial));
            if lineup.ends_early(target) && hunt.is_right(target.clause) {
                break;
            }
        }
        hunt
    };
    let (files, generators) = if lineup.ends_early(target) && target.clause.is_none() {
        in_stages(target, lineup, &mut hunt)
    } else {
        (hunt(lineup.trials_from_files(target, CaseFiles::All)), hunt(lineup.generated_trials(target)))
    };
    Examined {
        id: target.id.clone(),
        role: target.role,
        kind: target.kind,
        clause: target.clause,
        level: target.clause.map(ClauseId::level),
        shows: target.shows,
        sentence: target.sentence.to_owned(),
        is_legal: target.is_legal,
        shown: lineup.has_shown(target),
        missing_case: target.missing_case.clone(),
        files,
        generators,
    }
}

/// Hunts a fault that any case may notice: with written cases, generated ones, and derived ones, until one does.
fn in_stages(target: &Target, lineup: &Lineup<'_>, hunt: &mut impl FnMut(Vec<Trial>) -> Hunt) -> (Hunt, Hunt) {
    let mut files = hunt(lineup.trials_from_files(target, CaseFiles::Written));
    if !files.kills.is_empty() {
        return (files, Hunt::default());
    }
    let generators = hunt(lineup.generated_trials(target));
    if generators.kills.is_empty() {
        files.go_on_with(hunt(lineup.trials_from_files(target, CaseFiles::Derived)));
    }
    (files, generators)
}

/// Notes what a trial came to. A broken SHOULD kills too; what a pair's other program is blamed for is no kill.
pub(super) fn record_outcome(hunt: &mut Hunt, target: &Target, trial: &Trial, outcome: &Outcome) {
    match outcome {
        Outcome::Judged { findings, faults, .. } => {
            hunt.played += 1;
            hunt.faults.extend(faults.iter().map(|fault| format!("{}: {fault}", trial.case.id)));
            let (own, others): (Vec<&Judged>, Vec<&Judged>) = findings
                .iter()
                .filter(|judged| judged.is_unexpected(true))
                .partition(|judged| judged.finding.side.is_none_or(|side| side == target.role.side()));
            hunt.blamed_others.extend(others.first().map(|_| trial.case.id.clone()));
            let mut clauses: Vec<ClauseId> = own.iter().map(|judged| judged.clause()).collect();
            clauses.dedup();
            if !clauses.is_empty() {
                hunt.first_kill.get_or_insert(hunt.played);
                hunt.kills.push(Kill { case: trial.case.id.clone(), clauses });
            }
        }
        Outcome::Faulted { fault, .. } => hunt.faults.push(format!("{}: {fault}", trial.case.id)),
        Outcome::Skipped { .. } => hunt.skipped += 1,
    }
}

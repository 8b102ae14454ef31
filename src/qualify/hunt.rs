//! One fault, hunted.

use super::lineup::Lineup;
use super::outcome::{Examined, Hunt, Kill};
use crate::engine::event::{Judged, Outcome};
use crate::engine::plan::Trial;
use crate::engine::rows::Player;
use crate::protocol::clause::ClauseId;
use crate::set_statistics::reference::fault::Fault;

/// Hunts one fault, with cases from files and with generated ones.
pub(super) fn examine(fault: &Fault, lineup: &Lineup<'_>, player: &mut Player<'_>) -> Examined {
    let mut hunt = |trials: Vec<Trial>| {
        let mut hunt = Hunt { planned: trials.len(), ..Hunt::default() };
        for trial in &trials {
            note(&mut hunt, fault, trial, &player.play(trial));
            if lineup.ends_early() && hunt.names(fault.clause) {
                break;
            }
        }
        hunt
    };
    Examined {
        id: fault.id.clone(),
        role: fault.role,
        kind: fault.kind,
        clause: fault.clause,
        level: fault.clause.level(),
        shows: fault.shows,
        sentence: fault.sentence.to_owned(),
        files: hunt(lineup.files(fault)),
        generators: hunt(lineup.generated(fault)),
    }
}

/// Notes what a trial came to. A broken SHOULD kills too; what a pair's other program is blamed for is no kill.
pub(super) fn note(hunt: &mut Hunt, fault: &Fault, trial: &Trial, outcome: &Outcome) {
    match outcome {
        Outcome::Judged { findings, faults, .. } => {
            hunt.played += 1;
            hunt.faults.extend(faults.iter().map(|fault| format!("{}: {fault}", trial.case.id)));
            let (own, others): (Vec<&Judged>, Vec<&Judged>) = findings
                .iter()
                .filter(|judged| judged.is_unexpected(true))
                .partition(|judged| judged.finding.side.is_none_or(|side| side == fault.role.side()));
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

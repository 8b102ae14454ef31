//! The other side of it: the cases from files that have caught nothing yet, each against one fault after the other until it
//! catches one. A case that catches none proves nothing.

use super::hunt::record_outcome;
use super::lineup::Lineup;
use super::outcome::{Hunt, TriedCase};
use crate::case::Case;
use crate::engine::rows::Player;
use std::sync::Arc;

/// Plays the case until it catches a fault.
pub(super) fn try_out(case: &Arc<Case>, lineup: &Lineup<'_>, player: &mut Player<'_>) -> TriedCase {
    let mut tried = TriedCase::new(case.id.clone());
    for (target, trial) in lineup.trials_against_faults(case) {
        let mut hunt = Hunt::default();
        record_outcome(&mut hunt, target, &trial, &player.play_trial(&trial));
        tried.trials += hunt.played;
        tried.faults.append(&mut hunt.faults);
        if !hunt.kills.is_empty() {
            tried.catches = Some(target.id.clone());
            break;
        }
    }
    tried
}

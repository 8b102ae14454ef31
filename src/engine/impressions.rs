//! What is said of programs that plainly speak another protocol: once, before the verdicts that follow from it.

use super::event::Outcome;
use super::overlay::Places;
use super::plan::Trial;
use crate::case::Subject;
use crate::judge::Impression;
use crate::protocol::role::{Role, Side};
use std::collections::BTreeMap;

/// What is known of the programs' protocols so far, by the implementation's place in the plan and the role.
#[derive(Debug, Default)]
pub(super) struct Impressions {
    programs: BTreeMap<(usize, Role), Impression>,
}

impl Impressions {
    /// Takes in what came of a trial; what is to be said, if it has become plain by it. Trials must come in the plan's
    /// order, or what is said would depend on who is faster.
    pub(super) fn notice(&mut self, places: Places, trial: &Trial, outcomes: &[Outcome]) -> Option<String> {
        let Subject::Role(role) = trial.case.id.subject() else { return None };
        let place = if role.side() == Side::Client { places.client } else { places.server };
        let impression = self.programs.entry((place, role)).or_default();
        let was_plain = matches!(impression, Impression::Other(_));
        outcomes.iter().filter_map(Outcome::transcript).for_each(|seen| impression.take_in(&trial.case, seen));
        match impression {
            Impression::Other(other) if !was_plain => Some(format!("{} ({role}): {other}", trial.implementation.name)),
            Impression::Other(_) | Impression::Open | Impression::Silent | Impression::Speaks => None,
        }
    }
}

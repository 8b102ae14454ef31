//! Notices about programs that plainly speak another protocol: once, before the verdicts that follow from it.

use super::event::Outcome;
use super::overlay::Places;
use super::plan::Trial;
use crate::case::Subject;
use crate::judge::{Impression, Judge};
use crate::protocol::role::{Role, Side};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The knowledge of the programs' protocols so far, by the implementation's place in the plan and the role.
#[derive(Debug, Default)]
pub(super) struct Impressions {
    programs: BTreeMap<(usize, Role), Box<dyn Impression>>,
}

impl Impressions {
    /// Takes in the outcomes of a trial. Returns the notice, if this trial makes the matter clear. Trials must come in
    /// the plan's order; otherwise the notice would depend on which program is faster.
    pub(super) fn notice_other_protocol(
        &mut self,
        judge: &dyn Judge,
        places: Places,
        trial: &Trial,
        outcomes: &[Outcome],
    ) -> Option<String> {
        let Subject::Role(role) = trial.case.id.subject() else { return None };
        let place = if role.side() == Side::Client { places.client } else { places.server };
        let impression = match self.programs.entry((place, role)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(judge.new_impression()?),
        };
        let was_plain = impression.other_protocol().is_some();
        outcomes.iter().filter_map(Outcome::transcript).for_each(|seen| impression.take_in(&trial.case, seen));
        let other = impression.other_protocol().filter(|_| !was_plain)?;
        Some(format!("{} ({role}): {other}", trial.implementation.name))
    }
}

//! The same cases for two implementations, side by side.

use super::lane::Lane;
use super::{Content, Plan, Trial};
use crate::case::Case;
use crate::implementation::Implementation;
use crate::protocol::role::Role;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Plan {
    /// Plans each of `cases` for both implementations, for the roles that both can play here.
    pub fn for_two_implementations(implementations: [Implementation; 2], cases: &[Arc<Case>]) -> Plan {
        let plan = Plan::new(implementations.into(), cases, &[]);
        let roles = plan.common_roles();
        let lane = Lane::new(roles, cases);
        Plan { content: Content::Lanes(vec![lane.clone(), lane]), ..plan }
    }

    /// The roles that both of two implementations can play here.
    pub fn common_roles(&self) -> BTreeSet<Role> {
        let of = |at: usize| -> BTreeSet<Role> {
            self.playable.iter().filter(|(place, _)| *place == at).map(|(_, role)| *role).collect()
        };
        of(0).intersection(&of(1)).copied().collect()
    }

    /// How many cases two implementations play side by side.
    pub(in crate::engine) fn pair_count(&self) -> usize {
        self.len() / 2
    }

    /// The two trials of the case at this place.
    pub(in crate::engine) fn pair_at(&self, at: usize) -> [Trial; 2] {
        let left = self.trial_at(at);
        let right = Trial { implementation: Arc::clone(&self.implementations[1]), ..left.clone() };
        [left, right]
    }
}

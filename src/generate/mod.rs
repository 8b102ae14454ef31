//! Generated cases. Each is a pure function of its role, its family, a seed and an index. So nothing need be stored,
//! and any worker can make any of them. A generated case is an ordinary [`Case`], judged by the ordinary judge. A case
//! that fails is simplified by way of its [`CaseTree`].
//!
//! A protocol's [`Drawer`] decides the content of its cases; this module has what all drawers need.

mod family;
mod seed;
mod sequence;
mod simply;
mod size;
mod tree;

pub use family::{Drawer, Family, Undrawn};
pub use seed::{fingerprint, runner_for_case};
pub(crate) use sequence::{Sequence, SequenceTree};
pub(crate) use simply::{or_one_of, or_simply};
pub use size::Size;
pub use tree::CaseTree;

use crate::case::{Case, CaseId, Pace, Source, Step, Subject};
use crate::protocol::current_spec;
use crate::protocol::role::{Role, Side};

/// The origin of a generated case, without the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The role that is tested.
    pub role: Role,
    /// The family.
    pub family: Family,
    /// The index among the family's cases, from 0.
    pub index: u64,
}

impl Origin {
    /// A case of these steps, drawn here with `seed`, which promises a verdict on each clause that they name.
    pub(crate) fn build_case(self, seed: u64, summary: &str, steps: Vec<Step>) -> Case {
        let mut case = Case {
            id: self.id(),
            summary: summary.to_owned(),
            clauses: Vec::new(),
            steps,
            patience: None,
            pace: Pace::Quick,
            source: Source::Generator { family: self.family.to_string(), seed },
        };
        case.promise_what_it_expects();
        case
    }

    /// The case that is drawn here with `seed`.
    pub fn draw_case(self, seed: u64) -> Case {
        self.draw_tree(seed).current_case()
    }

    /// The same, ready to be simplified.
    pub fn draw_tree(self, seed: u64) -> CaseTree {
        self.family.drawer().draw_tree(self, seed)
    }

    /// The same, for a family whose cases may not be drawable.
    ///
    /// # Errors
    /// If this case can't be drawn.
    pub fn try_tree(self, seed: u64) -> Result<CaseTree, Undrawn> {
        self.family.drawer().try_tree(self, seed)
    }

    /// The case's id: `tcp-server/generated/numbers/17`.
    ///
    /// # Panics
    /// Never: a role, a family and a number make an id.
    pub fn id(self) -> CaseId {
        let Origin { role, family, index } = self;
        CaseId::new(Subject::Role(role), &format!("generated/{family}/{index}"))
    }

    /// The origin of the case with this id, if it is a generated one.
    pub fn from_case_id(drawer: &'static dyn Drawer, id: &CaseId) -> Option<Origin> {
        let Subject::Role(role) = id.subject() else { return None };
        let rest = id.as_str().strip_prefix(role.as_str())?.strip_prefix("/generated/")?;
        let (name, index) = rest.split_once('/')?;
        let family = families_of(drawer, role).find(|family| family.as_str() == name)?;
        Some(Origin { role, family, index: index.parse().ok()? })
    }
}

/// The families of a role, in the order in which they are played.
pub fn families_of(drawer: &'static dyn Drawer, role: Role) -> impl Iterator<Item = Family> {
    drawer.family_names(role).into_iter().map(move |name| Family::new(drawer, name))
}

/// How many exchanges each family of a role has by default. Clients are started anew for each, and the main job stays
/// quick.
pub fn by_default(role: Role) -> u64 {
    match role.side() {
        Side::Server => 32,
        Side::Client => 4,
    }
}

/// The first case of each family of each role.
pub fn all_families(drawer: &'static dyn Drawer) -> impl Iterator<Item = Origin> {
    let of_role = move |role: Role| families_of(drawer, role).map(move |family| Origin { role, family, index: 0 });
    current_spec().roles().flat_map(of_role)
}

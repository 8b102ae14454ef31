//! Generated cases: each is a pure function of its role, its family, a seed and an index, so that nothing need be stored
//! and any worker can make any of them. A generated case is an ordinary [`Case`], judged by the ordinary judge.
//!
//! A server's case is a session: many visits to one process. What each visit owes is known from the protocol alone: the
//! state model is in `session` and its parts. A case that fails is simplified by way of its [`CaseTree`].

mod client;
mod family;
mod number;
mod request;
mod seed;
mod sequence;
mod session;
mod simply;
mod size;
mod tree;
mod visit;

pub use family::{Family, SESSION};
pub use seed::fingerprint;
pub use size::Size;
pub use tree::CaseTree;

use crate::case::{Case, CaseId, Subject};
use crate::protocol::role::{Role, Side, Transport};
use proptest::strategy::{BoxedStrategy, Strategy};

/// Where a generated case comes from: all of it, but for the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The role that is tested.
    pub role: Role,
    /// The family.
    pub family: Family,
    /// Which of the family's cases, from 0.
    pub index: u64,
}

impl Origin {
    /// The case that is drawn here with `seed`.
    pub fn case(self, seed: u64) -> Case {
        self.tree(seed).case()
    }

    /// The same, ready to be simplified.
    pub fn tree(self, seed: u64) -> CaseTree {
        CaseTree::new(&strategy(self, seed), &mut seed::runner(self.role, self.family, seed, self.index))
    }

    /// The case's id: `tcp-server/generated/numbers/17`.
    ///
    /// # Panics
    /// Never: a role, a family and a number make an id.
    pub fn id(self) -> CaseId {
        let Origin { role, family, index } = self;
        format!("{role}/generated/{family}/{index}").parse().expect("a role, a family and a number make an id")
    }

    /// Where the case of this id comes from, if it is a generated one's.
    pub fn of(id: &CaseId) -> Option<Origin> {
        let Subject::Role(role) = id.subject() else { return None };
        let rest = id.as_str().strip_prefix(role.as_str())?.strip_prefix("/generated/")?;
        let (name, index) = rest.split_once('/')?;
        let family = Family::of(role).iter().copied().find(|family| family.as_str() == name)?;
        Some(Origin { role, family, index: index.parse().ok()? })
    }
}

/// How many exchanges each family of a role has, where nobody says otherwise: clients are started anew for each, and the
/// main job stays quick.
pub const fn by_default(role: Role) -> u64 {
    match role.side() {
        Side::Server => 32,
        Side::Client => 4,
    }
}

/// The first case of each family of each role.
pub fn all_families() -> impl Iterator<Item = Origin> {
    let of_role = |role: Role| Family::of(role).iter().map(move |&family| Origin { role, family, index: 0 });
    Role::ALL.into_iter().flat_map(of_role)
}

/// A strategy for the cases of the origin's family; only the ids tell its cases from those of another index.
fn strategy(origin: Origin, seed: u64) -> BoxedStrategy<Case> {
    let Origin { role, family, .. } = origin;
    match (role.side(), role.transport()) {
        (Side::Server, Transport::Tcp) => {
            visit::tcp(family).prop_map(move |visits| session::tcp(origin, seed, &visits)).boxed()
        }
        (Side::Server, Transport::Udp) => {
            visit::udp(family).prop_map(move |visits| session::udp(origin, seed, &visits)).boxed()
        }
        (Side::Client, _) => client::stories(role, family).prop_map(move |story| story.case(origin, seed)).boxed(),
    }
}

//! Generated cases of set-statistics.
//!
//! A server's case is a session: many visits to one process. What each visit owes is known from the protocol alone: the
//! state model is in `session` and its parts.

mod client;
mod family;
mod number;
mod request;
mod session;
mod visit;

pub use family::{FamilyKind, SESSION};

use crate::case::Case;
use crate::generate::{CaseTree, Drawer, Origin, runner};
use crate::protocol::{
    self,
    role::{Role, Side, Transport},
};
use crate::set_statistics::{ReferenceProgram, dialect};
use proptest::strategy::{BoxedStrategy, Strategy};

/// Draws the generated cases of set-statistics.
#[derive(Debug)]
pub struct SetStatisticsDrawer;

impl Drawer for SetStatisticsDrawer {
    fn families(&self, role: Role) -> Vec<&'static str> {
        FamilyKind::of(role).iter().map(|kind| kind.as_str()).collect()
    }

    fn tree(&self, origin: Origin, seed: u64) -> CaseTree {
        CaseTree::new(&strategy(origin, seed), &mut runner(origin.role, origin.family, seed, origin.index))
    }

    fn cases(&self, role: Role, family: &str, wanted: u64) -> u64 {
        FamilyKind::named(role, family).cases(role, wanted)
    }

    fn waits_for_a_clock(&self, family: &str) -> bool {
        family == FamilyKind::Waits.as_str()
    }
}

/// A strategy for the cases of the origin's family; only the ids tell its cases from those of another index.
fn strategy(origin: Origin, seed: u64) -> BoxedStrategy<Case> {
    if !dialect::is_one() {
        return plain_strategy(origin, seed);
    }
    // A case is drawn as one of the post's protocol, and then has the dialect's forms.
    let base = plainly(|| Origin { role: ReferenceProgram::of(origin.role).role(), ..origin });
    let drawn = plainly(|| plain_strategy(base, seed));
    drawn.prop_map(dialect::rewrite_generated).boxed()
}

/// The same for the post's protocol. Its cases are made later, so that what they are made in does not matter.
fn plain_strategy(origin: Origin, seed: u64) -> BoxedStrategy<Case> {
    let role = origin.role;
    let family = FamilyKind::named(role, origin.family.as_str());
    match (role.side(), role.transport()) {
        (Side::Server, Transport::Tcp) => {
            visit::tcp(family).prop_map(move |visits| plainly(|| session::tcp(origin, seed, &visits))).boxed()
        }
        (Side::Server, Transport::Udp) => {
            visit::udp(family).prop_map(move |visits| plainly(|| session::udp(origin, seed, &visits))).boxed()
        }
        (Side::Client, _) => {
            client::stories(role, family).prop_map(move |story| plainly(|| story.case(origin, seed))).boxed()
        }
    }
}

/// Does `work` about the post's protocol.
fn plainly<T>(work: impl FnOnce() -> T) -> T {
    protocol::within(protocol::default(), work)
}

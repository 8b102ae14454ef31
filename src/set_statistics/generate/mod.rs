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

pub use family::{Kind, SESSION};

use crate::case::Case;
use crate::generate::{CaseTree, Drawer, Origin, runner};
use crate::protocol::role::{Role, Side, Transport};
use proptest::strategy::{BoxedStrategy, Strategy};

/// Draws the generated cases of set-statistics.
#[derive(Debug)]
pub struct SetStatisticsDrawer;

impl Drawer for SetStatisticsDrawer {
    fn families(&self, role: Role) -> Vec<&'static str> {
        Kind::of(role).iter().map(|kind| kind.as_str()).collect()
    }

    fn tree(&self, origin: Origin, seed: u64) -> CaseTree {
        CaseTree::new(&strategy(origin, seed), &mut runner(origin.role, origin.family, seed, origin.index))
    }

    fn cases(&self, role: Role, family: &str, wanted: u64) -> u64 {
        Kind::named(role, family).cases(role, wanted)
    }

    fn waits_for_a_clock(&self, family: &str) -> bool {
        family == Kind::Waits.as_str()
    }
}

/// A strategy for the cases of the origin's family; only the ids tell its cases from those of another index.
fn strategy(origin: Origin, seed: u64) -> BoxedStrategy<Case> {
    let role = origin.role;
    let family = Kind::named(role, origin.family.as_str());
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

//! Generated cases of set-statistics.
//!
//! A server's case is a session: many visits to one process. The protocol alone decides the right answer to each visit:
//! the state model is in `session` and its parts.

mod client;
mod family;
mod number;
mod request;
mod session;
mod visit;

pub use family::{FamilyKind, SESSION};

use crate::case::Case;
use crate::generate::{CaseTree, Drawer, Origin, runner_for_case};
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
    fn family_names(&self, role: Role) -> Vec<&'static str> {
        FamilyKind::for_role(role).iter().map(|kind| kind.as_str()).collect()
    }

    fn draw_tree(&self, origin: Origin, seed: u64) -> CaseTree {
        CaseTree::new(
            &case_strategy(origin, seed),
            &mut runner_for_case(origin.role, origin.family, seed, origin.index),
        )
    }

    fn case_count(&self, role: Role, family: &str, wanted: u64) -> u64 {
        FamilyKind::from_name(role, family).count_cases(role, wanted)
    }

    fn waits_for_a_clock(&self, family: &str) -> bool {
        family == FamilyKind::Waits.as_str()
    }
}

/// A strategy for the cases of the origin's family; only the ids distinguish its cases from those of another index.
fn case_strategy(origin: Origin, seed: u64) -> BoxedStrategy<Case> {
    if !dialect::is_one() {
        return plain_strategy(origin, seed);
    }
    // A case is drawn as one of the post's protocol, and then has the dialect's forms.
    let base = within_default_protocol(|| Origin { role: ReferenceProgram::from_role(origin.role).role(), ..origin });
    let drawn = within_default_protocol(|| plain_strategy(base, seed));
    drawn.prop_map(dialect::rewrite_generated).boxed()
}

/// The same for the post's protocol. Its cases are made later, so that what they are made in does not matter.
fn plain_strategy(origin: Origin, seed: u64) -> BoxedStrategy<Case> {
    let role = origin.role;
    let family = FamilyKind::from_name(role, origin.family.as_str());
    match (role.side(), role.transport()) {
        (Side::Server, Transport::Tcp) => visit::tcp_visits(family)
            .prop_map(move |visits| within_default_protocol(|| session::tcp_case(origin, seed, &visits)))
            .boxed(),
        (Side::Server, Transport::Udp) => visit::udp_visits(family)
            .prop_map(move |visits| within_default_protocol(|| session::udp_case(origin, seed, &visits)))
            .boxed(),
        (Side::Client, _) => client::family_stories(role, family)
            .prop_map(move |story| within_default_protocol(|| story.to_case(origin, seed)))
            .boxed(),
    }
}

/// Does `work` about the post's protocol.
fn within_default_protocol<T>(work: impl FnOnce() -> T) -> T {
    protocol::run_with_spec(protocol::default(), work)
}

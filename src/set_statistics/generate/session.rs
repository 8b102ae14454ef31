//! From visits to a case: what is done, and what the protocol owes for it. This is the state model.
//!
//! The first client is served by TCP-S-1, each one after a polite one by TCP-S-3, and after a rude one comes a client
//! with a plain request, who is served by TCP-S-5. Nobody is expected to be served beyond the first who is not: the
//! engine plays a session no further than that, so that one deviation is told once.

mod tcp;
mod udp;

pub(super) use tcp::{cut_at, tcp_case};
pub(super) use udp::udp_case;

use super::family::FamilyKind;
use crate::case::{Case, Expectation, Payload, Step};
use crate::generate::Origin;
use crate::protocol::clause::ClauseId;

/// What every server reads.
const PLAIN: &str = "1 2 6";

/// The steps of a session so far.
#[derive(Debug, Default)]
struct Session {
    steps: Vec<Step>,
    peers: usize,
    /// Whether somebody has been served before.
    served: bool,
}

impl Session {
    fn next_peer_name(&mut self, kind: &str) -> String {
        self.peers += 1;
        format!("{kind}-{}", self.peers)
    }

    fn expect(&mut self, what: Expectation, clause: impl Into<ClauseId>) {
        self.steps.push(Step::Expect { what, clause: clause.into() });
    }

    fn expect_statistics(&mut self, on: &str, of: Payload, clause: impl Into<ClauseId>) {
        self.expect(Expectation::Statistics { on: on.to_owned(), of }, clause);
        self.served = true;
    }

    fn into_case(self, origin: Origin, seed: u64) -> Case {
        case_from_steps(origin, seed, self.steps)
    }
}

/// A case of these steps, which promises a verdict on each clause that they name.
pub(super) fn case_from_steps(origin: Origin, seed: u64, steps: Vec<Step>) -> Case {
    let summary = FamilyKind::from_name(origin.role, origin.family.as_str()).case_summary(origin.role.transport());
    origin.build_case(seed, summary, steps)
}

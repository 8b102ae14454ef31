//! Turns visits into a case: its steps, and what the protocol demands for each. This is the state model.
//!
//! TCP-S-1 covers the first client, TCP-S-3 each client after a polite one. After a rude client comes one with a plain
//! request, which TCP-S-5 covers. The engine stops a session at the first client that is not served, so that one
//! deviation is reported once.

mod tcp;
mod udp;

pub(super) use tcp::{cut_at, tcp_case};
pub(super) use udp::udp_case;

use super::family::FamilyKind;
use crate::case::{Case, Expectation, Payload, Step};
use crate::generate::Origin;
use crate::protocol::clause::ClauseId;

/// A request that every server can read.
const PLAIN: &str = "1 2 6";

/// The steps of a session so far.
#[derive(Debug, Default)]
struct Session {
    steps: Vec<Step>,
    peers: usize,
    /// Whether a client has been served before.
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

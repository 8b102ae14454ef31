//! The differences between two implementations. The numbers in their output distinguish them. Pure.
//!
//! A number's spelling is a difference although PROTOCOL.md leaves it open ("What is left open"): translations of one
//! program differ most in it.
//!
//! `class` names the class of input that shows a difference. `number` and `text` compare output. `server` and `client`
//! go through a case, and `named` compares the names of INFO behaviours.

mod class;
mod client;
mod client_console;
mod named;
mod number;
mod server;
mod text;

use crate::case::{Case, Subject};
use crate::differential::walk::Walk;
use crate::differential::{Comparer, Difference, Strictness, TrialAccount};
use crate::protocol::role::Side;

/// Compares programs of the set-statistics protocol.
#[derive(Debug, Clone, Copy)]
pub struct SetStatisticsComparer;

impl Comparer for SetStatisticsComparer {
    fn compare(&self, case: &Case, accounts: [&TrialAccount<'_>; 2], strictness: Strictness) -> Vec<Difference> {
        let Subject::Role(role) = case.id.subject() else { return Vec::new() };
        let mut walk = Walk::new(case, role, accounts, strictness);
        match role.side() {
            Side::Server => server::compare_accounts(&mut walk),
            Side::Client => client::compare_accounts(&mut walk),
        }
        named::note_differing_names(&mut walk);
        walk.into_differences()
    }
}

#[cfg(test)]
mod tests;

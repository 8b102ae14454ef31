//! What two implementations do otherwise in the same case: `(Case, Account, Account) -> Vec<Difference>`. Pure.
//!
//! No oracle is needed: two programs that agree on a mistake show no difference, and two right ones may show many. Only
//! what the programs did is compared: never the harness's own ports, times and process numbers, nor how reads divided a
//! stream, nor whether a console line came before or after the reply. What the protocol leaves open without a name
//! (PROTOCOL, "What is left open") is hidden unless [`Strictness::Exact`] asks for it; a number's spelling is not, for
//! that is where translations of one program differ most.
//!
//! `account` is what is taken from a transcript, `input` what class of input shows a difference, `number` and
//! `text` compare what was written, `server` and `client` walk through a case, `named` compares the names of
//! INFO behaviours.

mod account;
mod client;
mod client_console;
mod difference;
mod input;
mod named;
mod number;
mod server;
mod text;
mod walk;

pub use account::Account;
pub use difference::{Channel, Difference, Group, Kind, Worth};
pub use input::Input;
pub use number::Spelling;

use crate::case::{Case, Subject};
use crate::protocol::role::Side;
use walk::Walk;

/// What counts as a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// What the protocol leaves open without a name does not.
    Protocol,
    /// Every byte does, and every way to end.
    Exact,
}

/// What differs between two trials of the same case: one difference a group, in the order in which they show.
///
/// Differences of a pair of programs are not told: they are those of one of the two.
pub fn compare(case: &Case, accounts: [&Account<'_>; 2], strictness: Strictness) -> Vec<Difference> {
    let Subject::Role(role) = case.id.subject() else { return Vec::new() };
    let mut walk = Walk::new(case, role, accounts, strictness);
    match role.side() {
        Side::Server => server::walk(&mut walk),
        Side::Client => client::walk(&mut walk),
    }
    named::compare(&mut walk);
    walk.finish()
}

#[cfg(test)]
mod tests;

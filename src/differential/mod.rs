//! The differences between two implementations in the same case: `(Case, Account, Account) -> Vec<Difference>`. Pure.
//!
//! No oracle is needed: two programs that agree on a mistake show no difference, and two right ones may show many. Only
//! the programs' behaviour is compared. The harness's own ports, times and process numbers do not count. Neither do the
//! division of a stream into reads, and the order of a console line and the reply. Behaviour that the protocol leaves
//! open without a name is hidden unless [`Strictness::Exact`] asks for it.
//!
//! A protocol compares by its [`Comparer`]; [`general`] is the one of every protocol that brings none. `account` is what
//! is taken from a transcript, `walk` gathers the differences of one case, `life` compares what is alike in all protocols.

pub(crate) mod account;
mod difference;
pub mod general;
mod input;
pub(crate) mod life;
pub(crate) mod walk;

pub use account::TrialAccount;
pub use difference::{Channel, Difference, DifferenceGroup, DifferenceKind, SpellingDifference, Worth};
pub use input::InputClass;

use crate::case::Case;
use std::fmt::Debug;

/// The differences that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Behaviour that the protocol leaves open without a name does not count.
    Protocol,
    /// Every byte does, and every way to end.
    Exact,
}

/// How the programs of a protocol are compared.
pub trait Comparer: Debug + Send + Sync {
    /// The differences between two trials of the same case, the left one first: one difference per group, in the order
    /// in which they show.
    ///
    /// Differences of a pair of programs are not looked for: they are those of one of the two.
    fn compare(&self, case: &Case, accounts: [&TrialAccount<'_>; 2], strictness: Strictness) -> Vec<Difference>;
}

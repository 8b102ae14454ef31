//! The judge: `(Case, Transcript) -> Vec<Finding>`. Pure: no I/O, no clock.
//!
//! The building blocks of every protocol's judge, and the engine's questions to a judge. It asks for the findings, and,
//! during a case, whether there is anything left to wait for.

pub(crate) mod called;
pub(crate) mod docket;
pub mod finding;
pub mod general;
pub(crate) mod hearing;
pub(crate) mod life;

pub use finding::{Evidence, Finding, Unanswered, Verdict};

use crate::case::Case;
use crate::protocol::clause::ClauseId;
use crate::transcript::Transcript;
use std::fmt::Debug;

/// How a protocol's programs are judged.
pub trait Judge: Debug + Send + Sync {
    /// Judges what was seen when `case` was played: one finding a clause, in the protocol's order.
    fn judge_case(&self, case: &Case, transcript: &Transcript) -> Vec<Finding>;

    /// Whether the expectation of step `at` is met already, or can no longer be, so that waiting on is of no use.
    fn is_settled(&self, case: &Case, at: usize, transcript: &Transcript) -> bool;

    /// Whether the step expects an answer, and nothing at all has come.
    fn is_unserved(&self, case: &Case, at: usize, transcript: &Transcript) -> bool;

    /// Whether what was seen in the step at `at` ends the case: it says nothing of such a program.
    fn is_over(&self, _case: &Case, _at: usize, _transcript: &Transcript) -> bool {
        false
    }

    /// Whether the server's console shows all that it must show for what was seen so far. Then the server may be asked
    /// to stop.
    fn is_told(&self, case: &Case, transcript: &Transcript) -> bool;

    /// Whether it judges the address at which a server listens. Otherwise one that nobody can call is a fault of the set-up.
    fn is_about_addresses(&self) -> bool {
        false
    }

    /// Whether the server of a pair has given a whole answer to what has reached it. Then the wait for its answer can
    /// end.
    fn is_relayed_answer(&self, case: &Case, transcript: &Transcript) -> bool;

    /// The clauses of which one that is broken explains this finding, the first first.
    fn explaining_clauses(&self, _finding: &Finding) -> Vec<ClauseId> {
        Vec::new()
    }

    /// How it is noticed that a program plainly speaks another protocol, if it can be.
    fn new_impression(&self) -> Option<Box<dyn Impression>> {
        None
    }
}

/// The knowledge of a program's protocol after some trials.
pub trait Impression: Debug + Send {
    /// Takes in what was seen in one more trial of the same program; once it is plain, nothing changes it.
    fn take_in(&mut self, case: &Case, transcript: &Transcript);

    /// The other protocol that it plainly speaks, in words.
    fn other_protocol(&self) -> Option<String>;

    /// The path below the role of a case that would make it plain, if one would.
    fn telling_case(&self) -> Option<&'static str> {
        None
    }
}

//! A difference, and the group that it belongs to.

use super::input::InputClass;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use crate::transcript::Bytes;
use serde::{Deserialize, Serialize};

/// One thing that two implementations did otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Its group: two with the same group are the same difference.
    pub group: DifferenceGroup,
    /// The step of the case that shows it, if it was one step.
    pub step: Option<usize>,
    /// The bytes that the programs got there, if they got bytes.
    pub input: Option<Bytes>,
    /// The behaviour of each, as text (bytes escaped), the left one first.
    pub observed: [String; 2],
}

/// The group of a difference: differences are reported once per group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DifferenceGroup {
    /// The role that shows it.
    pub role: Role,
    /// The channel that shows it.
    pub channel: Channel,
    /// The kind of difference.
    pub kind: DifferenceKind,
    /// The class of input that shows it; `None` if any input does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<InputClass>,
}

/// The channel in which a difference shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// In what a server replies.
    Reply,
    /// In what a client sends.
    Sent,
    /// On standard output.
    Console,
    /// On standard error.
    Errors,
    /// In how the program ends, or goes on.
    Life,
}

/// The kind of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// One answers with statistics (a client: prints them), the other does not.
    Answers,
    /// One ends and the other goes on, or they end in different ways.
    Ends,
    /// The numbers differ, even to 12 digits.
    Value(Worth),
    /// The same numbers to 12 digits, spelled otherwise.
    Spelling(SpellingDifference),
    /// The same numbers, with something else between or round them.
    Layout,
    /// Another number of datagrams.
    Datagrams,
    /// One speaks from another port.
    Sender,
    /// Another text.
    Text,
    /// One says something on standard error, the other nothing.
    Complains,
    /// One comes up again after a restart, the other does not.
    Restart,
    /// A clause's named behaviour, or whether a clause holds that only its own means show.
    Named(ClauseId),
    /// One keeps to a clause and the other breaks it, or they break it in different ways.
    Clause(ClauseId),
    /// Something that the protocol leaves open.
    LeftOpen,
}

/// In what two spellings of one number differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpellingDifference {
    /// One has more significant digits.
    Digits,
    /// With an exponent or without, or the exponent otherwise written: `1e+11`, `100000000000.0`.
    Notation,
    /// A sign: `+1`, `-0.0`.
    Sign,
    /// Zeros that say nothing, or a point: `9`, `9.0`, `9.000`.
    Zeros,
    /// The name of a value: `inf`, `Infinity`.
    Name,
}

/// The worth of two numbers that differ (NUM-3, NUM-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Worth {
    /// Both are within the error bound: another order or method of summing.
    BothRight,
    /// Only the left one is.
    LeftRight,
    /// Only the right one is.
    RightRight,
    /// Neither is.
    NeitherRight,
    /// The order decides, and none is wrong (NUM-6).
    OrderDependent,
    /// There is nothing to measure them by.
    Unmeasured,
}

//! Finds the class of input that shows a difference: the first thing in it that is not ordinary.

use serde::{Deserialize, Serialize};

/// A class of input: what a program was given when it did otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputClass {
    /// Numbers, in any spelling of NUM-1.
    Numbers,
    /// A number that only NUM-2 calls one: `inf`, `1e400`, white space round it.
    UnusualNumbers,
    /// A line end behind the last number.
    LineEnd,
    /// More bytes than must be answered.
    TooLong,
    /// No bytes at all.
    Empty,
    /// Two spaces, or one at either end: an empty piece.
    Spaces,
    /// `1_000`.
    Underscores,
    /// Digits that are not ASCII.
    ForeignDigits,
    /// White space that is not ASCII, such as a no-break space.
    ForeignSpace,
    /// Numbers joined by white space other than one space.
    WhiteSpace,
    /// A NUL byte.
    Nul,
    /// `0x10`.
    Hexadecimal,
    /// `1,5`.
    Comma,
    /// Something else with digits that is no number: `1L`, `--1`.
    Lookalike,
    /// Words.
    Words,
    /// Bytes that are no UTF-8.
    NoText,
    /// Anything that is no request, if its kind does not matter.
    NoRequest,
    /// Another number of numbers than four (a client's reply).
    Count,
    /// Four numbers, laid out otherwise than a response (a client's reply).
    Layout,
    /// Bytes in pieces.
    Pieces,
    /// Several replies.
    SeveralReplies,
    /// Replies from elsewhere than the server.
    Strays,
    /// A reply that comes late.
    Late,
    /// No reply.
    NoReply,
    /// The end of the other side's stream, without a word.
    Closed,
    /// A reset.
    Reset,
    /// A client that leaves.
    Leaves,
    /// A client that ends its sending side.
    HalfCloses,
    /// Nobody listens.
    Refused,
    /// A port is taken.
    PortTaken,
    /// Nothing was done to it.
    Nothing,
}

//! How the harness, as the wire of a pair, treats what goes between the two programs.

use super::Cut;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the harness cuts what goes between the two programs of a pair, and what it does to datagrams.
///
/// Whatever the wire, each verdict is the same in every run: nothing is left to the scheduler (PROTOCOL section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairWire {
    /// The message is delivered and its reply returned; only then does the length go through (TCP).
    MessageFirst,
    /// Message and length go through in one piece, if the client sends both before the reply (TCP).
    Joined,
    /// The message goes through in two pieces, the second when the server rests after the first; then as `MessageFirst`
    /// (TCP).
    MessageCut {
        /// The byte of the message, from 0, at which the second piece begins.
        at: usize,
    },
    /// As `MessageFirst`, and the reply goes through in two pieces, the second when the first was read (TCP).
    ReplyCut {
        /// The byte of the reply, from 0, at which the second piece begins; a reply that is no longer stays whole.
        at: usize,
    },
    /// Everything goes through in the order in which it comes, each datagram answered before the next (UDP).
    AsItComes,
    /// The reply to the length overtakes the reply to the message, if the client sends the length before it (UDP).
    Overtaken,
    /// The message's datagram goes through twice (UDP).
    Doubled,
    /// The server's replies are lost on their way to the client (UDP).
    RepliesLost,
}

impl PairWire {
    /// The name, in transcripts, of the relay's connection to the server, and of its socket that stands for the client.
    pub const PEER: &'static str = "wire";

    /// Its name, as a case file has it.
    pub const fn name(self) -> &'static str {
        match self {
            PairWire::MessageFirst => "message-first",
            PairWire::Joined => "joined",
            PairWire::MessageCut { .. } => "message-cut",
            PairWire::ReplyCut { .. } => "reply-cut",
            PairWire::AsItComes => "as-it-comes",
            PairWire::Overtaken => "overtaken",
            PairWire::Doubled => "doubled",
            PairWire::RepliesLost => "replies-lost",
        }
    }

    /// The byte at which it cuts, if it cuts a message or a reply.
    pub const fn cut_offset(self) -> Option<usize> {
        match self {
            PairWire::MessageCut { at } | PairWire::ReplyCut { at } => Some(at),
            PairWire::MessageFirst | PairWire::Joined => None,
            PairWire::AsItComes | PairWire::Overtaken | PairWire::Doubled | PairWire::RepliesLost => None,
        }
    }

    /// The pieces of a client's first bytes that go through to the server. Of the bytes `held` so far, that is the
    /// `message` as it was typed. A wire that joins passes on all of them.
    pub fn first_pieces<'h>(self, message: &[u8], held: &'h [u8]) -> Vec<&'h [u8]> {
        // Other bytes than the typed message have no end that the harness knows: they go through as they came.
        let is_message = held.starts_with(message);
        let first = if is_message && self != PairWire::Joined { &held[..message.len()] } else { held };
        match self {
            PairWire::MessageCut { at } if is_message => {
                Cut { at: vec![at], ..Cut::default() }.split_into_pieces(first)
            }
            _ => vec![first],
        }
    }

    /// The pieces in which a server's answer goes through to the client.
    pub fn pieces_of_reply(self, answer: &[u8]) -> Vec<&[u8]> {
        match self {
            PairWire::ReplyCut { at } => Cut { at: vec![at], ..Cut::default() }.split_into_pieces(answer),
            _ => vec![answer],
        }
    }

    /// How often the client's datagram goes through that comes after `before` others.
    pub fn copy_count(self, before: usize) -> usize {
        if self == PairWire::Doubled && before == 0 { 2 } else { 1 }
    }

    /// The datagrams that go through to the client, in their order, of the `replies` that came after `before` others.
    pub fn replies_to_client(self, before: usize, mut replies: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        match self {
            PairWire::RepliesLost => replies.clear(),
            PairWire::Overtaken if before == 0 => replies.reverse(),
            _ => {}
        }
        replies
    }
}

impl fmt::Display for PairWire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cut_offset() {
            Some(at) => write!(f, "{} at byte {at}", self.name()),
            None => f.write_str(self.name()),
        }
    }
}

//! The steps of a case: what the harness does, and what it expects.

use super::expectation::Expectation;
use super::wire::PairWire;
use crate::protocol::clause::ClauseId;
use crate::transcript::{Bytes, quote_bytes};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// One step of a case. `peer` names a client (TCP) or a socket (UDP) of the harness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A client of the harness connects to the server under test.
    Connect {
        /// Its name.
        peer: String,
    },
    /// The harness opens a UDP socket.
    Bind {
        /// Its name.
        peer: String,
        /// Its port; `None` takes any free one.
        port: Option<u16>,
    },
    /// The harness sends to the server under test.
    Send {
        /// The client or socket that sends.
        peer: String,
        /// The bytes.
        payload: Payload,
        /// In which pieces (TCP).
        cut: Cut,
        /// The destination (UDP).
        #[serde(default, skip_serializing_if = "SendTo::is_server")]
        to: SendTo,
    },
    /// The harness, as a server, answers the client under test.
    Reply {
        /// The bytes.
        payload: Payload,
        /// In which pieces (TCP).
        cut: Cut,
        /// From which address (UDP).
        from: ReplyFrom,
        /// How long after the client's message it goes out; at once if `None`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Duration>,
    },
    /// The harness is the wire between the two programs of a pair, until the client is done.
    Relay {
        /// How it divides what goes through.
        wire: PairWire,
        /// The message as it was typed: the first piece ends with it.
        message: Payload,
    },
    /// The harness ends its sending side and goes on reading (shutdown(2)).
    HalfClose {
        /// The connection.
        peer: String,
    },
    /// The harness closes in good order.
    Leave {
        /// The connection or socket.
        peer: String,
    },
    /// The harness resets the connection (RST).
    Reset {
        /// The connection.
        peer: String,
    },
    /// The harness does nothing until the program is at rest.
    StaySilent,
    /// The harness does nothing for so long, whatever the program does: nobody comes, or a person thinks.
    Pause {
        /// How long.
        time: Duration,
    },
    /// The harness refuses connections from here on: a client under test finds no server.
    Refuse,
    /// The harness takes a port before the program starts.
    TakePort {
        /// The port.
        port: u16,
    },
    /// The harness puts a file into the folder of the program under test, or puts another content into it.
    File {
        /// Its path in that folder; `../` in front of it puts it beside the folder.
        name: String,
        /// Its content.
        content: Payload,
    },
    /// From here on the program is started by another command of its manifest, which has this name.
    Operation {
        /// The name.
        name: String,
    },
    /// The program is started. If no step says so, it is started before the first other step.
    Start,
    /// The program is asked to stop.
    Stop,
    /// A line is typed to the client.
    Type {
        /// The line.
        line: Payload,
        /// The end of the line.
        end: LineEnd,
        /// How long the harness waits before it types, as a slow person does; not at all if `None`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Duration>,
    },
    /// Something must be seen.
    Expect {
        /// The expectation.
        what: Expectation,
        /// The clause that is broken if it is not met.
        clause: ClauseId,
    },
}

/// Bytes to send or to type, as a case writes them: parts, one after the other, with nothing between.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payload {
    /// The parts.
    pub parts: Vec<PayloadPart>,
}

/// Some bytes, once or repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayloadPart {
    /// The bytes that are written.
    pub bytes: Bytes,
    /// How many times it stands there, with nothing between.
    pub times: usize,
}

impl Payload {
    /// The bytes themselves, all repetitions written out.
    pub fn to_vec(&self) -> Vec<u8> {
        self.parts.iter().flat_map(|part| part.bytes.as_slice().repeat(part.times)).collect()
    }
}

/// In quotes, and how many times each part stands there.
impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |part: &PayloadPart| match part.times {
            1 => quote_bytes(&part.bytes),
            times => format!("{} {times} times", quote_bytes(&part.bytes)),
        };
        match self.parts.as_slice() {
            [] => f.write_str("\"\""),
            parts => f.write_str(&parts.iter().map(part).collect::<Vec<_>>().join(" and ")),
        }
    }
}

impl<T: Into<Vec<u8>>> From<T> for Payload {
    fn from(bytes: T) -> Self {
        Payload { parts: vec![PayloadPart { bytes: Bytes::from(bytes), times: 1 }] }
    }
}

/// How the bytes of a stream are divided, and what must happen between two pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Byte offsets at which a new piece begins, ascending; none: one piece.
    pub at: Vec<usize>,
    /// The event that must come before the next piece goes out.
    pub between: Between,
}

impl Cut {
    /// The pieces in which `bytes` go out: all of them, in order. None is empty, unless there are no bytes at all.
    pub fn split_into_pieces<'b>(&self, bytes: &'b [u8]) -> Vec<&'b [u8]> {
        let (mut pieces, mut rest, mut from) = (Vec::new(), bytes, 0);
        for at in self.at.iter().copied().filter(|at| *at < bytes.len()) {
            if at > from {
                let (piece, behind) = rest.split_at(at - from);
                pieces.push(piece);
                (rest, from) = (behind, at);
            }
        }
        pieces.push(rest);
        pieces
    }
}

/// The event that must come between two pieces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Between {
    /// The receiver has read the piece.
    #[default]
    Taken,
    /// The other side has answered, and its answer was passed on.
    Answered,
}

/// The destination of the harness's datagram (UDP).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SendTo {
    /// To the port of the server under test.
    #[default]
    Server,
    /// To the sender of the last datagram that this socket of the harness got.
    SourceOf(String),
}

impl SendTo {
    fn is_server(&self) -> bool {
        *self == SendTo::Server
    }
}

/// The sender of the harness's datagram to the client under test.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyFrom {
    /// From the server's own address and port.
    #[default]
    Server,
    /// From the server's address and another port.
    OtherPort,
    /// From another address (127.0.0.2) and the server's port.
    OtherAddress,
    /// From this socket, which an earlier step opened.
    Socket(String),
}

/// The end of a typed line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineEnd {
    /// One line feed.
    #[default]
    LineFeed,
    /// A carriage return and a line feed.
    CarriageReturn,
    /// The end of the input: nothing can be typed after it.
    EndOfInput,
    /// Nothing yet: the next typed part goes on with the same line, once the program has read this one.
    Nothing,
}

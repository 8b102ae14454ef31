//! Everything seen in one trial, in order: plain data, made by the engine, read by the judge and by reports.
//!
//! A transcript can be saved and judged again; nothing in it depends on the machine that it was seen on, save the times.

mod bytes;
mod capture;
mod text;

pub use bytes::{Bytes, ParseBytesError};
pub use capture::{Capture, Packet, Segment, Way};
pub use text::{describe_happening, in_words, quote_bytes};

use crate::protocol::role::Side;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::Arc;

/// Everything seen in one trial, in the order in which the harness saw it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// The happenings; `at` never decreases.
    pub seen: Vec<Seen>,
    /// The packets behind them, if they were captured; a saved transcript has none.
    #[serde(skip)]
    pub capture: Option<Arc<Capture>>,
}

/// One thing seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Microseconds since the trial began.
    pub at: u64,
    /// The index of the step that was being played, from 0; `None` before the first and after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The event.
    #[serde(flatten)]
    pub what: Happening,
}

/// An event in a trial. `peer` is the name that the case gives to a client (or socket) of the harness; `program` is the
/// program under test, by its side of the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Happening {
    /// The setting of the trial.
    Setting {
        /// The port that the server should have.
        server: u16,
        /// The port that a UDP client should have, and to which a UDP server replies.
        reply: u16,
        /// Whether the client under test takes its two lines as arguments instead of prompting for them.
        arguments: bool,
    },
    /// The program was started.
    Started {
        /// The program.
        program: Side,
    },
    /// The program's port shows in the socket table.
    Ready {
        /// The program.
        program: Side,
        /// All that it listens on, or is bound to.
        endpoints: Vec<SocketAddr>,
    },
    /// The program did not come up again after a restart.
    NotReady {
        /// The program.
        program: Side,
    },
    /// A client of the harness is connected to the server.
    Connected {
        /// The client.
        peer: String,
    },
    /// A client of the harness could not connect.
    ConnectFailed {
        /// The client.
        peer: String,
        /// The system's words.
        reason: String,
    },
    /// The server has not accepted the connection of this client of the harness, which waits for an answer there.
    NotAccepted {
        /// The client.
        peer: String,
    },
    /// The client under test connected to the harness.
    Accepted {
        /// The name under which the connection goes from here on.
        peer: String,
    },
    /// The harness opened a UDP socket.
    Bound {
        /// The socket.
        peer: String,
        /// Its port.
        port: u16,
    },
    /// The harness wrote these bytes, in one piece.
    Sent {
        /// On which connection.
        peer: String,
        /// The piece.
        bytes: Bytes,
    },
    /// The harness could not write, since the other side had closed or reset.
    SendFailed {
        /// On which connection.
        peer: String,
        /// The system's words.
        reason: String,
    },
    /// These bytes came, as one read returned them.
    Received {
        /// On which connection.
        peer: String,
        /// The piece.
        bytes: Bytes,
    },
    /// The other side ended its stream (FIN).
    PeerClosed {
        /// The connection.
        peer: String,
    },
    /// The other side reset the connection (RST).
    PeerReset {
        /// The connection.
        peer: String,
    },
    /// The harness ended its stream and goes on reading.
    HalfClosed {
        /// The connection.
        peer: String,
    },
    /// The harness closed the connection, or the socket, in good order.
    Left {
        /// The connection.
        peer: String,
    },
    /// The harness reset the connection.
    ResetSent {
        /// The connection.
        peer: String,
    },
    /// The harness sent a datagram.
    DatagramSent {
        /// From which socket of the harness.
        peer: String,
        /// The receiver.
        to: SocketAddr,
        /// Its payload.
        bytes: Bytes,
    },
    /// A datagram came to a socket of the harness.
    DatagramReceived {
        /// The socket of the harness.
        peer: String,
        /// The sender.
        from: SocketAddr,
        /// Its payload.
        bytes: Bytes,
    },
    /// A line was written to the program's standard input.
    Typed {
        /// The program.
        program: Side,
        /// The bytes, line end included.
        bytes: Bytes,
    },
    /// The program's standard input was closed.
    InputEnded {
        /// The program.
        program: Side,
    },
    /// The program wrote to its console.
    Printed {
        /// The program.
        program: Side,
        /// The one of its two output streams.
        stream: Stream,
        /// The bytes, as one read returned them.
        bytes: Bytes,
    },
    /// The program ended by itself or by the harness's signal.
    Exited {
        /// The program.
        program: Side,
        /// How.
        status: ExitStatus,
    },
    /// The harness asked the program politely to stop.
    StopAsked {
        /// The program.
        program: Side,
        /// The signal's name, as in `SIGINT`.
        signal: String,
    },
    /// The program did not stop when asked, and was killed.
    Killed {
        /// The program.
        program: Side,
    },
    /// The harness took a port so that the program can't have it.
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The harness put a file into the program's folder.
    FileMade {
        /// Its path in that folder.
        name: String,
        /// How many bytes it has.
        length: usize,
    },
    /// The harness looked at a file in the program's folder.
    FileSeen {
        /// Its path in that folder.
        name: String,
        /// Its content; `None`: there is no such file.
        content: Option<Bytes>,
    },
    /// A wait of the harness ended.
    Waited {
        /// Why it ended.
        until: WaitEnd,
    },
    /// More came than a transcript keeps; the rest was counted and dropped.
    Overflow {
        /// The channel that it came on: a peer's name, `stdout` or `stderr`.
        channel: String,
    },
}

/// One of a program's output streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// Why a wait of the harness ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitEnd {
    /// The awaited event came.
    Met,
    /// The program is at rest: it sleeps, nothing is under way to it, and nothing came.
    Still,
    /// The time allowed is over.
    Deadline,
    /// The program, or the connection, is gone: nothing more can come.
    Gone,
}

/// How a process ended (wait(2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitStatus {
    /// It exited with this code.
    Code(i32),
    /// It was ended by the signal of this name.
    Signal(String),
}

impl ExitStatus {
    /// Exit code 0.
    pub fn is_success(&self) -> bool {
        *self == ExitStatus::Code(0)
    }
}

impl Transcript {
    /// Whether the program of this side was started and then did nothing that another program could see. It took no
    /// port, made no connection, sent nothing, and printed nothing on standard output.
    pub fn never_began(&self, side: Side) -> bool {
        let seen = || self.seen.iter().map(|seen| &seen.what);
        let acts = |what: &Happening| match what {
            Happening::Printed { program, stream: Stream::Out, bytes } => *program == side && !bytes.is_empty(),
            Happening::Ready { program, .. } => *program == side,
            Happening::Accepted { .. } | Happening::Received { .. } | Happening::DatagramReceived { .. } => true,
            _ => false,
        };
        seen().any(|what| matches!(what, Happening::Started { program } if *program == side)) && !seen().any(acts)
    }

    /// All bytes that came on the connection `peer`, in order.
    pub fn received_bytes(&self, peer: &str) -> Vec<u8> {
        self.gather_bytes(|what| match what {
            Happening::Received { peer: p, bytes } if p == peer => Some(bytes),
            _ => None,
        })
    }

    /// The bytes that came on the connection `peer` after its first `done` bytes, piece by piece as they came.
    pub fn pieces_after(&self, peer: &str, done: usize) -> Vec<Vec<u8>> {
        let mut before = done;
        let pieces = self.seen.iter().filter_map(|seen| match &seen.what {
            Happening::Received { peer: p, bytes } if p == peer => {
                let skipped = before.min(bytes.len());
                before -= skipped;
                Some(bytes.as_slice()[skipped..].to_vec())
            }
            _ => None,
        });
        pieces.filter(|piece| !piece.is_empty()).collect()
    }

    /// All that `program` wrote to `stream`.
    pub fn printed_bytes(&self, program: Side, stream: Stream) -> Vec<u8> {
        self.gather_bytes(|what| match what {
            Happening::Printed { program: p, stream: s, bytes } if *p == program && *s == stream => Some(bytes),
            _ => None,
        })
    }

    /// How `program` ended by itself: before the harness asked it to stop.
    pub fn exit_before_stop(&self, program: Side) -> Option<&ExitStatus> {
        let before_stop = self.seen.iter().take_while(|s| !matches!(s.what, Happening::StopAsked { .. }));
        before_stop.into_iter().find_map(|seen| match &seen.what {
            Happening::Exited { program: p, status } if *p == program => Some(status),
            _ => None,
        })
    }

    /// Whether anything came on the connection `peer`.
    pub fn has_received(&self, peer: &str) -> bool {
        self.seen.iter().rev().any(|seen| matches!(&seen.what, Happening::Received { peer: p, .. } if p == peer))
    }

    /// Whether the other side of the connection `peer` has ended its stream, in good order or not.
    pub fn has_ended(&self, peer: &str) -> bool {
        self.seen.iter().rev().any(|seen| match &seen.what {
            Happening::PeerClosed { peer: p } | Happening::PeerReset { peer: p } => p == peer,
            _ => false,
        })
    }

    /// Whether `program` had to be killed.
    pub fn was_killed(&self, program: Side) -> bool {
        self.seen.iter().any(|seen| matches!(seen.what, Happening::Killed { program: p } if p == program))
    }

    fn gather_bytes<'a>(&'a self, pick: impl Fn(&'a Happening) -> Option<&'a Bytes>) -> Vec<u8> {
        self.seen.iter().filter_map(|seen| pick(&seen.what)).flat_map(|bytes| bytes.as_slice()).copied().collect()
    }
}

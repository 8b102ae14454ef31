//! A happening in plain words: one line, the same in every report.

use super::{Bytes, ExitStatus, Happening, Stream, WaitEnd};
use std::fmt;
use std::net::SocketAddr;

/// How many bytes of a piece a line shows before it says how many more there are.
const SHOWN: usize = 160;

/// The happening as one line in plain words, bytes in quotes and escaped, long pieces shortened.
pub fn describe_happening(what: &Happening) -> String {
    match what {
        Happening::Setting { server, arguments, .. } => {
            format!("the server's port is {server}{}", if *arguments { "; the client takes arguments" } else { "" })
        }
        Happening::Started { program } => format!("the {program} is started"),
        Happening::Ready { program, endpoints } => format!("the {program} is ready on {}", list_endpoints(endpoints)),
        Happening::NotReady { program } => format!("the {program} does not come up"),
        Happening::Connected { peer } => format!("{peer} connects"),
        Happening::ConnectFailed { peer, reason } => format!("{peer} cannot connect: {}", in_words(reason)),
        Happening::NotAccepted { peer } => format!("the server has not accepted {peer}'s connection"),
        Happening::Accepted { peer } => format!("the client connects ({peer})"),
        Happening::Bound { peer, port } => format!("{peer} is bound to port {port}"),
        Happening::Sent { peer, bytes } => format!("{peer} sends {}", quote_bytes(bytes)),
        Happening::SendFailed { peer, reason } => format!("{peer} cannot send: {}", in_words(reason)),
        Happening::Received { peer, bytes } => format!("{peer} receives {}", quote_bytes(bytes)),
        Happening::PeerClosed { peer } => format!("the other side of {peer} closes"),
        Happening::PeerReset { peer } => format!("the other side of {peer} resets the connection"),
        Happening::HalfClosed { peer } => format!("{peer} closes its sending side"),
        Happening::Left { peer } => format!("{peer} closes"),
        Happening::ResetSent { peer } => format!("{peer} resets the connection"),
        Happening::DatagramSent { peer, to, bytes } => format!("{peer} sends to {to} {}", quote_bytes(bytes)),
        Happening::DatagramReceived { peer, from, bytes } => {
            format!("{peer} receives from {from} {}", quote_bytes(bytes))
        }
        Happening::Typed { program, bytes } => format!("typed to the {program}: {}", quote_bytes(bytes)),
        Happening::InputEnded { program } => format!("the {program}'s input ends"),
        Happening::Printed { program, stream: Stream::Out, bytes } => {
            format!("the {program} prints {}", quote_bytes(bytes))
        }
        Happening::Printed { program, stream: Stream::Err, bytes } => {
            format!("the {program} prints on standard error {}", quote_bytes(bytes))
        }
        Happening::Exited { program, status } => format!("the {program} {status}"),
        Happening::StopAsked { program, signal } => format!("the {program} is asked to stop ({signal})"),
        Happening::Killed { program } => format!("the {program} does not stop and is killed"),
        Happening::PortTaken { port } => format!("port {port} is taken by the harness"),
        Happening::FileMade { name, length } => format!("the file {name} is there, of length {length}"),
        Happening::FileSeen { name, content: Some(bytes) } => format!("the file {name} holds {}", quote_bytes(bytes)),
        Happening::FileSeen { name, content: None } => format!("there is no file {name}"),
        Happening::Waited { until } => until.to_string(),
        Happening::Overflow { channel } => format!("{channel}: more came than is kept"),
    }
}

/// The reason without the system's number for it, which says nothing that its words do not say.
pub fn in_words(reason: &str) -> &str {
    reason.split(" (os error").next().unwrap_or(reason)
}

/// The bytes in double quotes, escaped, and shortened in the middle if there are many.
pub fn quote_bytes(bytes: &Bytes) -> String {
    if bytes.len() <= SHOWN {
        return format!("{bytes:?}");
    }
    let (head, tail) = (&bytes.as_slice()[..SHOWN / 2], &bytes.as_slice()[bytes.len() - SHOWN / 4..]);
    format!("\"{} … {}\" ({} bytes)", Bytes::from(head), Bytes::from(tail), bytes.len())
}

fn list_endpoints(endpoints: &[SocketAddr]) -> String {
    endpoints.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for WaitEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WaitEnd::Met => "that was waited for",
            WaitEnd::Still => "the program is at rest: nothing more comes",
            WaitEnd::Deadline => "the time allowed is over",
            WaitEnd::Gone => "nothing more can come",
        })
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExitStatus::Code(code) => write!(f, "exits with code {code}"),
            ExitStatus::Signal(name) => write!(f, "is ended by {name}"),
        }
    }
}

//! The expectations of a case.

use super::matcher::{Matcher, NamedPattern};
use super::step::Payload;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// An event that must be seen at this point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// A server answers on `on` with the statistics of the request `of`.
    Statistics {
        /// The client or socket of the harness.
        on: String,
        /// The request that the statistics answer.
        of: Payload,
    },
    /// A server answers on `on` with the statistics of each of these requests. The harness sent them one behind the
    /// other. Each gets one datagram, in any order (UDP).
    StatisticsOfEach {
        /// The socket of the harness.
        on: String,
        /// The requests.
        of: Vec<Payload>,
    },
    /// A server sends no more on `on` (anywhere, if `None`).
    Nothing {
        /// The client or socket of the harness.
        on: Option<String>,
    },
    /// A server sends no statistics on `on`; an error text, a close, a reset and silence are all right.
    NoStatistics {
        /// The client or socket of the harness.
        on: String,
    },
    /// The other side closes `on` (a reset counts too).
    Closed {
        /// The client of the harness.
        on: String,
    },
    /// One of several behaviours, each with a name; none of them is wrong (INFO).
    OneOf {
        /// The clients and sockets that get the replies.
        on: Vec<String>,
        /// The names, and what is seen in each case.
        behaviours: Vec<Behaviour>,
        /// The name for everything else.
        otherwise: String,
    },
    /// The statistics of `of` come on one of several peers, each with a name; none of them is wrong (INFO).
    AnsweredOn {
        /// The request that was sent.
        of: Payload,
        /// The names, and the peer on which the reply comes in each case.
        peers: Vec<(String, String)>,
        /// The name for everything else.
        otherwise: String,
    },
    /// Whatever a server answers on `on` is noted as it is (INFO).
    Observed {
        /// The client or socket of the harness.
        on: String,
    },
    /// The client under test has sent this message, byte for byte, and so far (over UDP: in this datagram) nothing else.
    Message {
        /// The bytes.
        text: Payload,
    },
    /// The client under test has sent this length after the message.
    Length {
        /// The bytes.
        text: Payload,
    },
    /// The client under test has not sent the length before a reply came.
    LengthHeldBack {
        /// The message that it has sent.
        message: Payload,
    },
    /// The client prints the four results of this reply.
    Results {
        /// The reply.
        of: Payload,
    },
    /// In a pair the server answers this request with its statistics, and the client prints what was answered.
    RelayedStatistics {
        /// The request: the message that was typed.
        of: Payload,
    },
    /// The client prints one of several results (INFO), named.
    PrintsOneOf {
        /// The names, and the reply whose numbers are printed in each case.
        behaviours: Vec<Behaviour>,
        /// The name for everything else.
        otherwise: String,
    },
    /// A server's next messages on `on` are so.
    Reply {
        /// The client or socket of the harness.
        on: String,
        /// The content of each.
        what: Matcher,
        /// How many.
        times: usize,
        /// The sender of the datagram (UDP).
        from: ReplyOrigin,
        /// When.
        when: When,
        /// Whether nothing at all is right too.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        optional: bool,
        /// If it is not so, the case says nothing more, for this reason: what follows is about those that do this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        or_skip: Option<String>,
    },
    /// A server's next message on `on` is one of several, each with a name; none of them is wrong (INFO).
    NamedReply {
        /// The client or socket of the harness.
        on: String,
        /// The names, and what comes in each case.
        names: Vec<NamedPattern>,
        /// The name for everything else.
        otherwise: String,
    },
    /// The next message of the client under test is so.
    Sends {
        /// To which socket of the harness (UDP); to any, if `None`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<String>,
        /// Its content.
        what: Matcher,
        /// When.
        when: When,
        /// As for a reply.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        optional: bool,
        /// As for a reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        or_skip: Option<String>,
    },
    /// This stands in what the program prints on its standard output, behind what was expected there before.
    Prints {
        /// Its content.
        what: Matcher,
    },
    /// A file in the program's folder is so.
    File {
        /// Its path in that folder, as in [`Step::File`](super::Step::File).
        name: String,
        /// Its content; `None`: there is no such file.
        what: Option<Matcher>,
    },
    /// The program ends.
    Exit {
        /// How.
        how: ExitExpectation,
        /// The earliest and the latest time after the last input, if the clause is about time.
        between: Option<(Duration, Duration)>,
    },
}

impl Expectation {
    /// Whether it is about what a server sends to this client or socket of the harness.
    pub fn listens_to(&self, peer: &str) -> bool {
        match self {
            Expectation::Statistics { on, .. }
            | Expectation::StatisticsOfEach { on, .. }
            | Expectation::NoStatistics { on }
            | Expectation::Reply { on, .. }
            | Expectation::NamedReply { on, .. }
            | Expectation::Observed { on } => on == peer,
            Expectation::Nothing { on } => on.as_ref().is_none_or(|on| on == peer),
            Expectation::OneOf { on, .. } => on.iter().any(|on| on == peer),
            Expectation::AnsweredOn { peers, .. } => peers.iter().any(|(_, on)| on == peer),
            _ => false,
        }
    }
}

/// The sender of a server's datagram.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyOrigin {
    /// From the port that was asked.
    #[default]
    AskedPort,
    /// From a port that nothing came from before.
    NewPort,
    /// From anywhere.
    Any,
}

/// When something must come, counted from the end of the step before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// No earlier than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Duration>,
    /// No later than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Duration>,
}

/// One named behaviour of an INFO clause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// Its name in the protocol.
    pub name: String,
    /// The requests whose statistics are seen (or the reply that is printed), in order.
    pub shows: Vec<Payload>,
}

/// How a program must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitExpectation {
    /// With exit code 0.
    Success,
    /// With a message on standard error, no statistics on standard output, and a non-zero exit status.
    Failure,
    /// With another exit code than 0, whatever it prints; no signal ends it.
    NonZero,
    /// Either way, with exit code 0 or with a message on standard error; no signal ends it.
    Orderly,
    /// In any way at all (INFO: only what came before it matters).
    Any,
}

//! The clauses of the post's protocol that a dialect turns off, and why.

use super::{Dialect, LinePlaceholder, Serves};
use crate::protocol::ReplyTo;
use crate::set_statistics::Clause::{self, *};

/// The part of a dialect that turns some clauses off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The key of protocol.toml that says so.
    pub key: &'static str,
    /// The sentence about the dialect.
    pub because: &'static str,
    /// The clauses that are about what the dialect does not have.
    pub clauses: &'static [Clause],
}

const fn new_reason(key: &'static str, because: &'static str, clauses: &'static [Clause]) -> Reason {
    Reason { key, because, clauses }
}

const NO_LENGTH: Reason =
    new_reason("length", "the length is not sent by itself", &[TcpS2, TcpS10, TcpC6, TcpC8, UdpC6]);
const JOINED: Reason = new_reason("length", "the length ends the request", &[TcpS9, TcpS11, UdpS7]);
const REQUEST_ENDS: Reason = new_reason("request", "a request has an end", &[TcpS9, TcpS10, TcpS11, TcpC6, UdpS7]);
const SEPARATED: Reason = new_reason("request", "other numbers fit into a request of so many bytes", &[TcpS11, UdpS7]);
const RESPONSE_ENDS: Reason = new_reason("response", "a response has an end", &[Rsp3, TcpC7]);
const NO_PROMPTS: Reason = new_reason("prompts", "nothing is asked", &[Con1, End3]);
const NOT_READY: Reason = new_reason("ready", "servers do not say that they are ready", &[Con3]);
const NOT_RECEIVED: Reason = new_reason("received", "servers do not say what they receive", &[Con4, Con5]);
const NO_LIST: Reason = new_reason("received", "servers print no list", &[Con5]);
const INTEGERS: Reason = new_reason("integers", "requests hold integers alone", &[Num1, Num2, Num5, Num6, Req3]);
const DECIMALS: Reason = new_reason("response", "results have a fixed number of decimals", &[Num5]);
const TO_SENDER: Reason = new_reason("ports", "a datagram is answered to its sender", &[UdpS6, UdpC7]);
const ONE_CLIENT: Reason =
    new_reason("serves", "a server has one client, and ends", &[TcpS3, TcpS5, TcpS6, TcpS7, UdpS4, UdpS5, UdpS6]);

/// The parts of this dialect that turn clauses off.
pub fn clause_off_reasons(dialect: &Dialect) -> Vec<Reason> {
    let is_listed = |received: &Option<super::Received>| {
        received.as_ref().is_some_and(|received| received.placeholder == LinePlaceholder::List)
    };
    let all = [
        (!dialect.length.is_sent(), NO_LENGTH),
        (dialect.length.is_joined(), JOINED),
        (!dialect.request.end.is_empty(), REQUEST_ENDS),
        (dialect.request.separator.len() != 1, SEPARATED),
        (!dialect.response.end.is_empty(), RESPONSE_ENDS),
        (dialect.prompts.is_off(), NO_PROMPTS),
        (dialect.ready.is_off(), NOT_READY),
        (dialect.received.is_off(), NOT_RECEIVED),
        (!is_listed(&dialect.received.tcp) && !is_listed(&dialect.received.udp), NO_LIST),
        (dialect.numbers.integers, INTEGERS),
        (dialect.numbers.decimals.is_some(), DECIMALS),
        (dialect.replies_to == ReplyTo::Sender, TO_SENDER),
        (dialect.serves == Serves::One, ONE_CLIENT),
    ];
    all.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect()
}

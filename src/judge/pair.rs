//! What goes through the relay of a pair: the server's answer to the message, and what the client prints of it.

use super::client_console;
use super::docket::Docket;
use super::finding::Evidence;
use super::hearing::Hearing;
use super::reply;
use crate::case::Payload;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::transcript::Happening;

/// The server answers `of` with its statistics, and the client prints what was answered, in whatever spelling: the
/// values are the server's to get right, `clause` is the client's.
pub(super) fn relayed(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, of: &Payload) {
    let Some(answer) = answer(hearing) else { return no_answer(hearing, docket) };
    reply::judge(docket, ClauseId::Rsp2, &of.to_vec(), &answer);
    client_console::results(hearing, docket, at, clause, &Payload::from(answer));
}

/// Whether the client has printed what was answered, or can't any more.
pub(super) fn is_over(hearing: &Hearing<'_>) -> bool {
    let printed = answer(hearing).is_some_and(|answer| client_console::are_printed(hearing, &Payload::from(answer)));
    printed || hearing.client_ended()
}

/// What the relay passed on to the client first: the answer to the message, before the length went through.
fn answer(hearing: &Hearing<'_>) -> Option<Vec<u8>> {
    first_to(hearing, |peer| peer != WIRE)
}

/// The relay's socket that stands for the client before the server; see the player.
const WIRE: &str = "wire";

fn first_to(hearing: &Hearing<'_>, is_receiver: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    hearing.transcript.seen.iter().find_map(|seen| match &seen.what {
        Happening::Sent { peer, bytes } | Happening::DatagramSent { peer, bytes, .. } if is_receiver(peer) => {
            Some(bytes.as_slice().to_vec())
        }
        _ => None,
    })
}

/// Nothing came back: the server's silence, or the client's before it.
fn no_answer(hearing: &Hearing<'_>, docket: &mut Docket) {
    let asked = first_to(hearing, |peer| peer == WIRE).is_some();
    let (clause, what, side) = match (asked, hearing.transport()) {
        (true, Transport::Tcp) => (ClauseId::TcpS1, "the server does not answer the client's message", Side::Server),
        (true, Transport::Udp) => (ClauseId::UdpS1, "the server does not answer the client's message", Side::Server),
        (false, Transport::Tcp) => (ClauseId::TcpC1, "the client sends no message", Side::Client),
        (false, Transport::Udp) => (ClauseId::UdpC1, "the client sends no message", Side::Client),
    };
    docket.break_clause(clause, Evidence::new(format!("{what}{}", hearing.fate(side))));
}

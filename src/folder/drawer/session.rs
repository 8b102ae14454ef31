//! Turns drawn messages into the steps of a session, without the expected answers.

use crate::case::{Cut, LineEnd, Payload, Step};
use crate::folder::derived::Draws;
use crate::protocol::FamilySpec;
use crate::protocol::role::{Side, Transport};

/// The steps of the harness with these messages. A server gets each by a client of its own; a client gets them typed.
/// The steps of clients that are there at once are in the order of `draws`.
pub(super) fn session_steps(family: &FamilySpec, messages: &[Vec<u8>], draws: &mut Draws) -> Vec<Step> {
    if family.role.side() == Side::Client {
        return messages.iter().map(|message| type_step(message)).collect();
    }
    let visits: Vec<Vec<Step>> =
        messages.iter().enumerate().map(|(at, message)| visit_steps(family, at, message).to_vec()).collect();
    match family.at_once {
        1 => visits.concat(),
        several => visits.chunks(several).flat_map(|visits| at_once(visits, family.role.transport(), draws)).collect(),
    }
}

/// These visits at once: all come, each sends its message in two parts, then all leave.
fn at_once(visits: &[Vec<Step>], transport: Transport, draws: &mut Draws) -> Vec<Step> {
    let comes = visits.iter().map(|visit| visit[0].clone());
    let leaves = visits.iter().map(|visit| visit[2].clone());
    let mut parts: Vec<Vec<Step>> = visits.iter().map(|visit| split_send(&visit[1], transport, draws)).collect();
    let mut sends = Vec::new();
    while !parts.is_empty() {
        let client = draws.draw_below(parts.len());
        sends.push(parts[client].remove(0));
        parts.retain(|left| !left.is_empty());
    }
    comes.chain(sends).chain(leaves).collect()
}

/// The step in two, if it sends bytes of a stream that can be parted.
fn split_send(send: &Step, transport: Transport, draws: &mut Draws) -> Vec<Step> {
    let Step::Send { peer, payload, cut, to } = send else { return vec![send.clone()] };
    let bytes = payload.to_vec();
    let place = 1 + draws.draw_below(bytes.len().saturating_sub(1));
    if transport == Transport::Udp || place >= bytes.len() {
        return vec![send.clone()];
    }
    let part = |bytes: &[u8]| Step::Send {
        peer: peer.clone(),
        payload: Payload::from(bytes),
        cut: cut.clone(),
        to: to.clone(),
    };
    vec![part(&bytes[..place]), part(&bytes[place..])]
}

/// One client's visit: it comes, sends its message and leaves.
fn visit_steps(family: &FamilySpec, at: usize, message: &[u8]) -> [Step; 3] {
    let payload = Payload::from([message, &family.end].concat());
    let peer = format!("visit-{}", at + 1);
    let comes = match family.role.transport() {
        Transport::Tcp => Step::Connect { peer: peer.clone() },
        Transport::Udp => Step::Bind { peer: peer.clone(), port: family.role.reply_port() },
    };
    [
        comes,
        Step::Send { peer: peer.clone(), payload, cut: Cut::default(), to: Default::default() },
        Step::Leave { peer },
    ]
}

fn type_step(message: &[u8]) -> Step {
    Step::Type { line: message.to_vec().into(), end: LineEnd::LineFeed, after: None }
}

//! From drawn messages to the steps of a session, without what is owed for them.

use crate::case::{Cut, LineEnd, Payload, Step};
use crate::protocol::FamilySpec;
use crate::protocol::role::{Side, Transport};

/// What the harness does with these messages. A server gets each by a client of its own; a client gets them typed.
pub(super) fn steps(family: &FamilySpec, messages: &[Vec<u8>]) -> Vec<Step> {
    match family.role.side() {
        Side::Server => messages.iter().enumerate().flat_map(|(at, message)| exchange(family, at, message)).collect(),
        Side::Client => messages.iter().map(|message| typed(message)).collect(),
    }
}

/// One client's visit: it comes, sends its message and leaves.
fn exchange(family: &FamilySpec, at: usize, message: &[u8]) -> [Step; 3] {
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

fn typed(message: &[u8]) -> Step {
    Step::Type { line: message.to_vec().into(), end: LineEnd::LineFeed, after: None }
}

//! The same case beside other clients, or after them.

use super::draws::Draws;
use super::{DerivedVariant, WrittenCase};
use crate::case::{Cut, Expectation, Payload, SendTo, Step};
use crate::protocol::role::Transport;

/// How many clients are there at once, and how many orders are drawn for so many.
const CROWDS: [(usize, usize); 2] = [(2, 4), (5, 2)];
/// How many bytes of nonsense are sent, at the least and at the most.
const NONSENSE: [(usize, usize); 8] = [(1, 1), (1, 8), (1, 8), (9, 64), (9, 64), (65, 512), (65, 512), (1000, 1400)];

/// The case by several clients at once, their steps in a drawn order.
pub(super) fn interleave_clients(written: &WrittenCase<'_>, draws: &mut Draws) -> Vec<DerivedVariant> {
    if written.has_restart() || written.is_about_all() || written.binds_a_port() || written.measures_time() {
        return Vec::new();
    }
    let mut variants = Vec::new();
    for (clients, orders) in CROWDS {
        for _ in 0..orders {
            let steps = in_drawn_order(&written.case.steps, clients, draws);
            let note = format!("Here {clients} clients do so at once, their steps in a drawn order.");
            if variants.iter().all(|other: &DerivedVariant| other.steps != steps) {
                variants.push(DerivedVariant::new(steps, note));
            }
        }
    }
    variants
}

/// Copies of the steps, mixed; the steps of each copy stay in their order.
fn in_drawn_order(steps: &[Step], copies: usize, draws: &mut Draws) -> Vec<Step> {
    let mut next = vec![0; copies];
    let mut mixed = Vec::new();
    while mixed.len() < copies * steps.len() {
        let open: Vec<usize> = (0..copies).filter(|copy| next[*copy] < steps.len()).collect();
        let copy = open[draws.draw_below(open.len())];
        mixed.push(rename_peers(&steps[next[copy]], &(copy + 1).to_string()));
        next[copy] += 1;
    }
    mixed
}

/// The same step by another client or socket: its name with `suffix`.
pub(super) fn rename_peers(step: &Step, suffix: &str) -> Step {
    let mut step = step.clone();
    let name = |peer: &mut String| *peer = format!("{peer}-{suffix}");
    match &mut step {
        Step::Send { peer, to, .. } => {
            name(peer);
            if let SendTo::SourceOf(other) = to {
                name(other);
            }
        }
        Step::Connect { peer }
        | Step::Bind { peer, .. }
        | Step::HalfClose { peer }
        | Step::Leave { peer }
        | Step::Reset { peer } => name(peer),
        Step::Expect { what, .. } => match what {
            Expectation::Statistics { on, .. }
            | Expectation::StatisticsOfEach { on, .. }
            | Expectation::NoStatistics { on }
            | Expectation::Closed { on }
            | Expectation::Observed { on }
            | Expectation::Reply { on, .. }
            | Expectation::NamedReply { on, .. }
            | Expectation::Nothing { on: Some(on) } => name(on),
            Expectation::OneOf { on, .. } => on.iter_mut().for_each(name),
            Expectation::AnsweredOn { peers, .. } => peers.iter_mut().for_each(|(_, peer)| name(peer)),
            _ => {}
        },
        _ => {}
    }
    step
}

/// The case after one client that leaves, resets, half-closes in the middle of a message, or stays silent, and after all
/// of them. If the protocol `serves_several` clients at once, the silent one stays to the end.
pub(super) fn after_rude_clients(written: &WrittenCase<'_>, serves_several: bool) -> Vec<DerivedVariant> {
    // The case is not about the bytes that a rude client gets.
    if written.is_about_all() || written.binds_a_port() {
        return Vec::new();
    }
    let half = half_a_message(written);
    let mut variants: Vec<DerivedVariant> = Vec::new();
    let mut all: Vec<Step> = Vec::new();
    for (kind, what) in Rudeness::ALL {
        let name = written.free_name(kind);
        let Some(steps) = what.client_steps(&name, written.role.transport(), half.as_deref(), serves_several) else {
            continue;
        };
        all.extend(steps.clone());
        variants.push(DerivedVariant::new(
            written.insert_before_clients(steps),
            format!("Here a client comes before that {}.", what.in_words()),
        ));
    }
    if variants.len() > 1 {
        variants.push(DerivedVariant::new(
            written.insert_before_clients(all),
            "Here rude clients of every kind come before.",
        ));
    }
    variants
}

/// The first half of the first message that the case sends, if it has one.
fn half_a_message(written: &WrittenCase<'_>) -> Option<Vec<u8>> {
    let message = |step: &Step| match step {
        Step::Send { payload, .. } => Some(payload.to_vec()),
        _ => None,
    };
    let message = written.case.steps.iter().find_map(message).filter(|message| message.len() > 1)?;
    Some(message[..message.len() / 2].to_vec())
}

/// The behaviour of a rude client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rudeness {
    Leaves,
    Resets,
    LeavesInTheMiddle,
    ResetsInTheMiddle,
    HalfClosesInTheMiddle,
    StaysSilent,
}

impl Rudeness {
    /// Each with the name of its client.
    const ALL: [(&'static str, Rudeness); 6] = [
        ("leaves", Rudeness::Leaves),
        ("resets", Rudeness::Resets),
        ("leaves-early", Rudeness::LeavesInTheMiddle),
        ("resets-early", Rudeness::ResetsInTheMiddle),
        ("half-closes", Rudeness::HalfClosesInTheMiddle),
        ("silent", Rudeness::StaysSilent),
    ];

    const fn in_words(self) -> &'static str {
        match self {
            Rudeness::Leaves => "leaves at once",
            Rudeness::Resets => "resets its connection",
            Rudeness::LeavesInTheMiddle => "sends half a message and leaves",
            Rudeness::ResetsInTheMiddle => "sends half a message and resets its connection",
            Rudeness::HalfClosesInTheMiddle => "sends half a message and half-closes its connection",
            Rudeness::StaysSilent => "stays silent",
        }
    }

    /// The steps of the client `name`; nothing if this transport has no such client, or if no message is known.
    fn client_steps(self, name: &str, transport: Transport, half: Option<&[u8]>, stays: bool) -> Option<Vec<Step>> {
        let peer = || name.to_owned();
        let leave = Step::Leave { peer: peer() };
        let rest = match self {
            // A UDP server does not notice a socket that sends nothing.
            what if transport == Transport::Udp && what != Rudeness::LeavesInTheMiddle => return None,
            Rudeness::Leaves => vec![leave],
            Rudeness::Resets => vec![Step::Reset { peer: peer() }],
            Rudeness::LeavesInTheMiddle => vec![send_step(name, half?), leave],
            Rudeness::ResetsInTheMiddle => vec![send_step(name, half?), Step::Reset { peer: peer() }],
            Rudeness::HalfClosesInTheMiddle => vec![send_step(name, half?), Step::HalfClose { peer: peer() }, leave],
            Rudeness::StaysSilent if stays => vec![Step::StaySilent],
            Rudeness::StaysSilent => vec![Step::StaySilent, leave],
        };
        Some([vec![entry_step(name, transport)], rest].concat())
    }
}

/// The case after a client that sends drawn bytes.
pub(super) fn unexpected_bytes(written: &WrittenCase<'_>, draws: &mut Draws) -> Vec<DerivedVariant> {
    if written.is_about_all() || written.binds_a_port() {
        return Vec::new();
    }
    let name = written.free_name("nonsense");
    let variant = |(least, most): (usize, usize)| {
        let length = least + draws.draw_below(most - least + 1);
        let bytes = draws.draw_bytes(length);
        let steps = [
            entry_step(&name, written.role.transport()),
            send_step(&name, &bytes),
            Step::StaySilent,
            Step::Leave { peer: name.clone() },
        ];
        DerivedVariant::new(
            written.insert_before_clients(steps.to_vec()),
            format!("Here a client sends {length} drawn bytes before."),
        )
    };
    NONSENSE.into_iter().map(variant).collect()
}

/// The step by which a client or socket comes.
fn entry_step(name: &str, transport: Transport) -> Step {
    match transport {
        Transport::Tcp => Step::Connect { peer: name.to_owned() },
        Transport::Udp => Step::Bind { peer: name.to_owned(), port: None },
    }
}

fn send_step(name: &str, bytes: &[u8]) -> Step {
    Step::Send { peer: name.to_owned(), payload: Payload::from(bytes), cut: Cut::default(), to: Default::default() }
}

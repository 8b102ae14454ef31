//! What an attempt showed, read off its transcript and its packets.

use super::{Lines, Remark, State};
use crate::engine::event::{Fault, Outcome};
use crate::implementation::Implementation;
use crate::protocol::role::{Role, Side, Transport};
use crate::transcript::{Capture, Happening, Stream, Transcript, Way};
use std::net::{IpAddr, Ipv4Addr};

/// How much of what a program prints on standard error is kept.
const TAIL: usize = 2048;
/// What the resolvers of the usual languages say of a name that they can't find (in lower case).
const NAME_NOT_FOUND: [&str; 6] = [
    "name or service not known",
    "temporary failure in name resolution",
    "unknownhostexception",
    "nodename nor servname",
    "no such host",
    "enotfound",
];

/// What an attempt showed.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// What was played.
    pub(super) implementation: Implementation,
    pub(super) state: State,
    /// The server's port, as far as the program showed it.
    pub(super) port: Option<u16>,
    /// The reply port, as far as the program showed it.
    pub(super) reply_port: Option<u16>,
    pub(super) lines: Lines,
    pub(super) was_killed: bool,
    pub(super) remarks: Vec<Remark>,
    ended_by_itself: bool,
}

impl Seen {
    pub(super) fn of(implementation: Implementation, role: Role, outcome: Outcome) -> Seen {
        let (fault, transcript) = match outcome {
            Outcome::Judged { transcript, .. } => (None, transcript),
            Outcome::Faulted { fault, transcript } => (Some(State::Faulted(fault)), transcript),
            Outcome::Skipped { reason } => (Some(State::Unavailable(reason)), Transcript::default()),
        };
        let side = role.side();
        let network = Network::of(&transcript, role);
        let state = fault.unwrap_or_else(|| match (side, network.spoke) {
            (Side::Server, _) | (Side::Client, true) => State::Works,
            (Side::Client, false) => State::Silent { output: tail(&transcript, side) },
        });
        Seen {
            remarks: remarks(&transcript, role, &network, &state),
            port: network.port,
            reply_port: network.reply_port,
            lines: lines(&transcript, side),
            was_killed: transcript.was_killed(side),
            ended_by_itself: transcript.exit_before_stop(side).is_some(),
            implementation,
            state,
        }
    }

    pub(super) fn works(&self) -> bool {
        self.state == State::Works
    }

    /// Whether another way of calling it may come further: not if it isn't there, or is busy with something else.
    pub(super) fn may_be_called_otherwise(&self) -> bool {
        match &self.state {
            State::Works | State::Unavailable(_) => false,
            State::Faulted(fault) => matches!(fault, Fault::ExitedEarly { .. }),
            State::Silent { .. } => self.ended_by_itself,
        }
    }

    /// Which of two that both do not work is told of: the one that at least wanted to talk; else the plainer one, which
    /// came before.
    pub(super) fn is_better_than(&self, before: &Seen) -> bool {
        self.port.is_some() && before.port.is_none() || before.ended_by_itself && !self.ended_by_itself
    }
}

/// What the program did on the network.
#[derive(Debug, Default)]
struct Network {
    /// Whether what it has to say came to the harness.
    spoke: bool,
    port: Option<u16>,
    reply_port: Option<u16>,
    /// Where it is, or wanted to go.
    address: Option<IpAddr>,
    watched: bool,
}

impl Network {
    fn of(transcript: &Transcript, role: Role) -> Network {
        let capture = transcript.capture.as_deref();
        let mut network = match role.side() {
            Side::Server => Network::of_server(transcript, role, capture),
            Side::Client => Network::of_client(role, capture),
        };
        network.watched = capture.is_some();
        network.spoke = transcript.seen.iter().any(|seen| match &seen.what {
            Happening::Received { bytes, .. } | Happening::DatagramReceived { bytes, .. } => {
                !bytes.as_slice().is_empty()
            }
            _ => false,
        });
        network
    }

    fn of_server(transcript: &Transcript, role: Role, capture: Option<&Capture>) -> Network {
        let endpoints = transcript.seen.iter().find_map(|seen| match &seen.what {
            Happening::Ready { program: Side::Server, endpoints } => Some(endpoints),
            _ => None,
        });
        let wanted = transcript.seen.iter().find_map(|seen| match seen.what {
            Happening::Setting { server, .. } => Some(server),
            _ => None,
        });
        let endpoint = endpoints
            .and_then(|all| all.iter().find(|endpoint| Some(endpoint.port()) == wanted).or_else(|| all.first()));
        let port = endpoint.map(|endpoint| endpoint.port());
        let answers = |capture: &Capture| {
            let all = capture.datagrams("server").into_iter();
            all.filter(|way| Some(way.from.port()) == port).map(|way| way.to.port()).next()
        };
        let reply_port = capture.filter(|_| role.transport() == Transport::Udp).and_then(answers);
        Network { port, reply_port, address: endpoint.map(|endpoint| endpoint.ip()), ..Network::default() }
    }

    fn of_client(role: Role, capture: Option<&Capture>) -> Network {
        let first = |ways: Vec<Way>| ways.into_iter().next();
        let way = capture.and_then(|capture| match role.transport() {
            Transport::Tcp => first(capture.attempts("client")),
            // Where the harness answers, the client has spoken before.
            Transport::Udp => first(capture.datagrams("client")),
        });
        let Some(way) = way else { return Network::default() };
        let reply_port = (role.transport() == Transport::Udp).then(|| way.from.port());
        Network { port: Some(way.to.port()), reply_port, address: Some(way.to.ip()), ..Network::default() }
    }
}

fn remarks(transcript: &Transcript, role: Role, network: &Network, state: &State) -> Vec<Remark> {
    let errors = tail(transcript, role.side()).to_lowercase();
    let own_name = network.address.map(|ip| ip.to_canonical()).filter(|ip| match ip {
        IpAddr::V4(ip) => ip.is_loopback() && *ip != Ipv4Addr::LOCALHOST,
        IpAddr::V6(_) => false,
    });
    let name_not_found = *state != State::Works && NAME_NOT_FOUND.iter().any(|words| errors.contains(words));
    let not_seen =
        !network.watched && *state == State::Works && (role.side() == Side::Client || role == Role::UdpServer);
    let all = [
        own_name.map(Remark::HostName),
        name_not_found.then_some(Remark::UnknownName),
        not_seen.then_some(Remark::PortsNotSeen),
    ];
    all.into_iter().flatten().collect()
}

/// Whether the first that it printed could be seen while it ran.
fn lines(transcript: &Transcript, side: Side) -> Lines {
    let ends = |what: &Happening| matches!(what, Happening::StopAsked { .. } | Happening::Exited { .. });
    let prints = |what: &Happening| match what {
        Happening::Printed { program, stream: Stream::Out, .. } => *program == side,
        _ => false,
    };
    let mut seen = transcript.seen.iter().map(|seen| &seen.what);
    match seen.find(|what| ends(what) || prints(what)) {
        Some(what) if prints(what) => Lines::AtOnce,
        Some(_) if seen.any(prints) => Lines::AtTheEnd,
        _ => Lines::Never,
    }
}

fn tail(transcript: &Transcript, side: Side) -> String {
    let all = transcript.printed(side, Stream::Err);
    String::from_utf8_lossy(&all[all.len().saturating_sub(TAIL)..]).into_owned()
}

//! The result of an attempt, read from its transcript and its packets.

use super::{LinesSeen, SurveyRemark, SurveyState};
use crate::engine::event::{Fault, Outcome};
use crate::implementation::Implementation;
use crate::judge::Impression;
use crate::protocol::role::{Role, Side, Transport};
use crate::transcript::{Capture, Happening, Stream, Transcript, Way};
use std::net::{IpAddr, Ipv4Addr};

/// How much of what a program prints on standard error is kept.
const TAIL: usize = 2048;
/// The messages of the usual languages' resolvers about a name that they can't find (in lower case).
const NAME_NOT_FOUND: [&str; 6] = [
    "name or service not known",
    "temporary failure in name resolution",
    "unknownhostexception",
    "nodename nor servname",
    "no such host",
    "getaddrinfo enotfound",
];
/// The port of name services: what goes there says nothing of the program's own ports.
const NAME_SERVICE: u16 = 53;

/// The result of an attempt.
#[derive(Debug)]
pub(super) struct SeenAttempt {
    /// The implementation that was played.
    pub(super) implementation: Implementation,
    pub(super) state: SurveyState,
    /// The server's port, as far as the program showed it.
    pub(super) port: Option<u16>,
    /// The reply port, as far as the program showed it.
    pub(super) reply_port: Option<u16>,
    /// The address that it uses, if that is a loopback's and not 127.0.0.1.
    pub(super) other_loopback: Option<IpAddr>,
    pub(super) lines: LinesSeen,
    pub(super) was_killed: bool,
    pub(super) remarks: Vec<SurveyRemark>,
    /// The protocol that it speaks, as far as that is plain.
    pub(super) impression: Option<Box<dyn Impression>>,
}

impl SeenAttempt {
    pub(super) fn from_outcome(implementation: Implementation, role: Role, outcome: Outcome) -> SeenAttempt {
        let (fault, transcript) = match outcome {
            Outcome::Judged { transcript, .. } => (None, transcript),
            Outcome::Faulted { fault, transcript } => (Some(SurveyState::Faulted(fault)), transcript),
            Outcome::Skipped { reason } => (Some(SurveyState::Unavailable(reason)), Transcript::default()),
        };
        let side = role.side();
        let network = NetworkUse::from_transcript(&transcript, role);
        let state = fault.unwrap_or_else(|| match (side, network.spoke) {
            (Side::Server, _) | (Side::Client, true) => SurveyState::Works,
            (Side::Client, false) => SurveyState::Silent {
                ended: transcript.exit_before_stop(side).cloned(),
                output: stderr_tail(&transcript, side),
            },
        });
        SeenAttempt {
            remarks: collect_remarks(&transcript, role, &network, &state),
            port: network.port,
            reply_port: network.reply_port,
            other_loopback: network.address.map(|ip| ip.to_canonical()).filter(is_other_loopback),
            lines: classify_lines(&transcript, side),
            was_killed: transcript.was_killed(side),
            impression: None,
            implementation,
            state,
        }
    }

    pub(super) fn is_working(&self) -> bool {
        self.state == SurveyState::Works
    }

    /// Whether another way of calling it may come further: not if it isn't there, or is busy with something else.
    pub(super) fn may_be_called_otherwise(&self) -> bool {
        match &self.state {
            SurveyState::Works | SurveyState::Unavailable(_) => false,
            SurveyState::Faulted(fault) => matches!(fault, Fault::ExitedEarly { .. }),
            SurveyState::Silent { ended, .. } => ended.is_some(),
        }
    }

    /// Whether this attempt shows more of a program than the one before it, if neither works. A program that wanted to
    /// talk shows most, then one that said what it lacks. Of two equal attempts the plainer one counts, which came
    /// before.
    pub(super) fn shows_more_than(&self, before: &SeenAttempt) -> bool {
        self.amount_shown() > before.amount_shown()
    }

    fn amount_shown(&self) -> u8 {
        let output = match &self.state {
            SurveyState::Silent { ended: Some(_), output } => output,
            SurveyState::Faulted(Fault::ExitedEarly { output, .. }) => output,
            _ => "",
        };
        if self.port.is_some() { 2 } else { u8::from(!output.trim().is_empty()) }
    }
}

/// The program's use of the network.
#[derive(Debug, Default)]
struct NetworkUse {
    /// Whether what it has to say came to the harness.
    spoke: bool,
    port: Option<u16>,
    reply_port: Option<u16>,
    /// Its address, or the address that it wanted to reach.
    address: Option<IpAddr>,
    watched: bool,
}

impl NetworkUse {
    fn from_transcript(transcript: &Transcript, role: Role) -> NetworkUse {
        let capture = transcript.capture.as_deref();
        let mut network = match role.side() {
            Side::Server => NetworkUse::of_server(transcript, role, capture),
            Side::Client => NetworkUse::of_client(transcript, role, capture),
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

    fn of_server(transcript: &Transcript, role: Role, capture: Option<&Capture>) -> NetworkUse {
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
        NetworkUse { port, reply_port, address: endpoint.map(|endpoint| endpoint.ip()), ..NetworkUse::default() }
    }

    fn of_client(transcript: &Transcript, role: Role, capture: Option<&Capture>) -> NetworkUse {
        let ways = capture.map(|capture| match role.transport() {
            Transport::Tcp => capture.connection_attempts("client"),
            Transport::Udp => capture.datagrams("client"),
        });
        let ours = harness_ports(transcript);
        let is_its_own = |way: &Way| way.to.port() != NAME_SERVICE && !ours.contains(&way.from.port());
        let Some(way) = ways.into_iter().flatten().find(is_its_own) else {
            // Without a capture, the datagrams that came at least show their sender.
            return NetworkUse { reply_port: first_sender_port(transcript), ..NetworkUse::default() };
        };
        let reply_port = (role.transport() == Transport::Udp).then(|| way.from.port());
        NetworkUse { port: Some(way.to.port()), reply_port, address: Some(way.to.ip()), ..NetworkUse::default() }
    }
}

/// The port from which the first datagram came.
fn first_sender_port(transcript: &Transcript) -> Option<u16> {
    transcript.seen.iter().find_map(|seen| match seen.what {
        Happening::DatagramReceived { from, .. } => Some(from.port()),
        _ => None,
    })
}

/// The ports of the harness's own UDP sockets: it answers a client, whether that has spoken or not.
fn harness_ports(transcript: &Transcript) -> Vec<u16> {
    let bound = transcript.seen.iter().filter_map(|seen| match seen.what {
        Happening::Bound { port, .. } => Some(port),
        _ => None,
    });
    bound.collect()
}

fn is_other_loopback(ip: &IpAddr) -> bool {
    ip.is_ipv4() && ip.is_loopback() && *ip != Ipv4Addr::LOCALHOST
}

fn collect_remarks(
    transcript: &Transcript,
    role: Role,
    network: &NetworkUse,
    state: &SurveyState,
) -> Vec<SurveyRemark> {
    let errors = stderr_tail(transcript, role.side()).to_lowercase();
    let name_not_found = *state != SurveyState::Works && NAME_NOT_FOUND.iter().any(|words| errors.contains(words));
    let not_seen = !network.watched
        && *state == SurveyState::Works
        && (role.side() == Side::Client || role.has_side_and_transport(Side::Server, Transport::Udp));
    let silent = matches!(state, SurveyState::Silent { .. }) && !network.watched;
    let all = [
        name_not_found.then_some(SurveyRemark::UnknownName),
        not_seen.then_some(SurveyRemark::PortsNotSeen),
        silent.then_some(SurveyRemark::OtherPortsPerhaps),
    ];
    all.into_iter().flatten().collect()
}

/// Whether the first that it printed could be seen while it ran.
fn classify_lines(transcript: &Transcript, side: Side) -> LinesSeen {
    let ends = |what: &Happening| matches!(what, Happening::StopAsked { .. } | Happening::Exited { .. });
    let prints = |what: &Happening| match what {
        Happening::Printed { program, stream: Stream::Out, .. } => *program == side,
        _ => false,
    };
    let mut seen = transcript.seen.iter().map(|seen| &seen.what);
    match seen.find(|what| ends(what) || prints(what)) {
        Some(what) if prints(what) => LinesSeen::AtOnce,
        Some(_) if seen.any(prints) => LinesSeen::AtTheEnd,
        _ => LinesSeen::Never,
    }
}

/// The end of what it printed on standard error until it was asked to stop: what it says of the signal is not its own.
fn stderr_tail(transcript: &Transcript, side: Side) -> String {
    let until_stop = transcript.seen.iter().take_while(|seen| !matches!(seen.what, Happening::StopAsked { .. }));
    let pieces = until_stop.filter_map(|seen| match &seen.what {
        Happening::Printed { program, stream: Stream::Err, bytes } if *program == side => Some(bytes.as_slice()),
        _ => None,
    });
    let all = pieces.collect::<Vec<_>>().concat();
    String::from_utf8_lossy(&all[all.len().saturating_sub(TAIL)..]).into_owned()
}

//! What went over each connection and socket, one after the other.

use super::block;
use crate::case::{Case, Expectation, Step};
use crate::protocol::role::{REPLY_PORT, Transport};
use crate::report::plain::plain;
use crate::transcript::{Bytes, Happening, Seen, Transcript, WaitEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

/// A block for each connection and socket, in the order of their names.
pub fn channels(case: &Case, transcript: &Transcript) -> Vec<String> {
    let before_stop = transcript.seen.iter().position(|seen| matches!(seen.what, Happening::StopAsked { .. }));
    let seen = &transcript.seen[..before_stop.unwrap_or(transcript.seen.len())];
    let known = endpoints(seen);
    let mut channels: BTreeMap<&str, Channel> = BTreeMap::new();
    for (index, one) in seen.iter().enumerate() {
        if let Some(peer) = peer(&one.what) {
            channels.entry(peer).or_default().add(&one.what, settled(case, seen, index, peer), &known);
        }
    }
    let bound = fixed_ports(case);
    channels.into_iter().map(|(peer, channel)| block(&title(peer, &bound), channel.lines())).collect()
}

/// One connection or socket: what went over it, and how the other side ended it.
#[derive(Default)]
struct Channel {
    entries: Vec<Entry>,
    /// How the other side ended it.
    ended: Option<&'static str>,
    /// How the harness left it.
    left: Option<&'static str>,
}

/// One line about a channel.
enum Entry {
    /// All that came between two sends of the harness.
    Received(Vec<u8>),
    /// Anything else.
    Line(String),
}

impl Channel {
    /// Adds what happened. Of the other side's end only that counts which was `settled`: one that the harness waited
    /// for, or would have seen in any run.
    fn add(&mut self, what: &Happening, settled: bool, known: &BTreeSet<SocketAddr>) {
        use Happening as H;
        match what {
            H::Received { bytes, .. } => self.received(bytes),
            H::PeerClosed { .. } if settled => self.end("the other side closes"),
            H::PeerReset { .. } if settled => self.end("the other side resets the connection"),
            H::PeerClosed { .. } | H::PeerReset { .. } => {}
            H::Left { .. } => self.left = Some("closed"),
            H::ResetSent { .. } => self.left = Some("reset"),
            H::Connected { .. } => self.line("connected"),
            H::ConnectFailed { .. } => self.line("cannot connect"),
            H::Accepted { .. } => self.line("the client connects"),
            H::Sent { bytes, .. } => self.line(format!("sent {bytes:?}")),
            H::SendFailed { .. } => self.line("cannot send: the other side is gone"),
            H::HalfClosed { .. } => self.line("closed its sending side"),
            H::DatagramSent { bytes, .. } => self.line(format!("sent {bytes:?}")),
            H::DatagramReceived { from, bytes, .. } => {
                self.line(format!("received {bytes:?} from {}", sender(*from, known)));
            }
            H::Overflow { .. } => self.line("more came than is kept"),
            _ => {}
        }
    }

    fn received(&mut self, bytes: &Bytes) {
        match self.entries.last_mut() {
            Some(Entry::Received(all)) => all.extend_from_slice(bytes.as_slice()),
            _ => self.entries.push(Entry::Received(bytes.as_slice().to_vec())),
        }
    }

    fn line(&mut self, line: impl Into<String>) {
        self.entries.push(Entry::Line(line.into()));
    }

    /// The first end counts: whether a reset is seen after it is chance.
    fn end(&mut self, how: &'static str) {
        self.ended.get_or_insert(how);
    }

    fn lines(self) -> Vec<String> {
        let entries = self.entries.into_iter().map(|entry| match entry {
            Entry::Received(bytes) => format!("received {:?}", Bytes::from(bytes)),
            Entry::Line(line) => line,
        });
        entries.chain(self.ended.map(str::to_owned)).chain(self.left.map(str::to_owned)).collect()
    }
}

/// Whether the happening at `index` would be seen in every run: the step was one that waits for it, or the program came
/// to rest before the harness left the channel.
fn settled(case: &Case, seen: &[Seen], index: usize, channel: &str) -> bool {
    let later = seen[index..].iter().take_while(|later| !leaves(&later.what, channel));
    let mut waits = later.filter_map(|later| match &later.what {
        Happening::Waited { until } => Some(*until),
        _ => None,
    });
    waits_for_end(case, seen[index].step, channel) || waits.any(|until| until != WaitEnd::Met)
}

/// Whether the step waits for the end of this channel.
fn waits_for_end(case: &Case, step: Option<usize>, channel: &str) -> bool {
    let step = step.and_then(|step| case.steps.get(step));
    matches!(step, Some(Step::Expect { what: Expectation::Closed { on }, .. }) if on == channel)
}

fn leaves(what: &Happening, channel: &str) -> bool {
    matches!(what, Happening::Left { peer } | Happening::ResetSent { peer } if peer == channel)
}

/// The channel that the happening belongs to.
fn peer(what: &Happening) -> Option<&str> {
    use Happening as H;
    match what {
        H::Connected { peer } | H::ConnectFailed { peer, .. } | H::Accepted { peer } | H::Bound { peer, .. } => {
            Some(peer)
        }
        H::Sent { peer, .. } | H::SendFailed { peer, .. } | H::Received { peer, .. } | H::HalfClosed { peer } => {
            Some(peer)
        }
        H::PeerClosed { peer } | H::PeerReset { peer } | H::Left { peer } | H::ResetSent { peer } => Some(peer),
        H::DatagramSent { peer, .. } | H::DatagramReceived { peer, .. } => Some(peer),
        H::Overflow { channel } if !matches!(channel.as_str(), "stdout" | "stderr") => Some(channel),
        _ => None,
    }
}

/// The program's own addresses, as far as the socket table showed them or the harness sent there.
fn endpoints(seen: &[Seen]) -> BTreeSet<SocketAddr> {
    let mut known = BTreeSet::new();
    for one in seen {
        match &one.what {
            Happening::Ready { endpoints, .. } => known.extend(endpoints.iter().copied()),
            Happening::DatagramSent { to, .. } => {
                known.insert(*to);
            }
            _ => {}
        }
    }
    known
}

/// Where a datagram came from, without a port that was chosen by the machine.
fn sender(from: SocketAddr, known: &BTreeSet<SocketAddr>) -> String {
    let published = [Transport::Tcp.default_port(), Transport::Udp.default_port(), REPLY_PORT];
    match from.port() {
        _ if known.contains(&from) => "the program's own port".to_owned(),
        port if published.contains(&port) => format!("port {port}"),
        _ => "another port".to_owned(),
    }
}

/// The ports that the case itself asks for, by socket.
fn fixed_ports(case: &Case) -> BTreeMap<&str, u16> {
    let bound = case.steps.iter().filter_map(|step| match step {
        Step::Bind { peer, port: Some(port) } => Some((peer.as_str(), *port)),
        _ => None,
    });
    bound.collect()
}

fn title(peer: &str, bound: &BTreeMap<&str, u16>) -> String {
    match bound.get(peer) {
        Some(port) => format!("{} (port {port})", plain(peer)),
        None => plain(peer),
    }
}

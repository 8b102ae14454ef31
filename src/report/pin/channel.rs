//! The traffic of each connection and socket, one after the other.

use super::chance::Chance;
use super::render_block;
use crate::case::{Between, Case, Expectation, Step, Subject};
use crate::protocol::current_spec;
use crate::report::plain::plain;
use crate::transcript::{Bytes, Happening, Seen, Transcript, WaitEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

/// A block for each connection and socket, in the order of their names.
pub fn render_channels(case: &Case, transcript: &Transcript) -> Vec<String> {
    // How a trial is ended is the harness's affair; a stop that is a step of the case is not.
    let is_end = |seen: &Seen| seen.step.is_none() && matches!(seen.what, Happening::StopAsked { .. });
    let end = transcript.seen.iter().position(is_end);
    let seen = &transcript.seen[..end.unwrap_or(transcript.seen.len())];
    let known = program_endpoints(seen);
    let chance = Chance::from_transcript(case, transcript, seen);
    let mut channels: BTreeMap<&str, PinnedChannel> = BTreeMap::new();
    for (index, one) in seen.iter().enumerate() {
        if let Some(peer) = channel_of_happening(&one.what) {
            let channel = channels.entry(peer).or_default();
            let circumstances = Circumstances {
                settled: is_always_seen(case, seen, index, peer),
                raced: chance.is_raced(index),
                sending: uninterrupted_sending(case, one.step),
                relayed: matches!(case.id.subject(), Subject::Pair(_)),
            };
            channel.add_happening(&one.what, &circumstances, &known);
        }
    }
    let bound = fixed_ports(case);
    let told = channels.into_iter().map(|(peer, channel)| {
        let lines = channel.into_lines();
        let lines = if case.peers_with_replies_in_any_order().any(|open| open == peer) {
            with_replies_sorted(lines)
        } else {
            lines
        };
        render_block(&channel_title(peer, &bound), lines)
    });
    told.collect()
}

/// The same lines, in which replies that follow each other stand in an order of their own.
fn with_replies_sorted(mut lines: Vec<String>) -> Vec<String> {
    let is_reply = |line: &String| line.starts_with("received ");
    lines
        .chunk_by_mut(|one, next| is_reply(one) == is_reply(next))
        .filter(|run| is_reply(&run[0]))
        .for_each(<[_]>::sort);
    lines
}

/// One connection or socket: what went over it, and how the other side ended it.
#[derive(Default)]
struct PinnedChannel {
    entries: Vec<ChannelLine>,
    /// How the other side ended it.
    ended: Option<&'static str>,
    /// How the harness left it.
    left: Option<&'static str>,
    /// Whether it was connected, or not, by chance.
    by_chance: bool,
    /// Whether the harness sent while the program may have been ending: it then ends the connection either way.
    raced: bool,
    /// The last step whose sending was reported.
    told: Option<usize>,
}

/// The circumstances that decide whether, and how, a happening is reported.
struct Circumstances {
    /// Whether it would have been seen in any run.
    settled: bool,
    /// Whether it may come out otherwise in another run.
    raced: bool,
    /// The step that sends pieces one behind the other at once, or in one piece, and all its bytes.
    sending: Option<(usize, Bytes)>,
    /// Whether the harness is the wire of a pair, and passes on what it can.
    relayed: bool,
}

/// One line about a channel.
enum ChannelLine {
    /// All that came between two sends of the harness.
    Received(Vec<u8>),
    /// Anything else.
    Line(String),
}

impl PinnedChannel {
    /// Adds what happened. Of the other side's end only that counts which was settled: one that the harness waited
    /// for, or would have seen in any run.
    fn add_happening(&mut self, what: &Happening, circumstances: &Circumstances, known: &BTreeSet<SocketAddr>) {
        use Happening as H;
        let Circumstances { settled, raced, sending, relayed } = circumstances;
        let settled = *settled;
        match what {
            H::Connected { .. } | H::ConnectFailed { .. } if *raced => self.by_chance = true,
            H::Sent { .. } | H::SendFailed { .. } if *raced || self.is_told(sending) => self.add_sent(what, sending),
            H::Received { bytes, .. } => self.add_received(bytes),
            H::PeerClosed { .. } if settled => self.set_end_once("the other side closes"),
            H::PeerReset { .. } if settled => self.set_end_once("the other side resets the connection"),
            H::PeerClosed { .. } | H::PeerReset { .. } => {}
            H::Left { .. } => self.left = Some("closed"),
            H::ResetSent { .. } => self.left = Some("reset"),
            H::Connected { .. } => self.add_line("connected"),
            H::ConnectFailed { .. } => self.add_line("cannot connect"),
            H::Accepted { .. } => self.add_line("the client connects"),
            H::Sent { .. } => self.add_sent(what, sending),
            H::SendFailed { .. } => self.add_line("cannot send: the other side is gone"),
            H::HalfClosed { .. } if *relayed => {}
            H::HalfClosed { .. } => self.add_line("closed its sending side"),
            H::DatagramSent { bytes, .. } => self.add_line(format!("sent {bytes:?}")),
            H::DatagramReceived { from, bytes, .. } => {
                self.add_line(format!("received {bytes:?} from {}", describe_sender(*from, known)));
            }
            H::Overflow { .. } => self.add_line("more came than is kept"),
            _ => {}
        }
    }

    /// Reports at its first piece all that the step sends; the pieces stand in the steps.
    fn add_sent(&mut self, what: &Happening, sending: &Option<(usize, Bytes)>) {
        self.raced |= self.is_told(sending);
        match (sending, what) {
            (Some((step, bytes)), _) if self.told != Some(*step) => {
                self.told = Some(*step);
                self.add_line(format!("sent {bytes:?}"));
            }
            (None, Happening::Sent { bytes, .. }) => self.add_line(format!("sent {bytes:?}")),
            _ => {}
        }
    }

    /// Whether a piece of the same sending was reported before.
    fn is_told(&self, sending: &Option<(usize, Bytes)>) -> bool {
        sending.as_ref().is_some_and(|(step, _)| self.told == Some(*step))
    }

    fn add_received(&mut self, bytes: &Bytes) {
        match self.entries.last_mut() {
            Some(ChannelLine::Received(all)) => all.extend_from_slice(bytes.as_slice()),
            _ => self.entries.push(ChannelLine::Received(bytes.as_slice().to_vec())),
        }
    }

    fn add_line(&mut self, line: impl Into<String>) {
        self.entries.push(ChannelLine::Line(line.into()));
    }

    /// The first end counts: whether a reset is seen after it is chance.
    fn set_end_once(&mut self, how: &'static str) {
        self.ended.get_or_insert(how);
    }

    fn into_lines(self) -> Vec<String> {
        let answered = self.entries.iter().any(|entry| matches!(entry, ChannelLine::Received(_)));
        if self.by_chance && !answered {
            return vec!["not answered: the program is ending".to_owned()];
        }
        let ended = self.ended.map(|how| if self.raced { "the other side ends the connection" } else { how });
        let entries = self.entries.into_iter().map(|entry| match entry {
            ChannelLine::Received(bytes) => format!("received {:?}", Bytes::from(bytes)),
            ChannelLine::Line(line) => line,
        });
        entries.chain(ended.map(str::to_owned)).chain(self.left.map(str::to_owned)).collect()
    }
}

/// Whether every run would show the happening at `index`. It would if the step waits for it, or if the program came to
/// rest before the harness left the channel.
fn is_always_seen(case: &Case, seen: &[Seen], index: usize, channel: &str) -> bool {
    let later = seen[index..].iter().take_while(|later| !is_leaving(&later.what, channel));
    let mut waits = later.filter_map(|later| match &later.what {
        Happening::Waited { until } => Some(*until),
        _ => None,
    });
    waits_for_end(case, seen[index].step, channel) || waits.any(|until| until != WaitEnd::Met)
}

/// The bytes that the step sends, unless an answer must come between two pieces of it.
fn uninterrupted_sending(case: &Case, step: Option<usize>) -> Option<(usize, Bytes)> {
    let step = step?;
    match case.steps.get(step)? {
        Step::Send { payload, cut, .. } | Step::Reply { payload, cut, .. } if cut.between == Between::Taken => {
            Some((step, Bytes::from(payload.to_vec())))
        }
        _ => None,
    }
}

/// Whether the step, or a later one, waits for the end of this channel.
fn waits_for_end(case: &Case, step: Option<usize>, channel: &str) -> bool {
    let from_here = step.and_then(|step| case.steps.get(step..)).unwrap_or_default();
    let waits = |step: &Step| matches!(step, Step::Expect { what: Expectation::Closed { on }, .. } if on == channel);
    from_here.iter().any(waits)
}

fn is_leaving(what: &Happening, channel: &str) -> bool {
    matches!(what, Happening::Left { peer } | Happening::ResetSent { peer } if peer == channel)
}

/// The channel that the happening belongs to.
fn channel_of_happening(what: &Happening) -> Option<&str> {
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
fn program_endpoints(seen: &[Seen]) -> BTreeSet<SocketAddr> {
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

/// The sender of a datagram, without a port that the machine chose.
fn describe_sender(from: SocketAddr, known: &BTreeSet<SocketAddr>) -> String {
    let published: Vec<u16> =
        current_spec().roles().flat_map(|role| [Some(role.port()), role.reply_port()]).flatten().collect();
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

fn channel_title(peer: &str, bound: &BTreeMap<&str, u16>) -> String {
    match bound.get(peer) {
        Some(port) => format!("{} (port {port})", plain(peer)),
        None => plain(peer),
    }
}

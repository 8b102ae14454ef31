//! A trial as a sequence diagram, in data: the lanes, and what went from one to another or happened on one.

use crate::case::Subject;
use crate::engine::event::TrialReport;
use crate::protocol::role::Side;
use crate::report::parting::without_parting_words;
use crate::report::plain::plain;
use crate::transcript::{Bytes, ExitStatus, Happening, Stream, Transcript, WaitEnd, describe_happening};
use serde::Serialize;

/// The harness's side towards the server of a pair.
const WIRE: &str = "wire";
/// With more clients than this the harness has one lane.
const MOST_LANES: usize = 4;
/// How many marks a diagram has, and how many of them are the first ones.
const MOST: usize = 150;
const FIRST: usize = 30;
/// How many bytes of a piece are kept, and how many of them are the last ones.
const BYTES: usize = 480;
const LAST: usize = 80;

/// The diagram.
#[derive(Debug, PartialEq, Serialize)]
pub struct Drawing {
    /// The lanes' names, from left to right.
    lanes: Vec<String>,
    /// The marks, in order.
    marks: Vec<LaneMark>,
    /// How many are left out, behind the first.
    #[serde(skip_serializing_if = "is_none")]
    left_out: usize,
    /// How many stand before those that are left out.
    #[serde(skip_serializing_if = "is_none")]
    first: usize,
}

fn is_none(number: &usize) -> bool {
    *number == 0
}

/// One mark: microseconds, the step from 0, the lane of its origin, the lane of its destination, its kind, the text. If
/// both lanes are the same, it stands on that lane alone.
#[derive(Debug, PartialEq, Serialize)]
pub struct LaneMark(u64, Option<usize>, usize, usize, MarkKind, String);

/// The kind of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum MarkKind {
    /// Bytes, in one piece or datagram.
    Data,
    /// A connection begins.
    Open,
    /// It ends in good order.
    Close,
    /// It ends by a reset, or can't be had.
    Broken,
    /// A program prints, or complains.
    Print,
    /// It is typed to.
    Type,
    /// It ends, or is ended.
    Exit,
    /// Anything else.
    Note,
}

/// The lane of each name.
struct LanePlaces {
    names: Vec<String>,
    /// The harness's own lanes, by the names of its clients; none: it has one lane.
    peers: Vec<String>,
    subject: Subject,
}

/// The diagram of a trial.
pub fn draw_trial(trial: &TrialReport, transcript: &Transcript) -> Drawing {
    let stage = LanePlaces::from_trial(trial, transcript);
    let mut marks: Vec<LaneMark> = Vec::new();
    for seen in without_parting_words(transcript.seen.iter()) {
        let Some((from, to, kind, text)) = stage.draw_happening(&seen.what) else { continue };
        match marks.last_mut() {
            // Two reads of one output are one text.
            Some(LaneMark(_, _, last, _, MarkKind::Print, said)) if kind == MarkKind::Print && *last == from => {
                if said.len() < 4 * BYTES {
                    said.push('\n');
                    said.push_str(&text);
                }
            }
            _ => marks.push(LaneMark(seen.at, seen.step, from, to, kind, text)),
        }
    }
    let left_out = marks.len().saturating_sub(MOST);
    let first = if left_out > 0 { FIRST } else { 0 };
    if left_out > 0 {
        marks.drain(FIRST..FIRST + left_out);
    }
    Drawing { lanes: stage.names, marks, left_out, first }
}

impl LanePlaces {
    fn from_trial(trial: &TrialReport, transcript: &Transcript) -> LanePlaces {
        let subject = trial.case.id.subject();
        let named = |side| plain(trial.player_name(Some(side)));
        let (names, peers) = match subject {
            Subject::Pair(_) => {
                let [client, server] = [Side::Client, Side::Server].map(|side| format!("{}'s {side}", named(side)));
                (vec![client, WIRE.to_owned(), server], Vec::new())
            }
            Subject::Role(role) if role.side() == Side::Client => {
                (vec![format!("{}'s client", named(Side::Client)), "harness, as the server".to_owned()], Vec::new())
            }
            Subject::Role(_) => {
                let peers = collect_peers(transcript);
                let server = format!("{}'s server", named(Side::Server));
                match peers.len() {
                    1..=MOST_LANES => (peers.iter().map(|peer| plain(peer)).chain([server]).collect(), peers),
                    _ => (vec!["harness".to_owned(), server], Vec::new()),
                }
            }
        };
        LanePlaces { names, peers, subject }
    }

    /// The lane of a program.
    fn program_lane(&self, side: Side) -> usize {
        match side {
            Side::Client => 0,
            Side::Server => self.names.len() - 1,
        }
    }

    /// The lanes of the harness's side of a connection, and of the program at its other end.
    fn connection_lanes(&self, peer: &str) -> (usize, usize) {
        match self.subject {
            Subject::Pair(_) if peer == WIRE => (1, 2),
            Subject::Pair(_) => (1, 0),
            Subject::Role(role) if role.side() == Side::Client => (1, 0),
            Subject::Role(_) => {
                let lane = self.peers.iter().position(|known| known == peer).unwrap_or_default();
                (lane, self.names.len() - 1)
            }
        }
    }

    /// The text; behind the actor's name, if the lane does not show it.
    fn prefix_peer_name(&self, peer: &str, text: String) -> String {
        let is_one_lane =
            matches!(self.subject, Subject::Role(role) if role.side() == Side::Server) && self.peers.is_empty();
        if is_one_lane { format!("{}: {text}", plain(peer)) } else { text }
    }

    /// The mark to draw; `None`: nothing is drawn.
    fn draw_happening(&self, what: &Happening) -> Option<(usize, usize, MarkKind, String)> {
        use Happening as H;
        let out = |peer: &str, kind, text: String| {
            let (harness, program) = self.connection_lanes(peer);
            Some((harness, program, kind, self.prefix_peer_name(peer, text)))
        };
        let back = |peer: &str, kind, text: String| {
            let (harness, program) = self.connection_lanes(peer);
            Some((program, harness, kind, self.prefix_peer_name(peer, text)))
        };
        let on = |side: Side, kind, text: String| Some((self.program_lane(side), self.program_lane(side), kind, text));
        match what {
            H::Connected { peer } => out(peer, MarkKind::Open, "connects".to_owned()),
            H::Accepted { peer } => back(peer, MarkKind::Open, "connects".to_owned()),
            H::ConnectFailed { peer, reason } => {
                out(peer, MarkKind::Broken, format!("cannot connect: {}", plain(reason)))
            }
            H::Sent { peer, bytes } | H::DatagramSent { peer, bytes, .. } => out(peer, MarkKind::Data, text_of(bytes)),
            H::Received { peer, bytes } | H::DatagramReceived { peer, bytes, .. } => {
                back(peer, MarkKind::Data, text_of(bytes))
            }
            H::SendFailed { peer, reason } => out(peer, MarkKind::Broken, format!("cannot send: {}", plain(reason))),
            H::NotAccepted { peer } => back(peer, MarkKind::Broken, "has not accepted the connection".to_owned()),
            H::PeerClosed { peer } => back(peer, MarkKind::Close, "closes".to_owned()),
            H::PeerReset { peer } => back(peer, MarkKind::Broken, "resets the connection".to_owned()),
            H::HalfClosed { peer } => out(peer, MarkKind::Close, "closes its sending side".to_owned()),
            H::Left { peer } => out(peer, MarkKind::Close, "closes".to_owned()),
            H::ResetSent { peer } => out(peer, MarkKind::Broken, "resets the connection".to_owned()),
            H::Typed { program, bytes } => on(*program, MarkKind::Type, format!("is typed {}", text_of(bytes))),
            H::InputEnded { program } => on(*program, MarkKind::Type, "its input ends".to_owned()),
            H::Printed { program, stream, bytes } => on(*program, MarkKind::Print, render_output(*stream, bytes)),
            H::Exited { program, status } => on(*program, MarkKind::Exit, render_exit_status(status)),
            H::StopAsked { program, signal } => {
                on(*program, MarkKind::Exit, format!("is asked to stop ({})", plain(signal)))
            }
            H::Killed { program } => on(*program, MarkKind::Exit, "does not stop and is killed".to_owned()),
            H::Ready { program, .. } => on(*program, MarkKind::Note, "is ready".to_owned()),
            H::NotReady { program } => on(*program, MarkKind::Exit, "does not come up".to_owned()),
            H::Waited { until: WaitEnd::Met } | H::Setting { .. } | H::Started { .. } | H::Bound { .. } => None,
            H::FileMade { .. } | H::FileSeen { .. } => {
                let lane = self.program_lane(self.subject.roles()[0].side());
                Some((lane, lane, MarkKind::Note, plain(&describe_happening(what))))
            }
            H::Waited { .. } | H::PortTaken { .. } | H::Overflow { .. } => {
                let lane = self.program_lane(self.subject.roles()[0].side());
                Some((lane, lane, MarkKind::Note, plain(&describe_happening(what))))
            }
        }
    }
}

/// The clients, or sockets, of the harness, in the order in which they come.
fn collect_peers(transcript: &Transcript) -> Vec<String> {
    let mut peers: Vec<String> = Vec::new();
    for seen in &transcript.seen {
        let peer = match &seen.what {
            Happening::Connected { peer } | Happening::ConnectFailed { peer, .. } | Happening::Bound { peer, .. } => {
                peer
            }
            _ => continue,
        };
        if !peers.contains(peer) {
            peers.push(peer.clone());
        }
    }
    peers
}

fn render_exit_status(status: &ExitStatus) -> String {
    plain(&status.to_string())
}

fn render_output(stream: Stream, bytes: &Bytes) -> String {
    let verb = if stream == Stream::Out { "prints" } else { "complains" };
    let lines = bytes.as_slice().split_inclusive(|&byte| byte == b'\n');
    lines.map(|line| format!("{verb} {}", text_of(&line.into()))).collect::<Vec<_>>().join("\n")
}

/// The bytes in quotes, escaped; of very many the first and the last.
fn text_of(bytes: &Bytes) -> String {
    if bytes.len() <= BYTES {
        return format!("\"{bytes}\"");
    }
    let all = bytes.as_slice();
    let (head, tail) = (&all[..BYTES - LAST], &all[all.len() - LAST..]);
    format!("\"{} … {}\" ({} bytes)", Bytes::from(head), Bytes::from(tail), bytes.len())
}

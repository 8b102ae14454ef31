//! Carries out each step.

use super::relay::TO_SERVER;
use super::{CasePlayer, world_fault};
use crate::case::{Between, Cut, LineEnd, Pace, Payload, ReplyFrom, SERVER_SOCKET, SendTo, Step, Subject};
use crate::engine::event::Fault;
use crate::implementation::Input;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Bytes, Happening, Transcript};
use crate::world::{Patience, Readiness};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// How long a program is at rest while the harness says nothing to it.
const SILENCE: Duration = Duration::from_millis(250);
/// Other sockets of the harness, from which nothing should be believed: one on each address from which a case may reply.
const ELSEWHERE: [&str; 2] = ["elsewhere", "elsewhere-2"];

impl CasePlayer<'_, '_> {
    /// Prepares a partner for a client under test before the client starts.
    pub(super) fn prepare_for_client(&mut self) -> Result<(), Fault> {
        let subject = self.case.id.subject();
        let has_client = subject.roles().iter().any(|role| role.side() == Side::Client);
        if !has_client || self.case.steps.first() == Some(&Step::Refuse) {
            return Ok(());
        }
        let port = self.setting.client_ports.server;
        let prepared = match subject.transport() {
            Transport::Tcp => self.stage.listen_on_port(port).or_else(|_| {
                self.stage.await_port(port)?;
                self.stage.listen_on_port(port)
            }),
            Transport::Udp => self.stage.bind_udp_socket(SERVER_SOCKET, Ipv4Addr::LOCALHOST, port),
        };
        prepared.map_err(world_fault)
    }

    pub(super) fn perform_step(&mut self, at: usize, step: &Step) -> Result<(), Fault> {
        match step {
            Step::Connect { peer } => self.connect_to_server(peer),
            Step::Bind { peer, port } => self.bind_socket(peer, *port)?,
            Step::Send { peer, payload, cut, to } => self.send_payload(peer, payload, cut, to),
            Step::Reply { payload, cut, from, after } => self.send_reply(payload, cut, from, *after)?,
            Step::Relay { wire, message } => self.relay_traffic(*wire, &message.to_vec())?,
            Step::HalfClose { peer } => self.stage.half_close(&self.resolve_peer(peer)),
            // Such a case is about the state of the port that a restarted server meets.
            Step::Leave { peer } if self.starts_later(at) => self.stage.close_in_good_order(&self.resolve_peer(peer)),
            Step::Leave { peer } if self.case.pace == Pace::Quick => self.take_leave(&self.resolve_peer(peer)),
            Step::Leave { peer } => {
                self.stage.close_in_any_way(&self.resolve_peer(peer));
                self.see_it_off();
            }
            Step::Reset { peer } => {
                self.stage.reset_connection(&self.resolve_peer(peer));
                self.see_it_off();
            }
            Step::StaySilent => {
                // A slow server may have more to do than is printed in that time.
                let is_datagrams = matches!(self.case.id.subject(), Subject::Role(role) if role.has_side_and_transport(Side::Server, Transport::Udp));
                if let Some(server) = self.server.filter(|_| is_datagrams) {
                    self.stage.await_read(server.port(), self.wait_limit() * 2);
                }
                self.stage.wait_and_record(Patience::UntilRest { rest: SILENCE, limit: self.wait_limit() }, |_| false);
            }
            Step::Pause { time } => {
                self.stage.watch_until(Patience::Clock(*time), |_| false);
            }
            Step::Refuse => self.stage.stop_listening(),
            Step::TakePort { port } => self.stage.take_port(*port).map_err(world_fault)?,
            Step::File { name, content } => self.make_file(name, &content.to_vec())?,
            // The command was chosen when the trial was set up.
            Step::Operation { .. } => {}
            Step::Start if self.started => self.start_again()?,
            Step::Start => self.start_programs()?,
            Step::Stop => self.stop_programs(),
            Step::Type { line, end, after } => self.type_line(line, *end, *after)?,
            Step::Expect { what, clause } => self.wait_for_expectation(at, what, *clause),
        }
        Ok(())
    }

    /// Lets a server take notice that a client has gone. One that dies of it may otherwise still answer the next, or not, as
    /// its threads happen to run.
    fn see_it_off(&mut self) {
        let subject = self.case.id.subject();
        if matches!(subject, Subject::Role(role) if role.has_side_and_transport(Side::Server, Transport::Tcp)) {
            self.stage.watch_until_still(self.wait_limit());
        }
    }

    /// Leaves a server in a session of many. If the server has answered, the harness closes its side first: a server
    /// that closes its own side then has sent everything, and has noticed. For any other server, ask the system.
    fn take_leave(&mut self, peer: &str) {
        if self.stage.transcript().has_received(peer) {
            self.stage.half_close(peer);
            self.stage.watch_until(Patience::for_settling(self.wait_limit()), |transcript| transcript.has_ended(peer));
            self.stage.close_in_any_way(peer);
        } else {
            self.stage.close_in_any_way(peer);
            self.see_it_off();
        }
    }

    fn starts_later(&self, at: usize) -> bool {
        self.case.steps[at..].contains(&Step::Start)
    }

    /// The protocol's reply port means the one of this trial; on the host it may be another.
    fn bind_socket(&mut self, peer: &str, port: Option<u16>) -> Result<(), Fault> {
        let port = match port {
            Some(port) if self.case.id.subject().roles()[0].reply_port() == Some(port) => self.setting.ports.reply,
            Some(port) => port,
            None => 0,
        };
        self.stage.bind_udp_socket(peer, Ipv4Addr::LOCALHOST, port).map_err(world_fault)
    }

    fn connect_to_server(&mut self, peer: &str) {
        let limit = self.wait_limit();
        match self.server {
            Some(address) => self.stage.connect_client(peer, address, limit),
            None => self.stage.record(Happening::ConnectFailed {
                peer: peer.to_owned(),
                reason: "the server is not there".to_owned(),
            }),
        }
    }

    fn send_payload(&mut self, peer: &str, payload: &Payload, cut: &Cut, to: &SendTo) {
        match self.case.id.subject().transport() {
            Transport::Tcp => {
                self.stage.await_accepted(peer, self.wait_limit());
                self.send_pieces(peer, &cut.split_into_pieces(&payload.to_vec()), cut.between);
            }
            Transport::Udp => {
                let nowhere = || SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let to = match to {
                    SendTo::Server => Some(self.server.unwrap_or_else(nowhere)),
                    SendTo::SourceOf(other) => self.source_of(other),
                };
                match to {
                    Some(to) => self.stage.send_datagram(peer, to, &payload.to_vec()),
                    None => {
                        let reason = "nothing has come that says where to".to_owned();
                        self.stage.record(Happening::SendFailed { peer: peer.to_owned(), reason });
                    }
                }
            }
        }
    }

    /// The sender of the last datagram that this socket of the harness got.
    fn source_of(&self, socket: &str) -> Option<SocketAddr> {
        self.stage.transcript().seen.iter().rev().find_map(|seen| match &seen.what {
            Happening::DatagramReceived { peer, from, .. } if peer == socket => Some(*from),
            _ => None,
        })
    }

    /// Sends the pieces, each when the one before it is dealt with.
    pub(super) fn send_pieces(&mut self, peer: &str, pieces: &[&[u8]], between: Between) {
        let limit = self.wait_limit();
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                self.wait_between_pieces(peer, between, limit);
            }
            self.stage.send_piece(peer, piece, limit);
        }
    }

    fn wait_between_pieces(&mut self, peer: &str, between: Between, limit: Duration) {
        match between {
            Between::Taken => {
                self.stage.await_taken(peer, None, limit);
            }
            Between::Answered => {
                let from = self.stage.transcript().seen.len();
                self.stage.watch_until(Patience::UntilStuck(limit), |t| {
                    t.seen[from..]
                        .iter()
                        .any(|seen| matches!(&seen.what, Happening::Received { peer: p, .. } if p == peer))
                });
            }
        }
    }

    fn send_reply(
        &mut self,
        payload: &Payload,
        cut: &Cut,
        from: &ReplyFrom,
        after: Option<Duration>,
    ) -> Result<(), Fault> {
        if !self.await_somebody() {
            return Ok(());
        }
        if let Some(after) = after {
            self.pass_time(after);
            // A client that has given up meanwhile gets no reply any more.
            if self.client_is_gone() {
                return Ok(());
            }
        }
        match self.case.id.subject().transport() {
            Transport::Tcp => {
                self.send_pieces(&self.client_connection(), &cut.split_into_pieces(&payload.to_vec()), cut.between)
            }
            Transport::Udp => {
                let socket = self.reply_socket(from)?;
                self.stage.send_datagram(&socket, self.client_address(), &payload.to_vec());
            }
        }
        Ok(())
    }

    /// Watches until so much time has passed since the client's first bytes came; the clause itself is about time.
    fn pass_time(&mut self, after: Duration) {
        let seen = &self.stage.transcript().seen;
        let came = |what: &Happening| matches!(what, Happening::Received { .. } | Happening::DatagramReceived { .. });
        let first = seen.iter().find(|seen| came(&seen.what)).map(|seen| Duration::from_micros(seen.at));
        let due = first.unwrap_or_else(|| self.stage.elapsed()) + after;
        let left = due.saturating_sub(self.stage.elapsed());
        self.stage.watch_until(Patience::Clock(left), |transcript| transcript.exit_before_stop(Side::Client).is_some());
    }

    fn client_is_gone(&self) -> bool {
        self.stage.transcript().exit_before_stop(Side::Client).is_some()
    }

    fn reply_socket(&mut self, from: &ReplyFrom) -> Result<String, Fault> {
        let (address, port) = match from {
            ReplyFrom::Server => return Ok(SERVER_SOCKET.to_owned()),
            ReplyFrom::Socket(name) => return Ok(name.clone()),
            ReplyFrom::OtherPort => (Ipv4Addr::LOCALHOST, 0),
            ReplyFrom::OtherAddress => (Ipv4Addr::new(127, 0, 0, 2), self.setting.client_ports.server),
        };
        for name in ELSEWHERE {
            match self.stage.address_of_socket(name) {
                Some(there) if there.ip() == address => return Ok(name.to_owned()),
                Some(_) => {}
                None => {
                    self.stage.bind_udp_socket(name, address, port).map_err(world_fault)?;
                    return Ok(name.to_owned());
                }
            }
        }
        unreachable!("there are as many names as addresses from which nothing should be believed")
    }

    /// Waits for the client's message, as a server does that replies to the sender. Returns whether there is a client.
    /// A client that is at rest speaks second.
    fn await_somebody(&mut self) -> bool {
        if self.setting.replies_at_once {
            return true;
        }
        let came = |transcript: &Transcript| {
            let is_from_client = |what: &Happening| match what {
                Happening::Received { peer, .. } => peer != TO_SERVER,
                Happening::DatagramReceived { peer, .. } => peer == SERVER_SOCKET,
                _ => false,
            };
            transcript.seen.iter().any(|seen| is_from_client(&seen.what))
        };
        self.stage.watch_until(Patience::UntilStuck(self.wait_limit()), came);
        self.case.id.subject().transport() == Transport::Tcp || came(self.stage.transcript())
    }

    /// The destination of a reply: the address from which the client's datagrams come, or else the protocol's reply
    /// port. So a client on another port is still judged on the rest.
    pub(super) fn client_address(&self) -> SocketAddr {
        let came_from = self.stage.transcript().seen.iter().rev().find_map(|seen| match &seen.what {
            Happening::DatagramReceived { peer, from, .. } if peer == SERVER_SOCKET => Some(*from),
            _ => None,
        });
        came_from.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, self.setting.client_ports.reply)))
    }

    /// The connection on which the client under test talks: the one with the latest data, or else the newest one.
    pub(super) fn client_connection(&self) -> String {
        let seen = || self.stage.transcript().seen.iter().rev();
        let talks = seen().find_map(|seen| match &seen.what {
            Happening::Received { peer, .. } if peer != TO_SERVER => Some(peer.clone()),
            _ => None,
        });
        let newest = || {
            seen().find_map(|seen| match &seen.what {
                Happening::Accepted { peer } => Some(peer.clone()),
                _ => None,
            })
        };
        talks.or_else(newest).unwrap_or_else(|| "connection".to_owned())
    }

    /// In a client's case `connection` means the one on which it talks.
    fn resolve_peer(&self, peer: &str) -> String {
        if peer == "connection" { self.client_connection() } else { peer.to_owned() }
    }

    /// Starts a server that was stopped before. That it does not come up is the case's to judge, not a fault.
    fn start_again(&mut self) -> Result<(), Fault> {
        let (setting, limit) = (self.setting, self.wait_limit());
        let launcher = &setting.launchers[0];
        let (side, transport) = (launcher.side(), launcher.role.transport());
        self.stage.start_program(side, &launcher.recipe).map_err(|error| super::start_fault(launcher, error))?;
        let readiness = self.stage.await_ready(side, transport, setting.ports.server, limit);
        let found = match readiness {
            Readiness::Ready(endpoints) | Readiness::Elsewhere(endpoints) => endpoints,
            Readiness::Exited(_) | Readiness::Late => Vec::new(),
        };
        // A server that took another port than its manifest says is judged there, after a restart too.
        if !self.server.is_some_and(|before| found.iter().any(|endpoint| endpoint.port() == before.port())) {
            self.server = None;
            self.stage.record(Happening::NotReady { program: side });
        }
        Ok(())
    }

    fn type_line(&mut self, line: &Payload, end: LineEnd, after: Option<Duration>) -> Result<(), Fault> {
        if self.setting.input == Input::Arguments {
            return Ok(());
        }
        if let Some(after) = after {
            self.stage.watch_until(Patience::Clock(after), |_| false);
        }
        let mut bytes = line.to_vec();
        bytes.extend_from_slice(match end {
            LineEnd::LineFeed => b"\n",
            LineEnd::CarriageReturn => b"\r\n",
            LineEnd::EndOfInput | LineEnd::Nothing => b"",
        });
        let limit = self.wait_limit();
        self.stage.type_in(Side::Client, &bytes, end == LineEnd::EndOfInput, limit).map_err(world_fault)?;
        if end == LineEnd::Nothing {
            self.stage.watch_until_still(limit);
        }
        Ok(())
    }

    /// A client that takes arguments has had its input when it starts.
    pub(super) fn note_arguments(&mut self) {
        if self.setting.input == Input::Prompts {
            return;
        }
        for (line, _) in self.case.typed_lines() {
            self.stage.record(Happening::Typed { program: Side::Client, bytes: Bytes::from(line) });
        }
    }
}

//! The harness's own doings on a stage: it connects, sends, closes, listens.

use super::toll::{Charge, Toll};
use super::watch::SHORT;
use super::{Patience, Reception, Stage};
use crate::protocol::role::Side;
use crate::transcript::{Bytes, Happening, WaitEnd};
use crate::world::descriptors::{are_exhausted, close_exclusively};
use crate::world::peer::{self, Connection, Mailbox};
use crate::world::{Network, WorldError};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

/// How long a server that is never at rest may take to accept a connection. After that the harness sends its request
/// anyway.
const UNACCEPTED: Duration = Duration::from_secs(1);
/// How long the first request to connect is waited for, and a later one at most, before it is made anew.
const FIRST_TRY: Duration = Duration::from_millis(10);
const LONGEST_TRY: Duration = Duration::from_millis(80);

impl Stage<'_> {
    /// Connects a client of the harness. After a client that was not accepted, the wait for the next one is short,
    /// unless something has happened that may have changed the server's state.
    pub fn connect_client(&mut self, peer: &str, to: SocketAddr, limit: Duration) {
        let limit = if self.is_as_full_as_before() { limit.min(FIRST_TRY * 2) } else { limit };
        let error = match self.try_to_connect(to, limit) {
            Ok(connection) => {
                self.connections.insert(peer.to_owned(), connection);
                return self.record(Happening::Connected { peer: peer.to_owned() });
            }
            Err(error) => error,
        };
        self.starved |= are_exhausted(&error);
        self.record(Happening::ConnectFailed { peer: peer.to_owned(), reason: error.to_string() });
        if error.kind() == io::ErrorKind::TimedOut {
            self.turned_away = Some(self.transcript().seen.len());
        }
    }

    /// Whether a connection was waited for in vain, and since then nothing was seen but more of these.
    fn is_as_full_as_before(&self) -> bool {
        let fails = |what: &Happening| matches!(what, Happening::ConnectFailed { .. } | Happening::SendFailed { .. });
        self.turned_away.is_some_and(|from| self.transcript().seen[from..].iter().all(|seen| fails(&seen.what)))
    }

    /// Whether a connection was not accepted in time, and since then others were only made and asked.
    fn is_as_deaf_as_before(&self) -> bool {
        let asks = |what: &Happening| matches!(what, Happening::Connected { .. } | Happening::Sent { .. });
        self.unaccepted.is_some_and(|from| self.transcript().seen[from..].iter().all(|seen| asks(&seen.what)))
    }

    /// A request to connect that meets a full queue is lost, and the system repeats it only after a second. So one that is
    /// not answered is given up and made anew. If the programs can do nothing more, one more is made, and no third.
    fn try_to_connect(&mut self, to: SocketAddr, limit: Duration) -> io::Result<Connection> {
        let begun = Instant::now();
        let mut toll = Toll::for_wait(&self.terms, Charge::All);
        let mut moment = FIRST_TRY;
        let mut was_stuck = false;
        loop {
            let looked = Instant::now();
            if let Some(connection) = peer::connect_within(to, moment)? {
                return Ok(connection);
            }
            self.charge_look(&mut toll, begun, looked, moment);
            let is_stuck = self.is_stuck();
            if begun.elapsed() >= limit || self.is_cut() || is_stuck && was_stuck {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "connection timed out"));
            }
            was_stuck = is_stuck;
            moment = if is_stuck { moment } else { (moment * 2).min(LONGEST_TRY) };
        }
    }

    /// Opens a UDP socket on this address. For a fixed port at 127.0.0.1 it opens one at every address of the harness.
    /// Port 0 takes any free one.
    ///
    /// # Errors
    /// The port can't be had.
    pub fn bind_udp_socket(&mut self, peer: &str, address: Ipv4Addr, port: u16) -> Result<(), WorldError> {
        let failed = || WorldError::for_action(format!("bind UDP port {port}"));
        let everywhere = address == Ipv4Addr::LOCALHOST && port != 0;
        let addresses = if everywhere { &self.addresses[..] } else { &[address] };
        let socket = Mailbox::open(addresses, port, &self.addresses).map_err(failed())?;
        let port = socket.first_address().map_err(failed())?.port();
        self.sockets.insert(peer.to_owned(), socket);
        self.record(Happening::Bound { peer: peer.to_owned(), port });
        Ok(())
    }

    /// The address of a UDP socket of this name, if there is one.
    pub fn address_of_socket(&self, peer: &str) -> Option<SocketAddr> {
        self.sockets.get(peer)?.first_address().ok()
    }

    /// Like [`Stage::connect_client`], from the network in which the program of this side is.
    ///
    /// # Errors
    /// The machine refuses that network.
    pub fn connect_apart(&mut self, side: Side, peer: &str, to: SocketAddr, limit: Duration) -> Result<(), WorldError> {
        self.enter_network_of(side)?;
        self.connect_client(peer, to, limit);
        self.network.enter()
    }

    /// Like [`Stage::bind_udp_socket`], in the network in which the program of this side is.
    ///
    /// # Errors
    /// The machine refuses that network, or the port can't be had.
    pub fn bind_apart(&mut self, side: Side, peer: &str, address: Ipv4Addr, port: u16) -> Result<(), WorldError> {
        self.enter_network_of(side)?;
        let bound = self.bind_udp_socket(peer, address, port);
        self.network.enter()?;
        bound
    }

    fn enter_network_of(&self, side: Side) -> Result<(), WorldError> {
        self.network_of(Some(side)).enter()
    }

    /// The network of the program on this side; the stage's own, if no program is on this side.
    fn network_of(&self, side: Option<Side>) -> &Network {
        let actor = self.actors.iter().find(|actor| Some(actor.program.side) == side);
        actor.map_or(&self.network, |actor| &actor.network)
    }

    /// Waits for clients on this TCP port, wherever the harness is found.
    ///
    /// # Errors
    /// The port can't be had.
    pub fn listen_on_port(&mut self, port: u16) -> Result<(), WorldError> {
        let failed = WorldError::for_action(format!("listen on TCP port {port}"));
        let listeners = peer::open_listeners(&self.addresses, port).map_err(failed)?;
        self.reception = Some(Reception { listeners, accepted: 0 });
        Ok(())
    }

    /// Closes the listener.
    pub fn stop_listening(&mut self) {
        close_exclusively(|| self.reception = None);
    }

    /// Takes a UDP port, wherever the harness is found, so that the program can't have it.
    ///
    /// # Errors
    /// The port can't be had.
    pub fn take_port(&mut self, port: u16) -> Result<(), WorldError> {
        let failed = WorldError::for_action(format!("take UDP port {port}"));
        self.taken.extend(peer::open_udp_sockets(&self.addresses, port).map_err(failed)?);
        self.record(Happening::PortTaken { port });
        Ok(())
    }

    /// Whether a connection of this name is open on our side.
    pub fn has_connection(&self, peer: &str) -> bool {
        self.connections.contains_key(peer)
    }

    /// Sends one piece on a connection; what comes meanwhile is read, or two full buffers would wait for each other.
    pub fn send_piece(&mut self, peer: &str, piece: &[u8], limit: Duration) {
        const MOMENT: Duration = Duration::from_millis(1);
        let begun = Instant::now();
        let mut toll = Toll::for_wait(&self.terms, Charge::All);
        let mut sent = 0;
        while sent < piece.len() {
            let Some(connection) = self.connections.get_mut(peer) else {
                let reason = "there is no connection".to_owned();
                return self.record(Happening::SendFailed { peer: peer.to_owned(), reason });
            };
            let written = connection.write(&piece[sent..]);
            match written {
                Ok(0) if begun.elapsed() < limit && !self.is_cut() => {
                    let looked = Instant::now();
                    self.look_once(MOMENT);
                    self.charge_look(&mut toll, begun, looked, MOMENT);
                }
                Ok(0) => {
                    let reason = format!("only {sent} of {} bytes were taken", piece.len());
                    return self.record(Happening::SendFailed { peer: peer.to_owned(), reason });
                }
                Ok(count) => sent += count,
                Err(error) => {
                    return self.record(Happening::SendFailed { peer: peer.to_owned(), reason: error.to_string() });
                }
            }
        }
        self.record(Happening::Sent { peer: peer.to_owned(), bytes: Bytes::from(piece) });
    }

    /// Waits until the other side has read all that was sent to it on this connection.
    ///
    /// `at` is the side of a pair that this is: its program's network is asked; `None` means the stage's own.
    pub fn await_taken(&mut self, peer: &str, at: Option<Side>, limit: Duration) -> WaitEnd {
        let Some(Ok((ours, theirs))) = self.connections.get(peer).map(Connection::addresses) else {
            return WaitEnd::Gone;
        };
        self.await_table(limit, |stage| stage.network_of(at).tables().all_taken(ours, theirs))
    }

    /// Waits until the program has read all datagrams that were sent to this UDP port, or can do nothing more.
    pub fn await_read(&mut self, port: u16, limit: Duration) -> WaitEnd {
        self.await_table(limit, |stage| stage.network.tables().all_read(port))
    }

    /// Waits until the system's tables say so, or the programs can do nothing more.
    fn await_table(&mut self, limit: Duration, says_so: impl Fn(&Self) -> bool) -> WaitEnd {
        const MOMENT: Duration = Duration::from_millis(2);
        let begun = Instant::now();
        let mut toll = Toll::for_wait(&self.terms, Charge::All);
        while begun.elapsed() < limit && !self.is_cut() {
            if says_so(self) {
                return WaitEnd::Met;
            }
            let looked = Instant::now();
            if self.watch_and_look(Patience::UntilStuck(MOMENT), SHORT, |_| false) == WaitEnd::Still {
                return WaitEnd::Still;
            }
            self.charge_look(&mut toll, begun, looked, MOMENT);
        }
        WaitEnd::Deadline
    }

    /// Waits until the server has accepted this connection; or until it has ended, or the server is at rest, so that it
    /// hardly will. What becomes of a server that is about to go is seen before it is asked anything more.
    pub fn await_accepted(&mut self, peer: &str, limit: Duration) {
        let begun = Instant::now();
        let mut slice = SHORT;
        let limit = if self.is_as_deaf_as_before() { FIRST_TRY } else { limit.min(UNACCEPTED) };
        while begun.elapsed() < limit && !self.is_cut() && !self.is_accepted(peer) {
            let patience = Patience::for_settling(slice);
            match self.watch_and_look(patience, SHORT, |transcript| transcript.has_ended(peer)) {
                // It may have been accepted since it was asked, and then the server waits for what it is sent.
                WaitEnd::Met | WaitEnd::Gone | WaitEnd::Still => {
                    self.is_accepted(peer);
                    return;
                }
                WaitEnd::Deadline => slice = (slice * 2).min(limit),
            }
        }
        if begun.elapsed() >= limit {
            self.unaccepted = Some(self.transcript().seen.len());
        }
    }

    /// Whether the server has accepted this connection by now, or had when it was looked at before.
    fn is_accepted(&mut self, peer: &str) -> bool {
        let tables = self.network.tables();
        let Some(connection) = self.connections.get_mut(peer) else { return false };
        let is_accepted = |(ours, theirs)| tables.is_accepted(ours, theirs);
        connection.accepted = connection.accepted || connection.addresses().is_ok_and(is_accepted);
        connection.accepted
    }

    /// Writes down that the server never accepted this connection, if it did not. One that was ended in good order was
    /// accepted: the system resets the others.
    pub fn note_acceptance(&mut self, peer: &str) {
        let closes = |what: &Happening| matches!(what, Happening::PeerClosed { peer: p } if p == peer);
        let is_closed = self.transcript().seen.iter().any(|seen| closes(&seen.what));
        if self.connections.contains_key(peer) && !is_closed && !self.is_accepted(peer) {
            self.record(Happening::NotAccepted { peer: peer.to_owned() });
        }
    }

    /// Sends a datagram from a socket of the harness.
    pub fn send_datagram(&mut self, peer: &str, to: SocketAddr, payload: &[u8]) {
        let outcome = match self.sockets.get(peer) {
            Some(socket) => socket.send_datagram(payload, to).map_err(|error| error.to_string()),
            None => Err("there is no such socket".to_owned()),
        };
        let peer = peer.to_owned();
        self.record(match outcome {
            Ok(()) => Happening::DatagramSent { peer, to, bytes: Bytes::from(payload) },
            Err(reason) => Happening::SendFailed { peer, reason },
        });
    }

    /// Ends our sending side and goes on reading.
    pub fn half_close(&mut self, peer: &str) {
        if let Some(Ok(())) = self.connections.get(peer).map(Connection::half_close) {
            self.record(Happening::HalfClosed { peer: peer.to_owned() });
        }
    }

    /// Closes a connection or a socket in good order. The harness first reads what has come to it, since the system
    /// would answer unread bytes with a reset.
    pub fn close_in_good_order(&mut self, peer: &str) {
        self.look_once(Duration::ZERO);
        self.close_or_reset(peer, false);
    }

    /// Like [`Stage::close_in_good_order`], for connections whose end does not matter. The side that closes first keeps
    /// the port in TIME_WAIT for a minute, and on the host's network the next trial would meet that. So there a
    /// connection that no program can see any more ends by a reset.
    pub fn close_in_any_way(&mut self, peer: &str) {
        self.look_once(Duration::ZERO);
        let unseen = self.everybody_left();
        self.close_or_reset(peer, unseen);
    }

    /// Closes; `unseen` connections of the host's network by a reset.
    fn close_or_reset(&mut self, peer: &str, unseen: bool) {
        let shared = !self.network.is_private();
        let stays_deaf = self.stays_deaf_without(peer);
        let closed = close_exclusively(|| match self.connections.remove(peer) {
            Some(connection) if shared && unseen => connection.close_with_reset().is_ok(),
            Some(_) => true,
            None => self.sockets.remove(peer).is_some(),
        });
        if closed {
            self.record(Happening::Left { peer: peer.to_owned() });
        }
        if stays_deaf {
            self.unaccepted = Some(self.transcript().seen.len());
        }
    }

    /// Whether a server that accepts nobody is none the freer when this client goes: it was not accepted either.
    fn stays_deaf_without(&self, peer: &str) -> bool {
        self.is_as_deaf_as_before() && self.connections.get(peer).is_some_and(|connection| !connection.accepted)
    }

    /// Waits until no connection of an earlier trial holds the TCP port; in a network of the trial's own none does.
    ///
    /// # Errors
    /// It is held for longer than TIME_WAIT lasts: another program has it.
    pub fn await_port(&mut self, port: u16) -> Result<(), WorldError> {
        const TIME_WAIT: Duration = Duration::from_secs(65);
        let begun = Instant::now();
        while !self.network.is_private() && self.network.tables().is_held(port) {
            if begun.elapsed() > TIME_WAIT || self.is_cut() {
                let held = std::io::Error::from(std::io::ErrorKind::AddrInUse);
                return Err(WorldError {
                    action: format!("have TCP port {port}: another program holds it"),
                    source: held,
                });
            }
            self.look_once(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Resets a connection.
    pub fn reset_connection(&mut self, peer: &str) {
        self.look_once(Duration::ZERO);
        if let Some(connection) = self.connections.remove(peer)
            && close_exclusively(|| connection.close_with_reset()).is_ok()
        {
            self.record(Happening::ResetSent { peer: peer.to_owned() });
        }
    }

    /// Closes all that is open at the end of a trial, in the order of the names.
    pub fn leave_all(&mut self) {
        self.look_once(Duration::ZERO);
        let names: Vec<String> = self.connections.keys().chain(self.sockets.keys()).cloned().collect();
        for name in names {
            // The verdicts depend only on earlier events: the harness may end in any way what the other side has
            // closed.
            let other_side_is_done = self.connections.get(&name).is_some_and(|connection| !connection.readable);
            self.close_or_reset(&name, other_side_is_done);
        }
    }

    /// Whether a client can call a server that listens at `endpoints` over IPv4.
    pub fn is_reached_over_ipv4(endpoints: &[SocketAddr]) -> bool {
        endpoints.iter().any(|endpoint| endpoint.is_ipv4() || Self::reached_by_loopback(*endpoint))
    }

    /// The address of a server that listens at `endpoints`: 127.0.0.1 if possible, or another IPv4 address. No client
    /// of the protocol calls an IPv6 address: a server that has only such ones can't be reached.
    pub fn address_of(endpoints: &[SocketAddr], port: u16) -> SocketAddr {
        let mut there = endpoints.iter().filter(|endpoint| endpoint.port() == port);
        let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        match there
            .clone()
            .find(|endpoint| Self::reached_by_loopback(**endpoint))
            .or_else(|| there.find(|endpoint| endpoint.is_ipv4()))
        {
            Some(endpoint) if !Self::reached_by_loopback(*endpoint) => *endpoint,
            Some(_) | None => loopback,
        }
    }
}

//! Relayed datagrams: a conversation is a client's address and the server's port that it talks to.

use super::{Links, input_poll_fd};
use crate::protocol::role::Side;
use crate::wire::event::{Action, Caller, WireEvent};
use rustix::event::PollFd;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

/// The largest datagram.
const CHUNK: usize = 64 * 1024;

/// The sockets, and which caller uses which socket.
#[derive(Debug)]
pub(super) struct UdpLinks {
    to: SocketAddr,
    /// The sockets that clients see: first the server's port, then a port for each other one from which the server
    /// answers.
    fronts: Vec<UdpSocket>,
    /// The sockets that the server sees: one for each client, with the client's address.
    backs: Vec<(UdpSocket, SocketAddr)>,
    /// By the callers' numbers.
    talks: Vec<UdpTalk>,
    elsewhere: Option<UdpSocket>,
}

#[derive(Debug)]
struct UdpTalk {
    client: SocketAddr,
    server: SocketAddr,
    front: usize,
    back: usize,
}

impl UdpLinks {
    pub(super) fn open(port: u16, to: u16) -> io::Result<UdpLinks> {
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, to));
        Ok(UdpLinks {
            to,
            fronts: vec![bind_nonblocking(port)?],
            backs: Vec::new(),
            talks: Vec::new(),
            elsewhere: None,
        })
    }

    /// The datagrams that clients have sent.
    fn events_of_clients(&mut self) -> Vec<WireEvent> {
        let mut events = Vec::new();
        for front in 0..self.fronts.len() {
            while let Some((bytes, client)) = receive_datagram(&self.fronts[front]) {
                let known = self.talks.iter().position(|talk| talk.front == front && talk.client == client);
                let Some(place) = known.or_else(|| self.add_client(front, client, &mut events)) else { continue };
                events.push(WireEvent::Bytes(Caller(place + 1), Side::Client, bytes));
            }
        }
        events
    }

    /// A new client, at the server's own port or at one from which the server answers another client.
    fn add_client(&mut self, front: usize, client: SocketAddr, events: &mut Vec<WireEvent>) -> Option<usize> {
        let server = match front {
            0 => self.to,
            front => self.talks.iter().find(|talk| talk.front == front)?.server,
        };
        self.backs.push((bind_nonblocking(0).ok()?, client));
        self.talks.push(UdpTalk { client, server, front, back: self.backs.len() - 1 });
        events.push(WireEvent::Came(Caller(self.talks.len())));
        Some(self.talks.len() - 1)
    }

    /// The datagrams that the server has sent.
    fn events_of_server(&mut self) -> Vec<WireEvent> {
        let mut events = Vec::new();
        for back in 0..self.backs.len() {
            while let Some((bytes, server)) = receive_datagram(&self.backs[back].0) {
                let known = self.talks.iter().position(|talk| talk.back == back && talk.server == server);
                let Some(place) = known.or_else(|| self.answer_anew(back, server, &mut events)) else { continue };
                events.push(WireEvent::Bytes(Caller(place + 1), Side::Server, bytes));
            }
        }
        events
    }

    /// The server answers from another port: so does the wire.
    fn answer_anew(&mut self, back: usize, server: SocketAddr, events: &mut Vec<WireEvent>) -> Option<usize> {
        self.fronts.push(bind_nonblocking(0).ok()?);
        let client = self.backs[back].1;
        self.talks.push(UdpTalk { client, server, front: self.fronts.len() - 1, back });
        events.push(WireEvent::Came(Caller(self.talks.len())));
        Some(self.talks.len() - 1)
    }

    fn send_from_elsewhere(&mut self, caller: Caller, bytes: &[u8]) {
        let Some(talk) = self.talks.get(caller.0 - 1) else { return };
        if self.elsewhere.is_none() {
            self.elsewhere = bind_nonblocking(0).ok();
        }
        if let Some(socket) = &self.elsewhere {
            let _ = socket.send_to(bytes, talk.client);
        }
    }
}

impl Links for UdpLinks {
    fn watched_descriptors(&self) -> Vec<PollFd<'_>> {
        self.fronts.iter().chain(self.backs.iter().map(|(back, _)| back)).map(input_poll_fd).collect()
    }

    fn read_events(&mut self) -> Vec<WireEvent> {
        let mut events = self.events_of_clients();
        events.extend(self.events_of_server());
        events
    }

    /// A datagram for which there is no room is lost, as datagrams are.
    fn perform_action(&mut self, action: Action) {
        match action {
            Action::Send(caller, side, bytes) => {
                let Some(talk) = self.talks.get(caller.0 - 1) else { return };
                let _ = match side {
                    Side::Client => self.fronts[talk.front].send_to(&bytes, talk.client),
                    Side::Server => self.backs[talk.back].0.send_to(&bytes, talk.server),
                };
            }
            Action::SendFromElsewhere(caller, _, bytes) => self.send_from_elsewhere(caller, &bytes),
            Action::Open(_) | Action::End(..) | Action::Close(..) | Action::Reset(..) | Action::Die => {}
        }
    }

    fn is_owing(&self) -> bool {
        false
    }
}

fn bind_nonblocking(port: u16) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, port))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

fn receive_datagram(socket: &UdpSocket) -> Option<(Vec<u8>, SocketAddr)> {
    let mut chunk = vec![0; CHUNK];
    let (length, from) = socket.recv_from(&mut chunk).ok()?;
    chunk.truncate(length);
    Some((chunk, from))
}

//! Relayed connections.

use super::half::{Half, HalfReading};
use super::{Links, input_poll_fd};
use crate::protocol::role::Side;
use crate::wire::event::{Action, Caller, WireEvent};
use crate::world::sockets::SocketTables;
use rustix::event::PollFd;
use rustix::io::Errno;
use socket2::{Domain, Protocol, Socket, Type};
use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// How many clients may wait to be accepted.
const BACKLOG: i32 = 1024;

/// The listener, and all connections.
#[derive(Debug)]
pub(super) struct TcpLinks {
    listener: TcpListener,
    to: SocketAddr,
    count: usize,
    links: BTreeMap<Caller, Link>,
    /// The events that were seen during an action.
    seen: Vec<WireEvent>,
    tables: SocketTables,
}

/// The two halves of a connection; one that is gone is none.
#[derive(Debug, Default)]
struct Link {
    client: Option<Half>,
    server: Option<Half>,
    /// Bytes from the client, and from the server, wait until the receiver has taken the bytes before them.
    waits: [PieceWait; 2],
}

/// Whether a piece waits until the one before it is taken: so two pieces that were sent one after the other stay two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum PieceWait {
    #[default]
    Not,
    Since(Instant),
    /// The receiver does not read what it is sent, and is waited for no more.
    InVain,
}

/// How long a piece waits for a receiver that does not read.
const PATIENCE: Duration = Duration::from_millis(20);

impl TcpLinks {
    pub(super) fn open(port: u16, to: u16, reuse: bool) -> io::Result<TcpLinks> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_reuse_address(reuse)?;
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into())?;
        socket.listen(BACKLOG)?;
        socket.set_nonblocking(true)?;
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, to));
        Ok(TcpLinks {
            listener: socket.into(),
            to,
            count: 0,
            links: BTreeMap::new(),
            seen: Vec::new(),
            tables: SocketTables::open()?,
        })
    }

    fn accept_clients(&mut self) -> Vec<WireEvent> {
        let mut came = Vec::new();
        while let Ok((stream, _)) = self.listener.accept() {
            let Ok(half) = Half::new(stream) else { continue };
            self.count += 1;
            let caller = Caller(self.count);
            self.links.insert(caller, Link { client: Some(half), ..Link::default() });
            came.push(WireEvent::Came(caller));
        }
        came
    }

    /// Begins to connect to the server: what is sent meanwhile waits.
    fn connect_to_server(&self) -> io::Result<Half> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        match socket.connect(&self.to.into()) {
            Err(error) if error.raw_os_error() != Some(Errno::INPROGRESS.raw_os_error()) => Err(error),
            _ => Half::new(TcpStream::from(socket)),
        }
    }

    fn find_half(&mut self, caller: Caller, side: Side) -> Option<&mut Half> {
        self.links.get_mut(&caller)?.half_on_side(side).as_mut()
    }
}

impl Link {
    fn half_on_side(&mut self, side: Side) -> &mut Option<Half> {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }

    /// Whether what comes from this side can be passed on.
    fn can_pass_on(&self, side: Side) -> bool {
        let other = if side == Side::Client { &self.server } else { &self.client };
        other.as_ref().is_none_or(Half::has_room)
    }

    /// Whether a piece that has come from this side is read now.
    fn is_its_turn(&mut self, side: Side, tables: &SocketTables) -> bool {
        let (own, other, at) = match side {
            Side::Client => (&self.client, &self.server, 0),
            Side::Server => (&self.server, &self.client, 1),
        };
        let has_input = own.as_ref().is_some_and(Half::has_input);
        let is_taken = || other.as_ref().is_none_or(|half| half.is_taken(tables));
        let wait = match self.waits[at] {
            PieceWait::InVain => return true,
            _ if !has_input || is_taken() => PieceWait::Not,
            PieceWait::Not => PieceWait::Since(Instant::now()),
            PieceWait::Since(begun) if begun.elapsed() >= PATIENCE => PieceWait::InVain,
            waits => waits,
        };
        self.waits[at] = wait;
        !matches!(wait, PieceWait::Since(_))
    }

    fn is_over(&self) -> bool {
        self.client.as_ref().is_none_or(Half::is_over) && self.server.as_ref().is_none_or(Half::is_over)
    }
}

impl Links for TcpLinks {
    fn watched_descriptors(&self) -> Vec<PollFd<'_>> {
        let mut watched = vec![input_poll_fd(&self.listener)];
        for link in self.links.values() {
            watched
                .extend(link.client.as_ref().and_then(|half| half.watched_descriptor(link.can_pass_on(Side::Client))));
            watched
                .extend(link.server.as_ref().and_then(|half| half.watched_descriptor(link.can_pass_on(Side::Server))));
        }
        watched
    }

    fn read_events(&mut self) -> Vec<WireEvent> {
        let mut events = std::mem::take(&mut self.seen);
        events.extend(self.accept_clients());
        let TcpLinks { links, tables, .. } = self;
        for (caller, link) in links {
            for side in [Side::Client, Side::Server] {
                let reads = link.can_pass_on(side) && link.is_its_turn(side, tables);
                let slot = link.half_on_side(side);
                let Some(half) = slot else { continue };
                let reading = match half.flush() {
                    Ok(()) if reads => half.read(),
                    Ok(()) => HalfReading::Nothing,
                    Err(_) => HalfReading::Reset,
                };
                match reading {
                    HalfReading::Nothing => {}
                    HalfReading::Bytes(bytes) => events.push(WireEvent::Bytes(*caller, side, bytes)),
                    HalfReading::Ended => events.push(WireEvent::Ended(*caller, side)),
                    HalfReading::Reset => {
                        *slot = None;
                        events.push(WireEvent::Reset(*caller, side));
                    }
                }
            }
        }
        self.links.retain(|_, link| !link.is_over());
        events
    }

    fn perform_action(&mut self, action: Action) {
        match action {
            Action::Open(caller) => match self.connect_to_server() {
                Ok(half) => {
                    if let Some(link) = self.links.get_mut(&caller) {
                        link.server = Some(half);
                    }
                }
                Err(_) => self.seen.push(WireEvent::Reset(caller, Side::Server)),
            },
            Action::Send(caller, side, bytes) | Action::SendFromElsewhere(caller, side, bytes) => {
                if let Some(half) = self.find_half(caller, side) {
                    half.send_or_queue(&bytes);
                }
            }
            Action::End(caller, side) => self.find_half(caller, side).into_iter().for_each(Half::end_after_writing),
            Action::Close(caller, side) => self.find_half(caller, side).into_iter().for_each(Half::close_after_writing),
            Action::Reset(caller, side) => {
                if let Some(half) = self.links.get_mut(&caller).and_then(|link| link.half_on_side(side).take()) {
                    half.reset_on_drop();
                }
            }
            Action::Die => {}
        }
    }

    fn is_owing(&self) -> bool {
        let halves = self.links.values().flat_map(|link| [&link.client, &link.server]).flatten();
        !self.seen.is_empty() || halves.into_iter().any(Half::is_owing)
    }
}

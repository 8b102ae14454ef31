//! The harness's own sockets: what it connects, accepts and binds.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::fstat;
use rustix::io::Errno;
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

/// Room for one read, used again for the next: most reads bring little.
#[derive(Debug)]
pub(super) struct Chunk(Vec<u8>);

impl Chunk {
    const SIZE: usize = 64 * 1024;

    pub(super) fn new() -> Chunk {
        Chunk(vec![0; Chunk::SIZE])
    }

    pub(super) fn read_buffer(&mut self) -> &mut [u8] {
        &mut self.0
    }

    /// The part of the room that a read has filled.
    pub(super) fn filled_part(&self, length: usize) -> &[u8] {
        &self.0[..length]
    }
}

/// One TCP connection of the harness.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    /// Whether more can come from the other side.
    pub(super) readable: bool,
    /// Whether the other side was seen to have accepted it.
    pub(super) accepted: bool,
}

/// The result of one read of a connection.
pub(super) enum Reading<'c> {
    Bytes(&'c [u8]),
    Closed,
    Reset,
    NothingYet,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> io::Result<Connection> {
        stream.set_nonblocking(true)?;
        // A piece must leave when it is written, or the system would decide the cut.
        stream.set_nodelay(true)?;
        Ok(Connection { stream, readable: true, accepted: false })
    }

    pub(super) fn read<'c>(&mut self, chunk: &'c mut Chunk) -> Reading<'c> {
        match self.stream.read(chunk.read_buffer()) {
            Ok(0) => self.end_reading(Reading::Closed),
            Ok(length) => Reading::Bytes(chunk.filled_part(length)),
            Err(error) if is_transient(&error) => Reading::NothingYet,
            Err(_) => self.end_reading(Reading::Reset),
        }
    }

    fn end_reading<'c>(&mut self, reading: Reading<'c>) -> Reading<'c> {
        self.readable = false;
        reading
    }

    /// Writes what can be written at once; 0 if the other side's buffers are full.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.stream.write(bytes) {
            Err(error) if is_transient(&error) => Ok(0),
            result => result,
        }
    }

    pub(super) fn half_close(&self) -> io::Result<()> {
        self.stream.shutdown(std::net::Shutdown::Write)
    }

    /// Closes with a reset: SO_LINGER with time 0 (socket(7)).
    pub(super) fn close_with_reset(self) -> io::Result<()> {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))
    }

    /// (our address, the other side's).
    pub(super) fn addresses(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        Ok((self.stream.local_addr()?, self.stream.peer_addr()?))
    }
}

/// Connects, and waits for at most `longest`; `None`: the other side has not answered by then.
pub(super) fn connect_within(to: SocketAddr, longest: Duration) -> io::Result<Option<Connection>> {
    let socket = Socket::new(Domain::for_address(to), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    match socket.connect(&to.into()) {
        Err(error) if error.raw_os_error() != Some(Errno::INPROGRESS.raw_os_error()) => return Err(error),
        _ => {}
    }
    let timeout = Timespec { tv_sec: longest.as_secs() as i64, tv_nsec: longest.subsec_nanos().into() };
    let is_decided = match poll(&mut [PollFd::new(&socket, PollFlags::OUT)], Some(&timeout)) {
        Ok(count) => count > 0,
        Err(Errno::INTR) => false,
        Err(error) => return Err(error.into()),
    };
    match socket.take_error()? {
        Some(error) => Err(error),
        None if is_decided => Connection::new(socket.into()).map(Some),
        None => Ok(None),
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// TCP listeners of the harness on this port, non-blocking: one at each address. Only the first is indispensable, for on
/// the host's network another program may hold the port at the others.
pub(super) fn open_listeners(addresses: &[Ipv4Addr], port: u16) -> io::Result<Vec<TcpListener>> {
    at_each(addresses, |address| {
        let listener = TcpListener::bind(SocketAddrV4::new(address, port))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    })
}

/// UDP sockets of the harness on this port, non-blocking; likewise.
pub(super) fn open_udp_sockets(addresses: &[Ipv4Addr], port: u16) -> io::Result<Vec<UdpSocket>> {
    at_each(addresses, |address| {
        let socket = UdpSocket::bind(SocketAddrV4::new(address, port))?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    })
}

fn at_each<T>(addresses: &[Ipv4Addr], open: impl Fn(Ipv4Addr) -> io::Result<T>) -> io::Result<Vec<T>> {
    let mut opened = Vec::new();
    for (place, address) in addresses.iter().enumerate() {
        match open(*address) {
            Ok(one) => opened.push(one),
            Err(error) if place == 0 => return Err(error),
            Err(_) => {}
        }
    }
    Ok(opened)
}

/// Whether what came from `from` was sent on this machine, which has these addresses too. Only then it may be a program's
/// under test.
pub(super) fn is_of_this_machine(from: SocketAddr, addresses: &[Ipv4Addr]) -> bool {
    from.ip().is_loopback() || addresses.iter().any(|address| from.ip() == *address)
}

/// A UDP socket of the harness: one at each address at which a program may look for it.
#[derive(Debug)]
pub(super) struct Mailbox {
    sockets: Vec<UdpSocket>,
    /// The addresses of this machine at which programs may be.
    known: Vec<Ipv4Addr>,
    /// The socket that received last. Data goes out from there: a reply must come from the socket that got the
    /// question.
    last: usize,
}

impl Mailbox {
    /// Opens it at these addresses; port 0 takes any free one. Programs may send to it from the `known` ones.
    pub(super) fn open(addresses: &[Ipv4Addr], port: u16, known: &[Ipv4Addr]) -> io::Result<Mailbox> {
        Ok(Mailbox { sockets: open_udp_sockets(addresses, port)?, known: known.to_vec(), last: 0 })
    }

    /// Its first address.
    pub(super) fn first_address(&self) -> io::Result<SocketAddr> {
        self.sockets[0].local_addr()
    }

    pub(super) fn descriptors(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.sockets.iter().map(AsFd::as_fd)
    }

    pub(super) fn send_datagram(&self, payload: &[u8], to: SocketAddr) -> io::Result<()> {
        self.sockets[self.last].send_to(payload, to).map(|_| ())
    }

    /// The next datagram, if one is there.
    pub(super) fn receive_datagram<'c>(&mut self, chunk: &'c mut Chunk) -> Option<(&'c [u8], SocketAddr)> {
        for (place, socket) in self.sockets.iter().enumerate() {
            while let Ok((length, from)) = socket.recv_from(chunk.read_buffer()) {
                if is_of_this_machine(from, &self.known) {
                    self.last = place;
                    return Some((chunk.filled_part(length), from));
                }
            }
        }
        None
    }
}

/// The socket's inode, as the system's tables name it.
pub(super) fn socket_inode(socket: impl AsFd) -> Option<u64> {
    fstat(socket).ok().map(|stat| stat.st_ino)
}

fn is_transient(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

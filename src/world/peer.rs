//! The harness's own sockets: what it connects, accepts and binds.

use rustix::fs::fstat;
use socket2::SockRef;
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

    pub(super) fn room(&mut self) -> &mut [u8] {
        &mut self.0
    }

    /// What a read has left in the room.
    pub(super) fn taken(&self, length: usize) -> &[u8] {
        &self.0[..length]
    }
}

/// One TCP connection of the harness.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    /// Whether more can come from the other side.
    pub(super) readable: bool,
}

/// What one read of a connection gave.
pub(super) enum Reading<'c> {
    Bytes(&'c [u8]),
    Closed,
    Reset,
    NothingYet,
}

impl Connection {
    pub(super) fn connect(to: SocketAddr, limit: Duration) -> io::Result<Connection> {
        Connection::new(TcpStream::connect_timeout(&to, limit)?)
    }

    pub(super) fn new(stream: TcpStream) -> io::Result<Connection> {
        stream.set_nonblocking(true)?;
        // A piece must leave when it is written, or the system would decide the cut.
        stream.set_nodelay(true)?;
        Ok(Connection { stream, readable: true })
    }

    pub(super) fn read<'c>(&mut self, chunk: &'c mut Chunk) -> Reading<'c> {
        match self.stream.read(chunk.room()) {
            Ok(0) => self.end(Reading::Closed),
            Ok(length) => Reading::Bytes(chunk.taken(length)),
            Err(error) if is_transient(&error) => Reading::NothingYet,
            Err(_) => self.end(Reading::Reset),
        }
    }

    fn end<'c>(&mut self, reading: Reading<'c>) -> Reading<'c> {
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
    pub(super) fn reset(self) -> io::Result<()> {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))
    }

    /// (our address, the other side's).
    pub(super) fn addresses(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        Ok((self.stream.local_addr()?, self.stream.peer_addr()?))
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// A TCP listener of the harness on 127.0.0.1, non-blocking.
pub(super) fn listen(port: u16) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// A UDP socket of the harness, non-blocking.
pub(super) fn bind(address: Ipv4Addr, port: u16) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(SocketAddrV4::new(address, port))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// The next datagram, if one is there.
pub(super) fn receive<'c>(socket: &UdpSocket, chunk: &'c mut Chunk) -> Option<(&'c [u8], SocketAddr)> {
    let (length, from) = socket.recv_from(chunk.room()).ok()?;
    Some((chunk.taken(length), from))
}

/// The socket's inode, as the system's tables name it.
pub(super) fn inode(socket: impl AsFd) -> Option<u64> {
    fstat(socket).ok().map(|stat| stat.st_ino)
}

fn is_transient(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

//! The wire's end of one connection to one side.

use crate::world::sockets::SocketTables;
use rustix::event::{PollFd, PollFlags};
use rustix::io::ioctl_fionread;
use socket2::SockRef;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// The most bytes that may wait to be written before the other side is read again.
const ROOM: usize = 256 * 1024;

/// One read.
const CHUNK: usize = 64 * 1024;

/// One half of a relayed connection.
#[derive(Debug)]
pub(super) struct Half {
    stream: TcpStream,
    unwritten: Vec<u8>,
    /// Whether nothing more comes from there.
    has_ended: bool,
    /// The action when everything is written.
    afterwards: Afterwards,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Afterwards {
    Nothing,
    End,
    Close,
    Ended,
}

/// The result of one read.
pub(super) enum HalfReading {
    Bytes(Vec<u8>),
    Ended,
    Reset,
    Nothing,
}

impl Half {
    pub(super) fn new(stream: TcpStream) -> io::Result<Half> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        Ok(Half { stream, unwritten: Vec::new(), has_ended: false, afterwards: Afterwards::Nothing })
    }

    /// Whether it has room for more to write.
    pub(super) fn has_room(&self) -> bool {
        self.unwritten.len() < ROOM
    }

    /// Whether something is still to be written, or to be ended.
    pub(super) fn is_owing(&self) -> bool {
        !self.unwritten.is_empty() || matches!(self.afterwards, Afterwards::End | Afterwards::Close)
    }

    /// Whether nothing more happens here.
    pub(super) fn is_over(&self) -> bool {
        self.has_ended && self.afterwards == Afterwards::Ended
    }

    /// The events to wait for; `reads` says whether it is to be read.
    pub(super) fn watched_descriptor(&self, reads: bool) -> Option<PollFd<'_>> {
        let mut flags = PollFlags::empty();
        if reads && !self.has_ended {
            flags |= PollFlags::IN;
        }
        if self.is_owing() {
            flags |= PollFlags::OUT;
        }
        // Without a wish a closed connection would still end every wait.
        (!flags.is_empty()).then(|| PollFd::new(&self.stream, flags))
    }

    /// Whether bytes wait to be read here. This question leaves an error in place for the next read.
    pub(super) fn has_input(&self) -> bool {
        !self.has_ended && ioctl_fionread(&self.stream).is_ok_and(|length| length > 0)
    }

    /// Whether the program on the other side has read all that was sent to it, as far as the system says.
    pub(super) fn is_taken(&self, tables: &SocketTables) -> bool {
        let ends = self.stream.local_addr().and_then(|ours| Ok((ours, self.stream.peer_addr()?)));
        ends.is_ok_and(|(ours, theirs)| tables.all_taken(ours, theirs))
    }

    pub(super) fn read(&mut self) -> HalfReading {
        if self.has_ended {
            return HalfReading::Nothing;
        }
        let mut chunk = vec![0; CHUNK];
        match self.stream.read(&mut chunk) {
            Ok(0) => {
                self.has_ended = true;
                HalfReading::Ended
            }
            Ok(length) => {
                chunk.truncate(length);
                HalfReading::Bytes(chunk)
            }
            Err(error) if is_transient(&error) => HalfReading::Nothing,
            Err(_) => HalfReading::Reset,
        }
    }

    pub(super) fn send_or_queue(&mut self, bytes: &[u8]) {
        if self.afterwards == Afterwards::Nothing {
            // Each order is a write of its own, as far as there is room.
            if self.unwritten.is_empty() {
                let written = self.stream.write(bytes).unwrap_or(0);
                self.unwritten.extend_from_slice(&bytes[written..]);
            } else {
                self.unwritten.extend_from_slice(bytes);
            }
        }
    }

    /// No more is written behind what is still to be.
    pub(super) fn end_after_writing(&mut self) {
        if self.afterwards == Afterwards::Nothing {
            self.afterwards = Afterwards::End;
        }
    }

    /// Likewise, and nothing more is read.
    pub(super) fn close_after_writing(&mut self) {
        self.afterwards = Afterwards::Close;
        self.has_ended = true;
    }

    /// From here on, dropping it breaks the connection off.
    pub(super) fn reset_on_drop(&self) {
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }

    /// Writes what can be written.
    ///
    /// # Errors
    /// The connection is broken.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        while !self.unwritten.is_empty() {
            match self.stream.write(&self.unwritten) {
                Ok(written) => drop(self.unwritten.drain(..written)),
                Err(error) if is_transient(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        // A connection that is still being made can't be ended yet.
        let is_there = self.stream.peer_addr().is_ok();
        match self.afterwards {
            Afterwards::End if is_there => {
                self.afterwards = Afterwards::Ended;
                let _ = self.stream.shutdown(Shutdown::Write);
            }
            Afterwards::Close if is_there => self.afterwards = Afterwards::Ended,
            _ => {}
        }
        Ok(())
    }
}

fn is_transient(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted | io::ErrorKind::NotConnected)
}

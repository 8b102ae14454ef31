//! How much of a request is read, and when.

use super::row::{Breaks, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Rsp2, TcpS1, TcpS4, UdpS3};
use crate::set_statistics::ReferenceProgram::{TcpServer, UdpServer};
use std::io::{self, Read};
use std::net::TcpStream;

/// A wrong way of reading: more than the first piece, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadingFault {
    /// This number of bytes at most.
    Buffer(usize),
    /// Until the client has sent all that it will.
    UntilEnd,
    /// Until something else comes, which is taken for the length.
    UntilLength,
    /// Until a line feed.
    UntilLineFeed,
    /// Until there are so many bytes.
    UntilFull(usize),
}

use ReadingFault::*;

const fn row(
    name: &'static str,
    what: ReadingFault,
    breaks: Breaks,
    shows: Shows,
    sentence: &'static str,
) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Reading(what), breaks, shows, sentence }
}

const fn buffer_row(name: &'static str, size: usize, sentence: &'static str) -> DeviationRow {
    row(name, Buffer(size), Breaks::EachServer(TcpS4, UdpS3), Shows::Sometimes, sentence)
}

const fn waiting_row(name: &'static str, what: ReadingFault, sentence: &'static str) -> DeviationRow {
    row(name, what, Breaks::One(TcpServer, TcpS1), Shows::Always, sentence)
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("byte-by-byte", Buffer(1), Breaks::Servers(Rsp2), Shows::Sometimes, "It answers the first byte."),
    row("buffer-16", Buffer(16), Breaks::Servers(Rsp2), Shows::Sometimes, "It reads 16 bytes at most."),
    buffer_row("buffer-128", 128, "It reads 128 bytes at most."),
    buffer_row("buffer-256", 256, "It reads 256 bytes at most."),
    buffer_row("buffer-512", 512, "It reads 512 bytes at most."),
    buffer_row("buffer-1000", 1000, "It reads 1000 bytes at most."),
    buffer_row("buffer-1023", 1023, "It reads 1023 bytes at most, and keeps one for a NUL."),
    row("buffer-1024", Buffer(1024), Breaks::One(UdpServer, UdpS3), Shows::Sometimes, "It reads 1024 bytes at most."),
    row("buffer-1472", Buffer(1472), Breaks::One(UdpServer, UdpS3), Shows::Sometimes, "It reads a frame of Ethernet."),
    row("buffer-2047", Buffer(2047), Breaks::One(UdpServer, UdpS3), Shows::Sometimes, "It reads 2047 bytes at most."),
    buffer_row("buffer-64", 64, "It reads 64 bytes at most."),
    buffer_row("buffer-1022", 1022, "It reads 1022 bytes at most."),
    row("buffer-508", Buffer(508), Breaks::One(UdpServer, UdpS3), Shows::Sometimes, "It reads 508 bytes at most."),
    row("buffer-1400", Buffer(1400), Breaks::One(UdpServer, UdpS3), Shows::Sometimes, "It reads 1400 bytes at most."),
    row("buffer-2000", Buffer(2000), Breaks::One(UdpServer, UdpS3), Shows::Sometimes, "It reads 2000 bytes at most."),
    waiting_row("until-end", UntilEnd, "It answers when the client has closed its side."),
    waiting_row("until-length", UntilLength, "It waits for the length before it answers."),
    waiting_row("until-line-feed", UntilLineFeed, "It waits for a line feed before it answers."),
    waiting_row("until-full", UntilFull(1024), "It waits for 1024 bytes before it answers."),
];

impl Injected {
    /// How large the buffer is that should have this size.
    pub(in crate::set_statistics::reference) fn buffer_capacity(&self, right: usize) -> usize {
        match self.deviation {
            Some(WrongBehaviour::Reading(Buffer(size))) => size,
            _ => right,
        }
    }

    /// Reads what else is waited for before the request counts as read.
    pub(in crate::set_statistics::reference) fn read_on(
        &self,
        connection: &mut TcpStream,
        request: &mut Vec<u8>,
    ) -> io::Result<()> {
        self.awaits_length(connection)?;
        if self.ignores_half_closed(connection) {
            return Err(io::ErrorKind::NotConnected.into());
        }
        let Some(WrongBehaviour::Reading(until)) = self.deviation else { return Ok(()) };
        let mut more = [0; 1024];
        loop {
            match until {
                Buffer(_) => return Ok(()),
                UntilLineFeed if request.ends_with(b"\n") => return Ok(()),
                UntilFull(size) if request.len() >= size => return Ok(()),
                UntilEnd | UntilLength | UntilLineFeed | UntilFull(_) => {}
            }
            match (connection.read(&mut more)?, until) {
                (0, _) | (_, UntilLength) => return Ok(()),
                (length, _) => request.extend(&more[..length]),
            }
        }
    }
}

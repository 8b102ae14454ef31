//! The program's output, on its way through a wire that changes it.

use super::input_poll_fd;
use crate::wire::console::{ConsoleFault, WholeLines};
use crate::wire::fault::{Control, WireFault};
use crate::world::open_terminal;
use rustix::event::PollFd;
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::stdio::{stderr, stdout};
use rustix::termios::isatty;
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};

/// The wire's end of the program's standard output.
#[derive(Debug)]
pub(super) struct ConsoleEnd {
    end: OwnedFd,
    lines: WholeLines,
    to_errors: bool,
    in_two: bool,
    is_open: bool,
    pub(super) has_changed: bool,
}

impl ConsoleEnd {
    /// The wire's end and the program's, if this fault is about what is printed. The program gets what the wire has: a
    /// terminal, or a pipe.
    pub(super) fn open_for_fault(fault: WireFault) -> io::Result<Option<(ConsoleEnd, OwnedFd)>> {
        let fault = match fault {
            WireFault::Console(fault) => Some(fault),
            WireFault::Legal(Control::PrintedInTwo) => None,
            _ => return Ok(None),
        };
        let (theirs, end) = if isatty(stdout()) {
            open_terminal().map_err(|error| error.source)?
        } else {
            let (reader, writer) = pipe_with(PipeFlags::CLOEXEC)?;
            (writer, reader)
        };
        fcntl_setfl(&end, fcntl_getfl(&end)? | OFlags::NONBLOCK)?;
        let (to_errors, in_two) = (fault == Some(ConsoleFault::ToErrors), fault.is_none());
        Ok(Some((
            ConsoleEnd { end, lines: WholeLines::new(fault), to_errors, in_two, is_open: true, has_changed: false },
            theirs,
        )))
    }

    pub(super) fn watched_descriptor(&self) -> Option<PollFd<'_>> {
        self.is_open.then(|| input_poll_fd(&self.end))
    }

    /// Prints what has come.
    pub(super) fn pass_on(&mut self) -> io::Result<()> {
        let mut chunk = [0; 4096];
        while self.is_open {
            match rustix::io::read(&self.end, &mut chunk) {
                Ok(0) => self.is_open = false,
                Ok(length) => {
                    let printed = self.lines.change_output(&chunk[..length]);
                    self.has_changed |= self.to_errors || printed != chunk[..length];
                    self.print_bytes(&printed)?;
                }
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::INTR) => {}
                // EIO: no process holds the other side of the terminal any more.
                Err(_) => self.is_open = false,
            }
        }
        Ok(())
    }

    /// Prints what was held back.
    pub(super) fn print_held_back(&mut self) -> io::Result<()> {
        self.pass_on()?;
        let held = self.lines.finish_output();
        self.print_bytes(&held)
    }

    fn print_bytes(&self, bytes: &[u8]) -> io::Result<()> {
        let stream = if self.to_errors { stderr() } else { stdout() };
        let (one, other) = bytes.split_at(if self.in_two { bytes.len() / 2 } else { 0 });
        write_all(stream, one)?;
        write_all(stream, other)
    }
}

fn write_all(stream: BorrowedFd<'_>, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stream, bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

//! A program's standard streams (PROTOCOL section 8.2).
//!
//! By default its output is a raw pseudo-terminal (no echo, no line-end translation), so that lines come at once. Its
//! input and errors are pipes: with input and output both a terminal, Python 2 would write prompts to the errors.

use super::WorldError;
use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open};
use rustix::pipe::{PipeFlags, fcntl_setpipe_size, pipe_with};
use rustix::pty::{OpenptFlags, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::os::fd::OwnedFd;

/// How many bytes a pipe holds, unless it is asked to hold more (pipe(7)).
const PIPE: usize = 65_536;

/// The longest line in bytes that every terminal takes (termios(3): 4096 with its end).
pub const LONGEST_TERMINAL_LINE: usize = 4095;

/// How a program's streams are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsoleKind {
    /// Output a pseudo-terminal, input and errors pipes.
    Mixed,
    /// Three pipes.
    Pipes,
    /// Input and output a pseudo-terminal, errors a pipe.
    Terminal,
}

/// The two ends of a program's three streams.
pub(super) struct Console {
    /// The ends that the harness keeps, non-blocking: input, output, errors.
    pub(super) ours: Ends,
    /// The ends that the program gets.
    pub(super) theirs: Ends,
}

/// One end of each stream.
pub(super) struct Ends {
    pub(super) input: OwnedFd,
    pub(super) output: OwnedFd,
    pub(super) errors: OwnedFd,
}

impl Console {
    pub(super) fn open_streams(kind: ConsoleKind) -> Result<Console, WorldError> {
        let (their_errors, errors) = make_pipe()?;
        let (their_input, input, their_output, output) = match kind {
            ConsoleKind::Pipes => {
                let (input, their_input) = make_pipe()?;
                let (their_output, output) = make_pipe()?;
                (their_input, input, their_output, output)
            }
            ConsoleKind::Mixed => {
                let (input, their_input) = make_pipe()?;
                let (terminal, master) = open_terminal()?;
                (their_input, input, terminal, master)
            }
            ConsoleKind::Terminal => {
                let (terminal, master) = open_terminal()?;
                let copy =
                    |fd: &OwnedFd| fd.try_clone().map_err(WorldError::for_action("copy a terminal's descriptor"));
                (copy(&terminal)?, copy(&master)?, terminal, master)
            }
        };
        for fd in [&input, &output, &errors] {
            set_nonblocking(fd)?;
        }
        Ok(Console {
            ours: Ends { input, output, errors },
            theirs: Ends { input: their_input, output: their_output, errors: their_errors },
        })
    }
}

/// A pipe: (the writing end, the reading end).
fn make_pipe() -> Result<(OwnedFd, OwnedFd), WorldError> {
    pipe_with(PipeFlags::CLOEXEC)
        .map_err(WorldError::for_action("make a pipe"))
        .map(|(reader, writer)| (writer, reader))
}

/// Writes a typed line to a program's input; whether all of it is written.
///
/// # Errors
/// The system lets the input hold no line of that length: up to 1 MiB for ordinary users (pipe(7)).
pub(super) fn write_line(input: &OwnedFd, line: &[u8]) -> Result<bool, WorldError> {
    if line.len() > PIPE {
        fcntl_setpipe_size(input, line.len() + PIPE)
            .map_err(WorldError::for_action(format_args!("type a line of {} bytes", line.len())))?;
    }
    Ok(rustix::io::write(input, line).is_ok_and(|written| written == line.len()))
}

/// A raw pseudo-terminal: (the program's side, the harness's side).
///
/// # Errors
/// The machine refuses one.
pub fn open_terminal() -> Result<(OwnedFd, OwnedFd), WorldError> {
    let failed = || WorldError::for_action("open a pseudo-terminal");
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).map_err(failed())?;
    unlockpt(&master).map_err(failed())?;
    let name = ptsname(&master, Vec::new()).map_err(failed())?;
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let terminal = open(name.as_c_str(), flags, Mode::empty()).map_err(failed())?;
    let mut modes = tcgetattr(&terminal).map_err(failed())?;
    modes.make_raw();
    tcsetattr(&terminal, OptionalActions::Now, &modes).map_err(failed())?;
    Ok((terminal, master))
}

fn set_nonblocking(fd: &OwnedFd) -> Result<(), WorldError> {
    let set = || fcntl_setfl(fd, fcntl_getfl(fd)? | OFlags::NONBLOCK);
    set().map_err(WorldError::for_action("make a descriptor non-blocking"))
}

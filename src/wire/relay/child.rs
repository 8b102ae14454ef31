//! The program behind the wire. It shares the wire's process group, so that a signal to the group meets both.

use super::input_poll_fd;
use super::print::ConsoleEnd;
use crate::wire::fault::WireFault;
use rustix::event::PollFd;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};

/// The program behind the wire.
#[derive(Debug)]
pub(super) struct Behind {
    child: Child,
    exit: OwnedFd,
    status: Option<ExitStatus>,
    printed: Option<ConsoleEnd>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChildEnd {
    Code(u8),
    Signal(i32),
}

impl Behind {
    pub(super) fn start_program(command: &[OsString], fault: WireFault) -> io::Result<Behind> {
        let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut starts = Command::new(program);
        starts.args(arguments);
        let printed = match ConsoleEnd::open_for_fault(fault)? {
            Some((printed, theirs)) => {
                starts.stdout(Stdio::from(theirs));
                Some(printed)
            }
            None => None,
        };
        let child = starts.spawn()?;
        // The command holds the program's end of its output: while it does, that never ends.
        drop(starts);
        let exit = pidfd_open(Pid::from_child(&child), PidfdFlags::empty())?;
        Ok(Behind { child, exit, status: None, printed })
    }

    pub(super) fn watched_descriptors(&self) -> Vec<PollFd<'_>> {
        let end = self.status.is_none().then(|| input_poll_fd(&self.exit));
        end.into_iter().chain(self.printed.as_ref().and_then(ConsoleEnd::watched_descriptor)).collect()
    }

    pub(super) fn pass_on(&mut self) -> io::Result<()> {
        self.printed.as_mut().map_or(Ok(()), ConsoleEnd::pass_on)
    }

    pub(super) fn has_ended(&mut self) -> bool {
        self.status = self.status.or_else(|| self.child.try_wait().ok().flatten());
        self.status.is_some()
    }

    /// Whether what it prints was changed.
    pub(super) fn has_changed(&self) -> bool {
        self.printed.as_ref().is_some_and(|printed| printed.has_changed)
    }

    pub(super) fn kill_and_wait(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Prints what is left; how the program ended.
    pub(super) fn finish_program(&mut self) -> io::Result<ChildEnd> {
        if let Some(printed) = &mut self.printed {
            printed.print_held_back()?;
        }
        let status = match self.status {
            Some(status) => status,
            None => self.child.wait()?,
        };
        let code = status.code().map(|code| u8::try_from(code).unwrap_or(u8::MAX));
        Ok(code.map_or_else(|| ChildEnd::Signal(status.signal().unwrap_or_default()), ChildEnd::Code))
    }
}

//! One program under test, running: its process, its console, its end.

use super::WorldError;
use super::confinement::Limits;
use super::console::Console;
pub use super::console::ConsoleKind;
use super::descriptors::start_exclusively;
use super::ended::forget_later;
use crate::protocol::role::Side;
use crate::transcript::ExitStatus;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, WaitIdStatus, kill_process_group, pidfd_open, pidfd_send_signal,
    waitid,
};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// How a program is started.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// The program and its arguments; never empty.
    pub argv: Vec<OsString>,
    /// The folder it runs in.
    pub cwd: PathBuf,
    /// Its whole environment.
    pub env: BTreeMap<String, String>,
    /// How its standard streams are made.
    pub console: ConsoleKind,
}

/// Why a program could not be started: what the user wrote is wrong, or the machine refuses something.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The command itself can't be run.
    #[error("{0}")]
    Command(io::Error),
    /// The harness lacks something.
    #[error(transparent)]
    World(#[from] WorldError),
}

/// A program under test, started.
#[derive(Debug)]
pub struct RunningProgram {
    /// Its side of the conversation.
    pub side: Side,
    pid: Pid,
    pub(super) exit: OwnedFd,
    pub(super) input: Option<OwnedFd>,
    pub(super) output: Option<OwnedFd>,
    pub(super) errors: Option<OwnedFd>,
    pub(super) status: Option<ExitStatus>,
}

impl RunningProgram {
    /// Starts it in the calling thread's network, as the leader of a process group of its own.
    ///
    /// # Errors
    /// The command can't be run, or the machine refuses a terminal, a pipe or a process descriptor.
    pub fn start(side: Side, recipe: &Recipe, limits: &Limits) -> Result<RunningProgram, StartError> {
        let Console { ours, theirs } = Console::open_streams(recipe.console)?;
        let mut command = Command::new(&recipe.argv[0]);
        command.args(&recipe.argv[1..]).current_dir(&recipe.cwd).env_clear().envs(&recipe.env).process_group(0);
        command.stdin(Stdio::from(theirs.input)).stdout(Stdio::from(theirs.output)).stderr(Stdio::from(theirs.errors));
        let child = start_exclusively(|| command.spawn()).map_err(StartError::Command)?;
        let pid = Pid::from_child(&child);
        limits.apply_to_process(pid);
        // The command holds the program's ends of the streams: while it does, none of them ever ends.
        drop(command);
        let exit = pidfd_open(pid, PidfdFlags::empty()).map_err(WorldError::for_action("watch a process"))?;
        let (input, output, errors) = (Some(ours.input), Some(ours.output), Some(ours.errors));
        Ok(RunningProgram { side, pid, exit, input, output, errors, status: None })
    }

    /// The process id, as the harness sees it.
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// How it ended, if it has.
    pub fn status(&self) -> Option<&ExitStatus> {
        self.status.as_ref()
    }

    /// Sends a signal to its process group; nothing happens if that is gone.
    pub(super) fn signal_group(&self, signal: Signal) {
        let _ = kill_process_group(self.pid, signal);
    }

    /// How it ended, if it has; that is said once.
    pub(super) fn take_exit_status(&mut self) -> Option<ExitStatus> {
        if self.status.is_some() {
            return None;
        }
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let how = exit_status(&waitid(WaitId::PidFd(self.exit.as_fd()), options).ok()??);
        self.status = Some(how.clone());
        Some(how)
    }
}

impl Drop for RunningProgram {
    /// No program outlives its trial: the group is killed while its leader's id is still ours.
    fn drop(&mut self) {
        if self.status.is_none() {
            self.signal_group(Signal::KILL);
            let _ = pidfd_send_signal(&self.exit, Signal::KILL);
            while poll(&mut [PollFd::new(&self.exit, PollFlags::IN)], None).is_err() {}
        }
        forget_later(self.pid);
    }
}

fn exit_status(status: &WaitIdStatus) -> ExitStatus {
    match status.exit_status() {
        Some(code) => ExitStatus::Code(code),
        None => ExitStatus::Signal(signal_name(status.terminating_signal().unwrap_or_default())),
    }
}

/// The signal's name, as in `SIGINT` (signal(7)).
fn signal_name(number: i32) -> String {
    let known = nix::sys::signal::Signal::try_from(number);
    known.map_or_else(|_| format!("signal {number}"), |signal| signal.as_str().to_owned())
}

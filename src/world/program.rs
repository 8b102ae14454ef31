//! One program under test, running: its process, its console, its end.

use super::WorldError;
use super::confinement::Limits;
use super::console::Console;
pub use super::console::ConsoleKind;
use super::descriptors::starting;
use crate::protocol::role::Side;
use crate::transcript::ExitStatus;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

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
pub struct Program {
    /// Which side of the conversation it plays.
    pub side: Side,
    child: Child,
    pub(super) exit: OwnedFd,
    pub(super) input: Option<OwnedFd>,
    pub(super) output: Option<OwnedFd>,
    pub(super) errors: Option<OwnedFd>,
    pub(super) status: Option<ExitStatus>,
}

impl Program {
    /// Starts it in the calling thread's network, as the leader of a process group of its own.
    ///
    /// # Errors
    /// The command can't be run, or the machine refuses a terminal, a pipe or a process descriptor.
    pub fn start(side: Side, recipe: &Recipe, limits: &Limits) -> Result<Program, StartError> {
        let Console { ours, theirs } = Console::open(recipe.console)?;
        let mut command = Command::new(&recipe.argv[0]);
        command.args(&recipe.argv[1..]).current_dir(&recipe.cwd).env_clear().envs(&recipe.env).process_group(0);
        command.stdin(Stdio::from(theirs.input)).stdout(Stdio::from(theirs.output)).stderr(Stdio::from(theirs.errors));
        let child = starting(|| command.spawn()).map_err(StartError::Command)?;
        limits.impose(pid_of(&child));
        // The command holds the program's ends of the streams: while it does, none of them ever ends.
        drop(command);
        let exit = pidfd_open(pid_of(&child), PidfdFlags::empty()).map_err(WorldError::at("watch a process"))?;
        let (input, output, errors) = (Some(ours.input), Some(ours.output), Some(ours.errors));
        Ok(Program { side, child, exit, input, output, errors, status: None })
    }

    /// The process id, as the harness sees it.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn status(&self) -> Option<&ExitStatus> {
        self.status.as_ref()
    }

    /// Sends a signal to its process group; nothing happens if that is gone.
    pub(super) fn signal(&self, signal: Signal) {
        let _ = kill_process_group(pid_of(&self.child), signal);
    }

    /// Reaps it if it has ended, and says so once.
    pub(super) fn reap(&mut self) -> Option<ExitStatus> {
        if self.status.is_some() {
            return None;
        }
        let status = self.child.try_wait().ok()??;
        let how = match (status.code(), status.signal()) {
            (Some(code), _) => ExitStatus::Code(code),
            (None, signal) => ExitStatus::Signal(signal_name(signal.unwrap_or_default())),
        };
        self.status = Some(how.clone());
        Some(how)
    }
}

impl Drop for Program {
    /// No program outlives its trial: the group is killed before the leader is reaped, while its id is still ours.
    fn drop(&mut self) {
        if self.status.is_none() {
            self.signal(Signal::KILL);
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// The signal's name, as in `SIGINT` (signal(7)).
fn signal_name(number: i32) -> String {
    let known = nix::sys::signal::Signal::try_from(number);
    known.map_or_else(|_| format!("signal {number}"), |signal| signal.as_str().to_owned())
}

//! The program that serves as the harness's other processes.

use crate::world::own_processes;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A program that can be started as one of the harness's own processes: as the keeper, which ends all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    program: PathBuf,
    is_this_program: bool,
}

impl Helper {
    /// The program that is running. Call this at the beginning of `main`, before the program starts a thread or does
    /// anything else. If this process is one of the harness's own, the call does its work and ends the process.
    ///
    /// # Errors
    /// The program's own path can't be found.
    pub fn this_program() -> io::Result<Helper> {
        match own_processes::run_hidden_command() {
            None => Ok(Helper { program: std::env::current_exe()?, is_this_program: true }),
            Some(Ok(())) => std::process::exit(0),
            Some(Err(error)) => {
                // The harness reads it, and the exit code says it too.
                let _ = writeln!(io::stderr(), "{error}");
                std::process::exit(1)
            }
        }
    }

    /// An installed `sockspec`, of the same version as this crate.
    pub fn program(path: impl Into<PathBuf>) -> Helper {
        Helper { program: path.into(), is_this_program: false }
    }

    pub(super) fn is_this_program(&self) -> bool {
        self.is_this_program
    }

    /// The program.
    pub fn path(&self) -> &Path {
        &self.program
    }
}

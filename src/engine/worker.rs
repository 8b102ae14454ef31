//! A worker: one thread that plays trials, each in a network of its own, and leaves nothing behind.

use crate::world::{Isolation, Keeper, Network, Stage, WorldError};
use nix::sched::{CloneFlags, unshare};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a worker thread holds from its first trial to its last.
pub(super) struct Worker {
    isolation: Isolation,
    keeper: Option<Keeper>,
    scratch: TempDir,
}

impl Worker {
    /// Sets the calling thread up; `helper` is the sockspec program, which serves as the keeper.
    pub(super) fn new(isolation: &Isolation, helper: Option<&PathBuf>) -> Result<Worker, WorldError> {
        let namespaces = *isolation == Isolation::Namespaces;
        if namespaces {
            name_the_host_localhost()?;
        }
        let keeper = helper.map(|binary| Keeper::start(binary, namespaces)).transpose()?;
        let scratch = TempDir::with_prefix("sockspec-").map_err(WorldError::at("make a scratch folder"))?;
        Ok(Worker { isolation: isolation.clone(), keeper, scratch })
    }

    /// The folder in which programs may write; it goes with the worker.
    pub(super) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// Whether each trial has networks of its own.
    pub(super) fn has_namespaces(&self) -> bool {
        self.isolation == Isolation::Namespaces
    }

    /// An empty stage in a fresh network (or the host's).
    pub(super) fn stage(&mut self) -> Result<Stage<'_>, WorldError> {
        let network = if self.has_namespaces() { Network::fresh()? } else { Network::host()? };
        Ok(Stage::new(network, self.keeper.as_mut()))
    }
}

/// A program that binds its host's name finds its loopback there (uts_namespaces(7)).
fn name_the_host_localhost() -> Result<(), WorldError> {
    unshare(CloneFlags::CLONE_NEWUTS).map_err(WorldError::at("make a UTS namespace"))?;
    rustix::system::sethostname(b"localhost").map_err(WorldError::at("name the host"))
}

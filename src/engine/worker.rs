//! A worker: one thread that plays trials, each in a network of its own, and leaves nothing behind.

use crate::world::{HostName, Isolation, Keeper, Network, Stage, WorldError};
use rustix::process::{getpid, set_child_subreaper};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a worker thread holds from its first trial to its last.
pub(super) struct Worker {
    isolation: Isolation,
    host_name: Option<HostName>,
    keeper: Option<Keeper>,
    scratch: TempDir,
}

impl Worker {
    /// Sets the calling thread up; `helper` is the sockspec program, which serves as the keeper, and `folder` is that of
    /// the run.
    pub(super) fn new(isolation: &Isolation, helper: Option<&PathBuf>, folder: &Path) -> Result<Worker, WorldError> {
        let namespaces = *isolation == Isolation::Namespaces;
        let scratch = TempDir::with_prefix_in("worker-", folder).map_err(WorldError::at("make a scratch folder"))?;
        // Without a keeper nobody looks for them, and this process may be another's.
        if !namespaces && helper.is_some() {
            // What a program leaves without a parent is seen as the program's, as process 1 of a namespace sees it.
            set_child_subreaper(Some(getpid())).map_err(WorldError::at("take in orphans"))?;
        }
        if namespaces {
            // The first network of a thread has the host's large socket tables; those made from it do not.
            Network::fresh()?;
        }
        let host_name = namespaces.then(|| HostName::take(scratch.path())).transpose()?;
        let mut keeper = helper.map(|binary| Keeper::start(binary, namespaces)).transpose()?;
        if let Some(keeper) = &mut keeper {
            keeper.guard_folder(scratch.path())?;
        }
        Ok(Worker { isolation: isolation.clone(), host_name, keeper, scratch })
    }

    /// The folder in which programs may write; it goes with the worker.
    pub(super) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// Whether each trial has networks of its own.
    pub(super) fn has_namespaces(&self) -> bool {
        self.isolation == Isolation::Namespaces
    }

    /// An empty stage in a fresh network (or the host's); `host` is the host name that the programs need, if they do.
    pub(super) fn stage(&mut self, host: Option<&str>) -> Result<Stage<'_>, WorldError> {
        if let Some(name) = &self.host_name {
            name.set(host)?;
        }
        let network = if self.has_namespaces() { Network::fresh()? } else { Network::host()? };
        Ok(Stage::new(network, self.keeper.as_mut()))
    }
}

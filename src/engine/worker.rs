//! A worker: one thread that plays trials, each in a network of its own, and leaves nothing behind.

use super::cleanup::Cleanup;
use super::event::Fault;
use super::machine_needs::MachineNeeds;
use super::settings::Settings;
use super::tab::Allowance;
use super::trial::fault_from_error;
use crate::implementation::QuickStart;
use crate::world::{
    HostName, Idling, Interruption, Isolation, Keeper, Limits, Network, Scratch, Stage, Terms, WorldError,
};
use rustix::process::{getpid, set_child_subreaper};
use std::path::Path;
use std::sync::Arc;

/// The state of a worker thread from its first trial to its last.
pub(super) struct Worker {
    isolation: Isolation,
    limits: Limits,
    processes: u64,
    interruption: Interruption,
    idling: Option<Arc<dyn Idling>>,
    host_name: Option<HostName>,
    keeper: Option<Keeper>,
    scratch: Scratch,
    quick_start: Option<QuickStart>,
}

impl Worker {
    /// Sets the calling thread up, and confines it with all that it starts; the sockspec program serves as the keeper.
    fn new(settings: &Settings, cleanup: &Cleanup) -> Result<Worker, WorldError> {
        let Settings { isolation, helper, confinement, .. } = settings;
        let namespaces = *isolation == Isolation::Namespaces;
        let scratch = Scratch::new(cleanup.folder())?;
        // Without a keeper nothing looks for them, and this process may belong to a caller.
        if !namespaces && helper.is_some() {
            // Take in orphans of a program as process 1 of a namespace would.
            set_child_subreaper(Some(getpid())).map_err(WorldError::for_action("take in orphans"))?;
        }
        if namespaces {
            // The first network of a thread has the host's large socket tables; those made from it do not.
            Network::in_new_namespace()?;
        }
        let host_name = namespaces.then(|| HostName::for_this_thread(scratch.path())).transpose()?;
        let mut keeper = helper.as_ref().map(|binary| Keeper::start(binary, namespaces)).transpose()?;
        if let Some(keeper) = &mut keeper {
            keeper.guard_folder(scratch.path())?;
        }
        confinement.sandbox.confine_thread(scratch.path(), cleanup.grounds())?;
        let processes = match isolation {
            Isolation::Namespaces => confinement.limits.processes.saturating_mul(settings.thread_count() as u64),
            // The system would count all that this user runs; the stage counts those of the trial.
            Isolation::Host { .. } => u64::MAX,
        };
        let limits = Limits { processes, ..confinement.limits };
        Ok(Worker {
            isolation: isolation.clone(),
            limits,
            processes: confinement.limits.processes,
            interruption: settings.interruption.clone(),
            idling: None,
            host_name,
            keeper,
            scratch,
            quick_start: cleanup.quick_start().cloned(),
        })
    }

    /// The same, with the cleanup if there is one.
    pub(super) fn set_up(settings: &Settings, cleanup: &Result<Cleanup, Fault>) -> Result<Worker, Fault> {
        let cleanup = cleanup.as_ref().map_err(Clone::clone)?;
        Worker::new(settings, cleanup).map_err(|error| fault_from_error(&error))
    }

    /// The folder in which programs may write; it goes with the worker.
    pub(super) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// How an interpreter that takes long to start is started quickly, if that was prepared.
    pub(super) fn quick_start(&self) -> Option<&QuickStart> {
        self.quick_start.as_ref()
    }

    /// Whether each trial has networks of its own.
    pub(super) fn has_namespaces(&self) -> bool {
        self.isolation == Isolation::Namespaces
    }

    /// From here on this gets to know when a stage only waits.
    pub(super) fn idle_at(&mut self, idling: Arc<dyn Idling>) {
        self.idling = Some(idling);
    }

    /// An empty stage with an empty scratch folder in a fresh network (or the host's); `needs` is what the
    /// programs need of the machine.
    pub(super) fn prepare_stage(
        &mut self,
        needs: &MachineNeeds,
        allowance: Allowance<'_>,
    ) -> Result<Stage<'_>, WorldError> {
        self.scratch.remove_leftovers(self.host_name.as_ref().and_then(HostName::hosts_file))?;
        let own = match &self.host_name {
            Some(name) => Some(name.set_name(needs.host.as_deref())?),
            None => HostName::address_of_this_machine(),
        };
        let network = if self.has_namespaces() { Network::in_new_namespace()? } else { Network::for_host()? };
        let terms = Terms {
            interruption: self.interruption.clone(),
            deadline: allowance.deadline,
            account: Some(allowance.tab.account()),
            idling: self.idling.clone(),
        };
        let stage = Stage::new(network, self.keeper.as_mut(), self.limits, terms);
        let stage = stage.of_at_most(self.processes);
        own.into_iter().chain(needs.addresses.iter().copied()).try_fold(stage, Stage::found_also_at)
    }
}

//! The cleanup of a run: temporary folders and builds, which belong to no single worker. Nothing of them outlives the run.

use crate::implementation::{Implementation, QuickStart, Tool};
use crate::world::{Keeper, WorldError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A quick start is prepared in the time of some five slow ones, and saves two thirds of each.
const WORTH_A_QUICK_START: usize = 10;

/// The folder of all temporary folders of a run, and the keeper of those and of the builds.
pub(super) struct Cleanup {
    keeper: Option<Keeper>,
    /// Removed after the keeper was let go.
    folder: TempDir,
    grounds: Vec<PathBuf>,
    quick_start: Option<QuickStart>,
}

impl Cleanup {
    /// Takes charge of the folder, and of those of built-in implementations. Without `helper` no keeper guards them.
    ///
    /// # Errors
    /// The system refuses the folder or the keeper.
    pub(super) fn new(
        implementations: &[Arc<Implementation>],
        helper: Option<&PathBuf>,
    ) -> Result<Cleanup, WorldError> {
        let mut keeper = helper.map(|binary| Keeper::start(binary, false)).transpose()?;
        let folder = TempDir::with_prefix("sockspec-").map_err(WorldError::for_action("make a temporary folder"))?;
        if let Some(keeper) = &mut keeper {
            keeper.guard_folder(folder.path())?;
            let mut built_in = implementations.iter().filter_map(|one| one.temporary_folder());
            built_in.try_for_each(|folder| keeper.guard_folder(folder))?;
        }
        let grounds = implementations.iter().flat_map(|one| one.program_folders()).collect();
        Ok(Cleanup { keeper, folder, grounds, quick_start: None })
    }

    /// The folder that holds all temporary folders of the run.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folders in which the programs run.
    pub(super) fn grounds(&self) -> &[PathBuf] {
        &self.grounds
    }

    /// Prepares the quick start of an interpreter that takes long to start, if so many trials are worth it.
    pub(super) fn prepare_quick_start(&mut self, trials: usize) {
        if trials >= WORTH_A_QUICK_START {
            let python = Tool::Python27.find().ok();
            self.quick_start = python.and_then(|python| QuickStart::prepare(&python, self.folder.path()));
        }
    }

    /// How an interpreter is started quickly, if that was prepared.
    pub(super) fn quick_start(&self) -> Option<&QuickStart> {
        self.quick_start.as_ref()
    }

    /// Guards every process whose HOME is `home`.
    ///
    /// # Errors
    /// The keeper is gone.
    pub(super) fn guard_home(&mut self, home: &Path) -> Result<(), WorldError> {
        self.keeper.as_mut().map_or(Ok(()), |keeper| keeper.guard_folder(home))
    }

    /// Counts a process group as guarded.
    ///
    /// # Errors
    /// The keeper is gone.
    pub(super) fn guard_group(&mut self, group: u32) -> Result<(), WorldError> {
        self.keeper.as_mut().map_or(Ok(()), |keeper| keeper.guard_group(group))
    }

    /// Kills all that is guarded.
    ///
    /// # Errors
    /// The keeper is gone.
    pub(super) fn kill_all(&mut self) -> Result<(), WorldError> {
        self.keeper.as_mut().map_or(Ok(()), Keeper::kill_all)
    }
}

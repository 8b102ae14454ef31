//! The folder in which the programs of a trial may write, and how it is removed whatever they left there.

use super::WorldError;
use rustix::fs::{Mode, chmod};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder for the programs of one worker, empty before each trial.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// A new one in `parent`.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn new(parent: &Path) -> Result<Scratch, WorldError> {
        let folder =
            TempDir::with_prefix_in("worker-", parent).map_err(WorldError::for_action("make a scratch folder"))?;
        Ok(Scratch { folder })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes all that the programs of the last trial left, save `kept`, which is the harness's own.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn remove_leftovers(&self, kept: Option<&Path>) -> Result<(), WorldError> {
        let emptied = || -> io::Result<()> {
            unlock_folder(self.path());
            for entry in fs::read_dir(self.path())? {
                let path = entry?.path();
                if kept != Some(path.as_path()) {
                    remove(&path)?;
                }
            }
            Ok(())
        };
        emptied().map_err(WorldError::for_action("empty the scratch folder"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = remove(self.path());
    }
}

/// Removes a file, or a folder with all that is in it. What a program made unreadable for its owner is removed too.
///
/// # Errors
/// The system refuses it.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let is_folder = fs::symlink_metadata(path)?.is_dir();
    if !is_folder {
        return fs::remove_file(path);
    }
    fs::remove_dir_all(path).or_else(|_| {
        unlock_all(path);
        fs::remove_dir_all(path)
    })
}

/// Lets the owner into every folder below, without recursion: folders may be nested as deeply as a path can say.
fn unlock_all(path: &Path) {
    let mut folders: Vec<PathBuf> = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        unlock_folder(&folder);
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let below = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        folders.extend(below.map(|entry| entry.path()));
    }
}

fn unlock_folder(folder: &Path) {
    let _ = chmod(folder, Mode::RWXU);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn whatever_is_left_is_removed_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        fs::write(other.path().join("file"), "another's").unwrap();
        let scratch = Scratch::new(parent.path()).unwrap();
        let hosts = scratch.path().join("hosts");
        fs::write(&hosts, "127.0.0.1 localhost").unwrap();
        let locked = scratch.path().join("locked/inside");
        fs::create_dir_all(&locked).unwrap();
        fs::write(locked.join("file"), "left").unwrap();
        symlink(other.path(), scratch.path().join("link")).unwrap();
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        fs::set_permissions(locked.parent().unwrap(), fs::Permissions::from_mode(0o000)).unwrap();
        scratch.remove_leftovers(Some(&hosts)).unwrap();
        let left: Vec<_> = fs::read_dir(scratch.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [hosts]);
        drop(scratch);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
        assert!(other.path().join("file").exists());
    }
}

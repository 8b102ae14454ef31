//! A folder of pinned texts: `tcp-server/robust/leaves.txt` is the case `tcp-server/robust/leaves`.

use crate::case::{CaseId, Subject};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The folder in which one implementation's behaviour is pinned. Only what is called like a pinned text is ever touched.
#[derive(Debug, Clone)]
pub struct SnapshotFolder {
    path: PathBuf,
}

impl SnapshotFolder {
    /// The folder at `path`, which need not exist yet.
    pub fn at_path(path: impl Into<PathBuf>) -> SnapshotFolder {
        SnapshotFolder { path: path.into() }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file of one case.
    pub fn file_for_case(&self, id: &CaseId) -> PathBuf {
        // Not with_extension: a case's name may hold a dot.
        self.path.join(format!("{id}.txt"))
    }

    /// The cases that are pinned.
    pub fn pinned_ids(&self) -> io::Result<BTreeSet<CaseId>> {
        let mut ids = BTreeSet::new();
        for subject in Subject::all() {
            gather_ids(&self.path, &subject.to_string(), &mut ids)?;
        }
        Ok(ids)
    }

    /// The pinned text of a case, if there is one; line ends as they are pinned, whatever a checkout made of them.
    pub fn read(&self, id: &CaseId) -> io::Result<Option<String>> {
        match fs::read(self.file_for_case(id)) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(name_path_in_error(&self.file_for_case(id), error)),
        }
    }

    /// Pins the text of a case.
    pub fn write(&self, id: &CaseId, text: &str) -> io::Result<()> {
        let file = self.file_for_case(id);
        let parent = file.parent().unwrap_or(&self.path);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&file, text))
            .map_err(|error| name_path_in_error(&file, error))
    }

    /// Takes the text of a case away, and the folders that are empty without it.
    pub fn delete(&self, id: &CaseId) -> io::Result<()> {
        let file = self.file_for_case(id);
        fs::remove_file(&file).map_err(|error| name_path_in_error(&file, error))?;
        let above = file.ancestors().skip(1).take_while(|folder| *folder != self.path);
        // A folder that is not empty stays.
        above.map(fs::remove_dir).take_while(Result::is_ok).for_each(drop);
        Ok(())
    }
}

/// The ids of all texts below `root/below`.
fn gather_ids(root: &Path, below: &str, ids: &mut BTreeSet<CaseId>) -> io::Result<()> {
    let folder = root.join(below);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(name_path_in_error(&folder, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| name_path_in_error(&folder, error))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if entry.file_type().map_err(|error| name_path_in_error(&folder, error))?.is_dir() {
            gather_ids(root, &format!("{below}/{name}"), ids)?;
        } else if let Some(stem) = name.strip_suffix(".txt") {
            ids.extend(format!("{below}/{stem}").parse::<CaseId>().ok());
        }
    }
    Ok(())
}

fn name_path_in_error(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_deleted_and_strangers_stay() {
        let home = tempfile::tempdir().unwrap();
        let folder = SnapshotFolder::at_path(home.path().join("pins"));
        let id: CaseId = "tcp-server/robust/1.5".parse().unwrap();
        assert_eq!(folder.pinned_ids().unwrap().len(), 0);
        assert_eq!(folder.read(&id).unwrap(), None);
        folder.write(&id, "a\r\nb\n").unwrap();
        fs::write(folder.path().join("tcp-server/notes.md"), "mine").unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(folder.pinned_ids().unwrap(), BTreeSet::from([id.clone()]));
        assert_eq!(folder.read(&id).unwrap().as_deref(), Some("a\nb\n"));
        folder.delete(&id).unwrap();
        assert!(!folder.path().join("tcp-server/robust").exists());
        assert!(folder.path().join("tcp-server/notes.md").exists() && folder.path().join("notes.txt").exists());
    }
}

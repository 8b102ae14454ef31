//! The folder of a trial's program: a case puts files there before the program starts, and looks at those that it leaves.

use super::WorldError;
use super::scratch::remove;
use rustix::fs::{Mode, chmod};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The folder's name in the scratch folder.
const NAME: &str = "folder";
/// How many bytes of a file are looked at, at most.
const MOST: u64 = 4 << 20;

/// The folder of a trial's program. It goes with the scratch folder that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramFolder(PathBuf);

impl ProgramFolder {
    /// The one in this scratch folder.
    pub fn in_scratch(scratch: &Path) -> ProgramFolder {
        ProgramFolder(scratch.join(NAME))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes it, in a scratch folder that is empty. Every user may write there: a server may run as one without rights.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn create_folder(&self) -> Result<(), WorldError> {
        let made = fs::create_dir_all(&self.0).and_then(|()| Ok(chmod(&self.0, Mode::from_bits_retain(0o777))?));
        made.map_err(WorldError::for_action("make the program's folder"))
    }

    /// Writes a file, and makes its folders; every user may read the file and write to it.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<(), WorldError> {
        let path = self.0.join(name);
        let written = || -> io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            // A link that a program left there under this name may lead elsewhere.
            if fs::symlink_metadata(&path).is_ok() {
                remove(&path)?;
            }
            fs::write(&path, content)?;
            Ok(chmod(&path, Mode::from_bits_retain(0o666))?)
        };
        written().map_err(WorldError::for_action(format!("make the file {name}")))
    }

    /// The content of a file; nothing if there is none, or if it is not a regular file.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.0.join(name);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        if !is_file {
            return None;
        }
        let mut content = Vec::new();
        fs::File::open(path).ok()?.take(MOST).read_to_end(&mut content).ok()?;
        Some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn what_is_written_is_read_and_what_is_no_file_is_not() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = ProgramFolder::in_scratch(scratch.path());
        folder.create_folder().unwrap();
        folder.write("sub/a", b"1").unwrap();
        folder.write("../beside", b"2").unwrap();
        symlink(scratch.path().join("beside"), folder.path().join("link")).unwrap();
        assert_eq!(folder.read("sub/a").as_deref(), Some(b"1".as_slice()));
        assert_eq!(fs::read(scratch.path().join("beside")).unwrap(), b"2");
        assert_eq!([folder.read("link"), folder.read("sub"), folder.read("missing")], [None, None, None]);
        folder.write("link", b"3").unwrap();
        assert_eq!(fs::read(scratch.path().join("beside")).unwrap(), b"2");
    }
}

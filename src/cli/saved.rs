//! A report's file that holds a whole report while the run goes on: whatever ends the run, what was known is there.

use super::UsageError;
use super::reporters::create_report_file;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The file is written anew in no more than this part of the time.
const PART: u32 = 10;

/// A file that is replaced by a new one at once, never written bit by bit.
#[derive(Debug)]
pub(super) struct SavedFile {
    path: PathBuf,
    /// The text written so far, in a file without a name.
    draft: File,
    saved: Option<Instant>,
    took: Duration,
}

impl SavedFile {
    /// Makes the file, and what a reporter writes to. What is no plain file (a pipe, a terminal) is written to as it goes.
    pub(super) fn create(path: &Path) -> Result<(BufWriter<File>, Option<SavedFile>), UsageError> {
        let direct = create_report_file(path)?;
        // A link stays, and what it points to is replaced.
        let is_plain = fs::metadata(path).is_ok_and(|file| file.is_file());
        let (true, Ok(path), Ok(draft)) = (is_plain, fs::canonicalize(path), tempfile::tempfile()) else {
            return Ok((direct, None));
        };
        let Ok(writer) = draft.try_clone() else { return Ok((direct, None)) };
        let saved = SavedFile { path, draft, saved: None, took: Duration::ZERO };
        Ok((BufWriter::new(writer), Some(saved)))
    }

    /// Whether it is time to save what is known.
    pub(super) fn is_due(&self) -> bool {
        self.saved.is_none_or(|saved| saved.elapsed() >= self.took * PART)
    }

    /// Puts what was written so far into the file, and this behind it.
    pub(super) fn save(&mut self, ending: &[u8]) -> io::Result<()> {
        let begun = Instant::now();
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        // As a file that is simply created: the umask decides.
        let new = tempfile::Builder::new()
            .prefix(".sockspec-")
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(folder);
        match new {
            Ok(new) => {
                self.copy_draft(new.as_file(), ending)?;
                new.persist(&self.path)?;
            }
            // The file may be written to, and its folder not.
            Err(_) => self.copy_draft(&File::create(&self.path)?, ending)?,
        }
        (self.saved, self.took) = (Some(Instant::now()), begun.elapsed());
        Ok(())
    }

    fn copy_draft(&self, mut to: &File, ending: &[u8]) -> io::Result<()> {
        // Opened anew it is read from its beginning, wherever the reporter writes.
        let mut from = File::open(format!("/proc/self/fd/{}", self.draft.as_raw_fd()))?;
        io::copy(&mut from, &mut to)?;
        to.write_all(ending)
    }
}

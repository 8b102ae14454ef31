//! Files of procfs that are read again and again. Each is opened once, and read from its beginning, which the system
//! fills anew each time (proc(5), pread(2)). Finding a file there costs more than reading it.

use super::descriptors::are_exhausted;
use rustix::fs::{Mode, OFlags, open};
use rustix::io::pread;
use std::collections::BTreeMap;
use std::os::fd::OwnedFd;

/// How many are kept open. A program that starts a thread for each client leaves as many behind that are never read again.
const MOST: usize = 16;

/// The files that were read before.
#[derive(Debug, Default)]
pub(super) struct ProcFileCache {
    open: BTreeMap<String, OwnedFd>,
    were_refused: bool,
}

impl ProcFileCache {
    /// The beginning of the file, as far as it fits into `buffer`; `None` if it can't be read, or is that of a process
    /// that is gone.
    pub(super) fn read<'b>(&mut self, path: &str, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let known = self.open.get(path).and_then(|file| pread(file, &mut *buffer, 0).ok());
        // If the process id belongs to another process by now, the opened file is still that of the old process, and
        // reads no more.
        let length = known.or_else(|| self.read_anew(path, buffer))?;
        Some(&buffer[..length])
    }

    /// Whether the system refused one, since too many are open: what was not read is not known then.
    pub(super) fn were_refused(&self) -> bool {
        self.were_refused
    }

    fn read_anew(&mut self, path: &str, buffer: &mut [u8]) -> Option<usize> {
        self.open.remove(path);
        let opened = open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
        self.were_refused |= opened.as_ref().is_err_and(|error| are_exhausted(&(*error).into()));
        let file = opened.ok()?;
        let length = pread(&file, buffer, 0).ok()?;
        if self.open.len() >= MOST {
            self.open.clear();
        }
        self.open.insert(path.to_owned(), file);
        Some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    fn read_comm(files: &mut ProcFileCache, pid: u32) -> Option<Vec<u8>> {
        files.read(&format!("/proc/{pid}/comm"), &mut [0; 64]).map(<[u8]>::to_vec)
    }

    #[test]
    fn what_has_changed_is_read_anew() {
        let mut files = ProcFileCache::default();
        let path = format!("/proc/self/task/{}/comm", rustix::thread::gettid());
        std::fs::write(&path, "before").unwrap();
        assert_eq!(files.read(&path, &mut [0; 64]), Some(&b"before\n"[..]));
        std::fs::write(&path, "after").unwrap();
        assert_eq!(files.read(&path, &mut [0; 64]), Some(&b"after\n"[..]));
    }

    #[test]
    fn of_a_process_that_is_gone_nothing_is_read() {
        let mut files = ProcFileCache::default();
        let mut cat = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        assert!(read_comm(&mut files, cat.id()).is_some());
        cat.kill().unwrap();
        cat.wait().unwrap();
        assert_eq!(read_comm(&mut files, cat.id()), None);
        assert!(files.open.is_empty());
    }

    #[test]
    fn not_more_than_some_are_kept_open() {
        let mut files = ProcFileCache::default();
        let paths = ["stat", "status", "comm", "cmdline", "limits"].map(|name| format!("/proc/self/{name}"));
        let ways = (0..20).map(|slashes| "/".repeat(slashes));
        for path in ways.flat_map(|way| paths.clone().map(|path| format!("{way}{path}"))) {
            assert!(files.read(&path, &mut [0; 64]).is_some());
            assert!(files.open.len() <= MOST);
        }
    }
}

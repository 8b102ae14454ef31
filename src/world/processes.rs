//! The processes and threads of a program under test, read off procfs (proc(5)).

use rustix::fs::{Mode, OFlags, open};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// What /proc/PID/stat says of a process, and of its first thread.
pub(super) struct Stat {
    /// The state's letter: `S` sleeps, `R` runs, `Z` waits to be reaped.
    pub(super) state: u8,
    /// How many threads the process has.
    pub(super) threads: usize,
    /// Whether the process has a handler for SIGALRM, with which it may end a wait (alarm(2)).
    pub(super) catches_alarm: bool,
}

impl Stat {
    /// Of a process, or of one thread of it; `None` if it is gone.
    pub(super) fn read(path: &str) -> Option<Stat> {
        let mut buffer = [0; 1024];
        let text = read_small(path, &mut buffer)?;
        // The name in parentheses may hold anything, a parenthesis too: the state follows the last one.
        let rest = &text[text.iter().rposition(|byte| *byte == b')')? + 1..];
        let mut words = rest.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
        let state = *words.next()?.first()?;
        // Of the fields the state is the third, and the number of threads the twentieth.
        let threads = std::str::from_utf8(words.nth(16)?).ok()?.parse().ok()?;
        // The caught signals are the thirty-fourth, a mask in decimal.
        let caught: u64 = std::str::from_utf8(words.nth(13)?).ok()?.parse().ok()?;
        const SIGALRM_BIT: u64 = 1 << 13;
        Some(Stat { state, threads, catches_alarm: caught & SIGALRM_BIT != 0 })
    }

    pub(super) fn of_process(pid: u32) -> Option<Stat> {
        Stat::read(&format!("/proc/{pid}/stat"))
    }

    pub(super) fn of_thread(pid: u32, tid: u32) -> Option<Stat> {
        Stat::read(&format!("/proc/{pid}/task/{tid}/stat"))
    }
}

/// The beginning of a file of procfs, as far as it fits into `buffer`: three system calls, where others take six.
pub(super) fn read_small<'b>(path: &str, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let file = open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok()?;
    let length = rustix::io::read(&file, &mut *buffer).ok()?;
    Some(&buffer[..length])
}

/// A process and all its descendants, by process id; `roots` are included, living or not.
pub(super) fn with_descendants(roots: impl IntoIterator<Item = u32>) -> BTreeSet<u32> {
    let mut known = BTreeSet::new();
    let mut next: Vec<u32> = roots.into_iter().collect();
    while let Some(pid) = next.pop() {
        if known.insert(pid) {
            next.extend(children(pid));
        }
    }
    known
}

/// The children of all threads of a process; none if it is gone.
pub(super) fn children(pid: u32) -> Vec<u32> {
    threads(pid).into_iter().flat_map(|tid| children_of_thread(pid, tid)).collect()
}

/// The children that one thread has started; none if it is gone.
pub(super) fn children_of_thread(pid: u32, tid: u32) -> Vec<u32> {
    let path = format!("/proc/{pid}/task/{tid}/children");
    let mut buffer = [0; 1024];
    let parse = |list: &[u8]| -> Vec<u32> {
        String::from_utf8_lossy(list).split_whitespace().filter_map(|word| word.parse().ok()).collect()
    };
    match read_small(&path, &mut buffer) {
        // A list that fills the buffer goes on.
        Some(list) if list.len() == 1024 => parse(&fs::read(path).unwrap_or_default()),
        Some(list) => parse(list),
        None => Vec::new(),
    }
}

/// The threads of a process, by thread id; none if it is gone.
pub(super) fn threads(pid: u32) -> Vec<u32> {
    match Stat::of_process(pid) {
        Some(Stat { threads: 1, .. }) => vec![pid],
        Some(_) => all_threads(pid),
        None => Vec::new(),
    }
}

/// The same, one by one.
fn all_threads(pid: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// The inodes of the sockets that a process holds.
pub(super) fn socket_inodes(pid: u32) -> Vec<u64> {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/fd")) else { return Vec::new() };
    let target = |entry: fs::DirEntry| fs::read_link(entry.path()).ok();
    entries
        .flatten()
        .filter_map(target)
        .filter_map(|path| path.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok())
        .collect()
}

/// The living processes whose environment names one of these folders as home, as far as this user may look.
pub(super) fn at_home_in(folders: &[PathBuf]) -> Vec<u32> {
    let homes: Vec<Vec<u8>> = folders.iter().map(|folder| [b"HOME=", folder.as_os_str().as_bytes()].concat()).collect();
    let lives_there = |pid: &u32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|pair| homes.iter().any(|home| home == pair))
    };
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(lives_there).collect()
}

/// Whether this is the process's first argument.
pub(super) fn is_run_with(pid: u32, argument: &str) -> bool {
    let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    command.split(|byte| *byte == 0).nth(1) == Some(argument.as_bytes())
}

/// Whether the process is there and not only waiting to be reaped (state Z or X of /proc/PID/stat).
pub(super) fn is_alive(pid: u32) -> bool {
    Stat::of_process(pid).is_some_and(|stat| !matches!(stat.state, b'Z' | b'X'))
}

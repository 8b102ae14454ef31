//! The processes and threads of a program under test, read off procfs (proc(5)).

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

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
    let lists = threads(pid).into_iter();
    let read = |tid| fs::read_to_string(format!("/proc/{pid}/task/{tid}/children")).unwrap_or_default();
    lists
        .map(read)
        .flat_map(|list| list.split_whitespace().filter_map(|w| w.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// The threads of a process, by thread id; none if it is gone.
pub(super) fn threads(pid: u32) -> Vec<u32> {
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
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may hold anything, a parenthesis too: the state follows the last one.
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

//! The processes and threads of a program under test, read off procfs (proc(5)).

use rustix::param::clock_ticks_per_second;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::time::Duration;

/// The content of /proc/PID/stat about a process, and about its first thread.
#[derive(Clone, Copy)]
pub(super) struct Stat {
    /// The state's letter: `S` sleeps, `R` runs, `Z` waits to be reaped.
    pub(super) state: u8,
    /// How many threads the process has.
    pub(super) threads: usize,
    /// Whether the process has a handler for SIGALRM, with which it may end a wait (alarm(2)).
    pub(super) catches_alarm: bool,
    /// Whether it has begun to end: it does nothing of its own any more.
    is_exiting: bool,
    /// The processor time that it has used, in the system's clock ticks.
    ticks: u64,
}

impl Stat {
    /// Reads the file of a process, or of one thread of it.
    pub(super) fn parse(text: &[u8]) -> Option<Stat> {
        // The name in parentheses may hold anything, a parenthesis too: the state follows the last one.
        let rest = &text[text.iter().rposition(|byte| *byte == b')')? + 1..];
        let mut words = rest.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
        let state = *words.next()?.first()?;
        let mut number = |skipped: usize| std::str::from_utf8(words.nth(skipped)?).ok()?.parse::<u64>().ok();
        // Of the fields the state is the third, the flags the ninth, the time in user mode the fourteenth, that in the
        // system the next.
        let flags = number(5)?;
        let ticks = number(4)? + number(0)?;
        // The number of threads is the twentieth, the caught signals are the thirty-fourth, a mask in decimal.
        let (threads, caught) = (number(4)? as usize, number(13)?);
        const SIGALRM_BIT: u64 = 1 << 13;
        // PF_EXITING of the kernel's sched.h.
        const EXITING: u64 = 4;
        let is_exiting = flags & EXITING != 0;
        Some(Stat { state, threads, catches_alarm: caught & SIGALRM_BIT != 0, is_exiting, ticks })
    }

    /// Of a process; `None` if it is gone.
    pub(super) fn of_process(pid: u32) -> Option<Stat> {
        Stat::parse(&fs::read(format!("/proc/{pid}/stat")).ok()?)
    }
}

/// The processor time that these processes and their descendants have used; those that are gone count no more.
pub(super) fn processor_time(roots: impl IntoIterator<Item = u32>) -> Duration {
    let ticks: u64 = with_descendants(roots).into_iter().filter_map(Stat::of_process).map(|stat| stat.ticks).sum();
    Duration::from_millis(ticks * 1000 / clock_ticks_per_second().max(1))
}

/// A process and all its descendants, by process id; `roots` are included, living or not.
pub(super) fn with_descendants(roots: impl IntoIterator<Item = u32>) -> BTreeSet<u32> {
    let mut known = BTreeSet::new();
    let mut next: Vec<u32> = roots.into_iter().collect();
    while let Some(pid) = next.pop() {
        if known.insert(pid) {
            next.extend(list_children(pid));
        }
    }
    known
}

/// The children of all threads of a process; none if it is gone.
pub(super) fn list_children(pid: u32) -> Vec<u32> {
    let of_thread = |tid| fs::read(format!("/proc/{pid}/task/{tid}/children")).unwrap_or_default();
    list_threads(pid).into_iter().flat_map(|tid| parse_pids(&of_thread(tid))).collect()
}

/// The process ids in a list of children (/proc/PID/task/TID/children).
pub(super) fn parse_pids(list: &[u8]) -> Vec<u32> {
    String::from_utf8_lossy(list).split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// The threads of a process, by thread id; none if it is gone.
pub(super) fn list_threads(pid: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Whether a process that is not gone has ended itself, with all its threads: what is left is the system's work. On a
/// machine that is very busy that can take seconds.
pub(super) fn is_exiting(pid: u32) -> bool {
    let threads = list_threads(pid);
    let has_ended = |tid: &u32| {
        let stat = fs::read(format!("/proc/{pid}/task/{tid}/stat")).ok().and_then(|text| Stat::parse(&text));
        // A thread that is gone by now has ended too.
        stat.is_none_or(|stat| stat.is_exiting)
    };
    !threads.is_empty() && threads.iter().all(has_ended)
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

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    use std::process::{Command, Stdio};

    #[test]
    fn a_process_that_has_ended_is_exiting_until_it_is_waited_for() {
        let mut child = Command::new("/bin/sh").args(["-c", "read line"]).stdin(Stdio::piped()).spawn().unwrap();
        assert!(!is_exiting(child.id()));
        drop(child.stdin.take());
        let ended = waitid(WaitId::Pid(Pid::from_child(&child)), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        assert!(ended.unwrap().is_some());
        assert!(is_exiting(child.id()));
        child.wait().unwrap();
        assert!(!is_exiting(child.id()));
    }

    #[test]
    fn a_process_has_used_the_time_that_its_file_says() {
        let text =
            b"7 (a) b) S 1 7 7 0 -1 4194308 10 11 12 13 140 25 0 0 20 0 3 0 99 4096 5 6 7 8 9 10 11 0 0 0 8192 0";
        let stat = Stat::parse(text).unwrap();
        assert_eq!((stat.state, stat.threads, stat.is_exiting, stat.ticks), (b'S', 3, true, 165));
        assert!(stat.catches_alarm);
    }
}

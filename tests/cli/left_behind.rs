//! Finds what is left of a run: processes, by a mark in their command line or environment, and files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long what was killed may take to be gone, on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// The processes with this mark, as (id, command line). One that only waits to be reaped has neither.
pub(super) fn processes(mark: &str) -> Vec<(u32, String)> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| Some((id, marked(id, mark)?))).collect()
}

fn marked(id: u32, mark: &str) -> Option<String> {
    let read = |name| fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
    let command = String::from_utf8_lossy(&read("cmdline")).replace('\0', " ");
    let environment = String::from_utf8_lossy(&read("environ")).into_owned();
    (command.contains(mark) || environment.contains(mark)).then_some(command)
}

/// Waits until no process has the mark; those that still have it at the deadline.
pub(super) fn processes_after_a_while(mark: &str) -> Vec<(u32, String)> {
    let begun = Instant::now();
    loop {
        let left = processes(mark);
        if left.is_empty() || begun.elapsed() > DEADLINE {
            return left;
        }
        std::thread::yield_now();
    }
}

/// Waits until a shell of the bench runs this script; whether it came. The harness, and what it has forked and not yet
/// become another program, name it too.
pub(super) fn wait_for_script(mark: &str, script: &str) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < super::PATIENCE {
        if processes(mark).iter().any(|(_, command)| command.starts_with("/bin/sh ") && command.contains(script)) {
            return true;
        }
        std::thread::yield_now();
    }
    false
}

/// The files in the folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Waits until the folder is empty; what is still in it at the deadline.
pub(super) fn files_after_a_while(folder: &Path) -> Vec<PathBuf> {
    let begun = Instant::now();
    loop {
        let left = files(folder);
        if left.is_empty() || begun.elapsed() > DEADLINE {
            return left;
        }
        std::thread::yield_now();
    }
}

//! The resources that a program under test may use, and the files that it may write. The harness sets them from
//! outside: no program can change them.

use super::sandbox::Sandbox;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use std::time::Duration;

/// The confinement of all programs of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confinement {
    /// The resources that each process may use.
    pub limits: Limits,
    /// The files that it may write.
    pub sandbox: Sandbox,
}

/// A virtual machine needs some ten seconds to start when others use the processor too, and what is slow is not wrong.
const START: Duration = Duration::from_secs(60);

/// The resources that each process of a program may use (setrlimit(2)). The defaults are far beyond the needs of any of
/// these programs, and far below what takes a machine down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Memory that it writes to, in bytes (RLIMIT_DATA): what a virtual machine only reserves is not counted.
    pub memory: u64,
    /// The size of a file that it writes, in bytes (RLIMIT_FSIZE).
    pub file_size: u64,
    /// How many descriptors it may have open (RLIMIT_NOFILE).
    pub descriptors: u64,
    /// How many processes and threads the programs of a trial may have. In a user namespace the system refuses more
    /// (RLIMIT_NPROC, for all trials that run at once together). Everywhere the harness counts them, and ends the
    /// programs when they have more.
    pub processes: u64,
    /// How long a program that works all the while may take to start, if the limit of a wait is shorter.
    pub start: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { memory: 4 << 30, file_size: 64 << 20, descriptors: 1024, processes: 1024, start: START }
    }
}

impl Limits {
    /// Sets the limits of a process that was just started, and with them those of all that it starts. They are lowered
    /// only. A process that is gone needs none.
    pub(super) fn apply_to_process(&self, process: Pid) {
        let wanted = [
            (Resource::Data, self.memory),
            (Resource::Fsize, self.file_size),
            (Resource::Nofile, self.descriptors),
            (Resource::Nproc, self.processes),
            // A core dump is a file as large as the memory.
            (Resource::Core, 0),
        ];
        for (resource, wanted) in wanted {
            let lowered = |limit: Option<u64>| Some(limit.map_or(wanted, |limit| limit.min(wanted)));
            let Rlimit { current, maximum } = getrlimit(resource);
            let limit = Rlimit { current: lowered(current), maximum: lowered(maximum) };
            let _ = prlimit(Some(process), resource, limit);
        }
    }
}

/// Descriptors that a server may open once it is ready, beside those for its clients.
const SPARE: u64 = 150;
/// Descriptors that a server may use for one client: the connection, a second one for writing, and a pipe to a thread.
const PER_CLIENT: u64 = 4;

/// Lets a server that is ready open only as many descriptors more as `clients` at a time can need: one that loses a
/// descriptor with each visit runs out of them after some hundred visits, as it would after days of work. It may raise the
/// limit again. A process whose descriptors can't be listed keeps its limit.
pub(super) fn narrow_descriptors(process: Pid, clients: usize) {
    let (Some(highest), Some(Rlimit { current, maximum })) = (highest_descriptor(process), descriptor_limit(process))
    else {
        return;
    };
    let enough = highest + 1 + SPARE + PER_CLIENT * clients as u64;
    let limit = Rlimit { current: Some(current.unwrap_or(enough).min(enough)), maximum };
    let _ = prlimit(Some(process), Resource::Nofile, limit);
}

/// The highest number among the descriptors that a process has open (/proc/PID/fd).
fn highest_descriptor(process: Pid) -> Option<u64> {
    let entries = std::fs::read_dir(format!("/proc/{process}/fd")).ok()?;
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).max()
}

/// How many descriptors another process may have open (/proc/PID/limits).
fn descriptor_limit(process: Pid) -> Option<Rlimit> {
    let text = std::fs::read_to_string(format!("/proc/{process}/limits")).ok()?;
    let mut words = text.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace();
    // "unlimited" is no number.
    let [current, maximum] = [words.next()?, words.next()?].map(|word| word.parse().ok());
    Some(Rlimit { current, maximum })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    /// The output of `ulimit` in a shell that waits until it is limited; `None` if there is no shell.
    fn read_ulimit(limits: Limits, flag: &str) -> String {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &format!("read line; ulimit {flag}")]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        limits.apply_to_process(Pid::from_child(&child));
        drop(child.stdin.take());
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn a_process_has_the_limits_that_are_imposed() {
        let limits = Limits { memory: 512 << 20, file_size: 1 << 20, descriptors: 77, ..Limits::default() };
        assert_eq!(read_ulimit(limits, "-n"), "77");
        // In units of 1024 bytes, and of 512 bytes.
        assert_eq!(read_ulimit(limits, "-d"), "524288");
        assert_eq!(read_ulimit(limits, "-f"), "2048");
        assert_eq!(read_ulimit(limits, "-c"), "0");
    }

    /// The soft limit falls to what is enough, and the program may raise it again.
    #[test]
    fn a_process_has_only_spare_descriptors_left() {
        let mut child = Command::new("/bin/sh").args(["-c", "read line"]).stdin(Stdio::piped()).spawn().unwrap();
        let pid = Pid::from_child(&child);
        let before = descriptor_limit(pid).unwrap();
        narrow_descriptors(pid, 3);
        let after = descriptor_limit(pid).unwrap();
        let highest = highest_descriptor(pid).unwrap();
        drop(child.stdin.take());
        child.wait().unwrap();
        assert_eq!(after, Rlimit { current: Some(highest + 1 + SPARE + 3 * PER_CLIENT), ..before });
    }
}

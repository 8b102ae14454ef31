//! A process that is watched while it runs: how long it took, and how much memory it had at most.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often its memory is looked at. The system keeps the peak; what rises in the last moment before the end is missed.
const SLICE: Timespec = Timespec { tv_sec: 0, tv_nsec: 5_000_000 };

/// The result.
pub struct Watched {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    pub took: Duration,
    /// Its peak of resident memory, in MB (proc(5), VmHWM).
    pub peak: u64,
}

/// Runs it to its end, without input.
pub fn watch(command: &mut Command) -> Watched {
    let begun = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let out = thread::spawn(move || read(&mut out));
    let err = thread::spawn(move || read(&mut err));
    let handle = pidfd_open(Pid::from_child(&child), PidfdFlags::empty()).unwrap();
    let mut peak = 0;
    loop {
        peak = peak.max(resident_peak(child.id()).unwrap_or(0));
        let mut watched = [PollFd::new(&handle, PollFlags::IN)];
        if poll(&mut watched, Some(&SLICE)).is_ok_and(|count| count > 0) {
            break;
        }
    }
    let code = child.wait().unwrap().code();
    let took = begun.elapsed();
    Watched { code, out: out.join().unwrap(), err: err.join().unwrap(), took, peak: peak / 1024 }
}

fn read(stream: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8(bytes).expect("sockspec writes UTF-8")
}

/// In kB.
fn resident_peak(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

//! Whether a program can still do something by itself, read off the system instead of waited for.
//!
//! A program is *at rest* when all its threads sleep. It is *stuck* when moreover each sleeps in a system call that
//! nothing but input from outside can end: no time-out, no timer, no packet under way. What is stuck stays so, and the
//! harness may act on it at once; that a program is at rest only says that it will hardly act soon.

use super::processes::{Stat, children_of_thread, read_small, threads};
use super::sockets;
use rustix::net::sockopt::{Timeout, socket_timeout};
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};
use std::collections::BTreeSet;
use std::fs;

/// What the system says of a program's threads at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stillness {
    /// A thread runs, or can't be looked at.
    Awake,
    /// All threads sleep.
    AtRest,
    /// All threads sleep until something comes from outside.
    Stuck,
}

/// Looks at the processes `roots` and their descendants. `private`: nobody else uses their network, which the calling
/// thread must be in.
pub fn look(roots: &[u32], private: bool) -> Stillness {
    // Without a single thread the program is about to be reaped: its end is still to be seen.
    let Some(found) = sleepers(roots).filter(|found| !found.is_empty()) else { return Stillness::Awake };
    let timeless = private && found.iter().all(|sleeper| waits_for_input_alone(sleeper.pid, sleeper.tid));
    if !timeless || !sockets::nothing_under_way() {
        return Stillness::AtRest;
    }
    // One thread may have woken another after that one was looked at, or have started one that was not looked at: who did
    // so has run since. So all are counted again, too: one that was started just before the first look is found now.
    match sleepers(roots) {
        Some(again) if again == found && again.iter().all(|sleeper| sleeper.switches.is_some()) => Stillness::Stuck,
        Some(_) => Stillness::AtRest,
        None => Stillness::Awake,
    }
}

/// A thread that sleeps.
#[derive(PartialEq, Eq)]
struct Sleeper {
    pid: u32,
    tid: u32,
    /// How often it was switched, if the system says so.
    switches: Option<u64>,
}

/// What a thread does at this moment.
enum Doing {
    /// It is gone, or only waits to be reaped.
    Gone,
    /// It runs, is about to, or waits for a disk.
    Acting,
    /// It sleeps, and was switched so many times before.
    Sleeping(Option<u64>),
}

/// All threads, if every one of them sleeps.
fn sleepers(roots: &[u32]) -> Option<Vec<Sleeper>> {
    let mut found = Vec::new();
    let mut known: BTreeSet<u32> = roots.iter().copied().collect();
    let mut next = roots.to_vec();
    while let Some(pid) = next.pop() {
        for tid in threads(pid) {
            match doing(pid, tid) {
                Doing::Gone => {}
                Doing::Acting => return None,
                Doing::Sleeping(switches) => found.push(Sleeper { pid, tid, switches }),
            }
            next.extend(children_of_thread(pid, tid).into_iter().filter(|child| known.insert(*child)));
        }
    }
    Some(found)
}

/// Reads the thread's state off procfs (proc(5)).
fn doing(pid: u32, tid: u32) -> Doing {
    match Stat::of_thread(pid, tid).map(|stat| stat.state) {
        Some(b'S' | b'T') => Doing::Sleeping(switches(pid, tid)),
        Some(b'Z' | b'X') | None => Doing::Gone,
        Some(_) => Doing::Acting,
    }
}

/// How often the thread was given a processor: the last of the three numbers of /proc/PID/task/TID/schedstat; where the
/// kernel does not count that, how often it gave one up.
fn switches(pid: u32, tid: u32) -> Option<u64> {
    let mut buffer = [0; 128];
    let counted = read_small(&format!("/proc/{pid}/task/{tid}/schedstat"), &mut buffer).and_then(|text| {
        let last = std::str::from_utf8(text).ok()?.split_whitespace().nth(2)?;
        last.parse().ok().filter(|count| *count > 0)
    });
    counted.or_else(|| {
        let status = fs::read_to_string(format!("/proc/{pid}/task/{tid}/status")).ok()?;
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
        Some(field("voluntary_ctxt_switches:")? + field("nonvoluntary_ctxt_switches:")?)
    })
}

/// Whether the thread sleeps in a system call that only input, or another thread, can end.
fn waits_for_input_alone(pid: u32, tid: u32) -> bool {
    let Some(call) = SystemCall::of(pid, tid) else { return false };
    match waiting_of(call.number) {
        Some(Waiting::OnDescriptor) => !has_timeout(pid, call.argument(0)) && !has_timers(pid) && !catches_alarm(pid),
        Some(Waiting::UnlessPointer(at)) => call.argument(at) == 0 && !has_timers(pid) && !catches_alarm(pid),
        Some(Waiting::UnlessMilliseconds(at)) => {
            call.argument(at) as i32 == -1 && !has_timers(pid) && !catches_alarm(pid)
        }
        Some(Waiting::Futex) => matches!(call.argument(1) & 0x7f, 0 | 9) && call.argument(3) == 0,
        Some(Waiting::Always) => !has_timers(pid) && !catches_alarm(pid),
        None => false,
    }
}

/// A system call and its six arguments.
struct SystemCall {
    number: u64,
    arguments: [u64; 6],
}

impl SystemCall {
    /// Reads /proc/PID/task/TID/syscall (proc(5)): a number, then six arguments in hexadecimal; `running` otherwise.
    fn of(pid: u32, tid: u32) -> Option<SystemCall> {
        let mut buffer = [0; 256];
        let text = read_small(&format!("/proc/{pid}/task/{tid}/syscall"), &mut buffer)?;
        let mut words = std::str::from_utf8(text).ok()?.split_whitespace();
        let number = words.next()?.parse().ok()?;
        let mut arguments = [0; 6];
        for argument in &mut arguments {
            *argument = u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok()?;
        }
        Some(SystemCall { number, arguments })
    }

    fn argument(&self, at: usize) -> u64 {
        self.arguments[at]
    }
}

/// What can end a system call besides input.
#[derive(Clone, Copy)]
enum Waiting {
    /// A receive time-out of the socket in the first argument.
    OnDescriptor,
    /// The time-out to which the argument points, unless it is a null pointer.
    UnlessPointer(usize),
    /// The time-out in milliseconds, unless it is -1.
    UnlessMilliseconds(usize),
    /// A futex: its time-out is the fourth argument, and only the waiting operations (0 and 9) are meant.
    Futex,
    /// Nothing.
    Always,
}

/// The waiting system calls by their number on x86-64.
#[cfg(target_arch = "x86_64")]
fn waiting_of(number: u64) -> Option<Waiting> {
    Some(match number {
        0 | 19 | 43 | 45 | 47 | 288 => Waiting::OnDescriptor, // read readv accept recvfrom recvmsg accept4
        7 => Waiting::UnlessMilliseconds(2),                  // poll
        232 | 281 => Waiting::UnlessMilliseconds(3),          // epoll_wait epoll_pwait
        271 => Waiting::UnlessPointer(2),                     // ppoll
        441 => Waiting::UnlessPointer(3),                     // epoll_pwait2
        23 | 270 => Waiting::UnlessPointer(4),                // select pselect6
        202 => Waiting::Futex,
        34 | 61 | 130 | 247 => Waiting::Always, // pause wait4 rt_sigsuspend waitid
        _ => return None,
    })
}

/// The waiting system calls by their number on AArch64.
#[cfg(target_arch = "aarch64")]
fn waiting_of(number: u64) -> Option<Waiting> {
    Some(match number {
        63 | 65 | 202 | 207 | 212 | 242 => Waiting::OnDescriptor, // read readv accept recvfrom recvmsg accept4
        22 => Waiting::UnlessMilliseconds(3),                     // epoll_pwait
        73 => Waiting::UnlessPointer(2),                          // ppoll
        441 => Waiting::UnlessPointer(3),                         // epoll_pwait2
        72 => Waiting::UnlessPointer(4),                          // pselect6
        98 => Waiting::Futex,
        95 | 133 | 260 => Waiting::Always, // waitid rt_sigsuspend wait4
        _ => return None,
    })
}

/// On other machines no wait is known to be without a time-out.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn waiting_of(_: u64) -> Option<Waiting> {
    None
}

/// Whether the program's descriptor is a socket with a receive time-out (SO_RCVTIMEO), or can't be asked.
fn has_timeout(pid: u32, descriptor: u64) -> bool {
    let Some(process) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return true };
    let Ok(handle) = pidfd_open(process, PidfdFlags::empty()) else { return true };
    let Ok(copy) = pidfd_getfd(&handle, descriptor as i32, PidfdGetfdFlags::empty()) else { return true };
    match socket_timeout(&copy, Timeout::Recv) {
        Ok(timeout) => timeout.is_some(),
        Err(error) => error != rustix::io::Errno::NOTSOCK,
    }
}

/// Whether the process has timers that could end a wait (timer_create(2), timerfd_create(2)).
fn has_timers(pid: u32) -> bool {
    if fs::read(format!("/proc/{pid}/timers")).is_ok_and(|timers| !timers.is_empty()) {
        return true;
    }
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/fd")) else { return true };
    let mut targets = entries.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    targets.any(|target| target.as_os_str() == "anon_inode:[timerfd]")
}

/// Whether the process has a handler for SIGALRM, with which it may end a wait (alarm(2)).
fn catches_alarm(pid: u32) -> bool {
    const SIGALRM_BIT: u64 = 1 << 13;
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).is_none_or(|caught| caught & SIGALRM_BIT != 0)
}

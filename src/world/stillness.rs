//! Whether a program can still do something by itself, read off the system instead of waited for.
//!
//! A program is *at rest* when all its threads sleep. It is *stuck* when moreover each sleeps in a system call that
//! nothing but input from outside can end: no time-out, no timer, no packet under way. What is stuck stays so, and the
//! harness may act on it at once; that a program is at rest only says that it will hardly act soon.

use super::processes::{Stat, children_of_thread, read_small, threads};
use super::sockets;
use rustix::net::sockopt::{Timeout, socket_timeout};
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};
use std::collections::{BTreeMap, BTreeSet};
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
    let timeless = private && all_wait_for_input_alone(&found);
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
    /// Whether its process has a handler for SIGALRM.
    catches_alarm: bool,
}

/// All threads, if every one of them sleeps.
fn sleepers(roots: &[u32]) -> Option<Vec<Sleeper>> {
    let mut found = Vec::new();
    let mut known: BTreeSet<u32> = roots.iter().copied().collect();
    let mut next = roots.to_vec();
    while let Some(pid) = next.pop() {
        for tid in threads(pid) {
            match Stat::of_thread(pid, tid) {
                Some(Stat { state: b'S' | b'T', catches_alarm, .. }) => {
                    found.push(Sleeper { pid, tid, switches: switches(pid, tid), catches_alarm });
                }
                // It is gone, or only waits to be reaped.
                Some(Stat { state: b'Z' | b'X', .. }) | None => {}
                // It runs, is about to, or waits for a disk.
                Some(_) => return None,
            }
            next.extend(children_of_thread(pid, tid).into_iter().filter(|child| known.insert(*child)));
        }
    }
    Some(found)
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

/// Whether each sleeps in a system call that only input, or another thread, can end.
fn all_wait_for_input_alone(sleepers: &[Sleeper]) -> bool {
    let mut timers = BTreeMap::new();
    let mut has_alarms = |sleeper: &Sleeper| {
        sleeper.catches_alarm || *timers.entry(sleeper.pid).or_insert_with(|| has_timers(sleeper.pid))
    };
    sleepers.iter().all(|sleeper| match wait_of(sleeper) {
        Wait::Other => false,
        Wait::ForThreads => true,
        Wait::ForInput => !has_alarms(sleeper),
    })
}

/// What can end the system call in which a thread sleeps.
enum Wait {
    /// Input, and a timer or an alarm.
    ForInput,
    /// Another thread.
    ForThreads,
    /// A time-out, or nobody knows.
    Other,
}

fn wait_of(sleeper: &Sleeper) -> Wait {
    let Some(call) = SystemCall::of(sleeper.pid, sleeper.tid) else { return Wait::Other };
    let for_input = |is_timeless: bool| if is_timeless { Wait::ForInput } else { Wait::Other };
    match waiting_of(call.number) {
        Some(Waiting::OnDescriptor) => for_input(!has_timeout(sleeper.pid, call.argument(0))),
        Some(Waiting::UnlessPointer(at)) => for_input(call.argument(at) == 0),
        Some(Waiting::UnlessMilliseconds(at)) => for_input(call.argument(at) as i32 == -1),
        Some(Waiting::Futex) if matches!(call.argument(1) & 0x7f, 0 | 9) && call.argument(3) == 0 => Wait::ForThreads,
        Some(Waiting::Always) => Wait::ForInput,
        Some(Waiting::Futex) | None => Wait::Other,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::network::Network;
    use rstest::rstest;
    use std::io::Read;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    /// A shell that says a word and then does this: in the end it is stuck, or at rest and never stuck.
    #[rstest]
    #[case::waits_for_input("read line", Stillness::Stuck)]
    #[case::may_be_woken("trap : ALRM; echo; read line", Stillness::AtRest)]
    #[case::waits_for_a_child_that_waits_for_a_clock("sleep 100 & wait", Stillness::AtRest)]
    fn shells(#[case] does: &str, #[case] expected: Stillness) {
        if let Err(why) = Network::fresh() {
            return println!("skipped: {why}");
        }
        let mut shell = Command::new("sh");
        let script = format!("echo; {does}");
        shell.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        let mut shell = shell.spawn().unwrap();
        shell.stdout.as_mut().unwrap().read_exact(&mut vec![0; script.matches("echo").count()]).unwrap();
        let begun = Instant::now();
        let mut seen = Vec::new();
        while seen.last() != Some(&expected) && begun.elapsed() < Duration::from_secs(10) {
            seen.push(look(&[shell.id()], true));
        }
        seen.extend((0..100).map(|_| look(&[shell.id()], true)));
        let group = Pid::from_child(&shell);
        rustix::process::kill_process_group(group, rustix::process::Signal::KILL).unwrap();
        shell.wait().unwrap();
        assert_eq!(seen.last(), Some(&expected));
        assert_eq!(seen.iter().filter(|seen| **seen > expected).count(), 0);
    }
}

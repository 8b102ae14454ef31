//! Whether a program can still do something by itself, read off the system instead of waited for.
//!
//! A program is *at rest* when all its threads sleep. It is *stuck* when moreover each sleeps in a system call that
//! only input from outside can end. It has no time-out, no timer, and no packet under way. A stuck program stays stuck,
//! and the harness may act on it at once. A program at rest will hardly act soon.

use super::proc_file_cache::ProcFileCache;
use super::processes::{Stat, list_threads, parse_pids};
use super::sockets::SocketTables;
use super::system_call::{CallWait, SystemCall};
use rustix::net::sockopt::{Timeout, socket_timeout};
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::fd::{AsRawFd, OwnedFd};

/// The state of a program's threads at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stillness {
    /// A thread runs, or can't be looked at.
    Awake,
    /// All threads sleep.
    AtRest,
    /// All threads sleep until something comes from outside.
    Stuck,
}

/// The thing that a program waits for at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// A thread runs, or can't be looked at.
    Busy,
    /// A thread waits for input: a server that is ready for its clients.
    Input,
    /// All threads sleep, and none waits for input. How often they were woken so far, all together.
    Nothing(u64),
}

/// An observer, which looks again and again.
#[derive(Debug, Default)]
pub struct Observer {
    files: ProcFileCache,
}

impl Observer {
    /// Looks at the processes `roots` and their descendants. `private`: the tables of their network, if no other
    /// program uses it.
    pub fn observe_stillness(&mut self, roots: &[u32], private: Option<&SocketTables>) -> Stillness {
        // Without a single thread the program is about to be reaped: its end is still to be seen.
        let Some(found) = self.find_sleepers(roots).filter(|found| !found.is_empty()) else { return Stillness::Awake };
        let is_timeless =
            |network: &&SocketTables| self.all_wait_for_input_alone(&found) && network.nothing_under_way();
        if private.filter(is_timeless).is_none() {
            return Stillness::AtRest;
        }
        // A thread may have woken another one after the look at that, or have started one that had no look. Such a
        // thread has run since. So all are counted again: this also finds a thread that was started just before the
        // first look.
        match self.find_sleepers(roots) {
            Some(again) if again == found && again.iter().all(|sleeper| sleeper.switches.is_some()) => Stillness::Stuck,
            Some(_) => Stillness::AtRest,
            None => Stillness::Awake,
        }
    }

    /// The thing that the processes `roots` and their descendants wait for. A process that can't be examined counts as
    /// waiting for input.
    pub fn observe_attention(&mut self, roots: &[u32]) -> Attention {
        let Some(found) = self.find_sleepers(roots).filter(|found| !found.is_empty()) else { return Attention::Busy };
        for sleeper in &found {
            match self.files.read(&sleeper.call_path(), &mut [0; 256]).map(SystemCall::parse) {
                Some(Some(call)) if !call.is_for_input() => {}
                Some(None) => return Attention::Busy,
                Some(Some(_)) => return Attention::Input,
                // It can't be asked; or it is about to end.
                None if self.find_sleepers(roots).is_some_and(|again| again == found) => return Attention::Input,
                None => return Attention::Busy,
            }
        }
        Attention::Nothing(found.iter().filter_map(|sleeper| sleeper.switches).sum())
    }

    /// Whether all threads of a process sleep, one of them in a loop of events, with or without a time-out. None may
    /// sleep in a read of a single one.
    pub(super) fn waits_for_events(&mut self, pid: u32) -> bool {
        let Some(found) = self.find_sleepers(&[pid]) else { return false };
        let waits: Vec<CallWait> = found.iter().map(|sleeper| self.wait_of(sleeper)).collect();
        let is_loop = |wait: &CallWait| matches!(wait, CallWait::OnMany | CallWait::OnManyForAWhile);
        waits.iter().any(is_loop) && !waits.iter().any(|wait| matches!(wait, CallWait::OnDescriptor(_)))
    }

    /// Whether something could not be looked at, since this process has too many files open.
    pub(super) fn is_blind(&self) -> bool {
        self.files.were_refused()
    }

    /// The processes that a process with one thread has started; none if it is gone.
    pub(super) fn children_of_single(&mut self, pid: u32) -> Vec<u32> {
        self.read_children(pid, pid)
    }

    /// All threads, if every one of them sleeps.
    fn find_sleepers(&mut self, roots: &[u32]) -> Option<Vec<Sleeper>> {
        let mut found = Vec::new();
        let mut known: BTreeSet<u32> = roots.iter().copied().collect();
        let mut next = roots.to_vec();
        while let Some(pid) = next.pop() {
            let Some(stat) = self.read_stat(&format!("/proc/{pid}/stat")) else { continue };
            // The state in the file of a process is that of its only thread.
            let is_single = stat.threads == 1;
            for tid in if is_single { vec![pid] } else { list_threads(pid) } {
                let of_thread =
                    if is_single { Some(stat) } else { self.read_stat(&format!("/proc/{pid}/task/{tid}/stat")) };
                match of_thread {
                    Some(Stat { state: b'S' | b'T', catches_alarm, .. }) => {
                        found.push(Sleeper { pid, tid, switches: self.count_switches(pid, tid), catches_alarm });
                    }
                    // It is gone, or only waits to be reaped.
                    Some(Stat { state: b'Z' | b'X', .. }) | None => {}
                    // It runs, is about to, or waits for a disk.
                    Some(_) => return None,
                }
                next.extend(self.read_children(pid, tid).into_iter().filter(|child| known.insert(*child)));
            }
        }
        Some(found)
    }

    fn read_stat(&mut self, path: &str) -> Option<Stat> {
        Stat::parse(self.files.read(path, &mut [0; 1024])?)
    }

    /// The children that one thread has started; none if it is gone.
    fn read_children(&mut self, pid: u32, tid: u32) -> Vec<u32> {
        let path = format!("/proc/{pid}/task/{tid}/children");
        match self.files.read(&path, &mut [0; 1024]) {
            // A list that fills the buffer goes on.
            Some(list) if list.len() == 1024 => parse_pids(&fs::read(path).unwrap_or_default()),
            Some(list) => parse_pids(list),
            None => Vec::new(),
        }
    }

    /// How often the thread was given a processor: the last of the three numbers of /proc/PID/task/TID/schedstat. If
    /// the kernel does not count that, how often it gave one up.
    fn count_switches(&mut self, pid: u32, tid: u32) -> Option<u64> {
        let counted = |text: &[u8]| {
            let last = std::str::from_utf8(text).ok()?.split_whitespace().nth(2)?;
            last.parse().ok().filter(|count| *count > 0)
        };
        let path = format!("/proc/{pid}/task/{tid}/schedstat");
        self.files.read(&path, &mut [0; 128]).and_then(counted).or_else(|| {
            let status = fs::read_to_string(format!("/proc/{pid}/task/{tid}/status")).ok()?;
            let field =
                |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
            Some(field("voluntary_ctxt_switches:")? + field("nonvoluntary_ctxt_switches:")?)
        })
    }

    /// Whether each sleeps in a system call that only input, or another thread, can end.
    fn all_wait_for_input_alone(&mut self, sleepers: &[Sleeper]) -> bool {
        let mut timers = BTreeMap::new();
        sleepers.iter().all(|sleeper| {
            let is_timeless = match self.wait_of(sleeper) {
                CallWait::Other | CallWait::OnManyForAWhile => false,
                CallWait::ForThreads => return true,
                CallWait::ForSignal => true,
                CallWait::OnDescriptor(descriptor) => !has_time_out(sleeper.pid, descriptor),
                CallWait::OnMany => !holds_timers(sleeper.pid),
            };
            let mut has_timers = || *timers.entry(sleeper.pid).or_insert_with(|| self.has_timers(sleeper.pid));
            is_timeless && !sleeper.catches_alarm && !has_timers()
        })
    }

    fn wait_of(&mut self, sleeper: &Sleeper) -> CallWait {
        let call = self.files.read(&sleeper.call_path(), &mut [0; 256]).and_then(SystemCall::parse);
        call.map_or(CallWait::Other, |call| call.classify_wait())
    }

    /// Whether the process has timers that send it a signal (timer_create(2)). Not every kernel lists them.
    fn has_timers(&mut self, pid: u32) -> bool {
        self.files.read(&format!("/proc/{pid}/timers"), &mut [0; 64]).is_some_and(|timers| !timers.is_empty())
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

impl Sleeper {
    /// The file that says in which system call it sleeps.
    fn call_path(&self) -> String {
        format!("/proc/{}/task/{}/syscall", self.pid, self.tid)
    }
}

/// Whether a wait on this descriptor of the program may end without input. It may if it is a socket with a receive
/// time-out (SO_RCVTIMEO), or a timer (timerfd_create(2)), or can't be examined.
fn has_time_out(pid: u32, descriptor: u64) -> bool {
    let copy = || -> Option<OwnedFd> {
        let process = pidfd_open(Pid::from_raw(i32::try_from(pid).ok()?)?, PidfdFlags::empty()).ok()?;
        pidfd_getfd(&process, descriptor as i32, PidfdGetfdFlags::empty()).ok()
    };
    let Some(copy) = copy() else { return true };
    match socket_timeout(&copy, Timeout::Recv) {
        Ok(timeout) => timeout.is_some(),
        Err(rustix::io::Errno::NOTSOCK) => is_timer(format!("/proc/self/fd/{}", copy.as_raw_fd())),
        Err(_) => true,
    }
}

/// Whether the process holds timers that can be waited for like input, or can't be asked.
fn holds_timers(pid: u32) -> bool {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/fd")) else { return true };
    entries.flatten().any(|entry| is_timer(entry.path()))
}

fn is_timer(descriptor: impl AsRef<std::path::Path>) -> bool {
    fs::read_link(descriptor).is_ok_and(|target| target.as_os_str() == "anon_inode:[timerfd]")
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
    fn shells_become_still(#[case] does: &str, #[case] expected: Stillness) {
        let network = match Network::in_new_namespace() {
            Ok(network) => network,
            Err(why) => return println!("skipped: {why}"),
        };
        let mut observer = Observer::default();
        let mut shell = Command::new("sh");
        let script = format!("echo; {does}");
        shell.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        let mut shell = shell.spawn().unwrap();
        shell.stdout.as_mut().unwrap().read_exact(&mut vec![0; script.matches("echo").count()]).unwrap();
        let begun = Instant::now();
        let mut seen = Vec::new();
        while seen.last() != Some(&expected) && begun.elapsed() < Duration::from_secs(10) {
            seen.push(observer.observe_stillness(&[shell.id()], Some(network.tables())));
        }
        seen.extend((0..100).map(|_| observer.observe_stillness(&[shell.id()], Some(network.tables()))));
        let group = Pid::from_child(&shell);
        rustix::process::kill_process_group(group, rustix::process::Signal::KILL).unwrap();
        shell.wait().unwrap();
        assert_eq!(seen.last(), Some(&expected));
        assert_eq!(seen.iter().filter(|seen| **seen > expected).count(), 0);
    }
}

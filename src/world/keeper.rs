//! The keeper: a small process of the harness that ends with it.
//!
//! If namespaces can be had, the keeper is process 1 of a PID namespace (pid_namespaces(7)) in which all programs of
//! one worker start. When it ends, the kernel kills everything in there, whatever sessions or groups the processes
//! moved to. It ends when its input ends; that ends when the harness dies, however it dies. On the host the harness
//! sends it the process groups and the folders that are the programs' homes. There it kills the groups, and every
//! process with such a home. If the harness dies before its time, the keeper also removes the folders.

use super::descriptors::start_exclusively;
use super::ended::forget_all;
use super::{WorldError, processes, scratch};
use nix::sched::{CloneFlags, unshare};
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, kill_process_group, wait};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// The hidden first argument that makes the program a keeper.
pub const KEEPER_COMMAND: &str = "__keeper";
/// The hidden first argument that makes the program try out what [`super::isolation::enter_isolation`] would do.
pub const PROBE_COMMAND: &str = "__probe";

/// The harness's end of a keeper.
#[derive(Debug)]
pub struct Keeper {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Keeper {
    /// Starts a keeper with `binary`. With `namespace` the keeper is process 1 of a new PID namespace, in which the
    /// calling thread starts everything from here on. The thread can have no more threads then (unshare(2)).
    ///
    /// # Errors
    /// The system refuses the namespace or the process.
    pub fn start(binary: &Path, namespace: bool) -> Result<Keeper, WorldError> {
        if namespace {
            unshare(CloneFlags::CLONE_NEWPID).map_err(WorldError::for_action("make a PID namespace"))?;
        }
        let mut command = Command::new(binary);
        command.arg(KEEPER_COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Out of the harness's process group: Ctrl-C in a terminal is the harness's to act on.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child =
            start_exclusively(|| command.spawn()).map_err(WorldError::for_action("start the keeper process"))?;
        let (orders, answers) = (child.stdin.take(), child.stdout.take());
        let answers =
            answers.ok_or(io::ErrorKind::BrokenPipe).map_err(WorldError::for_action("reach the keeper process"))?;
        Ok(Keeper { child, orders, answers: BufReader::new(answers) })
    }

    /// The keeper's process id, which orphans in its namespace get as their parent.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Orders it to kill a process group if the harness dies.
    ///
    /// # Errors
    /// The keeper is gone.
    pub fn guard_group(&mut self, group: u32) -> Result<(), WorldError> {
        self.send_order(&format!("guard {group}")).map(|_| ())
    }

    /// Orders it to guard a folder that belongs to this run alone. Every process whose HOME it is counts as guarded,
    /// from its first moment on. The keeper also removes the folder if the harness dies.
    ///
    /// # Errors
    /// The keeper is gone.
    pub fn guard_folder(&mut self, folder: &Path) -> Result<(), WorldError> {
        self.send_order(&format!("folder {}", folder.display())).map(|_| ())
    }

    /// Kills all that it guards, and returns when it is done.
    ///
    /// # Errors
    /// The keeper is gone.
    pub fn kill_all(&mut self) -> Result<(), WorldError> {
        self.send_order("kill").map(|_| ())
    }

    fn send_order(&mut self, order: &str) -> Result<String, WorldError> {
        let mut exchange = || {
            let orders = self.orders.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
            writeln!(orders, "{order}")?;
            let mut answer = String::new();
            match self.answers.read_line(&mut answer)? {
                0 => Err(io::Error::from(io::ErrorKind::BrokenPipe)),
                _ => Ok(answer),
            }
        };
        exchange().map_err(WorldError::for_action("reach the keeper process"))
    }
}

impl Drop for Keeper {
    /// From here on the folders are their owners' to remove.
    fn drop(&mut self) {
        let _ = self.send_order("leave");
        self.orders = None;
        forget_all();
        let _ = self.child.wait();
    }
}

/// The work of the keeper process: it acts on the lines of its input, and kills everything when that ends.
pub fn run_keeper(input: impl Read, mut output: impl Write) {
    choose_process_ids();
    let mut guarded = Guarded::default();
    let mut lines = BufReader::new(input).lines();
    // A harness that dies may do so with an order on its way, and reads no answer then.
    while let Some(Ok(order)) = lines.next() {
        guarded.obey_order(&order);
        if writeln!(output, "done").and_then(|()| output.flush()).is_err() {
            break;
        }
    }
    guarded.kill_guarded();
    guarded.folders.iter().for_each(|folder| remove(folder));
}

/// Removes a folder, in which another keeper may be at the same work.
fn remove(folder: &Path) {
    let gone = || scratch::remove(folder).is_ok() || !folder.exists();
    let _ = (0..100).any(|_| gone());
}

/// Makes the process ids of a new PID namespace begin at a number other than 2. A program that names files in /tmp by
/// its process id (a JVM does) would otherwise meet the files of other namespaces. On an old kernel it still does
/// (ns_last_pid, proc(5)).
fn choose_process_ids() {
    let outside = std::fs::read_link("/proc/self").ok().and_then(|link| link.to_str()?.parse::<u32>().ok());
    if let Some(outside) = outside.filter(|_| getpid().is_init()) {
        let start = 300 + outside.wrapping_mul(7919) % 30_000;
        let _ = std::fs::write("/proc/sys/kernel/ns_last_pid", start.to_string());
    }
}

/// The processes and folders that a keeper guards.
#[derive(Default)]
struct Guarded {
    groups: Vec<Pid>,
    folders: Vec<PathBuf>,
}

impl Guarded {
    fn obey_order(&mut self, order: &str) {
        match order.split_once(' ') {
            Some(("guard", group)) => self.groups.extend(group.parse().ok().and_then(Pid::from_raw)),
            Some(("folder", folder)) => self.folders.push(folder.into()),
            _ if order == "leave" => self.folders.clear(),
            _ => self.kill_guarded(),
        }
    }

    fn kill_guarded(&mut self) {
        for group in self.groups.drain(..) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        if getpid().is_init() {
            // From process 1 of a namespace, "all processes" (kill(2), -1) means all in that namespace but itself.
            let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(-1), nix::sys::signal::Signal::SIGKILL);
            // Orphans become children of process 1: all of them are dead when there is none left to wait for.
            while wait(WaitOptions::empty()).is_ok() {}
        } else {
            self.kill_all_at_home();
        }
    }

    /// Kills every process whose HOME is one of these folders; repeats until none is left, since one may start others
    /// meanwhile.
    fn kill_all_at_home(&self) {
        let begun = Instant::now();
        loop {
            let found = processes::at_home_in(&self.folders);
            for pid in found.iter().filter_map(|&pid| Pid::from_raw(i32::try_from(pid).ok()?)) {
                let _ = kill_process(pid, Signal::KILL);
            }
            // A process that sleeps uninterruptibly dies when it wakes, and is waited for no longer than this.
            if found.is_empty() || begun.elapsed() > Duration::from_secs(2) {
                return;
            }
            std::thread::yield_now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The harness's end of a pipe whose reader has gone.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_keeper_whose_answer_nobody_reads_does_its_work() {
        let folder = tempfile::tempdir().unwrap().keep();
        let orders = format!("folder {}\nguard 0\n", folder.display());
        run_keeper(orders.as_bytes(), Gone);
        assert!(!folder.exists());
    }

    #[test]
    fn a_keeper_that_was_let_go_leaves_the_folders_to_their_owner() {
        let folder = tempfile::tempdir().unwrap();
        run_keeper(format!("folder {}\nleave\n", folder.path().display()).as_bytes(), io::sink());
        assert!(folder.path().exists());
    }
}

//! Closing for good while other threads start processes.
//!
//! A process that is being started holds a copy of every descriptor of the harness until its program is loaded. A
//! descriptor that another thread closes meanwhile stays open in that copy. So no end of the stream, no reset and no
//! refused connection goes out. A program that waits for one seems to wait for ever. So nothing is closed while a
//! process starts. The descriptors belong to the whole process, and so does this lock. It does not hold up an embedding
//! program that starts processes of its own meanwhile.
//!
//! The harness learns of a start before the copies are gone. execve(2) wakes the parent first, and then closes them in
//! the order of their numbers. So the harness watches a pipe's end in a high number.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{DupFlags, Errno, dup3, fcntl_dupfd_cloexec};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, PoisonError};

/// More than a run ever has open; a process copies its table of descriptors as far as it is used.
const HIGH: u64 = 8192;

/// How many descriptors this process may have open, as far as the harness makes use of that.
pub fn max_descriptors() -> usize {
    getrlimit(Resource::Nofile).current.unwrap_or(HIGH).min(HIGH) as usize
}

/// Lets this process have as many open as it may allow itself (setrlimit(2)): the usual limit is for programs that wait with
/// select(2).
pub fn allow_more() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // If the system refuses, the limit stays as it was, and the run counts with that.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

/// Makes every program that starts from here on close the caller's descriptors beside the standard streams. So a
/// program under test finds the same numbers free on every machine. Only for a process of the harness's own: a
/// library's caller may want its descriptors to be inherited.
pub fn keep_from_programs() {
    close_fds::set_fds_cloexec(3, &[]);
}

/// Whether the system refuses something since too many descriptors are open, here or on the whole machine.
pub(super) fn are_exhausted(error: &io::Error) -> bool {
    [Errno::MFILE, Errno::NFILE].iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

/// Held by a thread that starts or closes something.
static GATE: Mutex<Option<Gate>> = Mutex::new(None);

/// Starts a process; when this returns, its program is loaded and holds no copy, or it can't be loaded.
pub(super) fn start_exclusively<T>(start: impl FnOnce() -> T) -> T {
    let mut gate = GATE.lock().unwrap_or_else(PoisonError::into_inner);
    match Gate::get_or_create(&mut gate) {
        Ok(gate) => gate.start_and_wait(start),
        Err(_) => start(),
    }
}

/// Closes something; when this returns, it is closed everywhere.
pub(super) fn close_exclusively<T>(close: impl FnOnce() -> T) -> T {
    let _guard = GATE.lock().unwrap_or_else(PoisonError::into_inner);
    close()
}

/// The high descriptor.
struct Gate {
    high: OwnedFd,
    /// The descriptor that it holds between two starts.
    nothing: OwnedFd,
}

impl Gate {
    fn get_or_create(gate: &mut Option<Gate>) -> io::Result<&mut Gate> {
        match gate {
            Some(gate) => Ok(gate),
            None => Ok(gate.insert(Gate::new()?)),
        }
    }

    fn new() -> io::Result<Gate> {
        let nothing: OwnedFd = File::open("/dev/null")?.into();
        let high = fcntl_dupfd_cloexec(&nothing, max_descriptors().saturating_sub(2) as i32)?;
        Ok(Gate { high, nothing })
    }

    fn start_and_wait<T>(&mut self, start: impl FnOnce() -> T) -> T {
        let watched = self.hold_pipe_end();
        let started = start();
        let released = dup3(&self.nothing, &mut self.high, DupFlags::CLOEXEC);
        if let (Some(reader), Ok(())) = (watched, released) {
            await_end(&reader);
        }
        started
    }

    /// Puts one end of a pipe into the high descriptor, and nowhere else; the other end.
    fn hold_pipe_end(&mut self) -> Option<OwnedFd> {
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC).ok()?;
        dup3(&writer, &mut self.high, DupFlags::CLOEXEC).ok()?;
        Some(reader)
    }
}

/// Waits until no process holds the other end. Loading a program takes far less than the limit, which is for unknown
/// cases.
fn await_end(reader: &OwnedFd) {
    let limit = Timespec { tv_sec: 5, tv_nsec: 0 };
    while poll(&mut [PollFd::new(reader, PollFlags::IN)], Some(&limit)) == Err(Errno::INTR) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::io::read;
    use rustix::pipe::{PipeFlags, pipe_with};
    use std::process::Command;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Other tests of this process start processes by themselves.
    #[test]
    fn what_is_closed_is_closed_everywhere() {
        if let Err(why) = Command::new("true").status() {
            return println!("skipped: true: {why}");
        }
        let mut alone = Command::new(std::env::current_exe().unwrap());
        alone.args(["--ignored", "--exact", "world::descriptors::tests::while_others_start_processes"]);
        let output = alone.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && told.contains("1 passed"), "{told}");
    }

    /// A close takes effect at once, and not only when the programs that are being started have been loaded.
    #[test]
    #[ignore = "run in a process of its own by the other test"]
    fn while_others_start_processes() {
        let started = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while started.fetch_add(1, Ordering::Relaxed) < 1000 {
                        let child = start_exclusively(|| Command::new("true").spawn());
                        child.unwrap().wait().unwrap();
                    }
                });
            }
            let (mut closed, mut open) = (0, 0);
            while started.load(Ordering::Relaxed) < 1000 {
                closed += 1;
                open += usize::from(!is_ended_by_closing());
            }
            assert_eq!(open, 0, "of {closed}");
        });
    }

    /// Whether a pipe's reader sees the end as soon as the writer is closed.
    fn is_ended_by_closing() -> bool {
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK).unwrap();
        close_exclusively(|| drop(writer));
        match read(&reader, &mut [0; 1]) {
            Ok(length) => length == 0,
            Err(Errno::AGAIN) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

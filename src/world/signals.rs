//! Keeps the signals that the harness ignores from being ignored in programs under test.
//!
//! A shell ignores SIGINT for a program in the background; nohup(1) ignores SIGHUP. A started program inherits an
//! ignored signal (execve(2)), so servers would not stop when they are asked to. It does not inherit a signal handler.
//! So the harness catches the signals that it was to ignore, and its handler does nothing.

use signal_hook::consts::{SIGALRM, SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
use signal_hook::flag;
use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const CONCERNED: [i32; 8] = [SIGALRM, SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2];

/// From here on programs start with none of these signals ignored, whatever this process was started with.
///
/// # Errors
/// The system refuses to catch one.
pub(super) fn ignore_for_oneself_alone() -> io::Result<()> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = parse_ignored_signals(&status);
    // Nobody looks at the flag: catching the signal is all that is wanted.
    let nobody = Arc::new(AtomicBool::new(false));
    let mut concerned = CONCERNED.into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 1);
    concerned.try_for_each(|signal| flag::register(signal, Arc::clone(&nobody)).map(|_| ()))
}

/// Whether this process ignores the signal.
pub(super) fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    parse_ignored_signals(&status) >> (signal - 1) & 1 == 1
}

/// The set of ignored signals in /proc/PID/status (proc(5)): bit 0 is signal 1.
fn parse_ignored_signals(status: &str) -> u64 {
    let hex = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    hex.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_bits() {
        assert_eq!(parse_ignored_signals("Name:\tx\nSigIgn:\t0000000000000002\n") >> (SIGINT - 1) & 1, 1);
        assert_eq!(parse_ignored_signals("Name:\tx\n"), 0);
    }
}

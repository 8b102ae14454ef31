//! Runs a candidate interpreter for a moment, to see whether it is what its name says.

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The variables that a probe is given: no more than a program under test can count on.
///
/// So a pyenv shim that works only in the shell of the moment (`PYENV_VERSION`) is passed over here, not in a trial.
const KEPT: [&str; 3] = ["PATH", "HOME", "LANG"];

/// Whether `program` with `arguments` exits 0 within `limit`; a program that takes longer is killed.
pub(super) fn exits_with_success<A: AsRef<OsStr>>(program: &Path, arguments: &[A], limit: Duration) -> bool {
    match build_command(program, arguments).stdout(Stdio::null()).spawn() {
        Ok(child) => ends_well(child, limit),
        Err(_) => false,
    }
}

/// The output of `program` with `arguments`, if it exits 0 within `limit`; no more than a pipe holds.
pub(super) fn run_for_output<A: AsRef<OsStr>>(program: &Path, arguments: &[A], limit: Duration) -> Option<String> {
    output_of(build_command(program, arguments), limit)
}

/// The output of a command, if it exits 0 within `limit`; no more than a pipe holds.
pub(super) fn output_of(mut command: Command, limit: Duration) -> Option<String> {
    give_own_group(&mut command);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).spawn().ok()?;
    let mut printed = child.stdout.take()?;
    if !ends_well(child, limit) {
        return None;
    }
    let mut text = String::new();
    printed.read_to_string(&mut text).ok()?;
    Some(text)
}

fn build_command<A: AsRef<OsStr>>(program: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    command.env_clear().envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    // A `.python-version` file in the folder of the moment must not decide which version a shim runs.
    command.current_dir("/");
    give_own_group(&mut command);
    command
}

/// Gives the candidate a process group, so that what a wrapper script starts can be killed with it.
fn give_own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

#[cfg(unix)]
fn ends_well(mut child: Child, limit: Duration) -> bool {
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
    use std::sync::mpsc;
    let pid = Pid::from_child(&child);
    let (ended, end) = mpsc::channel();
    // NOWAIT leaves the process to be reaped below, so its number can't pass to another before the kill.
    let waiter = std::thread::spawn(move || {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(waitid(WaitId::Pid(pid), options), Err(rustix::io::Errno::INTR)) {}
        let _ = ended.send(());
    });
    let in_time = end.recv_timeout(limit).is_ok();
    let _ = kill_process_group(pid, Signal::KILL);
    let _ = waiter.join();
    let succeeded = child.wait().is_ok_and(|status| status.success());
    in_time && succeeded
}

#[cfg(not(unix))]
fn ends_well(mut child: Child, _limit: Duration) -> bool {
    child.wait().is_ok_and(|status| status.success())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::time::Instant;

    const LONG: Duration = Duration::from_secs(60);

    #[rstest]
    #[case("exit 0", true)]
    #[case("exit 1", false)]
    #[case("kill -9 $$", false)]
    #[case("test \"$PWD\" = /", true)]
    #[case("test -z \"$CARGO_MANIFEST_DIR\"", true)]
    fn the_exit_status_decides(#[case] script: &str, #[case] expected: bool) {
        assert_eq!(exits_with_success(Path::new("/bin/sh"), &["-c", script], LONG), expected);
    }

    #[rstest]
    #[case("printf here", Some("here"))]
    #[case("printf here; exit 1", None)]
    fn the_output_of_a_success(#[case] script: &str, #[case] expected: Option<&str>) {
        assert_eq!(run_for_output(Path::new("/bin/sh"), &["-c", script], LONG).as_deref(), expected);
    }

    #[test]
    fn what_is_not_there_fails() {
        assert!(!exits_with_success(Path::new("/no/such/python2.7"), &["-V"], LONG));
    }

    #[test]
    fn a_candidate_that_hangs_is_passed_over_with_all_it_started() {
        let started = Instant::now();
        let limit = Duration::from_millis(50);
        assert!(!exits_with_success(Path::new("/bin/sh"), &["-c", "sleep 600 & wait"], limit));
        assert!(started.elapsed() < LONG);
    }
}

//! However the harness ends, nothing of it is left: no process, no temporary file.

use super::{Bench, has_namespaces, left_behind, skipped};
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};
use std::process::{Child, Stdio};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Where {
    Namespaces,
    Host,
}

/// Starts a run, waits until its program runs, ends the harness with `signal`, and looks at what is left.
fn end_in_mid_run(bench: &Bench, place: Where, arguments: &[&str], program: &str, signal: Signal) {
    if place == Where::Namespaces && !has_namespaces() {
        return;
    }
    if ignores(signal) {
        // A shell starts what it puts in the background so, and that is inherited.
        return skipped(&format!("these tests were started with {signal:?} ignored, so that it can end nothing"));
    }
    let mut command = bench.spawnable(arguments);
    if place == Where::Host {
        command.env("SOCKSPEC_HOST_NETWORK", "1");
    }
    let mut harness: Child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    assert!(left_behind::wait_for_script(&bench.mark, program), "`{program}` never came");
    kill_process(Pid::from_child(&harness), signal).unwrap();
    let status = harness.wait().unwrap();
    assert!(!status.success(), "{status}");
    let left = left_behind::processes_after_a_while(&bench.mark);
    assert!(left.is_empty(), "left behind: {left:#?}");
    let left = left_behind::files_after_a_while(&bench.temporary());
    assert!(left.is_empty(), "left behind: {left:#?}");
}

/// Whether this process, and so what it starts, ignores the signal (proc(5): bit 0 is signal 1).
pub(super) fn ignores(signal: Signal) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
    let ignored = u64::from_str_radix(ignored.trim(), 16).unwrap();
    ignored >> (signal.as_raw() - 1) & 1 == 1
}

#[rstest]
fn a_run_that_is_ended_takes_its_programs_along(
    #[values(Where::Namespaces, Where::Host)] place: Where,
    #[values(Signal::KILL, Signal::INT, Signal::TERM)] signal: Signal,
) {
    let bench = Bench::new();
    // It never takes its port, so that the trial lasts until the signal comes.
    let program = bench.script("server.sh", "trap '' HUP INT TERM\nsleep 1000 # the program\nexit 0");
    end_in_mid_run(&bench, place, &["run", "--tcp-server", &program], &program, signal);
}

#[rstest]
fn a_program_that_left_its_group_and_its_parent_goes_too(
    #[values(Where::Namespaces, Where::Host)] place: Where,
    #[values(Signal::KILL, Signal::TERM)] signal: Signal,
) {
    let bench = Bench::new();
    let child = bench.script("child.sh", "trap '' HUP INT TERM\nsleep 1000\nexit 0");
    // Job control gives each child a process group of its own.
    let program = bench.script("server.sh", &format!("set -m\n( '{child}' & )\nsleep 1000\nexit 0"));
    end_in_mid_run(&bench, place, &["run", "--tcp-server", &program], &child, signal);
}

#[rstest]
fn a_build_that_is_under_way_goes_too(
    #[values(Where::Namespaces, Where::Host)] place: Where,
    #[values(Signal::KILL, Signal::INT)] signal: Signal,
) {
    let bench = Bench::new();
    let build = bench.script("build.sh", "trap '' HUP INT TERM\nsleep 1000\nexit 0");
    let server = "command = [\"/bin/sh\", \"-c\", \"exit 1\"]";
    bench.file(
        "sockspec.toml",
        &format!("name = \"slow\"\n[tcp-server]\nport = 16000\nbuild = [\"{build}\"]\n{server}\n"),
    );
    end_in_mid_run(&bench, place, &["run", "sockspec.toml"], &build, signal);
}

/// A built-in implementation is unpacked into a temporary folder, and so is a worker's scratch.
#[rstest]
fn the_files_of_a_run_go_with_it(#[values(Signal::KILL, Signal::INT)] signal: Signal) {
    let bench = Bench::new();
    let program = bench.script("server.sh", "sleep 1000 # the program\nexit 0");
    let session = "tcp-server/published/session";
    let arguments = ["run", "--tcp-server", &program, "reference", "original", "--run", session, "-j", "1"];
    end_in_mid_run(&bench, Where::Namespaces, &arguments, &program, signal);
}

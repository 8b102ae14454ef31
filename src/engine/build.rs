//! The `build` commands of a manifest: each is run once, before anything is started.

use super::cleanup::Cleanup;
use super::event::Fault;
use super::launch::known_environment;
use crate::implementation::{Implementation, Launch};
use crate::protocol::role::Role;
use crate::world::Interruption;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a build may take.
const LIMIT: Duration = Duration::from_secs(300);
/// How much of what a failed build printed is kept.
const KEPT: usize = 4096;

/// Builds the programs of `implementation` and returns the faults of the builds that failed. A command that several
/// programs share runs once. If the harness dies during a build, the cleanup kills the build too.
pub(super) fn build_programs(
    implementation: &Implementation,
    cleanup: &mut Cleanup,
    interruption: &Interruption,
) -> BTreeMap<Role, Fault> {
    let mut done: Vec<(Launch, Option<Fault>)> = Vec::new();
    let mut faults = BTreeMap::new();
    for (&role, program) in &implementation.programs {
        // The plan reports an interpreter that is missing.
        let Ok(Some(launch)) = program.build_launch(&implementation.home) else { continue };
        let known = done.iter().find(|(other, _)| other.argv == launch.argv && other.cwd == launch.cwd);
        let fault = match known {
            Some((_, fault)) => fault.clone(),
            None => {
                let fault = run(&launch, cleanup, interruption).err();
                done.push((launch, fault.clone()));
                fault
            }
        };
        faults.extend(fault.map(|fault| (role, fault)));
    }
    faults
}

fn run(launch: &Launch, cleanup: &mut Cleanup, interruption: &Interruption) -> Result<(), Fault> {
    let command = launch.argv.iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ");
    let world =
        |error: io::Error| Fault::World { action: format!("build with `{command}`"), reason: error.to_string() };
    let folder = TempDir::with_prefix_in("build-", cleanup.folder()).map_err(world)?;
    cleanup.guard_home(folder.path()).map_err(|error| world(error.source))?;
    let output = folder.path().join("output");
    let child = start_build(launch, folder.path(), &output).map_err(world)?;
    cleanup.guard_group(child.id()).map_err(|error| world(error.source))?;
    let (status, in_time) = wait_for_build(child, interruption).map_err(world)?;
    // Nothing else would end the processes that a build left running.
    cleanup.kill_all().map_err(|error| world(error.source))?;
    if status.success() {
        return Ok(());
    }
    let how = if in_time { status.to_string() } else { format!("did not end within {} s", LIMIT.as_secs()) };
    let printed = std::fs::read(&output).unwrap_or_default();
    let tail = &printed[printed.len().saturating_sub(KEPT)..];
    Err(Fault::BuildFailed { command, status: how, output: String::from_utf8_lossy(tail).into_owned() })
}

fn start_build(launch: &Launch, scratch: &Path, output: &Path) -> io::Result<Child> {
    let file = File::create(output)?;
    let mut command = Command::new(&launch.argv[0]);
    command.args(&launch.argv[1..]).current_dir(&launch.cwd).process_group(0);
    command.env_clear().envs(known_environment(scratch)).envs(&launch.env);
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).spawn()
}

/// How the build ended, and whether it was in time.
fn wait_for_build(mut child: Child, interruption: &Interruption) -> io::Result<(ExitStatus, bool)> {
    const MOMENT: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    let group = Pid::from_child(&child);
    let process = pidfd_open(group, PidfdFlags::empty())?;
    let begun = Instant::now();
    let mut ended = false;
    while !ended && begun.elapsed() < LIMIT && !interruption.is_wanted() {
        ended = match poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&MOMENT)) {
            Err(Errno::INTR) => false,
            polled => polled? > 0,
        };
    }
    if !ended {
        let _ = kill_process_group(group, Signal::KILL);
    }
    Ok((child.wait()?, ended))
}

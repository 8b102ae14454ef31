//! The isolation that this machine allows: namespaces of the harness's own, or the host's network alone.

use nix::sched::{CloneFlags, unshare};
use rustix::process::{getegid, geteuid};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The environment variable that makes the harness use the host's network, as on a machine without namespaces.
pub const HOST_NETWORK_VARIABLE: &str = "SOCKSPEC_HOST_NETWORK";

/// The isolation that this machine allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Isolation {
    /// Each trial has network namespaces of its own.
    Namespaces,
    /// All trials share the host's network, one after the other; why, in the system's words.
    Host {
        /// Why namespaces can't be had.
        reason: String,
    },
}

/// Finds out what the machine allows, and enters a user namespace if that is needed (user_namespaces(7)).
///
/// Call it before the process has a second thread: the kernel refuses a user namespace after that. `probe` is a command
/// that tries the same in a process of its own and exits 0 if it works. The probe is needed because a process can't
/// leave a user namespace whose identities can't be mapped.
pub fn enter_isolation(probe: Option<&PathBuf>) -> Isolation {
    // If the system refuses it, programs that ignore the request to stop are killed in the end, and the transcript says
    // so.
    let _ = super::signals::ignore_for_oneself_alone();
    let isolation = find_out(probe);
    // Only a process that is sockspec's own: others may want to be looked into. And not before its identities are mapped,
    // for from here on its files in /proc are root's.
    if probe.is_some() {
        super::privileges::hide_process();
    }
    isolation
}

fn find_out(probe: Option<&PathBuf>) -> Isolation {
    if std::env::var_os(HOST_NETWORK_VARIABLE).is_some_and(|value| !value.is_empty()) {
        return Isolation::Host { reason: format!("{HOST_NETWORK_VARIABLE} is set") };
    }
    match probe {
        Some(command) => {
            match run_probe(command).and_then(|()| enter_user_namespace().map_err(|error| describe_refusal(&error))) {
                Ok(()) => Isolation::Namespaces,
                Err(reason) => Isolation::Host { reason },
            }
        }
        None => Isolation::Host { reason: "namespaces can be entered by the sockspec program only".to_owned() },
    }
}

/// The work of the probing process: it enters, makes a network, and says in its exit code whether that worked.
///
/// # Errors
/// The first thing that the system refused.
pub fn try_namespaces() -> io::Result<()> {
    enter_user_namespace()?;
    super::network::Network::in_new_namespace().map_err(|error| io::Error::other(error.to_string()))?;
    unshare(CloneFlags::CLONE_NEWPID | CloneFlags::CLONE_NEWUTS)?;
    // The first process after CLONE_NEWPID is process 1 there; starting one shows that it may be started at all.
    Command::new("/proc/self/exe").arg("--version").stdout(Stdio::null()).status().map(|_| ())
}

fn run_probe(command: &PathBuf) -> Result<(), String> {
    let output = Command::new(command).arg(super::keeper::PROBE_COMMAND).stdin(Stdio::null()).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Why the process itself was refused what a probing one was not.
fn describe_refusal(error: &io::Error) -> String {
    match error.raw_os_error() {
        // unshare(2) of a process that has more threads than one.
        Some(code) if code == rustix::io::Errno::INVAL.raw_os_error() => "this process has threads already".to_owned(),
        _ => error.to_string(),
    }
}

/// Enters a user namespace in which this user may make networks, unless the process may do so already.
fn enter_user_namespace() -> io::Result<()> {
    if may_administer() {
        return Ok(());
    }
    let (uid, gid) = (geteuid().as_raw(), getegid().as_raw());
    unshare(CloneFlags::CLONE_NEWUSER)?;
    // Without "deny" an unprivileged process may not map its group (user_namespaces(7)).
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{uid} {uid} 1"))?;
    fs::write("/proc/self/gid_map", format!("{gid} {gid} 1"))
}

/// Whether the process has CAP_SYS_ADMIN (capabilities(7): bit 21 of the effective set).
fn may_administer() -> bool {
    const CAP_SYS_ADMIN: u32 = 21;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let bits = effective.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0);
    bits >> CAP_SYS_ADMIN & 1 == 1
}

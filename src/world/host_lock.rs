//! Where all runs share the host's network, they take turns: the ports are compiled into the programs.

use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;

/// The right to use the host's ports; given back when dropped, or when the process dies.
#[derive(Debug)]
pub(super) struct HostLock {
    _file: File,
}

impl HostLock {
    /// Waits until no other run of this user holds it (flock(2)).
    pub(super) fn take() -> io::Result<HostLock> {
        let user = rustix::process::geteuid().as_raw();
        let path = std::env::temp_dir().join(format!("sockspec-ports-{user}.lock"));
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        flock(&file, FlockOperation::LockExclusive)?;
        Ok(HostLock { _file: file })
    }
}

//! Runs that share the host's network take turns: the ports are compiled into the programs.

use std::io::{self, ErrorKind, Read};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

/// The name of a socket that, like the ports, exists once in a network, for every user and file system (unix(7),
/// abstract sockets).
const NAME: &str = "sockspec-ports";

/// The right to use the host's ports; given back when dropped, or when the process dies.
#[derive(Debug)]
pub(super) struct HostLock {
    _listener: UnixListener,
}

impl HostLock {
    /// Waits until no other run in this network holds it.
    pub(super) fn acquire_when_free() -> io::Result<HostLock> {
        let name = SocketAddr::from_abstract_name(NAME)?;
        loop {
            match UnixListener::bind_addr(&name) {
                Ok(listener) => return Ok(HostLock { _listener: listener }),
                Err(error) if error.kind() == ErrorKind::AddrInUse => wait_for_holder(&name),
                Err(error) => return Err(error),
            }
        }
    }
}

/// Waits until the holder gives it back. The holder never accepts or answers; when its listener closes, all waiting
/// connections end.
fn wait_for_holder(name: &SocketAddr) {
    if let Ok(mut waiting) = UnixStream::connect_addr(name) {
        let _ = waiting.read(&mut [0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let holders = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _lock = HostLock::acquire_when_free().unwrap();
                    assert_eq!(holders.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                    holders.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                });
            }
        });
    }
}

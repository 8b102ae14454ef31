//! One network: a namespace whose loopback is up, or the host's.

use super::WorldError;
use super::host_lock::HostLock;
use super::loopback;
use super::sockets::SocketTables;
use nix::sched::{CloneFlags, setns, unshare};
use std::fs::{self, File};
use std::net::Ipv4Addr;

/// A network in which programs and the harness's own sockets live.
#[derive(Debug)]
pub struct Network {
    place: Place,
    tables: SocketTables,
}

#[derive(Debug)]
enum Place {
    Namespace(File),
    Host { _lock: HostLock },
}

impl Network {
    /// A new, empty network with its loopback up; the calling thread is in it from here on.
    ///
    /// # Errors
    /// The system refuses the namespace or its loopback.
    pub fn in_new_namespace() -> Result<Network, WorldError> {
        unshare(CloneFlags::CLONE_NEWNET).map_err(WorldError::for_action("make a network namespace"))?;
        loopback::bring_loopback_up().map_err(WorldError::for_action("bring the loopback up"))?;
        let _ = loopback::acknowledge_at_once();
        keep_tables_small();
        allow_low_ports();
        let handle =
            File::open("/proc/thread-self/ns/net").map_err(WorldError::for_action("open the network namespace"))?;
        Network::from_place(Place::Namespace(handle))
    }

    /// The host's network, held by this run alone until it is dropped: other runs on this machine wait.
    ///
    /// # Errors
    /// The lock file can't be made.
    pub fn for_host() -> Result<Network, WorldError> {
        let lock =
            HostLock::acquire_when_free().map_err(WorldError::for_action("take the lock on the host's ports"))?;
        Network::from_place(Place::Host { _lock: lock })
    }

    fn from_place(place: Place) -> Result<Network, WorldError> {
        Ok(Network { place, tables: SocketTables::open().map_err(WorldError::for_action("open the socket tables"))? })
    }

    /// Gives this network's loopback an address, unless it has it already; the calling thread must be in this network. The
    /// host's network stays as it is.
    ///
    /// # Errors
    /// The system refuses.
    pub fn add_address(&self, address: Ipv4Addr) -> Result<(), WorldError> {
        // All of 127.0.0.0/8 is the loopback's from the beginning.
        if !self.is_private() || address.is_loopback() {
            return Ok(());
        }
        let action = format!("add the address {address} to the loopback");
        loopback::add_address(address).map_err(WorldError::for_action(action))
    }

    /// Moves the calling thread into this network: what it opens and starts from here on is there.
    ///
    /// # Errors
    /// The system refuses (setns(2)).
    pub fn enter(&self) -> Result<(), WorldError> {
        match &self.place {
            Place::Namespace(handle) => {
                setns(handle, CloneFlags::CLONE_NEWNET).map_err(WorldError::for_action("enter a network namespace"))
            }
            Place::Host { .. } => Ok(()),
        }
    }

    /// Its socket tables, which can be read from anywhere.
    pub fn tables(&self) -> &SocketTables {
        &self.tables
    }

    /// Whether no other program can be in this network.
    pub fn is_private(&self) -> bool {
        matches!(self.place, Place::Namespace(_))
    }
}

/// Makes the socket tables small of the network that the calling thread makes next from this one. The kernel reads
/// /proc/net/tcp bucket by bucket, and the host's size has hundreds of thousands for the few sockets of a trial. A
/// system without these settings (they came with Linux 6.1 and 6.2) keeps large tables, and the harness is slower
/// there.
fn keep_tables_small() {
    for setting in ["tcp_child_ehash_entries", "udp_child_hash_entries"] {
        let _ = fs::write(format!("/proc/sys/net/ipv4/{setting}"), "256");
    }
}

/// Lets a program of any user bind the ports below 1024 in the network of the calling thread (`ip_unprivileged_port_start`
/// of ip(7)): nothing else is there, and a protocol may have its server at one of them. A system that refuses leaves the
/// port to root.
fn allow_low_ports() {
    let _ = fs::write("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
}

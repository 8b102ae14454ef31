//! One network: a namespace whose loopback is up, or the host's.

use super::WorldError;
use super::host_lock::HostLock;
use nix::sched::{CloneFlags, setns, unshare};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socket_with};
use std::fs::{self, File};
use std::io;

/// A network in which programs and the harness's own sockets live.
#[derive(Debug)]
pub struct Network {
    place: Place,
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
    pub fn fresh() -> Result<Network, WorldError> {
        unshare(CloneFlags::CLONE_NEWNET).map_err(WorldError::at("make a network namespace"))?;
        raise_loopback().map_err(WorldError::at("bring the loopback up"))?;
        keep_tables_small();
        let handle = File::open("/proc/thread-self/ns/net").map_err(WorldError::at("open the network namespace"))?;
        Ok(Network { place: Place::Namespace(handle) })
    }

    /// The host's network, held by this run alone until it is dropped: other runs on this machine wait.
    ///
    /// # Errors
    /// The lock file can't be made.
    pub fn host() -> Result<Network, WorldError> {
        let lock = HostLock::take().map_err(WorldError::at("take the lock on the host's ports"))?;
        Ok(Network { place: Place::Host { _lock: lock } })
    }

    /// Moves the calling thread into this network: what it opens and starts from here on is there.
    ///
    /// # Errors
    /// The system refuses (setns(2)).
    pub fn enter(&self) -> Result<(), WorldError> {
        match &self.place {
            Place::Namespace(handle) => {
                setns(handle, CloneFlags::CLONE_NEWNET).map_err(WorldError::at("enter a network namespace"))
            }
            Place::Host { .. } => Ok(()),
        }
    }

    /// Whether nobody else can be in this network.
    pub fn is_private(&self) -> bool {
        matches!(self.place, Place::Namespace(_))
    }
}

/// The socket tables of the network that the calling thread makes next, from this one, shall be small: /proc/net/tcp is
/// read bucket by bucket, and the host's size has hundreds of thousands for the few sockets of a trial. A system that does
/// not know these settings (they came with Linux 6.1 and 6.2) keeps large tables, and the harness is slower there.
fn keep_tables_small() {
    for setting in ["tcp_child_ehash_entries", "udp_child_hash_entries"] {
        let _ = fs::write(format!("/proc/sys/net/ipv4/{setting}"), "256");
    }
}

/// Sets the loopback interface up by one rtnetlink(7) request, as `ip link set lo up` does.
fn raise_loopback() -> io::Result<()> {
    // Protocol 0 of this family is NETLINK_ROUTE.
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
    send(&socket, &link_up_request(), SendFlags::empty())?;
    let mut answer = [0u8; 1024];
    let (length, _) = recv(&socket, &mut answer[..], RecvFlags::empty())?;
    // An nlmsgerr follows the 16 bytes of the header: error 0 is the acknowledgement.
    match answer
        .get(16..20)
        .filter(|_| length >= 20)
        .map(|code| i32::from_ne_bytes([code[0], code[1], code[2], code[3]]))
    {
        Some(0) => Ok(()),
        Some(code) => Err(io::Error::from_raw_os_error(-code)),
        None => Err(io::Error::other("the kernel's answer is too short")),
    }
}

/// nlmsghdr (RTM_NEWLINK, request and acknowledge) and ifinfomsg (interface 1, IFF_UP).
fn link_up_request() -> Vec<u8> {
    const RTM_NEWLINK: u16 = 16;
    const NLM_F_REQUEST_ACK: u16 = 5;
    const LOOPBACK_INDEX: i32 = 1;
    const IFF_UP: u32 = 1;
    let mut message = Vec::with_capacity(32);
    message.extend_from_slice(&32u32.to_ne_bytes());
    message.extend_from_slice(&RTM_NEWLINK.to_ne_bytes());
    message.extend_from_slice(&NLM_F_REQUEST_ACK.to_ne_bytes());
    message.extend_from_slice(&[0; 8]);
    message.extend_from_slice(&[0; 4]);
    message.extend_from_slice(&LOOPBACK_INDEX.to_ne_bytes());
    message.extend_from_slice(&IFF_UP.to_ne_bytes());
    message.extend_from_slice(&IFF_UP.to_ne_bytes());
    message
}

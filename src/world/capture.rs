//! A tap on the loopback of a network: every packet, as the system saw it (packet(7)). No root is needed in a network
//! namespace of one's own.

use super::WorldError;
use crate::transcript::Packet;
use nix::sys::socket::{
    AddressFamily, ControlMessageOwned, LinkAddr, MsgFlags, SockFlag, SockProtocol, SockType, recvmsg, setsockopt,
    socket, sockopt,
};
use nix::sys::time::TimeSpec;
use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::Duration;

/// A frame of the loopback is no larger than its MTU and a header; segmentation left to the device makes none larger.
const LARGEST: usize = 128 * 1024;
/// The type of a packet that goes out (packet(7)). On a loopback each packet comes in as well, and is recorded once.
const PACKET_OUTGOING: u8 = 4;

/// A tap on one network.
#[derive(Debug)]
pub struct NetworkTap {
    socket: OwnedFd,
    buffer: Vec<u8>,
}

impl NetworkTap {
    /// Taps the network in which the calling thread is, from here on.
    ///
    /// # Errors
    /// The system refuses the socket.
    pub fn open() -> Result<NetworkTap, WorldError> {
        let refused = || WorldError::for_action("capture packets");
        let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
        let socket = socket(AddressFamily::Packet, SockType::Raw, flags, SockProtocol::EthAll).map_err(refused())?;
        setsockopt(&socket, sockopt::ReceiveTimestampns, &true).map_err(refused())?;
        Ok(NetworkTap { socket, buffer: vec![0; LARGEST] })
    }

    /// The packets that have come since the last look; `interface` is the network that they are recorded for. A flood
    /// may leave more for the next look.
    pub fn read(&mut self, interface: usize) -> Vec<Packet> {
        const AT_ONCE: usize = 4096;
        let all = std::iter::from_fn(|| self.next()).take(AT_ONCE);
        all.flatten().map(|(at, frame)| Packet { interface, at, frame }).collect()
    }

    /// The next packet that waits, as time and frame. The inner `None` stands for an outgoing packet, which is recorded
    /// when it comes in.
    fn next(&mut self) -> Option<Option<(Duration, Vec<u8>)>> {
        let mut control = nix::cmsg_space!(TimeSpec);
        let mut parts = [IoSliceMut::new(&mut self.buffer)];
        let message =
            recvmsg::<LinkAddr>(self.socket.as_raw_fd(), &mut parts, Some(&mut control), MsgFlags::MSG_DONTWAIT);
        let message = message.ok()?;
        if message.address.is_none_or(|address| address.pkttype() == PACKET_OUTGOING) {
            return Some(None);
        }
        let stamps = message.cmsgs().ok().into_iter().flatten().find_map(|control| match control {
            ControlMessageOwned::ScmTimestampns(at) => Some(at),
            _ => None,
        });
        let at = stamps.map_or(Duration::ZERO, Duration::from);
        let length = message.bytes;
        Some(Some((at, self.buffer[..length].to_vec())))
    }
}

//! Requests to the kernel over netlink(7), as bytes: only the caller knows their content.

use rustix::net::{AddressFamily, Protocol, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socket_with};
use std::io;
use std::os::fd::OwnedFd;

/// Of an nlmsghdr.
const HEADER: usize = 16;
const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;

/// A socket in the network in which the calling thread was when it was opened.
#[derive(Debug)]
pub(super) struct Netlink(OwnedFd);

/// The kind of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct NetlinkMessage {
    /// Its kind, as the protocol numbers them.
    pub(super) kind: u16,
    /// Flags beside NLM_F_REQUEST.
    pub(super) flags: u16,
}

impl Netlink {
    /// Opens it for a protocol; `None` is NETLINK_ROUTE.
    ///
    /// # Errors
    /// The system does not know the protocol (netlink(7)).
    pub(super) fn open(protocol: Option<Protocol>) -> io::Result<Netlink> {
        Ok(Netlink(socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, protocol)?))
    }

    /// Sends a message and waits until the kernel says that it has done it.
    ///
    /// # Errors
    /// The kernel refuses.
    pub(super) fn send_and_confirm(&self, message: NetlinkMessage, body: &[u8]) -> io::Result<()> {
        const NLM_F_ACK: u16 = 4;
        self.send_message(NetlinkMessage { flags: message.flags | NLM_F_ACK, ..message }, body)?;
        self.read_answers(|_| {})
    }

    /// Sends a message and hands over what each part of the answer holds.
    ///
    /// # Errors
    /// The kernel refuses.
    pub(super) fn request_dump(&self, kind: u16, body: &[u8], each: impl FnMut(&[u8])) -> io::Result<()> {
        const NLM_F_DUMP: u16 = 0x300;
        self.send_message(NetlinkMessage { kind, flags: NLM_F_DUMP }, body)?;
        self.read_answers(each)
    }

    fn send_message(&self, NetlinkMessage { kind, flags }: NetlinkMessage, body: &[u8]) -> io::Result<()> {
        const NLM_F_REQUEST: u16 = 1;
        let length = (HEADER + body.len()) as u32;
        let flags = (flags | NLM_F_REQUEST).to_ne_bytes();
        let message = [&length.to_ne_bytes()[..], &kind.to_ne_bytes(), &flags, &[0; 8], body].concat();
        send(&self.0, &message, SendFlags::empty())?;
        Ok(())
    }

    /// Reads to the end of the answer.
    fn read_answers(&self, mut each: impl FnMut(&[u8])) -> io::Result<()> {
        let mut buffer = vec![0; 32 << 10];
        loop {
            let (length, _) = recv(&self.0, &mut buffer[..], RecvFlags::empty())?;
            let mut rest = &buffer[..length];
            while let Some((kind, body, after)) = split_first_message(rest) {
                match kind {
                    NLMSG_DONE if body.is_empty() => return Ok(()),
                    NLMSG_DONE | NLMSG_ERROR => return parse_outcome(body),
                    _ => each(body),
                }
                rest = after;
            }
            if length == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// The first message's kind and body, and what follows it.
fn split_first_message(messages: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let length = read_u32(messages, 0)? as usize;
    let body = messages.get(HEADER..length)?;
    let kind = u16::from_ne_bytes(messages[4..6].try_into().ok()?);
    // Messages stand at whole 4 bytes.
    Some((kind, body, messages.get(length.next_multiple_of(4)..).unwrap_or_default()))
}

/// An nlmsgerr, or how a dump ended: error 0 is the acknowledgement.
fn parse_outcome(body: &[u8]) -> io::Result<()> {
    match read_u32(body, 0).map(u32::cast_signed) {
        Some(0) => Ok(()),
        Some(code) => Err(io::Error::from_raw_os_error(-code)),
        None => Err(io::Error::other("the kernel's answer is too short")),
    }
}

/// The number of 32 bits at this place, in the machine's byte order.
pub(super) fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_split_at_whole_words() {
        let message = |kind: u16, body: &[u8]| {
            let length = (HEADER + body.len()) as u32;
            [&length.to_ne_bytes()[..], &kind.to_ne_bytes(), &[0; 10], body].concat()
        };
        let both = [message(20, b"abc"), vec![0], message(NLMSG_DONE, b"")].concat();
        let (kind, body, rest) = split_first_message(&both).unwrap();
        assert_eq!((kind, body), (20, &b"abc"[..]));
        let (kind, body, rest) = split_first_message(rest).unwrap();
        assert_eq!((kind, body, rest), (NLMSG_DONE, &b""[..], &b""[..]));
        assert!(split_first_message(rest).is_none());
    }

    #[test]
    fn a_message_that_is_cut_off_is_none() {
        assert!(split_first_message(&[255; 15]).is_none());
        assert!(split_first_message(&[16; 16]).is_none());
        assert!(parse_outcome(&[0; 3]).is_err());
    }

    #[test]
    fn an_error_is_the_systems() {
        assert!(parse_outcome(&0i32.to_ne_bytes()).is_ok());
        assert_eq!(parse_outcome(&(-1i32).to_ne_bytes()).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}

//! The TCP connections of a network, read from the kernel over sock_diag(7). Unlike a read of the table in /proc/net,
//! this does not walk through the listeners of the whole machine.

use super::netlink::{Netlink, read_u32};
use rustix::net::netlink::SOCK_DIAG;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

const SOCK_DIAG_BY_FAMILY: u16 = 20;
const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;
const IPPROTO_TCP: u8 = 6;
/// All states but LISTEN, as bits of their numbers (1 is ESTABLISHED, 10 is LISTEN, 12 is NEW_SYN_RECV).
const ALL_BUT_LISTENING: u32 = 0x1ffe & !(1 << 10);

/// One end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConversationEnd {
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
    /// How many bytes have come and are not read yet.
    pub(super) unread: u32,
    /// How many bytes were sent that the other end has not acknowledged.
    pub(super) unacknowledged: u32,
    /// Whether a program holds this end. Nobody does before it is accepted, nor after it is closed.
    pub(super) is_held: bool,
}

/// Asks for the connections of one network.
#[derive(Debug)]
pub(super) struct Conversations(Netlink);

impl Conversations {
    /// Those of the network in which the calling thread is.
    ///
    /// # Errors
    /// The system has no sock_diag(7).
    pub(super) fn open() -> io::Result<Conversations> {
        Ok(Conversations(Netlink::open(Some(SOCK_DIAG))?))
    }

    /// Both ends of all that are not over; of one that is in TIME_WAIT too.
    ///
    /// # Errors
    /// The system refuses.
    pub(super) fn list_ends(&self) -> io::Result<Vec<ConversationEnd>> {
        let mut ends = Vec::new();
        for family in [AF_INET, AF_INET6] {
            self.0
                .request_dump(SOCK_DIAG_BY_FAMILY, &build_request(family), |message| ends.extend(parse_end(message)))?;
        }
        Ok(ends)
    }
}

/// An inet_diag_req_v2: family, protocol, no extensions, states; any addresses and ports.
fn build_request(family: u8) -> Vec<u8> {
    [&[family, IPPROTO_TCP, 0, 0][..], &ALL_BUT_LISTENING.to_ne_bytes(), &[0; 48]].concat()
}

/// An inet_diag_msg: ports and addresses are in the network's byte order, the queues in the machine's.
fn parse_end(message: &[u8]) -> Option<ConversationEnd> {
    let port = |at: usize| Some(u16::from_be_bytes(message.get(at..at + 2)?.try_into().ok()?));
    let address = |at: usize| {
        let bytes: [u8; 16] = message.get(at..at + 16)?.try_into().ok()?;
        let [a, b, c, d, ..] = bytes;
        Some(if message[0] == AF_INET { IpAddr::V4(Ipv4Addr::new(a, b, c, d)) } else { Ipv6Addr::from(bytes).into() })
    };
    Some(ConversationEnd {
        local: SocketAddr::new(address(8)?, port(4)?),
        remote: SocketAddr::new(address(24)?, port(6)?),
        unread: read_u32(message, 56)?,
        unacknowledged: read_u32(message, 60)?,
        is_held: read_u32(message, 68)? != 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Network;
    use rstest::rstest;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    #[rstest]
    #[case::over_ipv4("127.0.0.1:0")]
    #[case::over_ipv6("[::1]:0")]
    fn what_was_not_read_is_told(#[case] address: &str) {
        if let Err(why) = Network::in_new_namespace() {
            return println!("skipped: {why}");
        }
        let listener = TcpListener::bind(address).unwrap();
        let conversations = Conversations::open().unwrap();
        assert_eq!(conversations.list_ends().unwrap(), []);
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        let unread = |of: &TcpStream| {
            let (local, remote) = (of.local_addr().unwrap(), of.peer_addr().unwrap());
            let ends = conversations.list_ends().unwrap();
            assert_eq!(ends.len(), 2);
            ends.iter().find(|end| end.local == local && end.remote == remote).unwrap().unread
        };
        client.write_all(b"5 4 6").unwrap();
        assert_eq!((unread(&server), unread(&client)), (5, 0));
        server.read_exact(&mut [0; 3]).unwrap();
        assert_eq!(unread(&server), 2);
    }

    #[test]
    fn a_connection_is_held_once_it_is_accepted() {
        if let Err(why) = Network::in_new_namespace() {
            return println!("skipped: {why}");
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let conversations = Conversations::open().unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let is_held = || {
            let (local, remote) = (client.peer_addr().unwrap(), client.local_addr().unwrap());
            let ends = conversations.list_ends().unwrap();
            ends.iter().find(|end| end.local == local && end.remote == remote).unwrap().is_held
        };
        assert!(!is_held());
        let _server = listener.accept().unwrap();
        assert!(is_held());
    }

    /// A receiver that reads nothing lets its window close: what does not fit stays with the sender.
    #[test]
    fn what_was_not_acknowledged_is_told() {
        if let Err(why) = Network::in_new_namespace() {
            return println!("skipped: {why}");
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let conversations = Conversations::open().unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (_server, _) = listener.accept().unwrap();
        client.set_nonblocking(true).unwrap();
        while client.write(&[b'1'; 1 << 16]).is_ok() {}
        let ends = conversations.list_ends().unwrap();
        assert_eq!(ends.iter().filter(|end| end.unacknowledged > 0).count(), 1);
        assert_eq!(ends.iter().filter(|end| end.unread > 0).count(), 1);
    }

    #[test]
    fn a_message_that_is_cut_off_is_no_end() {
        let message = [AF_INET; 71];
        assert!(parse_end(&message).is_none());
        assert!(parse_end(&[AF_INET; 72]).is_some());
        assert!(parse_end(&[]).is_none());
    }
}

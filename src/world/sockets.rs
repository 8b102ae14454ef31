//! The socket tables of a network: the listeners, and the data under way (proc(5), /proc/net).

use super::conversations::{ConversationEnd, Conversations};
use super::descriptors::are_exhausted;
use procfs_core::net::{TcpNetEntries, TcpNetEntry, TcpState, UdpNetEntries, UdpNetEntry, UdpState};
use procfs_core::{ExplicitSystemInfo, FromBufReadSI};
use rustix::io::pread;
use std::fs::File;
use std::io::{self, BufReader, Seek};
use std::net::SocketAddr;

/// A socket that can be reached: listening (TCP), or bound (UDP).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reachable {
    /// Its local address.
    pub address: SocketAddr,
    /// Its inode.
    pub inode: u64,
}

/// The tables of one network, opened in it: a thread can read them from outside it.
#[derive(Debug)]
pub struct SocketTables {
    /// A faster source for other questions about the tables, if the system has it.
    conversations: Option<Conversations>,
    tcp: Vec<File>,
    udp: Vec<File>,
    ipv4_packets: Option<File>,
    ipv6_packets: Option<File>,
}

impl SocketTables {
    /// Those of the network in which the calling thread is. What the system does not have, like IPv6, is left out.
    ///
    /// # Errors
    /// Too many files are open.
    pub fn open() -> io::Result<SocketTables> {
        let open = |name: &str| match File::open(format!("/proc/thread-self/net/{name}")) {
            Err(error) if are_exhausted(&error) => Err(error),
            opened => Ok(opened.ok()),
        };
        let both = |v4, v6| -> io::Result<Vec<File>> { Ok([open(v4)?, open(v6)?].into_iter().flatten().collect()) };
        Ok(SocketTables {
            conversations: Conversations::open().ok(),
            tcp: both("tcp", "tcp6")?,
            udp: both("udp", "udp6")?,
            ipv4_packets: open("snmp")?,
            ipv6_packets: open("snmp6")?,
        })
    }

    /// The listening TCP sockets, over IPv4 and IPv6.
    pub fn listening_sockets(&self) -> Vec<Reachable> {
        let entries = self.tcp_entries().into_iter().filter(|entry| entry.state == TcpState::Listen);
        entries.map(|entry| Reachable { address: entry.local_address, inode: entry.inode }).collect()
    }

    /// The UDP sockets that have a port and no fixed other side, and those at the `expected` port. A server may fix the
    /// other side of its socket, if all its clients ask from one port; elsewhere that is what asks a name service.
    pub fn bound_sockets(&self, expected: u16) -> Vec<Reachable> {
        let is_open =
            |entry: &UdpNetEntry| entry.state != UdpState::Established || entry.local_address.port() == expected;
        let open = self.udp_entries().into_iter().filter(is_open);
        open.map(|entry| Reachable { address: entry.local_address, inode: entry.inode }).collect()
    }

    /// Whether no datagram waits to be read on this UDP port.
    pub fn all_read(&self, port: u16) -> bool {
        self.udp_entries().iter().all(|entry| entry.local_address.port() != port || entry.rx_queue == 0)
    }

    fn udp_entries(&self) -> Vec<UdpNetEntry> {
        let read = |table| UdpNetEntries::from_buf_read(rewind_table(table)?, &THIS_SYSTEM).ok();
        self.udp.iter().filter_map(read).flat_map(|entries| entries.0).collect()
    }

    /// Whether the TCP port is still held on this side: by a listener, or by a connection that is not over (TIME_WAIT).
    pub fn is_held(&self, port: u16) -> bool {
        self.tcp_entries().iter().any(|entry| entry.local_address.port() == port)
    }

    /// Whether the receiver of the connection from `ours` to `theirs` has read all that its system has for it.
    /// A connection that is no longer there has nothing unread.
    pub fn all_taken(&self, ours: SocketAddr, theirs: SocketAddr) -> bool {
        self.other_end(ours, theirs).is_none_or(|end| end.unread == 0)
    }

    /// Whether a program at `theirs` has accepted the connection that `ours` made.
    pub fn is_accepted(&self, ours: SocketAddr, theirs: SocketAddr) -> bool {
        self.other_end(ours, theirs).is_some_and(|end| end.is_held)
    }

    fn other_end(&self, ours: SocketAddr, theirs: SocketAddr) -> Option<ConversationEnd> {
        let same =
            |a: SocketAddr, b: SocketAddr| a.port() == b.port() && a.ip().to_canonical() == b.ip().to_canonical();
        self.connection_ends().into_iter().find(|end| same(end.local, theirs) && same(end.remote, ours))
    }

    /// Whether every packet that was sent has arrived: on a loopback, as many were received as were sent. This works
    /// only in a network that no other program uses.
    ///
    /// The system counts a packet before its bytes lie in a socket, and its receiver acknowledges them only after that.
    /// So all bytes must be acknowledged, too.
    pub fn nothing_under_way(&self) -> bool {
        self.connection_ends().iter().all(|end| end.unacknowledged == 0) && self.all_packets_arrived()
    }

    /// Both ends of all connections.
    fn connection_ends(&self) -> Vec<ConversationEnd> {
        let of_the_kernel = |conversations: &Conversations| conversations.list_ends().ok();
        self.conversations.as_ref().and_then(of_the_kernel).unwrap_or_else(|| {
            let entries = self.tcp_entries().into_iter().filter(|entry| entry.state != TcpState::Listen);
            entries.map(end_from_entry).collect()
        })
    }

    fn tcp_entries(&self) -> Vec<TcpNetEntry> {
        let read = |table| TcpNetEntries::from_buf_read(rewind_table(table)?, &THIS_SYSTEM).ok();
        self.tcp.iter().filter_map(read).flat_map(|entries| entries.0).collect()
    }

    fn all_packets_arrived(&self) -> bool {
        // The counts stand at the beginning of both files.
        let counts = |file: &File, parse: fn(&[u8]) -> Option<(u64, u64)>| {
            let mut buffer = [0; 1024];
            let length = pread(file, &mut buffer, 0).ok()?;
            parse(&buffer[..length])
        };
        let v4 = self.ipv4_packets.as_ref().and_then(|file| counts(file, ipv4_packets));
        let v6 = self.ipv6_packets.as_ref().map_or(Some((0, 0)), |file| counts(file, ipv6_packets));
        [v4, v6].into_iter().all(|counts| counts.is_some_and(|(received, sent)| received == sent))
    }
}

fn end_from_entry(entry: TcpNetEntry) -> ConversationEnd {
    let TcpNetEntry { local_address: local, remote_address: remote, rx_queue, tx_queue, inode, .. } = entry;
    ConversationEnd { local, remote, unread: rx_queue, unacknowledged: tx_queue, is_held: inode != 0 }
}

/// A table from its beginning, which the system fills anew.
fn rewind_table(mut table: &File) -> Option<BufReader<&File>> {
    table.rewind().ok()?;
    Some(BufReader::new(table))
}

/// The tables hold addresses in the machine's byte order; of the rest their reader uses nothing.
const THIS_SYSTEM: ExplicitSystemInfo = ExplicitSystemInfo {
    boot_time_secs: 0,
    ticks_per_second: 100,
    page_size: 4096,
    is_little_endian: cfg!(target_endian = "little"),
};

/// (received, sent) of /proc/net/snmp, whose `Ip:` lines are names, then values.
fn ipv4_packets(text: &[u8]) -> Option<(u64, u64)> {
    let text = std::str::from_utf8(text).ok()?;
    let mut lines = text.lines().filter_map(|line| line.strip_prefix("Ip:"));
    let (names, values) = (lines.next()?, lines.next()?);
    let value = |wanted| {
        let mut pairs = names.split_whitespace().zip(values.split_whitespace());
        pairs.find(|(name, _)| *name == wanted)?.1.parse().ok()
    };
    Some((value("InReceives")?, value("OutRequests")?))
}

/// (received, sent) of /proc/net/snmp6, which has a name and a value a line.
fn ipv6_packets(text: &[u8]) -> Option<(u64, u64)> {
    let text = std::str::from_utf8(text).ok()?;
    let value = |wanted: &str| {
        let mut lines = text.lines().map(|line| line.split_whitespace());
        lines.find_map(|mut words| (words.next() == Some(wanted)).then(|| words.next()?.parse().ok()).flatten())
    };
    Some((value("Ip6InReceives")?, value("Ip6OutRequests")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Network;
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};

    /// A system without sock_diag(7) is asked through its tables, and says the same.
    #[test]
    fn the_tables_say_what_the_kernel_says() {
        let network = match Network::in_new_namespace() {
            Ok(network) => network,
            Err(why) => return println!("skipped: {why}"),
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        let both = || {
            let sorted = |tables: &SocketTables| {
                let mut ends = tables.connection_ends();
                ends.sort_by_key(|end| end.local);
                ends
            };
            let without = SocketTables { conversations: None, ..SocketTables::open().unwrap() };
            (sorted(network.tables()), sorted(&without))
        };
        client.write_all(b"5 4 6").unwrap();
        let (kernel, tables) = both();
        assert!(kernel.len() == 2 && kernel.iter().any(|end| end.unread == 5), "{kernel:?}");
        assert_eq!(kernel, tables);
        drop(client);
        drop(server);
        let (kernel, tables) = both();
        assert_eq!(kernel, tables);
    }

    #[test]
    fn packets_are_counted_by_name() {
        let snmp = b"Ip: Forwarding InReceives OutRequests\nIp: 2 7 9\nTcp: A\nTcp: 1\n";
        assert_eq!(ipv4_packets(snmp), Some((7, 9)));
        assert_eq!(ipv4_packets(b"Tcp: A\n"), None);
        assert_eq!(ipv6_packets(b"Ip6InReceives   \t3\nIp6OutRequests \t4\n"), Some((3, 4)));
    }
}

//! The system's socket tables: who listens where, and what is under way (proc(5), /proc/net).

use super::processes::read_small;
use procfs_core::net::{TcpNetEntries, TcpState, UdpNetEntries, UdpState};
use procfs_core::{ExplicitSystemInfo, FromBufReadSI};
use std::fs;
use std::io::BufReader;
use std::net::SocketAddr;

/// A socket that can be reached: listening (TCP), or bound (UDP).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reachable {
    /// Its local address.
    pub address: SocketAddr,
    /// Its inode.
    pub inode: u64,
}

/// The listening TCP sockets of the calling thread's network, over IPv4 and IPv6.
pub fn listening() -> Vec<Reachable> {
    let entries = tcp_entries().into_iter().filter(|entry| entry.state == TcpState::Listen);
    entries.map(|entry| Reachable { address: entry.local_address, inode: entry.inode }).collect()
}

/// The UDP sockets of the calling thread's network that have a port and no fixed other side.
pub fn bound() -> Vec<Reachable> {
    let read = |path| table(path).and_then(|table| UdpNetEntries::from_buf_read(table, &THIS_SYSTEM).ok());
    let entries = ["/proc/thread-self/net/udp", "/proc/thread-self/net/udp6"].into_iter().filter_map(read);
    let open = entries.flat_map(|entries| entries.0).filter(|entry| entry.state != UdpState::Established);
    open.map(|entry| Reachable { address: entry.local_address, inode: entry.inode }).collect()
}

/// Whether the TCP port is still held on this side: by a listener, or by a connection that is not over (TIME_WAIT).
pub fn is_held(port: u16) -> bool {
    tcp_entries().iter().any(|entry| entry.local_address.port() == port)
}

/// Whether the receiver of the connection from `ours` to `theirs` has read all that its system has for it.
/// A connection that is no longer there has nothing unread.
pub fn all_taken(ours: SocketAddr, theirs: SocketAddr) -> bool {
    let same = |a: SocketAddr, b: SocketAddr| a.port() == b.port() && a.ip().to_canonical() == b.ip().to_canonical();
    let mut entries = tcp_entries().into_iter();
    let receiver = entries.find(|e| same(e.local_address, theirs) && same(e.remote_address, ours));
    receiver.is_none_or(|entry| entry.rx_queue == 0)
}

/// The tables hold addresses in the machine's byte order; of the rest their reader uses nothing.
const THIS_SYSTEM: ExplicitSystemInfo = ExplicitSystemInfo {
    boot_time_secs: 0,
    ticks_per_second: 100,
    page_size: 4096,
    is_little_endian: cfg!(target_endian = "little"),
};

fn table(path: &str) -> Option<BufReader<fs::File>> {
    fs::File::open(path).ok().map(BufReader::new)
}

fn tcp_entries() -> Vec<procfs_core::net::TcpNetEntry> {
    let read = |path| table(path).and_then(|table| TcpNetEntries::from_buf_read(table, &THIS_SYSTEM).ok());
    let tables = ["/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"].into_iter().filter_map(read);
    tables.flat_map(|entries| entries.0).collect()
}

/// Whether every packet sent in the calling thread's network has arrived: on a loopback alone, as many were received
/// as were sent. Only a network that nobody else uses can be asked.
///
/// A packet is counted before its bytes lie in a socket, and its receiver says so only after that: so all bytes must be
/// acknowledged, too.
pub fn nothing_under_way() -> bool {
    tcp_entries().iter().all(|entry| entry.tx_queue == 0) && all_packets_arrived()
}

fn all_packets_arrived() -> bool {
    // What is asked for stands at the beginning of both files.
    let mut buffer = [0; 1024];
    let v4 = read_small("/proc/thread-self/net/snmp", &mut buffer).and_then(ipv4_packets);
    let mut buffer = [0; 1024];
    let v6 = read_small("/proc/thread-self/net/snmp6", &mut buffer).map_or(Some((0, 0)), ipv6_packets);
    [v4, v6].into_iter().all(|counts| counts.is_some_and(|(received, sent)| received == sent))
}

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

    #[test]
    fn packets_are_counted_by_name() {
        let snmp = b"Ip: Forwarding InReceives OutRequests\nIp: 2 7 9\nTcp: A\nTcp: 1\n";
        assert_eq!(ipv4_packets(snmp), Some((7, 9)));
        assert_eq!(ipv4_packets(b"Tcp: A\n"), None);
        assert_eq!(ipv6_packets(b"Ip6InReceives   \t3\nIp6OutRequests \t4\n"), Some((3, 4)));
    }
}

//! The packets of a trial, as they stood on the loopbacks of its networks: plain data, read by reports and by the judge.

use etherparse::{NetSlice, SlicedPacket, TransportSlice};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// All packets that were captured, in the order in which they were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capture {
    /// The networks, by the name of the program that lives there: `server`, `client`.
    pub interfaces: Vec<String>,
    /// The packets.
    pub packets: Vec<Packet>,
    /// How many more came than are kept.
    pub left_out: usize,
}

/// One packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// On which interface, by its place.
    pub interface: usize,
    /// When the system saw it, since 1970-01-01 00:00 UTC.
    pub at: Duration,
    /// The frame, with its Ethernet header.
    pub frame: Vec<u8>,
}

/// One TCP segment that carries bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The sender's port.
    pub from: u16,
    /// The receiver's port.
    pub to: u16,
    /// How many bytes it carries.
    pub size: usize,
}

/// The sender and the receiver of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// The sender.
    pub from: SocketAddr,
    /// The receiver.
    pub to: SocketAddr,
}

impl Capture {
    /// The TCP connections that someone asked for on the interface of this name (a SYN alone), answered or not.
    pub fn connection_attempts(&self, interface: &str) -> Vec<Way> {
        self.collect_ways(interface, |transport, ends| match transport {
            TransportSlice::Tcp(tcp) if tcp.syn() && !tcp.ack() => {
                Some(ends.with_ports(tcp.source_port(), tcp.destination_port()))
            }
            _ => None,
        })
    }

    /// The UDP datagrams on the interface of this name.
    pub fn datagrams(&self, interface: &str) -> Vec<Way> {
        self.collect_ways(interface, |transport, ends| match transport {
            TransportSlice::Udp(udp) => Some(ends.with_ports(udp.source_port(), udp.destination_port())),
            _ => None,
        })
    }

    fn collect_ways(&self, interface: &str, pick: impl Fn(&TransportSlice<'_>, Addresses) -> Option<Way>) -> Vec<Way> {
        let Some(place) = self.interfaces.iter().position(|name| name == interface) else { return Vec::new() };
        let its = self.packets.iter().filter(|packet| packet.interface == place);
        let all = its.filter_map(|packet| {
            let sliced = SlicedPacket::from_ethernet(&packet.frame).ok()?;
            pick(sliced.transport.as_ref()?, Addresses::from_net_slice(sliced.net.as_ref()?)?)
        });
        all.collect()
    }

    /// The segments that carried bytes on the interface of this name; a repeated segment counts once. There are none if
    /// packets were left out.
    pub fn data_segments(&self, interface: &str) -> Vec<Segment> {
        if self.left_out > 0 {
            return Vec::new();
        }
        let Some(place) = self.interfaces.iter().position(|name| name == interface) else { return Vec::new() };
        let mut told = BTreeSet::new();
        let its = self.packets.iter().filter(|packet| packet.interface == place);
        let all = its.filter_map(|packet| {
            let sliced = SlicedPacket::from_ethernet(&packet.frame).ok()?;
            let (Some(NetSlice::Ipv4(_) | NetSlice::Ipv6(_)), Some(TransportSlice::Tcp(tcp))) =
                (&sliced.net, &sliced.transport)
            else {
                return None;
            };
            let segment = Segment { from: tcp.source_port(), to: tcp.destination_port(), size: tcp.payload().len() };
            let is_new = segment.size > 0 && told.insert((segment.from, segment.to, tcp.sequence_number()));
            is_new.then_some(segment)
        });
        all.collect()
    }
}

/// The addresses of a packet.
#[derive(Clone, Copy)]
struct Addresses {
    from: IpAddr,
    to: IpAddr,
}

impl Addresses {
    fn from_net_slice(net: &NetSlice<'_>) -> Option<Addresses> {
        match net {
            NetSlice::Ipv4(packet) => {
                let header = packet.header();
                Some(Addresses { from: header.source_addr().into(), to: header.destination_addr().into() })
            }
            NetSlice::Ipv6(packet) => {
                let header = packet.header();
                Some(Addresses { from: header.source_addr().into(), to: header.destination_addr().into() })
            }
            NetSlice::Arp(_) => None,
        }
    }

    fn with_ports(self, from: u16, to: u16) -> Way {
        Way { from: SocketAddr::new(self.from, from), to: SocketAddr::new(self.to, to) }
    }
}

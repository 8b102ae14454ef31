//! The loopback of a network that was just made, set up over rtnetlink(7).

use super::netlink::{Netlink, NetlinkMessage};
use std::io;
use std::net::Ipv4Addr;

const LOOPBACK_INDEX: u32 = 1;
const AF_INET: u8 = 2;

/// Sets the calling thread's loopback interface up, as `ip link set lo up` does.
///
/// # Errors
/// The system refuses.
pub(super) fn bring_loopback_up() -> io::Result<()> {
    Netlink::open(None)?.send_and_confirm(NewLink::MESSAGE, &NewLink::message_body())
}

/// Makes receivers of TCP acknowledge at once on the calling thread's loopback (`quickack` of ip-route(8)), and not
/// after up to 40 ms. A byte that is not acknowledged is under way (see
/// [`nothing_under_way`](super::sockets::SocketTables::nothing_under_way)). IPv6 keeps its route: few programs use it,
/// and there it only takes longer to see that all is still.
///
/// # Errors
/// The system refuses; all works without it, and slower.
pub(super) fn acknowledge_at_once() -> io::Result<()> {
    let kernel = Netlink::open(None)?;
    [8, 32]
        .into_iter()
        .try_for_each(|prefix| kernel.send_and_confirm(NewRoute::MESSAGE, &NewRoute::message_body(prefix)))
}

/// Adds an address to the calling thread's loopback, as `ip address add ADDRESS/32 dev lo` does.
///
/// # Errors
/// The system refuses.
pub(super) fn add_address(address: Ipv4Addr) -> io::Result<()> {
    Netlink::open(None)?.send_and_confirm(NewAddress::MESSAGE, &NewAddress::message_body(address))
}

/// RTM_NEWADDR: an ifaddrmsg and its attributes.
struct NewAddress;

impl NewAddress {
    /// With NLM_F_CREATE and NLM_F_REPLACE: an address that is there already is no error.
    const MESSAGE: NetlinkMessage = NetlinkMessage { kind: 20, flags: 0x500 };

    fn message_body(address: Ipv4Addr) -> Vec<u8> {
        const RT_SCOPE_HOST: u8 = 254;
        let mut body = vec![AF_INET, 32, 0, RT_SCOPE_HOST];
        body.extend(LOOPBACK_INDEX.to_ne_bytes());
        // IFA_ADDRESS, IFA_LOCAL.
        body.extend(encode_attribute(1, &address.octets()));
        body.extend(encode_attribute(2, &address.octets()));
        body
    }
}

/// RTM_NEWLINK: an ifinfomsg.
struct NewLink;

impl NewLink {
    const MESSAGE: NetlinkMessage = NetlinkMessage { kind: 16, flags: 0 };

    /// Family and type unspecified; the interface; IFF_UP, and that this flag is changed.
    fn message_body() -> Vec<u8> {
        const IFF_UP: u32 = 1;
        [0, LOOPBACK_INDEX, IFF_UP, IFF_UP].into_iter().flat_map(u32::to_ne_bytes).collect()
    }
}

/// RTM_NEWROUTE: an rtmsg and its attributes.
struct NewRoute;

impl NewRoute {
    /// With NLM_F_REPLACE: the kernel has made the route already.
    const MESSAGE: NetlinkMessage = NetlinkMessage { kind: 24, flags: 0x100 };

    /// The route of 127.0.0.1/`prefix` that the kernel makes for the loopback, with RTAX_QUICKACK.
    fn message_body(prefix: u8) -> Vec<u8> {
        const RT_TABLE_LOCAL: u8 = 255;
        const RTPROT_KERNEL: u8 = 2;
        const RT_SCOPE_HOST: u8 = 254;
        const RTN_LOCAL: u8 = 2;
        const RTAX_QUICKACK: u16 = 15;
        let [network, address] = [[127, 0, 0, if prefix == 32 { 1 } else { 0 }], [127, 0, 0, 1]];
        let mut body = vec![AF_INET, prefix, 0, 0, RT_TABLE_LOCAL, RTPROT_KERNEL, RT_SCOPE_HOST, RTN_LOCAL, 0, 0, 0, 0];
        // RTA_DST, RTA_OIF, RTA_PREFSRC, RTA_METRICS.
        body.extend(encode_attribute(1, &network));
        body.extend(encode_attribute(4, &LOOPBACK_INDEX.to_ne_bytes()));
        body.extend(encode_attribute(7, &address));
        body.extend(encode_attribute(8, &encode_attribute(RTAX_QUICKACK, &1u32.to_ne_bytes())));
        body
    }
}

/// An rtattr; all values here are of whole 4 bytes, so none is padded.
fn encode_attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = (4 + value.len()) as u16;
    [&length.to_ne_bytes()[..], &kind.to_ne_bytes(), value].concat()
}

#[cfg(test)]
mod tests {
    use crate::world::network::Network;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    /// Without the setting a receiver that has answered before keeps an acknowledgement back for 40 ms.
    #[test]
    fn what_was_received_is_acknowledged_at_once() {
        match Network::in_new_namespace() {
            Ok(network) => at_once(&network).unwrap(),
            Err(why) => println!("skipped: {why}"),
        }
    }

    fn at_once(network: &Network) -> std::io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let mut client = TcpStream::connect(listener.local_addr()?)?;
        let (mut server, _) = listener.accept()?;
        let mut byte = [0];
        let mut at_the_first_look = 0;
        for _ in 0..100 {
            client.write_all(b"?")?;
            server.read_exact(&mut byte)?;
            server.write_all(b"!")?;
            client.read_exact(&mut byte)?;
            client.write_all(b".")?;
            server.read_exact(&mut byte)?;
            at_the_first_look += u32::from(network.tables().nothing_under_way());
        }
        // A softirq may be late if the machine is busy.
        assert!(at_the_first_look > 50, "{at_the_first_look} of 100");
        Ok(())
    }
}

//! The UDP client: sends the message and the length, and waits for the reply to the message.

use super::terminal::{ask_for_lines, on_the_wire, print_results, read_reply, with_end};
use super::{Failure, LARGEST, PATIENCE, Ports, fault::Injected};
use crate::protocol::ReplyTo;
use crate::set_statistics::dialect;
use crate::set_statistics::number::parse_number;
use crate::set_statistics::statistics::Statistics;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// How long to wait for a second reply, if the first looks like the length's (UDP-C-6).
const MOMENT: Duration = Duration::from_millis(100);

/// Asks the person, then the server, and prints what the server replied (UDP-C-2).
pub fn run(ports: Ports, fault: &Injected) -> Result<(), Failure> {
    // The server always replies to this port: with another one no reply would come (UDP-C-7).
    let port = match dialect::current().replies_to {
        ReplyTo::Port(_) => fault.own_port(ports.reply),
        ReplyTo::Sender => 0,
    };
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| Failure::Port(port, error))?;
    let (message, length) = ask_for_lines(fault);
    let server = SocketAddr::from((Ipv4Addr::LOCALHOST, ports.server));
    print_results(fault, &converse_with_server(&socket, server, &message, &length, fault)?);
    Ok(())
}

/// Sends the two datagrams as typed (UDP-C-1) and chooses among the replies.
pub fn converse_with_server(
    socket: &UdpSocket,
    server: SocketAddr,
    message: &[u8],
    length: &[u8],
    fault: &Injected,
) -> Result<Statistics, Failure> {
    let (message, length) = (&*on_the_wire(message, length), &*with_end(length));
    let right: &[&[u8]] = if dialect::current().length.is_sent() { &[message, length] } else { &[message] };
    for line in fault.pieces_to_send(message, length, right) {
        socket.send_to(&line, server).map_err(Failure::Send)?;
    }
    fault.waits_over_udp(socket, server, message);
    let reply = receive_reply(socket, server, fault.choose_patience(PATIENCE), fault)?;
    let first = fault.read((message, length), &reply, read_reply(&reply))?; // UDP-C-5
    if (!is_of_length_alone(&first, length) || right.len() == 1) && !fault.waits_for_more() {
        return Ok(first);
    }
    // Datagrams may overtake each other: the message's reply may still be on its way (UDP-C-6).
    let second = receive_reply(socket, server, MOMENT, fault).and_then(|reply| read_reply(&reply));
    Ok(second.unwrap_or(first))
}

/// Whether a reply says what the length's datagram, a request of one number, is answered with (UDP-S-1).
fn is_of_length_alone(reply: &Statistics, length: &[u8]) -> bool {
    parse_number(length).is_some_and(|number| *reply == Statistics::from_values(&[number]))
}

/// Waits for a datagram from the server; any from elsewhere is passed over (UDP-C-4). Without one it gives up (UDP-C-3).
fn receive_reply(
    socket: &UdpSocket,
    server: SocketAddr,
    patience: Duration,
    fault: &Injected,
) -> Result<Vec<u8>, Failure> {
    let mut deadline = Instant::now() + patience;
    let mut buffer = vec![0; LARGEST];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Failure::Silence);
        }
        match socket.set_read_timeout(Some(left)).and_then(|()| socket.recv_from(&mut buffer)) {
            Ok((length, sender)) if fault.trusts_sender(sender, sender == server, server) => {
                return Ok(buffer[..length].to_vec());
            }
            Ok(_) => fault.passed_over(&mut deadline, patience),
            Err(error) if is_passing(error.kind()) => {}
            Err(error) => return Err(Failure::Receive(error)),
        }
    }
}

/// A time-out, which the deadline handles, or the error of some systems that no socket listens there (yet).
fn is_passing(kind: ErrorKind) -> bool {
    use ErrorKind::{ConnectionRefused, ConnectionReset, TimedOut, WouldBlock};
    matches!(kind, WouldBlock | TimedOut | ConnectionRefused | ConnectionReset)
}

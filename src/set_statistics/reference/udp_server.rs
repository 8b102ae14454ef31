//! The UDP server: one reply for every datagram that is a request.

use super::terminal::{print_line, report_error};
use super::{Failure, LARGEST, Ports, fault::Injected};
use crate::protocol::{ReplyTo, role::Transport};
use crate::set_statistics::console::{format_received, ready_line};
use crate::set_statistics::dialect::{self, Serves};
use crate::set_statistics::message::{format_response, parse_request};
use crate::set_statistics::statistics::Statistics;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::thread;
use std::time::Duration;

/// Serves until a signal ends the process.
pub fn run(ports: Ports, fault: &Injected) -> Result<(), Failure> {
    // Only 127.0.0.1: no other machine can send to it (END-1).
    let address = fault
        .choose_address((Ipv4Addr::LOCALHOST, ports.server))
        .map_err(|error| Failure::Port(ports.server, error))?;
    let socket = UdpSocket::bind(address).map_err(|error| Failure::Port(ports.server, error))?;
    fault.is_bound(&socket);
    ready_line(Transport::Udp).into_iter().for_each(|line| print_line(fault, line)); // CON-3
    serve_datagrams(&socket, fault.reply_port(ports.reply), fault);
    Ok(())
}

/// Answers one datagram after the other. Neither an empty one, nor nonsense, nor an error of the socket ends the loop
/// (UDP-S-4). Some systems report a reply that could not be delivered as an error of the next call (UDP-S-5).
pub fn serve_datagrams(socket: &UdpSocket, reply_port: u16, fault: &Injected) {
    let mut buffer = vec![0; fault.buffer_capacity(LARGEST)]; // no datagram is larger, so none is cut off (UDP-S-3, UDP-S-7)
    loop {
        match socket.recv_from(&mut buffer) {
            Ok((length, sender)) => {
                fault.handle_received(length);
                fault.admit_datagram();
                let addressee = fault.choose_addressee(sender, reply_address(sender, reply_port));
                if let Err(error) = answer_datagram(socket, &buffer[..length], addressee, fault) {
                    fault.handle_failure(&error);
                    report_error(&error);
                }
                if dialect::current().serves == Serves::One {
                    return;
                }
            }
            Err(error) => {
                fault.handle_failure(&error);
                report_error(&error);
                thread::sleep(Duration::from_millis(10)); // an error that stays must not keep a processor busy
            }
        }
    }
}

/// The destination of a reply: the one reply port, or, in some dialects, the sender.
fn reply_address(sender: SocketAddr, reply_port: u16) -> SocketAddr {
    match dialect::current().replies_to {
        ReplyTo::Port(_) => SocketAddr::from((Ipv4Addr::LOCALHOST, reply_port)),
        ReplyTo::Sender => sender,
    }
}

/// Replies from the socket that got the request, always to the one reply port, for any sender (UDP-S-2, UDP-S-6). The
/// length's datagram is a request like any other (UDP-S-1).
fn answer_datagram(socket: &UdpSocket, request: &[u8], addressee: SocketAddr, fault: &Injected) -> io::Result<()> {
    let numbers = fault
        .read_numbers(request, parse_request(request))
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("not a request: {error}")))?;
    format_received(Transport::Udp, &numbers, request).into_iter().for_each(|line| print_line(fault, &line)); // CON-4
    for reply in fault.choose_replies(&numbers, format_response(&Statistics::from_values(&numbers))) {
        fault.reply_socket().as_ref().unwrap_or(socket).send_to(&reply, addressee)?;
    }
    Ok(())
}

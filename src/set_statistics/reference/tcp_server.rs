//! The TCP server: answers the first piece that a connection brings.

use super::terminal::{print_line, report_error};
use super::{Failure, LARGEST, fault::Injected};
use crate::protocol::{self, role::Transport};
use crate::set_statistics::console::{format_received, ready_line};
use crate::set_statistics::dialect::{self, Serves};
use crate::set_statistics::message::{format_response, parse_request};
use crate::set_statistics::statistics::Statistics;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Serves until a signal ends the process.
pub fn run(port: u16, fault: &Injected) -> Result<(), Failure> {
    // On Unix `bind` sets SO_REUSEADDR, so that a server can start again at once after another has ended (TCP-S-7). It
    // binds 127.0.0.1 only: no other machine can connect (END-1).
    let address = fault.choose_address((Ipv4Addr::LOCALHOST, port)).map_err(|error| Failure::Port(port, error))?;
    let listener = TcpListener::bind(address).map_err(|error| Failure::Port(port, error))?;
    fault.prepare_listener(&listener);
    ready_line(Transport::Tcp).into_iter().for_each(|line| print_line(fault, line)); // CON-3; only now, since who reads it may connect at once
    match dialect::current().serves {
        Serves::All => serve_clients(&listener, fault),
        Serves::One => {
            serve_one(&listener, fault);
            Ok(())
        }
    }
}

/// Takes one connection, and no more: some dialects have it so.
fn serve_one(listener: &TcpListener, fault: &Injected) {
    let served = listener.accept().and_then(|(connection, _)| {
        fault.accept_client(&connection);
        converse_with_client(connection, fault)
    });
    if let Err(error) = served {
        fault.handle_failure(&error);
        report_error(&error);
    }
}

/// Takes one connection after the other (TCP-S-3), each in a thread of its own, so that a silent client does not keep
/// the others waiting (TCP-S-6). Whatever goes wrong with one, the next is served (TCP-S-5).
pub fn serve_clients(listener: &TcpListener, fault: &Injected) -> ! {
    let protocol = protocol::current_spec();
    loop {
        let accepted = listener.accept().and_then(|(connection, _)| {
            fault.accept_client(&connection);
            let fault = fault.clone();
            let talk = move || {
                if let Err(error) = converse_with_client(connection, &fault) {
                    fault.handle_failure(&error);
                    report_error(&error);
                }
            };
            thread::Builder::new().spawn(move || protocol::run_with_spec(protocol, talk))
        });
        if let Err(error) = accepted {
            report_error(&error);
            thread::sleep(Duration::from_millis(10)); // out of descriptors or threads: give others time to end
        }
    }
}

/// Answers one client, then waits until it has closed. Leaving this function closes the server's side (TCP-S-8).
fn converse_with_client(mut connection: TcpStream, fault: &Injected) -> io::Result<()> {
    let Some(request) = first_piece(&mut connection, fault)? else { return Ok(()) };
    let numbers = fault.read_numbers(&request, parse_request(&request)).map_err(not_a_request)?;
    format_received(Transport::Tcp, &numbers, &request).into_iter().for_each(|line| print_line(fault, &line)); // CON-4
    // One write, so that the reply leaves in one piece (TCP-S-12) for clients that read only once.
    for reply in fault.choose_replies(&numbers, format_response(&Statistics::from_values(&numbers))) {
        connection.write_all(&reply)?;
    }
    fault.handle_after_reply(&mut connection)?;
    // The length may follow; it changes nothing (TCP-S-2).
    io::copy(&mut connection, &mut io::sink())?;
    Ok(())
}

/// The bytes of one read; `None` if the client left without a word. If a request has an end, the bytes up to that.
///
/// A request has no terminator, so nothing in the stream shows its end. A server that waits for more waits for ever, as
/// the client waits for the reply (TCP-S-1). So the first piece decides (TCP-S-9).
fn first_piece(connection: &mut TcpStream, fault: &Injected) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; fault.buffer_capacity(LARGEST + 1)];
    let length = connection.read(&mut buffer)?;
    fault.handle_received(length);
    if length > LARGEST {
        // Refused rather than cut off, since the cut may go through a number (TCP-S-11).
        return Err(not_a_request("it is too long"));
    }
    buffer.truncate(length);
    fault.read_on(connection, &mut buffer)?;
    read_to_end_of_request(connection, &mut buffer)?;
    Ok((length > 0).then_some(buffer))
}

/// Reads on until the end of a request has come, if the dialect has one; what stands behind it is another matter.
fn read_to_end_of_request(connection: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    let end = dialect::current().request.end.as_bytes();
    if end.is_empty() {
        return Ok(());
    }
    let place = |buffer: &[u8]| buffer.windows(end.len()).position(|window| window == end);
    let mut piece = [0; 1024];
    while place(buffer).is_none() {
        match connection.read(&mut piece)? {
            0 => return Ok(()),
            length => buffer.extend_from_slice(&piece[..length]),
        }
        if buffer.len() > LARGEST {
            return Err(not_a_request("it is too long"));
        }
    }
    buffer.truncate(place(buffer).map_or(buffer.len(), |at| at + end.len()));
    Ok(())
}

fn not_a_request(why: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not a request: {}", why.to_string()))
}

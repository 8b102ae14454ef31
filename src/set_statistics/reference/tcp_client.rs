//! The TCP client: sends the message, reads the whole reply, and only then sends the length.

use super::terminal::{ask_for_lines, on_the_wire, print_results, read_reply, with_end};
use super::{Failure, LARGEST, PATIENCE, fault::Injected};
use crate::set_statistics::dialect;
use crate::set_statistics::statistics::Statistics;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

/// How long to wait for the rest of a last number (TCP-C-7), in case its digits come in two pieces.
const MOMENT: Duration = Duration::from_millis(100);

/// Asks the person, then the server, and prints what the server replied (TCP-C-2).
pub fn run(port: u16, fault: &Injected) -> Result<(), Failure> {
    // Before the prompts, as the original does (END-3).
    let connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| Failure::Connect(port, error))?;
    fault.handle_connected(port);
    let (message, length) = ask_for_lines(fault);
    print_results(fault, &converse_with_server(connection, &message, &length, fault)?);
    Ok(())
}

/// Sends both lines as they are (TCP-C-1). Returning closes the connection (TCP-C-3).
pub fn converse_with_server(
    mut connection: TcpStream,
    message: &[u8],
    length: &[u8],
    fault: &Injected,
) -> Result<Statistics, Failure> {
    let (message, length) = (&*on_the_wire(message, length), &*with_end(length));
    for piece in fault.pieces_to_send(message, length, &[message]) {
        connection.write_all(&piece).map_err(Failure::Send)?;
    }
    fault.waits_over_tcp(&connection, message);
    let reply = receive_reply(&mut connection, fault)?;
    // Nothing in the stream separates the length from the message. Sent before the reply, the two may reach the server
    // in one piece, and `3.4` and `5` read as 3.45 (TCP-C-6). A server that has closed by now has missed nothing.
    if dialect::current().length.is_sent() {
        fault.send_length(&mut connection, &fault.sent_later(message, length));
    }
    fault.read((message, length), &reply, read_reply(&reply))
}

/// Reads until four numbers are there, and a moment longer. TCP may deliver a reply in pieces (TCP-C-5) and has no
/// terminator. So only silence or a close shows that the last number is whole.
fn receive_reply(connection: &mut TcpStream, fault: &Injected) -> Result<Vec<u8>, Failure> {
    let patience = fault.choose_patience(PATIENCE);
    let mut deadline = Instant::now() + patience;
    let mut reply = Vec::new();
    while reply.len() <= LARGEST && count_numbers(&reply) <= 4 && !fault.is_content(&reply) && !is_ended(&reply) {
        let left = deadline.saturating_duration_since(Instant::now());
        let wait = if count_numbers(&reply) == 4 { left.min(MOMENT) } else { left };
        let piece = match next_piece(connection, wait) {
            // Reset behind the whole reply: the client still has the reply.
            Err(_) if count_numbers(&reply) == 4 => break,
            piece => piece?,
        };
        match piece {
            Piece::Bytes(bytes) => {
                reply.extend(bytes);
                fault.handle_piece(&mut deadline, patience);
            }
            Piece::Silence if reply.is_empty() => return Err(Failure::Silence),
            Piece::End if reply.is_empty() => return Err(Failure::Closed),
            Piece::Silence | Piece::End => break,
        }
    }
    Ok(reply)
}

/// Whether the end of a response has come, in a dialect that has one.
fn is_ended(reply: &[u8]) -> bool {
    let end = dialect::current().response.end.as_bytes();
    !end.is_empty() && reply.ends_with(end)
}

/// Counts what stands between white space, or between the dialect's separators, numbers or not.
fn count_numbers(reply: &[u8]) -> usize {
    let separator = dialect::current().response.separator.as_bytes();
    let separates = |byte: &u8| byte.is_ascii_whitespace() || separator.contains(byte);
    reply.split(separates).filter(|piece| !piece.is_empty()).count()
}

enum Piece {
    Bytes(Vec<u8>),
    Silence,
    End,
}

fn next_piece(connection: &mut TcpStream, wait: Duration) -> Result<Piece, Failure> {
    if wait.is_zero() {
        return Ok(Piece::Silence); // a zero time-out would mean none
    }
    let mut buffer = [0; 1024];
    let read = connection.set_read_timeout(Some(wait)).and_then(|()| connection.read(&mut buffer));
    match read {
        Ok(0) => Ok(Piece::End),
        Ok(length) => Ok(Piece::Bytes(buffer[..length].to_vec())),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(Piece::Silence),
        Err(error) => Err(Failure::Receive(error)),
    }
}

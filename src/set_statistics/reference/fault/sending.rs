//! The faults about the bytes that a client sends.

use super::row::{Breaks, Breaks::EachClient, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{End2, TcpC1, TcpC6, UdpC1};
use crate::set_statistics::ReferenceProgram::{TcpClient, UdpClient};
use crate::set_statistics::message::parse_request;
use crate::set_statistics::number::format_str;
use std::net::{Ipv4Addr, TcpStream};

/// A wrong way of sending: not as it was typed, at another time, or from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// Each line with these bytes behind it.
    Ended(&'static str),
    /// The message alone with these bytes behind it.
    MessageEnded(&'static str),
    /// These bytes before the message.
    Begun(&'static str),
    Trimmed,
    SingleSpaces,
    Commas,
    Anew,
    AnewAsIntegers,
    Sorted,
    AtMost(usize),
    /// A word that is no number is not sent.
    NumbersAlone,
    LengthFirst,
    LengthTwice,
    LengthAtOnce,
    Joined,
    NoLength,
    CountForLength,
    LengthAnew,
    MessageTwice,
    NotBound,
    SecondConnection,
}

use Sending::*;

const fn row(name: &'static str, what: Sending, breaks: Breaks, shows: Shows, sentence: &'static str) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Sending(what), breaks, shows, sentence }
}

const BOTH: Breaks = EachClient(TcpC1, UdpC1);

const fn always_row(name: &'static str, what: Sending, sentence: &'static str) -> DeviationRow {
    row(name, what, BOTH, Shows::Always, sentence)
}

const fn sometimes_row(name: &'static str, what: Sending, sentence: &'static str) -> DeviationRow {
    row(name, what, BOTH, Shows::Sometimes, sentence)
}

pub(super) const ROWS: &[DeviationRow] = &[
    always_row("line-feeds", Ended("\n"), "It sends the line feed with each line."),
    always_row("line-feed-of-message", MessageEnded("\n"), "It sends the line feed with the message."),
    always_row("carriage-returns", Ended("\r\n"), "It ends each line as Telnet does."),
    always_row("nul", MessageEnded("\0"), "It sends the NUL at the end of a C string."),
    always_row("space", MessageEnded(" "), "It sends a space behind the message."),
    always_row("keyword", Begun("STATS "), "It sends a word before the message."),
    sometimes_row("trimmed", Trimmed, "It strips white space off the message."),
    sometimes_row("single-spaces", SingleSpaces, "It splits the message and joins it again, with single spaces."),
    always_row("commas", Commas, "It sends commas for spaces."),
    sometimes_row("anew", Anew, "It reads the numbers and sends them as it spells them."),
    sometimes_row("anew-as-integers", AnewAsIntegers, "It reads the numbers as integers and sends these."),
    sometimes_row("sorted", Sorted, "It sends the numbers in their order."),
    sometimes_row("at-most-256", AtMost(256), "It sends 256 bytes of the message at most."),
    sometimes_row("at-most-512", AtMost(512), "It sends 512 bytes of the message at most."),
    sometimes_row("numbers-alone", NumbersAlone, "It leaves out what is no number."),
    always_row("length-first", LengthFirst, "It sends the length before the message."),
    always_row("length-twice", LengthTwice, "It sends the length twice."),
    row("joined", Joined, EachClient(TcpC6, UdpC1), Shows::Always, "It sends message and length as one."),
    always_row("no-length", NoLength, "It does not send the length."),
    sometimes_row("count-for-length", CountForLength, "It counts the numbers and sends that for the length."),
    sometimes_row("length-anew", LengthAnew, "It reads the length as an integer and sends that."),
    always_row("message-twice", MessageTwice, "It sends the message twice, lest it be lost."),
    row(
        "length-at-once",
        LengthAtOnce,
        Breaks::One(TcpClient, TcpC6),
        Shows::Always,
        "It sends the length before the reply.",
    ),
    row("not-bound", NotBound, Breaks::One(UdpClient, UdpC1), Shows::Always, "It sends from any free port."),
    row(
        "second-connection",
        SecondConnection,
        Breaks::One(TcpClient, End2),
        Shows::Always,
        "It makes a second connection.",
    ),
];

impl Injected {
    fn sending_deviation(&self) -> Option<Sending> {
        match self.deviation {
            Some(WrongBehaviour::Sending(what)) => Some(what),
            _ => None,
        }
    }

    /// The bytes that go out before the reply, piece by piece; rightly the lines in `right`.
    pub(in crate::set_statistics::reference) fn pieces_to_send(
        &self,
        message: &[u8],
        length: &[u8],
        right: &[&[u8]],
    ) -> Vec<Vec<u8>> {
        let Some(what) = self.sending_deviation() else { return self.retype_lines(right) };
        let (message, length) = (what.alter_message(message), what.alter_length(message, length));
        let both = right.len() > 1;
        match what {
            LengthFirst => vec![length, message],
            LengthAtOnce => vec![message, length],
            Joined => vec![[message, length].concat()],
            MessageTwice if both => vec![message.clone(), message, length],
            MessageTwice => vec![message.clone(), message],
            LengthTwice if both => vec![message, length.clone(), length],
            NoLength => vec![message],
            _ if both => vec![message, length],
            _ => vec![message],
        }
    }

    /// The bytes that go out after the reply, if the length goes out then.
    pub(in crate::set_statistics::reference) fn sent_later(&self, message: &[u8], length: &[u8]) -> Vec<u8> {
        match self.sending_deviation() {
            None => self.retyped_length(length),
            Some(LengthFirst | LengthAtOnce | Joined | NoLength) => Vec::new(),
            Some(LengthTwice) => [length, length].concat(),
            Some(what) => what.alter_length(message, length),
        }
    }

    /// The port that a client binds.
    pub(in crate::set_statistics::reference) fn own_port(&self, right: u16) -> u16 {
        if self.sending_deviation() == Some(NotBound) { 0 } else { right }
    }

    /// A client has connected.
    pub(in crate::set_statistics::reference) fn handle_connected(&self, port: u16) {
        if self.sending_deviation() == Some(SecondConnection) {
            drop(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map(std::mem::forget));
        }
    }
}

impl Sending {
    fn alter_message(self, typed: &[u8]) -> Vec<u8> {
        let pieces = || typed.split(u8::is_ascii_whitespace).filter(|piece| !piece.is_empty());
        let joined = |pieces: Vec<&[u8]>| pieces.join(&b' ');
        let spelled = |spell: fn(&f64) -> String| match parse_request(typed) {
            Ok(numbers) => numbers.iter().map(spell).collect::<Vec<_>>().join(" ").into_bytes(),
            Err(_) => typed.to_vec(),
        };
        match self {
            Ended(end) | MessageEnded(end) => [typed, end.as_bytes()].concat(),
            Begun(word) => [word.as_bytes(), typed].concat(),
            Trimmed => typed.trim_ascii().to_vec(),
            SingleSpaces => joined(pieces().collect()),
            Commas => typed.iter().map(|byte| if *byte == b' ' { b',' } else { *byte }).collect(),
            Anew => spelled(|x| format_str(*x)),
            AnewAsIntegers => spelled(|x| format!("{}", *x as i64)),
            Sorted => sort_numbers(typed),
            AtMost(size) => typed[..size.min(typed.len())].to_vec(),
            NumbersAlone => joined(pieces().filter(|piece| parse_request(piece).is_ok()).collect()),
            _ => typed.to_vec(),
        }
    }

    fn alter_length(self, message: &[u8], typed: &[u8]) -> Vec<u8> {
        let as_integer = || std::str::from_utf8(typed).ok()?.trim().parse::<i64>().ok();
        match self {
            Ended(end) => [typed, end.as_bytes()].concat(),
            CountForLength => message.trim_ascii().split(|byte| *byte == b' ').count().to_string().into_bytes(),
            LengthAnew => as_integer().map_or(typed.to_vec(), |number| number.to_string().into_bytes()),
            _ => typed.to_vec(),
        }
    }
}

fn sort_numbers(typed: &[u8]) -> Vec<u8> {
    let Ok(numbers) = parse_request(typed) else { return typed.to_vec() };
    let mut pieces: Vec<(f64, &[u8])> = numbers.into_iter().zip(typed.split(|byte| *byte == b' ')).collect();
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
    pieces.into_iter().map(|(_, piece)| piece).collect::<Vec<_>>().join(&b' ')
}

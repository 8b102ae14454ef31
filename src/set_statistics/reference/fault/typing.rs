//! What a client makes of the lines that were typed, before it sends them.

use super::row::{Breaks, Breaks::EachClient, Row, Shows};
use super::{Deviation, Injected};
use crate::set_statistics::Clause::{TcpC1, UdpC1};
use crate::set_statistics::Program::UdpClient;

/// How a line is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    /// These bytes stand for those, as in a format or a quotation.
    Replaced(&'static [u8], &'static [u8]),
    SevenBits,
    AsText,
    FromLatin1,
    WithoutControls,
    WithoutMinus,
    /// A message that begins so is taken for an option, and not sent.
    AsOption(&'static [u8]),
    AtMost(usize),
    WithoutSpacesBehind,
    WithoutSpacesBefore,
    LengthTrimmed,
    LengthAtMost(usize),
    /// A length of this spelling becomes that one.
    LengthReplaced(&'static [u8], &'static [u8]),
    /// The message goes out in datagrams of so many bytes.
    Split(usize),
}

use Typing::*;

const BOTH: Breaks = EachClient(TcpC1, UdpC1);

const fn row(name: &'static str, what: Typing, sentence: &'static str) -> Row {
    Row { name, deviation: Deviation::Typing(what), breaks: BOTH, shows: Shows::Sometimes, sentence }
}

const fn udp(name: &'static str, what: Typing, sentence: &'static str) -> Row {
    Row { breaks: Breaks::One(UdpClient, UdpC1), ..row(name, what, sentence) }
}

pub(super) const ROWS: &[Row] = &[
    row("per-cents", Replaced(b"%%", b"%"), "It prints the message by a format, so that %% becomes %."),
    row("format", Replaced(b"%s", b"(null)"), "It takes the message for a format, and fills %s in."),
    row("escapes", Replaced(b"\\n", b"\n"), "It takes a backslash and an n for a line feed."),
    row("backslashes", Replaced(b"\\", b"\\\\"), "It doubles backslashes."),
    row("quotes", Replaced(b"\"", b""), "It drops quotation marks."),
    row("apostrophes", Replaced(b"'", b""), "It drops apostrophes."),
    row("variables", Replaced(b"$HOME", b"/root"), "It fills variables in, as a shell does."),
    row("comments", Replaced(b"#", b""), "It drops number signs."),
    row("seven-bits", SevenBits, "It sends seven bits of each byte."),
    row("as-text", AsText, "It reads UTF-8, and sends a replacement for what is none."),
    row("from-latin-1", FromLatin1, "It reads Latin-1, and sends UTF-8."),
    row("without-controls", WithoutControls, "It drops control characters."),
    row("without-minus", WithoutMinus, "It drops a minus at the beginning."),
    row("help", AsOption(b"--help"), "It takes --help for an option."),
    row("end-of-options", AsOption(b"--"), "It takes what begins with two minuses for an option."),
    row("at-most-1000", AtMost(1000), "It sends 1000 bytes of the message at most."),
    row("at-most-1023", AtMost(1023), "It sends 1023 bytes of the message at most."),
    row("at-most-4095", AtMost(4095), "It sends 4095 bytes of the message at most."),
    row("without-spaces-behind", WithoutSpacesBehind, "It drops spaces behind the message."),
    row("without-spaces-before", WithoutSpacesBefore, "It drops spaces before the message."),
    row("length-trimmed", LengthTrimmed, "It drops spaces round the length."),
    row("length-of-one-byte", LengthAtMost(1), "It sends one byte of the length."),
    row("no-length-of-zero", LengthReplaced(b"0", b""), "It takes a length of 0 for none."),
    Row {
        breaks: Breaks::One(UdpClient, UdpC1),
        ..row("zero-for-an-empty-length", LengthReplaced(b"", b"0"), "It sends 0 for an empty length.")
    },
    udp("datagrams-of-508", Split(508), "It sends the message in datagrams of 508 bytes."),
    udp("datagrams-of-1472", Split(1472), "It sends the message in datagrams of 1472 bytes."),
];

impl Injected {
    fn typing(&self) -> Option<Typing> {
        match self.deviation {
            Some(Deviation::Typing(what)) => Some(what),
            _ => None,
        }
    }

    /// The lines that are sent for these.
    pub(super) fn retyped(&self, lines: &[&[u8]]) -> Vec<Vec<u8>> {
        match (self.typing(), lines) {
            (Some(Split(size)), [message, rest @ ..]) => {
                message.chunks(size).chain(rest.iter().copied()).map(<[u8]>::to_vec).collect()
            }
            (Some(what), [message, rest @ ..]) => {
                let lengths = rest.iter().map(|length| what.length(length));
                std::iter::once(what.message(message)).chain(lengths).collect()
            }
            _ => lines.iter().map(|line| line.to_vec()).collect(),
        }
    }

    /// The length that is sent for this one.
    pub(super) fn retyped_length(&self, length: &[u8]) -> Vec<u8> {
        self.typing().map_or_else(|| length.to_vec(), |what| what.length(length))
    }
}

impl Typing {
    fn message(self, typed: &[u8]) -> Vec<u8> {
        match self {
            Replaced(from, to) => replaced(typed, from, to),
            SevenBits => typed.iter().map(|byte| byte & 0x7f).collect(),
            AsText => String::from_utf8_lossy(typed).into_owned().into_bytes(),
            FromLatin1 => typed.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes(),
            WithoutControls => typed.iter().copied().filter(|byte| *byte >= b' ' || *byte == b'\t').collect(),
            WithoutMinus => typed.strip_prefix(b"-").unwrap_or(typed).to_vec(),
            AsOption(option) if typed.starts_with(option) => b"usage".to_vec(),
            AtMost(size) => typed[..size.min(typed.len())].to_vec(),
            WithoutSpacesBehind => typed.trim_ascii_end().to_vec(),
            WithoutSpacesBefore => typed.trim_ascii_start().to_vec(),
            AsOption(_) | LengthTrimmed | LengthAtMost(_) | LengthReplaced(..) | Split(_) => typed.to_vec(),
        }
    }

    fn length(self, typed: &[u8]) -> Vec<u8> {
        match self {
            LengthTrimmed => typed.trim_ascii().to_vec(),
            LengthAtMost(size) => typed[..size.min(typed.len())].to_vec(),
            LengthReplaced(from, to) if typed == from => to.to_vec(),
            _ => typed.to_vec(),
        }
    }
}

fn replaced(typed: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut sent, mut rest) = (Vec::new(), typed);
    while let Some(first) = rest.first() {
        if let Some(behind) = rest.strip_prefix(from) {
            sent.extend_from_slice(to);
            rest = behind;
        } else {
            sent.push(*first);
            rest = &rest[1..];
        }
    }
    sent
}

//! The faults about a client's way with the typed lines, before it sends them.

use super::row::{Breaks, Breaks::EachClient, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{TcpC1, UdpC1};
use crate::set_statistics::ReferenceProgram::UdpClient;

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
    /// Nothing is sent of a line of spaces.
    NoSpacesAlone,
    AtMost(usize),
    WithoutSpacesBehind,
    WithoutSpacesBefore,
    /// Quotation marks round the whole line go.
    Unquoted(u8),
    LengthTrimmed,
    LengthAtMost(usize),
    /// A length of this spelling becomes that one.
    LengthReplaced(&'static [u8], &'static [u8]),
    /// A length that is the message once more is not sent.
    LengthOnce,
    /// The message goes out in datagrams of so many bytes.
    Split(usize),
    /// A line that fills its chunks of so many bytes, with its end, takes the next line along.
    ChunksGoOn(usize),
}

use Typing::*;

const BOTH: Breaks = EachClient(TcpC1, UdpC1);

const fn row(name: &'static str, what: Typing, sentence: &'static str) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Typing(what), breaks: BOTH, shows: Shows::Sometimes, sentence }
}

const fn udp_row(name: &'static str, what: Typing, sentence: &'static str) -> DeviationRow {
    DeviationRow { breaks: Breaks::One(UdpClient, UdpC1), ..row(name, what, sentence) }
}

pub(super) const ROWS: &[DeviationRow] = &[
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
    row("at-most-8191", AtMost(8191), "It sends 8191 bytes of the message at most."),
    row("at-most-16383", AtMost(16_383), "It sends 16383 bytes of the message at most."),
    row("at-most-32767", AtMost(32_767), "It sends 32767 bytes of the message at most."),
    row("small-exponents", Replaced(b"E", b"e"), "It writes 1e5 for 1E5."),
    row("exponents-without-plus", Replaced(b"e+", b"e"), "It writes 1e05 for 1e+05."),
    row("thousands", Replaced(b",000", b"000"), "It drops the comma of 1,000."),
    row("ascii-minus", Replaced("\u{2212}".as_bytes(), b"-"), "It sends ASCII's minus for the typographic one."),
    row("ascii-digits", Replaced("\u{ff15}".as_bytes(), b"5"), "It sends ASCII's digits for fullwidth ones."),
    row(
        "composed",
        Replaced("e\u{301}".as_bytes(), "\u{e9}".as_bytes()),
        "It sends one letter for a letter and its accent.",
    ),
    row("other-spaces", Replaced("\u{3000}".as_bytes(), b""), "It drops an ideographic space at the end."),
    row("byte-order-mark", Replaced("\u{feff}".as_bytes(), b""), "It drops a byte-order mark."),
    row(
        "line-separators",
        Replaced("\u{2028}".as_bytes(), b"\n"),
        "It sends a line feed for Unicode's line separator.",
    ),
    row("no-spaces-alone", NoSpacesAlone, "It sends an empty message for one of spaces alone."),
    row("unquoted", Unquoted(b'"'), "It drops the quotation marks round a whole message."),
    row("without-spaces-behind", WithoutSpacesBehind, "It drops spaces behind the message."),
    row("without-spaces-before", WithoutSpacesBefore, "It drops spaces before the message."),
    row("length-trimmed", LengthTrimmed, "It drops spaces round the length."),
    row("length-of-one-byte", LengthAtMost(1), "It sends one byte of the length."),
    row("length-of-8-bytes", LengthAtMost(8), "It sends 8 bytes of the length."),
    row("length-of-255-bytes", LengthAtMost(255), "It sends 255 bytes of the length."),
    row("length-without-zeros", LengthReplaced(b"03", b"3"), "It drops the zero of 03."),
    row("length-unquoted", LengthReplaced(b"'3'", b"3"), "It drops the apostrophes round a whole length."),
    row("no-length-of-zero", LengthReplaced(b"0", b""), "It takes a length of 0 for none."),
    DeviationRow {
        breaks: Breaks::One(UdpClient, UdpC1),
        ..row("zero-for-an-empty-length", LengthReplaced(b"", b"0"), "It sends 0 for an empty length.")
    },
    udp_row("length-once", LengthOnce, "It sends one datagram where message and length are the same."),
    udp_row(
        "chunks-of-512-go-on",
        ChunksGoOn(512),
        "It reads lines in chunks of 512 bytes, and goes on behind a full one.",
    ),
    udp_row("datagrams-of-8192", Split(8192), "It sends the message in datagrams of 8192 bytes."),
    udp_row("datagrams-of-32768", Split(32_768), "It sends the message in datagrams of 32768 bytes."),
    udp_row("datagrams-of-508", Split(508), "It sends the message in datagrams of 508 bytes."),
    udp_row("datagrams-of-1472", Split(1472), "It sends the message in datagrams of 1472 bytes."),
];

impl Injected {
    fn typing_deviation(&self) -> Option<Typing> {
        match self.deviation {
            Some(WrongBehaviour::Typing(what)) => Some(what),
            _ => None,
        }
    }

    /// The lines that are sent for these.
    pub(super) fn retype_lines(&self, lines: &[&[u8]]) -> Vec<Vec<u8>> {
        match (self.typing_deviation(), lines) {
            (Some(Split(size)), [message, rest @ ..]) => {
                message.chunks(size).chain(rest.iter().copied()).map(<[u8]>::to_vec).collect()
            }
            (Some(LengthOnce), [message, length]) if message == length => vec![message.to_vec()],
            (Some(ChunksGoOn(size)), [message, rest @ ..]) if (message.len() + 1) % size == 0 => {
                vec![[*message, rest.first().copied().unwrap_or_default()].concat()]
            }
            (Some(what), [message, rest @ ..]) => {
                let lengths = rest.iter().map(|length| what.alter_length(length));
                std::iter::once(what.alter_message(message)).chain(lengths).collect()
            }
            _ => lines.iter().map(|line| line.to_vec()).collect(),
        }
    }

    /// The length that is sent for this one.
    pub(super) fn retyped_length(&self, length: &[u8]) -> Vec<u8> {
        self.typing_deviation().map_or_else(|| length.to_vec(), |what| what.alter_length(length))
    }
}

impl Typing {
    fn alter_message(self, typed: &[u8]) -> Vec<u8> {
        match self {
            Replaced(from, to) => replace_bytes(typed, from, to),
            SevenBits => typed.iter().map(|byte| byte & 0x7f).collect(),
            AsText => String::from_utf8_lossy(typed).into_owned().into_bytes(),
            FromLatin1 => typed.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes(),
            WithoutControls => typed.iter().copied().filter(|byte| *byte >= b' ' || *byte == b'\t').collect(),
            WithoutMinus => typed.strip_prefix(b"-").unwrap_or(typed).to_vec(),
            AsOption(option) if typed.starts_with(option) => b"usage".to_vec(),
            NoSpacesAlone if typed.iter().all(|byte| *byte == b' ') => Vec::new(),
            AtMost(size) => typed[..size.min(typed.len())].to_vec(),
            WithoutSpacesBehind => typed.trim_ascii_end().to_vec(),
            WithoutSpacesBefore => typed.trim_ascii_start().to_vec(),
            Unquoted(mark) => match typed {
                [first, inner @ .., last] if *first == mark && *last == mark => inner.to_vec(),
                _ => typed.to_vec(),
            },
            NoSpacesAlone | AsOption(_) | LengthTrimmed | LengthAtMost(_) | LengthReplaced(..) | LengthOnce
            | Split(_) | ChunksGoOn(_) => typed.to_vec(),
        }
    }

    fn alter_length(self, typed: &[u8]) -> Vec<u8> {
        match self {
            LengthTrimmed => typed.trim_ascii().to_vec(),
            LengthAtMost(size) => typed[..size.min(typed.len())].to_vec(),
            LengthReplaced(from, to) if typed == from => to.to_vec(),
            _ => typed.to_vec(),
        }
    }
}

fn replace_bytes(typed: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
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

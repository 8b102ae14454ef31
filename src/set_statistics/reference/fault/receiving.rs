//! The faults about a client's way with a reply, and with none.

use super::row::{Breaks, Breaks::Clients, Breaks::EachClient, Breaks::One, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Num1, Num2, TcpC2, TcpC4, TcpC5, UdpC2, UdpC3, UdpC4, UdpC5};
use crate::set_statistics::ReferenceProgram::{TcpClient, UdpClient};
use crate::set_statistics::dialect::{self, split_at_separator};
use crate::set_statistics::message::{parse_reply, parse_request};
use crate::set_statistics::number::parse_number;
use crate::set_statistics::reference::Failure;
use crate::set_statistics::statistics::Statistics;
use std::net::SocketAddr;
use std::time::Duration;

/// A wrong way with a reply: other text is shown, or other bytes count as a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Receiving {
    ComputesItself,
    ComputesMean,
    DividesByLength,
    ComparesWithOwn,
    OtherOrder,
    Integers,
    SinglePrecision,
    FirstBytes(usize),
    ReadsOnce,
    TakesThree,
    IgnoresFifth,
    ZerosForNonsense,
    NumbersAmongOthers,
    TakesLetterBehind,
    TakesLoneSign,
    TakesAnySpaces,
    EmptyIsEnd,
    /// A reply that fills its buffer of so many bytes is taken for the first part of one.
    FullBuffer(usize),
    RefusesPlusInfinity,
    RefusesExponents,
    RefusesInfinities,
    RefusesPlusSigns,
    RefusesBareIntegers,
    Patience(u64),
    LastReply,
    AnySender,
    SendersAddress,
    SendersPort,
}

use Receiving::*;

const fn row(
    name: &'static str,
    what: Receiving,
    breaks: Breaks,
    shows: Shows,
    sentence: &'static str,
) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Receiving(what), breaks, shows, sentence }
}

const SHOWN: Breaks = EachClient(TcpC2, UdpC2);
const REFUSED: Breaks = EachClient(TcpC4, UdpC5);
const WAITED: Breaks = EachClient(TcpC4, UdpC3);
const UDP: Breaks = One(UdpClient, UdpC4);

const fn rare_row(name: &'static str, what: Receiving, breaks: Breaks, sentence: &'static str) -> DeviationRow {
    row(name, what, breaks, Shows::Sometimes, sentence)
}

pub(super) const ROWS: &[DeviationRow] = &[
    rare_row("computes-itself", ComputesItself, SHOWN, "It prints what it computed itself."),
    rare_row("computes-mean", ComputesMean, SHOWN, "It computes the mean itself, from what it sent."),
    rare_row("divides-by-length", DividesByLength, SHOWN, "It divides the total by the length that was typed."),
    rare_row("compares-with-own", ComparesWithOwn, SHOWN, "It refuses a reply that is not what it computed itself."),
    row("other-order", OtherOrder, SHOWN, Shows::Always, "It takes the highest for the lowest, and the reverse."),
    rare_row("integers", Integers, SHOWN, "It reads the reply as integers."),
    rare_row("single-precision", SinglePrecision, SHOWN, "It reads the reply in binary32."),
    rare_row("first-16-bytes", FirstBytes(16), SHOWN, "It reads 16 bytes of the reply."),
    rare_row("reads-once", ReadsOnce, One(TcpClient, TcpC5), "It reads the reply once, whatever comes."),
    rare_row("takes-three", TakesThree, REFUSED, "It takes a reply of three numbers, and makes up the mean."),
    rare_row("ignores-fifth", IgnoresFifth, REFUSED, "It passes over a fifth number."),
    rare_row("zeros-for-nonsense", ZerosForNonsense, REFUSED, "It shows zeros when the reply is no response."),
    rare_row(
        "numbers-among-others",
        NumbersAmongOthers,
        REFUSED,
        "It shows the last number twice when a word comes for one.",
    ),
    rare_row("takes-a-letter-behind", TakesLetterBehind, REFUSED, "It passes over a letter behind the last number."),
    rare_row("takes-a-lone-sign", TakesLoneSign, REFUSED, "It takes a minus alone for 0."),
    rare_row("takes-any-spaces", TakesAnySpaces, REFUSED, "It splits a reply at any white space."),
    rare_row("empty-is-the-end", EmptyIsEnd, One(UdpClient, UdpC5), "It exits with 0 at an empty datagram."),
    rare_row("full-buffer-of-32", FullBuffer(32), One(TcpClient, TcpC2), "It finds no response in 32 bytes, or in 64."),
    rare_row(
        "full-buffer-of-64",
        FullBuffer(64),
        One(TcpClient, TcpC2),
        "It finds no response in 64 bytes, or in 128.",
    ),
    rare_row("refuses-plus-infinity", RefusesPlusInfinity, Clients(Num2), "It refuses a reply with +Inf."),
    rare_row("refuses-exponents", RefusesExponents, SHOWN, "It refuses a reply with exponents."),
    rare_row("refuses-infinities", RefusesInfinities, Clients(Num2), "It refuses a reply with inf or nan."),
    rare_row("refuses-plus-signs", RefusesPlusSigns, Clients(Num1), "It refuses a reply with a plus sign in front."),
    rare_row("refuses-bare-integers", RefusesBareIntegers, SHOWN, "It refuses a reply of integers without a point."),
    rare_row("waits-for-ever", Patience(3_600_000), WAITED, "It waits for a reply for ever."),
    rare_row("waits-8-s", Patience(8_000), WAITED, "It waits for a reply for 8 s."),
    rare_row("waits-half-a-second", Patience(500), WAITED, "It waits for a reply for half a second."),
    rare_row("waits-100-ms", Patience(100), WAITED, "It waits for a reply for 0.1 s."),
    rare_row("last-reply", LastReply, One(UdpClient, UdpC2), "It shows the last of the replies."),
    rare_row("any-sender", AnySender, UDP, "It takes a reply from anybody."),
    rare_row("any-port", SendersAddress, UDP, "It takes a reply from any port of the server's address."),
    rare_row("any-address", SendersPort, UDP, "It takes a reply from any address with the server's port."),
];

impl Injected {
    fn receiving_deviation(&self) -> Option<Receiving> {
        match self.deviation {
            Some(WrongBehaviour::Receiving(what)) => Some(what),
            _ => None,
        }
    }

    /// How long a client waits.
    pub(in crate::set_statistics::reference) fn choose_patience(&self, right: Duration) -> Duration {
        match self.receiving_deviation() {
            Some(Patience(milliseconds)) => Duration::from_millis(milliseconds),
            _ => self.other_patience().unwrap_or(right),
        }
    }

    /// Whether a client reads no further than this.
    pub(in crate::set_statistics::reference) fn is_content(&self, reply: &[u8]) -> bool {
        (self.receiving_deviation() == Some(ReadsOnce) && !reply.is_empty()) || self.has_read_enough(reply)
    }

    /// Whether a client takes a datagram from this sender.
    pub(in crate::set_statistics::reference) fn trusts_sender(
        &self,
        sender: SocketAddr,
        right: bool,
        server: SocketAddr,
    ) -> bool {
        match self.receiving_deviation() {
            Some(AnySender) => true,
            Some(SendersAddress) => sender.ip() == server.ip(),
            Some(SendersPort) => sender.port() == server.port(),
            _ => right,
        }
    }

    /// Whether a client waits for one more reply than it should.
    pub(in crate::set_statistics::reference) fn waits_for_more(&self) -> bool {
        self.receiving_deviation() == Some(LastReply)
    }

    /// The statistics read from a reply to message and length, rightly `right`.
    pub(in crate::set_statistics::reference) fn read(
        &self,
        (message, length): (&[u8], &[u8]),
        reply: &[u8],
        right: Result<Statistics, Failure>,
    ) -> Result<Statistics, Failure> {
        self.has_read();
        let Some(what) = self.receiving_deviation() else { return self.statistics_to_show(reply, right) };
        let text = String::from_utf8_lossy(reply).into_owned();
        let own = || parse_request(message).ok().map(|numbers| Statistics::from_values(&numbers));
        match (what, right) {
            (ComputesItself, right) => own().map_or(right, Ok),
            (ComputesMean, Ok(right)) => Ok(Statistics { mean: own().map_or(right.mean, |own| own.mean), ..right }),
            (DividesByLength, Ok(right)) => {
                Ok(Statistics { mean: parse_number(length).map_or(right.mean, |length| right.total / length), ..right })
            }
            (ComparesWithOwn, Ok(right)) if own().is_some_and(|own| own != right) => Err(Failure::Count(0)),
            (OtherOrder, Ok(right)) => Ok(Statistics { lowest: right.highest, highest: right.lowest, ..right }),
            (Integers, Ok(right)) => Ok(change_each_field(right, f64::trunc)),
            (SinglePrecision, Ok(right)) => Ok(change_each_field(right, |x| f64::from(x as f32))),
            (FirstBytes(size), _) => super::super::terminal::read_reply(&reply[..size.min(reply.len())]),
            (EmptyIsEnd, Err(_)) if reply.is_empty() => std::process::exit(0),
            (TakesLetterBehind, Err(_)) => {
                super::super::terminal::read_reply(text.trim_end_matches(char::is_alphabetic).as_bytes())
            }
            (TakesLoneSign, Err(_)) => super::super::terminal::read_reply(text.replace(" - ", " 0 ").as_bytes()),
            (TakesAnySpaces, Err(_)) => {
                let pieces = text.split_ascii_whitespace().collect::<Vec<_>>();
                super::super::terminal::read_reply(pieces.join(" ").as_bytes())
            }
            (FullBuffer(size), Ok(_)) if reply.len().is_multiple_of(size) => Err(Failure::Count(0)),
            (RefusesPlusInfinity, Ok(_)) if text.to_lowercase().contains("+i") => Err(Failure::Count(0)),
            (TakesThree | IgnoresFifth | ZerosForNonsense | NumbersAmongOthers, Err(failure)) => {
                what.made_of(reply).ok_or(failure)
            }
            (RefusesExponents, Ok(_)) if text.contains(['e', 'E']) => Err(Failure::Count(0)),
            (RefusesInfinities, Ok(right)) if !right.total.is_finite() || !right.mean.is_finite() => {
                Err(Failure::Count(0))
            }
            (RefusesPlusSigns, Ok(_)) if text.starts_with('+') => Err(Failure::Count(0)),
            (RefusesBareIntegers, Ok(_)) if !text.contains('.') => Err(Failure::Count(0)),
            (_, right) => right,
        }
    }
}

impl Receiving {
    /// The statistics in a reply that is no response.
    fn made_of(self, reply: &[u8]) -> Option<Statistics> {
        let numbers = parse_reply(reply).unwrap_or_default();
        let of = |total, lowest, highest, mean| Some(Statistics { total, lowest, highest, mean });
        match (self, numbers[..].first_chunk()) {
            (TakesThree, Some([total, lowest, highest])) if numbers.len() == 3 => of(*total, *lowest, *highest, 0.0),
            (IgnoresFifth, Some([total, lowest, highest])) => of(*total, *lowest, *highest, *numbers.get(3)?),
            (ZerosForNonsense, _) => of(0.0, 0.0, 0.0, 0.0),
            (NumbersAmongOthers, _) => {
                let words = split_at_separator(reply, &dialect::current().response.separator);
                let pieces = words.into_iter().filter_map(parse_number);
                match pieces.collect::<Vec<_>>()[..] {
                    [total, lowest, highest] => of(total, lowest, highest, highest),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn change_each_field(statistics: Statistics, change: fn(f64) -> f64) -> Statistics {
    let Statistics { total, lowest, highest, mean } = statistics;
    Statistics { total: change(total), lowest: change(lowest), highest: change(highest), mean: change(mean) }
}

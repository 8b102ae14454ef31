//! The faults about a client's way with an unusual reply: special values, long numbers, long replies.

use super::row::{Breaks, Breaks::Clients, Breaks::EachClient, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Num2, TcpC2, UdpC2};
use crate::set_statistics::ReferenceProgram::UdpClient;
use crate::set_statistics::reference::Failure;
use crate::set_statistics::statistics::{Field, Statistics};

/// The part of a reply that is refused, or shown otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Showing {
    RefusesInnerNan,
    RefusesLastInfinity,
    RefusesFirstInfinity,
    RefusesSignedNan,
    RefusesZeros,
    RefusesAlike,
    RefusesSubnormals,
    SmallAsZero,
    InfinityWithoutSign,
    NanAsZero,
    LargestAsInfinity,
    AsI32,
    AsI64,
    FirstBytes(usize),
    LongNumbers(usize),
}

use Showing::*;

const SHOWN: Breaks = EachClient(TcpC2, UdpC2);

const fn row(name: &'static str, what: Showing, breaks: Breaks, sentence: &'static str) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Showing(what), breaks, shows: Shows::Sometimes, sentence }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("no-inner-nan", RefusesInnerNan, Clients(Num2), "It refuses a lowest or highest number that is nan."),
    row("no-last-infinity", RefusesLastInfinity, Clients(Num2), "It refuses a mean that is infinite."),
    row("no-first-infinity", RefusesFirstInfinity, Clients(Num2), "It refuses a total that is infinite."),
    row("no-signed-nan", RefusesSignedNan, Clients(Num2), "It refuses -nan."),
    row("no-zeros", RefusesZeros, SHOWN, "It takes a reply of zeros for none."),
    row("no-large-lowest", RefusesAlike, SHOWN, "It refuses a lowest number below -2^31."),
    row("no-subnormals", RefusesSubnormals, Clients(Num2), "It refuses subnormals."),
    row("small-is-zero", SmallAsZero, Clients(Num2), "It prints 0.0 for subnormals."),
    row("infinity-without-sign", InfinityWithoutSign, Clients(Num2), "It prints inf for -inf."),
    row("nan-is-zero", NanAsZero, Clients(Num2), "It prints 0.0 for nan."),
    row("largest-is-infinite", LargestAsInfinity, Clients(Num2), "It prints inf for numbers above 1e308."),
    row("of-32-bits", AsI32, SHOWN, "It keeps integral results in 32 bits."),
    row("of-64-bits", AsI64, SHOWN, "It keeps large results in 64 bits."),
    row("first-64-bytes", FirstBytes(64), SHOWN, "It reads 64 bytes of the reply."),
    row("first-128-bytes", FirstBytes(128), SHOWN, "It reads 128 bytes of the reply."),
    row("first-256-bytes", FirstBytes(256), SHOWN, "It reads 256 bytes of the reply."),
    row("first-512-bytes", FirstBytes(512), SHOWN, "It reads 512 bytes of the reply."),
    row("first-900-bytes", FirstBytes(900), SHOWN, "It reads 900 bytes of the reply."),
    row("first-1024-bytes", FirstBytes(1024), Breaks::One(UdpClient, UdpC2), "It reads 1024 bytes of the reply."),
    row("numbers-of-100", LongNumbers(100), SHOWN, "It refuses numbers of more than 100 characters."),
];

impl Injected {
    /// The statistics shown for a reply, rightly `right`.
    pub(super) fn statistics_to_show(
        &self,
        reply: &[u8],
        right: Result<Statistics, Failure>,
    ) -> Result<Statistics, Failure> {
        let Some(WrongBehaviour::Showing(what)) = self.deviation else { return right };
        match (what, right) {
            (FirstBytes(size), _) => super::super::terminal::read_reply(&reply[..size.min(reply.len())]),
            (_, Ok(right)) if what.refuses_reply(reply, &right) => Err(Failure::Count(0)),
            (_, right) => right.map(|right| what.change_statistics(right)),
        }
    }
}

impl Showing {
    fn refuses_reply(self, reply: &[u8], right: &Statistics) -> bool {
        let Statistics { total, lowest, highest, mean } = *right;
        let mut pieces = reply.split(|byte| *byte == b' ');
        match self {
            RefusesInnerNan => lowest.is_nan() || highest.is_nan(),
            RefusesLastInfinity => mean.is_infinite(),
            RefusesFirstInfinity => total.is_infinite(),
            RefusesSignedNan => pieces.any(|piece| piece.starts_with(b"-n")),
            RefusesZeros => [total, lowest, highest, mean].iter().all(|x| *x == 0.0),
            RefusesAlike => lowest.is_finite() && lowest < -2_147_483_648.0,
            RefusesSubnormals => Field::ALL.iter().any(|field| right.get(*field).is_subnormal()),
            LongNumbers(most) => pieces.any(|piece| piece.len() > most),
            _ => false,
        }
    }

    fn change_statistics(self, right: Statistics) -> Statistics {
        let Statistics { total, lowest, highest, mean } = right;
        let change = |x: f64| match self {
            SmallAsZero if x.is_subnormal() => 0.0,
            InfinityWithoutSign if x.is_infinite() => f64::INFINITY,
            NanAsZero if x.is_nan() => 0.0,
            LargestAsInfinity if x.abs() > 1e308 => x.signum() * f64::INFINITY,
            AsI32 if x.fract() == 0.0 && x.abs() < 1e11 => f64::from((x as i64) as i32),
            AsI64 if x.is_finite() && x.abs() > 1e15 => (x as i64) as f64,
            _ => x,
        };
        Statistics { total: change(total), lowest: change(lowest), highest: change(highest), mean: change(mean) }
    }
}

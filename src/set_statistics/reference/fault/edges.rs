//! The faults about numbers and sizes at the edges: special values, ends of ranges, full tables, similar requests.

use super::row::{Breaks::EachServer, Breaks::Servers, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{self, Con5, Num1, Num2, Req2, Rsp2, TcpS1, TcpS4, UdpS1, UdpS3};
use crate::set_statistics::statistics::Statistics;

/// The edge at which a server does not read, or not compute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Edges {
    LowestFrom(f64),
    HighestFrom(f64),
    WithoutInnerNan,
    WithoutLastInfinity,
    Flushed,
    LargestAsInfinity,
    LowestAsI32,
    HighestAsI32,
    HighestAsI64,
    AtMost(usize),
    /// Of exactly so many numbers the last is lost.
    LosesLastOf(usize),
    CutTokens(usize),
    /// So many digits of a number are read, and zeros for the rest.
    CutDigits(usize),
    LongTokens(usize),
    MinusZero,
    SignedNan,
    LargestNumber,
    SpecialLast,
    SubnormalFirst,
    NegativeAlone,
    OverflowingSum,
    MeanOfParts,
    /// The first answer to as many numbers with the same total counts for all.
    CachedByTotal,
    /// The same, for those that begin with the same number.
    CachedByFirst,
    /// The same, for more than eight of which all but the last are the same in sum.
    CachedButLast,
    KeepsLowest,
}

use Edges::*;

const fn row(name: &'static str, what: Edges, clause: Clause, sentence: &'static str) -> DeviationRow {
    DeviationRow {
        name,
        deviation: WrongBehaviour::Edges(what),
        breaks: Servers(clause),
        shows: Shows::Sometimes,
        sentence,
    }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("lowest-from-largest", LowestFrom(f64::MAX), Num2, "It looks for the lowest from the largest number on."),
    row("highest-from-smallest", HighestFrom(f64::MIN_POSITIVE), Rsp2, "It looks for the highest from C's DBL_MIN on."),
    row("highest-from-lowest", HighestFrom(f64::MIN), Num2, "It looks for the highest from the lowest number on."),
    row("lowest-from-a-billion", LowestFrom(1e9), Rsp2, "It looks for the lowest from 1000000000 on."),
    row("highest-from-minus-a-billion", HighestFrom(-1e9), Rsp2, "It looks for the highest from -1000000000 on."),
    row("lowest-from-1e300", LowestFrom(1e300), Rsp2, "It looks for the lowest from 1e300 on."),
    row("highest-from-minus-1e300", HighestFrom(-1e300), Rsp2, "It looks for the highest from -1e300 on."),
    row("without-inner-nan", WithoutInnerNan, Num2, "It passes over nan, but for a first one."),
    row("without-last-infinity", WithoutLastInfinity, Num2, "It passes over an infinity that stands last."),
    row("subnormals-are-zero", Flushed, Num2, "It takes subnormals for zero."),
    row("largest-is-infinite", LargestAsInfinity, Num1, "It takes the largest number for infinity."),
    row("lowest-of-32-bits", LowestAsI32, Rsp2, "It answers no lowest number below -2^31."),
    row("highest-of-32-bits", HighestAsI32, Rsp2, "It answers no highest number above 2^31 - 1 and below 2^53."),
    row("highest-of-64-bits", HighestAsI64, Rsp2, "It answers no highest number above 2^63, up to 2^64."),
    row("table-of-100", AtMost(100), Rsp2, "It has room for 100 numbers."),
    row("table-of-128", AtMost(128), Rsp2, "It has room for 128 numbers."),
    row("table-of-256", AtMost(256), Rsp2, "It has room for 256 numbers."),
    row("table-of-500", AtMost(500), Rsp2, "It has room for 500 numbers."),
    row("loses-the-16th", LosesLastOf(16), Rsp2, "Of exactly 16 numbers it loses the last."),
    row("loses-the-64th", LosesLastOf(64), Rsp2, "Of exactly 64 numbers it loses the last."),
    row("loses-the-200th", LosesLastOf(200), Rsp2, "Of exactly 200 numbers it loses the last."),
    row("tokens-of-32", CutTokens(32), Num1, "It reads 32 characters of a number."),
    DeviationRow {
        breaks: EachServer(TcpS4, UdpS3),
        ..row("tokens-of-512", CutTokens(512), TcpS4, "It reads 512 characters of a number.")
    },
    row("seventeen-digits", CutDigits(17), Con5, "It reads 17 digits of a number."),
    row("tokens-of-64", LongTokens(64), Num1, "It refuses numbers of more than 64 characters."),
    row("tokens-of-256", LongTokens(256), Num1, "It refuses numbers of more than 256 characters."),
    row("no-minus-zero", MinusZero, Num1, "It refuses -0."),
    row("no-signed-nan", SignedNan, Num2, "It refuses -nan."),
    row("no-largest-number", LargestNumber, Num1, "It refuses the largest number."),
    row("nothing-special-last", SpecialLast, Num2, "It refuses inf and nan at the end."),
    row("no-subnormal-first", SubnormalFirst, Num2, "It refuses a subnormal at the beginning."),
    row("no-negative-alone", NegativeAlone, Req2, "It refuses one negative integer alone."),
    DeviationRow {
        breaks: EachServer(TcpS1, UdpS1),
        ..row(
            "no-overflowing-sum",
            OverflowingSum,
            TcpS1,
            "It answers nothing when the sum of finite numbers overflows.",
        )
    },
    row("mean-of-parts", MeanOfParts, Rsp2, "It divides each number by the count, and adds these up."),
    row("cached-by-total", CachedByTotal, Rsp2, "It takes requests with one total and one count for the same."),
    row("cached-by-first", CachedByFirst, Rsp2, "It takes requests that begin with one number for the same."),
    row("cached-but-last", CachedButLast, Rsp2, "It takes long requests that differ in the last number for the same."),
    row("keeps-the-lowest", KeepsLowest, Rsp2, "It answers the lowest number of all that asked."),
];

impl Injected {
    /// The answer to these numbers at an edge.
    pub(super) fn at_an_edge(&self, what: Edges, numbers: &[f64], right: Statistics) -> Statistics {
        let by = |key: f64| {
            let mut remembered = self.lock_remembered();
            let key = (numbers.len(), key.to_bits());
            *remembered.answers.entry(key).or_insert(right)
        };
        let kept = |keep: fn(usize, f64, usize) -> bool| {
            let all = numbers.iter().copied().enumerate();
            let kept: Vec<f64> = all.filter(|(at, x)| keep(*at, *x, numbers.len())).map(|(_, x)| x).collect();
            if kept.is_empty() { right } else { Statistics::from_values(&kept) }
        };
        let each =
            |change: fn(f64) -> f64| Statistics::from_values(&numbers.iter().map(|x| change(*x)).collect::<Vec<_>>());
        match what {
            LowestFrom(from) => Statistics { lowest: right.lowest.min(from), ..right },
            HighestFrom(from) => Statistics { highest: right.highest.max(from), ..right },
            WithoutInnerNan => kept(|at, x, _| at == 0 || !x.is_nan()),
            WithoutLastInfinity => kept(|at, x, count| at + 1 < count || !x.is_infinite()),
            Flushed => each(|x| if x.is_subnormal() { 0.0 } else { x }),
            LargestAsInfinity => each(|x| if x.abs() == f64::MAX { x * 2.0 } else { x }),
            LowestAsI32 => Statistics { lowest: change_integral(right.lowest, |x| x.max(-2_147_483_648.0)), ..right },
            HighestAsI32 => Statistics { highest: change_integral(right.highest, |x| x.min(2_147_483_647.0)), ..right },
            HighestAsI64 => match right.highest {
                highest if (9.3e18..1.9e19).contains(&highest) => Statistics { highest: i64::MAX as f64, ..right },
                _ => right,
            },
            AtMost(most) => Statistics::from_values(&numbers[..numbers.len().min(most)]),
            LosesLastOf(count) if numbers.len() == count => Statistics::from_values(&numbers[..count - 1]),
            MeanOfParts => Statistics { mean: numbers.iter().map(|x| x / numbers.len() as f64).sum(), ..right },
            CachedByTotal => by(right.total),
            CachedByFirst => by(numbers[0]),
            CachedButLast if numbers.len() > 8 => by(numbers[..numbers.len() - 1].iter().sum()),
            KeepsLowest => {
                let mut remembered = self.lock_remembered();
                remembered.numbers.push(right.lowest);
                let lowest = remembered.numbers.iter().copied().fold(right.lowest, f64::min);
                Statistics { lowest, ..right }
            }
            _ => right,
        }
    }
}

fn change_integral(x: f64, change: fn(f64) -> f64) -> f64 {
    if x.fract() == 0.0 && x.abs() < 9e15 { change(x) } else { x }
}

impl Edges {
    /// Whether a request, which says these numbers, is refused.
    pub(super) fn refuses_request(self, request: &[u8], numbers: &[f64]) -> bool {
        let pieces = || request.split(|byte| *byte == b' ');
        match self {
            LongTokens(most) => pieces().any(|piece| piece.len() > most),
            MinusZero => numbers.iter().any(|x| *x == 0.0 && x.is_sign_negative()),
            SignedNan => pieces().any(|piece| piece.starts_with(b"-n")),
            LargestNumber => numbers.iter().any(|x| x.abs() == f64::MAX),
            SpecialLast => numbers.len() > 1 && numbers.last().is_some_and(|x| !x.is_finite()),
            SubnormalFirst => numbers.len() > 1 && numbers[0].is_subnormal(),
            NegativeAlone => matches!(numbers, [x] if *x < 0.0 && x.fract() == 0.0),
            OverflowingSum => numbers.iter().all(|x| x.is_finite()) && numbers.iter().sum::<f64>().is_infinite(),
            _ => false,
        }
    }

    /// The bytes that the program reads of a request, if the fault changes them.
    pub(super) fn alter_request(self, request: &[u8]) -> Option<Vec<u8>> {
        let alter = |piece: &[u8]| match self {
            CutTokens(most) => Some(piece[..most.min(piece.len())].to_vec()),
            CutDigits(most) => Some(with_zeros_behind(piece, most)),
            _ => None,
        };
        let pieces: Option<Vec<Vec<u8>>> = request.split(|byte| *byte == b' ').map(alter).collect();
        Some(pieces?.join(&b' '))
    }
}

/// The number with zeros for all digits of its mantissa behind the first so many.
fn with_zeros_behind(piece: &[u8], digits: usize) -> Vec<u8> {
    let mantissa = piece.iter().position(u8::is_ascii_alphabetic).unwrap_or(piece.len());
    let first = piece.iter().position(|byte| matches!(byte, b'1'..=b'9')).unwrap_or(mantissa);
    let places = (first..mantissa).filter(|at| piece[*at].is_ascii_digit());
    let mut read = piece.to_vec();
    places.skip(digits).for_each(|at| read[at] = b'0');
    read
}

//! The faults about computed values.

use super::row::Breaks::{One, Servers};
use super::row::{DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{self, Num2, Num3, Req3, Rsp1, Rsp2};
use crate::set_statistics::ReferenceProgram::TcpServer;
use crate::set_statistics::number::format_str;
use crate::set_statistics::statistics::Statistics;

/// How the statistics are not those of the request's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValuesFault {
    Swapped,
    Reversed,
    MeanOfOneLess,
    MeanOfOneMore,
    Median,
    Midrange,
    IntegerDivision,
    TruncatedNumbers,
    SinglePrecision,
    SinglePrecisionMean,
    LowestFromZero,
    HighestFromZero,
    TextOrder,
    Distinct,
    WithoutLast,
    WithoutFirst,
    Magnitudes,
    MagnitudeOrder,
    ArrayOfFifty,
    Wrapped,
    Saturated,
    FiniteOnly,
    LargestForInfinity,
    Accumulated,
    Cached,
    DividedByLengthSent,
}

use ValuesFault::*;

const fn row(
    name: &'static str,
    what: ValuesFault,
    clause: Clause,
    shows: Shows,
    sentence: &'static str,
) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Values(what), breaks: Servers(clause), shows, sentence }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("lowest-and-highest-swapped", Swapped, Rsp1, Shows::Always, "It answers the highest before the lowest."),
    row("backwards", Reversed, Rsp1, Shows::Always, "It answers mean, highest, lowest, total."),
    row("mean-over-one-less", MeanOfOneLess, Rsp2, Shows::Always, "It divides by the count less one."),
    row("mean-over-one-more", MeanOfOneMore, Rsp2, Shows::Always, "It divides by the count and one."),
    row("median", Median, Rsp2, Shows::Sometimes, "It answers the median for the mean."),
    row("midrange", Midrange, Rsp2, Shows::Sometimes, "It answers the middle of lowest and highest for the mean."),
    row("integer-division", IntegerDivision, Rsp2, Shows::Sometimes, "It divides as integers are divided."),
    row("fractions-cut-off", TruncatedNumbers, Req3, Shows::Sometimes, "It cuts the fractions off what it reads."),
    row("single-precision", SinglePrecision, Num3, Shows::Sometimes, "It computes in binary32."),
    row("single-precision-mean", SinglePrecisionMean, Num3, Shows::Sometimes, "It divides in binary32."),
    row("lowest-from-zero", LowestFromZero, Rsp2, Shows::Sometimes, "It looks for the lowest from 0 on."),
    row("highest-from-zero", HighestFromZero, Rsp2, Shows::Sometimes, "It looks for the highest from 0 on."),
    row("text-order", TextOrder, Rsp2, Shows::Sometimes, "It finds lowest and highest in the order of their texts."),
    row("distinct", Distinct, Rsp2, Shows::Sometimes, "It keeps the numbers in a set, so that duplicates count once."),
    row("without-last", WithoutLast, Rsp2, Shows::Sometimes, "It stops before the last of several numbers."),
    row("without-first", WithoutFirst, Rsp2, Shows::Sometimes, "It begins behind the first of several numbers."),
    row("magnitudes", Magnitudes, Rsp2, Shows::Sometimes, "It drops the signs."),
    row("magnitude-order", MagnitudeOrder, Rsp2, Shows::Sometimes, "It compares magnitudes."),
    row("array-of-fifty", ArrayOfFifty, Rsp2, Shows::Sometimes, "It has room for fifty numbers and drops the rest."),
    row("wrapped", Wrapped, Rsp2, Shows::Sometimes, "Its integral totals wrap round at 32 bits."),
    row("saturated", Saturated, Rsp2, Shows::Sometimes, "Its integral totals stop at the highest 64-bit integer."),
    row("finite-only", FiniteOnly, Num2, Shows::Sometimes, "It passes over infinities and nan."),
    row(
        "largest-for-infinity",
        LargestForInfinity,
        Num2,
        Shows::Sometimes,
        "It answers the largest number for infinity.",
    ),
    row("accumulated", Accumulated, Rsp2, Shows::From(2), "It adds up the numbers of all who have asked."),
    row("cached", Cached, Rsp2, Shows::From(2), "It gives everybody the first answer."),
    DeviationRow {
        breaks: One(TcpServer, Rsp2),
        ..row(
            "divided-by-length-sent",
            DividedByLengthSent,
            Rsp2,
            Shows::Sometimes,
            "It divides by the length last sent.",
        )
    },
];

impl Injected {
    /// The answer to these numbers, whose statistics are `right`.
    pub(super) fn answered_statistics(&self, numbers: &[f64], right: Statistics) -> Statistics {
        match self.deviation {
            Some(WrongBehaviour::Values(what)) => self.deviating_statistics(what, numbers, right),
            Some(WrongBehaviour::Edges(what)) => self.at_an_edge(what, numbers, right),
            Some(WrongBehaviour::Timing(_)) => self.divide_by_early_length(right),
            _ => right,
        }
    }

    fn deviating_statistics(&self, what: ValuesFault, numbers: &[f64], right: Statistics) -> Statistics {
        let count = numbers.len() as f64;
        let each =
            |change: fn(f64) -> f64| Statistics::from_values(&numbers.iter().map(|x| change(*x)).collect::<Vec<_>>());
        let integral = numbers.iter().all(|x| x.fract() == 0.0);
        match what {
            Swapped => Statistics { lowest: right.highest, highest: right.lowest, ..right },
            Reversed => {
                Statistics { total: right.mean, lowest: right.highest, highest: right.lowest, mean: right.total }
            }
            MeanOfOneLess => Statistics { mean: right.total / (count - 1.0), ..right },
            MeanOfOneMore => Statistics { mean: right.total / (count + 1.0), ..right },
            Median => Statistics { mean: compute_median(numbers), ..right },
            Midrange => Statistics { mean: (right.lowest + right.highest) / 2.0, ..right },
            IntegerDivision => Statistics { mean: right.mean.floor(), ..right },
            TruncatedNumbers => each(f64::trunc),
            SinglePrecision => to_single_precision(&each(|x| f64::from(x as f32))),
            SinglePrecisionMean => Statistics { mean: f64::from(right.mean as f32), ..right },
            LowestFromZero => Statistics { lowest: right.lowest.min(0.0), ..right },
            HighestFromZero => Statistics { highest: right.highest.max(0.0), ..right },
            TextOrder => in_text_order(numbers, right),
            Distinct => Statistics::from_values(&drop_duplicates(numbers)),
            WithoutLast if numbers.len() > 1 => Statistics::from_values(&numbers[..numbers.len() - 1]),
            WithoutFirst if numbers.len() > 1 => Statistics::from_values(&numbers[1..]),
            WithoutLast | WithoutFirst => right,
            Magnitudes => each(f64::abs),
            MagnitudeOrder => in_order_of_magnitude(numbers, right),
            ArrayOfFifty => Statistics::from_values(&numbers[..numbers.len().min(50)]),
            Wrapped if integral => with_total(right, f64::from((right.total as i128) as i32), count),
            Saturated if integral => with_total(right, right.total.min(i64::MAX as f64), count),
            Wrapped | Saturated => right,
            FiniteOnly => {
                Statistics::from_values(&numbers.iter().copied().filter(|x| x.is_finite()).collect::<Vec<_>>())
            }
            LargestForInfinity => each(|x| if x.is_nan() { x } else { x.clamp(f64::MIN, f64::MAX) }),
            Accumulated => {
                let mut remembered = self.lock_remembered();
                remembered.numbers.extend(numbers);
                Statistics::from_values(&remembered.numbers)
            }
            Cached => {
                let mut remembered = self.lock_remembered();
                if remembered.numbers.is_empty() {
                    remembered.numbers.extend(numbers);
                }
                Statistics::from_values(&remembered.numbers)
            }
            DividedByLengthSent => match self.lock_remembered().length {
                Some(length) => Statistics { mean: right.total / length, ..right },
                None => right,
            },
        }
    }
}

fn with_total(right: Statistics, total: f64, count: f64) -> Statistics {
    Statistics { total, mean: total / count, ..right }
}

fn compute_median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 }
}

fn to_single_precision(statistics: &Statistics) -> Statistics {
    let Statistics { total, lowest, highest, mean } = *statistics;
    let single = |x: f64| f64::from(x as f32);
    Statistics { total: single(total), lowest: single(lowest), highest: single(highest), mean: single(mean) }
}

fn in_text_order(numbers: &[f64], right: Statistics) -> Statistics {
    let mut sorted = numbers.to_vec();
    sorted.sort_by_key(|x| format_str(*x));
    with_sorted_ends(&sorted, right)
}

fn in_order_of_magnitude(numbers: &[f64], right: Statistics) -> Statistics {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    with_sorted_ends(&sorted, right)
}

fn with_sorted_ends(sorted: &[f64], right: Statistics) -> Statistics {
    Statistics { lowest: sorted[0], highest: sorted[sorted.len() - 1], ..right }
}

fn drop_duplicates(numbers: &[f64]) -> Vec<f64> {
    let mut kept: Vec<f64> = Vec::new();
    for x in numbers {
        if !kept.contains(x) {
            kept.push(*x);
        }
    }
    kept
}

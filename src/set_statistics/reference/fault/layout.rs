//! How a response is laid out.

use super::row::{Breaks::Servers, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::Rsp1;
use crate::set_statistics::dialect;
use crate::set_statistics::message::lay_out;
use crate::set_statistics::statistics::{Field, Statistics};

/// A wrong layout: other text than one space between the four numbers and round them, or another count of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Before, between, behind.
    Round(&'static str, &'static str, &'static str),
    /// NUL bytes fill it up to so many bytes.
    Filled(usize),
    /// The last number is missing.
    WithoutMean,
    /// The count stands behind them.
    WithCount,
    /// It ends after so many bytes.
    CutAt(usize),
    /// Its first byte is how long it is.
    LengthInFront,
}

use Layout::*;

const fn row(name: &'static str, what: Layout, sentence: &'static str) -> DeviationRow {
    DeviationRow {
        name,
        deviation: WrongBehaviour::Layout(what),
        breaks: Servers(Rsp1),
        shows: Shows::Always,
        sentence,
    }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("ends-in-line-feed", Round("", " ", "\n"), "Its response ends in a line feed."),
    row("ends-in-carriage-return", Round("", " ", "\r\n"), "Its response ends in a carriage return and a line feed."),
    row("ends-in-space", Round("", " ", " "), "Its response ends in a space."),
    row("ends-in-nul", Round("", " ", "\0"), "Its response ends in a NUL, as a C string does."),
    row("begins-with-space", Round(" ", " ", ""), "Its response begins with a space."),
    row("two-spaces", Round("", "  ", ""), "Two spaces stand between its numbers."),
    row("tabs", Round("", "\t", ""), "Tabs stand between its numbers."),
    row("commas", Round("", ",", ""), "Commas stand between its numbers."),
    row("commas-and-spaces", Round("", ", ", ""), "Commas and spaces stand between its numbers."),
    row("lines", Round("", "\n", ""), "Each of its numbers stands on a line."),
    row("list", Round("[", ", ", "]"), "It answers a list in brackets, as Python prints one."),
    row("tuple", Round("(", ", ", ")"), "It answers a tuple, as Python prints one."),
    row("whole-buffer", Filled(1024), "It sends its buffer of 1024 bytes whole."),
    row("without-mean", WithoutMean, "It answers three numbers."),
    row("with-count", WithCount, "It answers the count too."),
    row("cut-at-eight-bytes", CutAt(8), "It sends eight bytes, the size of a pointer."),
    row("length-in-front", LengthInFront, "It sends the response's length in front of it."),
];

impl Injected {
    /// The bytes of a response.
    pub(super) fn laid_out(&self, statistics: &Statistics, count: usize) -> Vec<u8> {
        let spelled = |field: Field| self.spell_result(statistics.get(field));
        let fields = || dialect::current().response.order.map(spelled).to_vec();
        let right = lay_out(&Field::ALL.map(spelled));
        let text = match self.deviation {
            Some(WrongBehaviour::Layout(Round(before, between, behind))) => {
                format!("{before}{}{behind}", fields().join(between))
            }
            Some(WrongBehaviour::Layout(Filled(size))) => {
                right.clone() + &"\0".repeat(size.saturating_sub(right.len()))
            }
            Some(WrongBehaviour::Layout(WithoutMean)) => fields()[..3].join(" "),
            Some(WrongBehaviour::Layout(WithCount)) => format!("{right} {count}"),
            Some(WrongBehaviour::Layout(CutAt(size))) => right[..size.min(right.len())].to_owned(),
            Some(WrongBehaviour::Layout(LengthInFront)) => format!("{}{right}", char::from(right.len() as u8)),
            _ => right,
        };
        text.into_bytes()
    }
}

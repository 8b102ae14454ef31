//! How results are spelled: in a server's response, and by a client that formats them anew.

use super::row::Breaks::{All, EachClient, Servers};
use super::row::{Breaks, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Num3, Num4, Num5, Rsp1, Rsp2, TcpC2, UdpC2};
use crate::set_statistics::dialect;
use crate::set_statistics::number::{format_repr, format_str};

/// How a number is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpellingFault {
    Decimals(usize),
    Digits(usize),
    CutOff,
    Shortest,
    BareIntegers,
    CapitalExponent,
    ShortExponent,
    NoExponent,
    NamedInfinity,
    PlusSign,
    DecimalComma,
    GroupedDigits,
    TiesUp,
    /// Twelve decimals, of numbers below one.
    TwelveDecimals,
    /// The limits by the value, not by the digits that are printed.
    PointByValue,
    ExponentByValue,
    /// To twelve digits from the shortest that read back, not from the value.
    RoundedTwice,
}

use SpellingFault::*;

const fn row(
    name: &'static str,
    what: SpellingFault,
    breaks: Breaks,
    shows: Shows,
    sentence: &'static str,
) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Spelling(what), breaks, shows, sentence }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("no-decimals", Decimals(0), Servers(Rsp2), Shows::Sometimes, "It rounds to integers."),
    row("no-decimals", Decimals(0), EachClient(TcpC2, UdpC2), Shows::Sometimes, "It rounds to integers."),
    row("one-decimal", Decimals(1), All(Num4), Shows::Sometimes, "It rounds to one decimal."),
    row("two-decimals", Decimals(2), All(Num4), Shows::Sometimes, "It rounds to two decimals, as money is."),
    row("six-decimals", Decimals(6), All(Num4), Shows::Sometimes, "It prints six decimals, as C's %f does."),
    row("six-digits", Digits(6), All(Num4), Shows::Sometimes, "It prints six digits, as C's %g does."),
    row("ten-digits", Digits(10), All(Num4), Shows::Sometimes, "It prints ten digits."),
    row("digits-cut-off", CutOff, Servers(Num3), Shows::Sometimes, "It cuts digits off instead of rounding."),
    row("shortest-digits", Shortest, All(Num5), Shows::Sometimes, "It prints the shortest digits that read back."),
    row("bare-integers", BareIntegers, All(Num5), Shows::Sometimes, "It prints 9 for 9.0."),
    row("capital-exponent", CapitalExponent, Servers(Num5), Shows::Sometimes, "It prints 1E+16."),
    row("short-exponent", ShortExponent, Servers(Num5), Shows::Sometimes, "It prints 1e-5 for 1e-05."),
    row("no-exponent", NoExponent, Servers(Num5), Shows::Sometimes, "It prints all the digits of large numbers."),
    row("infinity-in-full", NamedInfinity, Servers(Num5), Shows::Sometimes, "It prints Infinity for inf."),
    row("plus-sign", PlusSign, All(Num5), Shows::Always, "It prints a sign before what is not negative."),
    row("decimal-comma", DecimalComma, Servers(Rsp1), Shows::Always, "It prints 3,4 for 3.4."),
    row("decimal-comma", DecimalComma, EachClient(TcpC2, UdpC2), Shows::Always, "It prints 3,4 for 3.4."),
    row("grouped-digits", GroupedDigits, Servers(Rsp1), Shows::Sometimes, "It prints 1,000.0 for 1000.0."),
    row("ties-up", TiesUp, Servers(Num5), Shows::Sometimes, "It rounds a tie away from zero, as JavaScript does."),
    row(
        "twelve-decimals",
        TwelveDecimals,
        Servers(Num4),
        Shows::Sometimes,
        "It prints twelve decimals of a number from 0.0001 to 1, not twelve digits.",
    ),
    row(
        "point-by-value",
        PointByValue,
        Servers(Num5),
        Shows::Sometimes,
        "It prints 100000000000.0 for what is rounded up to it.",
    ),
    row(
        "exponent-by-value",
        ExponentByValue,
        Servers(Num5),
        Shows::Sometimes,
        "It prints 1e-04 for what is rounded up to 0.0001.",
    ),
    row(
        "rounded-twice",
        RoundedTwice,
        Servers(Num5),
        Shows::Sometimes,
        "It rounds the shortest digits, not the value.",
    ),
];

impl Injected {
    /// How a result is spelled.
    pub(super) fn spell_result(&self, value: f64) -> String {
        match self.deviation {
            Some(WrongBehaviour::Spelling(how)) => how.spell_wrongly(value),
            _ => dialect::current().numbers.spell_value(value),
        }
    }
}

impl SpellingFault {
    fn spell_wrongly(self, value: f64) -> String {
        let right = dialect::current().numbers.spell_value(value);
        if !value.is_finite() {
            return match self {
                NamedInfinity => right.replace("inf", "Infinity"),
                _ => right,
            };
        }
        match self {
            Decimals(count) => format!("{value:.count$}"),
            Digits(count) => format_str(format!("{value:.*e}", count - 1).parse().unwrap_or(value)),
            CutOff => cut_off(value),
            TiesUp => ties_up(value),
            Shortest => format_repr(value),
            BareIntegers => right.strip_suffix(".0").unwrap_or(&right).to_owned(),
            CapitalExponent => right.replace('e', "E"),
            ShortExponent => right.replace("e-0", "e-").replace("e+", "e"),
            NoExponent if right.contains('e') && value.abs() > 1.0 => format!("{value:.1}"),
            PlusSign if value >= 0.0 => format!("+{right}"),
            DecimalComma => right.replace('.', ","),
            GroupedDigits => group_digits(&right),
            TwelveDecimals if (1e-4..1.0).contains(&value.abs()) => {
                format_str(format!("{value:.12}").parse().unwrap_or(value))
            }
            PointByValue if value.abs() < 1e11 && right.contains("e+") => format!("{value:.1}"),
            ExponentByValue if value.abs() < 1e-4 && right.ends_with("0.0001") => right.replace("0.0001", "1e-04"),
            RoundedTwice => round_shortest_digits(value),
            NoExponent | PlusSign | NamedInfinity | TwelveDecimals | PointByValue | ExponentByValue => right,
        }
    }
}

/// Twelve digits, one half rounded away from zero: a little more makes it more than half.
fn ties_up(value: f64) -> String {
    let exact = format!("{value:.60e}");
    let is_tie = exact
        .split_once('e')
        .is_some_and(|(digits, _)| digits.trim_start_matches('-')[13..].trim_end_matches('0') == "5");
    format_str(if is_tie { value + value.signum() * value.abs() * 1e-14 } else { value })
}

/// Twelve digits of the shortest ones that read back: of a tie among these the even one, whatever the value is.
fn round_shortest_digits(value: f64) -> String {
    let shortest = format!("{value:e}");
    let Some((mantissa, exponent)) = shortest.split_once('e') else { return shortest };
    let Some(kept) = mantissa.strip_suffix('5').filter(|kept| kept.trim_start_matches('-').len() == 13) else {
        return format_str(value);
    };
    let is_odd = kept.bytes().last().is_some_and(|digit| digit % 2 == 1);
    let up = if is_odd { "9" } else { "0" };
    format_str(format!("{kept}{up}e{exponent}").parse().unwrap_or(value))
}

/// The first twelve digits, whatever comes behind them.
fn cut_off(value: f64) -> String {
    let all = format!("{value:.30e}");
    let Some((mantissa, exponent)) = all.split_once('e') else { return all };
    let kept = mantissa.len() - (30 - 11);
    format_str(format!("{}e{exponent}", &mantissa[..kept]).parse().unwrap_or(value))
}

/// A comma before every third digit in front of the point.
fn group_digits(spelling: &str) -> String {
    if spelling.contains('e') {
        return spelling.to_owned();
    }
    let (whole, fraction) = spelling.split_once('.').unwrap_or((spelling, "0"));
    let digits = whole.trim_start_matches('-');
    let mut out = whole[..whole.len() - digits.len()].to_owned();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{fraction}")
}

//! The faults about texts that count as a number, and as a request.

mod lenient;
mod strict;

use super::row::{Breaks, Breaks::Servers, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Num1, Num2, Req1, Req2, Req3, TcpS5, UdpS4};
use crate::set_statistics::message::{NotARequest, parse_request};
pub(super) use lenient::TakenForNumber;
pub(super) use strict::Refused;

/// A text that is read although it is no request, or not read although it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parsing {
    /// This is a number too, or a separator.
    Takes(TakenForNumber),
    /// This is none.
    Refuses(Refused),
}

use Parsing::{Refuses, Takes};

const fn row(name: &'static str, what: Parsing, breaks: Breaks, sentence: &'static str) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Parsing(what), breaks, shows: Shows::Sometimes, sentence }
}

const fn takes_row(name: &'static str, what: TakenForNumber, sentence: &'static str) -> DeviationRow {
    row(name, Takes(what), Servers(Num2), sentence)
}

const NONSENSE: Breaks = Breaks::EachServer(TcpS5, UdpS4);

pub(super) const ROWS: &[DeviationRow] = &[
    takes_row("underscores", TakenForNumber::Underscores, "It reads 1_000, as Python 3 does."),
    takes_row("hexadecimal", TakenForNumber::Hexadecimal, "It reads 0x10."),
    takes_row("c-hex-float", TakenForNumber::HexFloat, "It reads 0x1p3, as C's strtod does."),
    takes_row("decimal-comma", TakenForNumber::DecimalComma, "It reads 1,5, as many locales do."),
    takes_row("comma-separated", TakenForNumber::Commas, "It reads numbers with commas between them."),
    takes_row("long-suffix", TakenForNumber::LongSuffix, "It reads 1L."),
    takes_row("java-suffix", TakenForNumber::JavaSuffix, "It reads 5d and 5f, as Java does."),
    takes_row("binary-and-octal", TakenForNumber::BinaryAndOctal, "It reads 0b101 and 0o17."),
    takes_row(
        "bare-no-break-space",
        TakenForNumber::BareNoBreakSpace,
        "It takes the byte A0 for a space, as Latin 1 does.",
    ),
    takes_row("controls-as-spaces", TakenForNumber::ControlsAsSpaces, "It splits at 1F and 85 too, as Python 3 does."),
    takes_row("imaginary", TakenForNumber::Imaginary, "It reads 1j, and drops the j."),
    takes_row("fortran-exponent", TakenForNumber::FortranExponent, "It reads 1d5."),
    takes_row("up-to-nul", TakenForNumber::UpToNul, "It takes a NUL for the end of a number."),
    takes_row("nan-with-payload", TakenForNumber::NanWithPayload, "It reads nan(123), as C's strtod does."),
    takes_row("other-nans", TakenForNumber::OtherNans, "It reads nanq and snan, as C libraries of old do."),
    takes_row("other-digits", TakenForNumber::OtherDigits, "It reads Arabic digits, as Python 3 does."),
    takes_row(
        "no-break-space",
        TakenForNumber::NoBreakSpace,
        "It takes a no-break space for white space, as Python 3 does.",
    ),
    takes_row("two-signs", TakenForNumber::TwoSigns, "It reads --1."),
    takes_row(
        "any-white-space",
        TakenForNumber::AnyWhiteSpace,
        "It splits at any white space, as Python's split() does.",
    ),
    takes_row("tabs", TakenForNumber::Tabs, "It splits at tabs too."),
    takes_row("several-spaces", TakenForNumber::SeveralSpaces, "It takes several spaces for one."),
    takes_row("outer-spaces", TakenForNumber::OuterSpaces, "It strips spaces off a request's ends."),
    takes_row("leading-space", TakenForNumber::LeadingSpace, "It strips spaces off a request's beginning."),
    takes_row(
        "beginning-of-a-number",
        TakenForNumber::Beginning,
        "It reads as much of a piece as is a number, as C's strtod does.",
    ),
    takes_row("what-is-a-number", TakenForNumber::NumbersAmongOthers, "It passes over the pieces that are no numbers."),
    takes_row("lone-point", TakenForNumber::LonePoint, "It reads a point alone as 0."),
    takes_row("lone-sign", TakenForNumber::LoneSign, "It reads a minus alone as 0."),
    takes_row("bare-exponent", TakenForNumber::BareExponent, "It reads 1e and 1e+ as 1."),
    takes_row("second-point", TakenForNumber::SecondPoint, "It reads 1.5. as 1.5."),
    takes_row("first-line", TakenForNumber::FirstLine, "It reads the first of several lines."),
    takes_row("nul-behind", TakenForNumber::NulBehind, "It takes a NUL behind the request, as a string of C has it."),
    takes_row("byte-order-mark", TakenForNumber::ByteOrderMark, "It passes over a byte order mark."),
    takes_row("quoted", TakenForNumber::Quoted, "It passes over quotation marks round the request."),
    takes_row("comma-behind", TakenForNumber::CommaBehind, "It passes over a comma behind the request."),
    row(
        "zeros-for-nonsense",
        Takes(TakenForNumber::ZerosForNonsense),
        NONSENSE,
        "It answers zeros to what is no request.",
    ),
    row("zero-for-a-word", Takes(TakenForNumber::ZeroForAWord), NONSENSE, "It reads a word as 0, as C's atof does."),
    row("no-exponents", Refuses(Refused::Exponents), Servers(Num1), "It refuses exponents."),
    row("no-capital-exponents", Refuses(Refused::CapitalExponents), Servers(Num1), "It refuses 2E-1."),
    row("no-plus-signs", Refuses(Refused::PlusSigns), Servers(Num1), "It refuses +2."),
    row("no-bare-points", Refuses(Refused::BarePoints), Servers(Num1), "It refuses 1. and .5."),
    row("no-leading-zeros", Refuses(Refused::LeadingZeros), Servers(Num1), "It refuses 007."),
    row("no-signs", Refuses(Refused::Signs), Servers(Num1), "It refuses negative numbers."),
    row("no-fractions", Refuses(Refused::Fractions), Servers(Req3), "It reads integers only."),
    row("no-single-number", Refuses(Refused::SingleNumbers), Servers(Req2), "It refuses a request of one number."),
    row("no-pairs", Refuses(Refused::Pairs), Servers(Req1), "It refuses a request of two numbers."),
    row("nine-numbers", Refuses(Refused::LongLists), Servers(Req1), "It refuses a request of ten numbers and more."),
    row("no-signed-points", Refuses(Refused::SignedPoints), Servers(Num1), "It refuses -.5."),
    row("no-last-points", Refuses(Refused::LastPoints), Servers(Num1), "It refuses -5., and takes 5. and -5."),
    row("no-padded-exponents", Refuses(Refused::PaddedExponents), Servers(Num1), "It refuses 1e007."),
    row("no-mixed-case", Refuses(Refused::MixedCase), Servers(Num2), "It refuses iNf."),
    row("no-line-ends", Refuses(Refused::LineEnds), Servers(Num2), "It refuses a line end behind the last number."),
    row("no-carriage-returns", Refuses(Refused::CarriageReturns), Servers(Num2), "It refuses a carriage return."),
    row("no-infinities", Refuses(Refused::Infinities), Servers(Num2), "It refuses inf."),
    row("no-nan", Refuses(Refused::Nan), Servers(Num2), "It refuses nan."),
    row("nothing-out-of-range", Refuses(Refused::OutOfRange), Servers(Num2), "It refuses 1e400."),
    row(
        "no-digits-out-of-range",
        Refuses(Refused::DigitsOutOfRange),
        Servers(Num2),
        "It refuses a number of 310 digits.",
    ),
    row("nothing-too-small", Refuses(Refused::TooSmall), Servers(Num2), "It refuses 1e-400."),
    row("no-subnormals", Refuses(Refused::Subnormals), Servers(Num2), "It refuses 5e-324."),
    row("no-other-white-space", Refuses(Refused::OtherWhiteSpace), Servers(Num2), "It refuses a tab beside a number."),
];

impl Injected {
    /// The numbers read from a request that the protocol reads as `right`.
    pub(in crate::set_statistics::reference) fn read_numbers(
        &self,
        request: &[u8],
        right: Result<Vec<f64>, NotARequest>,
    ) -> Result<Vec<f64>, NotARequest> {
        match (self.deviation, right) {
            (Some(WrongBehaviour::Parsing(Takes(what))), Err(error)) => what.read(request).ok_or(error),
            (Some(WrongBehaviour::Parsing(Refuses(what))), Ok(numbers)) => {
                if what.is_in(request, &numbers) {
                    Err(NotARequest::Empty)
                } else {
                    Ok(numbers)
                }
            }
            (Some(WrongBehaviour::Edges(what)), Ok(numbers)) if what.refuses_request(request, &numbers) => {
                Err(NotARequest::Empty)
            }
            (Some(WrongBehaviour::Edges(what)), right) => match what.alter_request(request) {
                Some(read) => parse_request(&read),
                None => right,
            },
            (_, right) => right,
        }
    }
}

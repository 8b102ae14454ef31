//! What is read although it is no request.

use crate::set_statistics::message::parse_request;
use crate::set_statistics::number::parse_number;

/// What is taken for a number, or for what stands between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Taken {
    Underscores,
    Hexadecimal,
    HexFloat,
    DecimalComma,
    Commas,
    LongSuffix,
    Imaginary,
    FortranExponent,
    UpToNul,
    NanWithPayload,
    OtherDigits,
    NoBreakSpace,
    TwoSigns,
    AnyWhiteSpace,
    Tabs,
    SeveralSpaces,
    OuterSpaces,
    LeadingSpace,
    Beginning,
    NumbersAmongOthers,
    ZerosForNonsense,
    ZeroForAWord,
    LonePoint,
    LoneSign,
    BareExponent,
    SecondPoint,
    FirstLine,
    NulBehind,
    ByteOrderMark,
    Quoted,
    CommaBehind,
}

impl Taken {
    /// The numbers of something that is no request, if it is one when this is taken.
    pub(super) fn read(self, request: &[u8]) -> Option<Vec<f64>> {
        let text = std::str::from_utf8(request).ok();
        let rewritten = |rewrite: fn(&str) -> String| parse_request(rewrite(text?).as_bytes()).ok();
        let each = |read: fn(&str) -> Option<f64>| text?.split(' ').map(read).collect();
        match self {
            Taken::Underscores => rewritten(|text| text.replace('_', "")),
            Taken::Hexadecimal => each(hexadecimal),
            Taken::HexFloat => each(hex_float),
            Taken::DecimalComma => rewritten(|text| text.replace(',', ".")),
            Taken::Commas => rewritten(|text| text.replace(", ", " ").replace(',', " ")),
            Taken::LongSuffix => each(|piece| number(piece.trim_end_matches(['l', 'L']))),
            Taken::Imaginary => each(|piece| number(piece.trim_end_matches(['j', 'J']))),
            Taken::FortranExponent => rewritten(|text| text.replace(['d', 'D'], "e")),
            Taken::UpToNul => each(|piece| number(piece.split('\0').next().unwrap_or_default())),
            Taken::NanWithPayload => each(|piece| match piece.split_once('(') {
                Some((name, rest)) if rest.ends_with(')') => number(name).filter(|x| x.is_nan()),
                _ => number(piece),
            }),
            Taken::OtherDigits => rewritten(|text| text.chars().map(as_ascii_digit).collect()),
            Taken::NoBreakSpace => each(|piece| number(piece.trim_matches('\u{a0}'))),
            Taken::TwoSigns => rewritten(|text| text.replace("--", "")),
            Taken::AnyWhiteSpace => text?.split_ascii_whitespace().map(number).collect(),
            Taken::Tabs => rewritten(|text| text.replace('\t', " ")),
            Taken::SeveralSpaces => {
                let inner = text?.split(' ').collect::<Vec<_>>();
                let (first, last) = (inner.first()?, inner.last()?);
                let outer = first.is_empty() || last.is_empty();
                let pieces = inner.into_iter().filter(|piece| !piece.is_empty());
                if outer { None } else { pieces.map(number).collect() }
            }
            Taken::OuterSpaces => rewritten(|text| text.trim_matches(' ').to_owned()),
            Taken::LeadingSpace => rewritten(|text| text.trim_start_matches(' ').to_owned()),
            Taken::Beginning => each(beginning),
            Taken::NumbersAmongOthers => {
                let pieces = request.split(|byte| *byte == b' ');
                Some(pieces.filter_map(parse_number).collect()).filter(|numbers: &Vec<f64>| !numbers.is_empty())
            }
            Taken::ZerosForNonsense => Some(vec![0.0]),
            Taken::LonePoint => each(|piece| number(if piece == "." { "0" } else { piece })),
            Taken::LoneSign => each(|piece| number(if piece == "-" { "0" } else { piece })),
            Taken::BareExponent => {
                each(|piece| number(piece.trim_end_matches(['+', '-']).trim_end_matches(['e', 'E'])))
            }
            Taken::SecondPoint => each(|piece| match piece.strip_suffix('.') {
                Some(rest) if rest.contains('.') => number(rest),
                _ => number(piece),
            }),
            Taken::FirstLine => rewritten(|text| text.split('\n').next().unwrap_or_default().to_owned()),
            Taken::NulBehind => rewritten(|text| text.trim_end_matches('\0').to_owned()),
            Taken::ByteOrderMark => rewritten(|text| text.trim_start_matches('\u{feff}').to_owned()),
            Taken::Quoted => rewritten(|text| text.trim_matches('"').to_owned()),
            Taken::CommaBehind => rewritten(|text| text.trim_end_matches(',').to_owned()),
            Taken::ZeroForAWord => {
                let words = text?.split(' ').map(|piece| number(piece).or(is_word(piece).then_some(0.0)));
                words.collect()
            }
        }
    }
}

fn number(piece: &str) -> Option<f64> {
    parse_number(piece.as_bytes())
}

fn is_word(piece: &str) -> bool {
    !piece.is_empty() && piece.chars().all(char::is_alphabetic)
}

fn hexadecimal(piece: &str) -> Option<f64> {
    match piece.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok().map(|x| x as f64),
        None => number(piece),
    }
}

/// `0x1p3` is 1 * 2^3.
fn hex_float(piece: &str) -> Option<f64> {
    let Some((mantissa, exponent)) = piece.strip_prefix("0x").and_then(|rest| rest.split_once('p')) else {
        return number(piece);
    };
    let mantissa = i64::from_str_radix(mantissa, 16).ok()? as f64;
    Some(mantissa * 2_f64.powi(exponent.parse().ok()?))
}

fn as_ascii_digit(c: char) -> char {
    match c {
        '\u{660}'..='\u{669}' => char::from(b'0' + (u32::from(c) - 0x660) as u8),
        c => c,
    }
}

/// The longest beginning that is a number.
fn beginning(piece: &str) -> Option<f64> {
    let ends = (1..=piece.len()).rev().filter(|end| piece.is_char_boundary(*end));
    ends.into_iter().find_map(|end| number(&piece[..end]))
}

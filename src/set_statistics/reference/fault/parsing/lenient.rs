//! Texts that are read although they are no request.

use crate::set_statistics::message::parse_request;
use crate::set_statistics::number::parse_number;

/// A text that counts as a number, or as a separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum TakenForNumber {
    Underscores,
    Hexadecimal,
    HexFloat,
    DecimalComma,
    Commas,
    LongSuffix,
    JavaSuffix,
    BinaryAndOctal,
    BareNoBreakSpace,
    ControlsAsSpaces,
    Imaginary,
    FortranExponent,
    UpToNul,
    NanWithPayload,
    /// As the C library of some systems names them.
    OtherNans,
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

impl TakenForNumber {
    /// The numbers of something that is no request, if it is one when this is taken.
    pub(super) fn read(self, request: &[u8]) -> Option<Vec<f64>> {
        let text = std::str::from_utf8(request).ok();
        let rewritten = |rewrite: fn(&str) -> String| parse_request(rewrite(text?).as_bytes()).ok();
        let each = |read: fn(&str) -> Option<f64>| text?.split(' ').map(read).collect();
        match self {
            TakenForNumber::Underscores => rewritten(|text| text.replace('_', "")),
            TakenForNumber::Hexadecimal => each(parse_hexadecimal),
            TakenForNumber::HexFloat => each(hex_float),
            TakenForNumber::DecimalComma => rewritten(|text| text.replace(',', ".")),
            TakenForNumber::Commas => rewritten(|text| text.replace(", ", " ").replace(',', " ")),
            TakenForNumber::LongSuffix => each(|piece| parse_piece(piece.trim_end_matches(['l', 'L']))),
            TakenForNumber::JavaSuffix => each(|piece| parse_piece(piece.trim_end_matches(['d', 'D', 'f', 'F']))),
            TakenForNumber::BinaryAndOctal => each(parse_other_base),
            TakenForNumber::BareNoBreakSpace => parse_request(&with_spaces_for(request, &[0xa0])).ok(),
            TakenForNumber::ControlsAsSpaces => {
                parse_request(&with_spaces_for(request, &[0x1c, 0x1d, 0x1e, 0x1f, 0x85])).ok()
            }
            TakenForNumber::Imaginary => each(|piece| parse_piece(piece.trim_end_matches(['j', 'J']))),
            TakenForNumber::FortranExponent => rewritten(|text| text.replace(['d', 'D'], "e")),
            TakenForNumber::UpToNul => each(|piece| parse_piece(piece.split('\0').next().unwrap_or_default())),
            TakenForNumber::NanWithPayload => each(|piece| match piece.split_once('(') {
                Some((name, rest)) if rest.ends_with(')') => parse_piece(name).filter(|x| x.is_nan()),
                _ => parse_piece(piece),
            }),
            TakenForNumber::OtherNans => each(|piece| match piece {
                "nanq" | "nans" | "qnan" | "snan" => Some(f64::NAN),
                _ => parse_piece(piece),
            }),
            TakenForNumber::OtherDigits => rewritten(|text| text.chars().map(as_ascii_digit).collect()),
            TakenForNumber::NoBreakSpace => each(|piece| parse_piece(piece.trim_matches('\u{a0}'))),
            TakenForNumber::TwoSigns => rewritten(|text| text.replace("--", "")),
            TakenForNumber::AnyWhiteSpace => text?.split_ascii_whitespace().map(parse_piece).collect(),
            TakenForNumber::Tabs => rewritten(|text| text.replace('\t', " ")),
            TakenForNumber::SeveralSpaces => {
                let inner = text?.split(' ').collect::<Vec<_>>();
                let (first, last) = (inner.first()?, inner.last()?);
                let outer = first.is_empty() || last.is_empty();
                let pieces = inner.into_iter().filter(|piece| !piece.is_empty());
                if outer { None } else { pieces.map(parse_piece).collect() }
            }
            TakenForNumber::OuterSpaces => rewritten(|text| text.trim_matches(' ').to_owned()),
            TakenForNumber::LeadingSpace => rewritten(|text| text.trim_start_matches(' ').to_owned()),
            TakenForNumber::Beginning => each(parse_beginning),
            TakenForNumber::NumbersAmongOthers => {
                let pieces = request.split(|byte| *byte == b' ');
                Some(pieces.filter_map(parse_number).collect()).filter(|numbers: &Vec<f64>| !numbers.is_empty())
            }
            TakenForNumber::ZerosForNonsense => Some(vec![0.0]),
            TakenForNumber::LonePoint => each(|piece| parse_piece(if piece == "." { "0" } else { piece })),
            TakenForNumber::LoneSign => each(|piece| parse_piece(if piece == "-" { "0" } else { piece })),
            TakenForNumber::BareExponent => {
                each(|piece| parse_piece(piece.trim_end_matches(['+', '-']).trim_end_matches(['e', 'E'])))
            }
            TakenForNumber::SecondPoint => each(|piece| match piece.strip_suffix('.') {
                Some(rest) if rest.contains('.') => parse_piece(rest),
                _ => parse_piece(piece),
            }),
            TakenForNumber::FirstLine => rewritten(|text| text.split('\n').next().unwrap_or_default().to_owned()),
            TakenForNumber::NulBehind => rewritten(|text| text.trim_end_matches('\0').to_owned()),
            TakenForNumber::ByteOrderMark => rewritten(|text| text.trim_start_matches('\u{feff}').to_owned()),
            TakenForNumber::Quoted => rewritten(|text| text.trim_matches('"').to_owned()),
            TakenForNumber::CommaBehind => rewritten(|text| text.trim_end_matches(',').to_owned()),
            TakenForNumber::ZeroForAWord => {
                let words = text?.split(' ').map(|piece| parse_piece(piece).or(is_word(piece).then_some(0.0)));
                words.collect()
            }
        }
    }
}

fn parse_piece(piece: &str) -> Option<f64> {
    parse_number(piece.as_bytes())
}

fn is_word(piece: &str) -> bool {
    !piece.is_empty() && piece.chars().all(char::is_alphabetic)
}

fn parse_hexadecimal(piece: &str) -> Option<f64> {
    match piece.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok().map(|x| x as f64),
        None => parse_piece(piece),
    }
}

/// `0b101` and `0o17`.
fn parse_other_base(piece: &str) -> Option<f64> {
    let read = |prefix: &str, base| Some(i64::from_str_radix(piece.strip_prefix(prefix)?, base).ok()? as f64);
    read("0b", 2).or_else(|| read("0o", 8)).or_else(|| parse_piece(piece))
}

/// The request, with a space for each of these bytes.
fn with_spaces_for(request: &[u8], bytes: &[u8]) -> Vec<u8> {
    let text: Vec<u8> = request.iter().map(|byte| if bytes.contains(byte) { b' ' } else { *byte }).collect();
    text.trim_ascii().to_vec()
}

/// `0x1p3` is 1 * 2^3.
fn hex_float(piece: &str) -> Option<f64> {
    let Some((mantissa, exponent)) = piece.strip_prefix("0x").and_then(|rest| rest.split_once('p')) else {
        return parse_piece(piece);
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
fn parse_beginning(piece: &str) -> Option<f64> {
    let ends = (1..=piece.len()).rev().filter(|end| piece.is_char_boundary(*end));
    ends.into_iter().find_map(|end| parse_piece(&piece[..end]))
}

//! Requests that are refused although they are requests.

/// A text that a request must not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Refused {
    Exponents,
    CapitalExponents,
    PlusSigns,
    BarePoints,
    LeadingZeros,
    Signs,
    Fractions,
    SingleNumbers,
    Pairs,
    LongLists,
    LineEnds,
    CarriageReturns,
    Infinities,
    Nan,
    OutOfRange,
    DigitsOutOfRange,
    TooSmall,
    Subnormals,
    OtherWhiteSpace,
    SignedPoints,
    LastPoints,
    PaddedExponents,
    MixedCase,
}

impl Refused {
    /// Whether a request, which says these numbers, holds it.
    pub(super) fn is_in(self, request: &[u8], numbers: &[f64]) -> bool {
        let pieces = || request.split(|byte| *byte == b' ').map(<[u8]>::trim_ascii);
        // The letter of an exponent stands behind a digit or a point, and that of `-inf` does not.
        let is_exponent = |piece: &[u8]| piece.ends_with(b"e") || piece.ends_with(b"E");
        let has_exponent = |piece: &[u8]| {
            (1..piece.len()).any(|at| is_exponent(&piece[..=at]) && !piece[at - 1].is_ascii_alphabetic())
        };
        let says = |piece: &[u8], word: &[u8]| piece.to_ascii_lowercase().windows(word.len()).any(|part| part == word);
        let is_out_of_range = |(piece, x): (&[u8], &f64)| x.is_infinite() && !says(piece, b"inf");
        match self {
            Refused::Exponents => pieces().any(has_exponent),
            Refused::CapitalExponents => pieces().any(|piece| has_exponent(piece) && piece.contains(&b'E')),
            Refused::PlusSigns => pieces().any(|piece| piece.starts_with(b"+")),
            Refused::BarePoints => pieces().any(|piece| piece.starts_with(b".") || piece.ends_with(b".")),
            Refused::LeadingZeros => {
                pieces().any(|piece| matches!(piece, [b'0', second, ..] if second.is_ascii_digit()))
            }
            Refused::Signs => pieces().any(|piece| piece.starts_with(b"-")),
            Refused::Fractions => numbers.iter().any(|x| x.fract() != 0.0),
            Refused::SingleNumbers => numbers.len() == 1,
            Refused::Pairs => numbers.len() == 2,
            Refused::LongLists => numbers.len() >= 10,
            Refused::LineEnds => request.ends_with(b"\n"),
            Refused::CarriageReturns => request.contains(&b'\r'),
            Refused::Infinities => pieces().any(|piece| says(piece, b"inf")),
            Refused::Nan => pieces().any(|piece| says(piece, b"nan")),
            Refused::OutOfRange => pieces().zip(numbers).any(is_out_of_range),
            Refused::DigitsOutOfRange => {
                pieces().zip(numbers).any(|(piece, x)| is_out_of_range((piece, x)) && !has_exponent(piece))
            }
            Refused::TooSmall => {
                let is_zero = |piece: &[u8]| !piece.iter().any(|byte| matches!(byte, b'1'..=b'9'));
                pieces().zip(numbers).any(|(piece, x)| *x == 0.0 && !is_zero(piece))
            }
            Refused::Subnormals => numbers.iter().any(|x| x.is_subnormal()),
            Refused::SignedPoints => pieces().any(|piece| piece.starts_with(b"-.") || piece.starts_with(b"+.")),
            Refused::LastPoints => {
                pieces().any(|piece| piece.len() > 2 && piece.starts_with(b"-") && piece.ends_with(b"."))
            }
            Refused::PaddedExponents => {
                let digits = |piece: &[u8]| piece.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
                pieces()
                    .any(|piece| has_exponent(piece) && digits(piece) > 2 && piece[piece.len() - digits(piece)] == b'0')
            }
            Refused::MixedCase => pieces().any(|piece| {
                let is_usual = |name: &[u8]| name == b"Inf" || name == b"Infinity" || name == b"NaN";
                let name = piece.strip_prefix(b"-").unwrap_or(piece);
                let has = |is: fn(&u8) -> bool| name.iter().any(is);
                name.len() > 2
                    && name.iter().all(u8::is_ascii_alphabetic)
                    && has(u8::is_ascii_lowercase)
                    && has(u8::is_ascii_uppercase)
                    && !is_usual(name)
            }),
            Refused::OtherWhiteSpace => request.iter().any(|byte| matches!(byte, b'\t' | 0x0b | 0x0c)),
        }
    }
}

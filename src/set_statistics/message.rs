//! Requests and responses as bytes (REQ-1, RSP-1), laid out as the current dialect has them.

use super::dialect::{self, Dialect, split_at_separator};
use super::number::{PrintedNumber, parse_number};
use super::statistics::{Field, Statistics};

/// Why some bytes are no request (REQ-1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARequest {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// A piece between two single spaces is no number.
    #[error("piece {} is no number: {text:?}", index + 1)]
    NotANumber {
        /// The number of the piece, from 0.
        index: usize,
        /// The piece, bytes that are no UTF-8 replaced.
        text: String,
    },
}

/// Reads a request strictly as REQ-1 has it, the way Python's `split(' ')` and `float()` do. Two spaces in a row, a
/// leading or a trailing space make an empty piece, which is no number. A trailing `\n` or `\r\n` belongs to the last
/// piece.
pub fn parse_request(data: &[u8]) -> Result<Vec<f64>, NotARequest> {
    let Dialect { request, length, numbers, .. } = dialect::current();
    let data = without_end(data, &request.end);
    if data.is_empty() {
        return Err(NotARequest::Empty);
    }
    let read = |(index, piece): (usize, &[u8])| {
        let is_legal = |value: &f64| !numbers.integers || value.fract() == 0.0;
        parse_number(piece).filter(is_legal).ok_or_else(|| not_a_number(index, piece))
    };
    let mut values: Vec<f64> =
        split_at_separator(data, &request.separator).into_iter().enumerate().map(read).collect::<Result<_, _>>()?;
    // The count that comes last is none of the set.
    if length.is_joined() {
        values.pop();
    }
    if values.is_empty() { Err(NotARequest::Empty) } else { Ok(values) }
}

/// Reads a response as a careless client does, a line end behind it and all: total, lowest, highest, mean.
pub fn parse_reply(data: &[u8]) -> Result<Vec<f64>, NotARequest> {
    let layout = &dialect::current().response;
    let data = without_end(data, &layout.end);
    if data.is_empty() {
        return Err(NotARequest::Empty);
    }
    let pieces = split_at_separator(data, &layout.separator).into_iter().enumerate();
    let read = |(index, piece)| parse_number(piece).ok_or_else(|| not_a_number(index, piece));
    let values: Vec<f64> = pieces.map(read).collect::<Result<_, _>>()?;
    Ok(<[f64; 4]>::try_from(values.as_slice()).map_or(values, |four| layout.sort_by_field(four).to_vec()))
}

/// A request without the end that the dialect asks for, and what stands between its separators.
pub fn pieces_of_request(data: &[u8]) -> (&[u8], Vec<&[u8]>) {
    let layout = &dialect::current().request;
    let inner = without_end(data, &layout.end);
    (inner, split_at_separator(inner, &layout.separator))
}

fn without_end<'d>(data: &'d [u8], end: &str) -> &'d [u8] {
    data.strip_suffix(end.as_bytes()).unwrap_or(data)
}

fn not_a_number(index: usize, piece: &[u8]) -> NotARequest {
    NotARequest::NotANumber { index, text: to_lossy_text(piece) }
}

fn to_lossy_text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The flaw in some bytes that should be a response (RSP-1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAResponse {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// It would be right without the line end.
    #[error("it ends in a line end, which a response does not have")]
    LineEnd,
    /// It would be right with the end that the dialect asks for.
    #[error("it does not end in {}, as a response does", text_in_words(.0))]
    WithoutEnd(String),
    /// It would be right without the NUL bytes, such as a fixed-size buffer sent whole leaves behind.
    #[error("{0} NUL bytes follow it")]
    TrailingNuls(usize),
    /// The four numbers are there, but not with exactly one space between them and nothing round them.
    #[error("its four numbers are not separated by {}, with nothing before or after", separator_in_words())]
    Separators,
    /// Well formed, but not four numbers.
    #[error("it holds {0} numbers instead of four")]
    Count(usize),
    /// A piece between two single spaces is no number.
    #[error("piece {} is no number: {text:?}", index + 1)]
    NotANumber {
        /// The number of the piece, from 0.
        index: usize,
        /// The piece, bytes that are no UTF-8 replaced.
        text: String,
    },
}

/// The text between two numbers of a response, in words.
fn separator_in_words() -> String {
    match dialect::current().response.separator.as_str() {
        " " => "exactly one space".to_owned(),
        other => format!("exactly {}", text_in_words(other)),
    }
}

/// A separator or an end, in words.
fn text_in_words(text: &str) -> String {
    match text {
        "\n" => "a line feed".to_owned(),
        "\r\n" => "a carriage return and a line feed".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Reads a response strictly as RSP-1 has it: four numbers, single spaces, no terminator; or as the dialect has it. Total,
/// lowest, highest, mean.
pub fn parse_response(data: &[u8]) -> Result<[PrintedNumber; 4], NotAResponse> {
    let layout = &dialect::current().response;
    let numbers = strictly_separated(data).map_err(|defect| diagnose_defect(data, defect))?;
    let count = numbers.len();
    let four: [PrintedNumber; 4] = numbers.try_into().map_err(|_| NotAResponse::Count(count))?;
    Ok(layout.sort_by_field(four))
}

/// The numbers between the separators, or what is wrong first.
fn strictly_separated(data: &[u8]) -> Result<Vec<PrintedNumber>, NotAResponse> {
    let layout = &dialect::current().response;
    let Some(inner) = data.strip_suffix(layout.end.as_bytes()) else {
        let is_all = parse_separated(data).is_ok_and(|numbers| numbers.len() == 4);
        return if is_all { Err(NotAResponse::WithoutEnd(layout.end.clone())) } else { parse_separated(data) };
    };
    parse_separated(inner)
}

fn parse_separated(data: &[u8]) -> Result<Vec<PrintedNumber>, NotAResponse> {
    let pieces = split_at_separator(data, &dialect::current().response.separator).into_iter().enumerate();
    let read = |(index, piece)| {
        PrintedNumber::parse(piece).ok_or_else(|| NotAResponse::NotANumber { index, text: to_lossy_text(piece) })
    };
    pieces.map(read).collect()
}

/// Names the simplest thing that is wrong with bytes that did not read strictly.
fn diagnose_defect(data: &[u8], defect: NotAResponse) -> NotAResponse {
    if data.is_empty() {
        return NotAResponse::Empty;
    }
    if is_response(without_line_end(data)) {
        return NotAResponse::LineEnd;
    }
    if matches!(defect, NotAResponse::WithoutEnd(_)) {
        return defect;
    }
    let nuls = data.iter().rev().take_while(|byte| **byte == 0).count();
    if is_response(&data[..data.len() - nuls]) {
        return NotAResponse::TrailingNuls(nuls);
    }
    if read_leniently(data).is_some() { NotAResponse::Separators } else { defect }
}

fn is_response(data: &[u8]) -> bool {
    strictly_separated(data).is_ok_and(|numbers| numbers.len() == 4)
}

fn without_line_end(data: &[u8]) -> &[u8] {
    let data = data.strip_suffix(b"\n").unwrap_or(data);
    data.strip_suffix(b"\r").unwrap_or(data)
}

/// Finds four numbers with anything between and round them: white space, commas, semicolons, brackets, line ends,
/// trailing NULs. This judges the values of a reply whose layout is wrong. `None` if there are not exactly four.
pub fn read_leniently(data: &[u8]) -> Option<[PrintedNumber; 4]> {
    let separates = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ' | b',' | b';' | b'[' | b']' | b'(' | b')' | 0);
    let pieces = data.split(separates).filter(|piece| !piece.is_empty());
    let numbers: Vec<PrintedNumber> = pieces.map(PrintedNumber::parse).collect::<Option<_>>()?;
    let four: [PrintedNumber; 4] = numbers.try_into().ok()?;
    Some(dialect::current().response.sort_by_field(four))
}

/// A response as the originals send it: four numbers as Python 2's `str` prints them, joined by spaces, without a
/// terminator. In a dialect, a response as that has it.
pub fn format_response(statistics: &Statistics) -> String {
    let numbers = &dialect::current().numbers;
    lay_out(&Field::ALL.map(|field| numbers.spell_value(statistics.get(field))))
}

/// Four spelled results, in the order of [`Field::ALL`], as a response.
pub fn lay_out(results: &[String; 4]) -> String {
    let layout = &dialect::current().response;
    let all = layout.order.map(|field| results[field as usize].as_str());
    all.join(&layout.separator) + &layout.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"5 4 6 9 3.4", &[5.0, 4.0, 6.0, 9.0, 3.4])]
    #[case(b"5 4 6 9 3.45", &[5.0, 4.0, 6.0, 9.0, 3.45])]
    #[case(b"5", &[5.0])]
    #[case(b"5 4\n", &[5.0, 4.0])]
    #[case(b"5 4\r\n", &[5.0, 4.0])]
    #[case(b"5 \t4", &[5.0, 4.0])]
    #[case(b"1e400 -inf", &[f64::INFINITY, f64::NEG_INFINITY])]
    fn reads_requests(#[case] data: &[u8], #[case] values: &[f64]) {
        assert_eq!(parse_request(data), Ok(values.to_vec()));
    }

    #[rstest]
    #[case(b"5  4", 1, "")]
    #[case(b" 5", 0, "")]
    #[case(b"5 ", 1, "")]
    #[case(b"5 \n", 1, "\n")]
    #[case(b"1\t2", 0, "1\t2")]
    #[case(b"1 2,5 3", 1, "2,5")]
    #[case(b"1 \xc2\xa0", 1, "\u{a0}")]
    fn tells_which_piece_is_no_number(#[case] data: &[u8], #[case] index: usize, #[case] text: &str) {
        assert_eq!(parse_request(data), Err(NotARequest::NotANumber { index, text: text.to_owned() }));
    }

    #[test]
    fn nothing_is_no_request() {
        assert_eq!(parse_request(b""), Err(NotARequest::Empty));
    }

    #[rstest]
    #[case(b"27.4 3.4 9.0 5.48")]
    #[case(b"27.399999999999999 3.4 9 5.48E0")]
    #[case(b"+Inf -inf Infinity NaN")]
    fn reads_responses(#[case] data: &[u8]) {
        assert_eq!(parse_response(data).unwrap().map(|number| number.text).join(" ").as_bytes(), data);
    }

    #[rstest]
    #[case(b"", NotAResponse::Empty)]
    #[case(b"27.4 3.4 9.0 5.48\n", NotAResponse::LineEnd)]
    #[case(b"27.4 3.4 9.0 5.48\r\n", NotAResponse::LineEnd)]
    #[case(b"27.4 3.4 9.0 5.48\0\0", NotAResponse::TrailingNuls(2))]
    #[case(b"27.4 3.4 9.0 5.48 ", NotAResponse::Separators)]
    #[case(b"27.4, 3.4, 9.0, 5.48", NotAResponse::Separators)]
    #[case(b"[27.4,3.4,9.0,5.48]\n", NotAResponse::Separators)]
    #[case(b"27.4\n3.4\n9.0\n5.48\n", NotAResponse::Separators)]
    #[case(b"27.4 3.4 9.0", NotAResponse::Count(3))]
    #[case(b"27.4 3.4 9.0 5.48 5", NotAResponse::Count(5))]
    #[case(b"27.4 3,4 9.0 5.48", NotAResponse::NotANumber { index: 1, text: "3,4".into() })]
    #[case(b"error: no", NotAResponse::NotANumber { index: 0, text: "error:".into() })]
    #[case(b"27.4 3.4 9.0 5.48\n\n", NotAResponse::Separators)]
    #[case(b"error:\0\0", NotAResponse::NotANumber { index: 0, text: "error:\0\0".into() })]
    fn names_what_is_wrong(#[case] data: &[u8], #[case] defect: NotAResponse) {
        assert_eq!(parse_response(data), Err(defect));
    }

    #[test]
    fn decimal_commas_are_not_taken_for_separators() {
        assert_eq!(read_leniently(b"27,4 3,4 9,0 5,48"), None);
    }
}

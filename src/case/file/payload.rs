//! Bytes as a case file writes them, and how they are cut.

use super::group::read_group;
use super::scene::Scene;
use crate::case::{Between, Cut, Payload, PayloadPart};
use crate::diagnosis::did_you_mean;
use crate::document::{Document, FileError, Table, Text};
use crate::protocol::role::Transport;
use crate::transcript::{Bytes, ParseBytesError};
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeArray, DeValue};

/// The most bytes that a payload may have: far beyond what any clause is about.
pub(super) const LARGEST: usize = 16 << 20;

const HELP: &str = "write one of these, or a list of them that follow one another:\n\
                    \"5 4 6\"\n\
                    { text = \"1 \", times = 511 }\n\
                    { escaped = '\\xff\\0' }, for bytes that are no text";
const TEXT_KEYS: [&str; 2] = ["text", "escaped"];
/// A key of a number within a group.
pub(super) const STEP: &str = "step";
/// Whole numbers as bytes: the key, how many bytes it makes, and whether the most significant one comes first.
const NUMBERS: [(&str, usize, bool); 5] =
    [("u8", 1, true), ("u16", 2, true), ("u32", 4, true), ("u16le", 2, false), ("u32le", 4, false)];
pub(super) const NUMBERS_HELP: &str = "write a whole number without a sign: { u16 = 512 } is its two bytes, the more significant\n\
                            one first; there are u8, u16 and u32, and u16le and u32le with the least significant first";
const CUT_HELP: &str = "write how many bytes go before each new piece, ascending, as in cut = [1, 3]\n\
                        or cut = \"bytes\", which makes each byte a piece of its own";

/// Reads a payload; `what` is what errors call it.
pub(super) fn read<'a>(
    document: &'a Document<'a>,
    value: &'a Spanned<DeValue<'a>>,
    what: &str,
) -> Result<Payload, FileError> {
    let parts = match value.get_ref() {
        DeValue::Array(entries) => {
            entries.iter().map(|entry| read_part(document, entry, what)).collect::<Result<_, _>>()?
        }
        _ => vec![read_part(document, value, what)?],
    };
    let payload = Payload { parts };
    match count_bytes(&payload) {
        Some(length) if length <= LARGEST => Ok(payload),
        _ => Err(too_large(document, value, what)),
    }
}

pub(super) fn too_large(document: &Document<'_>, value: &Spanned<DeValue<'_>>, what: &str) -> FileError {
    let message = format!("{what} is larger than {} MiB", LARGEST >> 20);
    document.error_at(value.span(), message, "too many bytes", "write a smaller number of `times`")
}

/// How many bytes it has; `None` if that is no number.
pub(super) fn count_bytes(payload: &Payload) -> Option<usize> {
    let mut lengths = payload.parts.iter().map(|part| part.bytes.len().checked_mul(part.times));
    lengths.try_fold(0usize, |sum, length| sum.checked_add(length?))
}

/// A part before it is repeated: bytes, or a number of so many bytes.
pub(super) enum PlainPart {
    Fixed(Bytes),
    Number { number: usize, width: usize, is_big: bool },
}

impl PlainPart {
    pub(super) fn is_number(&self) -> bool {
        matches!(self, PlainPart::Number { .. })
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        match self {
            PlainPart::Fixed(bytes) => bytes.len(),
            PlainPart::Number { width, .. } => *width,
        }
    }

    /// Its bytes if its number were larger by so much; `None` if that has no room in them.
    pub(super) fn bytes_grown_by(&self, more: usize) -> Option<Bytes> {
        let (number, width, is_big) = match self {
            PlainPart::Fixed(bytes) => return Some(bytes.clone()),
            PlainPart::Number { number, width, is_big } => (number.checked_add(more)?, *width, *is_big),
        };
        let mut bytes = number.to_be_bytes()[size_of::<usize>() - width..].to_vec();
        if !is_big {
            bytes.reverse();
        }
        (number <= largest_number(width)).then(|| Bytes::from(bytes))
    }
}

/// The largest number of so many bytes.
fn largest_number(width: usize) -> usize {
    (1usize << (8 * width)) - 1
}

fn read_part<'a>(
    document: &'a Document<'a>,
    value: &'a Spanned<DeValue<'a>>,
    what: &str,
) -> Result<PayloadPart, FileError> {
    match read_text_or_table(document, value, what)? {
        TextOrTable::Text(bytes) => Ok(PayloadPart { bytes, times: 1 }),
        TextOrTable::Table(table) => read_part_table(&table, what),
    }
}

/// A part as it is written.
pub(super) enum TextOrTable<'a> {
    Text(Bytes),
    Table(Table<'a>),
}

pub(super) fn read_text_or_table<'a>(
    document: &'a Document<'a>,
    value: &'a Spanned<DeValue<'a>>,
    what: &str,
) -> Result<TextOrTable<'a>, FileError> {
    match value.get_ref() {
        DeValue::String(text) => Ok(TextOrTable::Text(Bytes::from(text.as_bytes()))),
        DeValue::Table(entries) => {
            let table = Table::from_entries(document, "a part of a text".to_owned(), value.span(), entries);
            Ok(TextOrTable::Table(table))
        }
        _ => Err(document.wrong_type(value, format!("{what} must be text"), HELP)),
    }
}

fn read_part_table(table: &Table<'_>, what: &str) -> Result<PayloadPart, FileError> {
    if table.get(STEP).is_some() {
        let help = "write { repeated = [{ u32 = 1, step = 1 }], times = 20 }";
        let message = "`step` is for a number within `repeated`";
        return Err(table.document.error_at(table.key_span(STEP), message, "there is none here", help));
    }
    if let Some(group) = table.get("repeated") {
        table.reject_unknown_key(&["repeated", "times"], HELP)?;
        return Ok(PayloadPart { bytes: read_group(table.document, group, read_times(table)?, what)?, times: 1 });
    }
    let plain = read_plain_part(table, &["repeated", "times"], HELP)?;
    Ok(PayloadPart { bytes: plain.bytes_grown_by(0).unwrap_or_default(), times: read_times(table)? })
}

/// What a part says, whatever the `other` keys make of it.
pub(super) fn read_plain_part(table: &Table<'_>, other: &[&str], help: &str) -> Result<PlainPart, FileError> {
    let known = [TEXT_KEYS.as_slice(), other, &NUMBERS.map(|(key, ..)| key)].concat();
    table.reject_unknown_key(&known, help)?;
    if let Some(number) = number_part(table)? {
        return Ok(number);
    }
    let bytes = match (table.read_text("text", HELP)?, table.read_text("escaped", HELP)?) {
        (Some(text), None) => Bytes::from(text.value.as_bytes()),
        (None, Some(escaped)) => unescape_bytes(&escaped)?,
        (Some(_), Some(escaped)) => {
            let help = "keep one of the two; write two parts in a list if both are meant";
            return Err(escaped.error_at_text("a part is `text` or `escaped`, not both", "the second one", help));
        }
        (None, None) => return Err(table.missing_key_error("text", HELP)),
    };
    Ok(PlainPart::Fixed(bytes))
}

/// A part that is a number, if it is one.
fn number_part(table: &Table<'_>) -> Result<Option<PlainPart>, FileError> {
    let mut given = NUMBERS.into_iter().filter(|(key, ..)| table.get(key).is_some());
    let Some((key, width, is_big)) = given.next() else { return Ok(None) };
    let other = TEXT_KEYS.into_iter().find(|other| table.get(other).is_some());
    if let Some(second) = other.or(given.next().map(|(second, ..)| second)) {
        let message = format!("a part is `{key}` or `{second}`, not both");
        let help = "keep one of the two; write two parts in a list if both are meant";
        return Err(table.document.error_at(table.key_span(second), message, "the second one", help));
    }
    let value = table.require_key(key, NUMBERS_HELP)?;
    let most = largest_number(width);
    match parse_whole_number(value) {
        None => {
            Err(no_number(table.document, value, &format!("`{key}` must be a whole number, 0 or more"), NUMBERS_HELP))
        }
        Some(number) if number > most => {
            let message = format!("`{key}` has {} bits, and this number needs more", 8 * width);
            Err(table.document.error_at(value.span(), message, format!("{most} is the largest"), NUMBERS_HELP))
        }
        Some(number) => Ok(Some(PlainPart::Number { number, width, is_big })),
    }
}

fn unescape_bytes(escaped: &Text<'_>) -> Result<Bytes, FileError> {
    Bytes::from_str(escaped.value).map_err(|ParseBytesError(text)| {
        let help = "write \\n, \\r, \\t, \\0, \\\\, \\\" or \\xNN with two hexadecimal digits, all of it between single quotes";
        escaped.error_at_text(format!("`{text}` is not an escape"), "holds what is not an escape", help)
    })
}

fn read_times(table: &Table<'_>) -> Result<usize, FileError> {
    let Some(value) = table.get("times") else { return Ok(1) };
    let help = "write a whole number above zero, as in times = 511";
    match parse_whole_number(value) {
        None => Err(no_number(table.document, value, "`times` must be a whole number above zero", help)),
        Some(0) => Err(table.document.error_at(value.span(), "`times` must be above zero", "no time at all", help)),
        Some(times) => Ok(times),
    }
}

pub(super) fn parse_whole_number(value: &Spanned<DeValue<'_>>) -> Option<usize> {
    let DeValue::Integer(number) = value.get_ref() else { return None };
    usize::from_str_radix(number.as_str(), number.radix()).ok()
}

fn no_number(document: &Document<'_>, value: &Spanned<DeValue<'_>>, must: &str, help: &str) -> FileError {
    match value.get_ref() {
        DeValue::Integer(number) if number.as_str().starts_with('-') => {
            document.error_at(value.span(), must, "this is below zero", help)
        }
        DeValue::Integer(_) => document.error_at(value.span(), must, "this is too large", help),
        _ => document.wrong_type(value, must, help),
    }
}

/// Reads `cut` and `between` of a step that sends `payload`.
pub(super) fn read_cut(table: &Table<'_>, scene: &Scene<'_>, payload: &Payload) -> Result<Cut, FileError> {
    if let (Transport::Udp, Some(key)) =
        (scene.transport(), ["cut", "between"].into_iter().find(|k| table.get(k).is_some()))
    {
        let help = "leave `cut` and `between` out; for two datagrams write two steps";
        return Err(table.document.error_at(table.key_span(key), "a datagram can't be cut", "this is for TCP", help));
    }
    let between = table.read_choice("between", &[("taken", Between::Taken), ("answered", Between::Answered)])?;
    let Some(value) = table.get("cut") else {
        return match between {
            None => Ok(Cut::default()),
            Some(_) => Err(between_nothing(table)),
        };
    };
    let length = count_bytes(payload).unwrap_or_default();
    let at = match value.get_ref() {
        DeValue::String(word) if word == "bytes" => (1..length).collect(),
        DeValue::Array(entries) => read_offsets(table, entries, length)?,
        DeValue::String(word) => {
            let label = did_you_mean(word, ["bytes"]).unwrap_or_else(|| "not the word \"bytes\"".to_owned());
            return Err(table.document.error_at(value.span(), format!("`cut` can't be \"{word}\""), label, CUT_HELP));
        }
        _ => return Err(table.document.wrong_type(value, "`cut` must be a list of places, or \"bytes\"", CUT_HELP)),
    };
    Ok(Cut { at, between: between.unwrap_or_default() })
}

fn between_nothing(table: &Table<'_>) -> FileError {
    let message = "`between` says what happens between two pieces, and nothing is cut here";
    table.document.error_at(table.key_span("between"), message, "there is one piece only", CUT_HELP)
}

fn read_offsets(table: &Table<'_>, entries: &DeArray<'_>, length: usize) -> Result<Vec<usize>, FileError> {
    let mut offsets: Vec<usize> = Vec::new();
    for entry in entries {
        let wrong = |message: &str, label: String| Err(table.document.error_at(entry.span(), message, label, CUT_HELP));
        let Some(at) = parse_whole_number(entry) else {
            return Err(no_number(
                table.document,
                entry,
                "a place of a cut must be a whole number above zero",
                CUT_HELP,
            ));
        };
        match offsets.last() {
            _ if at == 0 => {
                return wrong("a cut before the first byte leaves an empty piece", "nothing is before it".into());
            }
            _ if at >= length => {
                let label = format!("the text has {length} bytes: the last place is {}", length.saturating_sub(1));
                return wrong("this cut lies beyond the text", label);
            }
            Some(last) if at <= *last => {
                return wrong("the cuts are out of order", format!("does not come after {last}"));
            }
            _ => offsets.push(at),
        }
    }
    Ok(offsets)
}

/// The key `at`: the place of one cut, in bytes. The text has `length` bytes, if that is known.
pub(super) fn read_cut_place(table: &Table<'_>, length: Option<usize>) -> Result<usize, FileError> {
    let help = "write the byte, counted from 0, at which the second piece begins: at = 6";
    let value = table.require_key("at", help)?;
    let Some(at) = parse_whole_number(value) else {
        return Err(no_number(table.document, value, "`at` must be a whole number above zero", help));
    };
    match length {
        _ if at == 0 => {
            let message = "a cut before the first byte leaves an empty piece";
            Err(table.document.error_at(value.span(), message, "nothing is before it", help))
        }
        Some(length) if at >= length => {
            let label = format!("the text has {length} bytes: the last place is {}", length.saturating_sub(1));
            Err(table.document.error_at(value.span(), "this cut lies beyond the text", label, help))
        }
        _ => Ok(at),
    }
}

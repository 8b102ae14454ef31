//! A group of parts that is repeated, in which numbers count.

use super::payload::{
    LARGEST, NUMBERS_HELP, PlainPart, STEP, TextOrTable, parse_whole_number, read_plain_part, read_text_or_table,
    too_large,
};
use crate::document::{Document, FileError};
use crate::transcript::Bytes;
use toml::Spanned;
use toml::de::DeValue;

const HELP: &str = "write a list of parts, and how often they come; a number with `step` grows by it each time:\n\
                    { repeated = [\"I\", { u32 = 1, step = 1 }, { u32 = 10 }], times = 20000 }";

/// One part of a group.
struct GroupPart {
    plain: PlainPart,
    /// How much its number grows each time.
    step: usize,
}

/// Reads the parts of `value`, a list, and lays them out `times` times. `what` is what errors call the whole.
pub(super) fn read_group<'a>(
    document: &'a Document<'a>,
    value: &'a Spanned<DeValue<'a>>,
    times: usize,
    what: &str,
) -> Result<Bytes, FileError> {
    let DeValue::Array(entries) = value.get_ref() else {
        return Err(document.wrong_type(value, "`repeated` must be a list of parts", HELP));
    };
    let parts: Vec<GroupPart> =
        entries.iter().map(|entry| read_part(document, entry, what)).collect::<Result<_, _>>()?;
    let length: usize = parts.iter().map(|part| part.plain.len()).sum();
    if length.checked_mul(times).is_none_or(|length| length > LARGEST) {
        return Err(too_large(document, value, what));
    }
    // Nothing stays nothing, however often.
    let rounds = if length == 0 { 0 } else { times };
    let mut bytes = Vec::with_capacity(length * times);
    for round in 0..rounds {
        for part in &parts {
            let more = part.step.checked_mul(round).and_then(|more| part.plain.bytes_grown_by(more));
            let more = more.ok_or_else(|| {
                let message = format!("a number of `repeated` grows too large for its bytes within {times} times");
                document.error_at(value.span(), message, "the last ones do not fit", NUMBERS_HELP)
            })?;
            bytes.extend_from_slice(more.as_slice());
        }
    }
    Ok(Bytes::from(bytes))
}

fn read_part<'a>(
    document: &'a Document<'a>,
    value: &'a Spanned<DeValue<'a>>,
    what: &str,
) -> Result<GroupPart, FileError> {
    let table = match read_text_or_table(document, value, what)? {
        TextOrTable::Text(bytes) => return Ok(GroupPart { plain: PlainPart::Fixed(bytes), step: 0 }),
        TextOrTable::Table(table) => table,
    };
    let plain = read_plain_part(&table, &[STEP], HELP)?;
    let Some(step) = table.get(STEP) else { return Ok(GroupPart { plain, step: 0 }) };
    if !plain.is_number() {
        return Err(document.error_at(value.span(), "only a number can grow", "this is no number", HELP));
    }
    match parse_whole_number(step) {
        Some(step) => Ok(GroupPart { plain, step }),
        None => Err(document.wrong_type(step, "`step` must be a whole number, 0 or more", HELP)),
    }
}

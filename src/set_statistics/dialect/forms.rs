//! The bytes of a case of the post's protocol in the forms of the current dialect.
//!
//! A request stays a request here, of the same numbers; bytes that are no request stay none.

use super::{Dialect, current};
use crate::case::{Cut, Payload, PayloadPart};
use crate::set_statistics::message::parse_request;
use crate::set_statistics::number::{PrintedNumber, parse_number};
use crate::transcript::Bytes;

/// Up to so many bytes a request is answered in full, over TCP and over UDP (TCP-S-4, UDP-S-3).
const LARGEST: [usize; 2] = [1024, 2048];
/// The replacement for something that is no request, if its own bytes would be a request in the dialect.
const NONSENSE: &str = "x";

/// The bytes that the harness sends to a server as a request, or as nonsense.
pub(super) fn rewrite_request(payload: &Payload) -> Payload {
    let bytes = payload.to_vec();
    if bytes.is_empty() {
        return payload.clone();
    }
    let without_ends = without_ends(payload);
    if split_into_numbers(&bytes).is_some() {
        return complete_request(&without_ends, bytes.len());
    }
    let nonsense = with_end(&without_ends);
    if is_request(&nonsense) { with_end(&Payload::from(NONSENSE)) } else { nonsense }
}

/// Whether something that is no request of the post's protocol would be one of the dialect.
pub(super) fn becomes_a_request(payload: &Payload) -> bool {
    let bytes = payload.to_vec();
    !bytes.is_empty() && split_into_numbers(&bytes).is_none() && is_request(&with_end(&without_ends(payload)))
}

fn is_request(payload: &Payload) -> bool {
    parse_request(&payload.to_vec()).is_ok()
}

/// The bytes with the end of a request behind them.
pub(super) fn with_end(payload: &Payload) -> Payload {
    let mut parts = payload.parts.clone();
    push(&mut parts, &current().request.end);
    Payload { parts }
}

/// A line as a person types it.
pub(super) fn rewrite_typed_line(line: &Payload) -> Payload {
    if split_into_numbers(&line.to_vec()).is_some() { respace_numbers(line) } else { line.clone() }
}

/// A typed message as the client sends it.
pub(super) fn rewrite_sent_message(message: &Payload, length: &[u8]) -> Payload {
    let Dialect { request, length: rule, .. } = current();
    let mut parts = rewrite_typed_line(message).parts;
    if rule.is_joined() {
        push(&mut parts, &request.separator);
        parts.push(PayloadPart { bytes: Bytes::from(length), times: 1 });
    }
    with_end(&Payload { parts })
}

/// The reply of the harness, and its cut.
pub(super) fn rewrite_response(payload: &Payload, cut: &Cut) -> (Payload, Cut) {
    response_with(payload, cut, &current().response.end)
}

/// The same, if more of the reply follows: its end stands behind the last part alone.
pub(super) fn begun_response(payload: &Payload, cut: &Cut) -> (Payload, Cut) {
    response_with(payload, cut, "")
}

fn response_with(payload: &Payload, cut: &Cut, end: &str) -> (Payload, Cut) {
    let layout = &current().response;
    if *layout == Default::default() && current().numbers == Default::default() {
        return (payload.clone(), cut.clone());
    }
    let bytes = payload.to_vec();
    let line_end: &str = if bytes.ends_with(b"\n") { "\n" } else { "" };
    let inner = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let words: Vec<&[u8]> = inner.split(|byte| *byte == b' ').collect();
    let numbers: Option<Vec<PrintedNumber>> = words.iter().map(|word| PrintedNumber::parse(word)).collect();
    let Some(numbers) = numbers else {
        let mut parts = payload.parts.clone();
        push(&mut parts, end);
        return (Payload { parts }, cut.clone());
    };
    let mut spelled: Vec<String> = numbers.iter().map(spell_result).collect();
    if let Ok(four) = <[String; 4]>::try_from(spelled.clone()) {
        spelled = layout.order.map(|field| four[field as usize].clone()).to_vec();
    }
    let text = spelled.join(&layout.separator) + line_end + end;
    let at = cut.at.iter().map(|place| move_place(*place, &words, &spelled, layout.separator.len()));
    (Payload::from(text), Cut { at: at.collect(), between: cut.between })
}

/// A result of a reply with the decimals that the dialect wants.
fn spell_result(number: &PrintedNumber) -> String {
    match current().numbers.decimals {
        Some(_) if number.value.is_finite() => current().numbers.spell_value(number.value),
        _ => number.text.clone(),
    }
}

/// A place in a text of words, in the same word of another text.
fn move_place(place: usize, words: &[&[u8]], others: &[String], separator: usize) -> usize {
    let (mut before, mut now) = (0, 0);
    for (word, other) in words.iter().zip(others) {
        if place <= before + word.len() {
            return now + (place - before).min(other.len());
        }
        before += word.len() + 1;
        now += other.len() + separator;
    }
    now
}

/// The numbers of a request of the post's protocol, as they are written.
fn split_into_numbers(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let pieces: Vec<&[u8]> = bytes.split(|byte| *byte == b' ').collect();
    pieces.iter().all(|piece| parse_number(piece).is_some()).then_some(pieces)
}

/// Whether this byte ends a request in the dialect, or a line of a server that prints requests as they come.
pub(super) fn ends_something(byte: &u8) -> bool {
    let Dialect { request, received, .. } = current();
    let end = request.end.as_bytes();
    let ends_lines = end.contains(&b'\n') || received.shows_requests();
    end.contains(byte) || ends_lines && matches!(byte, b'\n' | b'\r')
}

/// The payload without the bytes that end a request here.
fn without_ends(payload: &Payload) -> Payload {
    if !payload.parts.iter().any(|part| part.bytes.as_slice().iter().any(ends_something)) {
        return payload.clone();
    }
    let kept = |part: &PayloadPart| {
        let bytes: Vec<u8> = part.bytes.as_slice().iter().copied().filter(|byte| !ends_something(byte)).collect();
        PayloadPart { bytes: Bytes::from(bytes), times: part.times }
    };
    Payload { parts: payload.parts.iter().map(kept).collect() }
}

/// The numbers with the dialect's separators; as integers, if the dialect knows no others.
fn respace_numbers(payload: &Payload) -> Payload {
    let Dialect { request, numbers, .. } = current();
    if numbers.integers {
        let bytes = payload.to_vec();
        let words: Vec<String> = bytes.split(|byte| *byte == b' ').map(truncate_to_integer).collect();
        return Payload::from(words.join(&request.separator));
    }
    if request.separator == " " {
        return payload.clone();
    }
    let respace = |part: &PayloadPart| {
        let words: Vec<&[u8]> = part.bytes.as_slice().split(|byte| *byte == b' ').collect();
        PayloadPart { bytes: Bytes::from(words.join(request.separator.as_bytes())), times: part.times }
    };
    Payload { parts: payload.parts.iter().map(respace).collect() }
}

/// The integer nearest to zero of a number, or one that is any.
fn truncate_to_integer(word: &[u8]) -> String {
    let value = parse_number(word).filter(|value| value.is_finite() && value.abs() < 9e15).unwrap_or(7.0);
    format!("{}", value.trunc() as i64)
}

/// A request of these numbers, of no more bytes than must be answered if that held before.
fn complete_request(numbers: &Payload, before: usize) -> Payload {
    let Dialect { request, length, .. } = current();
    let mut parts = respace_numbers(numbers).parts;
    let count = |parts: &[PayloadPart]| {
        let bytes = Payload { parts: parts.to_vec() }.to_vec();
        super::layout::split_at_separator(&bytes, &request.separator).len().to_string()
    };
    let joined = if length.is_joined() { request.separator.len() + count(&parts).len() } else { 0 };
    if let Some(largest) = LARGEST.into_iter().find(|largest| before <= *largest) {
        shorten_repeats(&mut parts, largest.saturating_sub(joined + request.end.len()));
    }
    if length.is_joined() {
        let count = count(&parts);
        push(&mut parts, &request.separator);
        push(&mut parts, &count);
    }
    push(&mut parts, &request.end);
    Payload { parts }
}

/// Repeats less of what is repeated, until all of it is no longer than `largest`.
fn shorten_repeats(parts: &mut [PayloadPart], largest: usize) {
    let size: usize = parts.iter().map(|part| part.bytes.len() * part.times).sum();
    let over = size.saturating_sub(largest);
    if let Some(most) = parts.iter_mut().max_by_key(|part| part.times).filter(|_| over > 0) {
        let fewer = over.div_ceil(most.bytes.len().max(1));
        most.times = most.times.saturating_sub(fewer).max(1);
    }
}

fn push(parts: &mut Vec<PayloadPart>, text: &str) {
    if !text.is_empty() {
        parts.push(PayloadPart { bytes: Bytes::from(text), times: 1 });
    }
}

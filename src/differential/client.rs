//! A client's case: what it sends, what it prints, how it ends.

use super::Worth;
use super::difference::{Channel, Kind};
use super::input::Input;
use super::server::complaints;
use super::walk::{Place, Walk, fate, manner, shown};
use crate::case::{Expectation, Step};
use crate::protocol::bounds::{Agreement, judge_repeated};
use crate::protocol::console::LABELS;
use crate::protocol::message::read_leniently;
use crate::protocol::number::Printed;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Bytes, Happening, Stream, Transcript};

const SIDE: Side = Side::Client;

/// Compares two accounts of a client's case.
pub(super) fn walk(walk: &mut Walk<'_>) {
    sent(walk);
    results(walk);
    if !walk.has_parted() {
        ends(walk);
    }
    if !walk.has_parted() {
        complaints(walk);
    }
}

/// Compares the message, and the length where it is owed or both have sent it: when it goes out, and whether without a
/// reply, is left open.
fn sent(walk: &mut Walk<'_>) {
    let typed = lines_typed(walk);
    let input = typed.first().map(|line| Bytes::from(line.clone()));
    let place = Place { channel: Channel::Sent, step: None, input, class: Input::Numbers };
    let owes_length =
        walk.case.steps.iter().any(|step| matches!(step, Step::Expect { what: Expectation::Length { .. }, .. }));
    let parts = walk.accounts.map(|account| match walk.role.transport() {
        Transport::Tcp => divided(&stream(account.transcript), typed.first().map_or(0, Vec::len)),
        Transport::Udp => datagrams(account.transcript),
    });
    let most = parts[0].len().max(parts[1].len());
    for at in 0..most {
        let both = [0, 1].map(|which: usize| parts[which].get(at));
        let counts = match (both, at) {
            ([Some(left), Some(right)], _) => left != right,
            // The length may come or not, unless it is owed.
            (_, 1) => owes_length || walk.is_exact(),
            _ => true,
        };
        if counts {
            walk.note(
                &place,
                Kind::Text,
                both.map(|part| part.map_or_else(|| "nothing".to_owned(), |part| shown(part))),
            );
        }
    }
}

fn lines_typed(walk: &Walk<'_>) -> Vec<Vec<u8>> {
    let typed = walk.case.steps.iter().filter_map(|step| match step {
        Step::Type { line, .. } => Some(line.to_vec()),
        _ => None,
    });
    typed.collect()
}

/// All that the client sent, over however many connections. A carriage return may be sent or not: nothing is said of it.
fn stream(transcript: &Transcript) -> Vec<u8> {
    let pieces = transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::Received { bytes, .. } => Some(bytes.as_slice()),
        _ => None,
    });
    pieces.flatten().copied().filter(|byte| *byte != b'\r').collect()
}

/// A stream as message and length.
fn divided(stream: &[u8], message: usize) -> Vec<Vec<u8>> {
    let (message, length) = stream.split_at(message.min(stream.len()));
    [message, length].into_iter().filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect()
}

/// Each datagram, in order.
fn datagrams(transcript: &Transcript) -> Vec<Vec<u8>> {
    let all = transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::DatagramReceived { bytes, .. } => Some(bytes.as_slice()),
        _ => None,
    });
    all.map(|bytes| bytes.iter().copied().filter(|byte| *byte != b'\r').collect()).collect()
}

/// Compares what both print: prompts, labels, results.
fn results(walk: &mut Walk<'_>) {
    let class = Input::of_story(walk.case);
    let reply = walk.case.steps.iter().rev().find_map(|step| match step {
        Step::Reply { payload, .. } => Some(payload.to_vec()),
        _ => None,
    });
    let place = Place { channel: Channel::Console, step: None, input: reply.clone().map(Bytes::from), class };
    let printed = walk.accounts.map(|account| account.transcript.printed(SIDE, Stream::Out));
    let lines = [0, 1].map(|which: usize| labels(&printed[which]));
    let has_results = lines.map(|lines| lines > 0);
    if has_results[0] != has_results[1] {
        let observed = [0, 1].map(|which: usize| {
            let status = walk.accounts[which].ended_at_last(SIDE);
            let what =
                if has_results[which] { shown(without_prompts(&printed[which])) } else { "no results".to_owned() };
            format!("{what}; {}", fate(status, SIDE))
        });
        return walk.note(&place, Kind::Answers, observed);
    }
    if super::named::differs_anywhere(walk) {
        return;
    }
    let source = reply.as_deref().and_then(read_leniently);
    let lines = [0, 1].map(|which: usize| printed[which].split_inclusive(|byte| *byte == b'\n').collect::<Vec<_>>());
    if lines[0].len() != lines[1].len() {
        return walk.texts(&place, [&printed[0], &printed[1]], |_, _| Worth::Unmeasured);
    }
    // Each result has a line, and the prompts stand before the first.
    for (at, (left, right)) in lines[0].iter().zip(&lines[1]).enumerate() {
        let both = match [left, right].map(|line| without_prompts(line)) {
            [left_part, right_part] if left.len() - left_part.len() == right.len() - right_part.len() => {
                let prompts = left.len() - left_part.len();
                if left[..prompts] == right[..prompts] { [left_part, right_part] } else { [*left, *right] }
            }
            _ => [*left, *right],
        };
        walk.texts(&place, both, |_, numbers| worth(source.as_ref(), at, numbers));
    }
}

/// How many of the four results' labels stand in a text.
fn labels(text: &[u8]) -> usize {
    let text = String::from_utf8_lossy(text);
    LABELS.iter().filter(|label| text.contains(**label)).count()
}

/// From the first label on.
fn without_prompts(text: &[u8]) -> &[u8] {
    let label = LABELS[0].as_bytes();
    let at = text.windows(label.len()).position(|window| window == label).unwrap_or(0);
    &text[at..]
}

/// What two printed numbers are worth, beside what the server replied.
fn worth(reply: Option<&[Printed; 4]>, at: usize, numbers: &[Printed; 2]) -> Worth {
    let Some(source) = reply.and_then(|reply| reply.get(at)) else { return Worth::Unmeasured };
    let right = [0, 1].map(|which: usize| judge_repeated(source, &numbers[which]) == Agreement::Right);
    match right {
        [true, true] => Worth::BothRight,
        [true, false] => Worth::LeftRight,
        [false, true] => Worth::RightRight,
        [false, false] => Worth::NeitherRight,
    }
}

/// Compares how both end, if they do.
fn ends(walk: &mut Walk<'_>) {
    let statuses = walk.accounts.map(|account| account.ended(SIDE));
    let differs = match walk.is_exact() {
        true => statuses[0] != statuses[1],
        false => manner(statuses[0]) != manner(statuses[1]),
    };
    if differs {
        let place = Place { channel: Channel::Life, step: None, input: None, class: Input::of_story(walk.case) };
        walk.note(&place, Kind::Ends, statuses.map(|status| fate(status, SIDE)));
    }
}

//! A client's case: what it sends, what it prints, how it ends.

use super::{class, client_console};
use crate::case::{Expectation, Step};
use crate::differential::life::note_complaints;
use crate::differential::walk::{CasePlace, Walk, describe_exit, escape_bytes, exit_category};
use crate::differential::{Channel, DifferenceKind, InputClass};
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Bytes, Happening, Transcript};

const SIDE: Side = Side::Client;

/// Compares two accounts of a client's case.
pub(super) fn compare_accounts(walk: &mut Walk<'_>) {
    compare_sent(walk);
    let prints_alike = client_console::compare_output(walk);
    // A client that prints something else for its input also ends otherwise for that reason.
    if prints_alike && !walk.has_parted() {
        compare_ends(walk);
    }
    if !walk.has_parted() {
        note_complaints(walk);
    }
}

/// Compares the message. Compares the length if it must be sent or if both have sent it. The protocol leaves open when
/// it goes out, and whether it goes out without a reply.
fn compare_sent(walk: &mut Walk<'_>) {
    let typed = lines_typed(walk);
    let input = typed.first().map(|line| Bytes::from(line.clone()));
    let place = CasePlace { channel: Channel::Sent, step: None, input, class: InputClass::Numbers };
    let has = |is_it: fn(&Step) -> bool| walk.case.steps.iter().any(is_it);
    // A client that sends the length behind the reply need not send it if no reply comes.
    let owes_length = has(|step| matches!(step, Step::Expect { what: Expectation::Length { .. }, .. }))
        && has(|step| matches!(step, Step::Reply { .. }));
    let parts = walk.accounts.map(|account| match walk.role.transport() {
        Transport::Tcp => divide_stream(&sent_stream(account.transcript), typed.first().map_or(0, Vec::len)),
        Transport::Udp => sent_datagrams(account.transcript),
    });
    let most = parts[0].len().max(parts[1].len());
    for at in 0..most {
        let both = [0, 1].map(|which: usize| parts[which].get(at));
        let counts = match (both, at) {
            ([Some(left), Some(right)], _) => left != right,
            // The length is optional, unless the protocol demands it.
            (_, 1) => owes_length || walk.is_exact(),
            _ => true,
        };
        if counts {
            walk.note_of_class(
                &place,
                DifferenceKind::Text,
                both.map(|part| part.map_or_else(|| "nothing".to_owned(), |part| escape_bytes(part))),
            );
        }
    }
}

fn lines_typed(walk: &Walk<'_>) -> Vec<Vec<u8>> {
    walk.case.typed_lines().into_iter().map(|(line, _)| line).collect()
}

/// All that the client sent, over however many connections. A carriage return may be sent or not: nothing is said of it.
fn sent_stream(transcript: &Transcript) -> Vec<u8> {
    let pieces = transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::Received { bytes, .. } => Some(bytes.as_slice()),
        _ => None,
    });
    pieces.flatten().copied().filter(|byte| *byte != b'\r').collect()
}

/// A stream as message and length.
fn divide_stream(stream: &[u8], message: usize) -> Vec<Vec<u8>> {
    let (message, length) = stream.split_at(message.min(stream.len()));
    [message, length].into_iter().filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect()
}

/// Each datagram, in order.
fn sent_datagrams(transcript: &Transcript) -> Vec<Vec<u8>> {
    let all = transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::DatagramReceived { bytes, .. } => Some(bytes.as_slice()),
        _ => None,
    });
    all.map(|bytes| bytes.iter().copied().filter(|byte| *byte != b'\r').collect()).collect()
}

/// Compares how both end, if they do.
fn compare_ends(walk: &mut Walk<'_>) {
    let statuses = walk.accounts.map(|account| account.find_own_exit(SIDE));
    let differs = if walk.is_exact() {
        statuses[0] != statuses[1]
    } else {
        exit_category(statuses[0]) != exit_category(statuses[1])
    };
    if differs {
        let place = CasePlace { channel: Channel::Life, step: None, input: None, class: class::of_story(walk.case) };
        walk.note_of_class(&place, DifferenceKind::Ends, statuses.map(|status| describe_exit(status, SIDE)));
    }
}

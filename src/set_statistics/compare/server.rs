//! A server's case: what it answers at each expectation, whether it lives on, what it prints.

use super::class;
use super::text::{TextDifference, note_texts};
use crate::case::{Expectation, Step};
use crate::differential::account::{Deed, PieceSeen};
use crate::differential::life::{note_complaints, note_restart};
use crate::differential::walk::{CasePlace, Walk, describe_exit, escape_bytes, exit_category};
use crate::differential::{Channel, DifferenceKind, InputClass, Worth};
use crate::protocol::role::Side;
use crate::set_statistics::bounds::{Agreement, Expected};
use crate::set_statistics::message::{parse_request, read_leniently};
use crate::set_statistics::number::PrintedNumber;
use crate::set_statistics::statistics::Field;
use crate::transcript::{Bytes, Stream};

const SIDE: Side = Side::Server;

/// Compares two accounts of a server's case.
pub(super) fn compare_accounts(walk: &mut Walk<'_>) {
    if note_restart(walk) {
        return;
    }
    let [left, right] = walk.accounts.map(|account| account.last_step());
    let last = left.min(right);
    let steps = walk.case.steps.iter().enumerate().take_while(|(at, _)| last.is_some_and(|last| *at <= last));
    for (at, step) in steps {
        if let Step::Expect { what, .. } = step {
            compare_expectation(walk, at, what);
        }
        if walk.has_parted() {
            return;
        }
    }
    compare_ends(walk, None);
    if !walk.has_parted() {
        compare_console(walk);
        note_complaints(walk);
    }
}

fn compare_expectation(walk: &mut Walk<'_>, at: usize, what: &Expectation) {
    match what {
        Expectation::Statistics { of, .. } => compare_answers(walk, at, what, Some(of.to_vec()), Owed::Statistics),
        Expectation::StatisticsOfEach { .. } => compare_answers(walk, at, what, None, Owed::Statistics),
        Expectation::NoStatistics { .. } | Expectation::Nothing { .. } => {
            compare_answers(walk, at, what, None, Owed::Nothing)
        }
        Expectation::Observed { .. } => compare_answers(walk, at, what, None, Owed::Anything),
        // If the names differ, the bytes differ for that reason.
        Expectation::OneOf { .. } if !super::named::differs_at_step(walk, at) => {
            compare_answers(walk, at, what, None, Owed::Anything)
        }
        Expectation::AnsweredOn { of, .. } if !super::named::differs_at_step(walk, at) => {
            compare_answers(walk, at, what, Some(of.to_vec()), Owed::Anything);
        }
        _ => {}
    }
}

/// The answer that the protocol demands at an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owed {
    /// An answer.
    Statistics,
    /// No statistics; an error text, a close, a reset and silence are all right.
    Nothing,
    /// Whatever comes.
    Anything,
}

fn compare_answers(walk: &mut Walk<'_>, at: usize, what: &Expectation, request: Option<Vec<u8>>, owed: Owed) {
    let transport = walk.role.transport();
    let (sent, in_pieces) = walk.sent_for_expectation(at, what);
    let class = if in_pieces { InputClass::Pieces } else { class::of_request(&sent, transport) };
    let input = (!sent.is_empty()).then(|| Bytes::from(sent.clone()));
    let place = CasePlace { channel: Channel::Reply, step: Some(at), input, class };
    let mut heard = walk.accounts.map(|account| account.pieces_for_expectation(walk.case, at));
    if matches!(what, Expectation::StatisticsOfEach { .. }) {
        // The server may choose the order of several replies (UDP-S-1).
        heard.iter_mut().for_each(|pieces| sort_by_total(pieces));
    }
    let answered = [0, 1].map(|which: usize| heard[which].iter().any(is_statistics));
    if answered[0] != answered[1] {
        return note_missing_answer(walk, &place, what, &heard);
    }
    if !answered[0] {
        return compare_without_statistics(walk, &place, &heard, what, owed);
    }
    if heard[0].len() != heard[1].len() {
        return walk.note_of_class(
            &place,
            DifferenceKind::Datagrams,
            [0, 1].map(|which: usize| describe_pieces(&heard[which])),
        );
    }
    let expected = parse_request(&request.unwrap_or(sent)).ok().map(|values| Expected::from_values(&values));
    for (left, right) in heard[0].iter().zip(&heard[1]) {
        if left.from_elsewhere != right.from_elsewhere || left.peer != right.peer {
            walk.note_of_any(&place, DifferenceKind::Sender, [left, right].map(describe_sender));
        }
        note_texts(walk, &place, [&left.bytes, &right.bytes], |at, numbers| {
            rate_numbers(expected.as_ref(), at, numbers)
        });
    }
}

/// Sorts replies by the total in each: the total shows which request a reply belongs to.
fn sort_by_total(pieces: &mut [PieceSeen]) {
    let total = |piece: &PieceSeen| read_leniently(&piece.bytes).map_or(f64::NAN, |[total, ..]| total.value);
    pieces.sort_by(|one, other| total(one).total_cmp(&total(other)).then_with(|| one.bytes.cmp(&other.bytes)));
}

fn is_statistics(piece: &PieceSeen) -> bool {
    read_leniently(&piece.bytes).is_some()
}

/// One answers, and the other does not: because of what it was asked, or because it has ended before.
fn note_missing_answer(walk: &mut Walk<'_>, place: &CasePlace, what: &Expectation, heard: &[Vec<PieceSeen>; 2]) {
    let silent = usize::from(heard[0].iter().any(is_statistics));
    let deed = walk.accounts[silent].last_deed(SIDE);
    let died = walk.accounts[silent].ended_at_last(SIDE).is_some();
    let of_this =
        matches!(&deed, Deed::Sent(Some(step), on) if what.listens_to(on) && walk.is_open(*step, place.step, on));
    if died && !of_this {
        return compare_ends(walk, place.step);
    }
    let observed = [0, 1].map(|which: usize| {
        let status = walk.accounts[which].ended_at_last(SIDE);
        match (heard[which].is_empty(), status) {
            (false, None) => describe_pieces(&heard[which]),
            (false, Some(_)) => format!("{}; {}", describe_pieces(&heard[which]), describe_exit(status, SIDE)),
            (true, Some(_)) => format!("no answer: {}", describe_exit(status, SIDE)),
            (true, None) => "no answer".to_owned(),
        }
    });
    walk.note_of_class(place, DifferenceKind::Answers, observed);
}

/// Neither sends statistics. If the protocol demands none, it leaves open how the server says so.
fn compare_without_statistics(
    walk: &mut Walk<'_>,
    place: &CasePlace,
    heard: &[Vec<PieceSeen>; 2],
    what: &Expectation,
    owed: Owed,
) {
    let texts = [0, 1].map(|which: usize| describe_pieces(&heard[which]));
    if owed == Owed::Statistics && texts[0] != texts[1] {
        return walk.note_of_class(place, DifferenceKind::Text, texts);
    }
    if !walk.is_exact() {
        return;
    }
    let ways = [0, 1].map(|which: usize| match walk.accounts[which].connection_end(what) {
        Some(end) => format!("{}; it {end}", texts[which]),
        None => texts[which].clone(),
    });
    if ways[0] != ways[1] {
        walk.note_of_class(place, DifferenceKind::LeftOpen, ways);
    }
}

fn describe_pieces(pieces: &[PieceSeen]) -> String {
    match pieces {
        [] => "no answer".to_owned(),
        pieces => pieces.iter().map(|piece| escape_bytes(&piece.bytes)).collect::<Vec<_>>().join(" | "),
    }
}

fn describe_sender(piece: &PieceSeen) -> String {
    let port = if piece.from_elsewhere { "another port" } else { "its own port" };
    format!("to {} from {port}", piece.peer)
}

/// Notes that one of the two has ended and the other has not, or in another way.
fn compare_ends(walk: &mut Walk<'_>, step: Option<usize>) {
    let [left, right] = walk.accounts.map(|account| account.find_own_exit(SIDE));
    let at_last = walk.accounts.map(|account| account.ended_at_last(SIDE));
    let differs = match (left, right) {
        // A server that takes its time to end has still ended.
        (Some(_), None) | (None, Some(_)) => exit_category(at_last[0]) != exit_category(at_last[1]),
        (Some(left), Some(right)) if walk.is_exact() => left != right,
        _ => exit_category(left) != exit_category(right),
    };
    if !differs && step.is_none() {
        return;
    }
    let ended = usize::from(at_last[0].is_none());
    let deed = walk.accounts[ended].last_deed(SIDE);
    let sent = walk.sent_at(&deed);
    let class = class::of_deed(&deed, &sent, walk.role.transport());
    let input = matches!(deed, Deed::Sent(..)).then(|| Bytes::from(sent));
    let place = CasePlace { channel: Channel::Life, step, input, class };
    walk.note_of_class(&place, DifferenceKind::Ends, at_last.map(|status| describe_exit(status, SIDE)));
}

/// The worth of two numbers of a reply.
fn rate_numbers(expected: Option<&Expected>, at: usize, numbers: &[PrintedNumber; 2]) -> Worth {
    let (Some(expected), Some(field)) = (expected, Field::ALL.get(at)) else { return Worth::Unmeasured };
    let [left, right] = [0, 1].map(|which: usize| expected.judge_result(*field, &numbers[which]));
    match (left, right) {
        (Agreement::OrderDependent, _) | (_, Agreement::OrderDependent) => Worth::OrderDependent,
        (Agreement::Right, Agreement::Right) => Worth::BothRight,
        (Agreement::Right, _) => Worth::LeftRight,
        (_, Agreement::Right) => Worth::RightRight,
        _ => Worth::NeitherRight,
    }
}

/// Compares what both print, whatever the order: a line may come from another thread than the reply.
fn compare_console(walk: &mut Walk<'_>) {
    let [mut left, mut right] = walk.accounts.map(|account| {
        let text = account.transcript.printed_bytes(SIDE, Stream::Out);
        text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>()
    });
    take_out(&mut left, &mut right, |one, other| one == other);
    let place = CasePlace { channel: Channel::Console, step: None, input: None, class: InputClass::Numbers };
    let spelled =
        take_out(&mut left, &mut right, |one, other| TextDifference::from_texts(one, other).is_spelling_at_most());
    for (one, other) in spelled {
        note_texts(walk, &place, [&one, &other], |_, _| Worth::Unmeasured);
    }
    for at in 0..left.len().max(right.len()) {
        match (left.get(at), right.get(at)) {
            (Some(one), Some(other)) => note_texts(walk, &place, [one, other], |_, _| Worth::Unmeasured),
            (one, other) => {
                let words =
                    |line: Option<&Vec<u8>>| line.map_or_else(|| "no such line".to_owned(), |line| escape_bytes(line));
                walk.note_of_class(&place, DifferenceKind::Text, [words(one), words(other)]);
            }
        }
    }
}

type Line = Vec<u8>;

/// Takes the lines out of both that belong together, and gives them back as pairs.
fn take_out(left: &mut Vec<Line>, right: &mut Vec<Line>, together: impl Fn(&Line, &Line) -> bool) -> Vec<(Line, Line)> {
    let mut pairs = Vec::new();
    left.retain(|line| match right.iter().position(|other| together(line, other)) {
        Some(at) => {
            pairs.push((line.clone(), right.remove(at)));
            false
        }
        None => true,
    });
    pairs
}

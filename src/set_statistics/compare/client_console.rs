//! Compares the consoles of clients: prompts, labels, results.

use super::class;
use super::text::note_texts;
use crate::case::{Case, ReplyFrom, Step};
use crate::differential::walk::{CasePlace, Walk, describe_exit};
use crate::differential::{Channel, DifferenceKind, Worth};
use crate::protocol::role::Side;
use crate::set_statistics::bounds::{Agreement, judge_repeated};
use crate::set_statistics::console::result_labels;
use crate::set_statistics::message::read_leniently;
use crate::set_statistics::number::PrintedNumber;
use crate::set_statistics::statistics::Field;
use crate::transcript::{Bytes, Stream};

const SIDE: Side = Side::Client;

/// Compares what both print; whether it is the same text, but for its numbers.
pub(super) fn compare_output(walk: &mut Walk<'_>) -> bool {
    let replies = collect_replies(walk.case);
    let input = match &replies[..] {
        [(_, only)] => Some(Bytes::from(only.clone())),
        _ => None,
    };
    let place = CasePlace { channel: Channel::Console, step: None, input, class: class::of_story(walk.case) };
    let printed = walk.accounts.map(|account| account.transcript.printed_bytes(SIDE, Stream::Out));
    let results = printed.each_ref().map(|text| collect_results(text));
    if results[0].is_empty() != results[1].is_empty() {
        let observed = [0, 1].map(|which: usize| {
            let what = if results[which].is_empty() { "no results".to_owned() } else { results[which].join(" ") };
            format!("{what}; {}", describe_exit(walk.accounts[which].ended_at_last(SIDE), SIDE))
        });
        walk.note_of_class(&place, DifferenceKind::Answers, observed);
        return false;
    }
    // If the names differ, the texts differ for that reason.
    if super::named::differs_anywhere(walk) {
        return false;
    }
    compare_lines(walk, &place, &printed, source(&replies).as_ref())
}

/// The replies of the harness, each with its sender.
fn collect_replies(case: &Case) -> Vec<(ReplyFrom, Vec<u8>)> {
    let all = case.steps.iter().filter_map(|step| match step {
        Step::Reply { payload, from, .. } => Some((from.clone(), payload.to_vec())),
        _ => None,
    });
    all.collect()
}

/// The numbers that a client should print: the server's own first reply.
fn source(replies: &[(ReplyFrom, Vec<u8>)]) -> Option<[PrintedNumber; 4]> {
    let (_, own) = replies.iter().find(|(from, _)| *from == ReplyFrom::Server)?;
    read_leniently(own)
}

/// Compares line by line: each result has one, and the prompts stand before the first.
fn compare_lines(
    walk: &mut Walk<'_>,
    place: &CasePlace,
    printed: &[Vec<u8>; 2],
    source: Option<&[PrintedNumber; 4]>,
) -> bool {
    let lines = printed.each_ref().map(|text| text.split_inclusive(|byte| *byte == b'\n').collect::<Vec<_>>());
    if lines[0].len() != lines[1].len() {
        note_texts(walk, place, printed.each_ref().map(Vec::as_slice), |_, _| Worth::Unmeasured);
        return false;
    }
    for (at, (left, right)) in lines[0].iter().zip(&lines[1]).enumerate() {
        note_texts(walk, place, without_same_prompts(left, right), |_, numbers| rate_numbers(source, at, numbers));
    }
    true
}

/// The text that each printed behind the four labels.
fn collect_results(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text).into_owned();
    let result = |(_, label): &(Field, String)| {
        let (_, behind) = text.split_once(label)?;
        Some(behind.lines().next().unwrap_or_default().to_owned())
    };
    result_labels().iter().filter_map(result).collect()
}

/// Two lines without the prompts before the first label, if these are the same.
fn without_same_prompts<'l>(left: &'l [u8], right: &'l [u8]) -> [&'l [u8]; 2] {
    let label = result_labels().first().map_or(&[][..], |(_, label)| label.as_bytes());
    let at = |line: &[u8]| line.windows(label.len().max(1)).position(|window| window == label);
    match at(left).zip(at(right)) {
        Some((one, other)) if left[..one] == right[..other] => [&left[one..], &right[other..]],
        _ => [left, right],
    }
}

/// The worth of two printed numbers, compared with the server's reply.
fn rate_numbers(reply: Option<&[PrintedNumber; 4]>, at: usize, numbers: &[PrintedNumber; 2]) -> Worth {
    let Some(source) = reply.and_then(|reply| reply.get(at)) else { return Worth::Unmeasured };
    let right = numbers.each_ref().map(|number| judge_repeated(source, number) == Agreement::Right);
    match right {
        [true, true] => Worth::BothRight,
        [true, false] => Worth::LeftRight,
        [false, true] => Worth::RightRight,
        [false, false] => Worth::NeitherRight,
    }
}

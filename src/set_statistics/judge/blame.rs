//! Finds the clause that a missing or wrong answer breaks: by contrast with the other requests of the same case.

use super::reply;
use crate::case::{Expectation, Payload};
use crate::judge::hearing::Hearing;
use crate::protocol::clause::ClauseId;
use crate::set_statistics::Clause;
use crate::set_statistics::message::{parse_request, pieces_of_request, read_leniently};
use crate::set_statistics::number::{is_plain_number, parse_number};

/// The clause that silence to the request `of` breaks at step `at`. If no answered request has its form, and others
/// were answered, that form is to blame. Forms are a sign, an exponent or a bare point (NUM-1), infinity, nan or a line
/// end (NUM-2), a fraction (REQ-3).
pub(super) fn of_silence(hearing: &Hearing<'_>, at: usize, clause: ClauseId, of: &Payload) -> ClauseId {
    let Some(form) = form_of(&of.to_vec()).filter(|_| !is_about_a_form(clause)) else { return clause };
    let others = || expected_requests(hearing).filter(move |(step, ..)| *step != at);
    let has_form = |of: &Payload| form_of(&of.to_vec()) == Some(form);
    let is_answered = |step: usize, on: &str| !hearing.pieces_for_expectation(on, step).is_empty();
    let same_is_answered = others().any(|(step, on, of)| has_form(of) && is_answered(step, on));
    let other_is_answered = others().any(|(step, on, of)| !has_form(of) && is_answered(step, on));
    // A server that answers nothing any more has another fault, unless it ended when it was asked this.
    let goes_on = others().filter(|(step, ..)| *step > at).all(|(step, on, of)| has_form(of) || is_answered(step, on));
    let ended = hearing.ended_by(crate::protocol::role::Side::Server, at).is_some();
    if other_is_answered && !same_is_answered && (goes_on || ended) { form } else { clause }
}

/// The clause that a wrong answer breaks: one that is right for an earlier request has nothing to do with how this one is
/// spelled.
pub(super) fn of_answer(hearing: &Hearing<'_>, at: usize, clause: ClauseId, of: &Payload, answer: &[u8]) -> ClauseId {
    let request = of.to_vec();
    if !is_about_a_form(clause) || reply::is_right(&request, answer) {
        return clause;
    }
    let mut earlier = expected_requests(hearing).filter(|(step, ..)| *step < at);
    // Infinities and nan are right for many a request.
    let is_finite = read_leniently(answer).is_some_and(|all| all.iter().all(|one| one.value.is_finite()));
    let is_stale = is_finite && earlier.any(|(_, _, of)| reply::is_right(&of.to_vec(), answer));
    if is_stale { Clause::Rsp2.id() } else { clause }
}

/// Whether the clause is about how a number or a request is written.
pub(super) fn is_about_a_form(clause: ClauseId) -> bool {
    use Clause::{Num1, Num2, Req1, Req2, Req3};
    matches!(Clause::from_id(clause), Num1 | Num2 | Req1 | Req2 | Req3)
}

/// The requests whose statistics are expected: step, client, request.
fn expected_requests<'a>(hearing: &Hearing<'a>) -> impl Iterator<Item = (usize, &'a str, &'a Payload)> {
    hearing.expectations().filter_map(|(step, what, _)| match what {
        Expectation::Statistics { on, of } => Some((step, on.as_str(), of)),
        _ => None,
    })
}

/// The clause about the least ordinary form in a request; `None` for integers without a sign, and for what is no request.
fn form_of(request: &[u8]) -> Option<ClauseId> {
    parse_request(request).ok()?;
    let (request, _) = pieces_of_request(request);
    let line = request.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let pieces = pieces_of_request(line.unwrap_or(request)).1;
    let any = |is: fn(&[u8]) -> bool| pieces.iter().any(|piece| is(piece));
    let is_beyond = |piece: &[u8]| !is_plain_number(piece) || parse_number(piece).is_none_or(|x| !x.is_finite());
    if any(is_beyond) || line.is_some() {
        Some(Clause::Num2.id())
    } else if any(is_odd) {
        Some(Clause::Num1.id())
    } else if any(|piece| piece.contains(&b'.')) {
        Some(Clause::Req3.id())
    } else {
        None
    }
}

/// Whether a number has a sign, an exponent, a point at an end, or zeros in front.
fn is_odd(piece: &[u8]) -> bool {
    let has_zeros = piece.len() > 1 && piece[0] == b'0' && piece[1].is_ascii_digit();
    let has_letter = piece.iter().any(|byte| !byte.is_ascii_digit() && *byte != b'.');
    has_letter || has_zeros || piece.starts_with(b".") || piece.ends_with(b".")
}

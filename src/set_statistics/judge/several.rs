//! Several requests that were sent one behind the other, and the datagrams that answer them in any order.

use super::reply;
use super::silence::no_answer;
use crate::case::Payload;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::protocol::clause::ClauseId;
use crate::transcript::Bytes;

/// The server answers each of the requests `of` in one datagram on `on` (UDP-S-1); which comes first is its own affair.
pub(super) fn judge_statistics_of_each(
    hearing: &Hearing<'_>,
    docket: &mut Docket,
    at: usize,
    clause: ClauseId,
    on: &str,
    of: &[Payload],
) {
    let pieces = hearing.pieces_for_expectation(on, at);
    if pieces.is_empty() {
        return docket.break_clause(clause, no_answer(hearing, at, on));
    }
    if pieces.len() != of.len() {
        let what = format!("the server answers {} requests with {} datagrams", of.len(), pieces.len());
        let all = pieces.iter().map(|piece| format!("{:?}", Bytes::from(piece.as_slice()))).collect::<Vec<_>>();
        docket.break_clause(clause, Evidence::new(what).with_comparison("one datagram each", all.join(", ")));
    }
    for (request, answer) in match_answers(of, pieces) {
        reply::judge_reply(docket, clause, &request, &answer);
    }
}

/// Each request with its answer. What answers none rightly is the answer to a request that has none, if one is left.
fn match_answers(of: &[Payload], mut answers: Vec<Vec<u8>>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut pairs = Vec::new();
    let mut left: Vec<Vec<u8>> = of.iter().map(Payload::to_vec).collect();
    for answers_it in [reply::is_right, reply::is_readable, |_: &[u8], _: &[u8]| true] {
        left.retain(|request| match answers.iter().position(|answer| answers_it(request, answer)) {
            Some(at) => {
                pairs.push((request.clone(), answers.remove(at)));
                false
            }
            None => true,
        });
    }
    pairs
}

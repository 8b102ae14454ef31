//! Names for observations that are neither right nor wrong (INFO).

use super::client_console;
use super::reply;
use crate::case::{Behaviour, Payload};
use crate::judge::hearing::Hearing;
use crate::set_statistics::bounds::Agreement;
use crate::set_statistics::message::read_leniently;
use crate::transcript::Bytes;

/// The name of the behaviour whose replies came on `on`, one after the other.
pub(super) fn name_of_replies(
    hearing: &Hearing<'_>,
    at: usize,
    on: &[String],
    behaviours: &[Behaviour],
    otherwise: &str,
) -> String {
    let pieces: Vec<Vec<u8>> = on.iter().flat_map(|peer| hearing.pieces_for_expectation(peer, at)).collect();
    name_of(&pieces, behaviours, otherwise)
}

/// The name of the behaviour whose replies these are.
pub(super) fn name_of(pieces: &[Vec<u8>], behaviours: &[Behaviour], otherwise: &str) -> String {
    let found = behaviours.iter().find(|behaviour| are_statistics_of(pieces, &behaviour.shows));
    found.map_or(otherwise, |behaviour| behaviour.name.as_str()).to_owned()
}

/// Whether these are the replies of one of the behaviours.
pub(super) fn is_one_of(pieces: &[Vec<u8>], behaviours: &[Behaviour]) -> bool {
    behaviours.iter().any(|behaviour| are_statistics_of(pieces, &behaviour.shows))
}

/// Whether nothing came on any of these.
pub(super) fn heard_nothing(hearing: &Hearing<'_>, at: usize, on: &[String]) -> bool {
    on.iter().all(|peer| hearing.pieces_for_expectation(peer, at).is_empty())
}

/// Whether what came are the statistics of these requests: one piece each, or all in one stream.
fn are_statistics_of(pieces: &[Vec<u8>], requests: &[Payload]) -> bool {
    let one_each = pieces.len() == requests.len();
    if one_each && pieces.iter().zip(requests).all(|(piece, request)| reply::is_right(&request.to_vec(), piece)) {
        return true;
    }
    match requests {
        [] => false,
        [request] => reply::is_right(&request.to_vec(), &pieces.concat()),
        [first, rest @ ..] => {
            // One stream may hold them one after the other, in whatever spelling.
            let whole = pieces.concat();
            let first_ends_at = |at: &usize| reply::is_right(&first.to_vec(), &whole[..*at]);
            (1..whole.len()).filter(first_ends_at).any(|at| are_statistics_of(&[whole[at..].to_vec()], rest))
        }
    }
}

/// The name of the peer on which the statistics of `of` came.
pub(super) fn answered_on(
    hearing: &Hearing<'_>,
    at: usize,
    of: &Payload,
    peers: &[(String, String)],
    otherwise: &str,
) -> String {
    let request = of.to_vec();
    let answered =
        |peer: &str| hearing.pieces_for_expectation(peer, at).iter().any(|piece| reply::is_right(&request, piece));
    let found = peers.iter().find(|(_, peer)| answered(peer));
    found.map_or(otherwise, |(name, _)| name.as_str()).to_owned()
}

/// The bytes that came on `on`, as they are: statistics as four numbers, anything else as text, nothing as "no reply".
pub(super) fn describe_observed(hearing: &Hearing<'_>, at: usize, on: &str) -> String {
    let heard = hearing.bytes_for_expectation(on, at);
    if heard.is_empty() { "no reply".to_owned() } else { Bytes::from(heard).to_string() }
}

/// The name of the behaviour whose reply's numbers the client prints.
pub(super) fn name_of_printed(hearing: &Hearing<'_>, behaviours: &[Behaviour], otherwise: &str) -> String {
    let printed = client_console::find_shown_results(hearing);
    let prints = |reply: &Payload| {
        let wanted = read_leniently(&reply.to_vec());
        wanted.zip(printed.as_ref()).is_some_and(|(wanted, printed)| {
            printed.agreements_with(&wanted).iter().all(|found| *found == Agreement::Right)
        })
    };
    let found = behaviours.iter().find(|behaviour| match behaviour.shows.as_slice() {
        [] => printed.is_none(),
        [reply, ..] => prints(reply),
    });
    found.map_or(otherwise, |behaviour| behaviour.name.as_str()).to_owned()
}

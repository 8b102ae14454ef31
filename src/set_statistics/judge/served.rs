//! Whether a client got a proper response. A correct server sends nothing else. Only the clauses about improper
//! responses judge what a client makes of one; those about prompts and labels do not.

use super::{client, pair, passage};
use crate::case::{ReplyFrom, Step};
use crate::judge::hearing::Hearing;
use crate::protocol::role::Side;
use crate::set_statistics::console::message_prompt;
use crate::set_statistics::message::parse_response;
use crate::transcript::{Happening, Stream};

/// Whether the client was given a proper response, whole and without delay.
pub(super) fn is_served(hearing: &Hearing<'_>) -> bool {
    if may_lose_its_reply(hearing) || is_out_of_reach(hearing) {
        return false;
    }
    if passage::wire_of_case(hearing).is_some() {
        return pair::find_excuse(hearing).is_none()
            && passage::given_payloads(hearing).first().is_some_and(|one| is_response(one));
    }
    let first = hearing.case.steps.iter().find_map(|step| match step {
        Step::Reply { payload, cut, from: ReplyFrom::Server, after: None } => {
            Some(cut.split_into_pieces(&payload.to_vec()).first().is_some_and(|piece| is_response(piece)))
        }
        Step::Reply { .. } | Step::HalfClose { .. } | Step::Reset { .. } | Step::Leave { .. } => Some(false),
        _ => None,
    });
    first.unwrap_or(false)
}

/// Whether a client was gone before it was given its last line, or anything by its server. Then it did not want that line,
/// and waited from its own last input on.
pub(super) fn ended_before_its_input(hearing: &Hearing<'_>) -> bool {
    let seen = &hearing.transcript.seen;
    let end = seen.iter().position(|seen| matches!(seen.what, Happening::Exited { program: Side::Client, .. }));
    let Some(end) = end.filter(|_| !hearing.setting().arguments && passage::wire_of_case(hearing).is_none()) else {
        return false;
    };
    let count = |of: fn(&Happening) -> bool| seen[..end].iter().filter(|seen| of(&seen.what)).count();
    let is_given = |what: &Happening| matches!(what, Happening::Sent { .. } | Happening::DatagramSent { .. });
    let lines = hearing.case.steps.iter().filter(|step| matches!(step, Step::Type { .. })).count();
    count(is_given) == 0 && count(|what| matches!(what, Happening::Typed { .. })) < lines
}

/// Whether no reply can find the client: its port was taken, or no server listened, and it has sent nothing. A client
/// that hangs, or ends as if all were well, has not given up.
fn is_out_of_reach(hearing: &Hearing<'_>) -> bool {
    is_in_vain(hearing) && hearing.client_failed() && client::sent_bytes(hearing, hearing.case.steps.len()).is_empty()
}

/// Whether the case takes the client's port, or refuses its connections.
fn is_in_vain(hearing: &Hearing<'_>) -> bool {
    hearing.case.steps.iter().any(|step| matches!(step, Step::Refuse | Step::TakePort { .. }))
}

/// Whether the harness resets the connection behind its reply: the client reads it, or it is lost, as the two race.
pub(super) fn may_lose_its_reply(hearing: &Hearing<'_>) -> bool {
    let replies = |step: &Step| matches!(step, Step::Reply { .. });
    let mut behind = hearing.case.steps.iter().skip_while(|step| !replies(step));
    behind.any(|step| matches!(step, Step::Reset { .. }))
}

/// Whether the harness's reply goes out in pieces: a client that prints what each read brings prints more than once.
pub(super) fn comes_in_pieces(hearing: &Hearing<'_>) -> bool {
    hearing.case.steps.iter().any(|step| match step {
        Step::Reply { payload, cut, .. } => cut.split_into_pieces(&payload.to_vec()).len() > 1,
        _ => false,
    })
}

/// Whether the harness's reply is one by NUM-2 alone: it holds an infinity or nan, which a client need not read by any MUST
/// clause.
pub(super) fn is_served_beyond(hearing: &Hearing<'_>) -> bool {
    hearing.case.steps.iter().any(|step| match step {
        Step::Reply { payload, from: ReplyFrom::Server, .. } => {
            let bytes = payload.to_vec();
            parse_response(&bytes).is_ok() && !is_response(&bytes)
        }
        _ => false,
    })
}

/// Whether it is a response by the MUST clauses alone.
fn is_response(bytes: &[u8]) -> bool {
    parse_response(bytes).is_ok_and(|all| all.iter().all(|one| one.value.is_finite()))
}

/// Whether a client that got no proper response may have given up before it had asked for everything. It has asked
/// rightly for the message. If no server listens or its port is taken, it may have asked for nothing.
pub(super) fn may_have_given_up(hearing: &Hearing<'_>) -> bool {
    let text = hearing.printed_text(Side::Client, Stream::Out);
    // Complete lines are words about what went wrong, and no prompts.
    text.starts_with(message_prompt()) || is_in_vain(hearing) && (text.is_empty() || text.ends_with('\n'))
}

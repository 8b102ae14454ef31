//! The class of an input: the first thing in it that is not ordinary for this protocol.

use crate::case::{Case, ReplyFrom, Step};
use crate::differential::Input;
use crate::differential::account::Deed;
use crate::protocol::role::Transport;
use crate::set_statistics::message::{NotAResponse, parse_request, parse_response};
use crate::set_statistics::number::{is_plain_number, parse_number};

/// The class of what is sent to a server.
pub(super) fn of_request(bytes: &[u8], transport: Transport) -> Input {
    let most = match transport {
        Transport::Tcp => 1024,
        Transport::Udp => 2048,
    };
    match parse_request(bytes) {
        _ if bytes.is_empty() => Input::Empty,
        _ if bytes.len() > most => Input::TooLong,
        Ok(_) => of_numbers(bytes),
        Err(_) => of_no_numbers(bytes),
    }
}

/// The class of what a reply is to a client.
fn of_reply(bytes: &[u8]) -> Input {
    match parse_response(bytes) {
        Ok(_) => of_numbers(bytes),
        Err(NotAResponse::Empty) => Input::Empty,
        Err(NotAResponse::Count(_)) => Input::Count,
        Err(NotAResponse::LineEnd | NotAResponse::WithoutEnd(_)) => Input::LineEnd,
        Err(NotAResponse::Separators) => Input::Layout,
        Err(NotAResponse::TrailingNuls(_)) => Input::Nul,
        Err(NotAResponse::NotANumber { .. }) => of_no_numbers(bytes),
    }
}

/// The class of what happens to a client in this case.
pub(super) fn of_story(case: &Case) -> Input {
    let replies: Vec<_> = case.steps.iter().filter(|step| matches!(step, Step::Reply { .. })).collect();
    let any = |is: fn(&Step) -> bool| case.steps.iter().any(is);
    let [only] = replies[..] else {
        return match () {
            () if any(is_stray) => Input::Strays,
            () if !replies.is_empty() => Input::SeveralReplies,
            () if any(|step| *step == Step::Refuse) => Input::Refused,
            () if any(|step| matches!(step, Step::TakePort { .. })) => Input::PortTaken,
            () if any(|step| matches!(step, Step::Reset { .. })) => Input::Reset,
            () if any(|step| matches!(step, Step::HalfClose { .. } | Step::Leave { .. })) => Input::Closed,
            () => Input::NoReply,
        };
    };
    match only {
        Step::Reply { .. } if is_stray(only) => Input::Strays,
        Step::Reply { cut, .. } if !cut.at.is_empty() => Input::Pieces,
        Step::Reply { after: Some(_), .. } => Input::Late,
        Step::Reply { payload, .. } => of_reply(&payload.to_vec()),
        _ => Input::NoReply,
    }
}

/// The class of what the harness did before a server ended; `sent` is what it sent, if it was that. One that ends on
/// what is no request does so whatever it is, as a rule.
pub(super) fn of_deed(deed: &Deed, sent: &[u8], transport: Transport) -> Input {
    match deed {
        Deed::Sent(..) if parse_request(sent).is_err() => Input::NoRequest,
        Deed::Sent(..) => of_request(sent, transport),
        Deed::Left => Input::Leaves,
        Deed::Reset => Input::Reset,
        Deed::HalfClosed => Input::HalfCloses,
        Deed::Nothing => Input::Nothing,
    }
}

fn is_stray(step: &Step) -> bool {
    matches!(step, Step::Reply { from, .. } if *from != ReplyFrom::Server)
}

/// Of numbers only.
fn of_numbers(bytes: &[u8]) -> Input {
    let without_end = bytes.strip_suffix(b"\n").map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    let mut pieces = without_end.unwrap_or(bytes).split(|byte| *byte == b' ');
    let is_unusual = |piece: &[u8]| {
        let value = parse_number(piece).unwrap_or(f64::NAN);
        !is_plain_number(piece) || !(value == 0.0 || value.is_normal())
    };
    match () {
        () if pieces.any(is_unusual) => Input::UnusualNumbers,
        () if without_end.is_some() => Input::LineEnd,
        () => Input::Numbers,
    }
}

/// By the first piece that is no number.
fn of_no_numbers(bytes: &[u8]) -> Input {
    let mut pieces = bytes.split(|byte| *byte == b' ');
    let piece = pieces.find(|piece| parse_number(piece).is_none()).unwrap_or_default();
    if piece.is_empty() {
        return Input::Spaces;
    }
    let Ok(text) = std::str::from_utf8(piece) else { return Input::NoText };
    let has = |is: fn(char) -> bool| text.contains(is);
    match () {
        () if has(|c| c == '\0') => Input::Nul,
        () if has(|c| !c.is_ascii() && c.is_numeric()) => Input::ForeignDigits,
        () if has(|c| !c.is_ascii() && c.is_whitespace()) => Input::ForeignSpace,
        () if has(|c| c == '_') && is_number(&text.replace('_', "")) => Input::Underscores,
        () if has(|c| c == ',') => Input::Comma,
        () if has(|c| c.is_ascii_whitespace() || c == '\u{b}') => Input::WhiteSpace,
        () if text.trim_start_matches(['+', '-']).to_ascii_lowercase().starts_with("0x") => Input::Hexadecimal,
        () if has(|c| c.is_ascii_digit()) => Input::Lookalike,
        () => Input::Words,
    }
}

fn is_number(text: &str) -> bool {
    parse_number(text.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("5 4 6", Input::Numbers)]
    #[case("5 -0.0 1e3", Input::Numbers)]
    #[case("5 inf", Input::UnusualNumbers)]
    #[case("5 \t4", Input::UnusualNumbers)]
    #[case("5e-324", Input::UnusualNumbers)]
    #[case("5 4\r\n", Input::LineEnd)]
    #[case("", Input::Empty)]
    #[case("5  4", Input::Spaces)]
    #[case("5 4 ", Input::Spaces)]
    #[case("5 1_000", Input::Underscores)]
    #[case("5 _ 6", Input::Words)]
    #[case("5 \u{663}\u{664}", Input::ForeignDigits)]
    #[case("5\u{a0} 6", Input::ForeignSpace)]
    #[case("1\t2", Input::WhiteSpace)]
    #[case("5 6\0", Input::Nul)]
    #[case("-0x10", Input::Hexadecimal)]
    #[case("1,5 2", Input::Comma)]
    #[case("1L", Input::Lookalike)]
    #[case("five", Input::Words)]
    fn the_first_thing_that_is_not_ordinary_decides(#[case] request: &str, #[case] class: Input) {
        assert_eq!(of_request(request.as_bytes(), Transport::Tcp), class);
    }

    #[test]
    fn bytes_that_are_no_text_and_far_too_many_are_known() {
        assert_eq!(of_request(b"\xff 1", Transport::Udp), Input::NoText);
        assert_eq!(of_request("1 ".repeat(600).as_bytes(), Transport::Tcp), Input::TooLong);
        assert_eq!(of_request(b"1 2", Transport::Udp), Input::Numbers);
    }
}

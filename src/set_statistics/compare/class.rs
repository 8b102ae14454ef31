//! The class of an input: the first thing in it that is not ordinary for this protocol.

use crate::case::{Case, ReplyFrom, Step};
use crate::differential::InputClass;
use crate::differential::account::Deed;
use crate::protocol::role::Transport;
use crate::set_statistics::message::{NotAResponse, parse_request, parse_response};
use crate::set_statistics::number::{is_plain_number, parse_number};

/// The class of what is sent to a server.
pub(super) fn of_request(bytes: &[u8], transport: Transport) -> InputClass {
    let most = match transport {
        Transport::Tcp => 1024,
        Transport::Udp => 2048,
    };
    match parse_request(bytes) {
        _ if bytes.is_empty() => InputClass::Empty,
        _ if bytes.len() > most => InputClass::TooLong,
        Ok(_) => of_numbers(bytes),
        Err(_) => of_no_numbers(bytes),
    }
}

/// The class of what a reply is to a client.
fn of_reply(bytes: &[u8]) -> InputClass {
    match parse_response(bytes) {
        Ok(_) => of_numbers(bytes),
        Err(NotAResponse::Empty) => InputClass::Empty,
        Err(NotAResponse::Count(_)) => InputClass::Count,
        Err(NotAResponse::LineEnd | NotAResponse::WithoutEnd(_)) => InputClass::LineEnd,
        Err(NotAResponse::Separators) => InputClass::Layout,
        Err(NotAResponse::TrailingNuls(_)) => InputClass::Nul,
        Err(NotAResponse::NotANumber { .. }) => of_no_numbers(bytes),
    }
}

/// The class of what happens to a client in this case.
pub(super) fn of_story(case: &Case) -> InputClass {
    let replies: Vec<_> = case.steps.iter().filter(|step| matches!(step, Step::Reply { .. })).collect();
    let any = |is: fn(&Step) -> bool| case.steps.iter().any(is);
    let [only] = replies[..] else {
        return if any(is_stray) {
            InputClass::Strays
        } else if !replies.is_empty() {
            InputClass::SeveralReplies
        } else if any(|step| *step == Step::Refuse) {
            InputClass::Refused
        } else if any(|step| matches!(step, Step::TakePort { .. })) {
            InputClass::PortTaken
        } else if any(|step| matches!(step, Step::Reset { .. })) {
            InputClass::Reset
        } else if any(|step| matches!(step, Step::HalfClose { .. } | Step::Leave { .. })) {
            InputClass::Closed
        } else {
            InputClass::NoReply
        };
    };
    match only {
        Step::Reply { .. } if is_stray(only) => InputClass::Strays,
        Step::Reply { cut, .. } if !cut.at.is_empty() => InputClass::Pieces,
        Step::Reply { after: Some(_), .. } => InputClass::Late,
        Step::Reply { payload, .. } => of_reply(&payload.to_vec()),
        _ => InputClass::NoReply,
    }
}

/// The class of what the harness did before a server ended; `sent` is what it sent, if it was that. One that ends on
/// what is no request does so whatever it is, as a rule.
pub(super) fn of_deed(deed: &Deed, sent: &[u8], transport: Transport) -> InputClass {
    match deed {
        Deed::Sent(..) if parse_request(sent).is_err() => InputClass::NoRequest,
        Deed::Sent(..) => of_request(sent, transport),
        Deed::Left => InputClass::Leaves,
        Deed::Reset => InputClass::Reset,
        Deed::HalfClosed => InputClass::HalfCloses,
        Deed::Nothing => InputClass::Nothing,
    }
}

fn is_stray(step: &Step) -> bool {
    matches!(step, Step::Reply { from, .. } if *from != ReplyFrom::Server)
}

/// Of numbers only.
fn of_numbers(bytes: &[u8]) -> InputClass {
    let without_end = bytes.strip_suffix(b"\n").map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    let mut pieces = without_end.unwrap_or(bytes).split(|byte| *byte == b' ');
    let is_unusual = |piece: &[u8]| {
        let value = parse_number(piece).unwrap_or(f64::NAN);
        !is_plain_number(piece) || !(value == 0.0 || value.is_normal())
    };
    if pieces.any(is_unusual) {
        InputClass::UnusualNumbers
    } else if without_end.is_some() {
        InputClass::LineEnd
    } else {
        InputClass::Numbers
    }
}

/// By the first piece that is no number.
fn of_no_numbers(bytes: &[u8]) -> InputClass {
    let mut pieces = bytes.split(|byte| *byte == b' ');
    let piece = pieces.find(|piece| parse_number(piece).is_none()).unwrap_or_default();
    if piece.is_empty() {
        return InputClass::Spaces;
    }
    let Ok(text) = std::str::from_utf8(piece) else { return InputClass::NoText };
    let has = |is: fn(char) -> bool| text.contains(is);
    if has(|c| c == '\0') {
        InputClass::Nul
    } else if has(|c| !c.is_ascii() && c.is_numeric()) {
        InputClass::ForeignDigits
    } else if has(|c| !c.is_ascii() && c.is_whitespace()) {
        InputClass::ForeignSpace
    } else if has(|c| c == '_') && is_number(&text.replace('_', "")) {
        InputClass::Underscores
    } else if has(|c| c == ',') {
        InputClass::Comma
    } else if has(|c| c.is_ascii_whitespace() || c == '\u{b}') {
        InputClass::WhiteSpace
    } else if text.trim_start_matches(['+', '-']).to_ascii_lowercase().starts_with("0x") {
        InputClass::Hexadecimal
    } else if has(|c| c.is_ascii_digit()) {
        InputClass::Lookalike
    } else {
        InputClass::Words
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
    #[case("5 4 6", InputClass::Numbers)]
    #[case("5 -0.0 1e3", InputClass::Numbers)]
    #[case("5 inf", InputClass::UnusualNumbers)]
    #[case("5 \t4", InputClass::UnusualNumbers)]
    #[case("5e-324", InputClass::UnusualNumbers)]
    #[case("5 4\r\n", InputClass::LineEnd)]
    #[case("", InputClass::Empty)]
    #[case("5  4", InputClass::Spaces)]
    #[case("5 4 ", InputClass::Spaces)]
    #[case("5 1_000", InputClass::Underscores)]
    #[case("5 _ 6", InputClass::Words)]
    #[case("5 \u{663}\u{664}", InputClass::ForeignDigits)]
    #[case("5\u{a0} 6", InputClass::ForeignSpace)]
    #[case("1\t2", InputClass::WhiteSpace)]
    #[case("5 6\0", InputClass::Nul)]
    #[case("-0x10", InputClass::Hexadecimal)]
    #[case("1,5 2", InputClass::Comma)]
    #[case("1L", InputClass::Lookalike)]
    #[case("five", InputClass::Words)]
    fn the_first_thing_that_is_not_ordinary_decides(#[case] request: &str, #[case] class: InputClass) {
        assert_eq!(of_request(request.as_bytes(), Transport::Tcp), class);
    }

    #[test]
    fn bytes_that_are_no_text_and_far_too_many_are_known() {
        assert_eq!(of_request(b"\xff 1", Transport::Udp), InputClass::NoText);
        assert_eq!(of_request("1 ".repeat(600).as_bytes(), Transport::Tcp), InputClass::TooLong);
        assert_eq!(of_request(b"1 2", Transport::Udp), InputClass::Numbers);
    }
}

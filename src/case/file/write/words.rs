//! The words of a case file for what is one of a few things.

use crate::case::{ExitExpectation, LineEnd, ReplyFrom, ReplyOrigin};

pub(super) const fn origin_name(from: ReplyOrigin) -> &'static str {
    match from {
        ReplyOrigin::AskedPort => "asked-port",
        ReplyOrigin::NewPort => "new-port",
        ReplyOrigin::Any => "any",
    }
}

pub(super) fn reply_from_name(from: &ReplyFrom) -> &str {
    match from {
        ReplyFrom::Server => "server",
        ReplyFrom::OtherPort => "other-port",
        ReplyFrom::OtherAddress => "other-address",
        ReplyFrom::Socket(name) => name,
    }
}

pub(super) fn line_end(end: LineEnd) -> &'static str {
    match end {
        LineEnd::LineFeed => "line-feed",
        LineEnd::CarriageReturn => "carriage-return",
        LineEnd::EndOfInput => "end-of-input",
        LineEnd::Nothing => "nothing",
    }
}

pub(super) fn exit_name(how: ExitExpectation) -> &'static str {
    match how {
        ExitExpectation::Success => "success",
        ExitExpectation::Failure => "failure",
        ExitExpectation::NonZero => "nonzero",
        ExitExpectation::Orderly => "orderly",
        ExitExpectation::Any => "any",
    }
}

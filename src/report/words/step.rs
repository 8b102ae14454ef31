//! A case's steps in plain words.

use super::expectation::describe_expectation;
use crate::case::{Between, Cut, LineEnd, ReplyFrom, SendTo, Step};
use std::time::Duration;

/// A step in plain words, as an order to the harness.
pub fn describe_step(step: &Step) -> String {
    match step {
        Step::Connect { peer } => format!("{peer}: connect"),
        Step::Bind { peer, port: Some(port) } => format!("{peer}: bind port {port}"),
        Step::Bind { peer, port: None } => format!("{peer}: bind any free port"),
        Step::Send { peer, payload: sent, cut: how, to } => {
            let to = match to {
                SendTo::Server => String::new(),
                SendTo::SourceOf(other) if other == peer => " to where the last reply came from".to_owned(),
                SendTo::SourceOf(other) => format!(" to where the last reply to {other} came from"),
            };
            format!("{peer}: send {sent}{}{to}", describe_pieces(how))
        }
        Step::Reply { payload: sent, cut: how, from, after } => {
            format!("reply {}{}{}{}", sent, describe_pieces(how), describe_sender(from), describe_delay(*after))
        }
        Step::Relay { wire, .. } => format!("pass everything on between client and server, {}", wire),
        Step::HalfClose { peer } => format!("{peer}: close the sending side"),
        Step::Leave { peer } => format!("{peer}: close"),
        Step::Reset { peer } => format!("{peer}: reset the connection"),
        Step::StaySilent => "stay silent until the program is at rest".to_owned(),
        Step::Pause { time } => format!("do nothing for {} s", time.as_secs_f32()),
        Step::Refuse => "refuse connections from here on".to_owned(),
        Step::TakePort { port } => format!("take port {port}"),
        Step::File { name, content } => format!("make a file {name} that holds {content}"),
        Step::Operation { name } => format!("start the program by its command for {name}"),
        Step::Start => "start the program".to_owned(),
        Step::Stop => "ask the program to stop".to_owned(),
        Step::Type { line, end, after } => {
            let waits = after.map(|after| format!(" after {} s", after.as_secs_f32())).unwrap_or_default();
            format!("type {}{}{waits}", line, describe_line_end(*end))
        }
        Step::Expect { what, clause } => format!("expect {} ({clause})", describe_expectation(what)),
    }
}

fn describe_delay(after: Option<Duration>) -> String {
    after.map(|after| format!(" {} s after the message came", after.as_secs_f32())).unwrap_or_default()
}

fn describe_pieces(cut: &Cut) -> String {
    let between = match cut.between {
        Between::Taken => "each after the last one was read",
        Between::Answered => "each after the last one was answered",
    };
    match cut.at.as_slice() {
        [] => String::new(),
        at => format!(" in {} pieces, cut at byte {}, {between}", at.len() + 1, super::join_numbers(at)),
    }
}

fn describe_sender(from: &ReplyFrom) -> String {
    match from {
        ReplyFrom::Server => String::new(),
        ReplyFrom::OtherPort => " from another port than the server's".to_owned(),
        ReplyFrom::OtherAddress => " from another address than the server's".to_owned(),
        ReplyFrom::Socket(name) => format!(" from {name}"),
    }
}

fn describe_line_end(end: LineEnd) -> &'static str {
    match end {
        LineEnd::LineFeed => "",
        LineEnd::CarriageReturn => ", ended by a carriage return and a line feed",
        LineEnd::EndOfInput => ", ended by the end of the input",
        LineEnd::Nothing => ", the first part of a line",
    }
}

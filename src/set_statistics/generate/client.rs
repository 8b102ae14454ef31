//! Stories of clients: the typed lines, what the harness does as their server, and what the client must do.

mod line;
mod reply;
mod steps;

use super::family::FamilyKind;
use super::visit::{Share, any_cuts, any_share};
use crate::case::ReplyFrom;
use crate::protocol::role::{Role, Transport};
use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Duration;

/// One client's story.
#[derive(Debug, Clone)]
pub(super) struct Story {
    message: Vec<u8>,
    length: Vec<u8>,
    /// The place at which the message is divided, if it is typed in two parts.
    part: Option<Share>,
    /// Whether the input ends with the length, without a line end.
    input_ends: bool,
    plot: Plot,
}

/// The actions of the server.
#[derive(Debug, Clone)]
enum Plot {
    /// It replies.
    Replies { reply: String, then: AfterReply },
    /// It replies in pieces, cut at these shares of what stands before the last number (TCP).
    Cuts { reply: String, cut: Vec<Share>, then: AfterReply },
    /// It replies, and closes at once (TCP).
    RepliesAndCloses { reply: String },
    /// It sends something that is no response.
    Errs { bytes: Vec<u8> },
    /// It ends the connection without a word (TCP).
    Closes,
    /// It resets the connection (TCP).
    Resets,
    /// Its reply is one of several datagrams (UDP).
    Datagrams { before: Vec<Stray>, reply: String, after: Vec<After> },
    /// Its reply is cut short at this share (UDP).
    Truncates { reply: String, at: Share },
    /// The length's reply overtakes the message's (UDP).
    Overtakes { reply: String },
    /// It takes its time.
    IsLate { reply: String, after: Duration },
    /// It says nothing.
    IsSilent,
}

/// The action of a TCP server after its reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AfterReply {
    /// It waits for the length.
    Waits,
    /// It ends its side at once: a client need not wait whether more comes. Whether such a client still sends its length
    /// is not asked.
    HalfCloses,
    /// It has closed, and takes the length no more.
    Leaves,
}

/// A datagram that is not the server's.
#[derive(Debug, Clone)]
struct Stray {
    from: ReplyFrom,
    text: String,
}

/// A datagram behind the reply.
#[derive(Debug, Clone)]
enum After {
    /// The reply once more.
    Again,
    /// The length's reply.
    OfLength,
    /// A reply that is not the server's.
    Stray(Stray),
}

/// The stories of a family.
pub(super) fn family_stories(role: Role, family: FamilyKind) -> BoxedStrategy<Story> {
    let transport = role.transport();
    match family {
        FamilyKind::Typed => typed_line_stories(transport).boxed(),
        FamilyKind::Replies => stories_with_fixed_lines(
            (reply::right_reply(), action_after_reply(transport))
                .prop_map(|(reply, then)| Plot::Replies { reply, then }),
        ),
        FamilyKind::Errors => stories_with_fixed_lines(error_plots(transport)),
        FamilyKind::Cuts => {
            let cut = (reply::right_reply(), any_cuts(6), action_after_reply(transport));
            stories_with_fixed_lines(cut.prop_map(|(reply, cut, then)| Plot::Cuts { reply, cut, then }))
        }
        FamilyKind::Datagrams => stories_with_fixed_lines(datagram_plots()),
        FamilyKind::Mixed => mixed_stories(transport).boxed(),
        _ => stories_with_fixed_lines(waiting_plots()),
    }
}

/// Stories in which what is typed does not matter.
fn stories_with_fixed_lines(plot: impl Strategy<Value = Plot> + 'static) -> BoxedStrategy<Story> {
    let story = |plot| Story { message: b"5 4 6".to_vec(), length: b"3".to_vec(), part: None, input_ends: false, plot };
    plot.prop_map(story).boxed()
}

fn typed_line_stories(transport: Transport) -> impl Strategy<Value = Story> {
    let lines = (two_lines(), proptest::bool::weighted(0.25), action_after_reply(transport));
    lines.prop_map(|((message, length), input_ends, then)| {
        let plot = Plot::Replies { reply: reply::PLAIN.to_owned(), then };
        Story { message, length, part: None, input_ends, plot }
    })
}

/// A message and a length, which now and then are the same.
fn two_lines() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    (line::message_line(), line::length_line(), proptest::bool::weighted(0.1)).prop_map(
        |(message, length, are_equal)| {
            let length = if are_equal && message.len() < 100 { message.clone() } else { length };
            (message, length)
        },
    )
}

/// Any line, any reply, and any way in which it comes.
fn mixed_stories(transport: Transport) -> impl Strategy<Value = Story> {
    let reply = || prop_oneof![3 => reply::edge_reply(), 1 => reply::right_reply()];
    let replies = (reply(), action_after_reply(transport)).prop_map(|(reply, then)| Plot::Replies { reply, then });
    let late =
        (reply(), 0_u64..=500).prop_map(|(reply, millis)| Plot::IsLate { reply, after: Duration::from_millis(millis) });
    let others = match transport {
        Transport::Tcp => prop_oneof![
            2 => (reply(), any_cuts(30), action_after_reply(transport)).prop_map(|(reply, cut, then)| Plot::Cuts { reply, cut, then }),
            1 => reply().prop_map(|reply| Plot::RepliesAndCloses { reply }),
        ]
        .boxed(),
        Transport::Udp => (vec(stray_datagram(), 0..20), reply())
            .prop_map(|(before, reply)| Plot::Datagrams { before, reply, after: Vec::new() })
            .boxed(),
    };
    let plot = prop_oneof![5 => replies, 4 => others, 1 => late];
    let part = prop_oneof![3 => Just(None), 1 => any_share().prop_map(Some)];
    (two_lines(), part, plot).prop_map(|((message, length), part, plot)| Story {
        message,
        length,
        part,
        input_ends: false,
        plot,
    })
}

/// Mostly the action after which no program need wait.
fn action_after_reply(transport: Transport) -> BoxedStrategy<AfterReply> {
    match transport {
        Transport::Tcp => prop_oneof![1 => Just(AfterReply::Waits), 15 => Just(AfterReply::HalfCloses)].boxed(),
        Transport::Udp => Just(AfterReply::Waits).boxed(),
    }
}

fn error_plots(transport: Transport) -> BoxedStrategy<Plot> {
    let errs = reply::wrong_reply().prop_map(|bytes| Plot::Errs { bytes });
    match transport {
        Transport::Tcp => prop_oneof![6 => errs, 1 => Just(Plot::Closes), 1 => Just(Plot::Resets)].boxed(),
        Transport::Udp => errs.boxed(),
    }
}

fn datagram_plots() -> BoxedStrategy<Plot> {
    let after = prop_oneof![Just(After::Again), Just(After::OfLength), stray_datagram().prop_map(After::Stray)];
    let several = (vec(stray_datagram(), 0..4), reply::right_reply(), vec(after, 0..4));
    prop_oneof![
        6 => several.prop_map(|(before, reply, after)| Plot::Datagrams { before, reply, after }),
        3 => (reply::right_reply(), any_share()).prop_map(|(reply, at)| Plot::Truncates { reply, at }),
        1 => reply::right_reply().prop_map(|reply| Plot::Overtakes { reply }),
    ]
    .boxed()
}

fn stray_datagram() -> BoxedStrategy<Stray> {
    let from = prop_oneof![Just(ReplyFrom::OtherPort), Just(ReplyFrom::OtherAddress)];
    (from, prop_oneof![4 => reply::right_reply(), 1 => Just("hello".to_owned())])
        .prop_map(|(from, text)| Stray { from, text })
        .boxed()
}

fn waiting_plots() -> impl Strategy<Value = Plot> {
    let late = (reply::right_reply(), 0_u64..=800);
    prop_oneof![
        3 => late.prop_map(|(reply, millis)| Plot::IsLate { reply, after: Duration::from_millis(millis) }),
        1 => Just(Plot::IsSilent),
    ]
}

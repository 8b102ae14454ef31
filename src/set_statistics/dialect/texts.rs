//! PROTOCOL.md in the words of a dialect: the clauses that it changes are stated anew.

use super::{Dialect, Length, LinePlaceholder, Serves};
use crate::protocol::ReplyTo;
use crate::protocol::clause::Level;
use crate::protocol::role::Transport;
use crate::set_statistics::Clause::{self, *};
use std::fmt::Write;

/// The text of the post's protocol, with these clauses at other levels, and in the words of the dialect.
pub(super) fn render_markdown(base: &str, dialect: &Dialect, levels: &[(Clause, Level)]) -> String {
    let plain = Dialect::default();
    let mut text = base.to_owned();
    for (clause, body) in restated_clauses(dialect, &plain) {
        restate_clause(&mut text, clause, &body);
    }
    for (clause, level) in levels {
        change_level(&mut text, *clause, *level);
    }
    text
}

/// The place of the clause: its start, the end of its first sentence, and the end of its text.
fn locate_clause(text: &str, clause: Clause) -> Option<(usize, usize, usize)> {
    let start = text.find(&format!("\n**`{clause}` "))? + 1;
    let head = start + text[start..].find(".**")? + 3;
    let ends = ["\n**`", "\n## ", "\n### "].iter().filter_map(|next| text[head..].find(next)).min();
    Some((start, head, ends.map_or(text.len(), |end| head + end)))
}

fn restate_clause(text: &mut String, clause: Clause, body: &str) {
    if let Some((_, head, end)) = locate_clause(text, clause) {
        text.replace_range(head..end, &format!(" {body}\n"));
    }
}

fn change_level(text: &mut String, clause: Clause, level: Level) {
    let Some((start, head, _)) = locate_clause(text, clause) else { return };
    let old = [Level::Must, Level::Should, Level::Info].into_iter();
    let line = text[start..head].to_owned();
    if let Some(old) = old.into_iter().find(|old| line.contains(&format!("` {}", old.as_str()))) {
        let new = line.replacen(&format!("` {}", old.as_str()), &format!("` {}", level.as_str()), 1);
        text.replace_range(start..head, &new);
    }
}

/// The clauses that the dialect states anew, as far as it differs from the post's protocol in what they are about.
fn restated_clauses(own: &Dialect, plain: &Dialect) -> Vec<(Clause, String)> {
    let all = [
        (own.request != plain.request || own.length.is_joined() || own.numbers.integers, Req1, describe_request(own)),
        (own.response != plain.response, Rsp1, describe_response(own)),
        (own.numbers.decimals.is_some(), Num4, describe_decimals(own)),
        (own.prompts != plain.prompts || own.length != plain.length, Con1, describe_prompts(own)),
        (own.labels != plain.labels, Con2, describe_labels(own)),
        (own.ready != plain.ready, Con3, describe_ready_lines(own)),
        (own.received != plain.received, Con4, describe_received_lines(own)),
        (
            own.length != plain.length || own.request.end != plain.request.end,
            TcpC1,
            describe_sending(own, Transport::Tcp),
        ),
        (
            own.length != plain.length || own.request.end != plain.request.end,
            UdpC1,
            describe_sending(own, Transport::Udp),
        ),
        (own.replies_to == ReplyTo::Sender && own.length.is_sent(), UdpC1, describe_sending(own, Transport::Udp)),
        (own.replies_to != plain.replies_to, UdpS2, describe_replies(own)),
        (own.serves == Serves::One, TcpS8, "When its client has closed, the server closes its side too.".to_owned()),
        (*own != *plain, Con6, describe_sessions().to_owned()),
    ];
    all.into_iter().filter(|(differs, ..)| *differs).map(|(_, clause, body)| (clause, body)).collect()
}

/// A separator or an end, for a sentence.
pub(super) fn describe_separator(text: &str) -> String {
    match text {
        " " => "one space".to_owned(),
        "\n" => "a line feed".to_owned(),
        "\r\n" => "a carriage return and a line feed".to_owned(),
        other => format!("`{}`", other.escape_debug()),
    }
}

fn describe_end(end: &str) -> String {
    if end.is_empty() {
        "nothing stands behind the last".to_owned()
    } else {
        format!("{} ends it", describe_separator(end))
    }
}

fn describe_request(dialect: &Dialect) -> String {
    let kind = if dialect.numbers.integers { "integers" } else { "numbers" };
    let layout = &dialect.request;
    let mut text = format!(
        "A request is one or more {kind} separated by exactly {}, and {}.",
        describe_separator(&layout.separator),
        describe_end(&layout.end)
    );
    if dialect.length.is_joined() {
        text.push_str(" Behind them stands how many they are, as one more of them: it is none of the set.");
    }
    text
}

fn describe_response(dialect: &Dialect) -> String {
    let layout = &dialect.response;
    let order: Vec<&str> = layout.order.iter().map(|field| field.as_str()).collect();
    format!(
        "A response is four numbers separated by {}: {}, and {}. They stand in this order.",
        describe_separator(&layout.separator),
        order.join(", "),
        describe_end(&layout.end)
    )
}

fn describe_decimals(dialect: &Dialect) -> String {
    let places = dialect.numbers.decimals.unwrap_or_default();
    format!("A printed result has exactly {places} decimals, rounded, and no exponent.")
}

fn describe_prompts(dialect: &Dialect) -> String {
    let prompts = &dialect.prompts;
    match (prompts.message.as_str(), prompts.length.as_str()) {
        ("", "") => "The client asks for nothing.".to_owned(),
        (one, "") | ("", one) => format!(
            "The client prompts with `{one}`, and reads a line.{} The prompt goes to standard output, before the line is \
             read, and the cursor stays behind it.",
            if dialect.length.is_asked() { " It reads the other line without a prompt." } else { "" }
        ),
        (message, length) => format!(
            "The client prompts for the numbers, reads a line, prompts for the length, and reads a line. The prompts are \
             `{message}` and `{length}`, on standard output, each before its line is read. The cursor stays behind it."
        ),
    }
}

fn describe_labels(dialect: &Dialect) -> String {
    let mut text =
        "The client prints the result lines, in order, the labels to the letter.\n\nThey are:\n\n```\n".to_owned();
    for (field, label) in &dialect.labels.lines {
        let letter = ["T", "L", "H", "M"][*field as usize];
        let _ = writeln!(text, "{label}{letter}");
    }
    text.push_str("```");
    text
}

/// One text for both transports, or one for each.
fn of_each(own: [Option<String>; 2], none: &str) -> String {
    let shown = |line: &Option<String>| line.as_ref().map_or(none.to_owned(), |line| format!("`{line}`"));
    match own {
        [tcp, udp] if tcp == udp => format!("It is {}.", shown(&tcp)),
        [tcp, udp] => format!("Over TCP it is {}, and over UDP {}.", shown(&tcp), shown(&udp)),
    }
}

fn describe_ready_lines(dialect: &Dialect) -> String {
    let lines = of_each([dialect.ready.tcp.clone(), dialect.ready.udp.clone()], "none");
    format!("The server's first line says that it is ready. {lines}")
}

fn describe_received_lines(dialect: &Dialect) -> String {
    let line = |line: &Option<super::Received>| {
        let line = line.as_ref()?;
        let example = match line.placeholder {
            LinePlaceholder::List => "[a, b, ...]",
            LinePlaceholder::Numbers => "a b ...",
            LinePlaceholder::Request => "the request as it came",
        };
        Some(format!("{}{example}{}", line.before, line.behind))
    };
    let lines = of_each([line(&dialect.received.tcp), line(&dialect.received.udp)], "none");
    format!("For each request the server prints what it received. {lines}")
}

fn describe_sending(dialect: &Dialect, transport: Transport) -> String {
    let end = match dialect.request.end.as_str() {
        "" => String::new(),
        end => format!(", and {} behind it", describe_separator(end)),
    };
    let (what, datagrams) = match dialect.length {
        Length::Sent => ("the message exactly as typed, then the length", "two datagrams"),
        Length::NotAsked | Length::NotSent => ("the message exactly as typed", "one datagram"),
        Length::Joined => ("the message exactly as typed, one separator, and the length", "one datagram"),
    };
    match (transport, dialect.replies_to) {
        (Transport::Tcp, _) => format!("The client sends {what}{end}, and nothing else."),
        (Transport::Udp, ReplyTo::Port(port)) => format!("The client sends {datagrams} from port {port}: {what}{end}."),
        (Transport::Udp, ReplyTo::Sender) => format!("The client sends {datagrams}: {what}{end}."),
    }
}

fn describe_replies(dialect: &Dialect) -> String {
    match dialect.replies_to {
        ReplyTo::Port(port) => {
            format!("A client bound to port {port} gets the reply there, from the server's own port.")
        }
        ReplyTo::Sender => "The reply goes to the sender of the request, from the server's own port.".to_owned(),
    }
}

const fn describe_sessions() -> &'static str {
    "The two published sessions hold, line for line, in the words of this dialect. Numbers are compared by value \
     (`NUM-4`).\n\nThe sets are `6 5 9 7 4.2` over UDP and `5 4 6 9 3.4` over TCP."
}

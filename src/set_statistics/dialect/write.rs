//! A dialect as the text of a protocol.toml, with a comment on each line that says what was seen.

use super::deduce::DialectRemark;
use super::{Dialect, Labels, OfEach, Serves};
use crate::protocol::ReplyTo;
use crate::set_statistics::statistics::Field;
use std::fmt::{Display, Write};

/// The ports of the two servers, where they are not the post's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DialectPorts {
    /// The TCP server's.
    pub tcp: Option<u16>,
    /// The UDP server's.
    pub udp: Option<u16>,
}

/// What protocol.toml says of a dialect: each line that is not the post's, with what was seen; then what is uncertain.
pub fn to_toml(name: &str, dialect: &Dialect, ports: DialectPorts, remarks: &[DialectRemark]) -> String {
    let mut file = File { text: String::new(), remarks };
    let _ = writeln!(file.text, "# What these programs do otherwise than the set-statistics protocol, as it was seen.");
    file.plain("base", "\"set-statistics\"");
    file.plain("name", &quoted(name));
    file.plain("title", "\"A dialect of set-statistics\"");
    file.top(dialect);
    file.ports(dialect, ports);
    file.prompts(dialect);
    file.labels(dialect);
    file.layouts(dialect);
    for remark in remarks.iter().filter(|remark| !remark.is_certain) {
        let _ = writeln!(file.text, "# uncertain, {}: {}", remark.key, plain(&remark.seen));
    }
    file.text
}

struct File<'r> {
    text: String,
    remarks: &'r [DialectRemark],
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let letter = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}

/// A comment's text on one line.
fn plain(text: &str) -> String {
    let letter = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() };
    text.chars().map(letter).collect()
}

impl File<'_> {
    fn plain(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    /// A line, with what was seen behind it.
    fn line(&mut self, key: &str, value: impl Display, about: &str) {
        let seen = self.remarks.iter().find(|remark| remark.key == about && remark.is_certain);
        let comment = seen.map_or_else(String::new, |remark| format!("  # {}", plain(&remark.seen)));
        let _ = writeln!(self.text, "{key} = {value}{comment}");
    }

    fn head(&mut self, name: &str) {
        let _ = writeln!(self.text, "\n[{name}]");
    }

    fn top(&mut self, own: &Dialect) {
        let post = Dialect::default();
        if own.length != post.length {
            self.line("length", quoted(own.length.as_str()), "length");
        }
        if own.numbers.integers {
            self.line("integers", true, "integers");
        }
        if own.serves == Serves::One {
            self.line("serves", "\"one-client\"", "serves");
        }
        if own.ready != post.ready {
            self.line("ready", of_each(&own.ready, &post.ready), "ready");
        }
        if own.received != post.received {
            let text = |line: &Option<super::Received>| line.as_ref().map(ToString::to_string);
            let each =
                |lines: &OfEach<Option<super::Received>>| OfEach { tcp: text(&lines.tcp), udp: text(&lines.udp) };
            self.line("received", of_each(&each(&own.received), &each(&post.received)), "received");
        }
        if own.prompts.is_off() {
            self.line("prompts", false, "prompts.numbers");
        }
    }

    fn ports(&mut self, own: &Dialect, ports: DialectPorts) {
        let reply = match own.replies_to {
            to if to == Dialect::default().replies_to => None,
            ReplyTo::Port(port) => Some(port.to_string()),
            ReplyTo::Sender => Some("\"sender\"".to_owned()),
        };
        if ports == DialectPorts::default() && reply.is_none() {
            return;
        }
        self.head("ports");
        for (key, port) in [("tcp", ports.tcp), ("udp", ports.udp)] {
            if let Some(port) = port {
                self.line(key, port, if key == "tcp" { "ports.tcp" } else { "ports.udp" });
            }
        }
        if let Some(reply) = reply {
            self.line("reply", reply, "ports.reply");
        }
    }

    fn prompts(&mut self, own: &Dialect) {
        let (prompts, post) = (&own.prompts, Dialect::default().prompts);
        let is_length_other = own.length.is_asked() && prompts.length != post.length;
        if prompts.is_off() || prompts.message == post.message && !is_length_other {
            return;
        }
        let text = |text: &str| if text.is_empty() { "false".to_owned() } else { quoted(text) };
        self.head("prompts");
        if prompts.message != post.message {
            self.line("numbers", text(&prompts.message), "prompts.numbers");
        }
        if is_length_other {
            self.line("length", text(&prompts.length), "prompts.length");
        }
    }

    fn labels(&mut self, own: &Dialect) {
        let post = Labels::default();
        if own.labels == post {
            return;
        }
        self.head("labels");
        for field in Field::ALL {
            match own.labels.lines.iter().find(|(other, _)| *other == field) {
                Some((_, label)) if label == post.of(field) => {}
                Some((_, label)) => self.line(field.as_str(), quoted(label), "labels"),
                None => self.line(field.as_str(), false, "labels.off"),
            }
        }
        let printed: Vec<Field> = own.labels.lines.iter().map(|(field, _)| *field).collect();
        if !printed.is_sorted() {
            let rest = Field::ALL.into_iter().filter(|field| !printed.contains(field));
            self.line("order", order(printed.iter().copied().chain(rest)), "labels.order");
        }
    }

    fn layouts(&mut self, own: &Dialect) {
        let post = Dialect::default();
        if own.request != post.request {
            self.head("request");
            if own.request.separator != post.request.separator {
                self.line("separator", quoted(&own.request.separator), "request");
            }
            if own.request.end != post.request.end {
                self.line("end", quoted(&own.request.end), "request");
            }
        }
        if own.response == post.response && own.numbers.decimals.is_none() {
            return;
        }
        self.head("response");
        if own.response.separator != post.response.separator {
            self.line("separator", quoted(&own.response.separator), "response");
        }
        if own.response.end != post.response.end {
            self.line("end", quoted(&own.response.end), "response");
        }
        if own.response.order != post.response.order {
            self.line("order", order(own.response.order.into_iter()), "response");
        }
        if let Some(decimals) = own.numbers.decimals {
            self.line("decimals", decimals, "response");
        }
    }
}

fn order(fields: impl Iterator<Item = Field>) -> String {
    let names: Vec<String> = fields.map(|field| quoted(field.as_str())).collect();
    format!("[{}]", names.join(", "))
}

/// The lines of both transports, where they are not the post's.
fn of_each(lines: &OfEach<Option<String>>, post: &OfEach<Option<String>>) -> String {
    let text = |line: &Option<String>| line.as_ref().map_or("false".to_owned(), |line| quoted(line));
    let (tcp, udp) = (text(&lines.tcp), text(&lines.udp));
    match lines.tcp == lines.udp {
        true => tcp,
        false if lines.tcp == post.tcp => format!("{{ udp = {udp} }}"),
        false if lines.udp == post.udp => format!("{{ tcp = {tcp} }}"),
        false => format!("{{ tcp = {tcp}, udp = {udp} }}"),
    }
}

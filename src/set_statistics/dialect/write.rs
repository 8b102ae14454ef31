//! A dialect as the text of a protocol.toml, with a comment on each line that says what was seen.

use super::deduce::DialectRemark;
use super::{Dialect, Labels, OfEach, Serves};
use crate::protocol::ReplyTo;
use crate::set_statistics::statistics::Field;
use std::fmt::{Display, Write};

/// The ports of the two servers, if they are not the post's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DialectPorts {
    /// The TCP server's.
    pub tcp: Option<u16>,
    /// The UDP server's.
    pub udp: Option<u16>,
}

/// The protocol.toml of a dialect: each line that is not the post's, with the observation; then the uncertain ones.
pub fn to_toml(name: &str, dialect: &Dialect, ports: DialectPorts, remarks: &[DialectRemark]) -> String {
    let mut file = File { text: String::new(), remarks };
    let _ = writeln!(file.text, "# What these programs do otherwise than the set-statistics protocol, as it was seen.");
    file.write_plain_line("base", "\"set-statistics\"");
    file.write_plain_line("name", &quote_toml(name));
    file.write_plain_line("title", "\"A dialect of set-statistics\"");
    file.write_top_keys(dialect);
    file.write_ports(dialect, ports);
    file.write_prompts(dialect);
    file.write_labels(dialect);
    file.write_layouts(dialect);
    for remark in remarks.iter().filter(|remark| !remark.is_certain) {
        let _ = writeln!(file.text, "# uncertain, {}: {}", remark.key, escape_comment(&remark.seen));
    }
    file.text
}

struct File<'r> {
    text: String,
    remarks: &'r [DialectRemark],
}

/// A text as TOML writes it.
fn quote_toml(text: &str) -> String {
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
fn escape_comment(text: &str) -> String {
    let letter = |c: char| if c.is_control() { c.escape_debug().to_string() } else { c.to_string() };
    text.chars().map(letter).collect()
}

impl File<'_> {
    fn write_plain_line(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    /// A line, with what was seen behind it.
    fn write_line(&mut self, key: &str, value: impl Display, about: &str) {
        let seen = self.remarks.iter().find(|remark| remark.key == about && remark.is_certain);
        let comment = seen.map_or_else(String::new, |remark| format!("  # {}", escape_comment(&remark.seen)));
        let _ = writeln!(self.text, "{key} = {value}{comment}");
    }

    fn write_table_head(&mut self, name: &str) {
        let _ = writeln!(self.text, "\n[{name}]");
    }

    fn write_top_keys(&mut self, own: &Dialect) {
        let post = Dialect::default();
        if own.length != post.length {
            self.write_line("length", quote_toml(own.length.as_str()), "length");
        }
        if own.numbers.integers {
            self.write_line("integers", true, "integers");
        }
        if own.serves == Serves::One {
            self.write_line("serves", "\"one-client\"", "serves");
        }
        if own.ready != post.ready {
            self.write_line("ready", of_each(&own.ready, &post.ready), "ready");
        }
        if own.received != post.received {
            let text = |line: &Option<super::Received>| line.as_ref().map(ToString::to_string);
            let each =
                |lines: &OfEach<Option<super::Received>>| OfEach { tcp: text(&lines.tcp), udp: text(&lines.udp) };
            self.write_line("received", of_each(&each(&own.received), &each(&post.received)), "received");
        }
        if own.prompts.is_off() {
            self.write_line("prompts", false, "prompts.numbers");
        }
    }

    fn write_ports(&mut self, own: &Dialect, ports: DialectPorts) {
        let reply = match own.replies_to {
            to if to == Dialect::default().replies_to => None,
            ReplyTo::Port(port) => Some(port.to_string()),
            ReplyTo::Sender => Some("\"sender\"".to_owned()),
        };
        if ports == DialectPorts::default() && reply.is_none() {
            return;
        }
        self.write_table_head("ports");
        for (key, port) in [("tcp", ports.tcp), ("udp", ports.udp)] {
            if let Some(port) = port {
                self.write_line(key, port, if key == "tcp" { "ports.tcp" } else { "ports.udp" });
            }
        }
        if let Some(reply) = reply {
            self.write_line("reply", reply, "ports.reply");
        }
    }

    fn write_prompts(&mut self, own: &Dialect) {
        let (prompts, post) = (&own.prompts, Dialect::default().prompts);
        let is_length_other = own.length.is_asked() && prompts.length != post.length;
        if prompts.is_off() || prompts.message == post.message && !is_length_other {
            return;
        }
        let text = |text: &str| if text.is_empty() { "false".to_owned() } else { quote_toml(text) };
        self.write_table_head("prompts");
        if prompts.message != post.message {
            self.write_line("numbers", text(&prompts.message), "prompts.numbers");
        }
        if is_length_other {
            self.write_line("length", text(&prompts.length), "prompts.length");
        }
    }

    fn write_labels(&mut self, own: &Dialect) {
        let post = Labels::default();
        if own.labels == post {
            return;
        }
        self.write_table_head("labels");
        for field in Field::ALL {
            match own.labels.lines.iter().find(|(other, _)| *other == field) {
                Some((_, label)) if label == post.label_for(field) => {}
                Some((_, label)) => self.write_line(field.as_str(), quote_toml(label), "labels"),
                None => self.write_line(field.as_str(), false, "labels.off"),
            }
        }
        let printed: Vec<Field> = own.labels.lines.iter().map(|(field, _)| *field).collect();
        if !printed.is_sorted() {
            let rest = Field::ALL.into_iter().filter(|field| !printed.contains(field));
            self.write_line("order", format_order(printed.iter().copied().chain(rest)), "labels.order");
        }
    }

    fn write_layouts(&mut self, own: &Dialect) {
        let post = Dialect::default();
        if own.request != post.request {
            self.write_table_head("request");
            if own.request.separator != post.request.separator {
                self.write_line("separator", quote_toml(&own.request.separator), "request");
            }
            if own.request.end != post.request.end {
                self.write_line("end", quote_toml(&own.request.end), "request");
            }
        }
        if own.response == post.response && own.numbers.decimals.is_none() {
            return;
        }
        self.write_table_head("response");
        if own.response.separator != post.response.separator {
            self.write_line("separator", quote_toml(&own.response.separator), "response");
        }
        if own.response.end != post.response.end {
            self.write_line("end", quote_toml(&own.response.end), "response");
        }
        if own.response.order != post.response.order {
            self.write_line("order", format_order(own.response.order.into_iter()), "response");
        }
        if let Some(decimals) = own.numbers.decimals {
            self.write_line("decimals", decimals, "response");
        }
    }
}

fn format_order(fields: impl Iterator<Item = Field>) -> String {
    let names: Vec<String> = fields.map(|field| quote_toml(field.as_str())).collect();
    format!("[{}]", names.join(", "))
}

/// The lines of both transports, if they are not the post's.
fn of_each(lines: &OfEach<Option<String>>, post: &OfEach<Option<String>>) -> String {
    let text = |line: &Option<String>| line.as_ref().map_or("false".to_owned(), |line| quote_toml(line));
    let (tcp, udp) = (text(&lines.tcp), text(&lines.udp));
    if lines.tcp == lines.udp {
        tcp
    } else if lines.tcp == post.tcp {
        format!("{{ udp = {udp} }}")
    } else if lines.udp == post.udp {
        format!("{{ tcp = {tcp} }}")
    } else {
        format!("{{ tcp = {tcp}, udp = {udp} }}")
    }
}

//! A dialect's protocol.toml: what is different, read key by key; a contradiction is a mistake with its place.

mod keys;
mod levels;

use super::texts::markdown;
use super::{Dialect, Length, Serves, reasons};
use crate::document::{Document, FileError, Format, Table};
use crate::protocol::clause::Level;
use crate::protocol::{self, DialectVariant, Home, ReplyTo, RoleSpec, Spec, embedded};
use crate::set_statistics::Clause;
use keys::Reader;
use std::path::Path;

const KEYS: [&str; 13] = [
    "base", "name", "title", "length", "integers", "serves", "ready", "received", "ports", "prompts", "labels",
    "request", "response",
];
const SERVES: [(&str, Serves); 2] = [("all", Serves::All), ("one-client", Serves::One)];

pub(super) const FORMAT: Format = Format {
    title: "the dialect",
    duplicate: "keep one of the two",
    escape: "write two backslashes for one, or put the text between single quotes",
    hint: |_| "a line is key = value, with text between quotation marks: length = \"not-asked\"",
};

/// Reads the protocol.toml of a dialect, which errors call `shown`. The protocol lives as long as the process.
///
/// # Errors
/// The first mistake or contradiction, with its place.
pub fn read(shown: &str, text: &str, home: &Path) -> Result<&'static Spec, FileError> {
    let document = Document { name: shown, text, format: &FORMAT };
    let entries = document.parse()?;
    let top = Table::top(&document, &entries);
    let known = [KEYS.as_slice(), &["clauses"]].concat();
    top.only(&known, &format!("a dialect says what is different, with {}", known.join(", ")))?;
    base(&top)?;
    let name = top.line("name")?.ok_or_else(|| top.missing("name", "write a short name: name = \"lab4\""))?;
    let title = top.line("title")?.map_or("A dialect of set-statistics", |title| title.value).to_owned();
    let dialect = dialect(&top)?;
    let roles = roles(&top, &dialect)?;
    let levels = levels::read(&top, &dialect)?;
    let raised: Vec<(Clause, Level)> = levels.iter().filter_map(|(clause, level)| Some((*clause, (*level)?))).collect();
    let switched = levels.iter().filter(|(_, level)| level.is_none()).map(|(clause, _)| *clause);
    let of_dialect = reasons(&dialect).into_iter().flat_map(|reason| reason.clauses.iter().copied());
    let off = of_dialect.chain(switched).map(Clause::as_str).collect();
    let base = embedded::text(protocol::DEFAULT, protocol::TEXT).unwrap_or_default();
    let markdown = markdown(base, &dialect, &raised);
    protocol::default().vary(DialectVariant {
        name: name.value.to_owned(),
        title,
        home: Home::Folder(home.to_owned()),
        roles,
        markdown_name: "PROTOCOL.md of the dialect",
        markdown: &markdown,
        off,
        differences: Box::leak(Box::new(dialect)),
    })
}

fn base(top: &Table<'_>) -> Result<(), FileError> {
    let help = "write base = \"set-statistics\", or leave it out and write a protocol of your own";
    match top.text("base", help)? {
        Some(text) if text.value != protocol::DEFAULT => {
            let message = format!("`{}` has no dialects", text.value.escape_debug());
            Err(text.wrong(message, "not a base", help))
        }
        _ => Ok(()),
    }
}

fn dialect(top: &Table<'_>) -> Result<Dialect, FileError> {
    let plain = Dialect::default();
    let reader = Reader { top };
    let length = top.choice("length", &Length::ALL)?.unwrap_or_default();
    let dialect = Dialect {
        replies_to: reader.replies_to()?.unwrap_or(plain.replies_to),
        ready: reader.ready(plain.ready)?,
        received: reader.received(plain.received)?,
        prompts: reader.prompts(length)?,
        labels: reader.labels(plain.labels)?,
        length,
        request: reader.request(plain.request)?,
        response: reader.response(plain.response)?,
        numbers: reader.numbers()?,
        serves: top.choice("serves", &SERVES)?.unwrap_or_default(),
    };
    keys::contradictions(top, &dialect)?;
    Ok(dialect)
}

/// The roles of the post's protocol, with the dialect's ports, and what is typed to its clients.
fn roles(top: &Table<'_>, dialect: &Dialect) -> Result<Vec<RoleSpec>, FileError> {
    let (tcp, udp) = Reader { top }.ports()?;
    let own = |role: &RoleSpec| {
        let mut role = role.clone();
        let (port, replies_to) = match role.transport {
            protocol::role::Transport::Tcp => (tcp, role.replies_to),
            protocol::role::Transport::Udp => (udp, dialect.replies_to),
        };
        role.port = port.unwrap_or(role.port);
        role.replies_to = replies_to;
        if !dialect.length.is_asked() {
            role.inputs.truncate(1);
        }
        role
    };
    let roles: Vec<RoleSpec> = protocol::default().role_specs().iter().map(own).collect();
    let clash = match dialect.replies_to {
        ReplyTo::Port(port) => roles.iter().any(|role| role.port == port && role.replies_to == dialect.replies_to),
        ReplyTo::Sender => false,
    };
    if clash {
        let message = "the UDP server and its clients can't have one port";
        let help = "give `reply` another port, or write reply = \"sender\"";
        return Err(top.document.error(top.key_span("ports"), message, "`udp` and `reply` are the same", help));
    }
    Ok(roles)
}

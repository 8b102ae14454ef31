//! A dialect's protocol.toml: what is different, read key by key; a contradiction is a mistake with its place.

mod keys;
mod levels;

use super::texts::render_markdown;
use super::{Dialect, Length, Serves, clause_off_reasons};
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
    let top = Table::for_whole_file(&document, &entries);
    let known = [KEYS.as_slice(), &["clauses"]].concat();
    top.reject_unknown_key(&known, &format!("a dialect says what is different, with {}", known.join(", ")))?;
    check_base(&top)?;
    let name = top
        .read_single_line("name")?
        .ok_or_else(|| top.missing_key_error("name", "write a short name: name = \"lab4\""))?;
    let title = top.read_single_line("title")?.map_or("A dialect of set-statistics", |title| title.value).to_owned();
    let dialect = read_dialect(&top)?;
    let roles = read_roles(&top, &dialect)?;
    let levels = levels::read(&top, &dialect)?;
    let raised: Vec<(Clause, Level)> = levels.iter().filter_map(|(clause, level)| Some((*clause, (*level)?))).collect();
    let switched = levels.iter().filter(|(_, level)| level.is_none()).map(|(clause, _)| *clause);
    let of_dialect = clause_off_reasons(&dialect).into_iter().flat_map(|reason| reason.clauses.iter().copied());
    let off = of_dialect.chain(switched).map(Clause::as_str).collect();
    let base = embedded::text(protocol::DEFAULT, protocol::TEXT).unwrap_or_default();
    let markdown = render_markdown(base, &dialect, &raised);
    protocol::default().with_variant(DialectVariant {
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

fn check_base(top: &Table<'_>) -> Result<(), FileError> {
    let help = "write base = \"set-statistics\", or leave it out and write a protocol of your own";
    match top.read_text("base", help)? {
        Some(text) if text.value != protocol::DEFAULT => {
            let message = format!("`{}` has no dialects", text.value.escape_debug());
            Err(text.error_at_text(message, "not a base", help))
        }
        _ => Ok(()),
    }
}

fn read_dialect(top: &Table<'_>) -> Result<Dialect, FileError> {
    let plain = Dialect::default();
    let reader = Reader { top };
    let length = top.read_choice("length", &Length::ALL)?.unwrap_or_default();
    let dialect = Dialect {
        replies_to: reader.replies_to()?.unwrap_or(plain.replies_to),
        ready: reader.read_ready_lines(plain.ready)?,
        received: reader.read_received_lines(plain.received)?,
        prompts: reader.read_prompts(length)?,
        labels: reader.read_labels(plain.labels)?,
        length,
        request: reader.read_request_layout(plain.request)?,
        response: reader.read_response_layout(plain.response)?,
        numbers: reader.read_numbers()?,
        serves: top.read_choice("serves", &SERVES)?.unwrap_or_default(),
    };
    keys::check_contradictions(top, &dialect)?;
    Ok(dialect)
}

/// The roles of the post's protocol, with the dialect's ports, and what is typed to its clients.
fn read_roles(top: &Table<'_>, dialect: &Dialect) -> Result<Vec<RoleSpec>, FileError> {
    let (tcp, udp) = Reader { top }.read_ports()?;
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
        return Err(top.document.error_at(top.key_span("ports"), message, "`udp` and `reply` are the same", help));
    }
    Ok(roles)
}

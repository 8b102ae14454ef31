//! The tables `[roles.NAME]`: the programs that a protocol has.

use super::names;
use crate::document::{FileError, Table, Text};
use crate::protocol::role::{Side, Transport};
use crate::protocol::spec::{AtTheEnd, Prefix, ReplyTo, RoleSpec, Unit};
use std::ops::Range;
use std::time::Duration;
use toml::de::DeValue;

/// A role, for a person who writes the first one.
pub(super) const EXAMPLE: &str = "[roles.tcp-server]\nside = \"server\"\ntransport = \"tcp\"\nport = 7000";

const KEYS: [&str; 9] =
    ["side", "transport", "port", "replies-to", "inputs", "operations", "unit", "repeats-after", "at-the-end"];
const ENDS: [(&str, AtTheEnd); 2] = [("judged", AtTheEnd::Judged), ("open", AtTheEnd::Open)];
const SIDES: [(&str, Side); 2] = [("server", Side::Server), ("client", Side::Client)];
const TRANSPORTS: [(&str, Transport); 2] = [("tcp", Transport::Tcp), ("udp", Transport::Udp)];
/// The names that a manifest's command writes in braces already.
const TAKEN: [&str; 9] = ["folder", "port", "reply-port", "home", "sockspec", "python3", "java", "node", "cc"];
const REPLIES_HELP: &str = "write replies-to = \"sender\", or the port of every client: replies-to = 8000";
const UNIT_HELP: &str =
    "write unit = \"line\", \"datagram\", \"until-close\", \"stream\", { bytes = 9 } or { length-prefix = \"u16be\" }";
const INPUTS_HELP: &str = "name what a person types, in this order: inputs = [\"sentence\"]";

/// Every role, in the order of the file; at least one.
pub(super) fn read_roles(top: &Table<'_>) -> Result<Vec<RoleSpec>, FileError> {
    let help = &format!("say which programs the protocol has:\n{EXAMPLE}");
    let table = top.read_table("roles", help)?.ok_or_else(|| top.missing_key_error("roles", help))?;
    let keys = table.keys_in_file_order();
    if keys.is_empty() {
        return Err(top.document.error_at(
            top.key_span("roles"),
            "the protocol has no roles",
            "none stands here",
            help,
        ));
    }
    keys.into_iter().map(|(name, span)| read_role(&table, name, span)).collect()
}

fn read_role(roles: &Table<'_>, name: &str, span: Range<usize>) -> Result<RoleSpec, FileError> {
    check_name(roles, name, span)?;
    let help = &format!("a role is a table:\n{EXAMPLE}");
    let table = roles.read_table(name, help)?.ok_or_else(|| roles.missing_key_error(name, help))?;
    let table = table.with_title(format!("[roles.{name}]"));
    table.reject_unknown_key(&KEYS, &format!("write one of {}", KEYS.join(", ")))?;
    let side = table
        .read_choice("side", &SIDES)?
        .ok_or_else(|| table.missing_key_error("side", "write side = \"server\" or side = \"client\""))?;
    let transport = table
        .read_choice("transport", &TRANSPORTS)?
        .ok_or_else(|| table.missing_key_error("transport", "write transport = \"tcp\" or transport = \"udp\""))?;
    let port = table
        .read_port("port", 7000)?
        .ok_or_else(|| table.missing_key_error("port", "say at which port the server is: port = 7000"))?;
    Ok(RoleSpec {
        name: name.to_owned(),
        side,
        transport,
        port,
        replies_to: replies_to(&table, transport)?,
        inputs: read_inputs(&table, side)?,
        operations: read_operations(&table)?,
        unit: read_unit(&table, transport)?,
        repeats_after: repeats_after(&table, transport)?,
        at_the_end: read_end(&table, transport)?,
    })
}

fn read_operations(table: &Table<'_>) -> Result<Vec<String>, FileError> {
    const HELP: &str = "name what a program may do besides its plain command: operations = [\"fetch\"]";
    for text in names::read_texts(table, "operations", HELP)? {
        names::require_plain_name(&text, "an operation")?;
    }
    names::read_names(table, "operations", HELP)
}

fn repeats_after(table: &Table<'_>, transport: Transport) -> Result<Option<Duration>, FileError> {
    let time = table.read_positive_time("repeats-after")?;
    if time.is_some() && transport == Transport::Tcp {
        return Err(for_the_other(table, "repeats-after", transport, "over TCP the system repeats what is lost"));
    }
    Ok(time)
}

fn read_end(table: &Table<'_>, transport: Transport) -> Result<AtTheEnd, FileError> {
    let end = table.read_choice("at-the-end", &ENDS)?;
    if end.is_some() && transport == Transport::Udp {
        return Err(for_the_other(table, "at-the-end", transport, "over UDP nobody ends a conversation"));
    }
    Ok(end.unwrap_or_default())
}

/// The key is for roles of the other transport than this one; `why` says so.
fn for_the_other(table: &Table<'_>, key: &str, transport: Transport, why: &str) -> FileError {
    let other = transport.other();
    let help = format!("leave `{key}` out; it is for transport = \"{}\"", other.to_string().to_lowercase());
    table.document.error_at(table.key_span(key), why, format!("this is for {other}"), help)
}

fn check_name(roles: &Table<'_>, name: &str, span: Range<usize>) -> Result<(), FileError> {
    let wrong = |message: String, label: &str, help: &str| Err(roles.document.error_at(span, message, label, help));
    if name.ends_with("-pair") {
        let help = "name the role after one program, such as tcp-server: a client and a server of one transport make\n\
                    the pair tcp-pair or udp-pair by themselves";
        return wrong(format!("`{name}` is the name of a pair, not of a role"), "ends in -pair", help);
    }
    if !names::is_plain(name) {
        let message = format!("`{}` can't be the name of a role", name.escape_debug());
        let help = "write small letters, digits and hyphens, a letter first: [roles.tcp-server]";
        return wrong(message, "holds another character", help);
    }
    match name {
        "servers" | "clients" => {
            let help = "PROTOCOL.md means every server and every client by these words; write another name";
            wrong(format!("`{name}` can't be the name of a role"), "has a meaning of its own", help)
        }
        _ => Ok(()),
    }
}

fn replies_to(table: &Table<'_>, transport: Transport) -> Result<ReplyTo, FileError> {
    let Some(value) = table.get("replies-to") else { return Ok(ReplyTo::Sender) };
    if transport == Transport::Tcp {
        return Err(for_the_other(table, "replies-to", transport, "over TCP a reply goes back on the connection"));
    }
    if let DeValue::Integer(_) = value.get_ref() {
        return Ok(table.read_port("replies-to", 8000)?.map_or(ReplyTo::Sender, ReplyTo::Port));
    }
    match table.read_text("replies-to", REPLIES_HELP)? {
        Some(text) if text.value != "sender" => {
            Err(text.error_at_text("`replies-to` is a port, or \"sender\"", "neither of the two", REPLIES_HELP))
        }
        _ => Ok(ReplyTo::Sender),
    }
}

fn read_inputs(table: &Table<'_>, side: Side) -> Result<Vec<String>, FileError> {
    if side == Side::Server && table.get("inputs").is_some() {
        let help = "leave `inputs` out; a client has them";
        let message = "nobody types anything to a server";
        return Err(table.document.error_at(table.key_span("inputs"), message, "this is for a client", help));
    }
    for text in names::read_texts(table, "inputs", INPUTS_HELP)? {
        names::require_plain_name(&text, "an input")?;
        refuse_taken(&text)?;
    }
    names::read_names(table, "inputs", INPUTS_HELP)
}

/// A manifest writes an input in braces, so it can't be called like another placeholder.
fn refuse_taken(text: &Text<'_>) -> Result<(), FileError> {
    if !TAKEN.contains(&text.value) {
        return Ok(());
    }
    let message = format!("`{{{}}}` has a meaning in a manifest's command already", text.value);
    Err(text.error_at_text(message, "an input can't be called so", "write another name: inputs = [\"sentence\"]"))
}

fn read_unit(table: &Table<'_>, transport: Transport) -> Result<Unit, FileError> {
    let unit = match table.get("unit").map(|value| value.get_ref()) {
        None if transport == Transport::Udp => Unit::Datagram,
        None => Unit::Stream,
        Some(DeValue::Table(_)) => read_counted_unit(table)?,
        Some(_) => table.read_choice("unit", &Unit::WORDS)?.unwrap_or(Unit::Stream),
    };
    let (message, label, help) = match (transport, unit) {
        (Transport::Udp, Unit::Datagram) => return Ok(unit),
        (Transport::Udp, _) => {
            let message = "over UDP one message is one datagram";
            (message, "this is for a stream", "leave `unit` out, or write unit = \"datagram\"")
        }
        (Transport::Tcp, Unit::Datagram) => {
            let message = "over TCP there are no datagrams, only a stream of bytes";
            let help = "say how a message ends: unit = \"line\", \"until-close\", { bytes = 9 } or\n\
                        { length-prefix = \"u16be\" }; unit = \"stream\" if nothing says so";
            (message, "this is for UDP", help)
        }
        (Transport::Tcp, _) => return Ok(unit),
    };
    let span = table.get("unit").map_or_else(|| table.span.clone(), toml::Spanned::span);
    Err(table.document.error_at(span, message, label, help))
}

/// A unit that counts its bytes.
fn read_counted_unit(table: &Table<'_>) -> Result<Unit, FileError> {
    let own = table.read_table("unit", UNIT_HELP)?.ok_or_else(|| table.missing_key_error("unit", UNIT_HELP))?;
    let own = own.with_title("`unit`".to_owned());
    own.reject_unknown_key(&["bytes", "length-prefix"], UNIT_HELP)?;
    match (own.read_port("bytes", 9)?, own.read_choice("length-prefix", &Prefix::NAMES)?) {
        (Some(bytes), None) => Ok(Unit::Bytes(usize::from(bytes))),
        (None, Some(prefix)) => Ok(Unit::LengthPrefix(prefix)),
        (None, None) => Err(own.missing_key_error("bytes", UNIT_HELP)),
        (Some(_), Some(_)) => {
            let message = "a message has a fixed length or says its own, not both";
            Err(table.document.error_at(own.key_span("length-prefix"), message, "keep one of the two", UNIT_HELP))
        }
    }
}

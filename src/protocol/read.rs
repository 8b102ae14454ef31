//! protocol.toml and PROTOCOL.md, read; the first mistake is told with its place.

use super::clause;
use super::role::{Side, Transport};
use super::spec::{Home, Prefix, ReplyTo, RoleSpec, Spec, Unit};
use crate::document::{Document, FileError, Format, Table, Text};
use toml::de::DeValue;

const ROLE_KEYS: [&str; 6] = ["side", "transport", "port", "replies-to", "inputs", "unit"];
const SIDES: [(&str, Side); 2] = [("server", Side::Server), ("client", Side::Client)];
const TRANSPORTS: [(&str, Transport); 2] = [("tcp", Transport::Tcp), ("udp", Transport::Udp)];
const ROLES_HELP: &str =
    "say which programs the protocol has:\n[roles.tcp-server]\nside = \"server\"\ntransport = \"tcp\"\nport = 7000";
const REPLIES_HELP: &str = "write replies-to = \"sender\", or the port of every client: replies-to = 8000";
const UNIT_HELP: &str =
    "write unit = \"line\", \"datagram\", \"until-close\", \"stream\", { bytes = 9 } or { length-prefix = \"u16be\" }";
const PREFIXES: [(&str, Prefix); 5] = [
    ("u8", Prefix { width: 1, big_endian: true }),
    ("u16be", Prefix { width: 2, big_endian: true }),
    ("u16le", Prefix { width: 2, big_endian: false }),
    ("u32be", Prefix { width: 4, big_endian: true }),
    ("u32le", Prefix { width: 4, big_endian: false }),
];

const FORMAT: Format = Format {
    title: "the protocol",
    duplicate: "keep one of the two; each role has a name of its own",
    escape: "write two backslashes for one, or put the text between single quotes",
    hint: |_| "a line is key = value, with text between quotation marks: name = \"uppercase\"",
};

/// Reads a protocol from the text of its two files; `shown` is what errors call protocol.toml.
///
/// # Errors
/// The first mistake, with its place.
pub fn spec(shown: &str, toml: &str, markdown: &str, home: Home) -> Result<&'static Spec, FileError> {
    let document = Document { name: shown, text: toml, format: &FORMAT };
    let entries = document.parse()?;
    let top = Table::top(&document, &entries);
    let name = top.line("name")?.ok_or_else(|| top.missing("name", "write a short name: name = \"uppercase\""))?;
    let title = top.line("title")?.ok_or_else(|| top.missing("title", "say on one line what the protocol does"))?;
    let roles: &'static [RoleSpec] = Box::leak(roles(&top)?.into_boxed_slice());
    let clauses = clause::read(roles, markdown).map_err(|error| {
        let help = "a clause begins like **`RSP-1` MUST (servers).** It answers.";
        FileError::without_place(format!("PROTOCOL.md: {error}"), help)
    })?;
    Ok(Box::leak(Box::new(Spec {
        name: name.value.to_owned(),
        title: title.value.to_owned(),
        home,
        judge: top.line("judge")?.map(|judge| judge.value.to_owned()),
        roles,
        on_packets: names(&top, "on-packets", "name clauses: on-packets = [\"TCP-S-12\"]")?,
        next_client: names(&top, "next-client", "name clauses: next-client = [\"TCP-S-3\"]")?,
        clauses,
    })))
}

fn roles(top: &Table<'_>) -> Result<Vec<RoleSpec>, FileError> {
    let table = top.table("roles", ROLES_HELP)?.ok_or_else(|| top.missing("roles", ROLES_HELP))?;
    table.keys().into_iter().map(|(name, _)| role(&table, name)).collect()
}

fn role(roles: &Table<'_>, name: &str) -> Result<RoleSpec, FileError> {
    let title = format!("[roles.{name}]");
    let table = roles.table(name, ROLES_HELP)?.ok_or_else(|| roles.missing(name, ROLES_HELP))?.titled(title);
    table.only(&ROLE_KEYS, &format!("write one of {}", ROLE_KEYS.join(", ")))?;
    let side = table
        .choice("side", &SIDES)?
        .ok_or_else(|| table.missing("side", "write side = \"server\" or side = \"client\""))?;
    let transport = table.choice("transport", &TRANSPORTS)?;
    let transport =
        transport.ok_or_else(|| table.missing("transport", "write transport = \"tcp\" or transport = \"udp\""))?;
    let port = table
        .port("port", 7000)?
        .ok_or_else(|| table.missing("port", "say at which port the server is: port = 7000"))?;
    Ok(RoleSpec {
        name: name.to_owned(),
        side,
        transport,
        port,
        replies_to: replies_to(&table)?,
        inputs: names(&table, "inputs", "name what a person types, in this order: inputs = [\"sentence\"]")?,
        unit: unit(&table, transport)?,
    })
}

fn replies_to(table: &Table<'_>) -> Result<ReplyTo, FileError> {
    match table.get("replies-to").map(|value| value.get_ref()) {
        None => Ok(ReplyTo::Sender),
        Some(DeValue::Integer(_)) => Ok(table.port("replies-to", 8000)?.map_or(ReplyTo::Sender, ReplyTo::Port)),
        Some(_) => match table.text("replies-to", REPLIES_HELP)? {
            Some(text) if text.value != "sender" => {
                Err(text.wrong("`replies-to` is a port, or \"sender\"", "neither of the two", REPLIES_HELP))
            }
            _ => Ok(ReplyTo::Sender),
        },
    }
}

/// A list of names; empty if the key is missing.
fn names(table: &Table<'_>, key: &str, help: &str) -> Result<Vec<String>, FileError> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let list = table.document.list(value, &format!("`{key}`"), help)?;
    let text = |entry| Ok(Text::of(table.document, entry, "a name", help)?.value.to_owned());
    list.iter().map(text).collect()
}

fn unit(table: &Table<'_>, transport: Transport) -> Result<Unit, FileError> {
    let words = [
        ("line", Unit::Line),
        ("datagram", Unit::Datagram),
        ("until-close", Unit::UntilClose),
        ("stream", Unit::Stream),
    ];
    match table.get("unit").map(|value| value.get_ref()) {
        None if transport == Transport::Udp => Ok(Unit::Datagram),
        None => Ok(Unit::Stream),
        Some(DeValue::Table(_)) => {
            let own = table.table("unit", UNIT_HELP)?.ok_or_else(|| table.missing("unit", UNIT_HELP))?;
            own.only(&["bytes", "length-prefix"], UNIT_HELP)?;
            match (own.port("bytes", 9)?, own.choice("length-prefix", &PREFIXES)?) {
                (Some(bytes), None) => Ok(Unit::Bytes(usize::from(bytes))),
                (None, Some(prefix)) => Ok(Unit::LengthPrefix(prefix)),
                _ => Err(own.missing("bytes", UNIT_HELP)),
            }
        }
        Some(_) => Ok(table.choice("unit", &words)?.unwrap_or(Unit::Stream)),
    }
}

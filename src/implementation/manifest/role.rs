//! One role's table: the rules that hold between its keys and the placeholders of its command.

use super::command::{Use, read_command, read_environment};
use crate::document::{FileError, Table};
use crate::implementation::template::Placeholder;
use crate::implementation::{ConsoleMode, Input, Port, Program, StopSignal};
use crate::protocol::role::{Role, Side, Transport};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

pub(super) const KEYS: [&str; 13] = [
    "command",
    "port",
    "reply-port",
    "env",
    "cwd",
    "build",
    "console",
    "stop",
    "input",
    "time-limit",
    "budget",
    "host",
    "address",
];

const CONSOLES: [(&str, ConsoleMode); 3] =
    [("mixed", ConsoleMode::Mixed), ("pipes", ConsoleMode::Pipes), ("terminal", ConsoleMode::Terminal)];
const STOPS: [(&str, StopSignal); 2] = [("interrupt", StopSignal::Interrupt), ("terminate", StopSignal::Terminate)];
const INPUTS: [(&str, Input); 2] = [("prompts", Input::Prompts), ("arguments", Input::Arguments)];

/// The program that plays `role`; `home` is the manifest's folder.
pub(super) fn read(role: Role, table: &Table<'_>, home: &Path) -> Result<Program, FileError> {
    // If the protocol names no operations, the key would mean nothing.
    let more: &[&str] = if role.operations().is_empty() { &[] } else { &["operations"] };
    table.only_or(&[KEYS.as_slice(), more].concat(), misplaced_key)?;
    let example = if role.side() == Side::Server { "server.py" } else { "client.py" };
    let help = &format!("say how the program is started: command = [\"python3\", \"{example}\"]");
    let command = read_command(table, "command")?.ok_or_else(|| table.missing_key_error("command", help))?;
    let env = read_environment(table)?;
    let uses: Vec<Use> = command.uses.into_iter().chain(env.uses).collect();
    let build = read_build(table)?;
    Ok(Program {
        role,
        command: command.words,
        operations: read_operations(role, table)?,
        cwd: read_cwd(table, home, build.is_some())?,
        env: env.values,
        port: read_port(role, table, &uses)?,
        reply_port: reply_port(role, table, &uses)?,
        input: read_input(role, table, &uses)?,
        console: table.read_choice("console", &CONSOLES)?.unwrap_or(ConsoleMode::Mixed),
        stop: table.read_choice("stop", &STOPS)?.unwrap_or(StopSignal::Interrupt),
        time_limit: table.read_positive_time("time-limit")?,
        budget: table.read_positive_time("budget")?,
        host: read_host(table)?,
        address: read_address(table)?,
        build,
        shim: None,
    })
}

/// The commands of the operations that the protocol names.
fn read_operations(role: Role, table: &Table<'_>) -> Result<BTreeMap<String, Vec<String>>, FileError> {
    let known: Vec<&str> = role.operations().iter().map(String::as_str).collect();
    let help = format!("write a command for one of {}: operations = {{ NAME = [\"…\"] }}", known.join(", "));
    let Some(own) = table.read_table("operations", &help)? else { return Ok(BTreeMap::new()) };
    own.reject_unknown_key(&known, &help)?;
    let of = |name: &str| Ok(read_command(&own, name)?.map(|command| (name.to_owned(), command.words)));
    known.into_iter().filter_map(|name| of(name).transpose()).collect()
}

/// The right place of a key that stands below a role and is known elsewhere.
fn misplaced_key(key: &str) -> Option<String> {
    match key {
        "name" | "language" => {
            Some(format!("`{key}` is said of all programs: put it at the top, before the first [role]"))
        }
        "case" | "clause" | "reason" => Some(format!("put `{key}` below a line [[known-failing]]")),
        _ => None,
    }
}

/// The first of `uses` that is `placeholder`.
fn find_use(uses: &[Use], placeholder: Placeholder) -> Option<&Use> {
    uses.iter().find(|used| used.placeholder == placeholder)
}

fn read_port(role: Role, table: &Table<'_>, uses: &[Use]) -> Result<Port, FileError> {
    let example = role.port();
    match (table.read_port("port", example)?, find_use(uses, Placeholder::Port)) {
        (Some(port), _) => Ok(Port::Fixed(port)),
        (None, Some(_)) => Ok(Port::Assigned),
        (None, None) => {
            let help = format!(
                "where the port is compiled into the program, write it down: port = {example}\n\
                 where the program takes it as an argument, pass it: command = [\"…\", \"{{port}}\"], or in env"
            );
            let message = format!("nothing says which port the {role} uses");
            Err(table.document.error_at(table.span.clone(), message, "neither `port` nor `{port}` below", help))
        }
    }
}

fn reply_port(role: Role, table: &Table<'_>, uses: &[Use]) -> Result<Port, FileError> {
    let used = find_use(uses, Placeholder::ReplyPort);
    if role.transport() == Transport::Tcp {
        let wrong =
            used.map(|used| used.span.clone()).or(table.get("reply-port").map(|_| table.key_span("reply-port")));
        let help = "leave it out: over TCP the reply comes back on the same connection";
        return match wrong {
            Some(span) => {
                Err(table.document.error_at(span, format!("a {role} has no reply port"), "for UDP roles only", help))
            }
            None => Ok(Port::Fixed(0)),
        };
    }
    let published = role.reply_port().unwrap_or(0);
    match (table.read_port("reply-port", role.reply_port().unwrap_or(role.port()))?, used) {
        (Some(port), _) => Ok(Port::Fixed(port)),
        (None, Some(_)) => Ok(Port::Assigned),
        // A protocol has one reply port, so no manifest needs to say it; or replies go to the sender.
        (None, None) => Ok(Port::Fixed(published)),
    }
}

fn read_input(role: Role, table: &Table<'_>, uses: &[Use]) -> Result<Input, FileError> {
    let wanted = Placeholder::inputs_of(role);
    let all = uses.iter().find(|used| matches!(used.placeholder, Placeholder::Input(_)));
    let chosen = table.read_choice("input", &INPUTS)?;
    if role.side() == Side::Server {
        let span = all.map(|used| used.span.clone()).or(chosen.map(|_| table.key_span("input")));
        return span.map_or(Ok(Input::Prompts), |span| Err(server_input(role, table, span)));
    }
    let missing = wanted.iter().find(|placeholder| find_use(uses, **placeholder).is_none());
    match (chosen.unwrap_or(Input::Prompts), missing) {
        (Input::Prompts, _) => match wanted.iter().find_map(|placeholder| find_use(uses, *placeholder)) {
            Some(used) => Err(prompts_and_placeholder(table, used, &wanted)),
            None => Ok(Input::Prompts),
        },
        (Input::Arguments, None) => Ok(Input::Arguments),
        (Input::Arguments, Some(missing)) => Err(argument_missing(table, missing.name(), &wanted)),
    }
}

fn server_input(role: Role, table: &Table<'_>, span: std::ops::Range<usize>) -> FileError {
    let help = "leave it out: a server gets its numbers over the network";
    table.document.error_at(span, format!("a {role} is given no input"), "for clients only", help)
}

/// The placeholders as they are written, with something between two.
fn join_braced(placeholders: &[Placeholder], between: &str) -> String {
    placeholders.iter().map(|one| format!("{{{}}}", one.name())).collect::<Vec<_>>().join(between)
}

fn prompts_and_placeholder(table: &Table<'_>, used: &Use, wanted: &[Placeholder]) -> FileError {
    let name = used.placeholder.name();
    let message = format!("{{{name}}} is in the command, but the program prompts for its input");
    let both = if wanted.len() == 2 { "both as arguments" } else { "its input as arguments" };
    let help = format!(
        "where it takes {both}, add: input = \"arguments\"\n\
         where it prompts for {}, leave {} out",
        if wanted.len() > 1 { "them" } else { "it" },
        join_braced(wanted, " and ")
    );
    table.document.error_at(used.span.clone(), message, "would be given twice", help)
}

fn argument_missing(table: &Table<'_>, name: &str, wanted: &[Placeholder]) -> FileError {
    let message = format!("the program takes its input as arguments, but {{{name}}} is not in its command");
    let (all, need) = match wanted.len() {
        2 => ("both go", "so this needs both"),
        1 => ("it goes", "so this needs it"),
        _ => ("all go", "so this needs all"),
    };
    let help = format!("say where {all}: command = [\"…\", \"{}\"], or in env", join_braced(wanted, "\", \""));
    table.document.error_at(table.get("input").map_or(0..0, |value| value.span()), message, need, help)
}

fn read_build(table: &Table<'_>) -> Result<Option<Vec<String>>, FileError> {
    let Some(build) = read_command(table, "build")? else { return Ok(None) };
    let is_of_a_run = |one: Placeholder| {
        matches!(one, Placeholder::Port | Placeholder::ReplyPort | Placeholder::Folder | Placeholder::Input(_))
    };
    match build.uses.into_iter().find(|used| is_of_a_run(used.placeholder)) {
        None => Ok(Some(build.words)),
        Some(used) => {
            let message = format!("{{{}}} is not known yet when the program is built", used.placeholder.name());
            let help = "a build runs once, before any case; `command` and `env` can hold what a case brings";
            Err(table.document.error_at(used.span, message, "known only in a run", help))
        }
    }
}

fn read_cwd(table: &Table<'_>, home: &Path, built: bool) -> Result<Option<PathBuf>, FileError> {
    let Some(text) = table.read_single_line("cwd")? else { return Ok(None) };
    // A build may well make the folder.
    if built || home.join(text.value).is_dir() {
        Ok(Some(PathBuf::from(text.value)))
    } else {
        let message = format!("there is no folder `{}`", text.value);
        let help = "write a path that starts at this manifest's folder; without `cwd` the program runs in that folder";
        Err(text.error_at_text(message, "the program can't run in it", help))
    }
}

fn read_host(table: &Table<'_>) -> Result<Option<String>, FileError> {
    let Some(text) = table.read_nonblank_text("host")? else { return Ok(None) };
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    if text.value.chars().all(fits) {
        Ok(Some(text.value.to_owned()))
    } else {
        let help = "write a name of letters, digits, hyphens and dots, without a port: host = \"my-machine\"";
        Err(text.error_at_text("`host` is not a host's name", "a character that no name holds", help))
    }
}

fn read_address(table: &Table<'_>) -> Result<Option<Ipv4Addr>, FileError> {
    let Some(text) = table.read_nonblank_text("address")? else { return Ok(None) };
    let example = "write the address that is compiled into the program, without a port: address = \"10.0.0.3\"";
    let Ok(address) = text.value.parse::<Ipv4Addr>() else {
        return Err(text.error_at_text("`address` is no IPv4 address", "not four numbers from 0 to 255", example));
    };
    if address.is_loopback() || address.is_unspecified() {
        let help = "leave the line out: a program is always found at 127.0.0.1, and at each address of 127.0.0.0/8";
        return Err(text.error_at_text(format!("{address} needs no `address`"), "the loopback has it already", help));
    }
    if address.is_multicast() || address.octets()[0] >= 240 || address.octets()[0] == 0 {
        return Err(text.error_at_text(format!("{address} is not one machine's address"), "can't be bound", example));
    }
    Ok(Some(address))
}

//! What a survey found, as lines for the person and as an entry of the manifest.

use crate::engine::survey::{Lines, Remark, State, Survey};
use crate::implementation::{ConsoleMode, DraftProgram, Input, Port, StopSignal};
use crate::protocol::role::{REPLY_PORT, Side, Transport};
use crate::report::plain::plain;
use crate::report::words::{advice, output};

/// What was found, a line each.
pub(super) fn lines(found: &Survey) -> Vec<String> {
    let mut lines = Vec::new();
    let works = found.state == State::Works;
    if works {
        lines.push(ports(found));
        if found.role.side() == Side::Client {
            lines.push(match found.input {
                Input::Prompts => "prompts for its two lines".to_owned(),
                Input::Arguments => format!("takes its two lines as arguments: {}", found.command),
            });
        }
        lines.extend(printed(found));
    }
    if found.console == ConsoleMode::Terminal {
        lines.push("reads from a terminal only".to_owned());
    }
    if found.stop == StopSignal::Terminate {
        lines.push("does not heed SIGINT, but ends on SIGTERM".to_owned());
    }
    lines.extend(troubles(found));
    lines.into_iter().map(|line| plain(&line)).collect()
}

fn ports(found: &Survey) -> String {
    let of = |port: Port, placeholder: &str| match port {
        Port::Fixed(port) => format!("port {port}"),
        Port::Assigned => format!("the port that it is given ({placeholder})"),
    };
    let server = of(found.port, "{port}");
    let reply = match found.reply_port {
        Port::Fixed(port) => format!("port {port}"),
        Port::Assigned => "the reply port that it is given ({reply-port})".to_owned(),
    };
    match (found.role.side(), found.role.transport()) {
        (Side::Server, Transport::Tcp) => format!("listens on {server}"),
        (Side::Server, Transport::Udp) => format!("is bound to {server}, and replies to {reply}"),
        (Side::Client, Transport::Tcp) => format!("connects to {server}"),
        (Side::Client, Transport::Udp) => format!("sends to {server}, from {reply}"),
    }
}

fn printed(found: &Survey) -> Option<String> {
    match found.lines {
        Lines::AtOnce => None,
        Lines::AtTheEnd => {
            Some("holds its output back until it ends; flush it, and one can see what it does".to_owned())
        }
        Lines::Never => Some("printed nothing on standard output".to_owned()),
    }
}

/// What keeps the program from being tried, and what to know of it.
fn troubles(found: &Survey) -> Vec<String> {
    let mut all = Vec::new();
    match &found.state {
        State::Works => {}
        State::Silent { output } => {
            all.push("nothing of it came over the network, however it was called".to_owned());
            all.push("where it wants arguments, write them into the command: {port}, {message}, {length}".to_owned());
            all.extend(said(output));
        }
        State::Faulted(fault) => {
            all.push(format!("{fault}: {}", advice(fault)));
            all.extend(said(output(fault)));
        }
        State::Unavailable(reason) => all.push(reason.clone()),
    }
    all.extend(found.remarks.iter().map(remark));
    all
}

/// The last line that it printed.
fn said(output: &str) -> Option<String> {
    let last = output.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    Some(format!("it said: {last}"))
}

fn remark(remark: &Remark) -> String {
    match remark {
        Remark::HostName(address) => format!(
            "it uses {address}, the address of the machine's own name, and not 127.0.0.1; where that is meant, write \
             host = \"a-name\" below, and the name resolves to 127.0.0.1"
        ),
        Remark::UnknownName => {
            "it looks a host's name up that is not to be found; write it below as host = \"that-name\", \
                                and it resolves to 127.0.0.1"
                .to_owned()
        }
        Remark::NoReplyPort => {
            format!(
                "it binds no port of its own, and the protocol asks for {REPLY_PORT} (UDP-C-1): replies will miss it"
            )
        }
        Remark::HeedsNoSignal => "it ends neither on SIGINT nor on SIGTERM, and is killed".to_owned(),
        Remark::PortsNotSeen => {
            "its ports could not be watched on this machine's own network; they are taken to be these".to_owned()
        }
    }
}

/// The manifest's entry.
pub(super) fn drafted(found: &Survey) -> DraftProgram {
    let held_back = (found.lines == Lines::AtTheEnd).then(|| printed(found)).flatten();
    DraftProgram {
        role: found.role,
        command: found.command.clone(),
        port: found.port,
        reply_port: found.reply_port,
        input: found.input,
        console: found.console,
        stop: found.stop,
        remarks: troubles(found).into_iter().chain(held_back).map(|text| sentence(&plain(&text))).collect(),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

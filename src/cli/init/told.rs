//! The results of a survey, as lines for the user and as an entry of the manifest.

use crate::engine::survey::{LinesSeen, Survey, SurveyRemark, SurveyState};
use crate::implementation::{ConsoleMode, DraftPort, DraftProgram, Input, Port, StopSignal};
use crate::protocol::role::{Role, Side, Transport};
use crate::report::plain::plain;
use crate::report::words::{advice_for_fault, last_error, last_error_line, output_before_fault};

/// The results, a line each.
pub(super) fn survey_lines(found: &Survey) -> Vec<String> {
    let mut lines: Vec<String> = found.other_protocol.iter().cloned().collect();
    let works = found.state == SurveyState::Works;
    if works {
        lines.push(describe_ports(found));
        let its_lines = match found.role.inputs() {
            [] => None,
            [_] => Some("its line"),
            [_, _] => Some("its two lines"),
            _ => Some("its lines"),
        };
        lines.extend(its_lines.map(|lines| match found.input {
            Input::Prompts => format!("prompts for {lines}"),
            Input::Arguments => format!("takes {lines} as arguments: {}", found.command),
        }));
        lines.extend(describe_output(found));
    }
    if found.console == ConsoleMode::Terminal {
        lines.push("reads from a terminal only".to_owned());
    }
    if found.stop == StopSignal::Terminate {
        lines.push("does not heed SIGINT, but ends on SIGTERM".to_owned());
    }
    lines.extend(describe_troubles(found));
    match last_error(error_output(&found.state))[..] {
        [] => {}
        [line] => lines.push(format!("it said: {}", line.trim())),
        ref error => {
            lines.push("it said:".to_owned());
            lines.extend(error.iter().map(|line| format!("| {line}")));
        }
    }
    lines.into_iter().map(|line| plain(&line)).collect()
}

fn describe_ports(found: &Survey) -> String {
    let of = |port: Port, placeholder: &str| match port {
        Port::Fixed(port) => format!("port {port}"),
        Port::Assigned => format!("the port that it is given ({placeholder})"),
    };
    let server = of(found.port, "{port}");
    let reply = match found.reply_port {
        Port::Fixed(port) => format!("port {port}"),
        Port::Assigned => "the reply port that it is given ({reply-port})".to_owned(),
    };
    let has_no_reply_port = found.role.reply_port().is_none();
    match (found.role.side(), found.role.transport()) {
        (Side::Server, Transport::Tcp) => format!("listens on {server}"),
        (Side::Server, Transport::Udp) if has_no_reply_port => format!("is bound to {server}"),
        (Side::Client, Transport::Udp) if has_no_reply_port => format!("sends to {server}"),
        (Side::Server, Transport::Udp) => format!("is bound to {server}, and replies to {reply}"),
        (Side::Client, Transport::Tcp) => format!("connects to {server}"),
        (Side::Client, Transport::Udp) if found.remarks.contains(&SurveyRemark::NoReplyPort) => {
            format!("sends to {server}, from any free port")
        }
        (Side::Client, Transport::Udp) => format!("sends to {server}, from {reply}"),
    }
}

fn describe_output(found: &Survey) -> Option<String> {
    match found.lines {
        LinesSeen::AtOnce => None,
        LinesSeen::AtTheEnd => {
            Some("holds its output back until it ends; flush it, and one can see what it does".to_owned())
        }
        LinesSeen::Never => Some("printed nothing on standard output".to_owned()),
    }
}

/// The reasons why the program can't be tried, and remarks about it.
fn describe_troubles(found: &Survey) -> Vec<String> {
    let mut all = Vec::new();
    match &found.state {
        SurveyState::Works => {}
        SurveyState::Silent { ended: Some(status), .. } => {
            all.push(format!("it sends nothing and {status}, however it is called"));
            let inputs = found.role.inputs().iter().map(|name| format!(", {{{name}}}"));
            let placeholders = inputs.collect::<String>();
            all.push(format!("if it takes arguments, write them into the command: {{port}}{placeholders}"));
        }
        SurveyState::Silent { ended: None, .. } => all.push("it sends nothing and does not end".to_owned()),
        SurveyState::Faulted(fault) => all.push(format!("{fault}: {}", advice_for_fault(fault))),
        SurveyState::Unavailable(reason) => all.push(reason.clone()),
    }
    all.extend(found.remarks.iter().map(|one| describe_remark(one, found.role)));
    all
}

/// The program's output about the reason why it can't be tried.
fn error_output(state: &SurveyState) -> &str {
    match state {
        SurveyState::Silent { output, .. } => output,
        SurveyState::Faulted(fault) => output_before_fault(fault),
        SurveyState::Works | SurveyState::Unavailable(_) => "",
    }
}

fn describe_remark(remark: &SurveyRemark, role: Role) -> String {
    match remark {
        SurveyRemark::HostName => {
            "it uses the address of its host's name, which is 127.0.1.1 on many machines, and the \
                             protocol asks for 127.0.0.1; the line `host` lets the name resolve to that"
                .to_owned()
        }
        SurveyRemark::OtherLoopback(address) => format!("it uses {address}, and the protocol asks for 127.0.0.1"),
        SurveyRemark::UnknownName => {
            "it looks a host's name up that is not to be found; write it below as host = \"that-name\", \
                                and it resolves to 127.0.0.1"
                .to_owned()
        }
        SurveyRemark::NoReplyPort => {
            let wanted = role.reply_port().map_or_else(|| "one".to_owned(), |port| port.to_string());
            format!("it binds no port of its own, and the protocol asks for {wanted}: replies will miss it")
        }
        SurveyRemark::HeedsNoSignal => "it ends neither on SIGINT nor on SIGTERM, and is killed".to_owned(),
        SurveyRemark::OtherPortsPerhaps => {
            "its ports can't be watched on this machine's own network; if they are not the protocol's, name them: \
             --port, --reply-port"
                .to_owned()
        }
        SurveyRemark::PortsNotSeen => {
            "its ports could not be watched on this machine's own network; they are taken to be these".to_owned()
        }
    }
}

/// The manifest's entry.
pub(super) fn draft_program(found: &Survey) -> DraftProgram {
    let held_back = (found.lines == LinesSeen::AtTheEnd).then(|| describe_output(found)).flatten();
    let error = last_error_line(error_output(&found.state)).map(|error| format!("it said: {error}"));
    let other = found.other_protocol.iter().cloned();
    let remarks = other.chain(describe_troubles(found)).chain(error).chain(held_back);
    let has_reply_port = found.shows_ports && !found.remarks.contains(&SurveyRemark::NoReplyPort);
    DraftProgram {
        role: found.role,
        command: found.command.clone(),
        port: match (found.port, found.shows_ports) {
            (Port::Fixed(port), true) => DraftPort::CompiledIn(port),
            (Port::Fixed(port), false) => DraftPort::Protocol(port),
            (Port::Assigned, _) => DraftPort::Passed,
        },
        reply_port: match found.reply_port {
            Port::Fixed(port) => has_reply_port.then_some(DraftPort::CompiledIn(port)),
            Port::Assigned => Some(DraftPort::Passed),
        },
        input: found.input,
        console: found.console,
        stop: found.stop,
        host: found.host.clone(),
        remarks: remarks.map(|text| to_sentence(&plain(&text))).collect(),
    }
}

fn to_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

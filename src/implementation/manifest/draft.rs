//! A first manifest for programs that were tried out: what is known as keys, what could be needed as comments.

use crate::implementation::words;
use crate::implementation::{ConsoleMode, Input, StopSignal};
use crate::protocol::clause::Level;
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use std::fmt::Write;

/// A manifest to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The reports' name for the programs.
    pub name: String,
    /// The protocol, if it is not the default one: a name, or a path from the manifest's folder.
    pub protocol: Option<String>,
    /// The programs, one for each role.
    pub programs: Vec<DraftProgram>,
}

/// One program of a draft.
#[derive(Debug, Clone)]
pub struct DraftProgram {
    /// Its role.
    pub role: Role,
    /// Its command, as typed into a shell, with placeholders.
    pub command: String,
    /// Its server's port.
    pub port: DraftPort,
    /// The reply port, if something is known of it; no TCP role has one.
    pub reply_port: Option<DraftPort>,
    /// How a client gets its lines.
    pub input: Input,
    /// The mode of its standard streams.
    pub console: ConsoleMode,
    /// The signal that it heeds.
    pub stop: StopSignal,
    /// A name that must resolve to 127.0.0.1.
    pub host: Option<String>,
    /// Remarks for the reader, a sentence or more each.
    pub remarks: Vec<String>,
}

/// The knowledge of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftPort {
    /// The program was seen to use it.
    CompiledIn(u16),
    /// The program was not seen to use any, and the protocol has this one.
    Protocol(u16),
    /// It is passed to the program by a placeholder.
    Passed,
}

const HEAD: &str = "\
# What sockspec must know of your programs. `sockspec run .` in this folder plays the suite against them.
# Paths start from this file's folder.
";

/// The optional part of a manifest, with a case and a clause of the protocol as an example.
fn render_tail(role: Role) -> String {
    let mut clauses = current_spec().clauses().filter(|clause| clause.roles().contains(&role));
    let clause = clauses.find(|clause| clause.level() == Level::Should).or_else(|| current_spec().clauses().next());
    let clause = clause.map_or_else(String::new, |clause| clause.to_string());
    format!(
        "
# What you know to be wrong and do not want to be told again:
#
# [[known-failing]]
# case = \"{role}/*\"{:pad$}# `sockspec list` has them all
# clause = \"{clause}\"{:rest$}# `sockspec show {clause}` says what it asks for
# reason = \"what the program does instead\"
#
# Also, below a role: build = [\"make\"] (once, before the first run), cwd = \"folder\", env = {{ NAME = \"value\" }},
# time-limit = \"30s\" (for one wait), budget = \"2min\" (for all waits), host = \"name\" (a name that must resolve to
# 127.0.0.1), address = \"10.0.0.3\" (compiled in, and not the loopback's). {{python3}} in a command stands for the Python 3
# of whatever machine this runs on; so do {{python2.7}}, {{java}}, {{node}}, {{perl}} and {{cc}}.
",
        "",
        "",
        pad = 26_usize.saturating_sub(role.as_str().len() + 2).max(1),
        rest = 26_usize.saturating_sub(clause.len() + 2).max(1),
    )
}

impl Draft {
    /// The text of `sockspec.toml`.
    pub fn to_toml(&self) -> String {
        let mut text = format!("{HEAD}\nname = {}\n", quote_toml(&self.name));
        text.extend(self.protocol.iter().map(|protocol| format!("protocol = {}\n", quote_toml(protocol))));
        for program in &self.programs {
            text += &program.to_toml();
        }
        text.extend(self.programs.first().map(|program| render_tail(program.role)));
        text
    }
}

impl DraftProgram {
    fn to_toml(&self) -> String {
        let mut text = format!("\n[{}]\n", self.role);
        for remark in &self.remarks {
            text += &to_comment_lines(remark);
        }
        let words = words::split_command(&self.command).unwrap_or_else(|_| vec![self.command.clone()]);
        let words: Vec<String> = words.iter().map(|word| quote_toml(word)).collect();
        append_line(&mut text, &format!("command = [{}]", words.join(", ")), "");
        let line = |port: u16| format!("port = {port}");
        match self.port {
            DraftPort::CompiledIn(port) => append_line(&mut text, &line(port), "compiled into the program"),
            DraftPort::Protocol(port) => append_line(&mut text, &line(port), "the protocol's; the program showed none"),
            DraftPort::Passed => text += "# The port is passed to the program, as {port}.\n",
        }
        if self.role.reply_port().is_some() {
            match self.reply_port {
                Some(DraftPort::CompiledIn(port) | DraftPort::Protocol(port)) => {
                    let remark = match self.role.reply_port() {
                        Some(published) if published != port => format!("the protocol has {published}"),
                        _ => "the protocol's".to_owned(),
                    };
                    append_line(&mut text, &format!("reply-port = {port}"), &remark);
                }
                Some(DraftPort::Passed) => text += "# The reply port is passed to the program, as {reply-port}.\n",
                None => {}
            }
        }
        if self.input == Input::Arguments {
            append_line(&mut text, "input = \"arguments\"", "without this line: it prompts for them");
        }
        match self.console {
            ConsoleMode::Mixed => {}
            ConsoleMode::Pipes => append_line(&mut text, "console = \"pipes\"", "all streams are pipes"),
            ConsoleMode::Terminal => append_line(&mut text, "console = \"terminal\"", "it reads from a terminal only"),
        }
        if self.stop == StopSignal::Terminate {
            append_line(&mut text, "stop = \"terminate\"", "it does not heed SIGINT");
        }
        if let Some(host) = &self.host {
            append_line(
                &mut text,
                &format!("host = {}", quote_toml(host)),
                "gethostname() says so, and it is 127.0.0.1",
            );
        }
        text
    }
}

/// A line, and what it means behind it.
fn append_line(text: &mut String, line: &str, meaning: &str) {
    // Writing to a string can't fail.
    let _ = match meaning {
        "" => writeln!(text, "{line}"),
        meaning => writeln!(text, "{line:<34} # {meaning}"),
    };
}

/// A text as TOML writes it.
fn quote_toml(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A text in comment lines, whatever it holds: what a program printed may stand in it.
fn to_comment_lines(text: &str) -> String {
    let plain = |line: &str| line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>();
    let all = crate::diagnosis::wrap_lines(text);
    all.lines().map(|line| format!("# {}\n", plain(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::implementation::{ManifestOrigin, Port};
    use crate::set_statistics::role::REPLY_PORT;
    use crate::set_statistics::role::{tcp_client, tcp_server, udp_client, udp_server};
    use std::path::{Path, PathBuf};

    fn draft_program(role: Role, command: &str) -> DraftProgram {
        DraftProgram {
            role,
            command: command.to_owned(),
            port: DraftPort::CompiledIn(1234),
            reply_port: Some(DraftPort::CompiledIn(REPLY_PORT)),
            input: Input::Prompts,
            console: ConsoleMode::Mixed,
            stop: StopSignal::Interrupt,
            host: None,
            remarks: Vec::new(),
        }
    }

    fn read_back(port: DraftPort) -> Port {
        match port {
            DraftPort::CompiledIn(port) | DraftPort::Protocol(port) => Port::Fixed(port),
            DraftPort::Passed => Port::Assigned,
        }
    }

    #[test]
    fn a_draft_reads_back_as_what_was_drafted() {
        let remarks = vec!["it said:\nport = 7\u{1b}[31m\r[tcp-server]".to_owned(), "x ".repeat(100)];
        let programs = vec![
            DraftProgram { remarks, ..draft_program(tcp_server(), "'./a b' \"c\\\"d\" é") },
            DraftProgram {
                port: DraftPort::Passed,
                input: Input::Arguments,
                console: ConsoleMode::Terminal,
                ..draft_program(tcp_client(), "./c {port} {message} {length}")
            },
            DraftProgram {
                reply_port: Some(DraftPort::CompiledIn(9000)),
                stop: StopSignal::Terminate,
                host: Some("a-name".to_owned()),
                ..draft_program(udp_server(), "./u")
            },
            DraftProgram { reply_port: Some(DraftPort::Passed), ..draft_program(udp_client(), "./v {reply-port}") },
        ];
        let draft = Draft { name: "a \"name\"".to_owned(), protocol: Some("uppercase".to_owned()), programs };
        let home = PathBuf::from("/");
        let read =
            super::super::parse(&draft.to_toml(), Path::new("x"), home.clone(), ManifestOrigin::Manifest("x".into()));
        let read = read.unwrap_or_else(|error| panic!("{}\n{}", error.render(false), draft.to_toml()));
        assert_eq!(read.name, draft.name);
        for drafted in &draft.programs {
            let program = &read.programs[&drafted.role];
            assert_eq!(program.command, words::split_command(&drafted.command).unwrap());
            assert_eq!(program.port, read_back(drafted.port));
            if drafted.role.reply_port().is_some() {
                assert_eq!(program.reply_port, drafted.reply_port.map_or(Port::Fixed(REPLY_PORT), read_back));
            }
            assert_eq!(program.host, drafted.host);
            assert_eq!((program.input, program.console, program.stop), (drafted.input, drafted.console, drafted.stop));
        }
    }
}

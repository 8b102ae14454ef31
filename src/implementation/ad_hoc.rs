//! An implementation that is described by flags alone: `--tcp-server "python3 server.py"`.

use super::template::{self, Placeholder, TemplatePiece};
use super::{ConsoleMode, Implementation, Input, ManifestOrigin, Port, Program, StopSignal, words};
use crate::diagnosis::{Mistake, Problem, render_diagnostic};
use crate::protocol::current_spec;
use crate::protocol::role::{Role, Side, Transport};
use miette::Diagnostic;
use std::collections::BTreeMap;
use std::time::Duration;

/// The values of the flags. Missing ones are read off the commands, or are the protocol's defaults.
#[derive(Debug, Clone, Default)]
pub struct AdHoc {
    /// The reports' name for it; `ad-hoc` without it.
    pub name: Option<String>,
    /// All flags as they were typed, so that they can be typed again.
    pub typed: Vec<String>,
    /// The command of each role, as a shell user types it, with placeholders.
    pub commands: BTreeMap<Role, String>,
    /// The port that is compiled into the programs. Without it: the harness's choice if a command holds `{port}`, the
    /// protocol's port otherwise.
    pub port: Option<u16>,
    /// The reply port of the UDP programs; without it as for `port`.
    pub reply_port: Option<u16>,
    /// How clients get their input; without it: arguments if a command holds `{message}` and `{length}`, else prompts.
    pub input: Option<Input>,
    /// The mode of the programs' standard streams; mixed without it.
    pub console: Option<ConsoleMode>,
    /// The polite signal; an interrupt without it.
    pub stop: Option<StopSignal>,
    /// The longest that a trial may wait for one of the programs.
    pub time_limit: Option<Duration>,
}

/// The roles that have a flag of their name; others are given by `--program ROLE=COMMAND`.
const FLAGS: [&str; 4] = ["tcp-server", "tcp-client", "udp-server", "udp-client"];

impl AdHoc {
    /// The same, with the flags with which the same programs can be named again.
    pub fn as_typed(self) -> AdHoc {
        let mut words: Vec<String> = self.name.iter().flat_map(|name| ["--name".to_owned(), name.clone()]).collect();
        for (role, command) in &self.commands {
            words.extend(if FLAGS.contains(&role.as_str()) {
                [format!("--{role}"), command.clone()]
            } else {
                ["--program".to_owned(), format!("{role}={command}")]
            });
        }
        let ports = [("--port", self.port), ("--reply-port", self.reply_port)];
        words.extend(ports.into_iter().filter_map(|(flag, port)| Some([flag.to_owned(), port?.to_string()])).flatten());
        AdHoc { typed: words, ..self }
    }
}

/// Flags that describe no implementation.
#[derive(Debug, thiserror::Error)]
pub enum AdHocError {
    /// No role has a command.
    #[error("no program is named: write at least one, as in --tcp-server \"python3 server.py\"")]
    NoCommand,
    /// A port is 0.
    #[error("`{0} 0` would mean any port: write one from 1 to 65535")]
    PortZero(&'static str),
    /// A command holds a mistake.
    #[error(transparent)]
    Command(Box<Mistake>),
}

impl AdHocError {
    /// The error as a person sees it; ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        render_diagnostic(self, color)
    }
}

impl Diagnostic for AdHocError {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.mistake()?.help()
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.mistake()?.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        self.mistake()?.labels()
    }
}

impl AdHocError {
    fn mistake(&self) -> Option<&Mistake> {
        match self {
            AdHocError::Command(mistake) => Some(mistake),
            AdHocError::NoCommand | AdHocError::PortZero(_) => None,
        }
    }
}

/// The implementation that the flags describe; its commands run in the current folder.
pub fn ad_hoc(flags: AdHoc) -> Result<Implementation, AdHocError> {
    if flags.commands.is_empty() {
        return Err(AdHocError::NoCommand);
    }
    for (flag, port) in [("--port", flags.port), ("--reply-port", flags.reply_port)] {
        if port == Some(0) {
            return Err(AdHocError::PortZero(flag));
        }
    }
    let program = |(role, text): (&Role, &String)| Ok((*role, build_program(&flags, *role, text)?));
    let programs = flags.commands.iter().map(program).collect::<Result<_, AdHocError>>()?;
    Ok(Implementation {
        name: flags.name.unwrap_or_else(|| "ad-hoc".to_owned()),
        language: None,
        // Without a current folder no command can run either, and the trial says so.
        home: std::env::current_dir().unwrap_or_else(|_| "/".into()),
        origin: ManifestOrigin::AdHoc(flags.typed),
        programs,
        known_failing: Vec::new(),
        fewer_cases: None,
        folder: None,
    })
}

fn build_program(flags: &AdHoc, role: Role, text: &str) -> Result<Program, AdHocError> {
    let wrong = |problem| AdHocError::Command(Box::new(Mistake::from_problem(&format!("--{role}"), text, problem)));
    let uses = find_placeholders(text).map_err(wrong)?;
    let command = words::split_command(text).map_err(wrong)?;
    check_role(role, &uses).map_err(wrong)?;
    let input = choose_input(flags.input, role, text, &uses).map_err(wrong)?;
    Ok(Program {
        role,
        command,
        operations: BTreeMap::new(),
        cwd: None,
        env: BTreeMap::new(),
        port: choose_port(flags.port, &uses, Placeholder::Port, role.port()),
        reply_port: choose_port(flags.reply_port, &uses, Placeholder::ReplyPort, role.reply_port().unwrap_or(0)),
        input,
        console: flags.console.unwrap_or(ConsoleMode::Mixed),
        stop: flags.stop.unwrap_or(StopSignal::Interrupt),
        time_limit: flags.time_limit,
        budget: None,
        host: None,
        address: None,
        build: None,
        shim: None,
    })
}

/// The placeholders of a command, with their places in it.
type Uses = Vec<(Placeholder, std::ops::Range<usize>)>;

fn find_placeholders(text: &str) -> Result<Uses, Problem> {
    let placed = template::parse(text)?.into_iter().filter_map(|piece| match piece {
        TemplatePiece::Text(_) => None,
        TemplatePiece::Placeholder(placeholder, span) => Some((placeholder, span)),
    });
    Ok(placed.collect())
}

fn has_placeholder(uses: &Uses, placeholder: Placeholder) -> bool {
    uses.iter().any(|(used, _)| *used == placeholder)
}

fn choose_port(flag: Option<u16>, uses: &Uses, placeholder: Placeholder, default: u16) -> Port {
    match flag {
        Some(port) => Port::Fixed(port),
        None if has_placeholder(uses, placeholder) => Port::Assigned,
        None => Port::Fixed(default),
    }
}

/// Refuses a placeholder that the role has no use for.
fn check_role(role: Role, uses: &Uses) -> Result<(), Problem> {
    let foreign = |placeholder: Placeholder| match placeholder {
        Placeholder::ReplyPort => role.transport() == Transport::Tcp,
        Placeholder::Input(_) => !Placeholder::inputs_of(role).contains(&placeholder),
        _ => false,
    };
    let found = uses.iter().find(|(placeholder, _)| foreign(*placeholder));
    found.map_or(Ok(()), |(placeholder, span)| {
        Err(Problem {
            message: format!("a {role} is given no {{{}}}", placeholder.name()),
            label: "leave it out".to_owned(),
            help: format!("{{reply-port}} is for UDP programs, {} for clients", names_of(&all_inputs())),
            span: span.clone(),
        })
    })
}

/// The placeholders of all that clients of the protocol are given.
fn all_inputs() -> Vec<Placeholder> {
    let mut all: Vec<Placeholder> = Vec::new();
    for placeholder in current_spec().roles().flat_map(Placeholder::inputs_of) {
        if !all.contains(&placeholder) {
            all.push(placeholder);
        }
    }
    all
}

/// `{message} and {length}`.
fn names_of(placeholders: &[Placeholder]) -> String {
    let names: Vec<String> = placeholders.iter().map(|placeholder| format!("{{{}}}", placeholder.name())).collect();
    names.join(" and ")
}

fn choose_input(flag: Option<Input>, role: Role, text: &str, uses: &Uses) -> Result<Input, Problem> {
    let wanted = Placeholder::inputs_of(role);
    let given = wanted.iter().filter(|placeholder| has_placeholder(uses, **placeholder)).count();
    match (flag, role.side()) {
        (_, Side::Server) => Ok(Input::Prompts),
        (Some(Input::Prompts) | None, Side::Client) if given == 0 => Ok(Input::Prompts),
        (Some(Input::Arguments) | None, Side::Client) if given == wanted.len() => Ok(Input::Arguments),
        _ => Err(Problem {
            message: "a client takes all its lines as arguments, or prompts for all".to_owned(),
            label: "not so here".to_owned(),
            help: format!("for arguments write {} into the command; for prompts write none of it", names_of(&wanted)),
            span: 0..text.len(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set_statistics::role::{tcp_client, tcp_server, udp_server};
    use rstest::rstest;

    fn flags_for(role: Role, command: &str) -> AdHoc {
        AdHoc { commands: BTreeMap::from([(role, command.to_owned())]), ..AdHoc::default() }
    }

    #[rstest]
    #[case(tcp_server(), "python3 s.py", None, Port::Fixed(16000))]
    #[case(udp_server(), "python3 s.py", None, Port::Fixed(15000))]
    #[case(udp_server(), "python3 s.py {port}", None, Port::Assigned)]
    #[case(tcp_client(), "python3 s.py {port}", Some(9), Port::Fixed(9))]
    fn the_port_is_read_off_the_command(
        #[case] role: Role,
        #[case] command: &str,
        #[case] flag: Option<u16>,
        #[case] expected: Port,
    ) {
        let implementation = ad_hoc(AdHoc { port: flag, ..flags_for(role, command) }).unwrap();
        assert_eq!(implementation.programs[&role].port, expected);
        assert_eq!(implementation.name, "ad-hoc");
    }

    #[rstest]
    #[case("./c", Input::Prompts)]
    #[case("./c '{message}' {length}", Input::Arguments)]
    fn the_input_is_read_off_the_command(#[case] command: &str, #[case] expected: Input) {
        let program = &ad_hoc(flags_for(tcp_client(), command)).unwrap().programs[&tcp_client()];
        assert_eq!(program.input, expected);
    }

    #[rstest]
    #[case(tcp_client(), "./c {message}", "a client takes all")]
    #[case(tcp_server(), "./s {message}", "a tcp-server is given no {message}")]
    #[case(tcp_server(), "./s {reply-port}", "a tcp-server is given no {reply-port}")]
    #[case(tcp_server(), "./s 'x", "a quotation mark")]
    #[case(tcp_server(), "", "the command is empty")]
    #[case(tcp_server(), "./s {prot}", "there is no placeholder `{prot}`")]
    fn a_wrong_command_is_shown(#[case] role: Role, #[case] command: &str, #[case] expected: &str) {
        let error = ad_hoc(flags_for(role, command)).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(error.render(false).contains(&format!("--{role}")));
    }

    #[test]
    fn nothing_and_port_zero_are_refused() {
        assert!(matches!(ad_hoc(AdHoc::default()), Err(AdHocError::NoCommand)));
        let zero = AdHoc { port: Some(0), ..flags_for(tcp_server(), "./s") };
        assert!(matches!(ad_hoc(zero), Err(AdHocError::PortZero("--port"))));
    }
}

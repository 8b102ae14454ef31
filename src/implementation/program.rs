//! One program of an implementation, and how it is launched.

use super::shim::Shim;
use super::template::{self, Placeholder, TemplatePiece};
use crate::protocol::role::Role;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One program: the command that starts it and what the harness must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The role that it plays.
    pub role: Role,
    /// The command's words, with placeholders; never empty.
    pub command: Vec<String>,
    /// The same for each operation that the protocol names, as far as the program has it.
    pub operations: BTreeMap<String, Vec<String>>,
    /// The folder in which the command runs, relative to the implementation's home; the home itself without it.
    pub cwd: Option<PathBuf>,
    /// Environment variables that the program gets besides the small known environment; values with placeholders.
    pub env: BTreeMap<String, String>,
    /// The server's port: the one that a server listens on and a client talks to.
    pub port: Port,
    /// The port that a UDP client binds and a UDP server replies to (PROTOCOL section 1); no TCP role uses it.
    pub reply_port: Port,
    /// How a client is given the message and the length; no server uses it.
    pub input: Input,
    /// The mode of the program's standard streams.
    pub console: ConsoleMode,
    /// The polite signal that asks the program to end.
    pub stop: StopSignal,
    /// The longest that a trial may wait for this program, instead of the harness's own limit.
    pub time_limit: Option<Duration>,
    /// How long it may be waited for in all trials of its role together, instead of the harness's own budget.
    pub budget: Option<Duration>,
    /// A host name that the program binds or connects to, which must resolve to its loopback.
    pub host: Option<String>,
    /// An address that the program binds or connects to, which its loopback must have; outside 127.0.0.0/8.
    pub address: Option<Ipv4Addr>,
    /// A command, with placeholders, that is run once before the program is launched for the first time.
    pub build: Option<Vec<String>>,
    /// The program behind a shim that the command starts, once it was looked up (`Implementation::behind_shims`).
    pub shim: Option<Shim>,
}

/// The choice of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// It is compiled into the program.
    Fixed(u16),
    /// The harness does, and passes it to the program by a placeholder.
    Assigned,
}

/// How a client is given the message and the length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// It prompts, and reads a line for each (PROTOCOL `CON-1`).
    Prompts,
    /// They stand in its command or environment, as `{message}` and `{length}`.
    Arguments,
}

/// The mode of a program's standard streams (PROTOCOL section 8, item 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsoleMode {
    /// Output a pseudo-terminal, input and errors pipes: lines come at once, prompts stay on standard output.
    Mixed,
    /// All pipes: for a program that flushes its lines.
    Pipes,
    /// All one pseudo-terminal: for a program that reads only from a terminal.
    Terminal,
}

/// The polite signal that asks a program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGINT, as Ctrl-C sends it.
    Interrupt,
    /// SIGTERM, as `kill` sends it.
    Terminate,
}

/// The values of the placeholders in one launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceholderValues {
    /// `{port}`.
    pub port: u16,
    /// `{reply-port}`.
    pub reply_port: u16,
    /// The typed lines, in the order of the protocol's inputs, without line ends; fewer if the case gives the program
    /// less.
    pub typed: Vec<Vec<u8>>,
    /// `{folder}`: the folder for the files of the case, and for the program's own.
    pub folder: PathBuf,
}

/// A command that is ready to be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// The program and its arguments; never empty.
    pub argv: Vec<OsString>,
    /// The absolute folder to start it in.
    pub cwd: PathBuf,
    /// Environment variables to set besides the small known environment.
    pub env: BTreeMap<String, String>,
}

/// A program can't be launched here, through no fault of its own: it is skipped, with the advice as the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {advice}")]
pub struct Unavailable {
    /// The missing thing, such as `Python 2.7 is not on this machine`.
    pub what: String,
    /// Advice for the user.
    pub advice: String,
}

/// How to start, in `home`, a program of a protocol that is not under test: no placeholder of a run has a value.
pub fn helper_launch(command: &[String], home: &Path) -> Result<Launch, Unavailable> {
    let filling = Filling { home, values: None };
    let mut argv = command.iter().map(|word| filling.fill_template(word)).collect::<Result<Vec<_>, _>>()?;
    if let Some(program) = argv.first_mut() {
        *program = anchor_path(program, home);
    }
    Ok(Launch { argv, cwd: home.to_path_buf(), env: BTreeMap::new() })
}

impl Program {
    /// The same program, started by its command for this operation; as it is, without one.
    ///
    /// # Errors
    /// Its manifest has no such command.
    pub fn for_operation(&self, operation: Option<&str>) -> Result<Program, Unavailable> {
        let mut program = self.clone();
        if let Some(name) = operation {
            program.command = self.operations.get(name).cloned().ok_or_else(|| Unavailable {
                what: format!("the {} has no command for `{name}`", self.role),
                advice: format!("if it can do that, write it in its manifest, in [{}.operations]", self.role),
            })?;
        }
        Ok(program)
    }

    /// The same program behind a relay: `relay` is the relay's command, which starts it, and holds the placeholder of the
    /// port. The program itself gets the port `hidden`. `None`: its port or its address is compiled in.
    pub fn behind_relay(&self, relay: &[&str], hidden: u16) -> Option<Program> {
        let (Port::Assigned, None, None) = (self.port, self.role.reply_port(), self.address) else { return None };
        let hidden = hidden.to_string();
        let own = |word: &String| template::bind_placeholder(word, Placeholder::Port, &hidden);
        let behind = |words: &Vec<String>| -> Vec<String> {
            relay.iter().map(|word| (*word).to_owned()).chain(words.iter().map(own)).collect()
        };
        Some(Program {
            command: behind(&self.command),
            operations: self.operations.iter().map(|(name, words)| (name.clone(), behind(words))).collect(),
            env: self.env.iter().map(|(name, value)| (name.clone(), own(value))).collect(),
            ..self.clone()
        })
    }

    /// How to start the program, with every placeholder filled in; `home` is the implementation's.
    ///
    /// A first word with a slash (`./server`) becomes absolute; a bare name is left to `PATH`.
    pub fn launch(&self, home: &Path, values: &PlaceholderValues) -> Result<Launch, Unavailable> {
        let mut launch = self.expand_command(&self.command, home, Some(values))?;
        if let Some(shim) = &self.shim {
            if self.command[0] == shim.word {
                launch.argv[0] = shim.program.clone().into_os_string();
            }
            launch.env.extend(shim.path.to_str().map(|path| ("PATH".to_owned(), path.to_owned())));
        }
        Ok(launch)
    }

    /// How to build the program, if it asks for that; run once, before the first launch, in the program's folder.
    pub fn build_launch(&self, home: &Path) -> Result<Option<Launch>, Unavailable> {
        self.build.as_ref().map(|words| self.expand_command(words, home, None)).transpose()
    }

    fn expand_command(
        &self,
        words: &[String],
        home: &Path,
        values: Option<&PlaceholderValues>,
    ) -> Result<Launch, Unavailable> {
        let filling = Filling { home, values };
        let cwd = self.cwd.as_ref().map_or_else(|| home.to_path_buf(), |cwd| home.join(cwd));
        let mut argv = words.iter().map(|word| filling.fill_template(word)).collect::<Result<Vec<_>, _>>()?;
        if let Some(program) = argv.first_mut() {
            *program = anchor_path(program, &cwd);
        }
        let env = match values {
            Some(_) => {
                self.env.iter().map(|(name, value)| filling.fill_variable(name, value)).collect::<Result<_, _>>()?
            }
            // The variables of a run may hold its ports, which a build does not have.
            None => BTreeMap::new(),
        };
        Ok(Launch { argv, cwd, env })
    }
}

/// `./server` as it is seen from the folder that it runs in. Systems differ on whether they resolve a relative path
/// before or after the change of folder.
fn anchor_path(program: &OsString, cwd: &Path) -> OsString {
    let path = Path::new(program);
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => {
            let joined = cwd.join(path);
            std::path::absolute(&joined).unwrap_or(joined).into_os_string()
        }
        _ => program.clone(),
    }
}

/// The values that fill placeholders; a build has no values.
struct Filling<'a> {
    home: &'a Path,
    values: Option<&'a PlaceholderValues>,
}

impl Filling<'_> {
    fn fill_template(&self, template: &str) -> Result<OsString, Unavailable> {
        let pieces =
            template::parse(template).map_err(|problem| Unavailable { what: problem.message, advice: problem.help })?;
        let mut text = OsString::new();
        for piece in pieces {
            match piece {
                TemplatePiece::Text(part) => text.push(part),
                TemplatePiece::Placeholder(placeholder, _) => text.push(self.placeholder_value(placeholder)?),
            }
        }
        if text.as_encoded_bytes().contains(&0) {
            Err(new_unavailable(
                "an argument can't hold a NUL byte",
                "this input can be given only to a program that prompts",
            ))
        } else {
            Ok(text)
        }
    }

    fn fill_variable(&self, name: &str, template: &str) -> Result<(String, String), Unavailable> {
        let value = self.fill_template(template)?;
        let text = value.into_string().map_err(|_| {
            new_unavailable("a path on this machine is not UTF-8", "move it, or keep it out of the manifest's env")
        })?;
        Ok((name.to_owned(), text))
    }

    fn placeholder_value(&self, placeholder: Placeholder) -> Result<OsString, Unavailable> {
        match placeholder {
            Placeholder::Port => self.of_run(placeholder, |values| Some(values.port.to_string())),
            Placeholder::ReplyPort => self.of_run(placeholder, |values| Some(values.reply_port.to_string())),
            Placeholder::Folder => {
                let folder = self.values.map(|values| values.folder.clone().into_os_string());
                folder.ok_or_else(|| nothing_for(placeholder))
            }
            Placeholder::Input(at) => self.typed_argument(placeholder, |values| values.typed.get(at).cloned()),
            Placeholder::Home => Ok(self.home.as_os_str().to_owned()),
            Placeholder::Sockspec => this_binary(),
            Placeholder::Tool(tool) => tool.find().map(PathBuf::into_os_string),
        }
    }

    /// A line as an argument. Java and Node decode their arguments, so bytes that are not UTF-8 do not reach every program.
    fn typed_argument(
        &self,
        placeholder: Placeholder,
        pick: impl Fn(&PlaceholderValues) -> Option<Vec<u8>>,
    ) -> Result<OsString, Unavailable> {
        let line = self.values.and_then(pick).map(String::from_utf8).transpose().map_err(|_| {
            let advice = "this input can be given only to a program that prompts";
            new_unavailable("an argument that is not UTF-8 does not reach every program", advice)
        })?;
        self.of_run(placeholder, |_| line.clone())
    }

    fn of_run(
        &self,
        placeholder: Placeholder,
        pick: impl Fn(&PlaceholderValues) -> Option<String>,
    ) -> Result<OsString, Unavailable> {
        self.values.and_then(pick).map(OsString::from).ok_or_else(|| nothing_for(placeholder))
    }
}

fn nothing_for(placeholder: Placeholder) -> Unavailable {
    let what = format!("there is nothing to put for {{{}}}", placeholder.name());
    new_unavailable(&what, "this can be tried only on a program whose command does not ask for it")
}

fn this_binary() -> Result<OsString, Unavailable> {
    std::env::current_exe().map(PathBuf::into_os_string).map_err(|error| Unavailable {
        what: format!("the path of the running sockspec can't be found ({error})"),
        advice: "start sockspec by its full path".to_owned(),
    })
}

fn new_unavailable(what: &str, advice: &str) -> Unavailable {
    Unavailable { what: what.to_owned(), advice: advice.to_owned() }
}

#[cfg(test)]
#[path = "program_tests.rs"]
mod tests;

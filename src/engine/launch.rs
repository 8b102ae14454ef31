//! From a program of the manifest to something that can be started: ports chosen, environment made, words filled in.

use crate::implementation::{ConsoleMode, Implementation, PlaceholderValues, Port, StopSignal, Unavailable};
use crate::protocol::current_spec;
use crate::protocol::role::{Role, Side};
use crate::world::{ConsoleKind, Polite, Recipe};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::path::Path;
use std::time::Duration;

/// The ports that one trial uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TrialPorts {
    pub(super) server: u16,
    pub(super) reply: u16,
}

/// How ports are chosen for programs that take theirs as a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PortChoice {
    /// In a network of its own the protocol's ports are always free.
    Protocol,
    /// On the host's network any free one.
    AnyFree,
}

impl TrialPorts {
    /// The ports for `roles` of one implementation: a fixed one wins over a chosen one.
    pub(super) fn for_roles(implementation: &Implementation, roles: &[Role], choice: PortChoice) -> TrialPorts {
        let programs = || roles.iter().filter_map(|role| implementation.programs.get(role));
        let fixed = |port: Port| match port {
            Port::Fixed(number) => Some(number),
            Port::Assigned => None,
        };
        let free = |otherwise| match choice {
            PortChoice::Protocol => otherwise,
            PortChoice::AnyFree => any_free_port().unwrap_or(otherwise),
        };
        TrialPorts {
            server: programs().find_map(|p| fixed(p.port)).unwrap_or_else(|| free(roles[0].port())),
            reply: programs()
                .find_map(|p| fixed(p.reply_port))
                .unwrap_or_else(|| free(roles[0].reply_port().unwrap_or(0))),
        }
    }
}

/// A port that is free for TCP and UDP on the host's loopback at this moment.
fn any_free_port() -> Option<u16> {
    (0..16).find_map(|_| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).ok()?;
        let port = listener.local_addr().ok()?.port();
        UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).ok().map(|_| port)
    })
}

/// The input that a case gives the program besides its ports.
#[derive(Debug, Clone)]
pub(super) struct Given<'a> {
    /// The lines that a client is given as arguments, in the order of its inputs.
    pub(super) typed: Vec<Vec<u8>>,
    /// The operation by whose command it is started; `None`: the plain one.
    pub(super) operation: Option<&'a str>,
    /// Its folder.
    pub(super) folder: &'a Path,
}

/// One program, ready to be started.
#[derive(Debug, Clone)]
pub(super) struct Launcher {
    pub(super) role: Role,
    pub(super) recipe: Recipe,
    pub(super) stop: Polite,
    pub(super) time_limit: Option<Duration>,
}

impl Launcher {
    /// Fills the program's command in.
    ///
    /// # Errors
    /// An interpreter that the command names is not to be found here, or the manifest has no command for the operation.
    pub(super) fn new(
        implementation: &Implementation,
        role: Role,
        ports: TrialPorts,
        given: Given<'_>,
        scratch: &Path,
    ) -> Result<Launcher, Unavailable> {
        let program = &implementation.programs[&role];
        let Given { typed, operation, folder } = given;
        let typed = by_name(role, typed);
        let values =
            PlaceholderValues { port: ports.server, reply_port: ports.reply, typed, folder: folder.to_owned() };
        let launch = program.for_operation(operation)?.launch(&implementation.home, &values)?;
        let mut env = known_environment(scratch);
        env.extend(launch.env);
        let console = match program.console {
            ConsoleMode::Mixed => ConsoleKind::Mixed,
            ConsoleMode::Pipes => ConsoleKind::Pipes,
            ConsoleMode::Terminal => ConsoleKind::Terminal,
        };
        let stop = match program.stop {
            StopSignal::Interrupt => Polite::Interrupt,
            StopSignal::Terminate => Polite::Terminate,
        };
        let recipe = Recipe { argv: launch.argv, cwd: launch.cwd, env, console };
        Ok(Launcher { role, recipe, stop, time_limit: program.time_limit })
    }

    pub(super) fn side(&self) -> Side {
        self.role.side()
    }

    /// The command as a person would type it.
    pub(super) fn shell_command(&self) -> String {
        let words = self.recipe.argv.iter().map(|word| word.to_string_lossy().into_owned());
        shlex::try_join(words.collect::<Vec<_>>().iter().map(String::as_str)).unwrap_or_default()
    }
}

/// The lines that a role's inputs are given, by the place of each input among those of the whole protocol.
fn by_name(role: Role, typed: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let all = current_spec().inputs();
    if all.iter().eq(role.inputs()) {
        return typed;
    }
    let of = |name: &&str| role.inputs().iter().position(|own| own == name).and_then(|at| typed.get(at).cloned());
    all.iter().map(|name| of(name).unwrap_or_default()).collect()
}

/// The small environment that every program gets: no user's shell influences a verdict.
pub(super) fn known_environment(scratch: &Path) -> BTreeMap<String, String> {
    let scratch = scratch.to_string_lossy().into_owned();
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".to_owned());
    let pairs = [
        ("PATH", path),
        ("HOME", scratch.clone()),
        ("TMPDIR", scratch),
        ("LANG", "C.UTF-8".to_owned()),
        ("TZ", "UTC".to_owned()),
        ("TERM", "dumb".to_owned()),
        // An interpreter must leave nothing beside the programs under test.
        ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

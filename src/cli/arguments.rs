//! The command line's arguments.

use super::confinement::ConfinementArguments;
use super::diff::DiffArguments;
use super::help;
use super::init::InitArguments;
use super::man::ManArguments;
use super::matrix::MatrixArguments;
use super::merge::MergeArguments;
use super::protocol::ProtocolArguments;
use super::qualify::QualifyArguments;
use super::replay::ReplayArguments;
use super::reports::ReportArguments;
use super::snapshot::SnapshotArguments;
use super::wire::WireArguments;
use crate::diagnosis::parse_time_limit;
use crate::engine::partition::Partition;
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use crate::set_statistics::ReferenceProgram;
use crate::set_statistics::reference::{self, fault::Injected};
use crate::set_statistics::role::REPLY_PORT;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// A conformance suite for socket programs: clients and servers in any language, over TCP and UDP.
#[derive(Debug, Parser)]
#[command(version, about, after_long_help = help::SOCKSPEC, disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// The protocol: a built-in one (`sockspec protocol list`), or a folder [default: the manifests', or set-statistics]
    #[arg(long, global = true, value_name = "NAME|FOLDER")]
    pub(super) protocol: Option<String>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a first sockspec.toml for your programs, which are tried out for it
    Init(Box<InitArguments>),
    /// Run the suite against implementations: by default the built-in reference and the original scripts
    Run(Box<RunArguments>),
    /// Run every client against every server, through a wire that the harness controls
    Matrix(Box<MatrixArguments>),
    /// Run the same cases against two implementations, and report what they do differently
    Diff(Box<DiffArguments>),
    /// Merge the JSON reports of the parts of a run
    Merge(MergeArguments),
    /// Run one case again, from the file that a failing trial left, or from any case file
    Replay(Box<ReplayArguments>),
    /// Check that programs behave as pinned, or pin how they behave
    Snapshot(Box<SnapshotArguments>),
    /// Show that the suite notices faults: run it against the reference with one at a time
    Qualify(Box<QualifyArguments>),
    /// List cases and clauses
    List(ListArguments),
    /// Show one case or one clause in full
    Show(ShowArguments),
    /// List the built-in protocols, write a new one, or check one
    Protocol(ProtocolArguments),
    /// Relay between clients and a server with one fault, to try how a program takes it
    Wire(WireArguments),
    /// Run one of the four programs of the reference implementation
    Reference(ReferenceArguments),
    /// Print completions for a shell
    #[command(after_long_help = help::COMPLETIONS)]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command
    Man(ManArguments),
}

#[derive(Debug, Args)]
#[command(after_long_help = help::RUN)]
pub(super) struct RunArguments {
    /// Built-in names (reference, original), manifests, or folders that hold a sockspec.toml
    #[arg(value_name = "IMPL")]
    pub(super) implementations: Vec<String>,
    /// One manifest for all: each IMPL is a folder whose programs it describes, and in which its commands run
    #[arg(long, value_name = "FILE", requires = "implementations")]
    pub(super) manifest: Option<PathBuf>,
    /// Fail on a broken SHOULD too
    #[arg(long)]
    pub(super) strict: bool,
    /// Stop at the first unexpected result
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// Run each trial this many times; a verdict that differs between them fails the run
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) repeat: std::num::NonZeroUsize,
    /// Start a server anew for each case; without this, cases in which clients only ask and go share a process
    #[arg(long)]
    pub(super) fresh: bool,
    /// Run only part I of N; the parts together are the whole [default: TEST_SHARD_INDEX and TEST_TOTAL_SHARDS, if set]
    #[arg(long, value_name = "I/N")]
    pub(super) partition: Option<Partition>,
    #[command(flatten)]
    pub(super) generation: GenerationArguments,
    #[command(flatten)]
    pub(super) play: PlayArguments,
    /// How long each program may be waited for in each role, in all its trials together; the manifest's `budget` is stronger
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time_limit)]
    pub(super) budget: Duration,
    /// Fail if this implementation can't be run here (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(super) require: Vec<String>,
    /// Print everything that was seen in each trial
    #[arg(long)]
    pub(super) trace: bool,
    /// Where the file of each failing trial goes, for `sockspec replay`; nothing is written unless something fails
    #[arg(long, value_name = "DIR", default_value = "sockspec-failures")]
    pub(super) artifacts: PathBuf,
    /// What becomes of the small case of each finding in a manifest's programs [default: keep if one implementation is
    /// named, leave if several are]
    #[arg(long, value_name = "WHAT")]
    pub(super) regressions: Option<RegressionsChoice>,
    /// Report the implementations as a table, a row each: first what could not be tried, then the worst [default: for more than four]
    #[arg(long)]
    pub(super) table: bool,
    /// Write that table as CSV to this file, for a spreadsheet
    #[arg(long, value_name = "FILE")]
    pub(super) report_csv: Option<PathBuf>,
    /// Write a page (HTML) and a summary (Markdown) for each implementation into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) report_dir: Option<PathBuf>,
    /// Capture each trial's packets and write them to DIR, a pcapng file for each (no root needed)
    #[arg(long, value_name = "DIR")]
    pub(super) pcap: Option<PathBuf>,
    /// Name this many of the slowest trials at the end
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    pub(super) durations: usize,
    /// Write how long each trial took, and what of it, to this file: a line of JSON for each
    #[arg(long, value_name = "FILE")]
    pub(super) timings: Option<PathBuf>,
    /// One line for each trial
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// Only what is wrong, and the summary
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    // Groups with a heading of their own come last: what follows one would stand under its heading.
    #[command(flatten)]
    pub(super) reports: ReportArguments,
    #[command(flatten)]
    pub(super) ad_hoc: AdHocArguments,
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    #[command(flatten)]
    pub(super) known_failing: KnownFailingArguments,
}

/// What is generated.
#[derive(Debug, Args, Clone)]
pub(super) struct GenerationArguments {
    /// So many generated exchanges of each family: with servers in sessions of 32, with clients one a start
    /// [default: 32 with servers, 4 with clients]
    #[arg(long, value_name = "N")]
    pub(super) generated: Option<u64>,
    /// The seed of everything generated: two runs with one seed are the same run
    #[arg(long, value_name = "SEED", default_value_t = super::settings::SEED)]
    pub(super) seed: u64,
}

/// How trials are played.
#[derive(Debug, Args, Clone)]
pub(super) struct PlayArguments {
    /// How many trials run at once [default: three a core]
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,
    /// How long one wait may take, as in 500ms or 5s
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time_limit)]
    pub(super) time_limit: Duration,
    #[command(flatten)]
    pub(super) confinement: ConfinementArguments,
}

/// Programs given as commands, without a manifest.
#[derive(Debug, Args, Clone)]
#[command(next_help_heading = "Programs without a manifest")]
pub(super) struct AdHocArguments {
    /// The TCP server's command, as typed into a shell
    #[arg(long, value_name = "COMMAND")]
    pub(super) tcp_server: Option<String>,
    /// The TCP client's command
    #[arg(long, value_name = "COMMAND")]
    pub(super) tcp_client: Option<String>,
    /// The UDP server's command
    #[arg(long, value_name = "COMMAND")]
    pub(super) udp_server: Option<String>,
    /// The UDP client's command
    #[arg(long, value_name = "COMMAND")]
    pub(super) udp_client: Option<String>,
    /// The command of any role of the protocol, as in server='node server.js' (repeatable)
    #[arg(long, value_name = "ROLE=COMMAND", value_parser = role_and_command)]
    pub(super) program: Vec<(String, String)>,
    /// The port compiled into the programs; write {port} in the command if they take one [default: 16000, UDP 15000]
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,
    /// The UDP client's own port [default: 8000]
    #[arg(long, value_name = "PORT")]
    pub(super) reply_port: Option<u16>,
    /// What reports call these programs
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
}

impl AdHocArguments {
    /// The commands by role: those of the current protocol, as far as it has the role.
    pub(super) fn commands_by_role(&self) -> impl Iterator<Item = (Role, &String)> {
        self.typed_commands().filter_map(|(name, command)| Some((current_spec().find_role(name).ok()?, command)))
    }

    /// The names of roles for which a command was typed, with the command.
    fn typed_commands(&self) -> impl Iterator<Item = (&str, &String)> {
        let all = [
            ("tcp-server", &self.tcp_server),
            ("tcp-client", &self.tcp_client),
            ("udp-server", &self.udp_server),
            ("udp-client", &self.udp_client),
        ];
        let flags = all.into_iter().filter_map(|(name, command)| Some((name, command.as_ref()?)));
        flags.chain(self.program.iter().map(|(name, command)| (name.as_str(), command)))
    }

    /// The mistake in the flags for the current protocol: a command for a role that it does not have, or a second one.
    pub(super) fn find_mistake(&self) -> Option<String> {
        let names: Vec<&str> = self.typed_commands().map(|(name, _)| name).collect();
        let unknown = names.iter().find(|name| current_spec().find_role(name).is_err()).map(|name| {
            let roles: Vec<&str> = current_spec().roles().map(Role::as_str).collect();
            let (protocol, first) = (&current_spec().name, roles.first().copied().unwrap_or_default());
            let roles = roles.join(", ");
            format!("{name}: {protocol} has no such role; it has {roles}: write --program '{first}=COMMAND'")
        });
        let is_second = |(at, name): &(usize, &&str)| names[..*at].contains(name);
        let twice = || names.iter().enumerate().find(is_second).map(|(_, name)| format!("{name} has two commands"));
        unknown.or_else(twice)
    }
}

/// `ROLE=COMMAND`.
fn role_and_command(text: &str) -> Result<(String, String), String> {
    let (role, command) = text.split_once('=').ok_or("write the role, an equals sign, and its command")?;
    Ok((role.trim().to_owned(), command.trim().to_owned()))
}

/// Failures that are known.
#[derive(Debug, Args, Clone)]
#[command(next_help_heading = "Known failures")]
pub(super) struct KnownFailingArguments {
    /// Expect the failures that are listed in this file, beside those of the manifests (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(super) known_failing: Vec<PathBuf>,
    /// Write what is broken and not known yet as such a list; a file that holds something is never overwritten
    #[arg(long, value_name = "FILE")]
    pub(super) write_known_failing: Option<PathBuf>,
}

/// Which cases.
#[derive(Debug, Args, Clone)]
#[command(next_help_heading = "Which cases")]
pub(super) struct SelectionArguments {
    /// Only cases whose id matches: a glob, or the beginning of a path (repeatable; @FILE: patterns from a file)
    #[arg(long, value_name = "PATTERN")]
    pub(super) run: Vec<String>,
    /// No case whose id matches (repeatable)
    #[arg(long, value_name = "PATTERN")]
    pub(super) skip: Vec<String>,
    /// Only cases for this role (repeatable)
    #[arg(long, value_name = "ROLE")]
    pub(super) role: Vec<String>,
    /// Add the case files of this folder, DIR/ROLE/NAME.toml or DIR/PAIR/NAME.toml (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(super) cases: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_long_help = help::LIST)]
pub(super) struct ListArguments {
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// Clause by clause: its cases, for each role that it binds
    #[arg(long, conflicts_with = "json")]
    pub(super) by_clause: bool,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = help::SHOW)]
pub(super) struct ShowArguments {
    /// A case's id (tcp-server/published/session) or a clause's (TCP-S-1)
    pub(super) id: String,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = help::REFERENCE)]
pub(super) struct ReferenceArguments {
    /// tcp-server, tcp-client, udp-server or udp-client
    role: Role,
    /// The server's port [default: 16000, UDP 15000]
    #[arg(long)]
    port: Option<u16>,
    /// The UDP client's own port
    #[arg(long, default_value_t = REPLY_PORT)]
    reply_port: u16,
    /// A fault of the catalogue that this program has (`sockspec qualify --list`)
    #[arg(long, value_name = "ID", hide = true, value_parser = super::qualify::find_injected)]
    fault: Option<(Role, Injected)>,
}

impl ReferenceArguments {
    pub(super) fn run(&self) -> ExitCode {
        let server = self.port.unwrap_or(self.role.port());
        let fault = match &self.fault {
            Some((role, _)) if *role != self.role => {
                let message = format!("this is a fault of the {role}, not of the {}", self.role);
                Arguments::command().error(clap::error::ErrorKind::ArgumentConflict, message).exit()
            }
            Some((_, fault)) => fault.clone(),
            None => Injected::default(),
        };
        reference::run(
            ReferenceProgram::from_role(self.role),
            reference::Ports { server, reply: self.reply_port },
            &fault,
        )
    }
}

/// What becomes of small cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RegressionsChoice {
    /// It is written to regressions/ beside the manifest, and tried first from then on
    Keep,
    /// Nothing is written there
    Leave,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

pub(super) fn time_limit(text: &str) -> Result<Duration, String> {
    parse_time_limit(text).map_err(|error| error.to_string())
}

//! The command line: what was typed, what it means, and the exit code. Two types for the first two.

mod arguments;
mod chosen;
mod class;
mod confinement;
mod diff;
mod generated;
mod help;
mod init;
mod known_failing;
mod list;
mod man;
mod matrix;
mod merge;
mod progress;
mod protocol;
mod qualify;
mod replay;
mod reporters;
mod reports;
mod run;
mod saved;
mod settings;
mod snapshot;
mod wire;

use crate::world::{descriptors, own_processes};
use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use std::io::{self, Write};
use std::process::ExitCode;

/// Usage, manifest or case file (DESIGN: exit codes).
const USAGE: u8 = 2;

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    if let Some(code) = run_helper() {
        return code;
    }
    let arguments = Arguments::parse();
    // The reference and the wire are programs like any other, and live with the limits that they find.
    if !matches!(arguments.command, Command::Reference(_) | Command::Wire(_)) {
        descriptors::allow_more();
        descriptors::keep_from_programs();
    }
    if let Command::Wire(wire) = &arguments.command {
        return wire::run_wire(wire).map_or_else(|error| report_error(&error), ExitCode::from);
    }
    let protocol = match chosen::choose_protocol(arguments.protocol.as_deref(), &arguments.command) {
        Ok(protocol) => protocol,
        Err(error) => return report_error(&error),
    };
    let code = crate::protocols::run_with_protocol(protocol, || dispatch_command(arguments.command));
    protocol.drawer.stop();
    code
}

/// Does what was typed; the protocol is the current one.
fn dispatch_command(command: Command) -> ExitCode {
    let outcome = match command {
        Command::Man(man) => man::run_man(&man),
        Command::Run(run) => run::run(&run),
        Command::Init(init) => init::run_init(&init),
        Command::Matrix(matrix) => matrix::run_matrix(&matrix),
        Command::Diff(diff) => diff::run_diff(&diff),
        Command::Merge(merge) => merge::run_merge(&merge),
        Command::Replay(replay) => replay::run_replay(&replay),
        Command::Snapshot(snapshot) => snapshot::run_snapshot(&snapshot),
        Command::Qualify(arguments) => qualify::run_qualify(&arguments),
        Command::List(list) => list::run_list(&list),
        Command::Show(show) => list::run_show(&show),
        Command::Protocol(protocol) => protocol::run_protocol(&protocol),
        Command::Reference(reference) => return reference.run(),
        Command::Wire(wire) => wire::run_wire(&wire),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "sockspec", &mut io::stdout());
            Ok(0)
        }
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => report_error(&error),
    }
}

/// Says what the user must change.
fn report_error(UsageError { text, exit }: &UsageError) -> ExitCode {
    // Standard error may be gone; the exit code says it too.
    let _ = writeln!(io::stderr(), "{}", text.trim_end());
    ExitCode::from(*exit)
}

/// A mistake that the user must correct before anything can be run; the text names the mistake and the correction.
#[derive(Debug)]
struct UsageError {
    text: String,
    exit: u8,
}

impl UsageError {
    fn new(error: impl std::fmt::Display) -> UsageError {
        UsageError::from_rendered(format!("sockspec: {error}"))
    }

    /// An error whose text already names the place.
    fn from_rendered(text: String) -> UsageError {
        UsageError { text, exit: USAGE }
    }
}

/// The hidden commands with which the program serves its own other processes.
fn run_helper() -> Option<ExitCode> {
    Some(match own_processes::run_hidden_command()? {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    })
}

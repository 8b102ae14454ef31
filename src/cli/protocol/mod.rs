//! `sockspec protocol`: the built-in protocols, a new one, and what one lacks.

mod check;
mod complaint;
mod new;
mod wire;

use super::{UsageError, help};
use crate::protocol::embedded;
use crate::protocol::role::Role;
use crate::protocols;
use clap::{Args, Subcommand};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_long_help = help::PROTOCOL)]
pub(super) struct ProtocolArguments {
    #[command(subcommand)]
    command: ProtocolCommand,
}

#[derive(Debug, Subcommand)]
enum ProtocolCommand {
    /// List the built-in protocols
    List,
    /// Write a small protocol that runs immediately, to change it into your own
    #[command(after_long_help = help::PROTOCOL_NEW)]
    New {
        /// The folder, which is made if it is not there; it must be empty
        folder: PathBuf,
    },
    /// Say what a protocol lacks, and whether its own implementations pass
    #[command(after_long_help = help::PROTOCOL_CHECK)]
    Check {
        /// A folder, or the name of a built-in protocol
        #[arg(value_name = "FOLDER|NAME")]
        checked: String,
    },
}

pub(super) fn run_protocol(arguments: &ProtocolArguments) -> Result<u8, UsageError> {
    match &arguments.command {
        ProtocolCommand::List => list_protocols(),
        ProtocolCommand::New { folder } => new::new(folder),
        ProtocolCommand::Check { checked } => check::run_check(checked),
    }
}

/// The built-in protocols, each with its title, its roles, and how much there is of it.
fn list_protocols() -> Result<u8, UsageError> {
    for name in embedded::names() {
        let protocol =
            protocols::load_named_protocol(name).map_err(|error| UsageError::from_rendered(error.render(false)))?;
        let spec = protocol.spec;
        let cases = protocols::run_with_protocol(protocol, protocols::load_written_cases);
        let cases = cases.map_err(|error| UsageError::from_rendered(error.render(false)))?.len();
        let roles: Vec<&str> = spec.roles().map(Role::as_str).collect();
        let (title, clauses, roles) = (&spec.title, spec.clauses().count(), roles.join(", "));
        print_line(&format!("{name}\n  {title}\n  {clauses} clauses, {cases} cases; {roles}"));
    }
    Ok(0)
}

/// Prints a line. A reader that closed the pipe wants no more.
fn print_line(text: &str) {
    let _ = writeln!(io::stdout(), "{}", text.trim_end_matches('\n'));
}

/// The folder as a shell reads it, and sockspec: a built-in's name would stand for the built-in.
fn quote_folder(folder: &Path) -> String {
    let text = folder.display().to_string();
    quote_word(&if embedded::names().contains(&text.as_str()) { format!("./{text}") } else { text })
}

/// The word as a shell reads it.
fn quote_word(text: &str) -> String {
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), |quoted| quoted.into_owned())
}

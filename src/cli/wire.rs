//! `sockspec wire`: a relay with one fault, before a server or behind a client.

use super::UsageError;
use super::help;
use crate::diagnosis::find_nearest;
use crate::protocol::Unit;
use crate::protocol::role::{Side, Transport};
use crate::wire::relay::{self, Wire};
use crate::wire::{CatalogueEntry, catalogue, unit_named};
use clap::{Args, ValueEnum};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_long_help = help::WIRE)]
pub(super) struct WireArguments {
    /// The fault: one that --list prints; legal/plain changes nothing
    #[arg(long, value_name = "NAME", default_value = "legal/plain", value_parser = find_fault)]
    fault: CatalogueEntry,
    /// Print all faults, and run nothing
    #[arg(long)]
    list: bool,
    /// The port on 127.0.0.1 at which clients find the wire
    #[arg(long, value_name = "PORT", required_unless_present = "list")]
    listen: Option<u16>,
    /// The port on 127.0.0.1 at which the wire finds the server
    #[arg(long, value_name = "PORT", required_unless_present = "list")]
    to: Option<u16>,
    /// Relay datagrams
    #[arg(long)]
    udp: bool,
    /// Which program looks faulty
    #[arg(long, value_name = "SIDE", default_value = "server")]
    of: Of,
    /// What one message of that program is: line, until-close, stream, bytes:9 or length:u16be
    #[arg(long, value_name = "UNIT", default_value = "stream", value_parser = unit_named)]
    unit: Unit,
    /// Write this file when the fault has shown
    #[arg(long, value_name = "FILE", hide = true)]
    shown: Option<PathBuf>,
    /// Start this program behind the wire, which ends when it does
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// The server
    Server,
    /// The client
    Client,
}

/// The fault of this name.
fn find_fault(name: &str) -> Result<CatalogueEntry, String> {
    catalogue().find(|entry| entry.id() == name).ok_or_else(|| {
        let all: Vec<String> = catalogue().map(|entry| entry.id()).collect();
        let near = find_nearest(name, all.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        format!("{near}sockspec wire --list prints all")
    })
}

pub(super) fn run_wire(arguments: &WireArguments) -> Result<u8, UsageError> {
    let (Some(listen), Some(to), false) = (arguments.listen, arguments.to, arguments.list) else {
        let listed = |entry: CatalogueEntry| format!("{}  {}\n", entry.id(), entry.sentence);
        // A reader that closed the pipe wants no more.
        let _ = io::stdout().write_all(catalogue().map(listed).collect::<String>().as_bytes());
        return Ok(0);
    };
    let wire = Wire {
        fault: arguments.fault.fault,
        side: if arguments.of == Of::Server { Side::Server } else { Side::Client },
        transport: if arguments.udp { Transport::Udp } else { Transport::Tcp },
        unit: if arguments.udp { Unit::Datagram } else { arguments.unit },
        listen,
        to,
        command: arguments.command.clone(),
        shown: arguments.shown.clone(),
    };
    relay::run(&wire).map_err(|error| UsageError { exit: 1, ..UsageError::new(error) })
}

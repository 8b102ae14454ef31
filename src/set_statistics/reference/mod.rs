//! The reference implementation: the four programs, as small as the protocol allows, meeting every MUST and SHOULD.
//!
//! Meant to be read after one has tried alone. Each file is one program; the clauses that made a line necessary are
//! named beside it. It knows [`crate::protocol`] alone.
//!
//! A call on `fault` returns its argument, or does nothing; with a fault it makes a program do one thing wrong
//! ([`fault`]). A reader can skip these calls.

pub mod fault;

mod tcp_client;
mod tcp_server;
mod terminal;
mod udp_client;
mod udp_server;

use crate::set_statistics::ReferenceProgram;
use crate::set_statistics::message::NotARequest;
use fault::Injected;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

/// The ports that the programs use, all on 127.0.0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    /// The port at which the server listens, or is bound.
    pub server: u16,
    /// UDP only: the port that the client binds, and to which the server sends every reply.
    pub reply: u16,
}

/// How long a client waits for the reply: at least 1 s and less than 5 s (TCP-C-4, UDP-C-3).
const PATIENCE: Duration = Duration::from_millis(1500);

/// The largest request that is read: what the largest UDP datagram (65507 bytes) fits in, for TCP too.
const LARGEST: usize = 64 * 1024;

/// Why a program gave up.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cannot use port {0}: {1}")]
    Port(u16, io::Error),
    #[error("cannot connect to port {0}: {1}")]
    Connect(u16, io::Error),
    #[error("cannot send: {0}")]
    Send(io::Error),
    #[error("no reply: {0}")]
    Receive(io::Error),
    #[error("no reply within {} s", PATIENCE.as_secs_f64())]
    Silence,
    #[error("the server closed the connection without a reply")]
    Closed,
    #[error("the reply is not four numbers: {0}")]
    NotNumbers(#[from] NotARequest),
    #[error("the reply holds {0} numbers instead of four")]
    Count(usize),
}

/// Runs one of the programs on this process's standard input and output until it ends. A client ends when it has its
/// answer or gives up; a server ends when it can't start, or never.
pub fn run(role: ReferenceProgram, ports: Ports, fault: &Injected) -> ExitCode {
    let outcome = match role {
        ReferenceProgram::TcpServer => tcp_server::run(ports.server, fault),
        ReferenceProgram::TcpClient => tcp_client::run(ports.server, fault),
        ReferenceProgram::UdpServer => udp_server::run(ports, fault),
        ReferenceProgram::UdpClient => udp_client::run(ports, fault),
    };
    let code = match &outcome {
        Ok(()) => 0,
        Err(failure) => {
            fault.choose_complaint(failure).into_iter().for_each(|failure| terminal::report_error(failure));
            1
        }
    };
    ExitCode::from(fault.choose_exit_code(&outcome, code))
}

#[cfg(test)]
mod tests;

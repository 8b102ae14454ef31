//! A survey: one program tried out on the first case of its role, to find out how it is called and which ports it uses.
//!
//! Each attempt is a trial like any other, in a network of its own if the machine has one. The survey uses only what
//! the program does. If something can't be seen (nothing is captured on the host's network), the typed value stays.

mod attempt;
mod seen;
mod shape;

use super::event::Fault;
use super::settings::Settings;
use crate::case::{Case, Step, Subject as CaseSubject};
use crate::implementation::{AdHocError, ConsoleMode, Input, Port, StopSignal};
use crate::protocol::role::{Role, Side};
use crate::transcript::ExitStatus;
use attempt::{Attempt, KnownHost, ReplyPort};
use seen::SeenAttempt;
use shape::Shape;
use std::net::IpAddr;
use std::sync::Arc;

/// A program before it is tried.
#[derive(Debug, Clone)]
pub struct SurveySubject {
    /// Its role.
    pub role: Role,
    /// Its command, as typed into a shell, with placeholders or without.
    pub command: String,
    /// Its server's port, if the user has given it.
    pub port: Option<u16>,
    /// The port to which a UDP server replies and which a UDP client binds, if the user has given it.
    pub reply_port: Option<u16>,
}

/// The results of the survey of a program.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Its role.
    pub role: Role,
    /// The command, with the placeholders that it was found to need.
    pub command: String,
    /// Its server's port; the protocol's, if the program showed none.
    pub port: Port,
    /// The reply port; for TCP roles it says nothing.
    pub reply_port: Port,
    /// Whether it showed which ports it uses.
    pub shows_ports: bool,
    /// How a client gets its lines.
    pub input: Input,
    /// The mode of its standard streams.
    pub console: ConsoleMode,
    /// The signal that it heeds.
    pub stop: StopSignal,
    /// The name that its host must have, so that it uses 127.0.0.1.
    pub host: Option<String>,
    /// When its lines come.
    pub lines: LinesSeen,
    /// How far it came.
    pub state: SurveyState,
    /// The evidence that it speaks another protocol, if that is plain.
    pub other_protocol: Option<String>,
    /// Other remarks about it.
    pub remarks: Vec<SurveyRemark>,
}

/// When what a program prints can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinesSeen {
    /// At once.
    AtOnce,
    /// Only when it ends: it holds its output back.
    AtTheEnd,
    /// It printed nothing.
    Never,
}

/// How far the program came in the best attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveyState {
    /// A server took a port; a client's message came.
    Works,
    /// A client ran, and nothing of it came over the network.
    Silent {
        /// How it ended by itself, if it did.
        ended: Option<ExitStatus>,
        /// The end of what it printed on standard error until it was asked to stop.
        output: String,
    },
    /// It could not be tried.
    Faulted(Fault),
    /// Something that its command names is not on this machine: what to do about it.
    Unavailable(String),
}

/// A remark for the user about a program, which no verdict contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveyRemark {
    /// It uses the address of the host's name, which is not 127.0.0.1 on most machines.
    HostName,
    /// It uses this address of the loopback, whatever the host's name resolves to.
    OtherLoopback(IpAddr),
    /// It looks a name up that is not to be found in a network of the trial's own.
    UnknownName,
    /// A UDP client that binds no port of its own: the system gives it another one each time.
    NoReplyPort,
    /// It had to be killed: it heeds neither SIGINT nor SIGTERM.
    HeedsNoSignal,
    /// The network could not be watched: ports that the program does not bind are taken to be the protocol's.
    PortsNotSeen,
    /// The network could not be watched, and nothing came to the ports that it was expected to use.
    OtherPortsPerhaps,
}

/// Tries a program out on some of the written cases of the current protocol, which are `cases`.
///
/// # Errors
/// Its command holds a mistake.
///
/// # Panics
/// The protocol has no case for the role: its reader demands one.
pub fn survey_program(subject: &SurveySubject, cases: &[Case], settings: &Settings) -> Result<Survey, AdHocError> {
    let session = Arc::new(first_case(subject.role, cases));
    let mut best: Option<(Attempt, SeenAttempt)> = None;
    for shape in Shape::for_subject(subject) {
        let (attempt, seen) = play_until_ports_settle(Attempt::new(subject, &shape), &session, settings)?;
        let works = seen.is_working();
        let goes_on = seen.may_be_called_otherwise();
        if works || best.as_ref().is_none_or(|(_, before)| seen.shows_more_than(before)) {
            best = Some((attempt, seen));
        }
        if works || !goes_on {
            break;
        }
    }
    let (attempt, seen) = best.unwrap_or_else(|| panic!("{} has no shape to be tried in", subject.role));
    let (attempt, mut seen) = find_heeded_signal(attempt, seen, &session, settings)?;
    let telling = seen.impression.as_ref().and_then(|impression| impression.telling_case());
    if let Some(case) = telling.and_then(|name| find_case(subject.role, name, cases)) {
        seen.impression = attempt.play_after(seen.impression, &Arc::new(case.clone()), settings)?.impression;
    }
    Ok(build_survey(attempt, seen))
}

/// The case on which a program is tried out: the first of its role in which both sides speak.
///
/// # Panics
/// The protocol has no case for the role.
pub fn first_case(role: Role, cases: &[Case]) -> Case {
    let mut of_role = cases.iter().filter(|case| case.id.subject() == CaseSubject::Role(role));
    let found = of_role.clone().find(|case| is_an_exchange(case, role)).or(of_role.next());
    found.cloned().unwrap_or_else(|| panic!("{role} has no case"))
}

fn is_an_exchange(case: &Case, role: Role) -> bool {
    let has = |is_it: fn(&Step) -> bool| case.steps.iter().any(is_it);
    match role.side() {
        Side::Server => has(|step| matches!(step, Step::Send { .. })),
        Side::Client => {
            let is_typed = case.typed_lines().len() == role.inputs().len();
            is_typed && has(|step| matches!(step, Step::Reply { .. }))
        }
    }
}

fn find_case<'c>(role: Role, name: &str, cases: &'c [Case]) -> Option<&'c Case> {
    let id = format!("{role}/{name}");
    cases.iter().find(|case| case.id.as_str() == id)
}

/// Plays again with the ports that were seen, until those are the ones that the program uses.
fn play_until_ports_settle(
    mut attempt: Attempt,
    session: &Arc<Case>,
    settings: &Settings,
) -> Result<(Attempt, SeenAttempt), AdHocError> {
    let mut seen = attempt.play_session(session, settings)?;
    // The server's port, the reply port and the host's name come to light one by one, as does an error in one of them.
    for _ in 0..5 {
        if !attempt.learn_from(&seen) {
            break;
        }
        seen = attempt.play_session(session, settings)?;
    }
    Ok((attempt, seen))
}

/// Finds a signal that the program heeds, if the usual one had to be followed by SIGKILL.
fn find_heeded_signal(
    attempt: Attempt,
    mut seen: SeenAttempt,
    session: &Arc<Case>,
    settings: &Settings,
) -> Result<(Attempt, SeenAttempt), AdHocError> {
    if !seen.was_killed || attempt.role.side() == Side::Client {
        return Ok((attempt, seen));
    }
    let other = Attempt { stop: StopSignal::Terminate, ..attempt.clone() };
    let again = other.play_session(session, settings)?;
    if again.was_killed {
        seen.remarks.push(SurveyRemark::HeedsNoSignal);
        Ok((attempt, seen))
    } else {
        Ok((other, again))
    }
}

fn build_survey(attempt: Attempt, mut seen: SeenAttempt) -> Survey {
    let host = attempt.host_name();
    match (attempt.host, seen.other_loopback) {
        (KnownHost::OfItsName, _) => seen.remarks.push(SurveyRemark::HostName),
        (KnownHost::Other, Some(address)) => seen.remarks.push(SurveyRemark::OtherLoopback(address)),
        (KnownHost::Other, None) | (KnownHost::Plain, _) => {}
    }
    let Attempt { role, command, input, console, stop, reply_port, .. } = attempt;
    let program = seen.implementation.programs[&role].clone();
    if reply_port == ReplyPort::AnotherEachTime && role.reply_port().is_some() {
        seen.remarks.push(SurveyRemark::NoReplyPort);
    }
    Survey {
        role,
        command,
        port: program.port,
        reply_port: program.reply_port,
        shows_ports: seen.is_working() || seen.port.is_some(),
        input,
        console,
        stop,
        host,
        lines: seen.lines,
        state: seen.state,
        other_protocol: seen.impression.and_then(|impression| impression.other_protocol()),
        remarks: seen.remarks,
    }
}

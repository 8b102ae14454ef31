//! One attempt at a program: called so, with these ports, on one case.

use super::SurveySubject;
use super::seen::SeenAttempt;
use super::shape::Shape;
use crate::case::Case;
use crate::engine::event::{Event, Outcome, SkippedImplementation};
use crate::engine::plan::Plan;
use crate::engine::run::run;
use crate::engine::settings::Settings;
use crate::implementation::{AdHoc, AdHocError, ConsoleMode, Implementation, Input, Port, StopSignal, ad_hoc};
use crate::judge::Impression;
use crate::protocol::role::Role;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

/// How long one wait may take: nothing here is judged, and a program that does nothing must not cost a minute.
const LIMIT: Duration = Duration::from_secs(3);

/// The knowledge of the port to which a UDP server replies, and which a UDP client binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReplyPort {
    /// Nothing: it is the protocol's, or passed to the program.
    Unknown,
    /// It is this one, by what was said or seen last.
    Known(u16),
    /// The program binds none: two starts showed two ports that the system gave.
    AnotherEachTime,
}

/// The name that the host is given for a program that asks for it.
const HOST: &str = "this-machine";

/// The knowledge of the address that a program uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KnownHost {
    /// Nothing that is not plain: 127.0.0.1.
    Plain,
    /// It is that of the host's name, so that it is 127.0.0.1 if the name resolves to that.
    OfItsName,
    /// It is another one, whatever the name resolves to.
    Other,
}

/// One way to call the program, and with which ports.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) role: Role,
    pub(super) command: String,
    pub(super) input: Input,
    pub(super) console: ConsoleMode,
    pub(super) stop: StopSignal,
    pub(super) port: Option<u16>,
    pub(super) reply_port: ReplyPort,
    /// Whether the reply port was seen, so that the next start shows whether it is the program's own.
    pub(super) reply_port_seen: bool,
    pub(super) host: KnownHost,
}

impl Attempt {
    pub(super) fn new(subject: &SurveySubject, shape: &Shape) -> Attempt {
        let command = match shape.tail.as_str() {
            "" => subject.command.clone(),
            tail => format!("{} {tail}", subject.command.trim_end()),
        };
        Attempt {
            role: subject.role,
            command,
            input: shape.input,
            console: shape.console,
            stop: StopSignal::Interrupt,
            port: subject.port,
            reply_port: subject.reply_port.map_or(ReplyPort::Unknown, ReplyPort::Known),
            reply_port_seen: false,
            host: KnownHost::Plain,
        }
    }

    /// Plays the session once.
    pub(super) fn play_session(&self, session: &Arc<Case>, settings: &Settings) -> Result<SeenAttempt, AdHocError> {
        self.play_after(settings.protocol.judge.new_impression(), session, settings)
    }

    /// Plays a case once, when so much is known of the program's protocol.
    pub(super) fn play_after(
        &self,
        before: Option<Box<dyn Impression>>,
        case: &Arc<Case>,
        settings: &Settings,
    ) -> Result<SeenAttempt, AdHocError> {
        let implementation = self.build_implementation()?;
        let plan = Plan::new(vec![implementation.clone()], std::slice::from_ref(case), &[]);
        let settings = Settings {
            jobs: Some(NonZeroUsize::MIN),
            time_limit: LIMIT.min(settings.time_limit),
            capture: true,
            repeat: NonZeroUsize::MIN,
            artifacts: None,
            interruption: crate::world::Interruption::default(),
            ..settings.clone()
        };
        let mut outcome = None;
        run(&plan, &settings, |event| match event {
            Event::TrialFinished(report) => outcome = Some(report.outcome),
            Event::ImplementationSkipped(skipped) => {
                outcome = outcome.take().or_else(|| Some(skipped_outcome(skipped)))
            }
            _ => {}
        });
        let outcome = outcome.unwrap_or_else(|| Outcome::Skipped { reason: "nothing was played".to_owned() });
        let mut impression = before;
        if let (Some(impression), Some(transcript)) = (&mut impression, outcome.transcript()) {
            impression.take_in(case, transcript);
        }
        Ok(SeenAttempt { impression, ..SeenAttempt::from_outcome(implementation, self.role, outcome) })
    }

    fn build_implementation(&self) -> Result<Implementation, AdHocError> {
        let mut implementation = ad_hoc(AdHoc {
            commands: BTreeMap::from([(self.role, self.command.clone())]),
            port: self.port,
            reply_port: match self.reply_port {
                ReplyPort::Known(port) => Some(port),
                ReplyPort::Unknown | ReplyPort::AnotherEachTime => None,
            },
            input: Some(self.input),
            console: Some(self.console),
            stop: Some(self.stop),
            ..AdHoc::default()
        })?;
        for program in implementation.programs.values_mut() {
            program.host = self.host_name();
        }
        Ok(implementation)
    }

    /// The name that the program's host must have, if it asks for it.
    pub(super) fn host_name(&self) -> Option<String> {
        (self.host == KnownHost::OfItsName).then(|| HOST.to_owned())
    }

    /// Takes over what was seen of the program's ports and address; whether that is something new, so that it must be
    /// played again.
    pub(super) fn learn_from(&mut self, seen: &SeenAttempt) -> bool {
        let program = &seen.implementation.programs[&self.role];
        let differs = |known: Port, found: Option<u16>| match known {
            Port::Fixed(known) => found.filter(|found| *found != known),
            // A port that is passed is the one that is used, or the passing is wrong.
            Port::Assigned => None,
        };
        let port = differs(program.port, seen.port);
        // If replies go to the sender, each socket has a port of its own.
        let of_replies = self.role.reply_port().and(seen.reply_port);
        let reply = differs(program.reply_port, of_replies)
            .map(|found| if self.reply_port_seen { ReplyPort::AnotherEachTime } else { ReplyPort::Known(found) });
        let reply = reply.filter(|_| self.reply_port != ReplyPort::AnotherEachTime);
        self.reply_port_seen |= reply.is_some();
        let next = match self.host {
            KnownHost::Plain => Some(KnownHost::OfItsName),
            KnownHost::OfItsName => Some(KnownHost::Other),
            KnownHost::Other => None,
        };
        let host = seen.other_loopback.and(next);
        self.port = port.or(self.port);
        self.reply_port = reply.unwrap_or(self.reply_port);
        self.host = host.unwrap_or(self.host);
        port.is_some() || reply.is_some() || host.is_some()
    }
}

fn skipped_outcome(skipped: SkippedImplementation) -> Outcome {
    Outcome::Skipped { reason: format!("{}: {}", skipped.reason, skipped.advice) }
}

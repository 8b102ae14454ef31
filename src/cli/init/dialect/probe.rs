//! Trials in which nothing is judged: what is typed and sent, and what was seen of it.

use crate::case::{Case, Cut, LineEnd, Payload, ReplyFrom, SendTo, Source, Step};
use crate::engine::event::Event;
use crate::engine::plan::Plan;
use crate::engine::run::run;
use crate::engine::settings::Settings;
use crate::implementation::{Implementation, Input};
use crate::protocol::role::{Role, Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::dialect::deduce::{ClientSight, ServerSight};
use crate::transcript::{Happening, Seen, Stream, Transcript};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

/// How long one wait may take. Each ends as soon as the program rests: on a busy machine an interpreter starts for seconds.
const LIMIT: Duration = Duration::from_secs(10);
/// The client, or the socket, of the harness.
const PEER: &str = "a";
/// The harness's side of a TCP client's connection.
const CONNECTION: &str = "connection";
/// The harness's socket to which a UDP client sends.
const DATAGRAMS: &str = "server";

/// Programs that are tried out.
pub(super) struct Probe<'p> {
    pub(super) implementation: &'p Implementation,
    pub(super) settings: &'p Settings,
}

impl Probe<'_> {
    /// Whether there is such a program.
    pub(super) fn has_program(&self, role: Role) -> bool {
        self.implementation.programs.contains_key(&role)
    }

    fn run_steps(&self, role: Role, steps: Vec<Step>) -> Option<Transcript> {
        let case = Case {
            id: format!("{role}/probe/dialect").parse().ok()?,
            summary: "A program is tried out.".to_owned(),
            clauses: vec![Clause::End1.id()],
            steps,
            patience: None,
            pace: Default::default(),
            source: Source::File("probe".to_owned()),
        };
        let plan = Plan::new(vec![self.implementation.clone()], &[Arc::new(case)], &[]);
        let settings = Settings {
            jobs: Some(NonZeroUsize::MIN),
            time_limit: LIMIT.min(self.settings.time_limit),
            ..self.settings.clone()
        };
        let mut transcript = None;
        run(&plan, &settings, |event| {
            if let Event::TrialFinished(report) = event {
                transcript = report.outcome.transcript().cloned();
            }
        });
        transcript
    }

    /// Observes a client to which the message and the length are typed, and which gets `reply`.
    pub(super) fn observe_client(
        &self,
        role: Role,
        message: &str,
        length: &str,
        reply: Option<&str>,
    ) -> Option<ClientSight> {
        let typed = |line: &str| Step::Type { line: line.into(), end: LineEnd::LineFeed, after: None };
        let mut steps = vec![Step::StaySilent, typed(message), Step::StaySilent, typed(length), Step::StaySilent];
        if let Some(reply) = reply {
            let payload = Payload::from(reply);
            steps.push(Step::Reply { payload, cut: Cut::default(), from: ReplyFrom::Server, after: None });
            if role.transport() == Transport::Tcp {
                steps.push(Step::HalfClose { peer: CONNECTION.to_owned() });
            }
            steps.push(Step::StaySilent);
        }
        let seen = Record(self.run_steps(role, steps)?);
        let bytes = |from, to| match role.transport() {
            Transport::Tcp => seen.received_between(from, to).concat(),
            Transport::Udp => seen.received_between(from, to).into_iter().next().unwrap_or_default(),
        };
        let later = match role.transport() {
            Transport::Tcp => seen.received_between(5, usize::MAX).concat(),
            Transport::Udp => seen.received_between(0, usize::MAX).into_iter().skip(1).collect::<Vec<_>>().concat(),
        };
        let input = self.implementation.programs.get(&role)?.input;
        Some(ClientSight {
            has_arguments: input == Input::Arguments,
            takes_message_alone: role.inputs().len() == 1,
            before_message: seen.printed_between(Side::Client, 0, 1),
            before_length: seen.printed_between(Side::Client, 1, 3),
            sent_early: seen.received_between(0, 3).concat(),
            sent: bytes(0, 5),
            sent_later: later,
            printed: seen.printed_between(Side::Client, 3, usize::MAX),
        })
    }

    /// Observes a server that gets this request; over UDP from the port `from`, any if `None`.
    pub(super) fn observe_server(&self, role: Role, request: &str, from: Option<u16>) -> Option<ServerSight> {
        let peer = || PEER.to_owned();
        let comes = match role.transport() {
            Transport::Tcp => Step::Connect { peer: peer() },
            Transport::Udp => Step::Bind { peer: peer(), port: from },
        };
        let ask = Step::Send { peer: peer(), payload: request.into(), to: SendTo::Server, cut: Cut::default() };
        let leave = Step::Leave { peer: peer() };
        let seen = Record(
            self.run_steps(role, vec![Step::StaySilent, comes, ask, Step::StaySilent, leave, Step::StaySilent])?,
        );
        Some(ServerSight {
            at_start: seen.printed_between(Side::Server, 0, 2),
            afterwards: seen.printed_between(Side::Server, 2, usize::MAX),
            reply: seen.received_between(0, usize::MAX).concat(),
            has_ended: seen.0.exit_before_stop(Side::Server).is_some_and(|status| status.is_success()),
        })
    }
}

/// The events of one trial, by their steps.
struct Record(Transcript);

impl Record {
    /// The events from the beginning of step `from` up to that of step `to`.
    fn seen_between(&self, from: usize, to: usize) -> impl Iterator<Item = &Seen> {
        let place = |step: usize| {
            let is_behind = |seen: &Seen| seen.step.is_some_and(|own| own >= step);
            let place = self.0.seen.iter().position(is_behind);
            if step == 0 { 0 } else { place.unwrap_or(self.0.seen.len()) }
        };
        let (start, end) = (place(from), place(to));
        self.0.seen[start.min(end)..end].iter()
    }

    fn printed_between(&self, program: Side, from: usize, to: usize) -> String {
        let pieces = self.seen_between(from, to).filter_map(|seen| match &seen.what {
            Happening::Printed { program: own, stream: Stream::Out, bytes } if *own == program => {
                Some(bytes.as_slice())
            }
            _ => None,
        });
        String::from_utf8_lossy(&pieces.collect::<Vec<_>>().concat()).into_owned()
    }

    /// The program's bytes, piece by piece.
    fn received_between(&self, from: usize, to: usize) -> Vec<Vec<u8>> {
        let is_own = |peer: &str| [PEER, CONNECTION, DATAGRAMS].contains(&peer);
        let pieces = self.seen_between(from, to).filter_map(|seen| match &seen.what {
            Happening::Received { peer, bytes } | Happening::DatagramReceived { peer, bytes, .. } if is_own(peer) => {
                Some(bytes.as_slice().to_vec())
            }
            _ => None,
        });
        pieces.collect()
    }
}

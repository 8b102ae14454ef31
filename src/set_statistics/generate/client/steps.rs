//! Turns a client's story into a case: its steps, and what the protocol demands for them.

use super::reply::PLAIN;
use super::{After, AfterReply, Plot, Story, Stray};
use crate::case::{Behaviour, Case, Cut, ExitExpectation, Expectation, LineEnd, Payload, ReplyFrom, Step};
use crate::generate::Origin;
use crate::protocol::role::Transport;
use crate::set_statistics::Clause::{self, *};
use crate::set_statistics::generate::request::is_beyond;
use crate::set_statistics::generate::session::{case_from_steps, cut_at};
use crate::set_statistics::generate::visit::place_at_share as place;
use crate::set_statistics::message::parse_response;
use std::time::Duration;

/// The harness's side of a TCP client's connection.
const CONNECTION: &str = "connection";

impl Story {
    /// The case of this story.
    pub(in crate::set_statistics::generate) fn to_case(&self, origin: Origin, seed: u64) -> Case {
        let mut steps = Steps { steps: Vec::new(), transport: origin.role.transport() };
        // The end of the input ends a line that has begun; with nothing before it there is no line to be read.
        let end = if self.input_ends && !self.length.is_empty() { LineEnd::EndOfInput } else { LineEnd::LineFeed };
        let place = self.part.map_or(0, |part| place(part, self.message.len()));
        let (first, rest) = self.message.split_at(place);
        if !first.is_empty() {
            steps.push(Step::Type { line: first.into(), end: LineEnd::Nothing, after: None });
        }
        steps.push(Step::Type { line: rest.into(), end: LineEnd::LineFeed, after: None });
        steps.push(Step::Type { line: self.length.as_slice().into(), end, after: None });
        steps.expect(Expectation::Message { text: self.message.as_slice().into() }, steps.choose_clause(TcpC1, UdpC1));
        steps.push_plot(self);
        case_from_steps(origin, seed, steps.steps)
    }
}

struct Steps {
    steps: Vec<Step>,
    transport: Transport,
}

impl Steps {
    fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The clause of this transport.
    fn choose_clause(&self, tcp: Clause, udp: Clause) -> Clause {
        match self.transport {
            Transport::Tcp => tcp,
            Transport::Udp => udp,
        }
    }

    fn expect(&mut self, what: Expectation, clause: Clause) {
        let clause = clause.id();
        self.steps.push(Step::Expect { what, clause });
    }

    fn push_reply(&mut self, payload: Payload, cut: Cut, from: ReplyFrom, after: Option<Duration>) {
        self.steps.push(Step::Reply { payload, cut, from, after });
    }

    fn push_plain_reply(&mut self, text: &str) {
        self.push_reply(text.into(), Cut::default(), ReplyFrom::Server, None);
    }

    fn half_close(&mut self) {
        if self.transport == Transport::Tcp {
            self.push(Step::HalfClose { peer: CONNECTION.to_owned() });
        }
    }

    fn expect_exit(&mut self, how: ExitExpectation, clause: Clause) {
        self.expect(Expectation::Exit { how, between: None }, clause);
    }

    fn push_plot(&mut self, story: &Story) {
        match &story.plot {
            Plot::Replies { reply, then } => {
                self.push_plain_reply(reply);
                let clause = self.choose_clause(TcpC2, UdpC2);
                self.expect_results(reply, *then, story, if speaks_beyond(reply) { Num2 } else { clause });
            }
            Plot::Cuts { reply, cut, then } => {
                let last = reply.rfind(' ').map_or(0, |space| space + 1);
                // A cut at the last number is the last at which the reply is not yet complete.
                let cut = cut_at(cut, last + 1);
                let clause = if !cut.at.is_empty() {
                    TcpC5
                } else if speaks_beyond(reply) {
                    Num2
                } else {
                    TcpC2
                };
                self.push_reply(reply.as_str().into(), cut, ReplyFrom::Server, None);
                self.expect_results(reply, *then, story, clause);
            }
            Plot::Errs { bytes } => {
                self.push_reply(Payload::from(bytes.as_slice()), Cut::default(), ReplyFrom::Server, None);
                self.half_close();
                self.expect_exit(ExitExpectation::Failure, self.choose_clause(TcpC4, UdpC5));
            }
            Plot::RepliesAndCloses { reply } => {
                self.push_plain_reply(reply);
                self.push(Step::Leave { peer: CONNECTION.to_owned() });
                self.expect_results(reply, AfterReply::Leaves, story, if speaks_beyond(reply) { Num2 } else { TcpC2 });
            }
            Plot::Closes => {
                self.half_close();
                self.expect_exit(ExitExpectation::Failure, TcpC4);
            }
            Plot::Resets => {
                self.push(Step::Reset { peer: CONNECTION.to_owned() });
                self.expect_exit(ExitExpectation::Failure, TcpC4);
            }
            Plot::Datagrams { before, reply, after } => self.push_datagrams(before, reply, after),
            Plot::Truncates { reply, at } => self.push_truncated_reply(&reply[..=place(*at, reply.len())]),
            Plot::Overtakes { reply } => self.push_overtaken_reply(reply),
            Plot::IsLate { reply, after } => {
                self.push_reply(
                    reply.as_str().into(),
                    Cut::default(),
                    ReplyFrom::Server,
                    (!after.is_zero()).then_some(*after),
                );
                let clause = self.choose_clause(TcpC4, UdpC3);
                self.expect_results(
                    reply,
                    AfterReply::HalfCloses,
                    story,
                    if speaks_beyond(reply) { Num2 } else { clause },
                );
            }
            Plot::IsSilent => {
                let between = Some((Duration::from_secs(1), Duration::from_secs(5)));
                self.expect(
                    Expectation::Exit { how: ExitExpectation::Failure, between },
                    self.choose_clause(TcpC4, UdpC3),
                );
                // Nothing but the two lines has gone out meanwhile.
                self.expect(
                    Expectation::Length { text: story.length.as_slice().into() },
                    self.choose_clause(TcpC1, UdpC1),
                );
            }
        }
    }

    /// Expects the reply's numbers on the console, the length if the case can ask for it, and a good end of the client.
    fn expect_results(&mut self, reply: &str, then: AfterReply, story: &Story, clause: Clause) {
        if then == AfterReply::HalfCloses {
            self.half_close();
        }
        self.expect(Expectation::Results { of: reply.into() }, clause);
        let success = match clause {
            TcpC2 | UdpC2 => {
                if then == AfterReply::Waits {
                    self.expect(
                        Expectation::Length { text: story.length.as_slice().into() },
                        self.choose_clause(TcpC1, UdpC1),
                    );
                }
                self.choose_clause(TcpC3, UdpC2)
            }
            other => other,
        };
        self.expect_exit(ExitExpectation::Success, success);
    }

    fn push_datagrams(&mut self, before: &[Stray], reply: &str, after: &[After]) {
        // A client that prints a stray, and one that refuses infinities, break two clauses: one question at a time.
        let reply = if before.is_empty() || !speaks_beyond(reply) { reply } else { PLAIN };
        before.iter().for_each(|stray| self.push_stray(stray));
        self.push_plain_reply(reply);
        for one in after {
            match one {
                After::Again => self.push_plain_reply(reply),
                After::OfLength => self.push_plain_reply("3.0 3.0 3.0 3.0"),
                After::Stray(stray) => self.push_stray(stray),
            }
        }
        let clause = match before {
            _ if speaks_beyond(reply) => Num2,
            [] => UdpC2,
            _ => UdpC4,
        };
        self.expect(Expectation::Results { of: reply.into() }, clause);
        self.expect_exit(ExitExpectation::Success, clause);
    }

    fn push_stray(&mut self, stray: &Stray) {
        self.push_reply(stray.text.as_str().into(), Cut::default(), stray.from.clone(), None);
    }

    /// The rest may still be a response, with another last number.
    fn push_truncated_reply(&mut self, reply: &str) {
        self.push_plain_reply(reply);
        match parse_response(reply.as_bytes()) {
            Ok(_) => {
                let clause = if speaks_beyond(reply) { Num2 } else { UdpC2 };
                self.expect(Expectation::Results { of: reply.into() }, clause);
                self.expect_exit(ExitExpectation::Success, clause);
            }
            Err(_) => self.expect_exit(ExitExpectation::Failure, UdpC5),
        }
    }

    fn push_overtaken_reply(&mut self, reply: &str) {
        let first = "3.0 3.0 3.0 3.0";
        self.push_plain_reply(first);
        self.push_plain_reply(reply);
        self.expect_exit(ExitExpectation::Any, UdpC6);
        let named = |name: &str, text: &str| Behaviour { name: name.to_owned(), shows: vec![text.into()] };
        let behaviours = vec![named("prints-first", first), named("prints-right", reply)];
        self.expect(Expectation::PrintsOneOf { behaviours, otherwise: "neither".to_owned() }, UdpC6);
    }
}

/// Whether only NUM-2 calls one of its numbers a number.
fn speaks_beyond(reply: &str) -> bool {
    reply.split(' ').any(is_beyond)
}

//! A case of the post's protocol as a case of a dialect: in its forms, without what it does not have.

mod meaning;
mod whole;

use super::{Dialect, Serves, current, forms};
use crate::case::{Behaviour, Case, Cut, Expectation, LineEnd, PairWire, Payload, Step};
use crate::protocol::ReplyTo;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::Clause;
use std::fmt;
use std::time::Duration;

/// Why a case does not apply to a dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// All its clauses are off.
    Clauses(Vec<Clause>),
    /// It needs the length on the wire.
    Length,
    /// It needs several clients, and the server has one.
    SeveralClients,
    /// Its bytes have another meaning in the dialect.
    Form,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::Clauses(clauses) => {
                let names: Vec<&str> = clauses.iter().map(|clause| clause.as_str()).collect();
                write!(f, "{} off", join_with_verb(&names))
            }
            Unfit::Length => f.write_str("the length is not sent by itself"),
            Unfit::SeveralClients => f.write_str("it needs more than one client"),
            Unfit::Form => f.write_str("what it sends means something else"),
        }
    }
}

fn join_with_verb(names: &[&str]) -> String {
    match names {
        [one] => format!("{one} is"),
        many => format!("{} are", many.join(", ")),
    }
}

/// The case as the current dialect has it.
///
/// # Errors
/// Why it does not apply.
pub fn rewrite_case(case: &Case) -> Result<Case, Unfit> {
    let dialect = current();
    let case = &whole::with_known_forms(match dialect.serves {
        Serves::One => whole::without_plain_visit(case),
        Serves::All => case.clone(),
    });
    let clauses: Vec<ClauseId> = case.clauses.iter().map(current_clause).filter(|clause| !clause.is_off()).collect();
    if clauses.is_empty() {
        return Err(Unfit::Clauses(case.clauses.iter().map(|clause| Clause::from_id(*clause)).collect()));
    }
    if dialect.serves == Serves::One && whole::needs_several_clients(case) {
        return Err(Unfit::SeveralClients);
    }
    let case = &meaning::without_other_meanings(case).ok_or(Unfit::Form)?;
    let mut rewritten = move_to_dialect(case, clauses);
    rewritten.steps = Rewriter::new(case).rewrite_steps(case)?;
    let expects = |steps: &[Step], wanted: ClauseId| {
        steps.iter().any(|step| matches!(step, Step::Expect { clause, .. } if current_clause(clause) == wanted))
    };
    let steps = &rewritten.steps;
    rewritten.clauses.retain(|clause| expects(steps, *clause) || !expects(&case.steps, *clause));
    if rewritten.clauses.is_empty() {
        return Err(Unfit::Clauses(case.clauses.iter().map(|clause| Clause::from_id(*clause)).collect()));
    }
    Ok(rewritten)
}

/// The generated case as the current dialect has it; visits that it does not know are passed over.
pub fn rewrite_generated(case: Case) -> Case {
    let dialect = current();
    let mut case = whole::with_known_forms(case);
    if dialect.serves == Serves::One {
        case = whole::of_one_client(case);
    }
    let steps = Rewriter::new(&case).rewrite_steps(&case).unwrap_or_default();
    let expects = steps.iter().any(|step| matches!(step, Step::Expect { clause, .. } if !clause.is_off()));
    let steps = if expects { steps } else { whole::build_plain_visit(case.id.subject().roles()[0]) };
    let mut case = move_to_dialect(&Case { steps, ..case }, Vec::new());
    case.promise_what_it_expects();
    case.clauses.retain(|clause| !clause.is_off());
    case
}

/// The clause of the current dialect that has the same id.
fn current_clause(clause: &ClauseId) -> ClauseId {
    Clause::from_id(*clause).id()
}

/// The same case as one of the current dialect's roles.
fn move_to_dialect(case: &Case, clauses: Vec<ClauseId>) -> Case {
    let id = case.id.as_str().parse().unwrap_or_else(|_| case.id.clone());
    Case { id, clauses, ..case.clone() }
}

/// The state of the case while its steps are rewritten.
struct Rewriter<'c> {
    dialect: &'static Dialect,
    side: Side,
    transport: Transport,
    /// The length that is typed, for a dialect that joins it to the message.
    typed_length: Vec<u8>,
    lines: usize,
    /// How long a client waits until all lines are typed.
    typing: Option<Duration>,
    /// How many replies follow.
    replies: usize,
    /// The peers of the harness that have sent something on their connection.
    asked: Vec<&'c str>,
}

impl<'c> Rewriter<'c> {
    fn new(case: &'c Case) -> Rewriter<'c> {
        let role = case.id.subject().roles()[0];
        let is_pair = case.id.subject().roles().len() > 1;
        Rewriter {
            dialect: current(),
            side: if is_pair { Side::Client } else { role.side() },
            transport: role.transport(),
            typed_length: case.typed_lines().get(1).map_or_else(Vec::new, |(line, _)| line.clone()),
            lines: 0,
            typing: whole::typing_time(case),
            replies: case.steps.iter().filter(|step| matches!(step, Step::Reply { .. })).count(),
            asked: Vec::new(),
        }
    }

    fn rewrite_steps(mut self, case: &'c Case) -> Result<Vec<Step>, Unfit> {
        let mut steps = Vec::new();
        for step in &case.steps {
            if let Some(step) = self.rewrite_step(step)? {
                steps.push(step);
            }
        }
        Ok(steps)
    }

    /// The step in the dialect's forms; `None`: it has none.
    fn rewrite_step(&mut self, step: &'c Step) -> Result<Option<Step>, Unfit> {
        let replies_to = self.dialect.replies_to;
        Ok(Some(match step {
            Step::Bind { peer, port: Some(_) } => {
                let port = match replies_to {
                    ReplyTo::Port(port) => Some(port),
                    ReplyTo::Sender => None,
                };
                Step::Bind { peer: peer.clone(), port }
            }
            Step::TakePort { .. } => match replies_to {
                ReplyTo::Port(port) => Step::TakePort { port },
                ReplyTo::Sender => return Ok(None),
            },
            Step::Send { peer, payload, to, cut } => {
                if self.is_length(peer) {
                    return Ok(self.dialect.length.is_sent().then(|| Step::Send {
                        peer: peer.clone(),
                        payload: forms::with_end(payload),
                        to: to.clone(),
                        cut: cut.clone(),
                    }));
                }
                self.asked.push(peer);
                let rewritten = forms::rewrite_request(payload);
                let cut = scale_cut(cut, payload.to_vec().len(), rewritten.to_vec().len());
                Step::Send { peer: peer.clone(), payload: rewritten, to: to.clone(), cut }
            }
            Step::Reply { payload, cut, from, after } => {
                self.replies -= 1;
                // All that a client gets on its connection is one reply.
                let (payload, cut) = if self.transport == Transport::Tcp && self.replies > 0 {
                    forms::begun_response(payload, cut)
                } else {
                    forms::rewrite_response(payload, cut)
                };
                Step::Reply { payload, cut, from: from.clone(), after: *after }
            }
            Step::Relay { wire, message } => {
                let needs_length = matches!(wire, PairWire::Joined | PairWire::Overtaken);
                if needs_length && !self.dialect.length.is_sent() {
                    return Err(Unfit::Length);
                }
                let is_cut = matches!(wire, PairWire::MessageCut { .. });
                if is_cut && Clause::TcpS9.id().is_off() {
                    return Err(Unfit::Form);
                }
                Step::Relay { wire: *wire, message: self.rewrite_message(message) }
            }
            Step::Type { line, end, after } => return Ok(self.rewrite_typed_line(line, *end, *after)),
            // Keep the wait for a server's answer, even without a verdict: otherwise that answer would count for a
            // later request.
            Step::Expect { what, clause } if current_clause(clause).is_off() && !is_of_server(what) => return Ok(None),
            Step::Expect { what, clause } => {
                return Ok(self
                    .rewrite_expectation(what)?
                    .map(|what| Step::Expect { what, clause: current_clause(clause) }));
            }
            other => other.clone(),
        }))
    }

    /// Whether what this client of the harness sends now is a length: it has sent its request before.
    fn is_length(&self, peer: &str) -> bool {
        self.transport == Transport::Tcp && self.side == Side::Server && self.asked.contains(&peer)
    }

    /// A typed line, if the dialect's client asks for it.
    fn rewrite_typed_line(&mut self, line: &Payload, end: LineEnd, after: Option<Duration>) -> Option<Step> {
        let is_message = self.lines == 0;
        if end != LineEnd::Nothing {
            self.lines += 1;
        }
        if !is_message && !self.dialect.length.is_asked() {
            return None;
        }
        // If the client does not ask for a length, the message is the last line that it waits for.
        let after = if self.dialect.length.is_asked() { after } else { self.typing };
        let line = if is_message { forms::rewrite_typed_line(line) } else { line.clone() };
        Some(Step::Type { line, end, after })
    }

    /// The typed message as the client sends it.
    fn rewrite_message(&self, message: &Payload) -> Payload {
        forms::rewrite_sent_message(message, &self.typed_length)
    }

    fn rewrite_expectation(&self, what: &Expectation) -> Result<Option<Expectation>, Unfit> {
        let request = forms::rewrite_request;
        let requests = |all: &[Payload]| all.iter().map(request).collect::<Vec<_>>();
        let replies = |all: &[Payload]| {
            all.iter().map(|reply| forms::rewrite_response(reply, &Cut::default()).0).collect::<Vec<_>>()
        };
        let behaviours = |all: &[Behaviour], shows: &dyn Fn(&[Payload]) -> Vec<Payload>| {
            let one = |one: &Behaviour| Behaviour { name: one.name.clone(), shows: shows(&one.shows) };
            all.iter().map(one).collect::<Vec<_>>()
        };
        Ok(Some(match what {
            Expectation::Statistics { on, of } => Expectation::Statistics { on: on.clone(), of: request(of) },
            Expectation::StatisticsOfEach { on, of } => {
                Expectation::StatisticsOfEach { on: on.clone(), of: requests(of) }
            }
            Expectation::OneOf { on, behaviours: all, otherwise } => Expectation::OneOf {
                on: on.clone(),
                behaviours: behaviours(all, &requests),
                otherwise: otherwise.clone(),
            },
            Expectation::AnsweredOn { of, peers, otherwise } => {
                Expectation::AnsweredOn { of: request(of), peers: peers.clone(), otherwise: otherwise.clone() }
            }
            Expectation::Message { text } => Expectation::Message { text: self.rewrite_message(text) },
            Expectation::Length { text } => {
                if !self.dialect.length.is_sent() {
                    return Ok(None);
                }
                Expectation::Length { text: forms::with_end(text) }
            }
            Expectation::LengthHeldBack { message } => {
                Expectation::LengthHeldBack { message: self.rewrite_message(message) }
            }
            Expectation::Results { of } => Expectation::Results { of: forms::rewrite_response(of, &Cut::default()).0 },
            Expectation::RelayedStatistics { of } => Expectation::RelayedStatistics { of: self.rewrite_message(of) },
            Expectation::PrintsOneOf { behaviours: all, otherwise } => {
                Expectation::PrintsOneOf { behaviours: behaviours(all, &replies), otherwise: otherwise.clone() }
            }
            other => other.clone(),
        }))
    }
}

/// Whether it waits for what a server sends.
fn is_of_server(what: &Expectation) -> bool {
    use Expectation::{AnsweredOn, NoStatistics, Nothing, Observed, OneOf, Statistics, StatisticsOfEach};
    matches!(
        what,
        Statistics { .. }
            | StatisticsOfEach { .. }
            | Nothing { .. }
            | NoStatistics { .. }
            | OneOf { .. }
            | AnsweredOn { .. }
            | Observed { .. }
    )
}

/// Cuts at the same shares of a text of another length.
fn scale_cut(cut: &Cut, before: usize, now: usize) -> Cut {
    if before == now || before == 0 {
        return cut.clone();
    }
    let mut at: Vec<usize> = cut.at.iter().map(|place| (place * now / before).max(1)).collect();
    at.dedup();
    Cut { at, between: cut.between }
}

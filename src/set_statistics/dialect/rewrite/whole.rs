//! Checks that a case as a whole fits a dialect, before its steps are rewritten one by one.

use crate::case::{Case, Cut, Expectation, LineEnd, PairWire, Payload, SendTo, Step};
use crate::protocol::role::{Role, Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::dialect::forms;
use std::time::Duration;

/// A request that every server can read.
const PLAIN: &str = "1 2 6";

/// Whether a server that serves one client, or one datagram, can't live as long as the case.
pub(super) fn needs_several_clients(case: &Case) -> bool {
    let count = |is: fn(&Step) -> bool| case.steps.iter().filter(|step| is(step)).count();
    match case.id.subject().roles().as_slice() {
        [role] if role.side() == Side::Client => false,
        [role] if role.transport() == Transport::Udp => count(|step| matches!(step, Step::Send { .. })) > 1,
        [_] => count(|step| matches!(step, Step::Connect { .. })) > 1,
        _ => count(|step| matches!(step, Step::Relay { wire: PairWire::Doubled, .. })) > 0,
    }
}

/// The same case, in which each line is typed in one part: the separators have moved.
pub(super) fn with_known_forms(case: Case) -> Case {
    let mut steps: Vec<Step> = Vec::new();
    for step in case.steps {
        let begun = match steps.last_mut() {
            Some(Step::Type { line, end: end @ LineEnd::Nothing, .. }) => Some((line, end)),
            _ => None,
        };
        match (step, begun) {
            (Step::Type { line: rest, end: last, .. }, Some((line, end))) => {
                line.parts.extend(rest.parts);
                *end = last;
            }
            (step, _) => steps.push(step),
        }
    }
    Case { steps, ..case }
}

/// How long it takes to type all lines of the case; `None`: each is typed at once.
pub(super) fn typing_time(case: &Case) -> Option<Duration> {
    let delays = case.steps.iter().filter_map(|step| match step {
        Step::Type { after, .. } => *after,
        _ => None,
    });
    delays.reduce(|before, delay| before + delay)
}

/// The first visit of the case that is answered, and no other.
pub(super) fn of_one_client(case: Case) -> Case {
    let Some(role) = case.id.subject().roles().first().copied() else { return case };
    if role.side() == Side::Client {
        return case;
    }
    let first = case.steps.iter().find_map(|step| match step {
        Step::Expect { what: Expectation::Statistics { of, .. }, clause }
            if !Clause::from_id(*clause).id().is_off() =>
        {
            Some((of.clone(), *clause))
        }
        _ => None,
    });
    let steps = match first {
        Some((of, clause)) => build_visit(role, &of, Clause::from_id(clause)),
        None => build_visit(role, &PLAIN.into(), serving_clause(role)),
    };
    Case { steps, ..case }
}

/// The same case without the visit of a client that only shows that the server serves plain requests.
pub(super) fn without_plain_visit(case: &Case) -> Case {
    Case { steps: case.steps.iter().filter(|step| !step.is_about("plain")).cloned().collect(), ..case.clone() }
}

/// A client that asks what every server reads, as the dialect has it.
pub(super) fn build_plain_visit(role: Role) -> Vec<Step> {
    build_visit(role, &forms::rewrite_request(&PLAIN.into()), serving_clause(role))
}

/// The clause by which a client is served.
fn serving_clause(role: Role) -> Clause {
    match role.transport() {
        Transport::Tcp => Clause::TcpS1,
        Transport::Udp => Clause::UdpS1,
    }
}

/// A client that asks this.
fn build_visit(role: Role, request: &Payload, clause: Clause) -> Vec<Step> {
    let peer = "a".to_owned();
    let comes = match role.transport() {
        Transport::Tcp => Step::Connect { peer: peer.clone() },
        Transport::Udp => Step::Bind { peer: peer.clone(), port: role.reply_port() },
    };
    let what = Expectation::Statistics { on: peer.clone(), of: request.clone() };
    vec![
        comes,
        Step::Send { peer, payload: request.clone(), to: SendTo::Server, cut: Cut::default() },
        Step::Expect { what, clause: clause.id() },
    ]
}

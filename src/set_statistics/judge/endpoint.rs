//! The address at which a program listens, and the address that it calls (END-1 to END-3).

use super::pair;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::protocol::role::Side;
use crate::set_statistics::Clause;
use crate::set_statistics::dialect;
use crate::transcript::Happening;
use std::net::{IpAddr, Ipv4Addr};

/// Judges the address of the server under test, if there is one.
pub(super) fn judge_server(hearing: &Hearing<'_>, docket: &mut Docket) {
    if hearing.is_under_test(Side::Server) {
        judge_address(hearing, docket);
    }
}

/// Judges the connections of the client under test, if there is one.
pub(super) fn judge_client(hearing: &Hearing<'_>, docket: &mut Docket) {
    if hearing.is_under_test(Side::Client) {
        judge_connections(hearing, docket);
    }
}

/// END-1: 127.0.0.1 only, as an IPv6 socket's mapped address too.
fn judge_address(hearing: &Hearing<'_>, docket: &mut Docket) {
    let ready = hearing.transcript.seen.iter().find_map(|seen| match &seen.what {
        Happening::Ready { program: Side::Server, endpoints } => Some(endpoints),
        _ => None,
    });
    let Some(endpoints) = ready else { return };
    let loopback = |address: IpAddr| address.to_canonical() == IpAddr::V4(Ipv4Addr::LOCALHOST);
    match endpoints.iter().find(|endpoint| !loopback(endpoint.ip())) {
        None => docket.pass_clause(Clause::End1),
        Some(other) => {
            let what = if other.ip().is_unspecified() {
                "the server takes every address of the machine: anyone in the network can reach it"
            } else {
                "the server takes another address than 127.0.0.1"
            };
            let evidence =
                Evidence::new(what).with_comparison(format!("127.0.0.1:{}", other.port()), other.to_string());
            docket.break_clause(Clause::End1, evidence);
        }
    }
}

/// END-2 and END-3: how often the client connects, and when.
fn judge_connections(hearing: &Hearing<'_>, docket: &mut Docket) {
    let seen = &hearing.transcript.seen;
    let accepted = |what: &Happening| matches!(what, Happening::Accepted { .. });
    let count = seen.iter().filter(|seen| accepted(&seen.what)).count();
    match count {
        0 => return,
        1 => docket.pass_clause(Clause::End2),
        // A client may try again when its partner fails.
        _ if pair::find_excuse(hearing).is_some() => {}
        _ => {
            let evidence = Evidence::new(format!("the client makes {count} connections"));
            docket.break_clause(Clause::End2, evidence.with_comparison("1 connection", format!("{count} connections")));
        }
    }
    if !hearing.setting().arguments && !dialect::current().prompts.is_off() {
        let is_typed = |what: &Happening| matches!(what, Happening::Typed { .. });
        let first = seen.iter().find(|seen| accepted(&seen.what) || is_typed(&seen.what));
        let before = first.is_some_and(|first| accepted(&first.what));
        docket.note_behaviour(Clause::End3, if before { "before-prompts" } else { "after-prompts" }.to_owned());
    }
}

//! CON-6: a published session holds when everything that it shows holds.

use super::pair;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::protocol::role::Side;
use crate::set_statistics::Clause::{self, *};

/// The clauses that a person who follows the post sees broken on the server's screen, or in the server's replies.
const SERVER: &[Clause] = &[Con3, Con4, TcpS1, UdpS1, UdpS2, Rsp2, Num3, Num4];
/// The same for the client's screen.
const CLIENT: &[Clause] = &[Con1, Con2, TcpC1, TcpC2, TcpC3, UdpC1, UdpC2, Num4];

pub(super) fn judge_session(hearing: &Hearing<'_>, docket: &mut Docket) {
    if !hearing.case.clauses.contains(&Con6.id()) {
        return;
    }
    for (side, clauses) in [(Side::Server, SERVER), (Side::Client, CLIENT)] {
        if hearing.is_under_test(side) {
            docket.turn_to_side(hearing.side_to_blame(side));
            judge_side(hearing, docket, side, clauses);
        }
    }
}

fn judge_side(hearing: &Hearing<'_>, docket: &mut Docket, side: Side, clauses: &[Clause]) {
    let broken = clauses.iter().find_map(|clause| Some((*clause, docket.evidence_against(*clause)?.clone())));
    match (broken, pair::find_excuse(hearing)) {
        (Some((clause, evidence)), _) => {
            let what = format!("the published session fails because {} is broken: {}", clause, evidence.what);
            docket.break_clause(Con6, Evidence { what, ..evidence });
        }
        (None, Some(reason)) if side == Side::Client => docket.skip_clause(Con6, reason),
        (None, _) => docket.pass_clause(Con6),
    }
}

//! Clauses that presume others.

use super::Clause::{self, *};
use crate::judge::{Finding, Unanswered};
use crate::protocol::clause::ClauseId;

/// Failures that another failure implies. A server that serves one client only can't serve the next one after a rude
/// one either: that is one deviation, not two. Each row: the clause, and the clauses that it presumes.
const PRESUMES: &[(Clause, &[Clause])] = &[
    (TcpS1, &[Req2, Req3]),
    (UdpS1, &[Req2, Req3]),
    (TcpS3, &[TcpS1, Req3]),
    (TcpC3, &[TcpC2]),
    (Num4, &[Num3]),
    (Rsp2, &[Num3]),
    (TcpS4, &[TcpS1, Rsp2, Num3, Num4]),
    (TcpS5, &[TcpS1, TcpS3]),
    (TcpS6, &[TcpS1, TcpS3]),
    (TcpS7, &[TcpS1]),
    (TcpS2, &[TcpS1, Req2]),
    (UdpS3, &[UdpS1, Rsp2, Num3, Num4]),
    (UdpS4, &[UdpS1]),
    (UdpS5, &[UdpS1]),
    (Req1, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (Req2, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (Req3, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (Num1, &[Rsp2, Num3, Num4, TcpS1, UdpS1, TcpC2, UdpC2]),
    (Num2, &[Rsp2, Num3, Num4, TcpS1, UdpS1, TcpC2, TcpC3, UdpC2]),
    (TcpC5, &[TcpC2, TcpC3]),
    (TcpC4, &[TcpC3]),
    (UdpC3, &[UdpC2]),
    (UdpC4, &[UdpC2]),
];

/// Clauses about the values of an answer: if no answer comes, their breach explains nothing.
const VALUES: &[Clause] = &[Rsp2, Num3, Num4];

/// The clauses of which one that is broken explains this finding, the first first.
pub fn find_explaining_clauses(finding: &Finding) -> Vec<ClauseId> {
    let presumes = PRESUMES.iter().find(|(one, _)| finding.clause == *one).map_or(&[][..], |(_, all)| all);
    let unanswered = finding.verdict.evidence().and_then(|evidence| evidence.unanswered);
    let of_one = unanswered == Some(Unanswered::OneNumber) && finding.clause != Req2;
    let explains = |clause: &Clause| unanswered.is_none() || !VALUES.contains(clause);
    let all = presumes.iter().copied().filter(explains).chain(of_one.then_some(Req2));
    all.map(Clause::id).collect()
}

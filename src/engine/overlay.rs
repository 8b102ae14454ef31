//! What lies over the judge's verdicts: clauses that presume others, and the failures that an owner knows of.

use super::event::{Judged, Stale, StaleKnownFailing};
use crate::case::Case;
use crate::implementation::Implementation;
use crate::judge::{Finding, Verdict};
use crate::protocol::clause::ClauseId::{self, *};
use crate::protocol::role::Role;
use globset::{GlobBuilder, GlobMatcher};
use std::collections::BTreeSet;

/// Clauses whose breach says nothing while another is broken: who serves one client only can't serve the next after a
/// rude one either, and that is one deviation, not two. (clause, what it presumes)
const PRESUMES: &[(ClauseId, &[ClauseId])] = &[
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
    (TcpS2, &[TcpS1]),
    (UdpS3, &[UdpS1, Rsp2, Num3, Num4]),
    (UdpS4, &[UdpS1]),
    (UdpS5, &[UdpS1]),
    (Req1, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (Req2, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (Req3, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (Num1, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (Num2, &[Rsp2, Num3, Num4, TcpS1, UdpS1]),
    (TcpC5, &[TcpC1, TcpC2, TcpC3]),
    (TcpC4, &[TcpC1, TcpC3]),
    (UdpC3, &[UdpC1, UdpC2]),
    (UdpC4, &[UdpC1, UdpC2]),
];

/// The overlay of one implementation: what was found broken so far, and what its known-failing list has matched.
pub(super) struct Overlay {
    implementation: String,
    broken: BTreeSet<(Role, ClauseId)>,
    entries: Vec<Entry>,
}

struct Entry {
    pattern: GlobMatcher,
    text: String,
    clause: String,
    reason: String,
    file: String,
    line: usize,
    fails: bool,
    passes: bool,
}

impl Overlay {
    pub(super) fn new(implementation: &Implementation) -> Overlay {
        let entries = implementation.known_failing.iter().filter_map(|known| {
            let pattern = GlobBuilder::new(&known.case).literal_separator(false).build().ok()?.compile_matcher();
            let (file, line) = (known.place.file.display().to_string(), known.place.line);
            let (text, clause, reason) = (known.case.clone(), known.clause.0.clone(), known.reason.clone());
            Some(Entry { pattern, text, clause, reason, file, line, fails: false, passes: false })
        });
        Overlay { implementation: implementation.name.clone(), broken: BTreeSet::new(), entries: entries.collect() }
    }

    /// Lays the overlay over the findings of one case. Cases must come in the plan's order: plain ones first.
    pub(super) fn cover(&mut self, case: &Case, findings: Vec<Finding>) -> Vec<Judged> {
        let presumed = findings.into_iter().map(|finding| self.presume(case, finding)).collect::<Vec<_>>();
        presumed.into_iter().map(|finding| self.know(case, finding)).collect()
    }

    fn presume(&mut self, case: &Case, finding: Finding) -> Finding {
        if finding.verdict.evidence().is_none() {
            return finding;
        }
        let roles = case.id.subject().roles();
        let presumes = PRESUMES.iter().find(|(clause, _)| *clause == finding.clause).map_or(&[][..], |(_, all)| all);
        let missing = presumes.iter().find(|clause| roles.iter().any(|role| self.broken.contains(&(*role, **clause))));
        match missing {
            Some(clause) => {
                let why = format!("it presumes {clause}, which is broken: mend that first");
                Finding { verdict: Verdict::Skipped(why), ..finding }
            }
            None => {
                self.broken.extend(roles.into_iter().map(|role| (role, finding.clause)));
                finding
            }
        }
    }

    fn know(&mut self, case: &Case, finding: Finding) -> Judged {
        let clause = finding.clause.to_string();
        let matching = |entry: &&mut Entry| entry.clause == clause && entry.pattern.is_match(case.id.as_str());
        let broken = finding.verdict.evidence().is_some();
        let judged = broken || finding.verdict == Verdict::Pass;
        let mut known = None;
        for entry in self.entries.iter_mut().filter(matching) {
            entry.fails |= broken;
            entry.passes |= judged && !broken;
            known = known.or_else(|| broken.then(|| entry.reason.clone()));
        }
        Judged { finding, known }
    }

    /// The entries that no longer say the truth, when all cases of the implementation are done.
    pub(super) fn stale(self) -> Vec<StaleKnownFailing> {
        let outdated = self.entries.into_iter().filter(|entry| !entry.fails);
        outdated
            .map(|entry| StaleKnownFailing {
                implementation: self.implementation.clone(),
                why: if entry.passes { Stale::PassesNow } else { Stale::MatchedNothing },
                file: entry.file,
                line: entry.line,
                case: entry.text,
                clause: entry.clause,
            })
            .collect()
    }
}

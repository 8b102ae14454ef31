//! The two built-ins, whole: the reference meets every SHOULD, the original all but those that its list names.

use super::*;
use crate::python27;
use sockspec::implementation::PythonKind;
use std::collections::BTreeSet;

/// Every SHOULD that the original does not meet: a case, and the clause.
const NOT_MET: &[(&str, &str)] = &[
    ("tcp-client/cuts/after-two-numbers", "TCP-C-5"),
    ("tcp-client/cuts/before-the-last-number", "TCP-C-5"),
    ("tcp-client/cuts/byte-by-byte", "TCP-C-5"),
    ("tcp-client/cuts/inside-the-second-number", "TCP-C-5"),
    ("tcp-client/errors/five-numbers", "TCP-C-4"),
    ("tcp-client/errors/no-reply", "TCP-C-4"),
    ("tcp-client/errors/three-numbers", "TCP-C-4"),
    ("tcp-client/errors/without-an-end", "TCP-C-4"),
    ("tcp-client/length/held-back", "TCP-C-6"),
    ("tcp-client/reply/late-by-0.9-s", "TCP-C-6"),
    ("tcp-pair/joined/below-zero", "TCP-C-6"),
    ("tcp-pair/joined/one-number", "TCP-C-6"),
    ("tcp-pair/published/joined", "TCP-C-6"),
    ("tcp-pair/reply-cut/below-zero", "TCP-C-5"),
    ("tcp-pair/reply-cut/one-number", "TCP-C-5"),
    ("tcp-pair/reply-cut/published", "TCP-C-5"),
    ("tcp-server/clients/one-is-silent", "TCP-S-6"),
    ("tcp-server/clients/leaves-while-others-ask", "TCP-S-5"),
    ("tcp-server/clients/stays", "TCP-S-5"),
    ("tcp-server/ends/half-closes-behind-the-request", "TCP-S-8"),
    ("tcp-server/life/closes-too", "TCP-S-8"),
    ("tcp-server/life/closes-after-nonsense", "TCP-S-5"),
    ("tcp-server/life/restart", "TCP-S-7"),
    ("tcp-server/life/restart-after-nonsense", "TCP-S-7"),
    ("tcp-server/many/all-kinds", "TCP-S-5"),
    ("tcp-server/many/ask-and-reset", "TCP-S-5"),
    ("tcp-server/many/leave", "TCP-S-5"),
    ("tcp-server/many/nonsense", "TCP-S-5"),
    ("tcp-server/many/reset", "TCP-S-5"),
    ("tcp-server/robust/binary", "TCP-S-5"),
    ("tcp-server/robust/digits-and-a-letter", "TCP-S-5"),
    ("tcp-server/slow/nonsense-and-a-pause", "TCP-S-5"),
    ("tcp-server/robust/half-closes", "TCP-S-5"),
    ("tcp-server/robust/leaves", "TCP-S-5"),
    ("tcp-server/robust/leaves-twice", "TCP-S-5"),
    ("tcp-server/robust/nonsense", "TCP-S-5"),
    ("tcp-server/robust/oversized", "TCP-S-5"),
    ("tcp-server/robust/resets", "TCP-S-5"),
    ("udp-client/errors/five-numbers", "UDP-C-5"),
    ("udp-client/errors/no-reply", "UDP-C-3"),
    ("udp-client/errors/three-numbers", "UDP-C-5"),
    ("udp-client/spoofed/a-hundred", "UDP-C-4"),
    ("udp-client/spoofed/all-the-while", "UDP-C-4"),
    ("udp-client/spoofed/from-another-address", "UDP-C-4"),
    ("udp-client/spoofed/from-another-port", "UDP-C-4"),
    ("udp-pair/lost/published", "UDP-C-3"),
    ("udp-server/many/empty", "UDP-S-4"),
    ("udp-server/many/nonsense", "UDP-S-4"),
    ("udp-server/robust/binary", "UDP-S-4"),
    ("udp-server/robust/digits-and-a-letter", "UDP-S-4"),
    ("udp-server/slow/nonsense-and-a-pause", "UDP-S-4"),
    ("udp-server/robust/empty", "UDP-S-4"),
    ("udp-server/robust/nonsense", "UDP-S-4"),
    ("udp-server/robust/oversized", "UDP-S-4"),
];

/// A strict run of a built-in.
fn strict(name: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    sockspec(folder.path()).args(["run", name, "--strict", "--report-json", "report.json"]).output().unwrap();
    let text = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The clauses that a list knows to be broken, with their cases.
fn known(report: &Report) -> BTreeSet<(&str, &str)> {
    let all = report.trials.iter().flat_map(|trial| trial.verdicts.iter().map(move |verdict| (trial, verdict)));
    let known = all.filter(|(_, verdict)| verdict.known.is_some());
    known.map(|(trial, verdict)| (trial.case.as_str(), verdict.clause.as_str())).collect()
}

/// Entries that Jython meets too: its sockets are Java's.
const MET_BY_JYTHON: &[(&str, &str)] = &[
    ("tcp-server/ends/half-closes-behind-the-request", "TCP-S-8"),
    ("tcp-server/life/closes-too", "TCP-S-8"),
    ("tcp-server/life/restart", "TCP-S-7"),
    ("tcp-server/life/restart-after-nonsense", "TCP-S-7"),
];
/// Entries that only Jython does not meet: its repr of a number is Java's.
const NOT_MET_BY_JYTHON: &[(&str, &str)] = &[
    ("tcp-server/numbers/powers-of-two", "CON-5"),
    ("tcp-server/numbers/smallest", "CON-5"),
    ("tcp-server/numbers/special-values", "CON-5"),
    ("tcp-server/numbers/subnormal", "CON-5"),
    ("udp-server/numbers/powers-of-two", "CON-5"),
    ("udp-server/numbers/smallest", "CON-5"),
    ("udp-server/numbers/special-values", "CON-5"),
    ("udp-server/numbers/subnormal", "CON-5"),
];

/// The SHOULDs that the original does not meet with this machine's Python 2.7.
fn not_met() -> BTreeSet<(&'static str, &'static str)> {
    let all = NOT_MET.iter().copied();
    if PythonKind::Jython.is_here() {
        all.filter(|one| !MET_BY_JYTHON.contains(one)).chain(NOT_MET_BY_JYTHON.iter().copied()).collect()
    } else {
        all.collect()
    }
}

#[test]
fn the_original_fails_as_its_list_says_and_nowhere_else() {
    if python27::for_the_original("the original's known failures").is_none() {
        return;
    }
    let report = strict("original");
    assert_eq!(known(&report), not_met());
    assert!(report.stale.is_empty(), "{:?}", report.stale);
    assert_eq!(report.summary.exit, Some(0), "{:?} {:?}", report.summary, report.faults);
}

#[test]
fn the_reference_has_nothing_to_list() {
    let report = strict("reference");
    assert!(known(&report).is_empty());
    assert_eq!(report.summary.exit, Some(0), "{:?} {:?}", report.summary, report.faults);
}

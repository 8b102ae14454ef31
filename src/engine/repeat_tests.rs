use super::*;
use crate::engine::event::Judged;
use crate::judge::Evidence;
use crate::set_statistics::Clause;
use crate::transcript::Transcript;
use rstest::rstest;

fn pass_verdict() -> Verdict {
    Verdict::Pass
}

fn fail_verdict(what: &str) -> Verdict {
    Verdict::Fail(Evidence::new(what))
}

fn noted_verdict(name: &str) -> Verdict {
    Verdict::Noted(name.to_owned())
}

fn make_findings(clause: ClauseId, verdict: Verdict) -> Vec<Finding> {
    vec![Finding { clause, verdict, step: None, side: None }]
}

/// How often each verdict was given, and when first.
fn count_verdicts(verdicts: Vec<Option<Verdict>>) -> Vec<(usize, usize)> {
    let repetitions =
        verdicts.into_iter().map(|verdict| verdict.map(|verdict| make_findings(Clause::Rsp1.id(), verdict)));
    let differing = find_differing_clauses(&repetitions.collect::<Vec<_>>());
    let first = differing.into_iter().next();
    first.map_or_else(Vec::new, |(_, all)| all.iter().map(|one| (one.times, one.first)).collect())
}

#[rstest]
#[case::once(vec![Some(pass_verdict())], &[])]
#[case::always_the_same(vec![Some(pass_verdict()), Some(pass_verdict())], &[])]
#[case::worded_otherwise(vec![Some(fail_verdict("after 4 ms")), Some(fail_verdict("after 5 ms"))], &[])]
#[case::sometimes(vec![Some(pass_verdict()), Some(fail_verdict("it exits")), Some(pass_verdict())], &[(2, 1), (1, 2)])]
#[case::another_behaviour(vec![Some(noted_verdict("joined")), Some(noted_verdict("separate"))], &[(1, 1), (1, 2)])]
#[case::not_judged_once(vec![None, Some(pass_verdict()), Some(pass_verdict())], &[])]
fn a_verdict_that_differs_is_seen(#[case] verdicts: Vec<Option<Verdict>>, #[case] expected: &[(usize, usize)]) {
    assert_eq!(count_verdicts(verdicts), expected);
}

#[test]
fn a_clause_that_is_judged_in_one_repetition_only_differs() {
    let differing = find_differing_clauses(&[Some(make_findings(Clause::Rsp1.id(), pass_verdict())), Some(Vec::new())]);
    let (clause, observations) = &differing[0];
    assert_eq!(*clause, Clause::Rsp1);
    assert_eq!((&observations[0].verdict, &observations[1].verdict), (&Some(pass_verdict()), &None));
}

fn judged_outcome(verdict: Verdict, known: Option<&str>) -> Outcome {
    let finding = Finding { clause: Clause::Rsp1.id(), verdict, step: None, side: None };
    let findings = vec![Judged { finding, known: known.map(str::to_owned) }];
    Outcome::Judged { transcript: Transcript::default(), findings, faults: Vec::new() }
}

fn make_fault(action: &str) -> Fault {
    Fault::World { action: action.to_owned(), reason: "not permitted".to_owned() }
}

fn faulted_outcome(action: &str) -> Outcome {
    Outcome::Faulted { fault: make_fault(action), transcript: Transcript::default() }
}

/// The report of the trial: the verdict of its one clause, and the faults.
fn gravest_verdict(repetitions: Vec<Outcome>) -> (Verdict, Vec<Fault>) {
    match gravest_outcome(repetitions, false) {
        Outcome::Judged { mut findings, faults, .. } => (findings.remove(0).finding.verdict, faults),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_gravest_repetition_is_told_and_among_equals_the_first() {
    let all = vec![
        judged_outcome(pass_verdict(), None),
        judged_outcome(fail_verdict("first"), None),
        judged_outcome(fail_verdict("second"), None),
    ];
    assert_eq!(gravest_verdict(all), (fail_verdict("first"), Vec::new()));
    let known = vec![judged_outcome(fail_verdict("known"), Some("we know")), judged_outcome(fail_verdict("new"), None)];
    assert_eq!(gravest_verdict(known).0, fail_verdict("new"));
}

#[test]
fn no_fault_is_lost() {
    let all = vec![
        faulted_outcome("fork"),
        judged_outcome(pass_verdict(), None),
        faulted_outcome("fork"),
        faulted_outcome("bind"),
    ];
    assert_eq!(gravest_verdict(all), (pass_verdict(), vec![make_fault("fork"), make_fault("bind")]));
}

#[test]
fn where_nothing_was_judged_a_fault_is_told() {
    assert!(
        matches!(gravest_outcome(vec![faulted_outcome("fork"), faulted_outcome("bind")], false), Outcome::Faulted { fault: first, .. } if first == make_fault("fork"))
    );
}

use super::*;
use crate::engine::event::Judged;
use crate::judge::Evidence;
use crate::set_statistics::Clause;
use crate::transcript::Transcript;
use rstest::rstest;

fn pass() -> Verdict {
    Verdict::Pass
}

fn fail(what: &str) -> Verdict {
    Verdict::Fail(Evidence::new(what))
}

fn noted(name: &str) -> Verdict {
    Verdict::Noted(name.to_owned())
}

fn findings(clause: ClauseId, verdict: Verdict) -> Vec<Finding> {
    vec![Finding { clause, verdict, step: None, side: None }]
}

/// How often each verdict was given, and when first.
fn seen(verdicts: Vec<Option<Verdict>>) -> Vec<(usize, usize)> {
    let repetitions = verdicts.into_iter().map(|verdict| verdict.map(|verdict| findings(Clause::Rsp1.id(), verdict)));
    let differing = differing(&repetitions.collect::<Vec<_>>());
    let first = differing.into_iter().next();
    first.map_or_else(Vec::new, |(_, all)| all.iter().map(|one| (one.times, one.first)).collect())
}

#[rstest]
#[case::once(vec![Some(pass())], &[])]
#[case::always_the_same(vec![Some(pass()), Some(pass())], &[])]
#[case::worded_otherwise(vec![Some(fail("after 4 ms")), Some(fail("after 5 ms"))], &[])]
#[case::sometimes(vec![Some(pass()), Some(fail("it exits")), Some(pass())], &[(2, 1), (1, 2)])]
#[case::another_behaviour(vec![Some(noted("joined")), Some(noted("separate"))], &[(1, 1), (1, 2)])]
#[case::not_judged_once(vec![None, Some(pass()), Some(pass())], &[])]
fn a_verdict_that_differs_is_seen(#[case] verdicts: Vec<Option<Verdict>>, #[case] expected: &[(usize, usize)]) {
    assert_eq!(seen(verdicts), expected);
}

#[test]
fn a_clause_that_is_judged_in_one_repetition_only_differs() {
    let differing = differing(&[Some(findings(Clause::Rsp1.id(), pass())), Some(Vec::new())]);
    let (clause, observations) = &differing[0];
    assert_eq!(*clause, Clause::Rsp1);
    assert_eq!((&observations[0].verdict, &observations[1].verdict), (&Some(pass()), &None));
}

fn judged(verdict: Verdict, known: Option<&str>) -> Outcome {
    let finding = Finding { clause: Clause::Rsp1.id(), verdict, step: None, side: None };
    let findings = vec![Judged { finding, known: known.map(str::to_owned) }];
    Outcome::Judged { transcript: Transcript::default(), findings, faults: Vec::new() }
}

fn fault(action: &str) -> Fault {
    Fault::World { action: action.to_owned(), reason: "not permitted".to_owned() }
}

fn faulted(action: &str) -> Outcome {
    Outcome::Faulted { fault: fault(action), transcript: Transcript::default() }
}

/// What is told of the trial: the verdict of its one clause, and the faults.
fn verdict(repetitions: Vec<Outcome>) -> (Verdict, Vec<Fault>) {
    match told(repetitions, false) {
        Outcome::Judged { mut findings, faults, .. } => (findings.remove(0).finding.verdict, faults),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_gravest_repetition_is_told_and_among_equals_the_first() {
    let all = vec![judged(pass(), None), judged(fail("first"), None), judged(fail("second"), None)];
    assert_eq!(verdict(all), (fail("first"), Vec::new()));
    let known = vec![judged(fail("known"), Some("we know")), judged(fail("new"), None)];
    assert_eq!(verdict(known).0, fail("new"));
}

#[test]
fn no_fault_is_lost() {
    let all = vec![faulted("fork"), judged(pass(), None), faulted("fork"), faulted("bind")];
    assert_eq!(verdict(all), (pass(), vec![fault("fork"), fault("bind")]));
}

#[test]
fn where_nothing_was_judged_a_fault_is_told() {
    assert!(
        matches!(told(vec![faulted("fork"), faulted("bind")], false), Outcome::Faulted { fault: first, .. } if first == fault("fork"))
    );
}

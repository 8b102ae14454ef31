//! Each clause has a case, for each role that it binds: one that names it, and so must yield a verdict on it.

use assert_cmd::Command;
use sockspec::case::{Case, Step, Subject, file};
use sockspec::protocol::clause::ClauseId;
use sockspec::protocol::role::Role;
use sockspec::set_statistics::Clause;
use std::collections::BTreeSet;

/// Clauses that only packets show, which are captured between the two programs of a pair: no case of a single role names
/// them.
const IN_PAIRS: &[Clause] = &[Clause::TcpS12, Clause::TcpC8];

fn names(case: &Case, clause: ClauseId) -> bool {
    let in_a_step = |step: &Step| matches!(step, Step::Expect { clause: named, .. } if *named == clause);
    case.clauses.contains(&clause) || case.steps.iter().any(in_a_step)
}

/// Each clause and role without a case that is played against this role alone or, if `pairs`, in a pair.
fn bare(pairs: bool) -> BTreeSet<String> {
    let cases = file::built_in();
    let bound = sockspec::protocol::default()
        .clauses()
        .flat_map(|clause| clause.roles().iter().map(move |&role| (clause, role)));
    let is_about = |case: &Case, role: Role| match case.id.subject() {
        Subject::Role(its) => its == role,
        Subject::Pair(_) => pairs && case.id.subject().roles().contains(&role),
    };
    let without = bound.filter(|&(clause, role)| !cases.iter().any(|case| is_about(case, role) && names(case, clause)));
    without.map(|(clause, role)| format!("{clause} {role}")).collect()
}

#[test]
fn every_clause_has_a_case_for_each_role_that_it_binds() {
    let in_pairs = IN_PAIRS.iter().flat_map(|clause| clause.id().roles().iter().map(move |role| (clause.id(), *role)));
    assert_eq!(bare(false), in_pairs.map(|(clause, role)| format!("{clause} {role}")).collect());
    assert_eq!(bare(true), BTreeSet::new());
}

#[test]
fn the_list_shows_the_cases_by_clause() {
    let output = Command::new(env!("CARGO_BIN_EXE_sockspec")).args(["list", "--by-clause"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let heads: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    let ids: Vec<&str> = heads.iter().filter_map(|head| head.split(' ').next()).collect();
    assert_eq!(ids, sockspec::protocol::default().clauses().map(|id| id.as_str()).collect::<Vec<_>>());
    let part = |id: &str| text.split("\n\n").find(|part| part.starts_with(&format!("{id} "))).unwrap().to_owned();
    assert!(
        part("TCP-S-8")
            .ends_with("\n  tcp-server/life/closes-what-sent-nonsense\n  tcp-server/life/closes-without-a-request"),
        "{text}"
    );
    assert!(part("TCP-S-12").ends_with("\n  tcp-pair/segments/published"), "{text}");
    assert!(part("TCP-C-8").ends_with("\n  tcp-pair/segments/published"), "{text}");
    assert!(!text.contains("no case"), "{text}");
    let shown: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    let cases: BTreeSet<String> = file::built_in().iter().map(|case| case.id.to_string()).collect();
    assert!(cases.iter().all(|id| shown.contains(id.as_str())), "{text}");
}

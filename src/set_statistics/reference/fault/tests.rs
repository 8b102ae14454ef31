//! The catalogue itself.

use super::*;
use crate::protocol::clause::Level;
use std::collections::BTreeSet;

#[test]
fn there_are_enough_faults_and_each_has_a_name_of_its_own() {
    let all = list_faults();
    let names: BTreeSet<&str> = all.iter().map(|fault| fault.id.as_str()).collect();
    assert!(all.len() >= 120, "{} faults", all.len());
    assert_eq!(names.len(), all.len());
    for fault in &all {
        assert!(fault.sentence.starts_with(char::is_uppercase) && fault.sentence.ends_with('.'), "{}", fault.id);
        assert!(Injected::find_by_id(&fault.id).is_some_and(|(role, _)| role == fault.role), "{}", fault.id);
    }
}

#[test]
fn each_binding_clause_is_broken_by_a_fault_of_each_role_that_it_binds() {
    let broken: BTreeSet<_> = list_faults().iter().map(|fault| (fault.clause, fault.role)).collect();
    let binding = crate::protocol::default().clauses().filter(|clause| clause.level() != Level::Info);
    let bound = binding.flat_map(|clause| clause.roles().iter().map(move |&role| (clause, role)));
    let without: Vec<_> = bound.filter(|one| !broken.contains(one)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn a_fault_breaks_a_clause_that_binds_its_role_and_demands_something() {
    for fault in list_faults() {
        assert!(fault.clause.level() != Level::Info, "{}", fault.id);
        assert!(fault.clause.roles().contains(&fault.role), "{}: {}", fault.id, fault.clause);
    }
}

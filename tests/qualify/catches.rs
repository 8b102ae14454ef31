//! The gates. The whole search is `sockspec qualify`; here the pairs that it found are played again.

use super::{has_namespaces, kills, known, qualify, text};
use sockspec::case::file;
use sockspec::qualify::{Caught, Examined};
use sockspec::set_statistics::reference::fault::list_faults;
use std::collections::BTreeSet;

/// Cases that can catch nothing, each with the reason.
const WITHOUT_KILL: &[(&str, &str)] = &[];

#[test]
fn each_fault_and_each_case_stands_in_a_pair() {
    let kills = kills();
    let faults: BTreeSet<String> = list_faults().into_iter().map(|fault| fault.id).collect();
    assert_eq!(kills.faults().cloned().collect::<BTreeSet<_>>(), faults, "run sockspec qualify --write-known");
    let cases: BTreeSet<String> = file::built_in().iter().map(|case| case.id.to_string()).collect();
    let listed = kills.cases().map(ToString::to_string).chain(WITHOUT_KILL.iter().map(|(case, _)| (*case).to_owned()));
    assert_eq!(listed.collect::<BTreeSet<_>>(), cases, "run sockspec qualify --write-known");
}

/// Each fault is caught under the clause that it breaks, by a case that is listed for it, and each case catches one.
#[test]
fn each_pair_still_kills() {
    if !has_namespaces() {
        return;
    }
    let (output, found) = qualify(&["--known", known().to_str().unwrap(), "-j", "4"]);
    let found = found.unwrap_or_else(|| panic!("{output:?}"));
    assert_eq!(found.faults.len(), list_faults().len());
    let wanting: Vec<&Examined> = found.faults.iter().filter(|fault| fault.best_catch() != Caught::Rightly).collect();
    see_again(&wanting, &text(&output.stdout));
    let blamed: Vec<&Examined> = found.faults.iter().filter(|fault| !fault.files.blamed_others.is_empty()).collect();
    assert!(blamed.is_empty(), "the healthy program of a pair is blamed: {blamed:#?}");
    if wanting.is_empty() {
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    }
}

/// A machine that stalls makes a reply late, and a client is then excused: what was not caught is looked at once more, alone.
fn see_again(wanting: &[&Examined], said: &str) {
    if wanting.is_empty() {
        return;
    }
    let pairs = known();
    let chosen = wanting.iter().flat_map(|fault| ["--fault", fault.id.as_str()]);
    let arguments: Vec<&str> = ["--known", pairs.to_str().unwrap(), "-j", "2"].into_iter().chain(chosen).collect();
    let (output, found) = qualify(&arguments);
    let found = found.unwrap_or_else(|| panic!("{output:?}"));
    assert_eq!(found.faults.len(), wanting.len());
    assert!(found.faults.iter().all(|fault| fault.best_catch() == Caught::Rightly), "{said}\n{}", text(&output.stdout));
}

/// Generated cases find faults of every program by themselves.
#[test]
fn generated_cases_catch_faults_too() {
    let faults = [
        "*/spelling/two-decimals",
        "*-server/values/median",
        "*-client/prompting/average",
        "tcp-client/sending/trimmed",
    ];
    let mut arguments = vec!["--run", "*/generated/*", "-j", "4"];
    faults.iter().for_each(|fault| arguments.extend(["--fault", fault]));
    let (output, found) = qualify(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let found = found.unwrap();
    assert_eq!(found.faults.len(), 9);
    assert!(found.faults.iter().all(|fault| fault.by_generators() == Caught::Rightly && fault.files.planned == 0));
}

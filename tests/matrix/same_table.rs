//! The same programs, the same table, in every run.

use super::*;
use std::collections::BTreeMap;

/// All that is broken or noted in a run: client, server, case, the side of the clause, and the verdict's word with the
/// note. A pass may be skipped if the machine was so slow that a client may have given up.
fn table(run: &Run) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for trial in run.trials() {
        let cell = format!("{} -> {}, {}", trial["client"], trial["implementation"], trial["case"]);
        for verdict in trial["verdicts"].as_array().unwrap() {
            let told = match verdict["verdict"].as_str().unwrap() {
                "noted" => verdict["detail"].to_string(),
                word @ ("fail" | "warn") => word.to_owned(),
                _ => continue,
            };
            all.insert(format!("{cell}: {} {}", verdict["role"], verdict["clause"]), told);
        }
    }
    all
}

/// The differences between the tables of this number of runs.
fn differences(subjects: &[&str], arguments: &[&str], times: usize) -> Option<Vec<String>> {
    let first = matrix(subjects, arguments)?;
    let (table_of_first, begun) = (table(&first), std::time::Instant::now());
    let mut found = Vec::new();
    for time in 2..=times {
        let other = matrix(subjects, arguments)?;
        let other = table(&other);
        let keys: std::collections::BTreeSet<&String> = table_of_first.keys().chain(other.keys()).collect();
        let differ = keys.into_iter().filter(|key| table_of_first.get(*key) != other.get(*key));
        found.extend(differ.map(|key| format!("{key}: {:?}, {:?}", table_of_first.get(key), other.get(key))));
        println!(
            "{time} tables of {} verdicts after {:.0?}: {} differences",
            other.len(),
            begun.elapsed(),
            found.len()
        );
    }
    Some(found)
}

/// The subjects that can be run here. What is missing is said.
fn found_here<'s>(subjects: &[&'s str]) -> Vec<&'s str> {
    let is_here = |subject: &&&str| matrix(&[subject], &["--run", "udp-pair/published"]).is_some();
    subjects.iter().filter(is_here).copied().collect()
}

#[test]
fn three_runs_give_the_same_table() {
    let subjects = found_here(&["reference", "original", "python3-threads", "c-select"]);
    let Some(found) = differences(&subjects, &["--run", "*-pair/published"], 3) else { return };
    assert_eq!(found, [""; 0]);
}

/// By hand: `cargo test --release fifty_runs -- --ignored --nocapture`.
#[test]
#[ignore = "takes more than an hour"]
fn fifty_runs_give_the_same_table() {
    let subjects = found_here(&["reference", "original", "python3-threads", "c-select", "node", "java"]);
    let Some(found) = differences(&subjects, &[], 50) else { return };
    assert_eq!(found, [""; 0]);
}

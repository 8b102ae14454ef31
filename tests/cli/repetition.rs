//! The same run again says the same.

use super::Bench;
use crate::python27;
use std::collections::BTreeMap;

/// How often; a person who hunts a flake sets it higher.
const TIMES_VARIABLE: &str = "SOCKSPEC_TEST_REPETITIONS";

/// Every verdict of a run: implementation, case and clause to verdict and detail.
fn verdicts(names: &[&str]) -> BTreeMap<String, String> {
    let bench = Bench::new();
    let arguments = [&["run"], names, &["--run", "*/published", "--report-json", "report.json"]].concat();
    bench.run(&arguments).assert_code(0);
    let text = std::fs::read_to_string(bench.path("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut found = BTreeMap::new();
    for trial in report["trials"].as_array().unwrap() {
        for verdict in trial["verdicts"].as_array().unwrap() {
            let key = format!("{} {} {}", trial["implementation"], trial["case"], verdict["clause"]);
            found.insert(key, format!("{} {}", verdict["verdict"], verdict["detail"]));
        }
    }
    found
}

#[test]
fn the_published_cases_have_the_same_verdicts_in_every_run() {
    let times = std::env::var(TIMES_VARIABLE).ok().and_then(|times| times.parse().ok()).unwrap_or(3);
    let mut names = vec!["reference"];
    names.extend(python27::for_the_original("repeating the original").map(|_| "original"));
    let first = verdicts(&names);
    assert!(first.len() > 50, "{first:#?}");
    for _ in 1..times {
        assert_eq!(verdicts(&names), first);
    }
}

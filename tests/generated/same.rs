//! Two runs with one seed are the same run.

use super::Bench;
use serde_json::Value;

/// The report without what a clock says.
fn timeless(mut report: Value) -> Value {
    assert!(report["date"].as_str().is_some_and(|date| date.ends_with('Z')), "{report}");
    report["date"] = Value::Null;
    report["summary"]["seconds"] = Value::Null;
    for trial in report["trials"].as_array_mut().unwrap() {
        trial["seconds"] = Value::Null;
    }
    report
}

#[test]
fn two_runs_with_one_seed_say_the_same() {
    let run = |seed: &str, jobs: &str| {
        let bench = Bench::deviating("reply-ends-in-newline");
        let run = bench.run(&["--run", "tcp-server/generated/numbers", "--generated", "64", "--seed", seed, jobs]);
        (!run.is_skipped()).then(|| timeless(run.report))
    };
    let Some(once) = run("4", "-j1") else { return };
    assert_eq!(once["summary"]["exit"], 1);
    assert_eq!(once, run("4", "-j3").unwrap());
    assert_ne!(once, run("5", "-j1").unwrap(), "another seed is another run");
}

#[test]
fn the_parts_of_a_run_are_the_whole() {
    let exchanges = |part: &[&str]| -> u64 {
        let bench = Bench::new();
        let generated = ["run", "reference", "--run", "udp-server/generated", "--generated", "160", "-j2"];
        let report = bench.sockspec(&[&generated, part].concat()).report;
        report["generated"].as_array().unwrap().iter().map(|one| one["exchanges"].as_u64().unwrap()).sum()
    };
    assert_eq!(exchanges(&["--partition", "1/2"]) + exchanges(&["--partition", "2/2"]), exchanges(&[]));
}

#[test]
fn one_generated_case_can_be_played_by_its_id() {
    let bench = Bench::new();
    let run = bench.sockspec(&["run", "reference", "--run", "udp-server/generated/numbers/31", "--generated", "0"]);
    assert_eq!((run.code, &run.report["summary"]["played"]), (Some(0), &serde_json::json!(1)), "{}", run.out);
}

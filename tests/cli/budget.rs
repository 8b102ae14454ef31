//! One slow program: what it costs, what is said of it, and what a signal leaves of its run.

use super::subject::command;
use super::{Bench, left_behind, skipped};
use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The reports that go to files.
const REPORTS: [&str; 6] = ["json", "junit", "tap", "markdown", "html", "csv"];

fn reports() -> Vec<String> {
    REPORTS.map(|kind| format!("--report-{kind}=report.{kind}")).to_vec()
}

fn with<'a>(words: &[&'a str], more: &'a [String]) -> Vec<&'a str> {
    words.iter().copied().chain(more.iter().map(String::as_str)).collect()
}

#[test]
fn what_a_used_up_budget_leaves_out_stands_in_every_report() {
    let (bench, reports) = (Bench::new(), reports());
    let server = command("answers_after_a_minute", &bench.mark);
    let words =
        ["run", "--tcp-server", &server, "--run", "tcp-server/numbers", "--time-limit", "20s", "--budget", "1s"];
    let outcome = bench.run(&with(&words, &reports));
    // Nothing is found, since no wait came to its limit: but it is no success.
    outcome.assert_code(3);
    assert!(outcome.out.contains("the tcp-server used up its budget"), "{outcome:?}");
    for kind in REPORTS {
        let text = fs::read_to_string(bench.path(&format!("report.{kind}"))).unwrap();
        assert!(text.contains("used up its budget"), "{kind}: {text}");
    }
    let json = fs::read_to_string(bench.path("report.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let kinds: Vec<&str> = json["faults"].as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds.len(), json["trials"].as_array().unwrap().len());
    assert!(kinds.iter().all(|kind| *kind == "out-of-budget"), "{kinds:?}");
}

#[test]
fn what_was_found_before_the_budget_was_used_up_is_told() {
    let bench = Bench::new();
    let server = command("answers_after_a_minute", &bench.mark);
    // With one slot three trials wait at first, and come to their limit; the next ones use the budget up.
    let words = ["run", "--tcp-server", &server, "--run", "tcp-server/numbers", "--time-limit", "3s", "--budget", "8s"];
    let outcome = bench.run(&[&words[..], &["-j", "1"]].concat());
    outcome.assert_code(1);
    assert!(outcome.out.contains("TCP-S-1") && outcome.out.contains("used up its budget"), "{outcome:?}");
    assert!(!outcome.out.contains("flaky"), "{outcome:?}");
}

/// Each trial is played so often: a slow program that is right must not use its budget up by that alone.
#[test]
fn a_budget_is_for_one_time_of_several() {
    let bench = Bench::new();
    let server = command("answers_after_a_minute", &bench.mark);
    let words =
        ["run", "--tcp-server", &server, "--run", "tcp-server/numbers", "--time-limit", "20s", "--budget", "1s"];
    let outcome = bench.run(&[&words[..], &["--repeat", "2"]].concat());
    outcome.assert_code(3);
    let flat = outcome.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("sockspec waited for it for 2 s in all"), "{outcome:?}");
}

#[test]
fn a_manifest_says_how_long_its_program_may_be_waited_for() {
    let bench = Bench::new();
    let server = command("answers_after_a_minute", &bench.mark);
    let program = format!("command = {server:?}\nport = 16000\nbudget = \"1s\"");
    bench.file("sockspec.toml", &format!("name = \"slow\"\n[tcp-server]\n{program}\n"));
    let words = ["run", "sockspec.toml", "--run", "tcp-server/numbers", "--time-limit", "20s", "--budget", "10min"];
    let outcome = bench.run(&words);
    outcome.assert_code(3);
    assert!(outcome.out.contains("sockspec waited for it for 1 s in all"), "{outcome:?}");
}

/// Sixty clients in a row are not waited for one after the other by a server that answers none.
#[test]
fn a_case_stops_at_the_first_client_that_is_not_served() {
    let bench = Bench::new();
    let server = command("answers_after_a_minute", &bench.mark);
    let case = "tcp-server/clients/sixty-in-a-row";
    let outcome = bench.run(&["run", "--tcp-server", &server, "--run", case, "--time-limit", "1s", "--trace"]);
    outcome.assert_code(1);
    assert!(outcome.out.contains("→ client-1 connects") && !outcome.out.contains("→ client-2 connects"), "{outcome:?}");
}

/// With two slots all trials of a server that sleeps run side by side all the same.
#[test]
fn trials_that_only_wait_take_no_slot() {
    let bench = Bench::new();
    if !super::has_namespaces() {
        return;
    }
    let server = command("answers_after_a_minute", &bench.mark);
    let words = ["run", "--tcp-server", &server, "--run", "tcp-server/numbers", "--time-limit", "2s", "-j", "2"];
    let outcome = bench.run(&[&words[..], &["--timings", "timings.jsonl"]].concat());
    outcome.assert_code(1);
    let timings = fs::read_to_string(bench.path("timings.jsonl")).unwrap();
    let seconds =
        timings.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()?["seconds"].as_f64());
    let sum: f64 = seconds.sum();
    assert!(sum > 2.0 && outcome.took.as_secs_f64() < sum / 2.5, "{sum} s of trials: {outcome:?}");
}

#[rstest]
fn a_signal_ends_a_trial_that_waits(#[values(Signal::INT, Signal::TERM)] signal: Signal) {
    let (bench, reports) = (Bench::new(), reports());
    if super::ending::ignores(signal) {
        return skipped(&format!("these tests were started with {signal:?} ignored, so that it can end nothing"));
    }
    let server = bench.script("server.sh", &format!("{} &\nwait", command("answers_after_a_minute", &bench.mark)));
    let words = ["run", "reference", "--tcp-server", &server, "--run", "tcp-server/basics", "--time-limit", "1min"];
    let mut harness =
        bench.spawnable(&with(&words, &reports)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    assert!(left_behind::wait_for_script(&bench.mark, &server), "the server never came");
    let begun = Instant::now();
    kill_process(Pid::from_child(&harness), signal).unwrap();
    assert!(!harness.wait().unwrap().success());
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    let json = fs::read_to_string(bench.path("report.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["implementations"].as_array().unwrap().len(), 2);
    assert!(fs::read_to_string(bench.path("report.html")).unwrap().trim_end().ends_with("</html>"));
    assert!(left_behind::files_after_a_while(&bench.temporary()).is_empty());
}

/// A run that is killed leaves what was known of the programs that were done: one after the other here.
#[test]
fn a_run_that_is_killed_leaves_reports_of_what_was_done() {
    let bench = Bench::new();
    let server = bench.script("server.sh", &format!("{} &\nwait", command("answers_after_a_minute", &bench.mark)));
    let program = format!("command = [{server:?}]\nport = 16000");
    bench.file("sockspec.toml", &format!("name = \"slow\"\n[tcp-server]\n{program}\n"));
    let words = ["run", "reference", "sockspec.toml", "--role", "tcp-server", "--run", "tcp-server/published/session"];
    let more =
        ["--time-limit=1min", "--report-json=report.json", "--report-csv=report.csv", "--report-html=report.html"];
    let mut harness = bench.spawnable(&[&words[..], &more].concat()).stdout(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    let known = || fs::read_to_string(bench.path("report.csv")).is_ok_and(|text| text.contains("reference,pass"));
    while !known() && begun.elapsed() < super::PATIENCE {
        std::thread::yield_now();
    }
    harness.kill().unwrap();
    harness.wait().unwrap();
    assert!(known(), "{:?}", fs::read_to_string(bench.path("report.csv")));
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(bench.path("report.json")).unwrap()).unwrap();
    assert_eq!((json["partial"].as_bool(), json["trials"].as_array().unwrap().len()), (Some(true), 1));
    assert!(fs::read_to_string(bench.path("report.html")).unwrap().trim_end().ends_with("</html>"));
}

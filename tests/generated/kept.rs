//! A finding is kept: an artifact to replay, and a case beside the manifest that is played first next time.

use super::{Bench, files_below};
use std::fs;

#[test]
fn a_failure_is_kept_and_played_first_next_time() {
    let bench = Bench::deviating("reply-ends-in-newline");
    let arguments = ["--run", "tcp-server/{generated,regressions}"];
    let run = bench.run(&arguments);
    if run.is_skipped() {
        return;
    }
    assert_eq!(run.code, Some(1), "{}", run.out);
    let kept = files_below(&bench.path("deviating/it/regressions"));
    assert_eq!(kept.len(), 1, "{kept:?}");
    let name = kept[0].to_str().unwrap().strip_suffix(".toml").unwrap();
    assert!(name.starts_with("tcp-server/rsp-1-"), "{name}");
    let text = fs::read_to_string(bench.path("deviating/it/regressions").join(&kept[0])).unwrap();
    assert!(text.contains("# found by tcp-server/generated/numbers/0 with seed 0, made smaller from "), "{text}");

    let again = bench.run(&arguments);
    let first = &again.report["trials"][0];
    assert_eq!(first["case"], format!("tcp-server/regressions/{}", name.split_once('/').unwrap().1));
    assert_eq!((&first["expected"], again.code), (&serde_json::Value::Bool(false), Some(1)));
    assert!(again.shrunk().is_empty(), "a case that was kept shows it: nothing is searched for a second time");
    let counted = again.report["generated"].as_array().unwrap().iter().filter(|one| one["broken"]["RSP-1"] == 1);
    assert!(counted.count() >= 4, "{}", again.report["generated"]);
    assert_eq!(files_below(&bench.path("deviating/it/regressions")), kept);
}

#[test]
fn a_failure_is_replayed_from_its_artifact() {
    let bench = Bench::deviating("reply-ends-in-newline");
    let run = bench.run(&["--run", "udp-server/generated/numbers/5"]);
    if run.is_skipped() {
        return;
    }
    let found = run.shrunk_for("RSP-1");
    assert_eq!(found["case"], "udp-server/generated/numbers/5/rsp-1");
    let command = found["replay"].as_str().unwrap();
    let file = command.strip_prefix("sockspec replay ").unwrap();
    let mut replay = std::process::Command::new(env!("CARGO_BIN_EXE_sockspec"));
    let output = replay.current_dir(bench.folder.path()).args(["replay", file]).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.ends_with("exit 1: it fails as before\n"), "{out}");
}

#[test]
fn what_comes_with_sockspec_has_no_place_for_regressions() {
    let bench = Bench::new();
    let server = "python3 -c 'print()'";
    let run = bench.sockspec(&["run", "--tcp-server", server, "--run", "tcp-server/generated/numbers"]);
    assert!(files_below(bench.folder.path()).iter().all(|path| !path.starts_with("regressions")), "{}", run.out);
}

#[test]
fn a_mistake_in_a_kept_case_is_shown() {
    let bench = Bench::deviating("reply-ends-in-newline");
    fs::create_dir_all(bench.path("deviating/it/regressions/tcp-server")).unwrap();
    fs::write(bench.path("deviating/it/regressions/tcp-server/x.toml"), "summary = 1\n").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sockspec"));
    let output = command.current_dir(bench.folder.path()).args(["run", "deviating/it"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("regressions/tcp-server/x.toml"));
}

//! `--partition` and the variables of test runners that shard.

use super::*;
use rstest::rstest;

const REPLIES: [&str; 2] = ["--run", "tcp-client/reply"];

fn ids(report: &Report) -> Vec<String> {
    report.trials.iter().map(|trial| trial.case.clone()).collect()
}

#[test]
fn the_parts_together_are_the_whole() {
    let folder = Folder::with(RIGHT, "");
    let mut whole = ids(&folder.report(folder.run().args(REPLIES)));
    let part = |part: &str| ids(&folder.report(folder.run().args(REPLIES).args(["--partition", part])));
    let parts = ["1/3", "2/3", "3/3"].map(part);
    assert!(parts.iter().all(|part| !part.is_empty()));
    let mut together = parts.concat();
    whole.sort();
    together.sort();
    assert_eq!(together, whole);
}

#[test]
fn a_shard_counts_from_0_and_the_flag_counts_more() {
    let folder = Folder::with(RIGHT, "");
    let of_flag = ids(&folder.report(folder.run().args(REPLIES).args(["--partition", "2/3"])));
    let mut shard = folder.run();
    shard.args(REPLIES).env("TEST_SHARD_INDEX", "1").env("TEST_TOTAL_SHARDS", "3");
    assert_eq!(ids(&folder.report(&mut shard)), of_flag);
    let mut both = folder.run();
    both.args(REPLIES).env("TEST_SHARD_INDEX", "1").env("TEST_TOTAL_SHARDS", "3").args(["--partition", "1/3"]);
    assert_ne!(ids(&folder.report(&mut both)), of_flag);
}

#[test]
fn an_entry_is_judged_in_the_part_that_tries_all_it_matches() {
    let known = entry("tcp-client/reply/*", "CON-2");
    let folder = Folder::with(RIGHT, &known);
    folder.run().args(REPLIES).assert().code(1);
    for part in ["1/2", "2/2"] {
        folder.run().args(REPLIES).args(["--partition", part]).assert().code(0);
    }
}

#[rstest]
#[case("part-0", &["--partition", "0/2"], &[])]
#[case("part-of-nothing", &["--partition", "half"], &[])]
#[case("shard-without-total", &[], &[("TEST_SHARD_INDEX", "0")])]
#[case("shard-too-large", &[], &[("TEST_SHARD_INDEX", "2"), ("TEST_TOTAL_SHARDS", "2")])]
fn what_is_no_part_is_said(#[case] name: &str, #[case] arguments: &[&str], #[case] variables: &[(&str, &str)]) {
    let folder = Folder::with(RIGHT, "");
    let text = printed(folder.run().args(arguments).envs(variables.iter().copied()));
    assert!(text.starts_with("exit code 2\n"), "{text}");
    pin(name, &text);
}

#[test]
fn a_part_without_trials_ran_nothing() {
    let folder = Folder::with(RIGHT, "");
    folder.run().args(["--run", "tcp-client/published", "--partition", "2/2"]).assert().code(4);
}

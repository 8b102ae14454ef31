//! `sockspec replay` with a case file that no run wrote, and with files that can't be read.

use super::{manifest, sockspec, talkative};
use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;
use std::fs;

const TEXT: &str = "summary = \"One number.\"\nclauses = [\"RSP-1\"]\nsteps = [\n  { connect = \"a\" },\n  \
                    { send = \"5\" },\n  { expect = \"statistics\", of = \"5\", clause = \"RSP-1\" },\n]\n";

#[test]
fn a_case_file_needs_an_implementation_and_an_id() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("my-case.toml"), TEXT).unwrap();
    let nameless = sockspec(home.path(), &["replay", "my-case.toml", "--implementation", "reference"]).code(2);
    nameless.stderr(contains("does not say which case it is").and(contains("--as tcp-server/my/case")));
    let alone = sockspec(home.path(), &["replay", "my-case.toml", "--as", "tcp-server/my/case"]).code(2);
    alone.stderr(contains("--implementation reference"));
    let both = ["replay", "my-case.toml", "--as", "tcp-server/my/case", "--implementation", "reference"];
    let played = sockspec(home.path(), &both).code(0);
    played.stdout(contains("a receives \"5.0 5.0 5.0 5.0\"").and(contains("exit 0: it holds")));
}

#[test]
fn a_path_below_a_folder_called_like_the_role_says_the_id() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("cases/tcp-server/my")).unwrap();
    fs::write(home.path().join("cases/tcp-server/my/case.toml"), TEXT).unwrap();
    let arguments = ["replay", "cases/tcp-server/my/case.toml", "--implementation", "reference"];
    sockspec(home.path(), &arguments).code(0).stdout(contains("reference: tcp-server/my/case"));
}

#[test]
fn of_a_plain_case_any_broken_clause_counts() {
    let home = tempfile::tempdir().unwrap();
    talkative(home.path());
    let text = sockspec::case::built_in().into_iter().find(|case| case.id.as_str() == super::CASE).unwrap();
    fs::write(home.path().join("case.toml"), sockspec::case::to_toml(&text)).unwrap();
    let arguments = ["replay", "case.toml", "--as", "tcp-client/x", "--implementation", "mine"];
    sockspec(home.path(), &arguments).code(1).stdout(contains("WARN CON-7").and(contains("exit 1: it fails\n")));
}

#[test]
fn an_implementation_without_the_role_is_refused() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    fs::write(home.path().join("case.toml"), TEXT).unwrap();
    let arguments = ["replay", "case.toml", "--as", "tcp-server/x", "--implementation", "mine"];
    sockspec(home.path(), &arguments).code(2).stderr(contains("mine offers no tcp-server"));
}

/// Each wrong file is shown with its line and a caret, and what to do.
#[rstest]
#[case("summary = \"x\"\nclauses = [\"RSP-1\"\nsteps = []\n", "[case.toml:")]
#[case("summary = \"x\"\nclauses = [\"RSP-1\"]\nreplays = 1\nsteps = []\n", "has no key `replays`")]
#[case("summary = \"x\"\n[replay]\nseed = \"none\"\n", "`[replay]` can't be read")]
#[case("", "the case file is empty")]
fn a_file_that_can_not_be_read_is_shown(#[case] text: &str, #[case] told: &str) {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("case.toml"), text).unwrap();
    let arguments = ["replay", "case.toml", "--as", "tcp-server/x", "--implementation", "reference"];
    sockspec(home.path(), &arguments).code(2).stderr(contains(told).and(contains("help:")));
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let home = tempfile::tempdir().unwrap();
    sockspec(home.path(), &["replay", "nowhere.toml"]).code(2).stderr(contains("can't read `nowhere.toml`"));
}

#[test]
fn an_implementation_that_is_gone_is_told_with_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    sockspec(home.path(), &["run", "mine", "--run", super::CASE]).code(1);
    fs::remove_dir_all(home.path().join("mine")).unwrap();
    let file = "sockspec-failures/mine/tcp-client.published.session.toml";
    let gone = sockspec(home.path(), &["replay", file]).code(2);
    gone.stderr(contains("mine/sockspec.toml").and(contains("--implementation")));
}

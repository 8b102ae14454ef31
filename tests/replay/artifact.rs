//! The file of a failing trial, from `run` to `replay`.

use super::{CASE, SOCKSPEC, manifest, sockspec, talkative};
use predicates::prelude::*;
use predicates::str::contains;
use sockspec::case::{built_in, parse};
use std::fs;
use std::path::Path;

const FILE: &str = "sockspec-failures/mine/tcp-client.published.session.toml";

#[test]
fn nothing_is_written_unless_something_fails() {
    let home = tempfile::tempdir().unwrap();
    let run = sockspec(home.path(), &["run", "reference", "--run", CASE]).code(0);
    run.stdout(contains("sockspec-failures").not());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_failure_is_kept_and_the_report_says_where_and_how_to_play_it() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    let run = sockspec(home.path(), &["run", "mine", "--run", CASE]).code(1);
    run.stdout(contains("1 failing trial kept in sockspec-failures").and(contains(format!("sockspec replay {FILE}"))));

    let text = fs::read_to_string(home.path().join(FILE)).unwrap();
    for line in [
        "implementation = \"mine\"",
        "manifest = \"mine/sockspec.toml\"",
        "case = \"tcp-client/published/session\"",
        "seed = 0",
        "commands = { tcp-client = \"true\" }",
        "verdict = \"fail\"",
        "the client exits with code 0",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn the_file_is_the_case_itself() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(1);
    let text = fs::read_to_string(home.path().join(FILE)).unwrap();
    let case = parse(FILE, CASE.parse().unwrap(), &text).unwrap();
    assert_eq!(Some(case), built_in().into_iter().find(|case| case.id.as_str() == CASE));
}

#[test]
fn replay_fails_as_before_until_the_program_is_mended() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(1);

    let again = sockspec(home.path(), &["replay", FILE]).code(1);
    let steps = contains("1. ").and(contains("the client is started")).and(contains("FAIL "));
    again.stdout(steps.and(contains("the verdicts are those of the file")).and(contains("it fails as before")));

    let other = sockspec(home.path(), &["replay", FILE, "--implementation", "reference"]).code(0);
    other.stdout(contains("then it was mine, now it is reference").and(contains("it does not fail any more")));

    manifest(home.path(), &["{sockspec}", "reference", "tcp-client", "--port", "16000"]);
    let mended = sockspec(home.path(), &["replay", FILE]).code(0);
    mended.stdout(
        contains("was fail, is pass").and(contains("exit 0: it does not fail any more; broken then, and not now: ")),
    );
}

#[test]
fn programs_given_as_flags_are_played_again_from_the_file_alone() {
    let home = tempfile::tempdir().unwrap();
    sockspec(home.path(), &["run", "--tcp-client", "true", "--name", "my own/client", "--run", CASE]).code(1);
    let file = "sockspec-failures/my-own-client/tcp-client.published.session.toml";
    let again = sockspec(home.path(), &["replay", file]).code(1);
    again.stdout(contains("my own/client: tcp-client/published/session").and(contains("it fails as before")));
    let command = format!("{SOCKSPEC} reference tcp-client --port {{port}}");
    sockspec(home.path(), &["replay", file, "--tcp-client", &command]).code(0);
}

#[test]
fn a_broken_should_is_kept_only_where_it_fails_the_run() {
    let home = tempfile::tempdir().unwrap();
    talkative(home.path());
    let run = sockspec(home.path(), &["run", "mine", "--run", CASE]).code(0);
    run.stdout(contains("sockspec run mine/sockspec.toml --run tcp-client/published/session --trace"));
    assert!(!home.path().join("sockspec-failures").exists());

    sockspec(home.path(), &["run", "mine", "--run", CASE, "--strict"]).code(1);
    sockspec(home.path(), &["replay", FILE]).code(1).stdout(contains("WARN CON-7").and(contains("it fails as before")));
}

#[test]
fn a_fault_is_kept_and_replayed_as_a_fault() {
    let home = tempfile::tempdir().unwrap();
    let arguments =
        ["run", "--tcp-server", "true", "--run", "tcp-server/published/session", "--artifacts", "kept here"];
    sockspec(home.path(), &arguments).code(3).stdout(contains("kept in kept here"));
    let file = "kept here/ad-hoc/tcp-server.published.session.toml";
    assert!(fs::read_to_string(home.path().join(file)).unwrap().contains("faults = ["));
    let again = sockspec(home.path(), &["replay", file]).code(3);
    again.stdout(contains("FAULT the tcp-server exits with code 0").and(contains("exit 3: it could not be played")));
}

#[test]
fn a_file_that_can_not_be_written_makes_the_run_incomplete() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    fs::write(home.path().join("taken"), "a file").unwrap();
    let run = sockspec(home.path(), &["run", "mine", "--run", CASE, "--artifacts", "taken"]).code(3);
    run.stderr(contains("could not be written").and(contains("taken/mine/tcp-client.published.session.toml")));
}

#[test]
fn a_later_run_overwrites_its_own_file_alone() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(1);
    let stranger = home.path().join("sockspec-failures/mine/notes.toml");
    fs::write(&stranger, "mine").unwrap();
    fs::write(home.path().join(FILE), "old").unwrap();
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(1);
    assert!(fs::read_to_string(home.path().join(FILE)).unwrap().contains("[replay]"));
    assert_eq!(fs::read_to_string(stranger).unwrap(), "mine");
}

#[test]
fn the_folder_of_failures_is_in_no_commit() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(1);
    let ignore = fs::read_to_string(home.path().join("sockspec-failures/.gitignore")).unwrap();
    assert_eq!(ignore.lines().last(), Some("*"));
    // An existing folder may hold files that a user commits.
    fs::create_dir(home.path().join("kept")).unwrap();
    sockspec(home.path(), &["run", "mine", "--run", CASE, "--artifacts", "kept"]).code(1);
    assert!(!home.path().join("kept/.gitignore").exists());
}

/// The names of the files that failures left, without their folders.
fn failures(home: &Path, name: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(home.join("sockspec-failures").join(name)) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_failure_that_is_gone_leaves_no_file() {
    let home = tempfile::tempdir().unwrap();
    let reference = ["{sockspec}", "reference", "tcp-client", "--port", "16000"];
    let faulty = [&reference[..], &["--fault", "tcp-client/prompting/no-labels"]].concat();
    let both = ["run", "mine", "--run", CASE, "--run", "tcp-client/generated/typed", "--run", "tcp-client/cuts"];
    manifest(home.path(), &faulty);
    sockspec(home.path(), &both).code(1);
    assert!(failures(home.path(), "mine").len() > 1, "{:?}", failures(home.path(), "mine"));
    let stranger = home.path().join("sockspec-failures/mine/notes.toml");
    fs::write(&stranger, "mine").unwrap();
    manifest(home.path(), &reference);
    // A case that was not played now may still fail.
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(0);
    assert!(!home.path().join(FILE).exists() && failures(home.path(), "mine").len() > 1);
    sockspec(home.path(), &both).code(0);
    assert_eq!(failures(home.path(), "mine"), ["notes.toml"]);
    // The file of another implementation of the name is not this one's.
    manifest(home.path(), &faulty);
    fs::rename(home.path().join("mine"), home.path().join("other")).unwrap();
    sockspec(home.path(), &["run", "other", "--run", CASE]).code(1);
    manifest(home.path(), &reference);
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(0);
    assert!(home.path().join(FILE).exists());
}

#[test]
fn a_mistyped_command_leaves_one_file_and_not_one_for_each_case() {
    for (flag, command) in
        [("--tcp-client", "sh clint.sh"), ("--tcp-server", "sh servr.sh"), ("--tcp-server", "./no-such-program")]
    {
        let home = tempfile::tempdir().unwrap();
        let role = flag.trim_start_matches('-');
        let run = sockspec(home.path(), &["run", flag, command, "--run", role]);
        assert_ne!(run.get_output().status.code(), Some(0));
        assert_eq!(failures(home.path(), "ad-hoc").len(), 1, "{command}: {:?}", failures(home.path(), "ad-hoc"));
    }
}

#[test]
fn a_failure_can_be_played_again_from_any_folder() {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("project");
    fs::create_dir(&project).unwrap();
    talkative(&project);
    fs::create_dir(home.path().join("elsewhere")).unwrap();
    // A manifest in the folder of the replay is not that of the run.
    fs::create_dir_all(home.path().join("elsewhere/mine")).unwrap();
    fs::write(home.path().join("elsewhere/mine/sockspec.toml"), "name = 7").unwrap();
    sockspec(&project, &["run", "./mine/sockspec.toml", "--run", CASE, "--strict"]).code(1);
    let again = sockspec(&home.path().join("elsewhere"), &["replay", &format!("../project/{FILE}")]).code(1);
    again.stdout(contains("it fails as before"));
    sockspec(&project.join("sockspec-failures/mine"), &["replay", "tcp-client.published.session.toml"]).code(1);
    // The file moves with its programs.
    fs::rename(&project, home.path().join("moved")).unwrap();
    sockspec(home.path(), &["replay", &format!("moved/{FILE}")]).code(1).stdout(contains("it fails as before"));
    // Commands run in the folder in which they were typed.
    let moved = home.path().join("moved");
    fs::write(moved.join("client.sh"), "echo hello\n").unwrap();
    sockspec(&moved, &["run", "--tcp-client", "sh client.sh", "--run", CASE]).code(1);
    let file = "moved/sockspec-failures/ad-hoc/tcp-client.published.session.toml";
    sockspec(home.path(), &["replay", file]).code(1).stdout(contains("it fails as before"));
}

#[test]
fn two_implementations_of_one_name_have_folders_of_their_own() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["true"]);
    fs::create_dir(home.path().join("yours")).unwrap();
    fs::copy(home.path().join("mine/sockspec.toml"), home.path().join("yours/sockspec.toml")).unwrap();
    sockspec(home.path(), &["run", "mine", "yours", "--run", CASE]).code(1);
    let second = home.path().join("sockspec-failures/mine--yours-/tcp-client.published.session.toml");
    assert!(fs::read_to_string(second).unwrap().contains("manifest = \"yours/sockspec.toml\""));
}

#[test]
fn what_a_program_prints_can_not_act_on_a_terminal_from_the_file() {
    let home = tempfile::tempdir().unwrap();
    manifest(home.path(), &["printf", "\\033[2J'''\\n"]);
    sockspec(home.path(), &["run", "mine", "--run", CASE]).code(1);
    let text = fs::read_to_string(home.path().join(FILE)).unwrap();
    assert!(!text.contains('\u{1b}') && text.contains("x1b[2J"), "{text}");
    sockspec(home.path(), &["replay", FILE]).code(1);
}

//! `sockspec snapshot`: behaviour is pinned, and what differs from it is shown.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const SOCKSPEC: &str = env!("CARGO_BIN_EXE_sockspec");
/// Two cases, quick to play.
const TWO: [&str; 4] = ["--run", "tcp-server/published/session", "--run", "tcp-server/robust/leaves"];

fn sockspec(home: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(SOCKSPEC).current_dir(home).args(arguments).assert()
}

/// The check, and with `more` something else.
fn snapshot(home: &Path, more: &[&str]) -> assert_cmd::assert::Assert {
    sockspec(home, &[&["snapshot", "reference"], &TWO[..], more].concat())
}

/// A folder in which the published cases of the reference's TCP server are pinned, and one of the files.
fn pinned() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    snapshot(home.path(), &["--accept"]).code(0).stdout(contains("pinned, 2 new, 0 changed, 0 deleted"));
    let file = home.path().join("sockspec-snapshots/reference/tcp-server/published/session.txt");
    (home, file)
}

#[test]
fn nothing_pinned_yet_is_told_with_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let check = snapshot(home.path(), &[]).code(4);
    check.stdout(contains("nothing is pinned yet in sockspec-snapshots/reference").and(contains("--accept")));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn what_is_pinned_holds_and_is_readable() {
    let (home, file) = pinned();
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("received \"27.4 3.4 9.0 5.48\"") && text.contains("MUST RSP-2 pass"), "{text}");
    snapshot(home.path(), &[]).code(0).stdout(contains("as pinned"));
    snapshot(home.path(), &["--accept"]).code(0).stdout(contains("pinned as before"));
}

#[test]
fn what_differs_is_shown() {
    let (home, file) = pinned();
    let text = fs::read_to_string(&file).unwrap().replace("5.48", "5.49");
    fs::write(&file, text).unwrap();
    let check = snapshot(home.path(), &[]).code(1);
    let lines = contains("-   received \"27.4 3.4 9.0 5.49\"").and(contains("+   received \"27.4 3.4 9.0 5.48\""));
    check.stdout(contains("differs tcp-server/published/session").and(lines).and(contains("1 differ,")));
    snapshot(home.path(), &["--accept"]).code(0).stdout(contains("1 changed"));
    snapshot(home.path(), &[]).code(0);
}

#[test]
fn what_is_missing_is_told() {
    let (home, file) = pinned();
    fs::remove_file(file).unwrap();
    snapshot(home.path(), &[]).code(1).stdout(contains("missing tcp-server/published/session"));
}

#[test]
fn what_is_extra_is_told_and_deleted_on_acceptance() {
    let (home, file) = pinned();
    let gone = file.with_file_name("gone.txt");
    fs::write(&gone, "old\n").unwrap();
    let published = ["--run", "tcp-server/published"];
    snapshot(home.path(), &published).code(1).stdout(contains("extra tcp-server/published/gone"));
    let accept = snapshot(home.path(), &[&published[..], &["--accept"]].concat()).code(0);
    accept.stdout(contains("deleted tcp-server/published/gone"));
    assert!(!gone.exists());
}

#[test]
fn what_was_not_chosen_is_left_alone() {
    let (home, file) = pinned();
    let elsewhere = home.path().join("sockspec-snapshots/reference/tcp-server/other.txt");
    fs::write(&elsewhere, "old\n").unwrap();
    fs::write(&file, "old\n").unwrap();
    let one = ["snapshot", "reference", "--run", "tcp-server/robust/leaves"];
    sockspec(home.path(), &one).code(0);
    sockspec(home.path(), &[&one[..], &["--accept"]].concat()).code(0);
    assert!(elsewhere.exists());
    assert_eq!(fs::read_to_string(file).unwrap(), "old\n");
}

#[test]
fn checked_out_line_ends_are_no_difference() {
    let (home, file) = pinned();
    fs::write(&file, fs::read_to_string(&file).unwrap().replace('\n', "\r\n")).unwrap();
    snapshot(home.path(), &[]).code(0);
}

#[test]
fn a_manifest_has_its_pins_beside_it() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("mine")).unwrap();
    let text = "name = \"mine\"\n[tcp-server]\ncommand = [\"{sockspec}\", \"reference\", \"tcp-server\", \"--port\", \"{port}\"]\n";
    fs::write(home.path().join("mine/sockspec.toml"), text).unwrap();
    let arguments = [&["snapshot", "mine", "--accept"], &TWO[..]].concat();
    sockspec(home.path(), &arguments).code(0);
    assert!(home.path().join("mine/snapshots/tcp-server/published/session.txt").exists());
    sockspec(home.path(), &[&arguments[..], &["--dir", "pins"]].concat()).code(0);
    assert!(home.path().join("pins/mine/tcp-server/published/session.txt").exists());
}

#[test]
fn two_implementations_in_one_folder_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["snapshot", "reference", "reference", "--accept"];
    sockspec(home.path(), &arguments).code(2).stderr(contains("would be pinned in"));
}

#[test]
fn what_could_not_be_run_is_told_and_keeps_its_pin() {
    let (home, file) = pinned();
    let arguments =
        ["snapshot", "--tcp-server", "true", "--name", "reference", "--run", "tcp-server/published/session"];
    let check = sockspec(home.path(), &arguments).code(3);
    check.stdout(contains("not run tcp-server/published/session: the tcp-server exits with code 0 before"));
    sockspec(home.path(), &[&arguments[..], &["--accept"]].concat()).code(3);
    assert!(file.exists());
}

#[test]
fn a_folder_that_can_not_be_written_is_told() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("taken"), "a file").unwrap();
    let accept = snapshot(home.path(), &["--accept", "--dir", "taken"]);
    accept.code(3).stderr(contains("taken/reference"));
}

#[test]
fn a_role_that_nobody_offers_is_nothing() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["snapshot", "--tcp-server", "true", "--role", "udp-client", "--accept"];
    sockspec(home.path(), &arguments).code(4);
}

#[rstest]
#[case(&["--color", "always"], "", true)]
#[case(&["--color", "never"], "", false)]
#[case(&[], "1", false)]
fn colours_are_as_asked_for(#[case] flags: &[&str], #[case] no_color: &str, #[case] coloured: bool) {
    let (home, file) = pinned();
    fs::write(file, "old\n").unwrap();
    let arguments = [&["snapshot", "reference"], &TWO[..], flags].concat();
    let check = Command::new(SOCKSPEC).current_dir(home.path()).env("NO_COLOR", no_color).args(arguments).assert();
    let colours = contains("\u{1b}[");
    if coloured {
        check.code(1).stdout(colours)
    } else {
        check.code(1).stdout(colours.not())
    };
}

//! The output when a fault gets away, and when the user asks for an unknown one.

use super::{qualify, text};
use assert_cmd::Command;
use rstest::rstest;

#[test]
fn a_fault_that_no_case_catches_fails_the_run() {
    let one = "tcp-server/life/no-reuse";
    let (output, found) = qualify(&["--fault", one, "--run", "tcp-server/published/session"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("tcp-server/life/no-reuse: not caught; it breaks TCP-S-7"), "{out}");
    assert!(out.contains("0 of 1 fault caught (0.0 %)"), "{out}");
    assert_eq!(found.unwrap().faults[0].files.first_kill, None);
}

#[test]
fn a_fault_that_is_caught_under_another_clause_fails_the_run() {
    let one = "udp-server/reading/buffer-16";
    let (output, _) = qualify(&["--fault", one, "--run", "udp-server/sizes/513", "--verbose"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("caught, but not under RSP-2: under UDP-S-3"), "{out}");
    assert!(out.contains("1 under another clause only"), "{out}");
}

#[test]
fn every_case_is_played_where_all_are_asked_for() {
    let selection = ["--run", "udp-server/published", "--run", "udp-server/basics"];
    let (output, found) =
        qualify(&[&["--fault", "udp-server/layout/commas", "--all", "--generated", "0"], &selection[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let files = &found.unwrap().faults[0].files;
    assert_eq!((files.planned, files.played, files.first_kill, files.kills.len()), (4, 4, Some(1), 4));
}

#[rstest]
#[case(&["qualify", "--fault", "tcp-server/values/medain"], "did you mean `tcp-server/values/median`?")]
#[case(&["qualify", "--known", "none.json"], "none.json")]
#[case(&["reference", "tcp-server", "--fault", "udp-server/values/median"], "a fault of the udp-server, not of the tcp-server")]
#[case(&["reference", "tcp-server", "--fault", "tcp-server/values/medain"], "did you mean `tcp-server/values/median`?")]
fn what_is_not_there_is_a_mistake(#[case] arguments: &[&str], #[case] said: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_sockspec")).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains(said), "{output:?}");
}

#[test]
fn the_catalogue_is_listed() {
    let output = Command::new(env!("CARGO_BIN_EXE_sockspec")).args(["qualify", "--list"]).output().unwrap();
    let out = text(&output.stdout);
    assert!(out.lines().count() >= 120, "{out}");
    let line = "tcp-server/values/median  RSP-2  It answers the median for the mean. (sometimes)\n";
    assert!(out.contains(line), "{out}");
}

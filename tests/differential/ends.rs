//! How a comparison ends: exit codes, and differences that do not show again.

use super::{diff, subject};
use crate::generated::flaky::{BASE, ONCE};
use assert_cmd::Command;
use predicates::prelude::*;
use std::fs;
use std::path::Path;

#[test]
fn two_implementations_are_compared_and_no_other_number() {
    for arguments in [&["diff"][..], &["diff", "reference"], &["diff", "reference", "original", "reference"]] {
        let command = Command::new(env!("CARGO_BIN_EXE_sockspec")).args(arguments).assert();
        command.code(2).stderr(predicate::str::contains("diff compares two implementations"));
    }
}

#[test]
fn what_could_not_be_played_makes_it_incomplete() {
    let found = diff(&["reference", "--tcp-server", "false", "--run", "tcp-server/basics/*", "-j2"], &[]);
    assert_eq!((found.code, found.kinds().len()), (Some(3), 0), "{}", found.out);
    assert!(found.out.contains("before it was ready on port"), "{}", found.out);
    assert_eq!(found.report["faults"][0]["implementation"], "ad-hoc", "{}", found.report);
}

#[test]
fn nothing_was_played_where_no_role_is_common() {
    let found = diff(&["reference", "--tcp-server", "false", "--role", "udp-server"], &[]);
    assert_eq!(found.code, Some(4), "{}", found.out);
    assert_eq!(found.report["summary"]["played"], 0);
}

#[test]
fn a_difference_that_does_not_show_again_is_flaky() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let command = "command = [\"{python3}\", \"-S\", \"subject.py\", \"tcp-server\"]";
    write("sockspec.toml", &format!("name = \"it\"\n\n[tcp-server]\n{command}\nport = 16000\n"));
    let base = Path::new(&subject("open")).display().to_string();
    write("subject.py", &ONCE.replace(BASE, &format!("{base:?}")));
    let it = folder.path().display().to_string();
    let found = diff(&[&subject("open/one-thread"), &it, "--run", "tcp-server/generated/numbers", "-j1"], &[]);
    if found.is_skipped() {
        return;
    }
    assert_eq!((found.code, found.kinds().len()), (Some(1), 0), "{}", found.out);
    let flaky = found.report["flaky"].as_array().unwrap();
    assert_eq!((flaky.len(), &flaky[0]["kind"]), (1, &serde_json::json!("layout")), "{}", found.out);
    assert!(found.out.contains("did not show again on fresh processes"), "{}", found.out);
    // The user must find the cause with nothing but both transcripts.
    assert!(found.out.matches("    | ").count() > 8, "{}", found.out);
    assert_eq!(found.report["summary"]["differing"], 0);
}

//! Stand-ins for interpreters are links to `true` and `false`: a file that a test writes and runs at once can be "busy".

use super::*;
use rstest::rstest;
use std::fs;
use std::os::unix::fs::symlink;
use tempfile::TempDir;

/// A machine in a folder: each entry is a file below it and the program that it is.
fn fake_machine(files: &[(&str, &str)]) -> (TempDir, Machine) {
    let root = tempfile::tempdir().unwrap();
    for (file, program) in files {
        let link = root.path().join(file);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(format!("/bin/{program}"), link).unwrap();
    }
    let path = ["first", "second"].map(|folder| root.path().join(folder)).to_vec();
    let pyenv = Some(root.path().join("pyenv"));
    (root, Machine { chosen: None, path, pyenv, probe_limit: Duration::from_secs(60) })
}

#[rstest]
#[case::a_shim_that_fails_hides_nothing(&[("first/python2.7", "false"), ("second/python2.7", "true")], "second/python2.7")]
#[case::the_better_name_wins(&[("first/python2", "true"), ("second/python2.7", "true")], "second/python2.7")]
#[case::path_before_pyenv(&[("second/python2", "true"), ("pyenv/versions/2.7.18/bin/python2.7", "true")], "second/python2")]
#[case::pyenv_before_jython(
    &[("first/python2.7", "false"), ("first/jython", "true"), ("pyenv/versions/2.7.18/bin/python2.7", "true")],
    "pyenv/versions/2.7.18/bin/python2.7"
)]
#[case::the_newest_of_pyenv(
    &[("pyenv/versions/2.7.9/bin/python2.7", "true"), ("pyenv/versions/2.7.18/bin/python2.7", "true")],
    "pyenv/versions/2.7.18/bin/python2.7"
)]
#[case::jython_at_last(&[("first/pypy", "false"), ("first/jython", "true")], "first/jython")]
fn the_first_candidate_that_answers_is_taken(#[case] files: &[(&str, &str)], #[case] expected: &str) {
    let (root, machine) = fake_machine(files);
    assert_eq!(machine.find_tool(&PYTHON27), Ok(root.path().join(expected)));
}

#[test]
fn without_any_the_advice_is_plain() {
    let (_root, machine) = fake_machine(&[("first/python2.7", "false"), ("first/python3", "true")]);
    let unavailable = machine.find_tool(&PYTHON27).unwrap_err();
    assert_eq!(unavailable.what, "Python 2.7 is not on this machine");
    for part in ["apt-get install python2.7", "apt-get install jython", "SOCKSPEC_PYTHON27", "2.7.18"] {
        assert!(unavailable.advice.contains(part), "{part}");
    }
}

#[test]
fn a_chosen_one_comes_first() {
    let (root, mut machine) = fake_machine(&[("first/python2.7", "true"), ("mine/py", "true")]);
    machine.chosen = Some(root.path().join("mine/py").into());
    assert_eq!(machine.find_tool(&PYTHON27), Ok(root.path().join("mine/py")));
    machine.chosen = Some("python2.7".into());
    assert_eq!(machine.find_tool(&PYTHON27), Ok(root.path().join("first/python2.7")));
}

#[test]
fn a_choice_that_fails_is_not_replaced() {
    let (_root, mut machine) = fake_machine(&[("first/python2.7", "true"), ("first/py3", "false")]);
    machine.chosen = Some("py3".into());
    let unavailable = machine.find_tool(&PYTHON27).unwrap_err();
    assert_eq!(unavailable.what, "SOCKSPEC_PYTHON27 is set to `py3`, which does not run as Python 2.7");
}

/// A shim on `PATH` that prints, as Python would, the path of the program behind it.
#[rstest]
#[case::a_program(Some("real"), "real")]
#[case::no_such_file(Some("gone"), "first/python3")]
#[case::nothing(None, "first/python3")]
fn what_a_shim_runs_is_taken_itself(#[case] says: Option<&str>, #[case] expected: &str) {
    let (root, machine) = fake_machine(&[("real", "true")]);
    let says = says.map_or_else(String::new, |name| root.path().join(name).display().to_string());
    let shim = root.path().join("first/python3");
    fs::create_dir_all(shim.parent().unwrap()).unwrap();
    write_program(&shim, &format!("#!/bin/sh\nprintf '%s' '{says}'\n"));
    assert_eq!(machine.find_tool(&PYTHON3), Ok(root.path().join(expected)));
}

/// Writes a program through a process that has ended: a file that this one has written could be "busy" when it is run.
fn write_program(path: &std::path::Path, text: &str) {
    let script = "printf '%s' \"$2\" > \"$1\" && chmod 755 \"$1\"";
    let status = std::process::Command::new("/bin/sh").args(["-c", script, "sh"]).arg(path).arg(text).status();
    assert!(status.unwrap().success());
}

#[test]
fn every_tool_has_its_own_place_in_the_cache() {
    assert_eq!(Tool::ALL.map(|tool| tool as usize), [0, 1, 2, 3, 4, 5]);
}

#[rstest]
#[case("3.10.13", "3.9.18")]
#[case("2.7.18", "2.7.9")]
fn versions_are_compared_as_numbers(#[case] newer: &str, #[case] older: &str) {
    assert!(version_key(newer) > version_key(older));
}

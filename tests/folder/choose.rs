//! The choice of the protocol: a flag, a manifest, or the default.

use super::{root, run};
use std::fs;
use std::path::Path;

/// A folder with a program of a protocol: what its manifest says beside the command.
fn program(folder: &Path, name: &str, line: &str) -> String {
    let home = folder.join(name);
    fs::create_dir(&home).unwrap();
    let text = format!("name = \"{name}\"\n{line}\n\n[tcp-server]\ncommand = [\"sleep\", \"1\"]\nport = 12000\n");
    fs::write(home.join("sockspec.toml"), text).unwrap();
    home.display().to_string()
}

#[test]
fn a_manifest_names_its_protocol() {
    let folder = tempfile::tempdir().unwrap();
    let named = program(folder.path(), "named", "protocol = \"uppercase\"");
    let ran = run(&["run", &named, "--run", "tcp-server/text/characters"]);
    assert!(ran.text.contains("tcp-server/text/characters"), "{}", ran.text);
    let path = root("protocols/uppercase");
    let by_path = program(folder.path(), "by-path", &format!("protocol = \"{}\"", path.display()));
    let ran = run(&["run", &by_path, "--run", "tcp-server/text/characters"]);
    assert!(ran.text.contains("tcp-server/text/characters"), "{}", ran.text);
}

#[test]
fn one_run_tests_one_protocol() {
    let folder = tempfile::tempdir().unwrap();
    let one = program(folder.path(), "one", "protocol = \"uppercase\"");
    let other = program(folder.path(), "other", "protocol = \"set-statistics\"");
    let ran = run(&["run", &one, &other]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.text.contains("one run tests one protocol"), "{}", ran.text);
}

#[test]
fn what_names_no_protocol_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&["run", "--protocol", "upercase"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.text.contains("`upercase` is no protocol: write set-statistics, "), "{}", ran.text);
    fs::write(folder.path().join("protocol.toml"), "name = \"x\"\n").unwrap();
    let ran = run(&["run", "--protocol", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.text.contains("PROTOCOL.md"), "{}", ran.text);
}

#[test]
fn a_role_is_one_of_the_protocol() {
    let ran = run(&["run", "--protocol", "simple-services", "--role", "tcp-server"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.text.contains("`tcp-server` is not a role: write echo-tcp"), "{}", ran.text);
}

#[test]
fn what_works_with_the_default_alone_says_so() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sockspec"));
    let output = command.args(["init", "--dialect", "--protocol", "uppercase"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("knows set-statistics alone, and not uppercase"), "{text}");
}

#[test]
fn a_flag_for_a_role_that_the_protocol_lacks_is_refused() {
    let ran = run(&["run", "--protocol", "simple-services", "--tcp-server", "python3 server.py"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.text.contains("tcp-server: simple-services has no such role; it has echo-tcp"), "{}", ran.text);
}

//! Twelve dialects of set-statistics: right programs in Python 3 and Node have no finding under them, and findings under the
//! plain protocol; wrong ones are caught.

use super::{has_pairs, root, run};
use crate::python27::skipped;
use rstest::rstest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The dialects, each with a clause that its right programs break under the plain protocol; none if the plain protocol
/// can't read their manifest.
const DIALECTS: [(&str, &str); 12] = [
    ("bare-list", "CON-4"),
    ("commas", "TCP-C-1"),
    ("joined-length", "CON-1"),
    ("kept-length", "CON-3"),
    ("no-length", "CON-1"),
    ("one-client", ""),
    ("other-order", "CON-2"),
    ("other-words", "CON-2"),
    ("quiet", "CON-3"),
    ("to-sender", "UDP-C-1"),
    ("two-decimals", "TCP-C-1"),
    ("two-results", "CON-2"),
];

/// Few trials, in which each clause about words and forms is judged.
const SOME: [&str; 4] = ["--run", "*/published/*", "--run", "*/basics/*"];
/// The other arguments of every run here.
const PLAINLY: [&str; 5] = ["run", "--generated", "0", "--regressions", "leave"];

fn home(dialect: &str) -> PathBuf {
    root("fixtures/dialects").join(dialect)
}

/// The wrong programs of a dialect, by their folders' names.
fn wrong(dialect: &str) -> Vec<String> {
    let entries = fs::read_dir(home(dialect).join("wrong")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// In its own dialect a right program has no finding, and a wrong one has one.
#[rstest]
fn each_dialect_tells_right_programs_from_wrong_ones(#[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)] which: usize) {
    let (dialect, _) = DIALECTS[which];
    let home = home(dialect);
    let (names, shown) = (wrong(dialect), |folder: PathBuf| folder.display().to_string());
    assert_eq!(names.len(), 2, "{dialect}");
    let right = ["python", "node"].map(|name| shown(home.join(name)));
    let folders: Vec<String> = names.iter().map(|name| shown(home.join("wrong").join(name))).chain(right).collect();
    let mut words = [PLAINLY.as_slice(), &SOME].concat();
    words.extend(folders.iter().map(String::as_str));
    let ran = run(&words);
    // A manifest that can't be read is no reason to leave it out.
    assert!(ran.code != Some(2) && !ran.text.contains("(it is required): line"), "{dialect}: {}", ran.text);
    if ran.skips() || !has_pairs(&ran.text) {
        return;
    }
    let broken: BTreeMap<String, BTreeSet<String>> = ran.broken();
    let is_broken = |name: &str| broken.get(name).is_some_and(|clauses| !clauses.is_empty());
    assert!(names.iter().all(|name| is_broken(name)), "{dialect}: {broken:?}");
    assert!(!is_broken("python") && !is_broken("node"), "{dialect}: {broken:?}");
}

/// The reference speaks each dialect, and a dialect is a file of a few lines.
#[rstest]
fn the_reference_speaks_each_dialect(#[values(0, 4, 8)] first: usize) {
    for (dialect, _) in &DIALECTS[first..first + 4] {
        let text = fs::read_to_string(home(dialect).join("protocol.toml")).unwrap();
        assert!(text.lines().count() <= 25, "{dialect}");
        let protocol = home(dialect).display().to_string();
        let words = [PLAINLY.as_slice(), &SOME, &["--strict", "--protocol", &protocol, "reference"]].concat();
        let ran = run(&words);
        assert!(ran.code == Some(0), "{dialect}: {}", ran.text);
    }
}

/// Under the plain protocol right programs of a dialect have findings.
#[rstest]
fn the_plain_protocol_finds_a_dialect(#[values(0, 4, 8)] first: usize) {
    for (dialect, clause) in &DIALECTS[first..first + 4] {
        let right = home(dialect).join("python").display().to_string();
        let cases = ["--protocol", "set-statistics", "--run", "*-server/published/*", "--run", "*-client/published/*"];
        let ran = run(&[PLAINLY.as_slice(), &cases, &["--time-limit", "2s", &right]].concat());
        // Its clients take one argument, which the plain protocol's never do.
        if clause.is_empty() {
            assert!(ran.code == Some(2) && ran.text.contains("{length} is not in its command"), "{}", ran.text);
            continue;
        }
        if ran.skips() {
            return;
        }
        let broken = ran.broken().into_values().flatten().collect::<BTreeSet<String>>();
        assert!(broken.contains(*clause), "{dialect}: {broken:?}");
    }
}

/// `sockspec init` in a new folder, with Python programs of a dialect; what it said, and the code with which it ended.
fn init(folder: &Path, dialect: &str, flags: &[&str], roles: &[&str]) -> (String, Option<i32>) {
    let program = root("fixtures/dialects/programs/program.py").display().to_string();
    let words = home(dialect).join("words.json").display().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(folder).arg("init").args(flags);
    for role in roles {
        let input = if dialect == "one-client" && role.ends_with("client") { " -- {message}" } else { "" };
        command.args([format!("--{role}"), format!("python3 {program} {words} {role}{input}")]);
    }
    let output = command.output().unwrap();
    (String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(), output.status.code())
}

fn has_no_python(said: &str) -> bool {
    said.contains("python3") && said.contains("not found")
}

/// `init --dialect` writes what the fixture's own file says, save what is the post's anyway.
#[rstest]
fn init_finds_out_in_which_words_programs_speak(#[values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)] which: usize) {
    let (dialect, _) = DIALECTS[which];
    let folder = tempfile::tempdir().unwrap();
    let roles = ["tcp-server", "tcp-client", "udp-server"];
    let (said, _) = init(folder.path(), dialect, &["--dialect", "--name", dialect], &roles);
    if has_no_python(&said) {
        return skipped("the programs of dialects need Python 3");
    }
    let read = |path: PathBuf| {
        let mut table: toml::Table = fs::read_to_string(path).unwrap_or_else(|_| panic!("{said}")).parse().unwrap();
        table.remove("title");
        if table.get("length").and_then(toml::Value::as_str) == Some("sent") {
            table.remove("length");
        }
        table
    };
    assert_eq!(read(folder.path().join("protocol.toml")), read(home(dialect).join("protocol.toml")), "{said}");
    let manifest = fs::read_to_string(folder.path().join("sockspec.toml")).unwrap();
    assert!(manifest.contains("protocol = \".\"\n"), "{manifest}");
}

/// A client that takes one argument is given no length, in the manifest either.
#[test]
fn init_writes_two_files_that_fit_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let client = "import socket, sys\nserver = socket.create_connection(('127.0.0.1', 16000))\n\
                  server.sendall(sys.argv[1].encode())\nprint('Sum:', server.recv(1024).decode().split()[0])\n";
    fs::write(folder.path().join("client.py"), client).unwrap();
    let sockspec = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sockspec")).current_dir(&folder).args(words).output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let said = sockspec(&["init", "--dialect", "--tcp-client", "python3 client.py"]);
    if has_no_python(&said) {
        return skipped("the programs of dialects need Python 3");
    }
    assert!(said.contains("length = \"not-asked\""), "{said}");
    let ran = sockspec(&["run", ".", "--run", "*/published/*"]);
    assert!(ran.contains("1 case   pass"), "{ran}");
}

/// The dialect may be known already: programs are tried out in a protocol that lies in a folder, too.
#[test]
fn init_tries_programs_out_in_a_dialect_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let protocol = home("one-client").display().to_string();
    let (said, code) = init(folder.path(), "one-client", &["--protocol", &protocol], &["tcp-client"]);
    if has_no_python(&said) {
        return skipped("the programs of dialects need Python 3");
    }
    assert!(code == Some(0) && said.contains("Its first verdict"), "{said}");
    let manifest = fs::read_to_string(folder.path().join("sockspec.toml")).unwrap();
    assert!(manifest.contains(&format!("protocol = \"{protocol}\"\n")), "{manifest}");
}

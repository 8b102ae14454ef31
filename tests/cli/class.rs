//! Grading a class: one bad submission never keeps the others from being tried, and none is passed over in silence.

use super::{Bench, Outcome, text_of};
use std::collections::BTreeMap;
use std::fs;

/// A bench with a folder for each submission; what stands in the manifest behind its name.
fn class(submissions: &[(&str, &str)]) -> Bench {
    let bench = Bench::new();
    fs::create_dir(bench.path("class")).unwrap();
    for (folder, manifest) in submissions {
        fs::create_dir(bench.path(&format!("class/{folder}"))).unwrap();
        if !manifest.is_empty() {
            bench.file(&format!("class/{folder}/sockspec.toml"), manifest);
        }
    }
    bench
}

/// Runs all folders of the class, as a shell's `class/*` names them.
fn run(bench: &Bench, more: &[&str]) -> Outcome {
    let mut folders: Vec<String> =
        fs::read_dir(bench.path("class")).unwrap().map(|entry| text_of(&entry.unwrap().path())).collect();
    folders.sort();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    bench.run(&[&["run", "--run", "tcp-server/basics"], &folders[..], more].concat())
}

fn server(command: &str, port: u16) -> String {
    format!("name = \"mine\"\n[tcp-server]\ncommand = {command}\nport = {port}\n")
}

const REFERENCE: &str = "[\"{sockspec}\", \"reference\", \"tcp-server\"]";
const ENDS_LINES: &str = "['sh', '-c', '\"$0\" reference tcp-server >/dev/null', '{sockspec}']";

/// The CSV report by implementation; each row by column.
fn csv(bench: &Bench) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(bench.path("class.csv")).unwrap();
    let rows = reader.deserialize().map(|row: Result<BTreeMap<String, String>, _>| row.unwrap());
    rows.map(|row| (row["implementation"].clone(), row)).collect()
}

#[test]
fn every_bad_submission_is_a_row_and_the_others_are_graded() {
    let bench = class(&[
        ("alice", &server(REFERENCE, 16000)),
        ("bob", &server(ENDS_LINES, 16000)),
        ("carol", "name = \"carol\n"),
        ("dave", &server("[\"./not-there\"]", 16000).replace("mine", "dave")),
        ("eve", &server("[\"./x\"]\nbuild = [\"false\"]", 16000).replace("mine", "=HYPERLINK(1)")),
        ("frank", ""),
    ]);
    fs::write(bench.path("class/notes.txt"), "who handed in what").unwrap();
    let outcome = run(&bench, &["--report-csv", "class.csv"]);
    outcome.assert_code(1);
    let rows = csv(&bench);
    let result = |name: &str| rows[name]["result"].as_str();
    assert_eq!(result("mine (alice)"), "pass", "{outcome:?}");
    assert_eq!(result("mine (bob)"), "fail", "{outcome:?}");
    assert_eq!(rows["mine (bob)"]["broken-must"], "CON-3 CON-4", "{outcome:?}");
    for bad in ["carol", "dave", "'=HYPERLINK(1)", "frank", "notes.txt"] {
        assert_eq!(result(bad), "fault", "{outcome:?}");
        assert_ne!(rows[bad]["faults"], "", "{bad}");
    }
    assert!(rows["carol"]["faults"].contains("line 1"), "{:?}", rows["carol"]);
    assert!(outcome.out.contains("3 implementations could not be tried"), "{outcome:?}");
    // The worst first, on the console and in the file.
    let order: Vec<&str> = outcome.out.lines().filter_map(|line| line.split("  ").next()).collect();
    let place =
        |name: &str| order.iter().rposition(|first| *first == name).unwrap_or_else(|| panic!("{name}: {order:?}"));
    assert!(place("mine (bob)") < place("carol") && place("carol") < place("mine (alice)"), "{outcome:?}");
    let first = fs::read_to_string(bench.path("class.csv")).unwrap();
    assert!(first.lines().nth(1).unwrap().starts_with("mine (bob),fail,fail,"), "{first}");
}

#[test]
fn an_unreadable_manifest_among_good_ones_makes_the_run_incomplete() {
    let bench = class(&[("alice", &server(REFERENCE, 16000)), ("bob", "name = 7")]);
    run(&bench, &[]).assert_code(3);
    fs::remove_dir_all(bench.path("class/alice")).unwrap();
    // Alone it is a mistake of whoever typed it.
    run(&bench, &[]).assert_code(2);
}

#[test]
fn a_case_beside_a_manifest_that_can_not_be_read_stops_nobody_else() {
    let bench = class(&[("alice", &server(REFERENCE, 16000)), ("bob", &server(REFERENCE, 16000))]);
    fs::create_dir_all(bench.path("class/bob/regressions/tcp-server")).unwrap();
    bench.file("class/bob/regressions/tcp-server/x.toml", "steps = 3");
    let outcome = run(&bench, &["--table"]);
    outcome.assert_code(3);
    assert!(outcome.out.contains("bob    "), "{outcome:?}");
    assert!(outcome.out.lines().any(|line| line.starts_with("mine ") && line.contains("pass")), "{outcome:?}");
}

#[test]
fn a_name_that_is_nothing_at_all_is_said_before_anything_runs() {
    let bench = class(&[("alice", &server(REFERENCE, 16000))]);
    let outcome = run(&bench, &["class/alcie"]);
    outcome.assert_code(2);
    assert!(outcome.err.contains("did you mean `class/alice`"), "{outcome:?}");
}

#[test]
fn a_server_that_never_comes_up_is_not_waited_for_in_every_trial() {
    let bench = Bench::new();
    let idle = bench.script("idle.sh", "exec sleep 1000");
    let outcome = bench.run(&["run", "--tcp-server", &idle, "--run", "tcp-server/numbers", "--time-limit", "100ms"]);
    outcome.assert_code(3);
    assert!(outcome.out.contains("was not tried again: it did not come up in 3 trials"), "{outcome:?}");
    assert!(outcome.took.as_secs() < 30, "{outcome:?}");
}

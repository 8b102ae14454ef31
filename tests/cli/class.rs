//! Grading a class: one bad submission never keeps the others from being tried, and none is passed over in silence.

use super::{Bench, Outcome, text_of};
use crate::python27::skipped;
use sockspec::implementation::Tool;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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
        assert_ne!(rows[bad]["not-tried"], "", "{bad}");
        assert_ne!(rows[bad]["faults"], "", "{bad}");
    }
    assert!(rows["carol"]["faults"].contains("line 1"), "{:?}", rows["carol"]);
    assert!(outcome.out.contains("3 implementations could not be tried"), "{outcome:?}");
    // First what could not be tried, then failures, then passes, on the console and in the file.
    let order: Vec<&str> = outcome.out.lines().filter_map(|line| line.split("  ").next()).collect();
    let place =
        |name: &str| order.iter().rposition(|first| *first == name).unwrap_or_else(|| panic!("{name}: {order:?}"));
    assert!(place("carol") < place("mine (bob)") && place("mine (bob)") < place("mine (alice)"), "{outcome:?}");
    let first = fs::read_to_string(bench.path("class.csv")).unwrap();
    assert!(first.lines().nth(6).unwrap().starts_with("mine (bob),fail,fail,"), "{first}");
}

#[test]
fn an_unreadable_manifest_among_good_ones_makes_the_run_incomplete() {
    let bench = class(&[("alice", &server(REFERENCE, 16000)), ("bob", "name = 7")]);
    run(&bench, &[]).assert_code(3);
    fs::remove_dir_all(bench.path("class/alice")).unwrap();
    // Alone it is the mistake of the user who typed it.
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

/// All files below a folder, with their bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    all
}

/// A server whose mistake a generated case finds.
const MEDIAN: &str = "[\"{sockspec}\", \"reference\", \"tcp-server\", \"--fault\", \"tcp-server/values/median\"]";

#[test]
fn nothing_is_written_into_the_folders_of_a_class_unless_somebody_asks() {
    let bench = class(&[("alice", &server(MEDIAN, 16000)), ("bob", &server(MEDIAN, 16000))]);
    let before = files(&bench.path("class"));
    let drawn = ["run", "class/alice", "class/bob", "--run", "tcp-server/generated/numbers", "--generated", "4"];
    let outcome = bench.run(&drawn);
    outcome.assert_code(1);
    assert_eq!(files(&bench.path("class")), before, "{outcome:?}");
    // Nothing is written into the folder of one submission either, if its owner is another person.
    bench.run(&["run", "class/alice", "--run", drawn[4], "--generated", "4", "--regressions", "leave"]).assert_code(1);
    assert_eq!(files(&bench.path("class")), before);
    bench.run(&[&drawn[..], &["--regressions", "keep"]].concat()).assert_code(1);
    for name in ["alice", "bob"] {
        assert!(bench.path(&format!("class/{name}/regressions/tcp-server")).is_dir(), "{outcome:?}");
    }
}

#[test]
fn one_manifest_describes_the_programs_of_all_folders() {
    let bench = class(&[("alice", ""), ("bob", ""), ("carol", "")]);
    bench.file("lab.toml", &server("[\"sh\", \"server.sh\"]", 16000));
    let sockspec = text_of(&bench.sockspec);
    bench.file("class/alice/server.sh", &format!("exec '{sockspec}' reference tcp-server"));
    bench.file("class/bob/server.sh", &format!("exec '{sockspec}' reference tcp-server >/dev/null"));
    let before = files(&bench.path("class"));
    let outcome = run(&bench, &["--manifest", "lab.toml", "--table", "--report-csv", "class.csv"]);
    outcome.assert_code(1);
    let rows = csv(&bench);
    let result = |name: &str| rows[name]["result"].as_str();
    assert_eq!(["alice", "bob", "carol"].map(result), ["pass", "fail", "fault"], "{outcome:?}");
    assert!(rows["carol"]["not-tried"].starts_with("missing file: "), "{rows:?}");
    assert_eq!(files(&bench.path("class")), before);
    // A failure can be played again.
    let failure = bench.path("sockspec-failures/bob/tcp-server.basics.integers.toml");
    assert!(failure.is_file(), "{outcome:?}");
    let again = bench.run(&["replay", &text_of(&failure)]);
    again.assert_code(1);
    assert!(again.out.contains("it fails as before"), "{again:?}");
}

#[test]
fn a_mistake_in_the_manifest_of_all_is_said_once_and_before_anything_runs() {
    let bench = class(&[("alice", ""), ("bob", "")]);
    bench.file("lab.toml", "name = 7");
    let outcome = run(&bench, &["--manifest", "lab.toml"]);
    outcome.assert_code(2);
    assert_eq!(outcome.err.matches("lab.toml").count(), 1, "{outcome:?}");
    bench.run(&["run", "--manifest", "lab.toml"]).assert_code(2);
}

#[test]
fn each_implementation_has_a_page_and_a_summary_of_its_own() {
    let bench = class(&[("alice", &server(REFERENCE, 16000)), ("bob", &server(ENDS_LINES, 16000)), ("carol", "x")]);
    let outcome = run(&bench, &["--report-dir", "pages"]);
    outcome.assert_code(1);
    let read = |name: &str| fs::read_to_string(bench.path(&format!("pages/{name}"))).unwrap();
    let names: Vec<String> = fs::read_dir(bench.path("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 6, "{names:?}");
    let (alice, bob, carol) = (read("mine--alice-.md"), read("mine--bob-.md"), read("carol.md"));
    assert!(alice.contains("everything as expected") && !alice.contains("bob"), "{alice}");
    assert!(bob.contains("not as expected") && bob.contains("CON-3") && !bob.contains("alice"), "{bob}");
    assert!(carol.contains("incomplete") && carol.contains("this is not TOML"), "{carol}");
    for page in ["mine--alice-.html", "mine--bob-.html", "carol.html"] {
        assert!(read(page).ends_with("</body></html>\n"), "{page}");
    }
    assert!(!read("mine--alice-.html").contains("bob"));
}

#[test]
fn what_is_no_submission_is_told_with_what_to_do_about_it() {
    let bench = class(&[("alice", &server(REFERENCE, 16000)), ("bob", "")]);
    fs::create_dir_all(bench.path("class/bob/lab/solution")).unwrap();
    bench.file("class/bob/lab/solution/sockspec.toml", &server(REFERENCE, 16000));
    bench.file("class/README.txt", "Hand in by Friday.");
    let outcome = run(&bench, &[]);
    outcome.assert_code(3);
    let words = outcome.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("/class/bob/lab/solution` holds one"), "{outcome:?}");
    assert!(words.contains("is a plain file, not a folder with programs"), "{outcome:?}");
    assert!(words.contains("submissions/*/") && !words.contains("python3"), "{outcome:?}");
}

/// Kinds of folders that a teacher may find in a class: the table begins with those that could not be tried.
#[test]
fn the_table_of_33_kinds_of_folder() {
    if Tool::Python3.find().is_err() {
        return skipped("the table of a class: no Python 3, in which some of its programs are written");
    }
    let bench = Bench::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/class");
    for (path, bytes) in files(&from) {
        let to = bench.path("class").join(path.strip_prefix(&from).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    let before = files(&bench.path("class"));
    assert_eq!(fs::read_dir(bench.path("class")).unwrap().count(), 33);
    let mut folders: Vec<String> = fs::read_dir(bench.path("class"))
        .unwrap()
        .map(|entry| format!("class/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    folders.sort();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let some = ["tcp-server/basics", "tcp-server/clients", "*/published"].map(|pattern| ["--run", pattern]);
    let some = some.concat();
    let more = ["--time-limit", "2s", "--budget", "6s", "--report-csv", "class.csv"];
    let outcome = bench.run(&[&["run"], &folders[..], &some, &more].concat());
    outcome.assert_code(1);
    assert_eq!(files(&bench.path("class")), before, "{outcome:?}");
    let table = outcome.out.split("\n\n").find(|block| block.trim_start().starts_with("tcp-server"));
    let table = table.unwrap_or_else(|| panic!("no table: {outcome:?}"));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The machine decides which of a program's waits ends first.
    settings
        .add_filter("hang: it runs, and does not take port 16000|hang: it used up its budget of 6 s", "hang: [how]");
    settings.bind(|| insta::assert_snapshot!("class-table", table));
}

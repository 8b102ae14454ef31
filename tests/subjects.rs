//! The test subjects under `fixtures/implementations`: programs that are right in everything that the protocol leaves
//! open, and programs that deviate in one thing each. The tests name exactly what must be found in them.
//!
//! They are written in Python 3; without it, or without another tool of a subject's, the tests report that they are
//! skipped.

use crate::shared_module;
use rstest::rstest;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The findings in one subject: the broken clauses, and the kinds of the set-up's faults.
#[derive(Debug, Default, PartialEq)]
struct Found {
    broken: BTreeSet<String>,
    faults: BTreeSet<String>,
}

/// Cases that ask much the same once more with other numbers; subjects whose deviation is about numbers play them too.
const NUMBERS: [&str; 6] = ["--skip", "*/numbers/*", "--skip", "*/not-numbers/*", "--skip", "*/corners/*"];

fn subject(name: &str) -> PathBuf {
    shared_module::compile();
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/implementations").join(name)
}

/// Runs the suite against a subject; `None` if it can't be run on this machine, which is said.
fn found_in(name: &str, arguments: &[&str]) -> Option<Found> {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(&folder).arg("run").arg(subject(name)).args(arguments);
    // Other tests hold the findings of generators.
    command.args(["--generated", "0", "-j", "3", "--time-limit", "20s"]);
    let output = command.arg("--report-json").arg(&report).output().unwrap();
    let text = std::fs::read_to_string(&report).unwrap_or_else(|_| panic!("no report: {output:?}"));
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    if let Some(skipped) = report["skipped"].as_array().and_then(|all| all.first()) {
        eprintln!("skipped: {name}: {skipped}");
        return None;
    }
    let mut found = Found::default();
    let verdicts = report["trials"].as_array().unwrap().iter().flat_map(|trial| trial["verdicts"].as_array().unwrap());
    for verdict in verdicts.filter(|verdict| matches!(verdict["verdict"].as_str(), Some("fail" | "warn"))) {
        found.broken.insert(verdict["clause"].as_str().unwrap().to_owned());
    }
    let faults = report["faults"].as_array().unwrap().iter();
    found.faults.extend(faults.map(|fault| fault["kind"].as_str().unwrap().to_owned()));
    assert!(report["summary"]["played"].as_u64().unwrap() > 0, "{name} played nothing: {output:?}");
    Some(found)
}

fn set(clauses: &[&str]) -> BTreeSet<String> {
    clauses.iter().map(|clause| (*clause).to_owned()).collect()
}

/// Correct programs in four languages, by people who read the protocol alone: nothing is found.
#[rstest]
fn a_correct_program_has_no_finding(#[values("python3-threads", "c-select", "java", "node")] name: &str) {
    // A JVM takes its time to start: fewer cases of each kind are played for it.
    let few =
        [&["--run", "*/published/*", "--run", "*/basics/*", "--run", "*/cuts/*", "--run", "*/errors/nonsense"][..]];
    let arguments = if name == "java" { few.concat() } else { Vec::new() };
    if let Some(found) = found_in(name, &arguments) {
        assert_eq!(found, Found::default(), "{name}");
    }
}

/// Every point that the protocol leaves open: right, whatever it does; the named warnings are the only ones. In parts, since
/// the whole takes minutes.
#[rstest]
fn what_is_left_open_is_right(#[values(0, 1, 2, 3, 4, 5, 6, 7)] part: usize) {
    let allowed = |name: &str| match name {
        "length-before-reply" | "length-after-pause" | "half-closes-before-reply" => set(&["TCP-C-6"]),
        "socket-dual-stack" => set(&["END-1"]),
        "digits-formatted-anew" => set(&["NUM-5"]),
        _ if name.starts_with("spelled-") => set(&["NUM-5"]),
        _ => BTreeSet::new(),
    };
    let mut names: Vec<String> = std::fs::read_dir(subject("open"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("sockspec.toml").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() >= 40, "{names:?}");
    let is_wrong = |name: &str| {
        let found = found_in(&format!("open/{name}"), &NUMBERS)?;
        let is_right = found.faults.is_empty() && found.broken.is_subset(&allowed(name));
        (!is_right).then(|| (name.to_owned(), found))
    };
    let names: Vec<String> = names.into_iter().skip(part).step_by(8).collect();
    // Many of them wait for a clock, one visit after the other.
    let wrong: Vec<(String, Found)> = std::thread::scope(|scope| {
        let halves = names.chunks(names.len().div_ceil(2));
        let tried =
            halves.map(|half| scope.spawn(|| half.iter().filter_map(|name| is_wrong(name)).collect::<Vec<_>>()));
        tried.collect::<Vec<_>>().into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// One deviation, exactly its own findings (CON-6 follows if a published session shows it), and a verdict on all else.
#[rstest]
#[case("all-interfaces", &["END-1"])]
#[case("answers-error-with-exit-0", &["TCP-C-4", "UDP-C-3", "UDP-C-5"])]
#[case("answers-length-too", &["TCP-S-2", "CON-7"])]
#[case("answers-one-datagram-and-exits", &["UDP-S-1", "CON-6"])]
#[case("answers-only-the-newest", &["UDP-S-1"])]
#[case("asks-never-sends-length", &["TCP-C-1", "UDP-C-1", "CON-6"])]
#[case("buffer-512", &["TCP-S-4", "UDP-S-3"])]
#[case("complains-on-standard-output", &["TCP-C-4", "UDP-C-3", "UDP-C-5", "CON-7"])]
#[case("connects-twice", &["END-2"])]
#[case("dies-on-empty-connection", &["TCP-S-5"])]
#[case("dies-on-nonsense", &["TCP-S-5", "UDP-S-4"])]
#[case("exits-with-1", &["TCP-C-3", "UDP-C-2", "CON-6"])]
#[case("extra-lines", &["CON-7"])]
#[case("gives-up-early", &["TCP-C-4", "UDP-C-3"])]
#[case("highest-before-lowest", &["RSP-1"])]
#[case("ignores-fifth-number", &["TCP-C-4", "UDP-C-5"])]
#[case("keeps-connections", &["TCP-S-8"])]
#[case("lower-case-label", &["CON-4", "CON-6"])]
#[case("never-asks-length", &["CON-1", "TCP-C-1", "UDP-C-1", "CON-6"])]
#[case("never-gives-up", &["TCP-C-4", "UDP-C-3"])]
#[case("no-reuseaddr", &["TCP-S-7"])]
#[case("one-client-at-a-time", &["TCP-S-6"])]
#[case("other-labels", &["CON-2", "CON-6"])]
#[case("prints-highest-first", &["CON-2", "CON-6"])]
#[case("prints-own-computation", &["TCP-C-2", "UDP-C-2"])]
#[case("reads-once", &["TCP-C-4", "TCP-C-5"])]
#[case("ready-line-never", &["CON-3", "CON-6"])]
#[case("reply-ends-in-newline", &["RSP-1"])]
#[case("sends-newline", &["TCP-C-1", "UDP-C-1", "CON-6"])]
#[case("serves-one-client-and-exits", &["TCP-S-3"])]
#[case("takes-any-sender", &["UDP-C-4"])]
#[case("udp-client-no-bind", &["UDP-C-1", "CON-6"])]
#[case("waits-for-eof", &["TCP-S-1", "CON-6"])]
#[case("waits-for-length", &["TCP-S-1", "CON-6"])]
fn a_deviation_has_exactly_its_own_findings(#[case] name: &str, #[case] expected: &[&str]) {
    if let Some(found) = found_in(&format!("deviating/{name}"), &NUMBERS) {
        assert_eq!(found, Found { broken: set(expected), faults: BTreeSet::new() }, "{name}");
    }
}

/// Deviations that only certain numbers show.
#[rstest]
#[case("reads-numbers-as-python3", &["NUM-2"])]
#[case("single-precision", &["NUM-3", "CON-6"])]
#[case("six-decimals", &["NUM-4", "NUM-5"])]
#[case("splits-at-any-white-space", &["NUM-2"])]
fn a_deviation_with_numbers_has_exactly_its_own_findings(#[case] name: &str, #[case] expected: &[&str]) {
    if let Some(found) = found_in(&format!("deviating/{name}"), &[]) {
        assert_eq!(found, Found { broken: set(expected), faults: BTreeSet::new() }, "{name}");
    }
}

/// The report says that a program is on another port, and the program is judged there.
#[test]
fn another_port_is_a_fault_of_the_set_up_and_no_verdict() {
    if let Some(found) = found_in("deviating/binds-16001", &NUMBERS) {
        assert_eq!(found, Found { broken: BTreeSet::new(), faults: set(&["other-port"]) });
    }
}

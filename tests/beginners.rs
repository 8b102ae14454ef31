//! Ten programs as beginners write them, under `fixtures/beginners`, and exactly the clauses that each breaks. Each row was
//! checked by hand against PROTOCOL.md.
//!
//! They are written in Python 3; without it, the tests report that they are skipped.

use rstest::rstest;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// A few cases that show much: the published sessions, plain requests, how streams end, and the length.
const TELLING: [&str; 8] =
    ["--run", "*/published/*", "--run", "*/basics/*", "--run", "*/ends/*", "--run", "*/length/*"];

/// The broken clauses, each behind the role of the program that breaks it; `None` if the programs can't be run on this
/// machine, which is said.
fn broken_by(name: &str) -> Option<BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/beginners").join(name);
    command.current_dir(&folder).arg("run").arg(program).args(TELLING);
    command.args(["--generated", "0", "-j", "2", "--report-json"]).arg(&report);
    let output = command.output().unwrap();
    let text = std::fs::read_to_string(&report).unwrap_or_else(|_| panic!("no report: {output:?}"));
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    if let Some(skipped) = report["skipped"].as_array().and_then(|all| all.first()) {
        eprintln!("skipped: {name}: {skipped}");
        return None;
    }
    assert_eq!(report["faults"], serde_json::json!([]), "{name}");
    let mut broken = BTreeSet::new();
    for trial in report["trials"].as_array().unwrap() {
        let verdicts = trial["verdicts"].as_array().unwrap().iter();
        for verdict in verdicts.filter(|verdict| matches!(verdict["verdict"].as_str(), Some("fail" | "warn"))) {
            let role = verdict["role"].as_str().or(trial["role"].as_str()).unwrap();
            broken.insert(format!("{role} {}", verdict["clause"].as_str().unwrap()));
        }
    }
    Some(broken)
}

/// Each row: the clauses that each of its programs breaks. NUM-5: Python 3 prints up to 17 digits.
#[rstest]
#[case::ends_with_its_first_client("serves-once", &[
    ("tcp-server", "TCP-S-2 TCP-S-3 CON-7 NUM-5"), // it answers the length, too
    ("tcp-client", "TCP-C-6"),
])]
#[case::asks_for_no_length_or_never_sends_it("forgets-length", &[
    ("tcp-client", "TCP-C-1 CON-1 CON-6"),
    ("udp-client", "UDP-C-1 CON-6"),
])]
#[case::the_port_is_no_clause("wrong-port", &[
    ("tcp-server", "NUM-5"),
    ("udp-client", "UDP-C-1 CON-6"), // it binds no port: replies miss it
])]
#[case::numbers_in_brackets("prints-lists", &[
    ("tcp-client", "CON-2 CON-6"),
    ("udp-server", "RSP-1 CON-4 CON-6"), // it prints a tuple
])]
#[case::the_name_resolves_to_the_address_asked_for("gethostname", &[("tcp-server", "NUM-5")])]
#[case::commas_for_spaces("commas", &[
    ("tcp-server", "RSP-1 CON-7 NUM-5"), // it prints `bad data` for what its own client sends
    ("tcp-client", "TCP-C-1 TCP-C-2 CON-6"), // it finds no commas in the reply, and fails
])]
#[case::no_text_at_all("pickles", &[
    ("tcp-server", "TCP-S-1 CON-6"),
    ("tcp-client", "TCP-C-1 TCP-C-2 CON-6"),
])]
#[case::waits_for_a_line_feed("newlines", &[
    ("tcp-server", "TCP-S-1 RSP-1 CON-6 NUM-5"), // it answers a client that has half-closed
    ("tcp-client", "TCP-C-1 TCP-C-3 TCP-C-6 CON-6"),
])]
#[case::says_who_has_connected("threads", &[
    ("tcp-server", "END-1 TCP-S-2 CON-7 NUM-5"), // on every address; it answers the length, too
    ("tcp-client", "TCP-C-6"),
])]
#[case::dies_on_one_number("dies-on-one", &[("tcp-server", "REQ-2 NUM-5"), ("udp-server", "REQ-2")])]
fn a_beginners_program_breaks_exactly_these(#[case] name: &str, #[case] expected: &[(&str, &str)]) {
    let Some(found) = broken_by(name) else { return };
    let expected =
        expected.iter().flat_map(|(role, clauses)| clauses.split(' ').map(move |one| format!("{role} {one}")));
    assert_eq!(found, expected.collect::<BTreeSet<String>>(), "{name}");
}

//! Protohackers 0 to 4: the reference of each, and wrong servers.
//!
//! The servers are written in Python 3, C, Node and Java; if one of these is missing, the tests report it.

use super::{root, run};
use rstest::rstest;
use std::collections::BTreeSet;

#[rstest]
#[case("protohackers-0-smoke-test")]
#[case("protohackers-1-prime-time")]
#[case("protohackers-2-means-to-an-end")]
#[case("protohackers-3-budget-chat")]
#[case("protohackers-4-unusual-database")]
fn the_reference_passes_what_is_written(#[case] protocol: &str) {
    let ran = run(&["run", "--protocol", protocol, "--strict", "--skip", "*/derived/*", "--generated", "0"]);
    if !ran.skips() {
        assert_eq!(ran.code, Some(0), "{}", ran.text);
    }
}

/// A row of a table of wrong programs.
struct Row {
    name: String,
    clause: String,
    /// A case that shows it.
    case: String,
}

/// Each wrong server breaks the clause that its table names, in the case that stands there.
#[rstest]
#[case("0", "protohackers-0-smoke-test")]
#[case("1", "protohackers-1-prime-time")]
#[case("2", "protohackers-2-means-to-an-end")]
#[case("3", "protohackers-3-budget-chat")]
#[case("4", "protohackers-4-unusual-database")]
fn each_wrong_server_breaks_its_own_clause(#[case] number: &str, #[case] protocol: &str) {
    let home = root("fixtures/protohackers").join(number).join("wrong");
    let rows = rows(&std::fs::read_to_string(home.join("FAULTS.md")).unwrap());
    assert!(rows.len() >= 20, "{}", rows.len());
    let cases: BTreeSet<&str> = rows.iter().map(|row| row.case.as_str()).collect();
    for case in cases {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.case == case).collect();
        let folders: Vec<String> = rows.iter().map(|row| home.join(&row.name).display().to_string()).collect();
        let mut words = vec!["run", "--protocol", protocol, "--run", case, "--time-limit", "3s", "--generated", "0"];
        words.extend(folders.iter().map(String::as_str));
        let ran = run(&words);
        let (broken, missing) = (ran.broken(), ran.missing());
        for Row { name, clause, .. } in rows {
            let found = broken.get(name).cloned().unwrap_or_default();
            assert!(
                found.contains(clause) || missing.contains(name),
                "{name} breaks {clause} in {case}, and {found:?} was found: {}",
                ran.text
            );
        }
    }
}

fn rows(table: &str) -> Vec<Row> {
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        Row { name: cells[0].to_owned(), clause: cells[3].to_owned(), case: cells[4].to_owned() }
    };
    rows.map(row).collect()
}

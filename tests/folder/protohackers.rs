//! Protohackers 0 to 4: the reference of each, and wrong servers.
//!
//! The servers are written in Python 3; where there is none, that is reported.

use super::{root, run};
use rstest::rstest;

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

/// Each wrong server breaks the clause that its table names.
#[rstest]
#[case("0", "protohackers-0-smoke-test")]
#[case("1", "protohackers-1-prime-time")]
#[case("2", "protohackers-2-means-to-an-end")]
#[case("3", "protohackers-3-budget-chat")]
#[case("4", "protohackers-4-unusual-database")]
fn each_wrong_server_breaks_its_own_clause(#[case] number: &str, #[case] protocol: &str) {
    let home = root("fixtures/protohackers").join(number).join("wrong");
    let table = std::fs::read_to_string(home.join("FAULTS.md")).unwrap();
    let rows: Vec<(String, String)> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`').to_owned(), cells[3].to_owned())
        })
        .collect();
    assert!(rows.len() >= 10, "{}", rows.len());
    let folders: Vec<String> = rows.iter().map(|(name, _)| home.join(name).display().to_string()).collect();
    let mut words =
        vec!["run", "--protocol", protocol, "--skip", "*/derived/*", "--time-limit", "3s", "--generated", "0"];
    words.extend(folders.iter().map(String::as_str));
    let ran = run(&words);
    if ran.skips() {
        return;
    }
    let broken = ran.broken();
    for (name, clause) in rows {
        let found = broken.get(&name).cloned().unwrap_or_default();
        assert!(found.contains(&clause), "{name} breaks {clause}, and {found:?} was found");
    }
}

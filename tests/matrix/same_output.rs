//! With fixed cuts the original pair prints the same in every run: with the published one, the post's own output.

use super::*;
use std::collections::BTreeSet;

/// How many times each is played; fifty times was tried by hand.
const TIMES: usize = 5;

/// The output of each side in a diagram, without times.
fn printed(diagram: &str) -> Vec<String> {
    let lines = diagram.lines().filter_map(|line| {
        let (before, what) = line.split_once("* prints ")?;
        let side = if before.contains('|') { "server" } else { "client" };
        Some(format!("{side} {}", what.trim().trim_matches('"')))
    });
    let mut all: Vec<String> = lines.collect();
    // Chance decides what one side prints while the other does; the order on each side is fixed.
    all.sort_by_key(|line| line.starts_with("server"));
    let mut whole: Vec<String> = Vec::new();
    for line in all {
        match whole.last_mut().filter(|last| !last.ends_with("\\n") && last[..6] == line[..6]) {
            Some(last) => last.push_str(&line[7..]),
            None => whole.push(line),
        }
    }
    whole
}

#[test]
fn the_original_pair_prints_the_same_in_every_run() {
    let mut seen: BTreeSet<(String, Vec<String>)> = BTreeSet::new();
    for _ in 0..TIMES {
        let Some(run) = matrix(&["original"], &["--skip", "*/lost/*", "--diagrams", "cells"]) else { return };
        for entry in std::fs::read_dir(run.path("cells/original/original")).unwrap().map(Result::unwrap) {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            seen.insert((entry.file_name().into_string().unwrap(), printed(&text)));
        }
    }
    let cases: BTreeSet<&String> = seen.iter().map(|(case, _)| case).collect();
    assert!(cases.len() >= 22, "{cases:?}");
    assert_eq!(seen.len(), cases.len(), "{seen:#?}");
    let published = |case: &str| &seen.iter().find(|(name, _)| name == case).unwrap().1;
    assert_eq!(
        *published("tcp-pair.published.message-first.txt"),
        [
            "client Input integers with space in between: Enter the length of the set: \
             The total of all numbers is: 27.4\\n",
            "client The lowest number is: 3.4\\n",
            "client The highest number is: 9.0\\n",
            "client The mean is: 5.48\\n",
            "server TCP server has started and is ready to receive\\n",
            "server Received data: [5.0, 4.0, 6.0, 9.0, 3.4]\\n",
        ]
    );
    assert_eq!(
        published("udp-pair.published.as-it-comes.txt")[4..],
        [
            "server UDP server has started and is ready to receive\\n",
            "server received data: [6.0, 5.0, 9.0, 7.0, 4.2]\\n",
            "server received data: [5.0]\\n",
        ]
    );
    assert!(published("tcp-pair.published.joined.txt")[0].ends_with("27.45\\n"), "{seen:#?}");
}

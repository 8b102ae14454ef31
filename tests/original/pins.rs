//! The behaviour of the original in every corner, pinned: a change of it, or of the suite, shows here.

use super::Seen;
use crate::python27;
use sockspec::case::file;
use std::collections::BTreeMap;

/// The folder of the pins: a file a role.
const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/original");

/// A text that stands there many times in a row is replaced by its number: requests of 2048 bytes are hard to read.
fn folded(text: &str) -> String {
    text.lines().map(|line| folded_line(line) + "\n").collect()
}

fn folded_line(line: &str) -> String {
    let runs = [("1 ", 20), ("1.0, ", 20)];
    runs.iter().fold(line.to_owned(), |line, (unit, least)| {
        let Some(from) = line.find(&unit.repeat(*least)) else { return line };
        let rest = line[from..].trim_start_matches(unit);
        let times = (line.len() - from - rest.len()) / unit.len();
        format!("{}{{{unit:?} {times} times}}{rest}", &line[..from])
    })
}

#[test]
fn what_is_repeated_is_counted() {
    let line = format!("sent \"{}999\"", "1 ".repeat(511));
    assert_eq!(folded_line(&line), "sent \"{\"1 \" 511 times}999\"");
    assert_eq!(folded_line("received \"1 1 1\""), "received \"1 1 1\"");
}

#[test]
fn the_original_behaves_as_pinned_in_every_case() {
    let Some(seen) = Seen::here() else { return };
    if seen.jython {
        return python27::skipped("the pins of the original are CPython's");
    }
    let mut subjects: BTreeMap<String, String> = BTreeMap::new();
    // The one visit pins the result of hundreds of visits of its kind.
    for case in file::built_in().into_iter().filter(|case| !case.id.as_str().contains("/many/")) {
        let (id, subject) = (case.id.as_str(), case.id.subject().to_string());
        match seen.texts.get(id) {
            Some(text) => *subjects.entry(subject).or_default() += &format!("{}\n{}\n", "-".repeat(80), folded(text)),
            // A pair needs network namespaces.
            None if subject.ends_with("pair") => python27::skipped(&format!("{id} can't be played here")),
            None => panic!("{id} was not played"),
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(PINNED);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (subject, text) in &subjects {
            insta::assert_snapshot!(subject.as_str(), text);
        }
    });
}

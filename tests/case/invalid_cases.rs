//! Every file in `fixtures/invalid/cases` holds one mistake; the error message for it is pinned.

use sockspec::case::file::parse;
use sockspec::document::FileError;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

const FIXTURES: &str = "fixtures/invalid/cases";
const PINNED: &str = "snapshots/case-errors";

/// The names of a folder's files with this extension, without it.
fn stems(folder: &str, extension: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension() == Some(OsStr::new(extension)))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// The mistake in a fixture; its subject is the first part of its name, as in `tcp-server.unknown-step`.
fn mistake(stem: &str) -> FileError {
    let path = format!("{FIXTURES}/{stem}.toml");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
    let (subject, name) = stem.split_once('.').unwrap_or_else(|| panic!("{stem} names no subject"));
    match parse(&path, format!("{subject}/{name}").parse().unwrap(), &text) {
        Ok(_) => panic!("{path} is read without an error"),
        Err(error) => error,
    }
}

/// The error message; the path is relative, as it is typed from the project's folder.
fn rendered(stem: &str) -> String {
    mistake(stem).render(false)
}

#[test]
fn every_mistake_is_shown_as_pinned() {
    super::pinned_in(PINNED).bind(|| {
        for stem in stems(FIXTURES, "toml") {
            insta::assert_snapshot!(stem.as_str(), rendered(&stem));
        }
    });
}

#[test]
fn every_fixture_has_its_pinned_error_and_no_pinned_error_is_left_over() {
    let fixtures = stems(FIXTURES, "toml");
    assert!(fixtures.len() >= 25, "only {} fixtures", fixtures.len());
    assert_eq!(fixtures, stems(PINNED, "snap"));
}

#[test]
fn no_error_holds_colour_or_an_absolute_path() {
    for stem in stems(FIXTURES, "toml") {
        let text = rendered(&stem);
        assert!(!text.contains('\u{1b}'), "{stem} is coloured");
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{stem} names a folder of this machine");
    }
}

#[test]
fn every_error_says_the_file_and_what_to_write() {
    for stem in stems(FIXTURES, "toml") {
        let text = rendered(&stem);
        assert!(text.contains(&format!("[{FIXTURES}/{stem}.toml:")), "{stem} does not say its file and line");
        assert!(text.contains("help: "), "{stem} does not say what to write");
    }
}

#[test]
fn a_terminal_gets_colour() {
    assert!(mistake("tcp-server.empty").render(true).contains('\u{1b}'));
}

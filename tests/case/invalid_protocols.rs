//! Every folder in `fixtures/invalid/protocols` is a protocol with one mistake; the message is pinned.

use sockspec::folder::ProtocolFolder;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

const FIXTURES: &str = "fixtures/invalid/protocols";
const PINNED: &str = "snapshots/protocol-errors";
/// The mistakes that have no place: something is not there at all.
const WITHOUT_PLACE: [&str; 1] = ["no-clause"];

fn names() -> BTreeSet<String> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURES)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// What is wrong with a fixture; tests run in the project's folder, so its path is relative, as a person types it. A case is
/// read from wherever the suite is started, so its path begins at the root; here it is cut.
fn mistake(name: &str) -> String {
    let folder = match ProtocolFolder::load(&Path::new(FIXTURES).join(name)) {
        Ok(folder) => folder,
        Err(error) => return error.render(false),
    };
    match folder.load_cases() {
        Ok(_) => panic!("{name} is read without an error"),
        Err(error) => error.render(false).replace(concat!(env!("CARGO_MANIFEST_DIR"), "/"), ""),
    }
}

#[test]
fn every_mistake_is_shown_as_pinned() {
    super::pinned_in(PINNED).bind(|| {
        for name in names() {
            insta::assert_snapshot!(name.as_str(), mistake(&name));
        }
    });
}

#[test]
fn every_fixture_has_its_pinned_error_and_no_pinned_error_is_left_over() {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(PINNED)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let pinned = paths.filter(|path| path.extension() == Some(OsStr::new("snap")));
    let pinned: BTreeSet<String> = pinned.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(names().len() >= 40, "only {} fixtures", names().len());
    assert_eq!(names(), pinned);
}

#[test]
fn every_error_says_the_file_and_what_to_write() {
    for name in names() {
        let text = mistake(&name);
        let place = format!("[{FIXTURES}/{name}/");
        assert!(text.contains(&place) || WITHOUT_PLACE.contains(&name.as_str()), "{name} has no place: {text}");
        assert!(text.contains("help: "), "{name} does not say what to write: {text}");
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")), "{name} names a folder of this machine");
    }
}

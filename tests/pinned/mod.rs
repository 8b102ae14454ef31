//! The published sessions, played by the built-in implementations and pinned: on the server's side, on the client's, and
//! in pairs.

use crate::python27;
use assert_cmd::Command;
use sockspec::implementation::PythonKind;
use std::collections::BTreeMap;
use std::path::Path;

/// The folder of this project's own pins.
const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/published");

/// The pinned text of each published case, by the case's id.
fn published(implementation: &str) -> BTreeMap<String, String> {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["snapshot", implementation, "--accept", "--run", "*/published/*", "--dir", "pins"];
    let mut sockspec = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    let output = sockspec.current_dir(home.path()).args(arguments).output().unwrap();
    // A pair needs network namespaces: without them, the rest is compared.
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() || printed.contains("namespaces"), "{printed}");
    let mut texts = BTreeMap::new();
    gather(&home.path().join("pins").join(implementation), "", &mut texts);
    texts
}

/// The pinned texts in a folder, by what follows `below`: the case's id.
pub(crate) fn gather(folder: &Path, below: &str, texts: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{below}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{name}/"), texts);
        } else {
            let id = name.strip_suffix(".txt").unwrap().to_owned();
            texts.insert(id, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// Compares all texts with the project's pins.
fn assert_pinned(implementation: &str, texts: &BTreeMap<String, String>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(PINNED);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (id, text) in texts {
            insta::assert_snapshot!(format!("{implementation}.{}", id.replace('/', ".")), text);
        }
    });
}

/// The post's own outputs stand in the texts.
fn assert_holds_the_post(texts: &BTreeMap<String, String>) {
    let sessions = [("tcp", ["27.4", "3.4", "9.0", "5.48"]), ("udp", ["31.2", "4.2", "9.0", "6.24"])];
    for (transport, [total, lowest, highest, mean]) in sessions {
        let reply = format!("\"{total} {lowest} {highest} {mean}\"");
        let server = &texts[&format!("{transport}-server/published/session")];
        assert!(server.contains(&format!("received {reply}")), "{server}");
        let client = &texts[&format!("{transport}-client/published/session")];
        for line in [
            format!("The total of all numbers is: {total}\n"),
            format!("The lowest number is: {lowest}\n"),
            format!("The highest number is: {highest}\n"),
            format!("The mean is: {mean}\n"),
        ] {
            assert!(client.contains(&line), "{client}");
        }
    }
}

#[test]
fn the_published_sessions_of_the_reference() {
    let texts = published("reference");
    assert_holds_the_post(&texts);
    assert_pinned("reference", &texts);
}

#[test]
fn the_published_sessions_of_the_original() {
    let Some(python) = python27::for_the_original("the published sessions of the original") else { return };
    let texts = published("original");
    assert_holds_the_post(&texts);
    if PythonKind::CPython.is_here() {
        assert_pinned("original", &texts)
    } else {
        python27::skipped(&format!("the pins are CPython's, not those of {}", python.display()))
    }
}

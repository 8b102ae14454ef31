//! `--known-failing` and `--write-known-failing`.

use super::*;
use predicates::prelude::*;
use std::collections::BTreeSet;

const INVALID: &str = "fixtures/invalid/known-failing";

#[test]
fn every_mistake_in_a_list_is_shown_as_pinned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(root.join(INVALID)).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: BTreeSet<String> = files.map(|name| name.into_string().unwrap()).collect();
    assert!(names.len() >= 6);
    names.insert("not-there.toml".to_owned());
    for name in names {
        let mut run = sockspec(root);
        let text = printed(run.args(["run", "reference", "--known-failing", &format!("{INVALID}/{name}")]));
        assert!(text.starts_with("exit code 2\n"), "{name}: {text}");
        pin(&format!("list-{}", name.trim_end_matches(".toml")), &text);
    }
}

#[test]
fn the_list_of_a_run_makes_the_same_run_as_expected() {
    let folder = Folder::with(IDLE, "");
    let said = predicate::str::ends_with("known-failing entries written to known.toml: say in each why\n");
    let mut first = folder.run();
    first.args(QUICK).args(["--strict", "--write-known-failing", "known.toml"]).assert().code(1).stdout(said);
    pin("written-list", &folder.read("known.toml"));
    folder.run().args(QUICK).args(["--strict", "--known-failing", "known.toml"]).assert().code(0);
    folder.run().args(QUICK).args(["--strict"]).assert().code(1);
}

#[test]
fn a_list_without_entries_is_right() {
    let folder = Folder::with(RIGHT, "");
    let said = predicate::str::ends_with("nothing is broken that is not known: known.toml holds no entry\n");
    folder.run().args(QUICK).args(["--write-known-failing", "known.toml"]).assert().code(0).stdout(said);
    folder.run().args(QUICK).args(["--known-failing", "known.toml"]).assert().code(0);
}

#[test]
fn a_list_that_someone_wrote_reasons_into_is_not_overwritten() {
    let folder = Folder::with(IDLE, "");
    folder.write("known.toml", "# mine\n");
    let text = printed(folder.run().args(QUICK).args(["--write-known-failing", "known.toml"]));
    pin("list-exists", &text);
    assert_eq!(folder.read("known.toml"), "# mine\n");
    let text = printed(folder.run().args(QUICK).args(["--write-known-failing", "no/such/folder/known.toml"]));
    pin("list-can-not-be-made", &text);
}

#[test]
fn an_entry_of_a_list_speaks_of_whom_it_names() {
    let folder = Folder::with(RIGHT, "");
    let known = entry("tcp-client/published/*", "CON-2");
    folder.write("theirs.toml", &known.replace("case =", "implementation = \"theirs\"\ncase ="));
    folder.write("ours.toml", &known.replace("case =", "implementation = \"ours\"\ncase ="));
    folder.run().args(QUICK).args(["--known-failing", "theirs.toml"]).assert().code(0);
    let line = predicate::str::contains("ours.toml:1: delete this entry: CON-2 in `tcp-client/published/*` passes now");
    folder.run().args(QUICK).args(["--known-failing", "ours.toml"]).assert().code(1).stdout(line);
}

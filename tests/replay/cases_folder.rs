//! `--cases DIR`: a person's own cases beside the built-in ones.

use super::sockspec;
use predicates::prelude::*;
use predicates::str::contains;
use std::fs;
use std::path::Path;

const TEXT: &str = "summary = \"One number.\"\nclauses = [\"RSP-1\"]\nsteps = [\n  { connect = \"a\" },\n  \
                    { send = \"5\" },\n  { expect = \"statistics\", of = \"5\", clause = \"RSP-1\" },\n]\n";

fn write(home: &Path, id: &str, text: &str) {
    let file = home.join(format!("cases/{id}.toml"));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

#[test]
fn own_cases_come_after_the_built_in_ones() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "tcp-server/a/own", TEXT);
    let listed = sockspec(home.path(), &["list", "--cases", "cases"]).code(0);
    let text = String::from_utf8(listed.get_output().stdout.clone()).unwrap();
    assert!(text.lines().last().unwrap().starts_with("tcp-server/a/own"), "{text}");
    let run = ["run", "reference", "--cases", "cases", "--run", "tcp-server/a/own"];
    sockspec(home.path(), &run).code(0).stdout(contains("1 trial,"));
}

#[test]
fn an_id_that_is_taken_is_refused() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "tcp-server/robust/leaves", TEXT);
    let run = sockspec(home.path(), &["run", "reference", "--cases", "cases"]).code(2);
    run.stderr(contains("tcp-server/robust/leaves already"));
}

#[test]
fn a_folder_without_cases_or_with_a_wrong_one_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let none = sockspec(home.path(), &["run", "reference", "--cases", "cases"]).code(2);
    none.stderr(contains("can't read the folder `cases`"));
    fs::create_dir(home.path().join("cases")).unwrap();
    let empty = sockspec(home.path(), &["run", "reference", "--cases", "cases"]).code(2);
    empty.stderr(contains("there is no case file in `cases`"));
    write(home.path(), "tcp-server/wrong", "summary = 1\n");
    let wrong = sockspec(home.path(), &["run", "reference", "--cases", "cases"]).code(2);
    wrong.stderr(contains("cases/tcp-server/wrong.toml:1").and(contains("help:")));
}

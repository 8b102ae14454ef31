//! The cases inside sockspec itself: they are there wherever the binary is installed.

use super::parse;
use crate::case::{Case, CaseId, Subject};
use crate::protocol::{current_spec, embedded};
use include_dir::{Dir, File};
use std::path::Path;

/// Every case of the current protocol's folder `cases`, which is built in, subject by subject. First come the cases
/// that others presume (`basics`), then the published ones, then the others by path.
///
/// # Panics
///
/// When one of the files holds a mistake, with that mistake; a test reads them all.
pub fn built_in() -> Vec<Case> {
    let name = &current_spec().name;
    let mut cases: Vec<Case> = files_of(name).into_iter().map(|file| read(name, file)).collect();
    cases.sort_by_key(|case| sort_key(&case.id));
    cases
}

/// The case files of a built-in protocol.
fn files_of(protocol: &str) -> Vec<&'static File<'static>> {
    embedded::folder_below(protocol, "cases").map_or_else(Vec::new, embedded_case_files)
}

/// The case files of a folder and of all below it.
fn embedded_case_files<'d>(folder: &'d Dir<'d>) -> Vec<&'d File<'d>> {
    let own = folder.files().filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"));
    own.chain(folder.dirs().flat_map(embedded_case_files)).collect()
}

fn read(protocol: &str, file: &File<'_>) -> Case {
    let shown = format!("protocols/{}", join_with_slashes(file.path()));
    let root = Path::new(protocol).join("cases");
    let id = super::id_of(file.path(), &root).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let text = file.contents_utf8().unwrap_or_else(|| panic!("`{shown}` is not UTF-8 text"));
    parse(&shown, id, text).unwrap_or_else(|error| panic!("{}", error.render(false)))
}

/// The path as it is written on every system.
fn join_with_slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The folders whose cases come first: verdicts of later cases depend on theirs.
const FIRST: [&str; 2] = ["basics/", "published/"];

/// The place of a case among all: the place of its subject, that of its folder, its id.
pub(super) fn sort_key(id: &CaseId) -> (usize, usize, String) {
    let subject = Subject::all().position(|subject| subject == id.subject()).unwrap_or(usize::MAX);
    let name = id.as_str().split_once('/').map_or("", |(_, name)| name);
    let folder = FIRST.iter().position(|folder| name.starts_with(folder)).unwrap_or(FIRST.len());
    (subject, folder, id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_case_is_read_and_none_twice() {
        let cases = built_in();
        let mut ids: Vec<_> = cases.iter().map(|case| case.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), cases.len());
    }

    #[test]
    fn every_case_file_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocols/set-statistics/cases");
        let (mut folders, mut on_disk) = (vec![root.clone()], Vec::new());
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path)
                } else {
                    on_disk.push(join_with_slashes(path.strip_prefix(&root).unwrap()))
                }
            }
        }
        on_disk.retain(|path| path.ends_with(".toml"));
        on_disk.sort();
        let below = "set-statistics/cases";
        let own = |file: &File<'_>| join_with_slashes(file.path().strip_prefix(below).unwrap());
        let mut embedded: Vec<_> = files_of("set-statistics").into_iter().map(own).collect();
        embedded.sort();
        assert_eq!(embedded, on_disk, "build.rs does not watch the folder");
    }

    #[test]
    fn subjects_come_in_their_order_and_basics_first() {
        let ids = [
            "udp-server/a",
            "tcp-pair/a",
            "tcp-server/a",
            "tcp-server/published/z",
            "tcp-server/basics/z",
            "tcp-client/a",
        ];
        let mut ids: Vec<CaseId> = ids.into_iter().map(|id| id.parse().unwrap()).collect();
        ids.sort_by_key(sort_key);
        let ids: Vec<_> = ids.iter().map(CaseId::as_str).collect();
        assert_eq!(ids[..3], ["tcp-server/basics/z", "tcp-server/published/z", "tcp-server/a"]);
        assert_eq!(ids[3..], ["tcp-client/a", "udp-server/a", "tcp-pair/a"]);
    }
}

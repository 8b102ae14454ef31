//! The rooms of the crate may know only some of each other, and some words must never stand in them.

use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms that it may know.
const ALLOWED: &[(&str, &[&str])] = &[
    ("diagnosis", &[]),
    ("protocol", &["diagnosis", "document"]),
    // A dialect is read from a protocol.toml, with errors that point.
    (
        "set_statistics",
        &["case", "diagnosis", "differential", "document", "generate", "judge", "protocol", "transcript"],
    ),
    (
        "protocols",
        &["case", "differential", "document", "engine", "folder", "generate", "judge", "protocol", "set_statistics"],
    ),
    ("document", &["diagnosis"]),
    ("implementation", &["diagnosis", "document", "protocol"]),
    ("case", &["diagnosis", "document", "protocol", "transcript"]),
    ("transcript", &["protocol"]),
    ("world", &["protocol", "transcript"]),
    ("judge", &["case", "protocol", "transcript"]),
    ("generate", &["case", "protocol"]),
    ("folder", &["case", "document", "generate", "implementation", "protocol"]),
    ("differential", &["case", "judge", "protocol", "transcript"]),
    ("engine", &["case", "differential", "generate", "implementation", "judge", "protocol", "transcript", "world"]),
    ("wire", &["protocol", "world"]),
    ("qualify", &["case", "engine", "generate", "implementation", "protocol", "set_statistics", "wire", "world"]),
    (
        "report",
        &[
            "case",
            "diagnosis",
            "differential",
            "document",
            "engine",
            "generate",
            "judge",
            "protocol",
            "qualify",
            "transcript",
        ],
    ),
    ("snapshot", &["case", "engine", "protocols", "report"]),
    (
        "embed",
        &["case", "engine", "generate", "implementation", "protocol", "protocols", "report", "set_statistics", "world"],
    ),
    (
        "cli",
        &[
            "case",
            "diagnosis",
            "differential",
            "engine",
            "generate",
            "implementation",
            "protocol",
            "protocols",
            "qualify",
            "report",
            "set_statistics",
            "snapshot",
            "transcript",
            "wire",
            "world",
        ],
    ),
];

/// A report may know the engine's events, not how it runs.
const OF_THE_ENGINE_FOR_REPORTS: &[&str] = &["event", "summary"];

/// Names that the pure rooms must never use.
const IMPURE: &[&str] = &[
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "std::fs",
    "std::thread",
    "std::process",
    "std::env",
    "Instant",
    "SystemTime",
    "rustix",
    "nix::",
    "socket2",
    "std::io::stdin",
    "std::io::stdout",
    "std::os::unix::net",
];

const LONGEST_FILE: usize = 400;

/// One source file: its path below src, its room, and its lines of code, without comments and unit tests.
struct Source {
    path: PathBuf,
    room: String,
    code: String,
    lines: usize,
    is_test: bool,
}

impl Source {
    /// Whether it is one of the reference's programs, which do what programs do.
    fn is_of_the_reference(&self) -> bool {
        self.path.starts_with("set_statistics/reference")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(read(&root, &path));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "the sources are not where this test looks for them");
    found
}

fn read(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let path = path.strip_prefix(root).unwrap().to_owned();
    let room = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let is_test = stem == "tests" || stem.ends_with("_tests") || path.iter().any(|part| part == "tests");
    // Unit tests stand at the end of a file.
    let body = text.split("\n#[cfg(test)]").next().unwrap();
    let code = body.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    Source { room, code: code.collect::<Vec<_>>().join("\n"), lines: text.lines().count(), is_test, path }
}

/// The code of the crate proper, without unit tests.
fn code() -> impl Iterator<Item = Source> {
    sources().into_iter().filter(|source| !source.is_test)
}

/// The path behind each `crate::` in `code`, as words: `["engine", "event"]`; a group in braces gives one each.
fn crate_paths(code: &str) -> Vec<Vec<String>> {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let path: String = rest.chars().take_while(|&c| word(c)).collect();
        let behind = &rest[path.len()..];
        let members = if behind.starts_with('{') { group(behind) } else { vec![String::new()] };
        for member in members {
            found.push(format!("{path}{member}").split("::").filter(|w| !w.is_empty()).map(str::to_owned).collect());
        }
    }
    found
}

/// The members of a group in braces, as far as they are needed here: each up to its own group.
fn group(text: &str) -> Vec<String> {
    let mut members = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => members.push(String::new()),
            c if depth == 1 && !c.is_whitespace() => members.last_mut().unwrap().push(c),
            _ => {}
        }
    }
    members.into_iter().filter(|member| !member.is_empty() && member != "self").collect()
}

#[test]
fn paths_are_read_out_of_code() {
    let paths = crate_paths("use crate::engine::{event::Event, summary};\nlet x: crate::case::Case;");
    let paths: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["engine::event::Event", "engine::summary", "case::Case"]);
    let paths = crate_paths("use crate::{\n    case::{Case, Step},\n    world,\n};");
    assert_eq!(paths.iter().map(|path| path[0].as_str()).collect::<Vec<_>>(), ["case", "world"]);
}

#[test]
fn a_room_knows_only_the_rooms_that_it_may() {
    let rooms: BTreeSet<&str> = ALLOWED.iter().map(|(room, _)| *room).collect();
    for Source { path, room, code, .. } in code().filter(|source| source.room != "main" && source.room != "lib") {
        let (_, known) = ALLOWED.iter().find(|(name, _)| *name == room).unwrap_or_else(|| {
            panic!(
                "src/{}: the room `{room}` is not in the table of this test; say there what it may know",
                path.display()
            )
        });
        for to in crate_paths(&code) {
            let other = to[0].as_str();
            assert!(
                other == room || !rooms.contains(other) || known.contains(&other),
                "src/{}: `{room}` must not know `{other}` (it uses crate::{})",
                path.display(),
                to.join("::")
            );
        }
    }
}

#[test]
fn there_is_no_circle_between_rooms() {
    let mut below: BTreeSet<&str> = BTreeSet::new();
    let mut left: Vec<_> = ALLOWED.to_vec();
    while !left.is_empty() {
        let before = left.len();
        let ready: Vec<&str> =
            left.iter().filter(|(_, known)| known.iter().all(|k| below.contains(k))).map(|(r, _)| *r).collect();
        below.extend(ready);
        left.retain(|(room, _)| !below.contains(room));
        assert!(left.len() < before, "these rooms know each other in a circle: {left:?}");
    }
}

#[test]
fn reports_see_what_the_engine_tells_and_nothing_else_of_it() {
    for Source { path, code, .. } in code().filter(|source| source.room == "report") {
        for to in crate_paths(&code).into_iter().filter(|to| to[0] == "engine") {
            let part = to.get(1).map_or("all of it", String::as_str);
            assert!(
                OF_THE_ENGINE_FOR_REPORTS.contains(&part),
                "src/{}: a report must not know the engine's `{part}`; it is a fold over events",
                path.display()
            );
        }
    }
}

#[test]
fn the_protocol_the_judge_and_the_generators_touch_nothing_outside() {
    let pure = ["protocol", "set_statistics", "judge", "generate", "differential", "wire"];
    let is_relay = |source: &Source| source.path.starts_with("wire/relay");
    let is_pure =
        |source: &Source| pure.contains(&source.room.as_str()) && !source.is_of_the_reference() && !is_relay(source);
    for Source { path, code, .. } in code().filter(is_pure) {
        for word in IMPURE {
            assert!(!code.contains(word), "src/{}: a pure room must not use `{word}`", path.display());
        }
    }
}

/// The rooms that serve any protocol hold no words, clauses and ports of the default one. (Names of steps and expectations
/// are the language of cases, and examples in error messages are for people.)
#[test]
fn the_core_holds_no_words_of_a_protocol() {
    let core = ["engine", "world", "judge", "generate", "folder", "snapshot", "wire", "transcript", "differential"];
    let clause = Regex::new(r"\b(TCP-[SC]|UDP-[SC]|END|CON|REQ|RSP|NUM)-[0-9]").unwrap();
    let words = Regex::new(r"\b(16000|15000|8000)\b|server has started|Received data|5 4 6|set-statistics").unwrap();
    let is_example = |line: &str| line.contains("each like") || line.contains("help = ");
    let mut found = Vec::new();
    for source in code().filter(|source| core.contains(&source.room.as_str())) {
        let lines = source.code.lines().filter(|line| !is_example(line));
        let own = lines.filter(|line| clause.is_match(line) || words.is_match(line));
        found.extend(own.map(|line| format!("{}: {}", source.path.display(), line.trim())));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_the_command_line_and_the_reference_print() {
    let may = |source: &Source| ["cli", "main"].contains(&source.room.as_str()) || source.is_of_the_reference();
    for Source { path, code, .. } in code().filter(|source| !may(source)) {
        for word in ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!("] {
            assert!(!code.contains(word), "src/{}: `{word}…)` has no place outside of src/cli", path.display());
        }
    }
}

#[test]
fn nothing_sleeps_to_wait_for_something() {
    for Source { path, code, .. } in code().filter(|source| !source.is_of_the_reference()) {
        let mut calls = code.match_indices("sleep(").filter(|(at, _)| !code[..*at].ends_with(char::is_alphanumeric));
        assert!(calls.next().is_none(), "src/{}: wait for what you wait for, not for a time", path.display());
    }
}

#[test]
fn no_room_is_a_lumber_room() {
    for Source { path, .. } in sources() {
        let mut parts = path.iter().map(|part| part.to_str().unwrap().trim_end_matches(".rs"));
        let lumber = parts.find(|part| ["utils", "util", "common", "misc", "helpers"].contains(part));
        assert!(lumber.is_none(), "src/{}: name it after what it holds", path.display());
    }
}

#[test]
fn no_file_is_too_long_to_be_read() {
    for Source { path, lines, .. } in sources() {
        assert!(lines <= LONGEST_FILE, "src/{} has {lines} lines; split it by what it is about", path.display());
    }
}

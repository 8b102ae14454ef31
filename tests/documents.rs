//! README and docs: short sentences, links that lead somewhere, and figures that are true.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most words in a sentence.
const LONGEST_SENTENCE: usize = 40;
/// The most lines in README.
const LONGEST_README: usize = 200;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The pages for people: those at the root, and the guides.
fn pages() -> Vec<(PathBuf, String)> {
    let in_docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let at_root = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name));
    let mut paths: Vec<PathBuf> =
        in_docs.chain(at_root).filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The page without its fenced blocks.
fn prose(page: &str) -> String {
    page.split("\n```").step_by(2).map(|part| format!("{part}\n\n")).collect()
}

/// The sentences of a page: each paragraph, item, heading and cell of a table begins one of its own.
fn sentences(page: &str) -> Vec<String> {
    let begins = |line: &str| {
        let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
        ["- ", "* ", "#"].iter().any(|start| line.starts_with(start))
            || digits.len() < line.len() && digits.starts_with(". ")
    };
    let mut blocks = vec![String::new()];
    for line in prose(page).lines().map(str::trim) {
        match line.strip_prefix('|') {
            Some(row) => blocks.extend(row.replace("\\|", "/").split('|').map(str::to_owned)),
            None if line.is_empty() || begins(line) => blocks.push(line.to_owned()),
            None => blocks.last_mut().unwrap().extend([" ", line]),
        }
    }
    blocks.iter().flat_map(|block| split_into_sentences(block)).collect()
}

fn split_into_sentences(block: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in block.split_whitespace() {
        let sentence = all.last_mut().unwrap();
        sentence.push_str(word);
        sentence.push(' ');
        let end = word.trim_end_matches(['"', ')', '`', '*']);
        if end.ends_with(['.', '!', '?']) {
            all.push(String::new());
        }
    }
    all
}

#[test]
fn no_sentence_is_too_long_to_be_read() {
    for (path, page) in pages() {
        for sentence in sentences(&page) {
            let words = sentence.split_whitespace().count();
            assert!(words <= LONGEST_SENTENCE, "{}: {words} words: {sentence}", path.display());
        }
    }
}

#[test]
fn sentences_are_told_apart() {
    let page = "# A\n\nOne two. Three\nfour (five).\n- six\n\n| a | b |\n\n```sh\nx y z\n```\nEnd\n";
    let found: Vec<String> =
        sentences(page).iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
    assert_eq!(found, ["# A", "One two.", "Three four (five).", "- six", "a", "b", "End"]);
}

#[test]
fn readme_is_short() {
    let lines = fs::read_to_string(root().join("README.md")).unwrap().lines().count();
    assert!(lines <= LONGEST_README, "{lines}");
}

/// Every link to a file leads to one, and what stands behind `#` is a heading there.
#[test]
fn every_link_leads_somewhere() {
    for (path, page) in pages() {
        let links = page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
        for link in links.filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", path.display());
            if !heading.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                assert!(headings(&text).contains(heading), "{}: {link}", path.display());
            }
        }
    }
}

fn headings(page: &str) -> BTreeSet<String> {
    let anchor = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    page.lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches(['#', ' ']))).collect()
}

/// The output of a command.
fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sockspec")).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// README's sample run names as many cases as there are.
#[test]
fn the_sample_run_has_all_cases() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let all = printed(&["list"]);
    let mut seen = 0;
    for line in readme.lines().filter(|line| line.starts_with("reference  ") || line.starts_with("original  ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, subject, cases, ..] = words[..] else { panic!("{line}") };
        let listed = all.lines().filter(|id| id.starts_with(&format!("{subject}/"))).count();
        assert_eq!(cases.parse(), Ok(listed), "{line}");
        seen += 1;
    }
    assert_eq!(seen, 12);
}

/// README has a row for each built-in protocol.
#[test]
fn every_included_protocol_stands_in_readme() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for entry in fs::read_dir(root().join("protocols")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        assert!(readme.contains(&format!("| `{name}` |")), "{name} is not in README's table");
    }
}

/// The table of faults has the numbers of the catalogue.
#[test]
fn the_table_of_faults_is_that_of_the_catalogue() {
    let page = fs::read_to_string(root().join("docs/qualify.md")).unwrap();
    let catalogue = printed(&["qualify", "--list"]);
    let ids: Vec<&str> = catalogue.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.split('|').count() == 8);
    let mut sum = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let Ok(number) = cells[3].parse::<usize>() else { continue };
        let of_kind = ids.iter().filter(|id| id.split('/').nth(1) == Some(cells[1])).count();
        assert_eq!(number, of_kind, "{row}");
        sum += number;
    }
    assert_eq!(sum, ids.len());
    for path in ["README.md", "docs/qualify.md"] {
        let text = fs::read_to_string(root().join(path)).unwrap();
        assert!(text.contains(&sum.to_string()), "{path} does not say {sum}");
    }
}

/// README names the minimum version of Rust that Cargo.toml asks for.
#[test]
fn readme_names_the_minimum_rust() {
    let cargo = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let version = cargo.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"')).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(&format!("Rust {version} or later")), "{version}");
    assert!(Path::new(&root().join("LICENSE-MIT")).exists() && readme.contains("MIT or Apache-2.0"));
}

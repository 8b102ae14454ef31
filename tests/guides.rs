//! README and the guides under docs/. The tests write every file that they show, type every command of a `console`
//! block, and compare its output with the block. The blocks of Rust are documentation tests of `sockspec::embed`.
//!
//! In what is printed `...` stands for any lines, `[..]` for anything in a line; `# exit N` behind a command is its exit
//! code, 0 without it. A line `<!-- files: PATH -->` writes the files that the guide PATH shows, each as it is shown first.
//! Blocks of `sh`, `text`, `yaml` and `json` that name no file are only read: what is long, or needs the network.

use crate::cli::has_namespaces;
use crate::python27::skipped;
use rstest::rstest;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A fenced block.
struct Block<'t> {
    language: &'t str,
    text: &'t str,
}

fn blocks(guide: &str) -> Vec<Block<'_>> {
    let fenced = guide.split("\n```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).map(|(language, text)| Block { language, text }).collect()
}

/// Whether `printed` is what the guide shows.
fn fits(expected: &[&str], printed: &[&str]) -> bool {
    match expected {
        [] => printed.is_empty(),
        ["...", rest @ ..] => (0..=printed.len()).any(|from| fits(rest, &printed[from..])),
        [line, rest @ ..] => printed.first().is_some_and(|first| line_fits(line, first)) && fits(rest, &printed[1..]),
    }
}

fn line_fits(expected: &str, printed: &str) -> bool {
    let mut parts = expected.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = printed.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

/// Types the commands of a block in `folder`.
fn type_in(folder: &Path, text: &str) {
    for command in text.split("\n$ ").map(|part| part.strip_prefix("$ ").unwrap_or(part)) {
        let (line, expected) = command.split_once('\n').unwrap_or((command, ""));
        let (typed, exit) = line.split_once(" # exit ").unwrap_or((line, "0"));
        let own = Path::new(env!("CARGO_BIN_EXE_sockspec")).parent().unwrap().to_owned();
        let others = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([own].into_iter().chain(std::env::split_paths(&others))).unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-c", typed]).current_dir(folder).env("PATH", path).env_remove("SOCKSPEC_HOST_NETWORK");
        let output = shell.output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let all = format!("{out}{err}");
        assert_eq!(output.status.code(), exit.trim().parse().ok(), "{typed}\n{all}");
        let lines = |text: &str| text.trim_end().lines().map(str::trim_end).map(str::to_owned).collect::<Vec<_>>();
        let (mut shown, printed) = (lines(expected), lines(&all));
        shown.iter_mut().filter(|line| line.trim() == "...").for_each(|line| *line = "...".to_owned());
        let (shown_lines, printed): (Vec<&str>, Vec<&str>) =
            (shown.iter().map(String::as_str).collect(), printed.iter().map(String::as_str).collect());
        assert!(fits(&shown_lines, &printed), "{typed}\nthe guide shows:\n{expected}\n\nprinted:\n{all}");
    }
}

/// The file that a block shows, if its first line names one: `# path`.
fn file_of<'t>(block: &Block<'t>) -> Option<(&'t str, &'t str)> {
    let (first, rest) = block.text.split_once('\n')?;
    Some((first.strip_prefix("# ").filter(|name| !name.contains(' '))?, rest))
}

/// A page of the documentation, by its path.
fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Writes a file that a guide shows.
fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Writes the files that other guides show, as far as this one names those guides.
fn write_files_of_others(folder: &Path, guide: &str) {
    let named = guide.lines().filter_map(|line| line.strip_prefix("<!-- files: ")?.strip_suffix(" -->"));
    for other in named.map(page) {
        for (path, text) in blocks(&other).iter().filter_map(file_of) {
            if !folder.join(path).exists() {
                write(folder, path, text);
            }
        }
    }
}

#[rstest]
#[case("README.md", 1)]
#[case("docs/case.md", 2)]
#[case("docs/class.md", 1)]
#[case("docs/commands.md", 3)]
#[case("docs/dialect.md", 5)]
#[case("docs/diff.md", 1)]
#[case("docs/generated.md", 1)]
#[case("docs/generator.md", 1)]
#[case("docs/matrix.md", 1)]
#[case("docs/own-program.md", 2)]
#[case("docs/protocol.md", 7)]
#[case("docs/qualify.md", 2)]
#[case("docs/reports.md", 1)]
#[case("docs/snapshot.md", 1)]
fn every_guide_holds(#[case] name: &str, #[case] at_least: usize) {
    let guide = page(name);
    let blocks = blocks(&guide);
    if blocks.iter().any(|block| block.language == "python")
        && Command::new("python3").arg("--version").output().is_err()
    {
        return skipped("the guide's program needs Python 3");
    }
    if guide.contains("tcp-pair") && !has_namespaces() {
        return skipped("the guide's pairs need namespaces");
    }
    let folder = TempDir::new().unwrap();
    write_files_of_others(folder.path(), &guide);
    let mut typed = 0;
    for block in &blocks {
        match (block.language, file_of(block)) {
            ("console", _) => {
                type_in(folder.path(), block.text);
                typed += 1;
            }
            (_, Some((path, text))) => write(folder.path(), path, text),
            ("sh" | "text" | "yaml" | "json", None) => {}
            (language, None) => panic!("{name}: a block of {language} that names no file"),
        }
    }
    assert!(typed >= at_least, "{name}: only {typed} blocks of commands were found");
}

#[rstest]
#[case("a\n...\nd", "a\nb\nc\nd", true)]
#[case("a [..] d", "a b c d", true)]
#[case("a\n...", "a", true)]
#[case("a", "a\nb", false)]
#[case("a\n...\nd", "a\nb", false)]
#[case("a [..] d", "a b c", false)]
fn what_is_left_out_is_marked(#[case] shown: &str, #[case] printed: &str, #[case] expected: bool) {
    let (shown, printed): (Vec<&str>, Vec<&str>) = (shown.lines().collect(), printed.lines().collect());
    assert_eq!(fits(&shown, &printed), expected);
}

//! Help for users: `--help` with examples that can be typed, completions, manual pages.

use super::Bench;
use crate::python27::skipped;
use std::fs;
use std::process::{Command, Stdio};

/// The commands, as `--help` lists them.
fn commands(bench: &Bench) -> Vec<String> {
    let help = bench.run(&["--help"]).out;
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// The examples of a help text: each line's words up to the gap before its explanation, without what a shell reads.
fn examples(help: &str) -> Vec<Vec<String>> {
    let lines = help.lines().map(str::trim).filter(|line| line.starts_with("sockspec "));
    let typed = lines.map(|line| line.split("   ").next().unwrap().split("  ").next().unwrap());
    let own = typed.map(|line| line.split([';', '|', '>']).next().unwrap().trim());
    own.map(|line| shlex::split(line).unwrap()[1..].to_vec()).collect()
}

#[test]
fn every_command_teaches_with_examples_that_can_be_typed() {
    let bench = Bench::new();
    let names = commands(&bench);
    assert!(names.len() >= 11, "{names:?}");
    for name in names {
        let help = bench.run(&[&name, "--help"]).out;
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{name} --help has no example");
        for example in examples {
            let words: Vec<&str> = example.iter().map(String::as_str).chain(["--help"]).collect();
            // Options are read before the help is printed: one that is not there is an error.
            let outcome = bench.run(&words);
            assert_eq!(outcome.code, Some(0), "{example:?}: {outcome:?}");
        }
    }
    let help = bench.run(&["--help"]).out;
    for code in 0..=4 {
        assert!(help.contains(&format!("\n  {code}  ")), "exit code {code} is not in --help");
    }
}

#[test]
fn completions_know_every_command() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = bench.run(&["completions", shell]).out;
        for name in commands(&bench) {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        let path = bench.file(shell, &script);
        let check = Command::new(shell).args(["-n", &path]).stderr(Stdio::piped()).output();
        match check {
            Ok(output) => assert!(output.status.success(), "{shell}: {output:?}"),
            Err(_) => skipped(&format!("no {shell} here to read its completions")),
        }
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let bench = Bench::new();
    bench.run(&["man", "pages"]).assert_code(0);
    for name in commands(&bench) {
        let page = fs::read_to_string(bench.path(&format!("pages/sockspec-{name}.1"))).unwrap();
        assert!(page.contains(".TH ") && page.contains("Examples:"), "{name}: {page}");
    }
    let main = bench.run(&["man"]).out;
    assert!(main.contains(".TH sockspec 1") && main.contains("Exit codes:"), "{main}");
    // A folder that can't be made is said, with what to do.
    let file = bench.file("file", "");
    let refused = bench.run(&["man", &format!("{file}/pages")]);
    refused.assert_code(2);
    assert!(refused.err.contains("name a folder"), "{refused:?}");
}

//! Long lines: a pipe is made as large as they are, and a terminal takes no such line.

use super::{Bench, has_namespaces, text_of};
use rstest::rstest;

/// The reference's client, with its streams as a manifest says.
fn run_with_console(console: &str) -> super::Outcome {
    let bench = Bench::new();
    let manifest = format!(
        "name = \"mine\"\n[tcp-client]\nport = 16000\nconsole = \"{console}\"\ncommand = ['{}', \"reference\", \"tcp-client\"]\n",
        text_of(&bench.sockspec)
    );
    let manifest = bench.file("sockspec.toml", &manifest);
    let run = bench.run(&["run", &manifest, "--run", "tcp-client/message/very-long"]);
    println!("{run:?}");
    run
}

#[rstest]
#[case::mixed("mixed")]
#[case::pipes("pipes")]
fn a_pipe_takes_a_line_longer_than_it_holds(#[case] console: &str) {
    if has_namespaces() {
        run_with_console(console).assert_code(0);
    }
}

/// Only a part of the line would reach the client, and it would be blamed for that.
#[test]
fn a_terminal_is_typed_no_line_that_it_can_not_take() {
    if has_namespaces() {
        let run = run_with_console("terminal");
        assert!(run.out.contains("a terminal takes no line of 70000 bytes"));
        assert!(!run.out.contains("FAIL"));
    }
}

//! A finding that does not show again is reported as flaky: never swallowed, never called a failure.

use super::Bench;

/// The folder in which a subject of [`ONCE`] finds the correct implementation.
pub(crate) const BASE: &str = r#"os.path.join(here, os.pardir, os.pardir, "open")"#;

/// Ends its reply in a line end in its first run alone, by a file that it leaves behind.
pub(crate) const ONCE: &str = r#"
import os, sys
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, os.pardir, os.pardir, "open"))
import base

mark = os.path.join(here, "ran")
first = not os.path.exists(mark)
open(mark, "w").close()


class TcpServer(base.TcpServer):
    def send(self, connection, reply):
        connection.sendall(reply + b"\n" if first else reply)


base.run(TcpServer)
"#;

#[test]
fn a_finding_that_does_not_show_again_is_flaky() {
    let bench = Bench::script("tcp-server", ONCE);
    let run = bench.run(&["--run", "tcp-server/generated/numbers", "-j1"]);
    if run.is_skipped() {
        return;
    }
    assert_eq!(run.code, Some(1), "{}", run.out);
    let flaky = run.report["flaky"].as_array().unwrap();
    assert_eq!((flaky.len(), &flaky[0]["clause"]), (1, &serde_json::json!("RSP-1")), "{}", run.out);
    let words: Vec<_> = flaky[0]["observations"].as_array().unwrap().iter().map(|one| &one["verdict"]).collect();
    assert_eq!(words, ["fail", "pass"]);
    let transcripts = flaky[0]["transcripts"].as_array().unwrap();
    let has =
        |at: usize, text: &str| transcripts[at].as_array().unwrap().iter().any(|l| l.as_str().unwrap().contains(text));
    assert!(transcripts.len() == 2 && has(0, "receives") && has(1, "receives"), "{transcripts:?}");
    assert_eq!(run.report["summary"]["failed"], 0, "a flaky finding is no failure");
    assert!(run.shrunk().is_empty());
    assert!(run.out.contains("Flaky: another verdict when the same trial is repeated"), "{}", run.out);
}

/// Misbehaves in every other run.
#[test]
fn a_server_that_misbehaves_in_every_other_run_is_never_called_failing() {
    let every_other = ONCE.replace(
        "first = not os.path.exists(mark)\nopen(mark, \"w\").close()",
        "first = not os.path.exists(mark)\nopen(mark, \"w\").close() if first else os.remove(mark)",
    );
    let bench = Bench::script("tcp-server", &every_other);
    let run = bench.run(&["--run", "tcp-server/generated/numbers", "-j1", "--generated", "320"]);
    if run.is_skipped() {
        return;
    }
    assert_eq!((run.code, &run.report["summary"]["failed"]), (Some(1), &serde_json::json!(0)), "{}", run.out);
    let flaky = run.report["flaky"].as_array().unwrap().len();
    assert!((1..=3).contains(&flaky), "{flaky} are told, and not one a trial");
}

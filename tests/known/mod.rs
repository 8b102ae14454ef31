//! Known failures, repeated, divided and shortened runs: the program from outside.

mod lists;
mod original;
mod parts;
mod repeated;
mod stale;

use assert_cmd::Command;
use sockspec::report::json::model::Report;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A client of the reference, which is right.
const RIGHT: &str = "command = ['{sockspec}', 'reference', 'tcp-client', '--port', '{port}']";
/// A client that reads what is typed and does nothing.
const IDLE: &str = "command = ['sh', '-c', 'read -r message; read -r length']\nport = 16000";
/// A client that is right, and idle, by turns.
const BY_TURNS: &str = "\
command = ['sh', '-c', '''
if [ -e \"$0/turn\" ]; then rm \"$0/turn\"; read -r message; read -r length; exit 0; fi
: > \"$0/turn\"; exec \"$1\" reference tcp-client --port \"$2\"''', '{home}', '{sockspec}', '{port}']";
/// Two cases that take no time.
const QUICK: [&str; 4] = ["--run", "tcp-client/published", "--run", "tcp-client/errors/refused"];

/// A folder with a manifest of one client.
struct Folder(TempDir);

impl Folder {
    fn with(client: &str, known_failing: &str) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        folder.write("sockspec.toml", &format!("name = \"ours\"\n\n[tcp-client]\n{client}\n\n{known_failing}"));
        folder
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// `sockspec run sockspec.toml`, in this folder.
    fn run(&self) -> Command {
        let mut command = sockspec(self.0.path());
        command.args(["run", "sockspec.toml"]);
        command
    }

    /// The JSON report of such a run.
    fn report(&self, command: &mut Command) -> Report {
        command.args(["--report-json", "report.json"]).output().unwrap();
        let text = self.read("report.json");
        serde_json::from_str(&text).unwrap()
    }
}

/// The program, in `folder`, as if no test runner had started it.
fn sockspec(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    command.current_dir(folder).env_remove("TEST_SHARD_INDEX").env_remove("TEST_TOTAL_SHARDS");
    command
}

/// The output of a command: standard output, then standard error.
fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    format!("exit code {}\n{}", output.status.code().unwrap(), text.concat())
}

/// An entry of a manifest's list.
fn entry(case: &str, clause: &str) -> String {
    format!("[[known-failing]]\ncase = \"{case}\"\nclause = \"{clause}\"\nreason = \"we know\"\n")
}

/// Pins a text below `snapshots/known`, without what differs from run to run.
fn pin(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/known"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\b\d+(\.\d+)? (µs|ms|s)\b", "[time]");
    settings.add_filter(r"(?m)^\d+ trials?, .* in \[time\]$", "[counts]");
    settings.add_filter("say why: .*\"", "say why: [what was found]\"");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

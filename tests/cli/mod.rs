//! The program as its user meets it: a command line, an exit code, a report, and nothing left behind.

mod address;
mod budget;
mod class;
mod console;
mod descriptors;
mod dies_early;
mod ending;
mod event_loop;
mod fail_closed;
mod help;
mod host_name;
mod init;
mod isolation;
mod left_behind;
mod other_protocol;
mod protocol;
mod reference;
mod repetition;
mod reports;
mod sharing;
mod shim;
mod subject;
mod together;
mod wire;

use crate::python27::skipped;
use assert_cmd::Command;
use sockspec::implementation::Tool;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Names a process of a bench, in its environment.
const MARK: &str = "SOCKSPEC_TEST_MARK";
/// Variables that change how sockspec runs or reports; a test that wants one must set it itself.
const OF_THIS_MACHINE: [&str; 4] = ["SOCKSPEC_HOST_NETWORK", "NO_COLOR", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"];
/// No run of these tests may take longer, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder for one test, the way to run sockspec in it, and a mark by which its processes are known.
struct Bench {
    folder: TempDir,
    sockspec: PathBuf,
    mark: String,
}

/// The result of one command.
struct Outcome {
    code: Option<i32>,
    out: String,
    err: String,
    took: Duration,
}

impl Bench {
    fn new() -> Bench {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let mark = format!("bench-{}-{}-", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = tempfile::Builder::new().prefix(&mark).tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        Bench { folder, sockspec: env!("CARGO_BIN_EXE_sockspec").into(), mark }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder that the harness takes for its temporary files.
    fn temporary(&self) -> PathBuf {
        self.path("tmp")
    }

    /// Writes a file; its path, as text.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        text_of(&path)
    }

    /// Writes a script for /bin/sh, in which `$sockspec` is the program; the command to run it, which holds the mark.
    fn script(&self, name: &str, body: &str) -> String {
        let sockspec = text_of(&self.sockspec);
        let path = self.file(name, &format!("#!/bin/sh\nsockspec='{sockspec}'\n{body}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// The command of the reference's program of this role; the shell that starts it has the mark.
    fn reference(&self, role: &str) -> String {
        self.script(&format!("{role}.sh"), &format!("\"$sockspec\" reference {role} \"$@\"\nexit $?"))
    }

    /// sockspec, in the bench's folder, with the bench's mark, and with a limit to how long it may take.
    fn sockspec(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.sockspec);
        command.args(arguments).current_dir(self.folder.path()).timeout(PATIENCE);
        self.environment().into_iter().for_each(|(name, value)| {
            command.env(name, value);
        });
        OF_THIS_MACHINE.iter().for_each(|name| {
            command.env_remove(name);
        });
        command
    }

    /// The same for a process that is to be watched or killed while it runs.
    fn spawnable(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(&self.sockspec);
        command.args(arguments).current_dir(self.folder.path()).envs(self.environment());
        OF_THIS_MACHINE.iter().for_each(|name| {
            command.env_remove(name);
        });
        command
    }

    fn environment(&self) -> [(&'static str, String); 2] {
        [(MARK, self.mark.clone()), ("TMPDIR", text_of(&self.temporary()))]
    }

    /// Runs sockspec; when it has ended, nothing of it may be left.
    fn run(&self, arguments: &[&str]) -> Outcome {
        self.outcome(&mut self.sockspec(arguments))
    }

    /// The same with the host's network.
    fn run_on_host(&self, arguments: &[&str]) -> Outcome {
        self.outcome(self.sockspec(arguments).env("SOCKSPEC_HOST_NETWORK", "1"))
    }

    fn outcome(&self, command: &mut Command) -> Outcome {
        let begun = Instant::now();
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("sockspec writes UTF-8");
        let outcome = Outcome {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
            took: begun.elapsed(),
        };
        self.assert_nothing_left(&outcome);
        outcome
    }

    /// No process of the bench is there, and no temporary file.
    fn assert_nothing_left(&self, outcome: &Outcome) {
        let processes = left_behind::processes(&self.mark);
        assert!(processes.is_empty(), "left behind: {processes:#?}\n{outcome:?}");
        let files = left_behind::files(&self.temporary());
        assert!(files.is_empty(), "left behind: {files:#?}\n{outcome:?}");
    }
}

impl Outcome {
    /// Pins what was reported, without what differs from machine to machine.
    fn pin(&self, bench: &Bench, name: &str) {
        let text = format!("exit {}\n{}{}", self.code.unwrap_or(-1), self.out, self.err);
        // The command that shows it again names paths, and is as long as these are.
        // How a wait ended is the machine's business.
        let pinned = |line: &&str| !line.starts_with("again ") && !line.starts_with("            · ");
        let text = text.lines().filter(pinned).map(|line| format!("{line}\n"));
        let text = text.collect::<String>().replace(&text_of(bench.folder.path()), "[folder]");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/cli"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.add_filter(r"\bin \d+(\.\d+)? m?s\b", "in [time]");
        settings.bind(|| insta::assert_snapshot!(name, text));
    }

    fn assert_code(&self, code: i32) -> &Outcome {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {:?} after {:?}\n{}\n{}", self.code, self.took, self.out, self.err)
    }
}

fn text_of(path: &Path) -> String {
    path.to_str().expect("paths of these tests are text").to_owned()
}

/// A program in Python, in the bench's folder; the command that starts it, if there is a Python 3.
fn python(bench: &Bench, body: &str) -> Option<String> {
    let Ok(python) = Tool::Python3.find() else {
        skipped("no Python 3, so that no program with a socket of its own can be tried");
        return None;
    };
    Some(format!("{} {}", python.display(), bench.file("program.py", body)))
}

/// Whether this machine gives sockspec namespaces of its own; if not, that is said.
pub(crate) fn has_namespaces() -> bool {
    let probe = Command::new(env!("CARGO_BIN_EXE_sockspec")).arg("__probe").output().unwrap();
    if !probe.status.success() {
        skipped(&format!("no namespaces here ({})", String::from_utf8_lossy(&probe.stderr).trim()));
    }
    probe.status.success()
}

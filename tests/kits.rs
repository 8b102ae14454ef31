//! The kits for CI: the scripts behind the GitHub action, and what the hooks and the GitLab job type.

use crate::python27::skipped;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A repository with a right server in `one two/` and in its root, and sockspec installed below `installed/`.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest =
        "name = \"right\"\n[tcp-server]\ncommand = [\"{sockspec}\", \"reference\", \"tcp-server\"]\nport = 16000\n";
    fs::create_dir_all(folder.path().join("one two")).unwrap();
    fs::create_dir_all(folder.path().join("installed/bin")).unwrap();
    fs::write(folder.path().join("one two/sockspec.toml"), manifest).unwrap();
    fs::write(folder.path().join("sockspec.toml"), manifest).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_sockspec"), folder.path().join("installed/bin/sockspec")).unwrap();
    folder
}

/// Runs the action's script as the action does; `None` without bash, which is said.
fn run(folder: &Path, implementations: &str, arguments: &str) -> Option<Output> {
    let mut command = Command::new("bash");
    command.arg(root("kits/run.sh")).current_dir(folder).env("SOCKSPEC_ROOT", folder.join("installed"));
    command.env("SOCKSPEC_IMPLEMENTATIONS", implementations).env("SOCKSPEC_ARGUMENTS", arguments);
    command.env("GITHUB_OUTPUT", folder.join("output"));
    match command.output() {
        Ok(output) => Some(output),
        Err(_) => {
            skipped("no bash here");
            None
        }
    }
}

#[test]
fn the_actions_script_hands_on_words_and_the_exit_code() {
    let folder = repository();
    let published = "--run\ntcp-server/published\n--table";
    let Some(output) = run(folder.path(), "one*\n.\n", published) else { return };
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("right (one two)") && out.contains("2 trials"), "{out}");
    assert_eq!(fs::read_to_string(folder.path().join("output")).unwrap(), "exit-code=0\n");
    // What was written into an input is a name, and nothing that a shell runs.
    let output = run(folder.path(), "$(touch ran); touch ran", published).unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(!folder.path().join("ran").exists());
    assert!(fs::read_to_string(folder.path().join("output")).unwrap().ends_with("exit-code=2\n"));
}

#[test]
fn the_actions_script_installs_once() {
    let folder = repository();
    let mut command = Command::new("bash");
    command.arg(root("kits/install.sh")).env("SOCKSPEC_ROOT", folder.path().join("installed"));
    let Ok(output) = command.output() else { return skipped("no bash here") };
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("sockspec "), "{output:?}");
}

#[test]
fn the_files_that_the_action_names_are_there() {
    let action = fs::read_to_string(root("action.yml")).unwrap();
    let named: Vec<&str> =
        action.split("$GITHUB_ACTION_PATH/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(named, ["kits/install.sh", "kits/run.sh"]);
    assert!(named.iter().all(|name| root(name).is_file()));
}

/// What the action adds where its user says nothing.
#[test]
fn the_actions_own_arguments_are_understood() {
    let action = fs::read_to_string(root("action.yml")).unwrap();
    let behind = action.split("  arguments:").nth(1).unwrap().split("default: |\n").nth(1).unwrap();
    let own: Vec<&str> = behind.lines().take_while(|line| line.starts_with("      ")).map(str::trim).collect();
    assert_eq!(own, ["--report-html", "sockspec.html"]);
    let folder = repository();
    let arguments = format!("{}\n--run\ntcp-server/published", own.join("\n"));
    let Some(output) = run(folder.path(), "", &arguments) else { return };
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(fs::read_to_string(folder.path().join("sockspec.html")).unwrap().contains("</html>"));
}

/// The arguments of each hook, played in a repository.
#[test]
fn the_hooks_arguments_are_understood() {
    let hooks = fs::read_to_string(root(".pre-commit-hooks.yaml")).unwrap();
    let arguments = hooks.lines().filter_map(|line| line.trim().strip_prefix("args: "));
    let all: Vec<Vec<String>> = arguments.map(|list| serde_json::from_str(list).unwrap()).collect();
    assert_eq!(all.len(), 2);
    let folder = repository();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockspec"));
    let output = command.arg("run").args(&all[0]).args(["--run", "tcp-server/published"]).current_dir(&folder).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
    assert_eq!(all[0], all[1]);
}

/// Every option that the GitLab job gives to sockspec is one.
#[test]
fn the_gitlab_jobs_options_are_understood() {
    let job = fs::read_to_string(root("kits/gitlab.yml")).unwrap();
    let line = job.lines().find_map(|line| line.split_once("bin/sockspec run ")).unwrap().1;
    let words = line.split_whitespace().filter(|word| !word.starts_with('$'));
    let output = Command::new(env!("CARGO_BIN_EXE_sockspec")).arg("run").args(words).arg("--help").output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

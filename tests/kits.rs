//! The kits for CI, run as a CI system runs them: in a sandbox that holds a user's repository and nothing else. The release
//! is a local file, and neither cargo nor this checkout's binary is on the path.

use crate::python27::skipped;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(root(name)).unwrap()
}

/// A user's repository in `repo/`, with a right server in `one two/` and in its root, and a release in `release/`.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// `None`: a program that every CI system has is missing here, which is said.
    fn new() -> Option<Sandbox> {
        let lacks = |name: &&&str| !on_path(name);
        if let Some(missing) = ["bash", "tar", "gzip", "sha256sum"].iter().find(lacks) {
            skipped(&format!("the kits for CI: no {missing} here"));
            return None;
        }
        let sandbox = Sandbox { folder: tempfile::tempdir().unwrap() };
        let manifest =
            "name = \"right\"\n[tcp-server]\ncommand = [\"{sockspec}\", \"reference\", \"tcp-server\"]\nport = 16000\n";
        fs::create_dir_all(sandbox.path("repo/one two")).unwrap();
        fs::write(sandbox.path("repo/one two/sockspec.toml"), manifest).unwrap();
        fs::write(sandbox.path("repo/sockspec.toml"), manifest).unwrap();
        let mut release = Command::new(root("kits/release.sh"));
        release.arg(sandbox.path("release")).env("SOCKSPEC_BINARY", env!("CARGO_BIN_EXE_sockspec"));
        let output = release.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        Some(sandbox)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// A program that runs in the repository, with the system's programs alone.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path("repo")).env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        command.env("HOME", self.path("home")).env("SOCKSPEC_ROOT", self.path("installed"));
        command.env("SOCKSPEC_RELEASE", format!("file://{}", self.path("release").display()));
        command
    }

    /// Both scripts of the action, as the action starts them.
    fn action(&self, command: &str, implementations: &str, arguments: &str) -> Output {
        let install = self.command(&root("kits/install.sh")).output().unwrap();
        assert!(install.status.success(), "{install:?}");
        let mut run = self.command(&root("kits/run.sh"));
        run.env("SOCKSPEC_COMMAND", command).env("SOCKSPEC_IMPLEMENTATIONS", implementations);
        run.env("SOCKSPEC_ARGUMENTS", arguments).env("GITHUB_OUTPUT", self.path("output")).output().unwrap()
    }
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

const PUBLISHED: &str = "--run\ntcp-server/published\n--table";

#[test]
fn the_action_installs_a_release_and_writes_the_usual_reports() {
    let Some(sandbox) = Sandbox::new() else { return };
    let output = sandbox.action("run", "one*\n.\n", PUBLISHED);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("right (one two)") && out.contains("2 trials"), "{out}");
    assert_eq!(sandbox.read("output"), "exit-code=0\n");
    // All that the action keeps is there.
    let action = text("action.yml");
    let kept = action.split("path: |\n").last().unwrap().lines().map(str::trim);
    let kept: Vec<&str> = kept.take_while(|line| !line.contains(':')).collect();
    assert_eq!(kept, ["sockspec.html", "sockspec.xml", "sockspec.csv", "sockspec-failures", "**/regressions/**"]);
    assert!(kept[..3].iter().all(|name| sandbox.path("repo").join(name).is_file()), "{output:?}");
    // A report that the user names goes to the given path.
    fs::remove_file(sandbox.path("repo/sockspec.html")).unwrap();
    sandbox.action("run", "", &format!("{PUBLISHED}\n--report-html=page.html\n--report-json\nrun.json"));
    assert!(sandbox.path("repo/page.html").is_file() && !sandbox.path("repo/sockspec.html").exists());
    let output = sandbox.action("merge", "run.json", "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // Text in an input is a name, and nothing that a shell runs.
    let output = sandbox.action("run", "$(touch ran); touch ran", PUBLISHED);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(!sandbox.path("repo/ran").exists());
    assert!(sandbox.read("output").ends_with("exit-code=2\n"));
}

#[test]
fn a_release_with_a_wrong_checksum_is_not_installed() {
    let Some(sandbox) = Sandbox::new() else { return };
    let archive = fs::read_dir(sandbox.path("release")).unwrap().map(|entry| entry.unwrap().path());
    let archive = archive.filter(|path| path.extension().is_some_and(|end| end == "gz")).last().unwrap();
    let other = [fs::read(&archive).unwrap(), b"more".to_vec()].concat();
    fs::write(&archive, other).unwrap();
    let output = sandbox.command(&root("kits/install.sh")).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("the checksum of"), "{output:?}");
    assert!(!sandbox.path("installed/bin/sockspec").exists());
}

/// Without a release the action builds its own revision, with the dependencies that are locked.
#[test]
fn without_a_release_the_action_builds_what_is_locked() {
    let Some(sandbox) = Sandbox::new() else { return };
    fs::create_dir(sandbox.path("bin")).unwrap();
    let cargo = sandbox.path("bin/cargo");
    let root_bin = sandbox.path("installed/bin");
    let script = format!(
        "#!/bin/sh\necho \"$@\" > '{}'\nmkdir -p '{}'\ncp '{}' '{}/sockspec'\n",
        sandbox.path("typed").display(),
        root_bin.display(),
        env!("CARGO_BIN_EXE_sockspec"),
        root_bin.display()
    );
    fs::write(&cargo, script).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let mut install = sandbox.command(&root("kits/install.sh"));
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let output = install.env("PATH", path).env("SOCKSPEC_RELEASE", "file:///no/such/release").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let typed = sandbox.read("typed");
    assert!(typed.starts_with("install --path ") && typed.contains(" --locked "), "{typed}");
}

#[test]
fn the_files_that_the_action_names_are_there() {
    let action = text("action.yml");
    let named: Vec<&str> =
        action.split("$GITHUB_ACTION_PATH/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(named, ["kits/install.sh", "kits/run.sh"]);
    let is_executable = |name: &&str| root(name).metadata().unwrap().permissions().mode() & 0o111 != 0;
    assert!(named.iter().all(is_executable));
}

/// The lines of a list below `key:` of a YAML file, as they stand there.
fn listed<'t>(text: &'t str, key: &str) -> Vec<&'t str> {
    let behind = text.split(&format!("\n  {key}:\n")).nth(1).unwrap();
    behind.lines().map_while(|line| line.strip_prefix("    - ")).collect()
}

/// The value of a variable in the GitLab job.
fn variable<'t>(job: &'t str, name: &str) -> &'t str {
    let line = job.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": ")).unwrap();
    line.trim_matches('"')
}

#[test]
fn the_gitlab_job_runs_in_a_repository_that_holds_nothing_of_sockspec() {
    let Some(sandbox) = Sandbox::new() else { return };
    if !on_path("curl") || !Path::new("/usr/bin/curl").exists() {
        return skipped("the GitLab job: no curl here");
    }
    let job = text("kits/gitlab.yml");
    assert!(job.contains("\n  image: "), "a job without an image runs in whatever the runner has");
    let lines = [listed(&job, "before_script"), listed(&job, "script")].concat();
    // Python is there, or is installed by the job: not in this test.
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.contains("apt-get")).collect();
    let mut shell = sandbox.command(Path::new("/bin/bash"));
    shell.args(["-e", "-o", "pipefail", "-c", &lines.join("\n")]);
    for name in ["SOCKSPEC_COMMAND", "SOCKSPEC_IMPLEMENTATIONS"] {
        shell.env(name, variable(&job, name));
    }
    let arguments = format!("{} --run tcp-server/published", variable(&job, "SOCKSPEC_ARGUMENTS"));
    let output = shell.env("SOCKSPEC_ARGUMENTS", arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("right  tcp-server"), "{out}");
    for name in ["sockspec.html", "sockspec.csv", "sockspec.xml"] {
        assert!(sandbox.path("repo").join(name).is_file(), "{name}: {output:?}");
    }
}

/// The hook, in a git repository, with a failure: what it leaves there is in no commit, and disturbs no other hook.
#[test]
fn the_hook_leaves_nothing_that_git_sees() {
    let Some(sandbox) = Sandbox::new() else { return };
    let hooks = text(".pre-commit-hooks.yaml");
    let arguments = hooks.lines().filter_map(|line| line.trim().strip_prefix("args: "));
    let all: Vec<Vec<String>> = arguments.map(|list| serde_json::from_str(list).unwrap()).collect();
    assert_eq!((all.len(), &all[0]), (2, &all[1]));
    let install = sandbox.command(&root("kits/install.sh")).output().unwrap();
    assert!(install.status.success(), "{install:?}");
    let hook = |path: &str| {
        let mut command = sandbox.command(&sandbox.path("installed/bin/sockspec"));
        command.arg("run").args(&all[0]).args(["--run", path]).output().unwrap()
    };
    assert_eq!(hook("tcp-server/published").status.code(), Some(0));
    let git = |arguments: &[&str]| {
        let mut git = sandbox.command(Path::new("git"));
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments).output()
    };
    if !on_path("git") {
        return skipped("the hook for pre-commit: no git here");
    }
    let silent = "name = \"silent\"\n[tcp-server]\ncommand = [\"sh\", \"-c\", \"exec \\\"$0\\\" reference tcp-server >/dev/null\", \"{sockspec}\"]\nport = 16000\n";
    fs::write(sandbox.path("repo/sockspec.toml"), silent).unwrap();
    for step in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "first"]] {
        assert!(git(step).unwrap().status.success());
    }
    assert_eq!(hook("tcp-server/published").status.code(), Some(1));
    assert!(sandbox.path("repo/sockspec-failures").is_dir());
    let status = git(&["status", "--porcelain"]).unwrap();
    assert_eq!(String::from_utf8_lossy(&status.stdout), "", "{status:?}");
}

/// The image starts what its file says, in the folder of a user's repository.
#[test]
fn the_image_runs_a_users_repository() {
    let Some(sandbox) = Sandbox::new() else { return };
    let file = text("Containerfile");
    let entry: Vec<String> = file
        .lines()
        .find_map(|line| line.strip_prefix("ENTRYPOINT "))
        .map(|list| serde_json::from_str(list).unwrap())
        .unwrap();
    assert_eq!(entry, ["sockspec"]);
    let documented = file.lines().find_map(|line| line.split_once("\"$PWD:/work\" sockspec ")).unwrap().1;
    let install = sandbox.command(&root("kits/install.sh")).output().unwrap();
    assert!(install.status.success(), "{install:?}");
    let mut command = sandbox.command(&sandbox.path("installed/bin/sockspec"));
    let output = command.args(documented.split(' ')).args(["--run", "tcp-server/published"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for package in ["python3", "gcc", "make", "nodejs", "default-jdk-headless", "jython"] {
        assert!(file.contains(&format!(" {package}")), "the image has no {package}");
    }
    // A build needs neither the build folder nor the history.
    let ignored = text(".dockerignore");
    assert!(["target", ".git"].iter().all(|name| ignored.lines().any(|line| line == *name)));
}

/// A fork changes two lines: the one that programs read, and the one that a person types.
#[test]
fn the_address_of_the_repository_stands_in_two_places() {
    let address = concat!("https://github.com/", "OWNER/sockspec");
    let mut found = Vec::new();
    let mut folders = vec![root("")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() && !["target", ".git", "sockspec-failures"].contains(&name.as_str()) {
                folders.push(path);
            } else if path.is_file() && fs::read_to_string(&path).is_ok_and(|text| text.contains(address)) {
                found.push(name);
            }
        }
    }
    found.sort();
    assert_eq!(found, ["Cargo.toml", "README.md"]);
}

/// The installed program is the tested one: never with newer dependencies.
#[test]
fn whatever_installs_sockspec_installs_what_is_locked() {
    let files = ["README.md", "docs/ci.md", "kits/gitlab.yml", "kits/install.sh", "kits/release.sh", "Containerfile"];
    let mut seen = 0;
    for file in files {
        let text = text(file);
        for line in text.lines().filter(|line| line.contains("cargo install") || line.contains("cargo build")) {
            assert!(line.contains("--locked"), "{file}: {line}");
            seen += 1;
        }
    }
    assert!(seen >= 6, "{seen}");
}

/// Every input that the documentation gives to the action is one.
#[test]
fn the_documentation_gives_the_action_inputs_that_it_has() {
    let action = text("action.yml");
    let has = |name: &str| action.contains(&format!("\n  {name}:\n    description:"));
    let docs = text("docs/ci.md") + &text("README.md");
    let mut seen = 0;
    for block in docs.split("uses: OWNER/sockspec@").skip(1) {
        let lines = block.lines().skip(1).take_while(|line| line.starts_with("        "));
        let keys = lines.flat_map(|line| line.trim().trim_start_matches("with: { ").split(", ")).filter_map(|part| {
            let (key, _) = part.split_once(": ")?;
            key.chars().all(|c| c.is_ascii_lowercase()).then_some(key)
        });
        for key in keys.filter(|key| *key != "with") {
            assert!(has(key), "{key}");
            seen += 1;
        }
    }
    assert!(seen >= 5, "{seen}");
}

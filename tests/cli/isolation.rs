//! As root and as nobody, with namespaces and without.

use super::{Bench, Outcome, has_namespaces, skipped, text_of};
use assert_cmd::Command;
use rstest::rstest;
use rustix::process::geteuid;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const NOBODY: [&str; 5] = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];

const PUBLISHED: [&str; 7] = ["run", "reference", "--run", "*/published", "--time-limit", "10s", "-v"];

/// A bench that every user can get at, with a copy of the program.
fn public_bench() -> Bench {
    let mut bench = Bench::new();
    let copy = bench.path("sockspec");
    fs::copy(&bench.sockspec, &copy).unwrap();
    bench.sockspec = copy;
    for path in [bench.folder.path().to_owned(), bench.temporary(), bench.sockspec.clone()] {
        let mode = if path.is_dir() { 0o777 } else { 0o755 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    bench
}

/// The bench's sockspec, started by way of another program.
fn by_way_of(bench: &Bench, words: &[&str], arguments: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(&bench.sockspec).args(arguments).current_dir(bench.folder.path());
    command.env_remove("SOCKSPEC_HOST_NETWORK").timeout(super::PATIENCE).envs(bench.environment());
    command
}

/// Whether this process is root and setpriv(1) is there; if not, that is said.
fn can_become_nobody() -> bool {
    let there = std::process::Command::new("setpriv").arg("--version").output().is_ok();
    if !geteuid().is_root() {
        skipped("not root, so that no other user can be tried");
    } else if !there {
        skipped("setpriv is not there, so that no other user can be tried");
    }
    geteuid().is_root() && there
}

fn assert_all_played(outcome: &Outcome) {
    outcome.assert_code(0);
    assert!(outcome.out.contains("each in a network of its own"), "{outcome:?}");
    assert!(outcome.out.contains("0 skipped, 0 faults"), "{outcome:?}");
}

/// Without namespaces all servers and clients are tried all the same, and pairs are skipped with the reason.
fn assert_played_on_the_host(outcome: &Outcome) {
    outcome.assert_code(0);
    for text in ["network namespaces can't be had here", "one after the other", "a pair needs two network namespaces"] {
        let flat = outcome.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(text), "{text}: {outcome:?}");
    }
    for role in ["tcp-server", "tcp-client", "udp-server", "udp-client"] {
        assert!(outcome.out.contains(&format!("{role}/published")), "{role}: {outcome:?}");
    }
}

#[test]
fn the_current_user() {
    if has_namespaces() {
        assert_all_played(&Bench::new().run(&PUBLISHED));
    }
}

#[test]
fn a_user_without_any_privilege() {
    if !can_become_nobody() {
        return;
    }
    let bench = public_bench();
    let words = [&["setpriv"][..], &NOBODY].concat();
    let probe = by_way_of(&bench, &words, &["__probe"]).output().unwrap();
    if !probe.status.success() {
        let why = String::from_utf8_lossy(&probe.stderr).trim().to_owned();
        return skipped(&format!("users without privilege get no namespaces here ({why})"));
    }
    assert_all_played(&bench.outcome(&mut by_way_of(&bench, &words, &PUBLISHED)));
    // A protocol may have its server at a port that only root can bind elsewhere, as TFTP has.
    let server = format!("{} reference tcp-server --port {{port}}", bench.sockspec.display());
    let low = ["run", "--tcp-server", &server, "--port", "69", "--run", "tcp-server/published"];
    assert_all_played(&bench.outcome(&mut by_way_of(&bench, &words, &low)));
}

#[test]
fn no_namespaces_by_wish() {
    assert_played_on_the_host(&Bench::new().run_on_host(&PUBLISHED));
}

#[test]
fn no_namespaces_by_wish_and_without_any_privilege() {
    if can_become_nobody() {
        let bench = public_bench();
        let words = [&["setpriv"][..], &NOBODY].concat();
        let outcome = bench.outcome(by_way_of(&bench, &words, &PUBLISHED).env("SOCKSPEC_HOST_NETWORK", "1"));
        assert_played_on_the_host(&outcome);
    }
}

/// The system itself refuses: the test runs in a user namespace that allows no further network namespace. Outside of it
/// nothing changes.
#[test]
fn no_namespaces_since_the_system_refuses() {
    let bench = public_bench();
    let script = bench.script("refusing.sh", "echo 0 >/proc/sys/user/max_net_namespaces && exec \"$@\"");
    let words = ["unshare", "--user", "--map-root-user", "--net", "/bin/sh", &script];
    match words_work(&words[..4]) {
        Ok(()) => {}
        Err(why) => return skipped(&format!("no user namespace that refuses networks can be made here ({why})")),
    }
    // Its network is new too, and nothing in it is up, the loopback included.
    let up = raise_loopback();
    let Some(up) = up else { return skipped("ip(8) is not there to raise a loopback") };
    let script =
        bench.script("refusing.sh", &format!("{up}\necho 0 >/proc/sys/user/max_net_namespaces && exec \"$@\""));
    let words = ["unshare", "--user", "--map-root-user", "--net", "/bin/sh", &script];
    let outcome = bench.outcome(&mut by_way_of(&bench, &words, &PUBLISHED));
    assert_played_on_the_host(&outcome);
    assert!(!outcome.out.contains("SOCKSPEC_HOST_NETWORK is set"), "{outcome:?}");
}

fn words_work(words: &[&str]) -> Result<(), String> {
    let output = std::process::Command::new(words[0]).args(&words[1..]).arg("true").output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn raise_loopback() -> Option<String> {
    let folders = ["/sbin/ip", "/usr/sbin/ip", "/bin/ip", "/usr/bin/ip"];
    let ip = folders.iter().map(Path::new).find(|path| path.exists())?;
    Some(format!("{} link set lo up", text_of(ip)))
}

/// A shell starts a background program with SIGINT ignored, and nohup(1) one with SIGHUP ignored. That is for the
/// harness: programs that inherited it would not stop when they are asked to.
#[test]
fn signals_that_the_harness_ignores() {
    let bench = Bench::new();
    let ignoring = bench.script("ignoring.sh", "trap '' HUP INT TERM\nexec \"$@\"");
    let arguments = ["run", "reference", "--run", "udp-server/published", "--trace"];
    let outcome = bench.outcome(&mut by_way_of(&bench, &["/bin/sh", &ignoring], &arguments));
    outcome.assert_code(0);
    assert!(outcome.out.contains("SIGINT") && !outcome.out.contains("killed"), "{outcome:?}");
}

/// The harness does not wait for a server that has ended, and finds one that runs in the background: with namespaces
/// and without.
#[rstest]
fn servers_that_end_and_servers_in_the_background(#[values(false, true)] on_host: bool) {
    let bench = Bench::new();
    let run = |program: &str| {
        let arguments = ["run", "--tcp-server", program, "--run", "tcp-server/published/session"];
        if on_host { bench.run_on_host(&arguments) } else { bench.run(&arguments) }
    };
    let outcome = run(&bench.script("ends.sh", "exit 3"));
    outcome.assert_code(3);
    assert!(outcome.out.contains("exits with code 3 before it was ready"), "{outcome:?}");
    let daemon = "( \"$sockspec\" reference tcp-server & )\nexit 0";
    let outcome = run(&bench.script("daemon.sh", daemon));
    outcome.assert_code(0);
}

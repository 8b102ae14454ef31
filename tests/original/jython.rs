//! The originals under Jython, the Python 2.7 that every Debian and Ubuntu has as a package.

use super::sockspec;
use crate::python27;
use sockspec::implementation::QuickStart;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

/// Facts that a program may see of its interpreter.
const LOOK: &str = "\
import os, sys, platform
print sys.version, sys.executable, sys.prefix, sys.path, sys.argv, sys.flags, sys.byteorder, sys.stdout.encoding
print platform.python_implementation(), sorted(os.environ.items()), os.getcwd(), sys.getrecursionlimit()
print repr(0.1 + 0.2), repr(5e-324), hash('sockspec')
";

fn output(command: &[OsString]) -> (Option<i32>, String, String) {
    let mut process = Command::new(&command[0]);
    process.args(&command[1..]).env_clear().env("PATH", "/usr/bin:/bin").env("LANG", "C.UTF-8");
    let output = process.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The quick start is another way to the same interpreter, and nothing of it can be seen.
#[test]
fn the_quick_start_is_the_same_jython() {
    let Some(jython) = python27::jython("the quick start of Jython") else { return };
    let folder = tempfile::tempdir().unwrap();
    let quick = QuickStart::prepare(&jython, folder.path()).expect("this Java refuses the quick start");
    let command = |arguments: &[&str]| {
        let words = [jython.as_os_str()].into_iter().chain(arguments.iter().map(OsStr::new));
        words.map(OsStr::to_owned).collect::<Vec<OsString>>()
    };
    let plain = command(&["-c", LOOK, "one", "two words"]);
    let quickly = quick.apply_to(plain.clone());
    assert_ne!(plain, quickly);
    assert!(quickly.iter().any(|word| word.to_string_lossy().starts_with("-XX:SharedArchiveFile=")), "{quickly:?}");
    assert_eq!(output(&quickly), output(&plain));
    // How a program ends is the same too.
    let dies = command(&["-c", "float('x')"]);
    assert_eq!(output(&quick.apply_to(dies.clone())), output(&dies));
}

/// Runs the originals under Jython alone, and says what is printed; the run ends with exit code 0 and leaves nothing.
fn run_under(jython: &Path, arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let run = ["run", "original", "--strict"].iter().chain(arguments).copied().collect::<Vec<_>>();
    let output = sockspec(home.path(), &run).env("SOCKSPEC_PYTHON27", jython).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "something is left");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The command of a newcomer who has no other Python 2.7. It plays the cases that its manifest names for Jython, and says
/// how many others there are.
#[test]
fn the_default_run_is_short_under_jython() {
    let Some(jython) = python27::jython("the default run under Jython") else { return };
    let text = run_under(&jython, &[]);
    for part in ["Jython runs the Python 2.7 programs here", "pyenv install 2.7.18", "`--run '*'` plays them"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for role in ["tcp-server", "tcp-client", "udp-server", "udp-client", "tcp-pair", "udp-pair"] {
        assert!(text.contains(&format!(" {role} ")), "{role}: {text}");
    }
}

/// Cases of other kinds: what is known of the originals holds under Jython too. A user who names cases gets them.
#[test]
fn what_is_known_of_the_originals_holds_under_jython() {
    let Some(jython) = python27::jython("the originals under Jython") else { return };
    let cases = [
        "tcp-server/robust/resets",
        "tcp-server/numbers/subnormal",
        "tcp-client/length/held-back",
        "udp-client/spoofed/*",
    ];
    let text = run_under(&jython, &cases.map(|case| ["--run", case]).concat());
    assert!(!text.contains("plays them"), "{text}");
}

//! Shims of version managers: what stands behind them is started itself, and it is said which that is.

use super::{Bench, text_of};
use std::fs;

/// A shim of `interp`, which prints at each start that it was started. Behind it is a manager, which chooses the
/// version in the folder's file.
fn managed(bench: &Bench) -> String {
    let folder = text_of(bench.folder.path());
    for folder in ["shims", "one", "two"] {
        fs::create_dir(bench.path(folder)).unwrap();
    }
    bench.script("one/interp", "exec \"$sockspec\" reference \"$@\"");
    bench.script("two/interp", "exit 7");
    bench.script("manager", &format!("[ \"$1\" = which ] && echo \"{folder}/$(cat .version)/$2\""));
    let shim = format!(": >> {folder}/shimmed\nexec \"{folder}/manager\" exec \"${{0##*/}}\" \"$@\"");
    bench.script("shims/interp", &shim);
    bench.file(".version", "one");
    format!("{folder}/shims:{}", std::env::var("PATH").unwrap_or_default())
}

#[test]
fn what_stands_behind_a_shim_is_started_itself() {
    let bench = Bench::new();
    let path = managed(&bench);
    let arguments = ["run", "-v", "--tcp-server", "interp tcp-server", "--role", "tcp-server", "--run", "*/basics"];
    let run = |arguments: &[&str]| bench.outcome(bench.sockspec(arguments).env("PATH", &path));
    let outcome = run(&arguments);
    outcome.assert_code(0);
    let said = format!("interp is {}, by its shim", text_of(&bench.path("one/interp")));
    assert!(outcome.out.contains(&said), "{outcome:?}");
    assert!(!bench.path("shimmed").exists(), "{outcome:?}");
    // The manager chooses, and what it chooses is tried.
    bench.file(".version", "two");
    let outcome = run(&arguments);
    assert!(outcome.out.contains("exits with code 7"), "{outcome:?}");
    bench.file(".version", "one");
    let outcome = run(&["init", "--tcp-server", "interp tcp-server"]);
    outcome.assert_code(0);
    // The typed word goes into the manifest, since the version may change.
    let manifest = fs::read_to_string(bench.path("sockspec.toml")).unwrap();
    assert!(manifest.contains("command = [\"interp\", \"tcp-server\"]"), "{manifest}");
    assert!(!bench.path("shimmed").exists(), "{outcome:?}");
}

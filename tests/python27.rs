//! The Python 2.7 that tests need: looked for in one place, its absence reported, and in CI a failure.

use sockspec::implementation::{PythonKind, Tool};
use std::io::Write;
use std::path::PathBuf;

/// Set if a Python 2.7 must be there (`.ci/run`): the original scripts are never skipped in silence.
const REQUIRED: &str = "SOCKSPEC_TEST_REQUIRE_PYTHON27";

/// The same for Jython, under which a part of the tests runs them too.
const JYTHON_REQUIRED: &str = "SOCKSPEC_TEST_REQUIRE_JYTHON";

/// The Python 2.7 that runs the original scripts here, or `None`, which is said: `what` is left out.
pub fn for_the_original(what: &str) -> Option<PathBuf> {
    match Tool::Python27.find() {
        Ok(path) => Some(path),
        Err(missing) if is_required() => panic!("{what} needs a Python 2.7, and {REQUIRED} is set: {missing}"),
        Err(missing) => {
            skipped(&format!("{what}: {}", missing.what));
            None
        }
    }
}

/// The same, if only CPython's own answer counts.
pub fn cpython(what: &str) -> Option<PathBuf> {
    let path = for_the_original(what)?;
    if PythonKind::CPython.is_here() {
        return Some(path);
    }
    skipped(&format!("{what}: {} is no CPython", path.display()));
    None
}

/// The Jython on `PATH`, beside which there may be a better Python 2.7.
pub fn jython(what: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("jython")).find(|file| file.is_file());
    match found {
        Some(path) => Some(path),
        None if is_set(JYTHON_REQUIRED) => panic!("{what}: there is no jython, and {JYTHON_REQUIRED} is set"),
        None => {
            skipped(&format!("{what}: no jython is on this machine"));
            None
        }
    }
}

fn is_required() -> bool {
    is_set(REQUIRED)
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty() && value != "0")
}

/// Says in plain words that a test could not do its work on this machine.
pub fn skipped(what: &str) {
    // Not by `eprintln!`: what that writes is shown of failing tests alone.
    let _ = std::io::stderr().write_all(format!("skipped: {what}\n").as_bytes());
}

//! The Python 2.7 that tests need: looked for in one place, its absence reported, and in CI a failure.

use sockspec::implementation::{PythonKind, Tool};
use std::io::Write;
use std::path::PathBuf;

/// Set where a Python 2.7 must be there (`.ci/run`): the original scripts are never skipped in silence.
const REQUIRED: &str = "SOCKSPEC_TEST_REQUIRE_PYTHON27";

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

/// The same where only CPython's own answer counts.
pub fn cpython(what: &str) -> Option<PathBuf> {
    let path = for_the_original(what)?;
    if PythonKind::CPython.is_here() {
        return Some(path);
    }
    skipped(&format!("{what}: {} is no CPython", path.display()));
    None
}

fn is_required() -> bool {
    std::env::var_os(REQUIRED).is_some_and(|value| !value.is_empty() && value != "0")
}

/// Says in plain words that a test could not do its work on this machine.
pub fn skipped(what: &str) {
    // Not by `eprintln!`: what that writes is shown of failing tests alone.
    let _ = std::io::stderr().write_all(format!("skipped: {what}\n").as_bytes());
}

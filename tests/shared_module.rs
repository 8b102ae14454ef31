//! The module on which the subjects in Python stand (`fixtures/implementations/open/base.py`), compiled once: they are started
//! twenty thousand times, and a quarter of a start was its compilation. The subjects themselves may not write beside it.

use sockspec::implementation::Tool;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Once;

/// Compiles it, once in a run of the tests. Without a Python 3 nothing needs it; if that fails, a start takes longer.
pub fn compile() {
    static COMPILED: Once = Once::new();
    COMPILED.call_once(|| {
        let Ok(python) = Tool::Python3.find() else { return };
        let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/implementations/open/base.py");
        let mut compiler = Command::new(python);
        compiler.args(["-m", "py_compile"]).arg(module).stderr(Stdio::null());
        let _ = compiler.env_remove("PYTHONPYCACHEPREFIX").status();
    });
}

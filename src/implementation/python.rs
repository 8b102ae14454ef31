//! Finds which implementation of Python 2.7 stands for `{python2.7}` on this machine: each has a few known failures of
//! its own.

use super::interpreter::{PROBE_LIMIT, Tool};
use super::probe;
use std::ffi::OsString;
use std::path::Path;
use std::sync::OnceLock;

/// An implementation of Python, as its `platform.python_implementation()` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PythonKind {
    /// The one in C.
    CPython,
    /// The one in Java.
    Jython,
    /// The one in RPython.
    PyPy,
}

impl PythonKind {
    /// Each kind, by its name.
    pub(super) const NAMES: [(&'static str, PythonKind); 3] =
        [("CPython", PythonKind::CPython), ("Jython", PythonKind::Jython), ("PyPy", PythonKind::PyPy)];

    /// Whether `{python2.7}` stands for this one here.
    pub fn is_here(self) -> bool {
        AboutPython::python27().is_some_and(|about| about.kind == self)
    }
}

/// The facts that a Python reports about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AboutPython {
    pub(super) kind: PythonKind,
    /// The command line of the process, without the question; only Jython says it.
    pub(super) command: Vec<OsString>,
    /// Java's own path.
    pub(super) java: OsString,
    /// All jars that Java may load classes from.
    pub(super) class_path: OsString,
}

/// Prints the kind; of Jython also Java's path, the class path with the jars that manifests name, and the command line.
const QUESTION: &str = "\
import platform, sys
words = [platform.python_implementation()]
if words[0] == 'Jython':
    import os
    from java.io import File
    from java.lang import System
    from java.net import URL
    from java.util.jar import JarFile
    paths = []
    def add(path):
        file = File(path)
        if path in paths or not file.exists():
            return
        paths.append(path)
        manifest = file.isFile() and JarFile(file).getManifest()
        names = manifest and manifest.getMainAttributes().getValue('Class-Path') or ''
        for name in names.split():
            add(URL(file.toURI().toURL(), name).getPath())
    for path in System.getProperty('java.class.path').split(os.pathsep):
        add(path)
    words += [os.path.realpath('/proc/self/exe'), os.pathsep.join(paths)]
    words += open('/proc/self/cmdline').read().split('\\0')[:-3]
sys.stdout.write('\\0'.join(words))
";

impl AboutPython {
    /// Of the one that `{python2.7}` stands for here. Asked once in a process: Jython takes seconds to answer.
    fn python27() -> Option<&'static AboutPython> {
        static HERE: OnceLock<Option<AboutPython>> = OnceLock::new();
        HERE.get_or_init(|| AboutPython::ask_python(&Tool::Python27.find().ok()?)).as_ref()
    }

    /// Of the one at `path`.
    pub(super) fn for_path(path: &Path) -> Option<AboutPython> {
        let is_known = Tool::Python27.find().is_ok_and(|found| found == path);
        if is_known { AboutPython::python27().cloned() } else { AboutPython::ask_python(path) }
    }

    fn ask_python(path: &Path) -> Option<AboutPython> {
        let answer = probe::run_for_output(path, &["-c", QUESTION], PROBE_LIMIT)?;
        let mut words = answer.split('\0').map(OsString::from);
        let name = words.next()?;
        let (_, kind) = PythonKind::NAMES.into_iter().find(|(known, _)| name == *known)?;
        let mut next = || words.next().unwrap_or_default();
        let (java, class_path) = (next(), next());
        Some(AboutPython { kind, java, class_path, command: words.collect() })
    }
}

/// With which Python 2.7 a known failure fails: one that is about another is as if it were not written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Holds {
    /// With any, or with none at all.
    #[default]
    Always,
    /// `only-with`.
    OnlyWith(PythonKind),
    /// `not-with`.
    NotWith(PythonKind),
}

impl Holds {
    /// Whether the entry says something on this machine.
    pub fn applies_here(self) -> bool {
        match self {
            Holds::Always => true,
            Holds::OnlyWith(kind) => kind.is_here(),
            Holds::NotWith(kind) => !kind.is_here(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_python_is_of_one_kind_at_most() {
        let here = PythonKind::NAMES.iter().filter(|(_, kind)| kind.is_here()).count();
        assert!(here <= 1, "{here} kinds");
        assert!(here == 1 || Tool::Python27.find().is_err(), "a Python 2.7 of no known kind");
    }

    #[test]
    fn an_entry_holds_with_a_python_or_without_it() {
        let jython = PythonKind::Jython;
        assert_ne!(Holds::OnlyWith(jython).applies_here(), Holds::NotWith(jython).applies_here());
        assert!(Holds::Always.applies_here());
    }
}

//! Which implementation of Python 2.7 stands for `{python2.7}` on this machine: a few known failures are one's own.

use super::interpreter::{PROBE_LIMIT, Tool};
use super::probe;
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

    /// Whether `{python2.7}` stands for this one here. Asked once in a process: Jython takes seconds to answer.
    pub fn is_here(self) -> bool {
        static HERE: [OnceLock<bool>; 3] = [const { OnceLock::new() }; 3];
        *HERE[self as usize].get_or_init(|| {
            let names = PythonKind::NAMES.iter().filter(|(_, kind)| *kind == self);
            let name: String = names.map(|(name, _)| *name).collect();
            let script = format!("import platform, sys; sys.exit(platform.python_implementation() != '{name}')");
            let answers = |path: &_| probe::exits_with_success(path, &["-c", &script], PROBE_LIMIT);
            Tool::Python27.find().is_ok_and(|path| answers(path.as_path()))
        })
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
    pub fn here(self) -> bool {
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
        assert_ne!(Holds::OnlyWith(jython).here(), Holds::NotWith(jython).here());
        assert!(Holds::Always.here());
    }
}

//! Finds the Python 2.7, Python 3, Java, Node, Perl and C compiler of this machine.
//!
//! The look-up, for each: the environment variable that names one; its usual names on `PATH`; pyenv's versions; then
//! the stand-ins (PyPy and Jython for Python 2.7). A candidate counts only if it answers a probe: a pyenv shim called
//! `python2.7` can be on `PATH` and run nothing.

use super::probe;
use super::program::Unavailable;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// How long a candidate may take to answer its probe: Jython on a busy machine needs some ten seconds.
pub(super) const PROBE_LIMIT: Duration = Duration::from_secs(60);

/// An interpreter or compiler that a command can ask for by a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// `{python2.7}`: CPython, PyPy or Jython of that version.
    Python27,
    /// `{python3}`: any Python 3.
    Python3,
    /// `{java}`.
    Java,
    /// `{node}`.
    Node,
    /// `{perl}`: Perl 5.
    Perl,
    /// `{cc}`: a C compiler.
    Cc,
}

/// All that the look-up of one tool needs to know.
struct ToolRecipe {
    placeholder: &'static str,
    title: &'static str,
    /// The environment variable that names one.
    variable: &'static str,
    /// Names on `PATH`, the best first.
    names: &'static [&'static str],
    /// The beginning of pyenv's version folders, and the program within.
    pyenv: Option<(&'static str, &'static str)>,
    /// Names on `PATH` that are tried last.
    stand_ins: &'static [&'static str],
    /// Arguments with which the right program exits 0.
    probe: &'static [&'static str],
    /// The same, but it prints its own path too, if it can: behind a shim another, in a virtual environment its own.
    own_path: Option<&'static [&'static str]>,
    /// How to get one.
    advice: &'static str,
}

const PYTHON27: ToolRecipe = ToolRecipe {
    placeholder: "python2.7",
    title: "Python 2.7",
    variable: "SOCKSPEC_PYTHON27",
    names: &["python2.7", "python2"],
    pyenv: Some(("2.7.", "bin/python2.7")),
    stand_ins: &["pypy", "pypy2", "jython"],
    probe: &["-c", "import sys; sys.exit(sys.version_info[:2] != (2, 7))"],
    own_path: Some(&[
        "-c",
        "import sys; sys.version_info[:2] == (2, 7) or sys.exit(1); sys.stdout.write(sys.executable or '')",
    ]),
    advice: "the fastest first: `apt-get install python2.7`, on Ubuntu 22.04 as it is, on later ones and on Debian with an \
             older release among apt's sources (docs/original.md); `pyenv install 2.7.18`; `apt-get install jython`, which \
             takes a second for each start; or set SOCKSPEC_PYTHON27 to the path of one",
};

const PYTHON3: ToolRecipe = ToolRecipe {
    placeholder: "python3",
    title: "Python 3",
    variable: "SOCKSPEC_PYTHON3",
    names: &["python3", "python"],
    pyenv: Some(("3.", "bin/python3")),
    stand_ins: &["pypy3"],
    probe: &["-c", "import sys; sys.exit(sys.version_info[0] != 3)"],
    own_path: Some(&[
        "-c",
        "import sys; sys.version_info[0] == 3 or sys.exit(1); sys.stdout.write(sys.executable or '')",
    ]),
    advice: "install it (`apt-get install python3`), or set SOCKSPEC_PYTHON3 to its path",
};

const JAVA: ToolRecipe = ToolRecipe {
    placeholder: "java",
    title: "Java",
    variable: "SOCKSPEC_JAVA",
    names: &["java"],
    pyenv: None,
    stand_ins: &[],
    probe: &["-version"],
    own_path: None,
    advice: "install it (`apt-get install default-jre-headless`), or set SOCKSPEC_JAVA to its path",
};

const NODE: ToolRecipe = ToolRecipe {
    placeholder: "node",
    title: "Node.js",
    variable: "SOCKSPEC_NODE",
    names: &["node", "nodejs"],
    pyenv: None,
    stand_ins: &[],
    probe: &["--version"],
    own_path: None,
    advice: "install it (`apt-get install nodejs`), or set SOCKSPEC_NODE to its path",
};

const PERL: ToolRecipe = ToolRecipe {
    placeholder: "perl",
    title: "Perl",
    variable: "SOCKSPEC_PERL",
    names: &["perl"],
    pyenv: None,
    stand_ins: &[],
    // Debian's perl-base is Perl without most of its modules.
    probe: &["-MIO::Socket::INET", "-e", "exit($] < 5)"],
    own_path: None,
    advice: "install it (`apt-get install perl`), or set SOCKSPEC_PERL to its path",
};

const CC: ToolRecipe = ToolRecipe {
    placeholder: "cc",
    title: "a C compiler",
    variable: "SOCKSPEC_CC",
    names: &["cc", "gcc", "clang"],
    pyenv: None,
    stand_ins: &[],
    probe: &["--version"],
    own_path: None,
    advice: "install one (`apt-get install gcc`), or set SOCKSPEC_CC to its path",
};

impl Tool {
    /// All of them, in their order.
    pub const ALL: [Tool; 6] = [Tool::Python27, Tool::Python3, Tool::Java, Tool::Node, Tool::Perl, Tool::Cc];

    const fn recipe(self) -> &'static ToolRecipe {
        match self {
            Tool::Python27 => &PYTHON27,
            Tool::Python3 => &PYTHON3,
            Tool::Java => &JAVA,
            Tool::Node => &NODE,
            Tool::Perl => &PERL,
            Tool::Cc => &CC,
        }
    }

    /// The text between the braces in a command: `python2.7`, `java`.
    pub const fn placeholder(self) -> &'static str {
        self.recipe().placeholder
    }

    /// How to get one, the best way first.
    pub const fn advice(self) -> &'static str {
        self.recipe().advice
    }

    /// The absolute path of the tool on this machine, or how to get it.
    ///
    /// Each tool is looked up once in a process; the first call can take a while, since it runs the candidates.
    pub fn find(self) -> Result<PathBuf, Unavailable> {
        static FOUND: [OnceLock<Result<PathBuf, Unavailable>>; Tool::ALL.len()] =
            [const { OnceLock::new() }; Tool::ALL.len()];
        let recipe = self.recipe();
        FOUND[self as usize].get_or_init(|| Machine::from_environment(recipe).find_tool(recipe)).clone()
    }
}

/// The machine's data for the look-up, as plain data.
struct Machine {
    /// The value of the recipe's environment variable.
    chosen: Option<OsString>,
    /// The folders of `PATH`.
    path: Vec<PathBuf>,
    /// pyenv's root folder.
    pyenv: Option<PathBuf>,
    probe_limit: Duration,
}

impl Machine {
    /// The machine that this process runs on.
    fn from_environment(recipe: &ToolRecipe) -> Machine {
        let filled = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let path = filled("PATH").unwrap_or_default();
        Machine {
            chosen: filled(recipe.variable),
            path: std::env::split_paths(&path).collect(),
            pyenv: filled("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".pyenv"))),
            probe_limit: PROBE_LIMIT,
        }
    }

    fn find_tool(&self, recipe: &ToolRecipe) -> Result<PathBuf, Unavailable> {
        if let Some(chosen) = &self.chosen {
            // A choice that fails is an error: another interpreter in its place would be a silent surprise.
            return self
                .first_that_answers(self.named_candidates(chosen), recipe)
                .ok_or_else(|| wrong_choice(chosen, recipe));
        }
        self.first_that_answers(self.all_candidates(recipe), recipe).ok_or_else(|| Unavailable {
            what: format!("{} is not on this machine", recipe.title),
            advice: recipe.advice.to_owned(),
        })
    }

    fn first_that_answers(&self, candidates: Vec<PathBuf>, recipe: &ToolRecipe) -> Option<PathBuf> {
        candidates.into_iter().find_map(|candidate| self.resolve_if_answering(candidate, recipe))
    }

    /// The candidate, if it is what its name says. For a shim, it is the program that the shim runs in the end, since a
    /// shim takes longer at each start.
    fn resolve_if_answering(&self, candidate: PathBuf, recipe: &ToolRecipe) -> Option<PathBuf> {
        let answers = |path: &Path| probe::exits_with_success(path, recipe.probe, self.probe_limit);
        // A script says both at once: Jython's takes seconds for each start.
        if let Some(own_path) = recipe.own_path.filter(|_| is_script(&candidate)) {
            let behind = PathBuf::from(probe::run_for_output(&candidate, own_path, self.probe_limit)?);
            let is_another = behind != candidate && behind.is_absolute() && behind.is_file();
            return Some(if is_another && answers(&behind) { behind } else { candidate });
        }
        answers(&candidate).then_some(candidate)
    }

    /// The candidates that a user named: a path, or a name on `PATH`.
    fn named_candidates(&self, text: &OsStr) -> Vec<PathBuf> {
        match Path::new(text).components().count() {
            1 => self.on_path(text),
            _ => std::path::absolute(text).into_iter().collect(),
        }
    }

    fn all_candidates(&self, recipe: &ToolRecipe) -> Vec<PathBuf> {
        let on_path = |names: &[&str]| names.iter().flat_map(|name| self.on_path(name.as_ref())).collect::<Vec<_>>();
        [on_path(recipe.names), self.under_pyenv(recipe), on_path(recipe.stand_ins)].concat()
    }

    /// Every file of this name on `PATH`: a shim that runs nothing must not hide the real one behind it.
    fn on_path(&self, name: &OsStr) -> Vec<PathBuf> {
        let paths = self.path.iter().filter_map(|folder| std::path::absolute(folder.join(name)).ok());
        paths.filter(|path| path.is_file()).collect()
    }

    /// The versions that pyenv holds, the newest first.
    fn under_pyenv(&self, recipe: &ToolRecipe) -> Vec<PathBuf> {
        let (Some(root), Some((prefix, program))) = (&self.pyenv, recipe.pyenv) else { return Vec::new() };
        let Ok(entries) = std::fs::read_dir(root.join("versions")) else { return Vec::new() };
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let mut versions: Vec<String> = names.filter(|name| name.starts_with(prefix)).collect();
        versions.sort_by_key(|name| std::cmp::Reverse(version_key(name)));
        versions.iter().map(|version| root.join("versions").join(version).join(program)).collect()
    }
}

/// Whether the file is run by an interpreter of its own (`#!`, execve(2)).
fn is_script(path: &Path) -> bool {
    let mut head = [0; 2];
    let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    read.is_ok() && head == *b"#!"
}

/// Orders `3.9.18` before `3.10.13`.
fn version_key(name: &str) -> Vec<u32> {
    name.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn wrong_choice(chosen: &OsStr, recipe: &ToolRecipe) -> Unavailable {
    Unavailable {
        what: format!("{} is set to `{}`, which does not run as {}", recipe.variable, chosen.display(), recipe.title),
        advice: format!("set it to the path of one that does, or unset it; {}", recipe.advice),
    }
}

#[cfg(all(test, unix))]
#[path = "interpreter_tests.rs"]
mod tests;

//! The implementations under test: programs, the commands that start them, and the manifest that names them.
//!
//! An [`Implementation`] comes from a manifest ([`load_manifest`]), from sockspec itself ([`built_in()`]), or from
//! flags ([`ad_hoc()`]). It may also come from a typed word ([`load_named_implementation()`]). This room never starts a
//! program under test: [`Program::launch`] only says how. It runs an interpreter's version probe ([`Tool::find`]). It
//! asks a version manager for the program behind a shim ([`Implementation::behind_shims`]). And it runs Java to make
//! Jython's archive of classes ([`QuickStart`]).

mod ad_hoc;
mod built_in;
mod interpreter;
mod manifest;
mod named;
mod probe;
mod program;
mod python;
mod quick_start;
mod shim;
mod template;
mod words;

pub use ad_hoc::{AdHoc, AdHocError, ad_hoc};
pub use built_in::{built_in, built_in_names, default_names};
pub use interpreter::Tool;
pub use manifest::{
    Draft, DraftPort, DraftProgram, MANIFEST_NAME, load_for, load_known_failing, load_manifest, protocol_of,
};
pub use named::{NamedError, load_named_implementation, named_with};
pub use program::{
    ConsoleMode, Input, Launch, PlaceholderValues, Port, Program, StopSignal, Unavailable, helper_launch,
};
pub use python::{Holds, PythonKind};
pub use quick_start::QuickStart;
pub use shim::Shim;

use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use template::Placeholder;

/// A set of programs, at most one for each role.
#[derive(Debug, Clone)]
pub struct Implementation {
    /// The reports' name for it.
    pub name: String,
    /// Its language, for people only.
    pub language: Option<String>,
    /// The absolute folder in which its commands run, unless a program's `cwd` says otherwise.
    pub home: PathBuf,
    /// The source of the description.
    pub origin: ManifestOrigin,
    /// The programs, by role; never empty.
    pub programs: BTreeMap<Role, Program>,
    /// The failures that its owner knows of.
    pub known_failing: Vec<KnownFailing>,
    /// The cases that are enough with an interpreter that starts slowly.
    pub fewer_cases: Option<FewerCases>,
    /// Keeps the folder of an extracted built-in on disk for as long as anyone holds the implementation.
    folder: Option<Arc<TempDir>>,
}

/// The cases that a run plays with an interpreter that starts slowly, unless the user names cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FewerCases {
    /// The interpreter that they are for.
    pub holds: Holds,
    /// Patterns over the ids of cases; never empty.
    pub run: Vec<String>,
}

/// The source of an implementation's description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManifestOrigin {
    /// Sockspec itself, under this name.
    BuiltIn(String),
    /// This `sockspec.toml`, as its path was given.
    Manifest(PathBuf),
    /// A manifest that describes the programs of many folders, and one of these folders.
    Shared {
        /// The manifest, as its path was given.
        manifest: PathBuf,
        /// The folder, as its path was given.
        folder: PathBuf,
    },
    /// These flags on the command line, as they were typed.
    AdHoc(Vec<String>),
}

impl ManifestOrigin {
    /// The same, with paths that begin in this folder.
    pub fn with_paths_below(self, folder: &Path) -> ManifestOrigin {
        match self {
            ManifestOrigin::Manifest(path) => ManifestOrigin::Manifest(folder.join(path)),
            ManifestOrigin::Shared { manifest, folder: own } => {
                ManifestOrigin::Shared { manifest: folder.join(manifest), folder: folder.join(own) }
            }
            ManifestOrigin::BuiltIn(_) | ManifestOrigin::AdHoc(_) => self,
        }
    }

    /// The folder of its programs, as its path was given; `None` for what comes with sockspec, or was typed as a command.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            ManifestOrigin::Manifest(manifest) => Some(manifest.parent().unwrap_or(Path::new(""))),
            ManifestOrigin::Shared { folder, .. } => Some(folder),
            ManifestOrigin::BuiltIn(_) | ManifestOrigin::AdHoc(_) => None,
        }
    }
}

/// The name as one that a file or a folder can have everywhere.
pub fn file_name_of(name: &str) -> String {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
    let name: String = name.chars().map(|c| if legal(c) { c } else { '-' }).collect();
    if name.is_empty() || name.starts_with('.') { format!("_{name}") } else { name }
}

/// A failure that the implementation's owner knows of: it does not count, until it passes or matches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFailing {
    /// The name of the implementation that fails; without it: the manifest's own, or, in a list beside the manifests,
    /// any.
    pub implementation: Option<String>,
    /// A glob over case ids, such as `tcp-server/robust/*`; its syntax is checked, what it matches is not.
    pub case: String,
    /// The clause that fails there; never an INFO clause, which can't fail.
    pub clause: ClauseId,
    /// With which Python 2.7 it fails.
    pub holds: Holds,
    /// Whether it fails each time.
    pub fails: Often,
    /// Why, in the owner's words; never empty.
    pub reason: String,
    /// The place of the entry, so that a report can say which one to delete.
    pub place: FilePlace,
}

/// How often a known failure shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Often {
    /// Each time: an entry that passes is out of date.
    #[default]
    Always,
    /// Now and then, by a race inside the program. An entry that passes is not out of date, and verdicts that differ
    /// between repetitions are expected.
    Sometimes,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePlace {
    /// The file, as its path was given.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
}

impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}

impl Implementation {
    /// The folders in which its programs run.
    pub fn program_folders(&self) -> Vec<PathBuf> {
        let own = self.programs.values().filter_map(|program| Some(self.home.join(program.cwd.as_ref()?)));
        own.chain([self.home.clone()]).collect()
    }

    /// Whether a program of it is run by this tool.
    pub fn asks_for(&self, tool: Tool) -> bool {
        let word = format!("{{{}}}", tool.placeholder());
        self.programs.values().any(|program| program.command.contains(&word))
    }

    /// The name as one that a folder can have everywhere.
    pub fn as_folder(&self) -> String {
        file_name_of(&self.name)
    }

    /// The folder of an extracted built-in: it has no other user, and is gone when the last copy of this is.
    pub fn temporary_folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(|folder| folder.path())
    }

    /// The same implementation with `{sockspec}` standing for `binary` instead of the running executable.
    ///
    /// For callers that use this crate as a library, tests above all: their own executable knows no `reference`
    /// command.
    pub fn with_sockspec(mut self, binary: &Path) -> Self {
        let binary = binary.to_string_lossy();
        for program in self.programs.values_mut() {
            let words = program.command.iter_mut().chain(program.build.iter_mut().flatten());
            for word in words.chain(program.env.values_mut()) {
                *word = template::bind_placeholder(word, Placeholder::Sockspec, &binary);
            }
        }
        self
    }
}

//! Shims: scripts on `PATH` that ask a version manager (pyenv, rbenv, nodenv, asdf, mise) at each start what to run.
//!
//! A run starts a program hundreds of times. So sockspec asks the manager once, by its own `which`, in the folder of
//! the program and with its variables. The answer is the version that the shim would choose.

use super::interpreter::PROBE_LIMIT;
use super::probe;
use super::{Implementation, Program};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How much of a file is read to see whether it is a shim.
const HEAD: u64 = 4096;

/// A shim that a program's command starts, and what it would run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shim {
    /// The word of the command that is the shim; the name that its `#!` line asks for, of a script.
    pub word: String,
    /// The program behind it.
    pub program: PathBuf,
    /// `PATH` as the shim would set it: with the folder of the program first.
    pub(super) path: OsString,
}

/// The question to a version manager.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Lookup {
    shim: PathBuf,
    cwd: PathBuf,
    env: BTreeMap<String, String>,
}

/// A shim as its file says it.
struct ShimFile {
    manager: PathBuf,
    /// The variables that it exports.
    exports: BTreeMap<String, String>,
    /// Whether it looks at the arguments too, for the folder of a script among them.
    reads_arguments: bool,
}

impl Implementation {
    /// The same implementation, with what stands behind the shims that its commands start.
    pub fn behind_shims(mut self) -> Self {
        let mut answers = BTreeMap::new();
        for program in self.programs.values_mut() {
            program.shim = find_shim(program, &self.home, &mut answers);
        }
        self
    }

    /// The shims that its commands start.
    pub fn shims(&self) -> impl Iterator<Item = &Shim> {
        self.programs.values().filter_map(|program| program.shim.as_ref())
    }
}

fn find_shim(program: &Program, home: &Path, answers: &mut BTreeMap<Lookup, Option<PathBuf>>) -> Option<Shim> {
    let cwd = program.cwd.as_ref().map_or_else(|| home.to_path_buf(), |cwd| home.join(cwd));
    // A value with a placeholder is about ports, not about versions.
    let plain = program.env.iter().filter(|(_, value)| !value.contains('{'));
    let env: BTreeMap<String, String> = plain.map(|(name, value)| (name.clone(), value.clone())).collect();
    let path = env.get("PATH").map(OsString::from).or_else(|| std::env::var_os("PATH"))?;
    shim_candidates(&program.command, &cwd).into_iter().find_map(|word| {
        let shim = locate_file(&word, &cwd, &path)?;
        let script = ShimFile::read(&shim)?;
        if script.reads_arguments && program.command.iter().skip(1).any(|argument| argument.contains('/')) {
            return None;
        }
        let lookup = Lookup { shim, cwd: cwd.clone(), env: env.clone() };
        let answer = answers.entry(lookup).or_insert_with_key(|lookup| script.ask_manager(lookup));
        let program = answer.clone()?;
        Some(Shim { word, path: with_folder_of(&program, &path), program })
    })
}

/// The words of a command that may be shims: `env`, `nice` and the like are not, what they start may be.
fn shim_candidates(command: &[String], cwd: &Path) -> Vec<String> {
    let first = &command[0];
    if first.contains('/') {
        return [Some(first.clone()), asked_for_by(&cwd.join(first))].into_iter().flatten().collect();
    }
    let is_name = |word: &&String| !word.starts_with('-') && !word.contains(['/', '{', '=']);
    command.iter().filter(is_name).cloned().collect()
}

/// The name that a script asks for in its first line: `#!/usr/bin/env python3`.
fn asked_for_by(file: &Path) -> Option<String> {
    let head = read_head(file)?;
    let mut words = head.lines().next()?.strip_prefix("#!")?.split_whitespace();
    words.next().filter(|program| program.ends_with("/env"))?;
    words.find(|word| !word.starts_with('-')).map(str::to_owned)
}

/// The file that a word names: the first one on `PATH`, if it is no path.
fn locate_file(word: &str, cwd: &Path, path: &OsString) -> Option<PathBuf> {
    let mut files = if word.contains('/') {
        vec![cwd.join(word)]
    } else {
        std::env::split_paths(path).map(|folder| folder.join(word)).collect()
    }
    .into_iter();
    files.find(|file| file.is_file())
}

fn read_head(file: &Path) -> Option<String> {
    let mut head = Vec::new();
    File::open(file).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    String::from_utf8(head).ok()
}

/// `PATH` with the folder of `program` first, if it is not on it: programs that the program starts are found there too.
fn with_folder_of(program: &Path, path: &OsString) -> OsString {
    let folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    let own = program.parent().filter(|own| folders.iter().all(|folder| folder != own));
    let all = own.map(Path::to_path_buf).into_iter().chain(folders);
    std::env::join_paths(all).unwrap_or_else(|_| path.clone())
}

impl ShimFile {
    /// Reads a shim; nothing if the file is none. All managers but mise write scripts with the line
    /// `exec MANAGER exec NAME "$@"`; mise's shims are links to mise itself.
    fn read(file: &Path) -> Option<ShimFile> {
        let target = file.canonicalize().ok()?;
        if target.ends_with("mise") && !file.ends_with("mise") {
            return Some(ShimFile { manager: target, exports: BTreeMap::new(), reads_arguments: false });
        }
        let text = read_head(file).filter(|text| text.starts_with("#!"))?;
        let manager = text.lines().find_map(|line| match &shlex::split(line.trim())?[..] {
            [exec, manager, again, ..] if exec == "exec" && again == "exec" => Some(manager.clone()),
            _ => None,
        });
        let exports = text.lines().filter_map(parse_export).collect();
        let reads_arguments = text.contains("for arg");
        let manager = manager.filter(|manager| !manager.contains('$'))?;
        Some(ShimFile { manager: manager.into(), exports, reads_arguments })
    }

    /// The program that the manager would run in the shim's place. Nothing if it would run nothing: the shim itself
    /// reports that best.
    fn ask_manager(&self, Lookup { shim, cwd, env }: &Lookup) -> Option<PathBuf> {
        let mut which = Command::new(&self.manager);
        which.arg("which").arg(shim.file_name()?).current_dir(cwd).envs(&self.exports).envs(env);
        let answer = probe::output_of(which, PROBE_LIMIT)?;
        let program = PathBuf::from(answer.lines().next()?);
        let is_one = program.is_absolute() && program.is_file() && ShimFile::read(&program).is_none();
        is_one.then_some(program)
    }
}

/// `export NAME="value"`, if the value is plain.
fn parse_export(line: &str) -> Option<(String, String)> {
    let (name, value) = line.trim().strip_prefix("export ")?.split_once('=')?;
    match &shlex::split(value)?[..] {
        [value] if !value.contains('$') => Some((name.to_owned(), value.clone())),
        _ => None,
    }
}

#[cfg(all(test, unix))]
#[path = "shim_tests.rs"]
mod tests;

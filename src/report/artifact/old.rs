//! The files of earlier runs: one whose failure is gone is deleted, any other stays.
//!
//! A file is deleted only if this run played its case, of the same implementation, and judged it.

use super::{Replay, read};
use crate::engine::event::{ManifestOrigin, Outcome, RunStarted, TrialReport};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How many folders deep the files of a matrix stand: the client's, the server's.
const DEPTH: usize = 2;

/// The files of earlier runs that are about implementations of this one.
#[derive(Debug, Default)]
pub(super) struct OldFiles {
    seed: u64,
    files: Vec<OldFile>,
}

#[derive(Debug)]
struct OldFile {
    path: PathBuf,
    replay: Replay,
    /// Whether its case was judged in this run, and has not failed.
    is_gone: bool,
}

impl OldFiles {
    /// Those in `folder`.
    pub(super) fn from_folder(folder: &Path, run: &RunStarted) -> OldFiles {
        let is_of_run = |replay: &Replay| {
            let is_there = |name: &str, origin: &ManifestOrigin| {
                run.implementations.iter().any(|one| one.name == name && is_same(&one.origin, origin))
            };
            is_there(&replay.implementation, &replay.origin)
                && replay.client.as_ref().is_none_or(|client| is_there(&client.implementation, &client.origin))
        };
        let mut files = Vec::new();
        for path in files_below(folder, DEPTH) {
            // Leave alone files that are not sockspec's.
            if let Ok((_, Some(replay))) = read(&path, None)
                && is_of_run(&replay)
            {
                files.push(OldFile { path, replay, is_gone: false });
            }
        }
        OldFiles { seed: run.seed, files }
    }

    /// Takes in a trial.
    pub(super) fn is_played(&mut self, trial: &TrialReport) {
        if !matches!(trial.outcome, Outcome::Judged { .. }) {
            return;
        }
        let (seed, is_generated) = (self.seed, trial.case.is_generated());
        for file in &mut self.files {
            let replay = &file.replay;
            let client = replay.client.as_ref().map(|client| client.implementation.as_str());
            if replay.implementation != trial.implementation || client != trial.client.as_deref() {
                continue;
            }
            let id = replay.case.as_str();
            file.is_gone |= if is_generated {
                // The simplest case for a clause is called by the generated case that found it, and by the clause.
                replay.seed == seed && id.rsplit_once('/').is_some_and(|(of, _)| of == trial.case.id.as_str())
            } else {
                id == trial.case.id.as_str()
            };
        }
    }

    /// This file is written anew.
    pub(super) fn is_written(&mut self, path: &Path) {
        self.files.retain(|file| file.path != path);
    }

    /// Deletes the files whose failure is gone, and folders that are empty then.
    pub(super) fn delete_gone_files(&mut self) -> io::Result<()> {
        for file in std::mem::take(&mut self.files).into_iter().filter(|file| file.is_gone) {
            match fs::remove_file(&file.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
            // A folder that still holds something stays.
            for folder in file.path.ancestors().skip(1).take(DEPTH) {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Whether both are the same programs, however their paths were typed.
fn is_same(one: &ManifestOrigin, other: &ManifestOrigin) -> bool {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match (one, other) {
        (ManifestOrigin::Manifest(one), ManifestOrigin::Manifest(other)) => real(one) == real(other),
        (ManifestOrigin::Shared { folder: one, .. }, ManifestOrigin::Shared { folder: other, .. }) => {
            real(one) == real(other)
        }
        _ => one == other,
    }
}

/// The TOML files below `folder`, and no deeper than this.
fn files_below(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => found.extend(files_below(&path, depth - 1)),
            Ok(kind) if kind.is_file() && path.extension().is_some_and(|end| end == "toml") => found.push(path),
            Ok(_) | Err(_) => {}
        }
    }
    found
}

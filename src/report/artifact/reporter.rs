//! Writes a file for each failing trial, as the trial finishes. When the run is over, deletes files of earlier runs
//! whose failure is gone.

use super::Artifact;
use super::old::OldFiles;
use crate::engine::event::{Event, ManifestOrigin, RunStarted, TrialReport};
use crate::report::Reporter;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The default name of the folder with such files.
const USUAL_NAME: &str = "sockspec-failures";
/// Keeps the folder out of commits, and of the checks before them.
const IGNORE: &str = "# What sockspec writes here can be had again: the files are about the last run.\n*\n";

/// Writes an artifact for each trial that has a path for one.
#[derive(Debug)]
pub struct Artifacts {
    folder: PathBuf,
    run: Option<RunStarted>,
    old: OldFiles,
    /// The first file that could not be written, and how many there were.
    failed: Option<(io::Error, usize)>,
}

impl Artifacts {
    /// The files of a run that keeps them in `folder`.
    pub fn new(folder: PathBuf) -> Artifacts {
        Artifacts { folder, run: None, old: OldFiles::default(), failed: None }
    }

    fn save_artifact(&mut self, trial: &TrialReport) {
        let artifact = self.run.as_ref().and_then(|run| Artifact::from_trial(run, trial));
        if let (Some(mut artifact), Some(place)) = (artifact, &trial.artifact) {
            artifact.replay.folder = run_folder(&place.path(), &artifact.replay.origin);
            self.old.is_written(&place.path());
            self.write(&place.path(), &artifact);
        }
    }

    fn write(&mut self, path: &Path, artifact: &Artifact) {
        let text = artifact.to_toml(&shell_word(path));
        let parent = path.parent().unwrap_or(Path::new(""));
        let written = self.make_folder().and_then(|()| fs::create_dir_all(parent)).and_then(|()| fs::write(path, text));
        if let Err(error) = written {
            let error = io::Error::new(error.kind(), format!("{}: {error}", path.display()));
            self.failed.get_or_insert((error, 0)).1 += 1;
        }
    }

    /// Makes the folder of all files, with a `.gitignore` that keeps it out of commits. An existing folder with another
    /// name may hold files that a user commits.
    fn make_folder(&self) -> io::Result<()> {
        let is_own = !self.folder.exists() || self.folder.file_name().is_some_and(|name| name == USUAL_NAME);
        fs::create_dir_all(&self.folder)?;
        let ignore = self.folder.join(".gitignore");
        if is_own && !ignore.exists() { fs::write(ignore, IGNORE) } else { Ok(()) }
    }
}

impl Reporter for Artifacts {
    /// Never fails: the other files are still written, and [`finish`](Reporter::finish) reports the error.
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::RunStarted(run) => {
                self.old = OldFiles::from_folder(&self.folder, run);
                self.run = Some(run.clone());
            }
            Event::TrialFinished(trial) => {
                self.old.is_played(trial);
                self.save_artifact(trial);
            }
            Event::Shrunk(shrunk) => self.save_artifact(&shrunk.trial),
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.old.delete_gone_files()?;
        match self.failed.take() {
            None => Ok(()),
            Some((error, 1)) => Err(error),
            Some((error, all)) => {
                Err(io::Error::new(error.kind(), format!("{error} (and {} more of its kind)", all - 1)))
            }
        }
    }
}

/// The path from the file's folder to the current folder, if something in the file depends on it. A file that is copied
/// together with its programs, as out of a CI job, finds them.
fn run_folder(file: &Path, origin: &ManifestOrigin) -> Option<PathBuf> {
    if matches!(origin, ManifestOrigin::BuiltIn(_)) {
        return None;
    }
    let current = std::env::current_dir().ok()?;
    let stands_in = std::path::absolute(file.parent()?).ok()?;
    match stands_in.strip_prefix(&current) {
        Ok(below) if below.components().all(|part| matches!(part, Component::Normal(_))) => {
            Some(below.components().map(|_| "..").collect())
        }
        Ok(_) | Err(_) => Some(current),
    }
}

/// The path as it is typed into a shell.
fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    shlex::try_quote(&text).map_or_else(|_| text.clone(), std::borrow::Cow::into_owned)
}

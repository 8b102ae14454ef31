//! The files that failing trials leave behind, each written as its trial finishes.

use super::Artifact;
use crate::engine::event::{Event, RunStarted, TrialReport};
use crate::report::Reporter;
use std::fs;
use std::io;
use std::path::Path;

/// Writes an artifact for each trial that says where its goes.
#[derive(Debug, Default)]
pub struct Artifacts {
    run: Option<RunStarted>,
    /// The first file that could not be written, and how many there were.
    failed: Option<(io::Error, usize)>,
}

impl Artifacts {
    fn keep(&mut self, trial: &TrialReport) {
        let artifact = self.run.as_ref().and_then(|run| Artifact::of(run, trial));
        if let (Some(artifact), Some(place)) = (artifact, &trial.artifact) {
            self.write(&place.path(), &artifact);
        }
    }

    fn write(&mut self, path: &Path, artifact: &Artifact) {
        let text = artifact.to_toml(&shell_word(path));
        let parent = path.parent().unwrap_or(Path::new(""));
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(path, text));
        if let Err(error) = written {
            let error = io::Error::new(error.kind(), format!("{}: {error}", path.display()));
            self.failed.get_or_insert((error, 0)).1 += 1;
        }
    }
}

impl Reporter for Artifacts {
    /// Never fails: the other files are written all the same, and [`finish`](Reporter::finish) tells.
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::RunStarted(run) => self.run = Some(run.clone()),
            Event::TrialFinished(trial) => self.keep(trial),
            Event::Shrunk(shrunk) => self.keep(&shrunk.trial),
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        match self.failed.take() {
            None => Ok(()),
            Some((error, 1)) => Err(error),
            Some((error, all)) => {
                Err(io::Error::new(error.kind(), format!("{error} (and {} more of its kind)", all - 1)))
            }
        }
    }
}

/// The path as it is typed into a shell.
fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    shlex::try_quote(&text).map_or_else(|_| text.clone(), std::borrow::Cow::into_owned)
}

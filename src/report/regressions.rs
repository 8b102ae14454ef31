//! The cases that generated ones leave beside a manifest, to be played first from now on.

use super::Reporter;
use crate::case::{Case, Source, to_toml};
use crate::engine::event::{Event, Shrunk};
use crate::report::plain::plain;
use std::fs;
use std::io;
use std::path::Path;

/// Writes a case file for each failure that a generated case has found in the programs of a manifest.
#[derive(Debug, Default)]
pub struct RegressionWriter {
    failed: Option<io::Error>,
}

impl Reporter for RegressionWriter {
    /// Never fails: the other files are still written, and [`finish`](Reporter::finish) reports the error.
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::Shrunk(shrunk) = event else { return Ok(()) };
        let Some(path) = &shrunk.regression else { return Ok(()) };
        if let Err(error) = write(path, &render_case_file(shrunk)) {
            self.failed.get_or_insert(io::Error::new(error.kind(), format!("{}: {error}", path.display())));
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    fs::write(path, text)
}

/// The case as a file, and its origin.
fn render_case_file(shrunk: &Shrunk) -> String {
    let Shrunk { clause, trial, found_by, seed, before, after, .. } = shrunk;
    let case = Case { source: Source::File(String::new()), ..trial.case.as_ref().clone() };
    let evidence = match &trial.outcome {
        crate::engine::event::Outcome::Judged { findings, .. } => {
            findings.iter().find(|one| one.clause() == *clause).and_then(|one| one.finding.verdict.evidence()).cloned()
        }
        _ => None,
    };
    let what = evidence.map_or_else(String::new, |evidence| format!(": {}", plain(&evidence.what)));
    format!(
        "# {}: {clause} was broken{what}\n# found by {found_by} with seed {seed}, made smaller from {before} to {after}\n\
         # delete this file when the case is of no more use\n{}",
        plain(&trial.implementation),
        to_toml(&case)
    )
}

//! A mistake in a case file.

use crate::diagnosis::{Mistake, Problem};
use miette::{Diagnostic, LabeledSpan, SourceCode};
use std::fmt;

/// A case file that can't be used: the first mistake in it, with file, line, caret and what to write.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct CaseFileError(Box<Mistake>);

impl CaseFileError {
    /// A mistake that has no place in a text, such as a missing file.
    pub(crate) fn without_place(message: impl Into<String>, help: impl Into<String>) -> CaseFileError {
        CaseFileError(Box::new(Mistake::new(message, help)))
    }

    /// A mistake in the text of the file `name`.
    pub(crate) fn within(name: &str, text: &str, problem: Problem) -> CaseFileError {
        CaseFileError(Box::new(Mistake::within(name, text, problem)))
    }

    /// The error as a person sees it: message, file, line and caret, what to write. Ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        self.0.render(color)
    }
}

impl Diagnostic for CaseFileError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.help()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.0.labels()
    }
}

//! The first mistake in a file, with file, line, caret and what to write.

use crate::diagnosis::Mistake;
use miette::{Diagnostic, LabeledSpan, SourceCode};
use std::fmt;

/// A file that can't be used: the first mistake in it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct FileError(Box<Mistake>);

impl FileError {
    /// A mistake that has no place in a text, such as a missing file.
    pub(crate) fn without_place(message: impl Into<String>, help: impl Into<String>) -> FileError {
        Mistake::new(message, help).into()
    }

    /// The error as a person sees it: message, file, line and caret, what to write. Ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        self.0.render(color)
    }
}

impl From<Mistake> for FileError {
    fn from(mistake: Mistake) -> FileError {
        FileError(Box::new(mistake))
    }
}

impl Diagnostic for FileError {
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

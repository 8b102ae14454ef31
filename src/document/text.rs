//! A string of a file, and errors that point at it or at a part of it.

use super::{Document, FileError};
use crate::diagnosis::time;
use std::ops::Range;
use std::time::Duration;
use toml::Spanned;
use toml::de::DeValue;

/// A string of the file.
#[derive(Clone)]
pub(crate) struct Text<'a> {
    document: &'a Document<'a>,
    pub(crate) value: &'a str,
    /// Its bytes, quotes included.
    pub(crate) span: Range<usize>,
}

impl<'a> Text<'a> {
    /// The value as a string; errors call it `what`.
    pub(crate) fn from_value(
        document: &'a Document<'a>,
        value: &'a Spanned<DeValue<'a>>,
        what: &str,
        help: &str,
    ) -> Result<Text<'a>, FileError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Text { document, value: text, span: value.span() }),
            _ => Err(document.wrong_type(value, format!("{what} must be text"), help)),
        }
    }

    /// This text is wrong.
    pub(crate) fn error_at_text(
        &self,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> FileError {
        self.document.error_at(self.span.clone(), message, label, help)
    }

    /// The range of a part of the text in the file.
    pub(crate) fn locate_part(&self, part: Range<usize>) -> Range<usize> {
        self.document.locate_part(self.span.clone(), self.value, part)
    }

    /// The text as a time, which may be zero.
    pub(crate) fn parse_time(&self) -> Result<Duration, FileError> {
        let message = || format!("`{}` is not a time", self.value);
        time::parse(self.value).ok_or_else(|| self.error_at_text(message(), "not a number and a unit", time::HELP))
    }
}

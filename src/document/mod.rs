//! One reader for every TOML file that a person writes: a manifest, a case, a list of known failures.
//!
//! It reads tables key by key, and each error points at the bytes that are wrong. It knows no key of any format: the
//! room that owns the format gives the allowed keys, and the advice that fits them.

mod error;
mod table;
mod text;

pub use error::FileError;
pub(crate) use table::Table;
pub(crate) use text::Text;

use crate::diagnosis::{Mistake, Problem, describe_expected, describe_value_type};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// The words of errors in one format of file.
pub(crate) struct Format {
    /// The errors' name for the whole file: "the manifest".
    pub(crate) title: &'static str,
    /// Advice for a key that is given twice.
    pub(crate) duplicate: &'static str,
    /// Advice for a backslash that begins no escape.
    pub(crate) escape: &'static str,
    /// Advice on a complaint of the TOML parser.
    pub(crate) hint: fn(&str) -> &'static str,
}

/// A file's text, and errors that point into it.
pub(crate) struct Document<'a> {
    /// The errors' name for the file.
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    pub(crate) format: &'static Format,
}

impl Document<'_> {
    /// The text as TOML.
    pub(crate) fn parse(&self) -> Result<Spanned<DeTable<'_>>, FileError> {
        DeTable::parse(self.text).map_err(|error| self.syntax_error(&error))
    }

    /// An error at bytes `span` of the file.
    pub(crate) fn error_at(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> FileError {
        let problem = Problem { message: message.into(), label: label.into(), help: help.into(), span };
        Mistake::from_problem(self.name, self.text, problem).into()
    }

    /// The value is of the wrong type; `must` says of which it should be.
    pub(crate) fn wrong_type(
        &self,
        value: &Spanned<DeValue<'_>>,
        must: impl Into<String>,
        help: impl Into<String>,
    ) -> FileError {
        self.error_at(value.span(), must, format!("this is {}", describe_value_type(value.get_ref())), help)
    }

    /// The value as a list.
    pub(crate) fn expect_list<'v>(
        &self,
        value: &'v Spanned<DeValue<'v>>,
        what: &str,
        help: &str,
    ) -> Result<&'v DeArray<'v>, FileError> {
        match value.get_ref() {
            DeValue::Array(entries) => Ok(entries),
            _ => Err(self.wrong_type(value, format!("{what} must be a list"), help)),
        }
    }

    /// The value as a table; `must` says that it should be one.
    pub(crate) fn expect_table<'v>(
        &self,
        value: &'v Spanned<DeValue<'v>>,
        must: &str,
        help: &str,
    ) -> Result<&'v DeTable<'v>, FileError> {
        match value.get_ref() {
            DeValue::Table(entries) => Ok(entries),
            _ => Err(self.wrong_type(value, must, help)),
        }
    }

    /// The line in which byte `at` stands, from 1.
    pub(crate) fn line_number(&self, at: usize) -> usize {
        1 + self.text[..at].bytes().filter(|byte| *byte == b'\n').count()
    }

    /// The range of a part of a string's value in the file; `whole` is the range of the string with its quotes.
    ///
    /// A string with escapes is longer in the file than its value: the error then points at the whole string.
    fn locate_part(&self, whole: Range<usize>, value: &str, part: Range<usize>) -> Range<usize> {
        match self.text[whole.clone()].find(value) {
            Some(offset) if !value.is_empty() => {
                let start = whole.start + offset;
                start + part.start..start + part.end
            }
            _ => whole,
        }
    }

    /// The file is not TOML.
    fn syntax_error(&self, error: &toml::de::Error) -> FileError {
        let end = self.text.len();
        let span = error.span().unwrap_or(end..end);
        let message = error.message();
        let hint = (self.format.hint)(message);
        match message.split_once(", expected ") {
            _ if message.starts_with("duplicate key") => {
                let key = format!("`{}` is given twice", &self.text[span.clone()]);
                self.error_at(span, key, "the second one", self.format.duplicate)
            }
            // The parser lists every escape that TOML knows. That does not help a person who wrote C:\path.
            _ if message.starts_with("missing escaped value") => {
                let message = "this is not TOML: a backslash that begins no escape";
                self.error_at(span, message, "after this backslash", self.format.escape)
            }
            Some((what, missed)) => {
                self.error_at(span, format!("this is not TOML: {what}"), describe_expected(missed), hint)
            }
            None => self.error_at(span, format!("this is not TOML: {message}"), "here", hint),
        }
    }
}

//! A manifest's text, and errors that point into it.

use super::ManifestError;
use crate::diagnosis::{Mistake, Problem, expected};
use crate::implementation::Place;
use std::ops::Range;
use std::path::Path;

/// The file as it was read.
pub(super) struct Source<'a> {
    /// What errors call the file.
    pub(super) file: &'a Path,
    pub(super) text: &'a str,
}

impl Source<'_> {
    /// An error at bytes `span` of the file.
    pub(super) fn error(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> ManifestError {
        let problem = Problem { message: message.into(), label: label.into(), help: help.into(), span };
        Mistake::within(&self.file.display().to_string(), self.text, problem).into()
    }

    /// The line of the file in which byte `at` stands.
    pub(super) fn place(&self, at: usize) -> Place {
        let line = 1 + self.text[..at].bytes().filter(|byte| *byte == b'\n').count();
        Place { file: self.file.to_path_buf(), line }
    }

    /// Where a part of a string's value stands in the file; `whole` is the string with its quotes.
    ///
    /// A string with escapes is longer in the file than its value; then it is pointed at as a whole.
    pub(super) fn inside(&self, whole: Range<usize>, value: &str, part: Range<usize>) -> Range<usize> {
        match self.text[whole.clone()].find(value) {
            Some(offset) if !value.is_empty() => {
                let start = whole.start + offset;
                start + part.start..start + part.end
            }
            _ => whole,
        }
    }

    /// The file is not TOML.
    pub(super) fn syntax(&self, error: &toml::de::Error) -> ManifestError {
        let end = self.text.len();
        let span = error.span().unwrap_or(end..end);
        let message = error.message();
        match message.split_once(", expected ") {
            _ if message.starts_with("duplicate key") => self.duplicate(span),
            // Every one of the escapes that TOML knows is no help to someone who wrote C:\path.
            _ if message.starts_with("missing escaped value") => self.escape(span),
            Some((what, missed)) => {
                let label = expected(missed);
                self.error(span, format!("this is not TOML: {what}"), label, hint(message))
            }
            None => self.error(span, format!("this is not TOML: {message}"), "here", hint(message)),
        }
    }

    /// The file holds nothing.
    pub(super) fn empty(&self) -> ManifestError {
        let help = "`sockspec init` writes a first manifest for your programs; it begins with\nname = \"my-port\"";
        self.error(0..0, "the manifest is empty", "nothing stands here", help)
    }

    fn duplicate(&self, span: Range<usize>) -> ManifestError {
        let key = &self.text[span.clone()];
        let help = "keep one of the two; a role has one table, [[known-failing]] alone may stand several times";
        self.error(span.clone(), format!("`{key}` is given twice"), "the second one", help)
    }

    fn escape(&self, span: Range<usize>) -> ManifestError {
        let help = "write two backslashes for one, or put the text between single quotes: 'C:\\python27'";
        self.error(span, "this is not TOML: a backslash that begins no escape", "after this backslash", help)
    }
}

/// What to write, by what the parser missed.
fn hint(message: &str) -> &'static str {
    match message {
        _ if message.contains("must be quoted") => "put the text between quotation marks, as in name = \"my port\"",
        _ if message.contains("basic string") => "close the text with a quotation mark on the same line",
        _ if message.contains("array") => {
            "write a list as [\"python3\", \"server.py\"], with a comma between two entries"
        }
        _ if message.contains("table") => "write the head of a role as [tcp-server], on a line of its own",
        _ if message.contains("leading zero") => "write the number without the zero, as in port = 16000",
        _ => "a line is key = value, with text between quotation marks: port = 16000, name = \"my port\"",
    }
}

//! A case file's text, and errors that point into it.

use super::error::CaseFileError;
use crate::diagnosis::{Problem, expected, kind};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// The file as it was read.
pub(super) struct Source<'a> {
    /// What errors call the file.
    pub(super) file: &'a str,
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
    ) -> CaseFileError {
        let problem = Problem { message: message.into(), label: label.into(), help: help.into(), span };
        CaseFileError::within(self.file, self.text, problem)
    }

    /// The value is of the wrong type; `must` says of which it should be.
    pub(super) fn wrong_type(&self, value: &Spanned<DeValue<'_>>, must: &str, help: &str) -> CaseFileError {
        self.error(value.span(), must, format!("this is {}", kind(value.get_ref())), help)
    }

    /// The value as a list.
    pub(super) fn list<'v>(
        &self,
        value: &'v Spanned<DeValue<'v>>,
        what: &str,
        help: &str,
    ) -> Result<&'v DeArray<'v>, CaseFileError> {
        match value.get_ref() {
            DeValue::Array(entries) => Ok(entries),
            _ => Err(self.wrong_type(value, &format!("{what} must be a list"), help)),
        }
    }

    /// The value as a table; `must` says that it should be one.
    pub(super) fn table<'v>(
        &self,
        value: &'v Spanned<DeValue<'v>>,
        must: &str,
        help: &str,
    ) -> Result<&'v DeTable<'v>, CaseFileError> {
        match value.get_ref() {
            DeValue::Table(entries) => Ok(entries),
            _ => Err(self.wrong_type(value, must, help)),
        }
    }

    /// The file is not TOML.
    pub(super) fn syntax(&self, error: &toml::de::Error) -> CaseFileError {
        let end = self.text.len();
        let span = error.span().unwrap_or(end..end);
        let message = error.message();
        match message.split_once(", expected ") {
            _ if message.starts_with("duplicate key") => self.duplicate(span),
            _ if message.starts_with("missing escaped value") => self.escape(span),
            Some((what, missed)) => {
                let label = expected(missed);
                self.error(span, format!("this is not TOML: {what}"), label, hint(message))
            }
            None => self.error(span, format!("this is not TOML: {message}"), "here", hint(message)),
        }
    }

    fn duplicate(&self, span: Range<usize>) -> CaseFileError {
        let key = &self.text[span.clone()];
        let help = "keep one of the two; each step has braces of its own, and all of them stand in one list `steps`";
        self.error(span.clone(), format!("`{key}` is given twice"), "the second one", help)
    }

    fn escape(&self, span: Range<usize>) -> CaseFileError {
        let help =
            "write two backslashes for one; for bytes that are no text write { escaped = '\\xff' }, in single quotes";
        self.error(span, "this is not TOML: a backslash that begins no escape", "after this backslash", help)
    }
}

/// What to write, by what the parser missed.
fn hint(message: &str) -> &'static str {
    match message {
        _ if message.contains("must be quoted") => "put the text between quotation marks, as in connect = \"a\"",
        _ if message.contains("basic string") => "close the text with a quotation mark on the same line",
        _ if message.contains("assignment") || message.contains("key with no value") => {
            "write an equals sign between a key and its value, as in connect = \"a\""
        }
        _ if message.contains("inline table") => {
            "write a step as { send = \"5 4 6\", on = \"a\" }, with a comma between two keys;\n\
             is a quotation mark or a closing brace missing, here or in the line above?"
        }
        _ if message.contains("array") => "put a comma after each entry of a list, and ] after the last one",
        _ if message.contains("leading zero") => "write the number without the zero, as in port = 8000",
        _ => "a line is key = value, with text between quotation marks: patience = \"8s\"",
    }
}

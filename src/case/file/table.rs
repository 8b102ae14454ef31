//! A TOML table that is read key by key, with errors that point at what is wrong.

use super::error::CaseFileError;
use super::source::Source;
use crate::diagnosis::{did_you_mean, time};
use std::ops::Range;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table of the file, or all of it.
pub(super) struct Table<'a> {
    pub(super) source: &'a Source<'a>,
    /// What errors call it: a `send` step.
    title: String,
    /// Its bytes, braces included.
    pub(super) span: Range<usize>,
    entries: &'a DeTable<'a>,
}

/// A text of the file.
#[derive(Clone)]
pub(super) struct Text<'a> {
    source: &'a Source<'a>,
    pub(super) value: &'a str,
    /// Its bytes, quotes included.
    pub(super) span: Range<usize>,
}

impl<'a> Table<'a> {
    /// The whole file.
    pub(super) fn top(source: &'a Source<'a>, entries: &'a DeTable<'a>) -> Table<'a> {
        Table { source, title: "a case".to_owned(), span: 0..0, entries }
    }

    /// The table `entries`, which stands at `span`.
    pub(super) fn at(source: &'a Source<'a>, title: String, span: Range<usize>, entries: &'a DeTable<'a>) -> Table<'a> {
        Table { source, title, span, entries }
    }

    /// The same table under another title.
    pub(super) fn titled(&self, title: String) -> Table<'a> {
        Table { source: self.source, title, span: self.span.clone(), entries: self.entries }
    }

    /// Refuses the first key that is none of `known`.
    pub(super) fn only(&self, known: &[&str], help: &str) -> Result<(), CaseFileError> {
        match self.keys().into_iter().find(|(key, _)| !known.contains(key)) {
            Some((key, span)) => Err(self.unknown_key(key, span, known, help)),
            None => Ok(()),
        }
    }

    /// A key that is not known here.
    pub(super) fn unknown_key(&self, key: &str, span: Range<usize>, known: &[&str], help: &str) -> CaseFileError {
        let label = did_you_mean(key, known.iter().copied());
        let label = label.unwrap_or_else(|| "nothing is known by this name here".to_owned());
        self.source.error(span, format!("{} has no key `{key}`", self.title), label, help)
    }

    /// The keys with their places, in the order of the file.
    pub(super) fn keys(&self) -> Vec<(&'a str, Range<usize>)> {
        let mut keys: Vec<_> = self.entries.keys().map(|key| (key.get_ref().as_ref(), key.span())).collect();
        keys.sort_by_key(|(_, span)| span.start);
        keys
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.get(key)
    }

    pub(super) fn need(&self, key: &str, help: &str) -> Result<&'a Spanned<DeValue<'a>>, CaseFileError> {
        self.get(key).ok_or_else(|| self.missing(key, help))
    }

    /// The table lacks a key.
    pub(super) fn missing(&self, key: &str, help: &str) -> CaseFileError {
        let label = format!("`{key}` is missing");
        self.source.error(self.span.clone(), format!("{} needs the key `{key}`", self.title), label, help)
    }

    /// The bytes of a key itself.
    pub(super) fn key_span(&self, key: &str) -> Range<usize> {
        self.entries.get_key_value(key).map_or_else(|| self.span.clone(), |(key, _)| key.span())
    }

    pub(super) fn text(&self, key: &str, help: &str) -> Result<Option<Text<'a>>, CaseFileError> {
        let text = |value| Text::of(self.source, value, &format!("`{key}`"), help);
        self.get(key).map(text).transpose()
    }

    /// One of a few words, each with what it means.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>, CaseFileError> {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let quoted: Vec<String> = words.iter().map(|word| format!("{key} = \"{word}\"")).collect();
        let help = format!("write {}", quoted.join(" or "));
        let Some(text) = self.text(key, &help)? else { return Ok(None) };
        if let Some((_, meaning)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Ok(Some(*meaning));
        }
        let label = did_you_mean(text.value, words).unwrap_or_else(|| "not one of the words known here".to_owned());
        Err(text.wrong(format!("`{key}` can't be \"{}\"", text.value), label, help))
    }

    /// A key whose only value is `true`.
    pub(super) fn flag(&self, key: &str) -> Result<(), CaseFileError> {
        let help = format!("write {{ {key} = true }}, or leave the step out");
        let value = self.need(key, &help)?;
        match value.get_ref() {
            DeValue::Boolean(true) => Ok(()),
            DeValue::Boolean(false) => {
                let message = format!("`{key}` can only be true");
                Err(self.source.error(value.span(), message, "a step that is not done", help))
            }
            _ => Err(self.source.wrong_type(value, &format!("`{key}` can only be true"), &help)),
        }
    }

    /// A port, from 1 to 65535.
    pub(super) fn port(&self, key: &str) -> Result<Option<u16>, CaseFileError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let must = format!("`{key}` must be a number from 1 to 65535");
        let help = format!("write a number without quotation marks, as in {key} = 8000");
        let DeValue::Integer(number) = value.get_ref() else {
            return Err(self.source.wrong_type(value, &must, &help));
        };
        match u16::from_str_radix(number.as_str(), number.radix()) {
            Ok(port) if port > 0 => Ok(Some(port)),
            Ok(_) | Err(_) => Err(self.source.error(value.span(), must, "no port has this number", help)),
        }
    }

    /// A time longer than zero.
    pub(super) fn time(&self, key: &str) -> Result<Option<Duration>, CaseFileError> {
        let Some(text) = self.text(key, time::HELP)? else { return Ok(None) };
        let time = text.time()?;
        match time.is_zero() {
            true => Err(text.wrong(format!("`{key}` must be longer than zero"), "no time at all", time::HELP)),
            false => Ok(Some(time)),
        }
    }
}

impl<'a> Text<'a> {
    pub(super) fn of(
        source: &'a Source<'a>,
        value: &'a Spanned<DeValue<'a>>,
        what: &str,
        help: &str,
    ) -> Result<Text<'a>, CaseFileError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Text { source, value: text, span: value.span() }),
            _ => Err(source.wrong_type(value, &format!("{what} must be text"), help)),
        }
    }

    /// This text is wrong.
    pub(super) fn wrong(
        &self,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> CaseFileError {
        self.source.error(self.span.clone(), message, label, help)
    }

    /// The text as a time, which may be zero.
    pub(super) fn time(&self) -> Result<Duration, CaseFileError> {
        time::parse(self.value)
            .ok_or_else(|| self.wrong(format!("`{}` is not a time", self.value), "not a number and a unit", time::HELP))
    }
}

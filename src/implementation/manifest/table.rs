//! A TOML table that is read key by key, with errors that point at what is wrong.

use super::{ManifestError, Source};
use crate::diagnosis::{did_you_mean, kind};
use crate::protocol::role::Role;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

/// What a role's table looks like.
const ROLE_HELP: &str = "write for each program its role and how it is started:\n\
                         [tcp-server]\ncommand = [\"python3\", \"server.py\"]\nport = 16000\n\
                         a role is tcp-server, tcp-client, udp-server or udp-client";

/// A table of the manifest, or all of it.
pub(super) struct Table<'a> {
    pub(super) source: &'a Source<'a>,
    /// What errors call it: `[tcp-server]`.
    title: String,
    /// The bytes of its head.
    pub(super) span: Range<usize>,
    entries: &'a DeTable<'a>,
}

/// A text of the manifest.
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
        Table { source, title: "the manifest".to_owned(), span: 0..0, entries }
    }

    /// The table at `entries`, whose head stands at `span`.
    pub(super) fn at(source: &'a Source<'a>, title: String, span: Range<usize>, entries: &'a DeTable<'a>) -> Table<'a> {
        Table { source, title, span, entries }
    }

    /// Refuses the first key that is none of `known`; `elsewhere` tells where a key belongs that is known there.
    pub(super) fn only(&self, known: &[&str], elsewhere: fn(&str) -> Option<String>) -> Result<(), ManifestError> {
        let unknown = self.entries.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(key) = unknown.min_by_key(|key| key.span().start) else { return Ok(()) };
        let name = key.get_ref().as_ref();
        let list = format!("write one of {}", known.join(", "));
        let (label, help) = match (elsewhere(name), did_you_mean(name, known.iter().copied())) {
            (Some(place), _) => ("does not belong here".to_owned(), place),
            (None, nearest) => (nearest.unwrap_or_else(|| "nothing is known by this name".to_owned()), list),
        };
        Err(self.source.error(key.span(), format!("{} has no key `{name}`", self.title), label, help))
    }

    /// The roles that the table has, in the order in which they stand there.
    pub(super) fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<(usize, Role)> =
            (self.entries.keys()).filter_map(|key| Some((key.span().start, key.get_ref().parse().ok()?))).collect();
        roles.sort();
        roles.into_iter().map(|(_, role)| role).collect()
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.get(key)
    }

    /// The bytes of a key itself.
    pub(super) fn key_span(&self, key: &str) -> Range<usize> {
        self.entries.get_key_value(key).map_or_else(|| self.span.clone(), |(key, _)| key.span())
    }

    /// A text that is not blank.
    pub(super) fn text(&self, key: &str) -> Result<Option<Text<'a>>, ManifestError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let example = format!("write it between quotation marks: {key} = \"…\"");
        let text = Text::of(self.source, value, &format!("`{key}`"), &example)?;
        match text.value.trim().is_empty() {
            true => {
                Err(text.wrong(format!("`{key}` is empty"), "nothing is said here", format!("write {key} = \"…\"")))
            }
            false => Ok(Some(text)),
        }
    }

    /// A text that is not blank and fits on a line.
    pub(super) fn line(&self, key: &str) -> Result<Option<Text<'a>>, ManifestError> {
        let text = self.text(key)?;
        match text {
            Some(text) if text.value.contains(char::is_control) => Err(text.wrong(
                format!("`{key}` must be one line of plain text"),
                "holds a control character",
                "leave it out",
            )),
            text => Ok(text),
        }
    }

    /// One of a few words, each with what it means.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>, ManifestError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        if let Some((_, meaning)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Ok(Some(*meaning));
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let label = did_you_mean(text.value, words.iter().copied())
            .unwrap_or_else(|| "not one of the words known here".to_owned());
        let quoted = words.iter().map(|word| format!("{key} = \"{word}\"")).collect::<Vec<_>>().join(" or ");
        Err(text.wrong(format!("`{key}` can't be \"{}\"", text.value), label, format!("write {quoted}")))
    }

    /// A port, from 1 to 65535.
    pub(super) fn port(&self, key: &str, example: u16) -> Result<Option<u16>, ManifestError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let help = match value.get_ref() {
            DeValue::String(_) => format!("write it without quotation marks: {key} = {example}"),
            _ => format!("write a whole number, as in {key} = {example}"),
        };
        let wrong = |label| {
            Err(self.source.error(value.span(), format!("`{key}` must be a number from 1 to 65535"), label, help))
        };
        match value.get_ref() {
            DeValue::Integer(number) => match u16::from_str_radix(number.as_str(), number.radix()) {
                Ok(0) => wrong("0 would mean any port; no one would know which".to_owned()),
                Ok(port) => Ok(Some(port)),
                Err(_) => wrong("no port has this number".to_owned()),
            },
            other => wrong(format!("this is {}", kind(other))),
        }
    }

    pub(super) fn table(&self, key: &str, help: &str) -> Result<Option<Table<'a>>, ManifestError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Table(entries) => Ok(Some(Table::at(self.source, format!("[{key}]"), value.span(), entries))),
            other => {
                let label = format!("this is {}", kind(other));
                Err(self.source.error(value.span(), format!("`{key}` must be a table"), label, help))
            }
        }
    }

    pub(super) fn array(&self, key: &str) -> Result<Option<&'a DeArray<'a>>, ManifestError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::Array(entries) => Ok(Some(entries)),
            other => {
                let help = format!("write the head of each entry in double brackets: [[{key}]]");
                let label = format!("this is {}", kind(other));
                Err(self.source.error(value.span(), format!("`{key}` must be a list of tables"), label, help))
            }
        }
    }

    /// The texts of a table such as `env`, by key.
    pub(super) fn texts(&self) -> Result<Vec<(&'a Spanned<DeString<'a>>, Text<'a>)>, ManifestError> {
        let text = |key: &'a Spanned<DeString<'a>>, value| {
            let name = key.get_ref().as_ref();
            let example = format!("write it between quotation marks: {name} = \"1\"");
            Ok((key, Text::of(self.source, value, &format!("`{name}`"), &example)?))
        };
        self.entries.iter().map(|(key, value)| text(key, value)).collect()
    }

    /// The table lacks a key.
    pub(super) fn missing(&self, key: &str, help: &str) -> ManifestError {
        let label = format!("`{key}` is missing");
        self.source.error(self.span.clone(), format!("{} needs a `{key}`", self.title), label, help)
    }

    /// The manifest describes no program.
    pub(super) fn without_roles(&self) -> ManifestError {
        let end = self.source.text.trim_end().len();
        self.source.error(end..end, "the manifest describes no program", "no role follows", ROLE_HELP)
    }
}

impl<'a> Text<'a> {
    pub(super) fn of(
        source: &'a Source<'a>,
        value: &'a Spanned<DeValue<'a>>,
        what: &str,
        help: &str,
    ) -> Result<Text<'a>, ManifestError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Text { source, value: text, span: value.span() }),
            other => {
                let label = format!("this is {}", kind(other));
                Err(source.error(value.span(), format!("{what} must be text"), label, help))
            }
        }
    }

    /// This text is wrong.
    pub(super) fn wrong(
        &self,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> ManifestError {
        self.source.error(self.span.clone(), message, label, help)
    }

    /// Where a part of the text stands in the file.
    pub(super) fn inside(&self, part: Range<usize>) -> Range<usize> {
        self.source.inside(self.span.clone(), self.value, part)
    }
}

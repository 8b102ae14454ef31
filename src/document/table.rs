//! A TOML table that is read key by key.

use super::{Document, FileError, Text};
use crate::diagnosis::{did_you_mean, time};
use std::ops::Range;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

/// A table of the file, or all of it.
pub(crate) struct Table<'a> {
    pub(crate) document: &'a Document<'a>,
    /// The errors' name for it: `[tcp-server]`, a `send` step.
    title: String,
    /// Its bytes: the braces included, or the head of a table that has one.
    pub(crate) span: Range<usize>,
    entries: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    /// The whole file.
    pub(crate) fn for_whole_file(document: &'a Document<'a>, entries: &'a Spanned<DeTable<'a>>) -> Table<'a> {
        Table { document, title: document.format.title.to_owned(), span: 0..0, entries: entries.get_ref() }
    }

    /// The table `entries`, which stands at `span`.
    pub(crate) fn from_entries(
        document: &'a Document<'a>,
        title: String,
        span: Range<usize>,
        entries: &'a DeTable<'a>,
    ) -> Table<'a> {
        Table { document, title, span, entries }
    }

    /// The same table under another title.
    pub(crate) fn with_title(&self, title: String) -> Table<'a> {
        Table { document: self.document, title, span: self.span.clone(), entries: self.entries }
    }

    /// The keys with their places, in the order of the file.
    pub(crate) fn keys_in_file_order(&self) -> Vec<(&'a str, Range<usize>)> {
        let mut keys: Vec<_> = self.entries.keys().map(|key| (key.get_ref().as_ref(), key.span())).collect();
        keys.sort_by_key(|(_, span)| span.start);
        keys
    }

    /// Refuses the first key that is none of `known`.
    pub(crate) fn reject_unknown_key(&self, known: &[&str], help: &str) -> Result<(), FileError> {
        match self.find_unknown_key(known) {
            Some((key, span)) => Err(self.unknown_key(key, span, known, help)),
            None => Ok(()),
        }
    }

    /// The same; `elsewhere` names the place of a key that is known in another place.
    pub(crate) fn only_or(&self, known: &[&str], elsewhere: fn(&str) -> Option<String>) -> Result<(), FileError> {
        let Some((key, span)) = self.find_unknown_key(known) else { return Ok(()) };
        match elsewhere(key) {
            Some(place) => Err(self.document.error_at(span, self.has_no_key(key), "does not belong here", place)),
            None => Err(self.unknown_key(key, span, known, &format!("write one of {}", known.join(", ")))),
        }
    }

    /// The first key that is none of `known`.
    fn find_unknown_key(&self, known: &[&str]) -> Option<(&'a str, Range<usize>)> {
        self.keys_in_file_order().into_iter().find(|(key, _)| !known.contains(key))
    }

    /// A key that is not known here.
    pub(crate) fn unknown_key(&self, key: &str, span: Range<usize>, known: &[&str], help: &str) -> FileError {
        let label = did_you_mean(key, known.iter().copied());
        let label = label.unwrap_or_else(|| "nothing is known by this name here".to_owned());
        self.document.error_at(span, self.has_no_key(key), label, help)
    }

    fn has_no_key(&self, key: &str) -> String {
        format!("{} has no key `{key}`", self.title)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.get(key)
    }

    pub(crate) fn require_key(&self, key: &str, help: &str) -> Result<&'a Spanned<DeValue<'a>>, FileError> {
        self.get(key).ok_or_else(|| self.missing_key_error(key, help))
    }

    /// The table lacks a key.
    pub(crate) fn missing_key_error(&self, key: &str, help: &str) -> FileError {
        let label = format!("`{key}` is missing");
        self.document.error_at(self.span.clone(), format!("{} needs the key `{key}`", self.title), label, help)
    }

    /// The bytes of a key itself.
    pub(crate) fn key_span(&self, key: &str) -> Range<usize> {
        self.entries.get_key_value(key).map_or_else(|| self.span.clone(), |(key, _)| key.span())
    }

    /// Any text, which may be empty.
    pub(crate) fn read_text(&self, key: &str, help: &str) -> Result<Option<Text<'a>>, FileError> {
        let text = |value| Text::from_value(self.document, value, &format!("`{key}`"), help);
        self.get(key).map(text).transpose()
    }

    /// A text that is not blank.
    pub(crate) fn read_nonblank_text(&self, key: &str) -> Result<Option<Text<'a>>, FileError> {
        let text = self.read_text(key, &format!("write it between quotation marks: {key} = \"…\""))?;
        match text {
            Some(text) if text.value.trim().is_empty() => Err(text.error_at_text(
                format!("`{key}` is empty"),
                "nothing is said here",
                format!("write {key} = \"…\""),
            )),
            text => Ok(text),
        }
    }

    /// A text that is not blank and fits on a line.
    pub(crate) fn read_single_line(&self, key: &str) -> Result<Option<Text<'a>>, FileError> {
        let message = format!("`{key}` must be one line of plain text");
        match self.read_nonblank_text(key)? {
            Some(text) if text.value.contains(char::is_control) => {
                Err(text.error_at_text(message, "holds a control character", "leave it out"))
            }
            text => Ok(text),
        }
    }

    /// One of a few words, each with what it means.
    pub(crate) fn read_choice<T: Clone>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>, FileError> {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let quoted: Vec<String> = words.iter().map(|word| format!("{key} = \"{word}\"")).collect();
        let help = format!("write {}", quoted.join(" or "));
        let Some(text) = self.read_text(key, &help)? else { return Ok(None) };
        if let Some((_, meaning)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Ok(Some(meaning.clone()));
        }
        let label = did_you_mean(text.value, words).unwrap_or_else(|| "not one of the words known here".to_owned());
        Err(text.error_at_text(format!("`{key}` can't be \"{}\"", text.value), label, help))
    }

    /// A key whose only value is `true`.
    pub(crate) fn require_true_flag(&self, key: &str) -> Result<(), FileError> {
        let help = format!("write {{ {key} = true }}, or leave the step out");
        let value = self.require_key(key, &help)?;
        match value.get_ref() {
            DeValue::Boolean(true) => Ok(()),
            DeValue::Boolean(false) => {
                let message = format!("`{key}` can only be true");
                Err(self.document.error_at(value.span(), message, "a step that is not done", help))
            }
            _ => Err(self.document.wrong_type(value, format!("`{key}` can only be true"), help)),
        }
    }

    /// A whole number from 1 to 65535, such as a port; help shows `example`.
    pub(crate) fn read_port(&self, key: &str, example: u16) -> Result<Option<u16>, FileError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let must = format!("`{key}` must be a number from 1 to 65535");
        let help = format!("write a number without quotation marks, as in {key} = {example}");
        let DeValue::Integer(number) = value.get_ref() else {
            return Err(self.document.wrong_type(value, must, help));
        };
        match u16::from_str_radix(number.as_str(), number.radix()) {
            Ok(port) if port > 0 => Ok(Some(port)),
            Ok(_) | Err(_) => Err(self.document.error_at(value.span(), must, "out of this range", help)),
        }
    }

    /// A time longer than zero.
    pub(crate) fn read_positive_time(&self, key: &str) -> Result<Option<Duration>, FileError> {
        if let Some((span, number)) =
            self.get(key).and_then(|value| Some((value.span(), value.get_ref().as_integer()?)))
        {
            let help = format!("write a unit and quotation marks: {key} = \"{number}s\" or {key} = \"{number}ms\"");
            return Err(self.document.error_at(span, format!("`{key}` has no unit"), "of what?", help));
        }
        let Some(text) = self.read_text(key, time::HELP)? else { return Ok(None) };
        let time = text.parse_time()?;
        if time.is_zero() {
            Err(text.error_at_text(format!("`{key}` must be longer than zero"), "no time at all", time::HELP))
        } else {
            Ok(Some(time))
        }
    }

    /// A table below this one.
    pub(crate) fn read_table(&self, key: &str, help: &str) -> Result<Option<Table<'a>>, FileError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let entries = self.document.expect_table(value, &format!("`{key}` must be a table"), help)?;
        Ok(Some(Table::from_entries(self.document, format!("[{key}]"), value.span(), entries)))
    }

    /// The tables of `[[key]]`, each read by itself; none if the key is missing.
    pub(crate) fn read_tables(&self, key: &str) -> Result<Vec<Table<'a>>, FileError> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let head = format!("write the head of each entry in double brackets: [[{key}]]");
        let DeValue::Array(entries) = value.get_ref() else {
            return Err(self.document.wrong_type(value, format!("`{key}` must be a list of tables"), head));
        };
        self.tables_of(key, entries, &head)
    }

    fn tables_of(&self, key: &str, entries: &'a DeArray<'a>, help: &str) -> Result<Vec<Table<'a>>, FileError> {
        let table = |value: &'a Spanned<DeValue<'a>>| {
            let entries = self.document.expect_table(value, &format!("an entry of `{key}` must be a table"), help)?;
            Ok(Table::from_entries(self.document, format!("[[{key}]]"), value.span(), entries))
        };
        entries.iter().map(table).collect()
    }

    /// The texts of a table such as `env`, by key.
    pub(crate) fn read_all_texts(&self) -> Result<Vec<(&'a Spanned<DeString<'a>>, Text<'a>)>, FileError> {
        let text = |key: &'a Spanned<DeString<'a>>, value| {
            let name = key.get_ref().as_ref();
            let example = format!("write it between quotation marks: {name} = \"1\"");
            Ok((key, Text::from_value(self.document, value, &format!("`{name}`"), &example)?))
        };
        self.entries.iter().map(|(key, value)| text(key, value)).collect()
    }
}

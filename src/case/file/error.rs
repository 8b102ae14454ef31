//! A mistake in a case file, and how it is shown.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::ops::Range;

/// Columns at which help is wrapped: fixed, so that it is the same text on every machine.
const WIDTH: usize = 100;

/// A case file that can't be used: the first mistake in it, with file, line, caret and what to write.
#[derive(Debug)]
pub struct CaseFileError(Box<Mistake>);

#[derive(Debug)]
struct Mistake {
    message: String,
    help: String,
    spot: Option<Spot>,
}

/// The text with the mistake, and the part of it that is wrong.
#[derive(Debug)]
struct Spot {
    source: NamedSource<String>,
    label: LabeledSpan,
}

impl CaseFileError {
    /// A mistake that has no place in a text, such as a missing file.
    pub(crate) fn without_place(message: impl Into<String>, help: impl Into<String>) -> CaseFileError {
        CaseFileError(Box::new(Mistake { message: message.into(), help: help.into(), spot: None }))
    }

    /// The same mistake, at bytes `span` of the file `name`.
    pub(super) fn at(mut self, name: &str, text: &str, span: Range<usize>, label: String) -> CaseFileError {
        let label = LabeledSpan::new_with_span(Some(label), span);
        self.0.spot = Some(Spot { source: NamedSource::new(name, text.to_owned()), label });
        self
    }

    /// A mistake at bytes `span` of the file `name`.
    pub fn in_text(name: &str, text: &str, span: Range<usize>, message: &str, label: &str, help: &str) -> Self {
        CaseFileError::without_place(message, help).at(name, text, span, label.to_owned())
    }

    /// The error as a person sees it: message, file, line and caret, what to write. Ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_wrap_lines(false).with_links(false);
        let mut text = String::new();
        match handler.render_report(&mut text, self) {
            Ok(()) => text,
            // The message alone still tells more than a panic.
            Err(fmt::Error) => format!("{self}\n"),
        }
    }
}

impl fmt::Display for CaseFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for CaseFileError {}

impl Diagnostic for CaseFileError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(wrapped(&self.0.help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.spot.as_ref().map(|spot| &spot.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let spot = self.0.spot.as_ref()?;
        Some(Box::new(std::iter::once(spot.label.clone())))
    }
}

/// `text` in lines of at most [`WIDTH`] columns, broken at spaces alone.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let words = line.trim_start();
        let mut current = line[..line.len() - words.len()].to_owned();
        for (at, word) in words.split(' ').enumerate() {
            if at > 0 && current.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::take(&mut current));
            } else if at > 0 {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines.join("\n")
}

/// The one of `known` that `text` was probably meant to be, as a label, if any is near enough.
pub(super) fn did_you_mean<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let plain = text.to_lowercase().replace(['_', ' '], "-");
    let near = known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&plain, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance < name.chars().count().min(2 + name.chars().count() / 4))
        .min_by_key(|(distance, _)| *distance);
    near.map(|(_, name)| format!("did you mean `{name}`?"))
}

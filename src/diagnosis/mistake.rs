//! A mistake in something that a person wrote, and how it is shown.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::ops::Range;

/// Columns at which help is wrapped: fixed, so that it is the same text on every machine.
const WIDTH: usize = 100;

/// A mistake in a piece of text that does not yet know which file it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: String,
    /// Bytes of the piece of text.
    pub(crate) span: Range<usize>,
}

/// A mistake in a file or a command line: the problem, the place, and the text to write instead.
#[derive(Debug)]
pub struct Mistake {
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

impl Mistake {
    /// A mistake that has no place in a text, such as a missing file.
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), help: help.into(), spot: None }
    }

    /// A mistake in `text`, which reports call `name`.
    pub(crate) fn from_problem(name: &str, text: &str, problem: Problem) -> Mistake {
        let label = LabeledSpan::new_with_span(Some(problem.label), problem.span);
        let source = NamedSource::new(name, text.to_owned());
        Mistake { message: problem.message, help: problem.help, spot: Some(Spot { source, label }) }
    }

    /// The mistake as a person sees it: message, file, line and caret, what to write. Ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        render_diagnostic(self, color)
    }
}

/// Any diagnostic as text, in the one look that all mistakes have.
pub(crate) fn render_diagnostic(diagnostic: &dyn Diagnostic, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_wrap_lines(false).with_links(false);
    let mut text = String::new();
    match handler.render_report(&mut text, diagnostic) {
        Ok(()) => text,
        // The message alone still says more than a panic.
        Err(fmt::Error) => format!("{diagnostic}\n"),
    }
}

/// The line of its source that a diagnostic points at, from 1.
pub(crate) fn line_of(diagnostic: &dyn Diagnostic) -> Option<usize> {
    let label = diagnostic.labels()?.next()?;
    let contents = diagnostic.source_code()?.read_span(label.inner(), 0, 0).ok()?;
    Some(contents.line() + 1)
}

/// `text` in lines of at most [`WIDTH`] columns, broken at spaces alone: `tcp-server` stays whole.
pub(crate) fn wrap_lines(text: &str) -> String {
    text.lines().map(wrapped_line).collect::<Vec<_>>().join("\n")
}

/// One line; what it is indented by stays.
fn wrapped_line(line: &str) -> String {
    let words = line.trim_start();
    let mut text = line[..line.len() - words.len()].to_owned();
    let mut columns = text.chars().count();
    for (at, word) in words.split(' ').enumerate() {
        let width = word.chars().count();
        match at {
            0 => columns += width,
            _ if columns + 1 + width > WIDTH => {
                text.push('\n');
                columns = width;
            }
            _ => {
                text.push(' ');
                columns += 1 + width;
            }
        }
        text.push_str(word);
    }
    text
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(wrap_lines(&self.help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.spot.as_ref().map(|spot| &spot.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let spot = self.spot.as_ref()?;
        Some(Box::new(std::iter::once(spot.label.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_broken_at_spaces_alone() {
        let long = format!("{} tcp-server\nb", "a".repeat(95));
        assert_eq!(wrap_lines(&long), format!("{}\ntcp-server\nb", "a".repeat(95)));
        assert_eq!(wrap_lines("one two"), "one two");
        assert_eq!(wrap_lines("steps = [\n  { start = true },\n]"), "steps = [\n  { start = true },\n]");
    }
}

//! A mistake in something that a person wrote, and how it is shown.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::ops::Range;

/// Columns at which help is wrapped: fixed, so that it is the same text on every machine.
const WIDTH: usize = 100;

/// A mistake in a piece of text that does not yet know which file it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
    /// Bytes of the piece of text.
    pub(super) span: Range<usize>,
}

/// A mistake in a file or a command line: what is wrong, where, and what to write instead.
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
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), help: help.into(), spot: None }
    }

    /// A mistake in `text`, which reports call `name`.
    pub(super) fn within(name: &str, text: &str, problem: Problem) -> Mistake {
        let label = LabeledSpan::new_with_span(Some(problem.label), problem.span);
        let source = NamedSource::new(name, text.to_owned());
        Mistake { message: problem.message, help: problem.help, spot: Some(Spot { source, label }) }
    }

    /// The mistake as a person sees it: message, file, line and caret, what to write. Ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        render(self, color)
    }
}

/// Any diagnostic as text, in the one look that all mistakes have.
pub(super) fn render(diagnostic: &dyn Diagnostic, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_wrap_lines(false).with_links(false);
    let mut text = String::new();
    match handler.render_report(&mut text, diagnostic) {
        Ok(()) => text,
        // The message alone still tells more than a panic.
        Err(fmt::Error) => format!("{diagnostic}\n"),
    }
}

/// `text` in lines of at most [`WIDTH`] columns, broken at spaces alone: `tcp-server` stays whole.
pub(super) fn wrapped(text: &str) -> String {
    text.lines().map(wrapped_line).collect::<Vec<_>>().join("\n")
}

fn wrapped_line(line: &str) -> String {
    let (mut text, mut columns) = (String::new(), 0);
    for word in line.split(' ') {
        let width = word.chars().count();
        let breaks = columns > 0 && columns + 1 + width > WIDTH;
        let gap = if text.is_empty() {
            ""
        } else if breaks {
            "\n"
        } else {
            " "
        };
        text.push_str(gap);
        text.push_str(word);
        columns = if breaks || columns == 0 { width } else { columns + 1 + width };
    }
    text
}

/// The one of `known` that `text` was probably meant to be, if any is near enough.
pub(super) fn nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = text.to_lowercase().replace('_', "-");
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&plain, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(wrapped(&self.help)))
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
    use rstest::rstest;

    #[test]
    fn help_is_broken_at_spaces_alone() {
        let long = format!("{} tcp-server\nb", "a".repeat(95));
        assert_eq!(wrapped(&long), format!("{}\ntcp-server\nb", "a".repeat(95)));
        assert_eq!(wrapped("one two"), "one two");
    }

    #[rstest]
    #[case("tcp_server", Some("tcp-server"))]
    #[case("tcpserver", Some("tcp-server"))]
    #[case("prot", Some("port"))]
    #[case("Port", Some("port"))]
    #[case("x", None)]
    #[case("hostname", None)]
    fn only_what_is_near_is_suggested(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(nearest(text, ["port", "tcp-server", "reply-port"]), expected);
    }
}

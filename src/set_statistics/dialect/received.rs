//! The line that a server prints for a request, as a text with one placeholder.

use super::OfEach;
use crate::set_statistics::number::{PrintedNumber, format_repr};
use std::fmt;

/// The form of the request in a server's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinePlaceholder {
    /// The numbers as Python prints a list: `[5.0, 4.0]`.
    List,
    /// The numbers with a space between two: `5.0 4.0`.
    Numbers,
    /// The request as it came, without its end: `5 4`.
    Request,
}

/// A server's line for a request, without its line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The text before the numbers.
    pub before: String,
    /// How the numbers are written.
    pub placeholder: LinePlaceholder,
    /// The text behind them.
    pub behind: String,
}

impl LinePlaceholder {
    /// All of them.
    pub const ALL: [LinePlaceholder; 3] = [LinePlaceholder::List, LinePlaceholder::Numbers, LinePlaceholder::Request];

    /// As it stands in a text.
    pub const fn as_str(self) -> &'static str {
        match self {
            LinePlaceholder::List => "{list}",
            LinePlaceholder::Numbers => "{numbers}",
            LinePlaceholder::Request => "{request}",
        }
    }
}

impl OfEach<Option<Received>> {
    /// Whether a request is printed as it came.
    pub fn shows_requests(&self) -> bool {
        let shows =
            |line: &Option<Received>| line.as_ref().is_some_and(|line| line.placeholder == LinePlaceholder::Request);
        shows(&self.tcp) || shows(&self.udp)
    }
}

/// The published lines; the UDP server's is in lower case.
pub(super) fn published_lines() -> OfEach<Option<Received>> {
    let line = |before: &str| {
        Some(Received { before: before.to_owned(), placeholder: LinePlaceholder::List, behind: String::new() })
    };
    OfEach { tcp: line("Received data: "), udp: line("received data: ") }
}

impl Received {
    /// Reads a text with exactly one placeholder.
    pub fn parse(text: &str) -> Option<Received> {
        let mut found = LinePlaceholder::ALL.into_iter().filter_map(|placeholder| {
            let (before, behind) = text.split_once(placeholder.as_str())?;
            Some(Received { before: before.to_owned(), placeholder, behind: behind.to_owned() })
        });
        let received = found.next()?;
        let is_only = found.next().is_none() && !received.behind.contains(received.placeholder.as_str());
        is_only.then_some(received)
    }

    /// The line for a request of these numbers, which came as `text`; integers may be written without a point.
    pub fn format_line(&self, values: &[f64], text: &str, integers: bool) -> String {
        let spell = |value: &f64| {
            if integers && value.fract() == 0.0 && value.abs() < 1e15 {
                format!("{value:.0}")
            } else {
                format_repr(*value)
            }
        };
        let spelled = values.iter().map(spell).collect::<Vec<_>>();
        let middle = match self.placeholder {
            LinePlaceholder::List => format!("[{}]", spelled.join(", ")),
            LinePlaceholder::Numbers => spelled.join(" "),
            LinePlaceholder::Request => text.to_owned(),
        };
        format!("{}{middle}{}", self.before, self.behind)
    }

    /// The numbers in a line, in any spelling; `None`: it is no such line.
    pub fn read(&self, line: &str, separator: &str) -> Option<Vec<PrintedNumber>> {
        let middle = line.strip_prefix(&self.before)?.strip_suffix(&self.behind)?;
        let (list, between) = match self.placeholder {
            LinePlaceholder::List => (middle.strip_prefix('[')?.strip_suffix(']')?, ","),
            LinePlaceholder::Numbers => (middle, " "),
            LinePlaceholder::Request => (middle, separator),
        };
        if list.is_empty() {
            return (self.placeholder == LinePlaceholder::List).then(Vec::new);
        }
        list.split(between).map(|number| PrintedNumber::parse(number.trim_matches(' ').as_bytes())).collect()
    }
}

/// `Received data: {list}`.
impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.before, self.placeholder.as_str(), self.behind)
    }
}

//! How requests and responses are laid out, and which numbers stand in them.

use crate::set_statistics::number::format_str;
use crate::set_statistics::statistics::Field;

/// The text between the numbers of a request, and behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLayout {
    /// Between two numbers.
    pub separator: String,
    /// Behind the last; nothing in the post's protocol.
    pub end: String,
}

/// The text between the four numbers of a response and behind them, and their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseLayout {
    /// Between two numbers.
    pub separator: String,
    /// Behind the last; nothing in the post's protocol.
    pub end: String,
    /// Their order.
    pub order: [Field; 4],
}

/// The numbers of requests, and the printed form of results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Whether requests hold integers alone.
    pub integers: bool,
    /// How many decimals each result has; `None`: as many as are needed.
    pub decimals: Option<usize>,
}

impl Default for RequestLayout {
    fn default() -> RequestLayout {
        RequestLayout { separator: " ".to_owned(), end: String::new() }
    }
}

impl Default for ResponseLayout {
    fn default() -> ResponseLayout {
        ResponseLayout { separator: " ".to_owned(), end: String::new(), order: Field::ALL }
    }
}

impl ResponseLayout {
    /// Four things that stand in the order of a response, in the order of [`Field::ALL`].
    pub fn sort_by_field<T: Clone>(&self, found: [T; 4]) -> [T; 4] {
        Field::ALL.map(|field| found[self.position_of(field)].clone())
    }

    /// The position of a result in a response.
    fn position_of(&self, field: Field) -> usize {
        self.order.iter().position(|own| *own == field).unwrap_or(0)
    }
}

impl Numbers {
    /// A result as a program of the dialect may print it.
    pub fn spell_value(&self, value: f64) -> String {
        match self.decimals {
            Some(places) if value.is_finite() => format!("{value:.places$}"),
            None if self.integers && value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
            _ => format_str(value),
        }
    }
}

/// The pieces of a text between separators. A byte is compared by itself, since most separators are one.
pub fn split_at_separator<'t>(text: &'t [u8], separator: &str) -> Vec<&'t [u8]> {
    let separator = separator.as_bytes();
    if let [byte] = separator {
        return text.split(|other| other == byte).collect();
    }
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.windows(separator.len()).position(|window| window == separator) {
        pieces.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    pieces.push(rest);
    pieces
}

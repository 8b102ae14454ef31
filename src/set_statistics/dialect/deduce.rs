//! Deduces the dialect of programs from their trials. Pure: other modules play the trials.

mod client;
mod numbers;
mod server;

pub use client::{ClientSight, ClientSpeech, of_client, results_of};
pub use server::{ServerSight, ServerSpeech, of_server};

use super::{Dialect, RequestLayout};
use crate::set_statistics::statistics::Field;

/// An observation about one thing that a dialect may have otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialectRemark {
    /// The key of protocol.toml that it is about: `length`, or `prompts.numbers`.
    pub key: &'static str,
    /// The observation.
    pub seen: String,
    /// Whether it is certain; otherwise it is a comment only.
    pub is_certain: bool,
}

impl DialectRemark {
    /// Something certain.
    pub fn new_certain(key: &'static str, seen: impl Into<String>) -> DialectRemark {
        DialectRemark { key, seen: seen.into(), is_certain: true }
    }

    /// Something that a person must decide.
    pub fn new_uncertain(key: &'static str, seen: impl Into<String>) -> DialectRemark {
        DialectRemark { key, seen: seen.into(), is_certain: false }
    }
}

/// A set of numbers whose four results are all different.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeSet {
    /// Each number as it is written.
    pub words: &'static [&'static str],
    /// The results, in the order of [`Field::ALL`].
    pub results: [f64; 4],
}

impl ProbeSet {
    /// The post's own set.
    pub const FRACTIONS: ProbeSet = ProbeSet { words: &["5", "4", "6", "9", "3.4"], results: [27.4, 3.4, 9.0, 5.48] };
    /// For servers that know integers alone.
    pub const INTEGERS: ProbeSet = ProbeSet { words: &["5", "4", "6", "9", "3"], results: [27.0, 3.0, 9.0, 5.4] };

    /// The set as it is typed.
    pub fn typed_text(&self, separator: &str) -> String {
        self.words.join(separator)
    }

    /// The set as it is sent.
    pub fn sent_text(&self, layout: &RequestLayout, is_joined: bool) -> String {
        let mut text = self.typed_text(&layout.separator);
        if is_joined {
            text = format!("{text}{}{}", layout.separator, self.words.len());
        }
        text + &layout.end
    }

    /// The result that a number is, to as many digits as it was printed with.
    fn find_field(&self, number: &numbers::FoundNumber<'_>) -> Option<Field> {
        let slack = 0.6 * 10_f64.powi(-(number.count_decimals() as i32));
        let miss = |field: &Field| (self.results[*field as usize] - number.value).abs();
        let nearest = Field::ALL.into_iter().min_by(|one, other| miss(one).total_cmp(&miss(other)))?;
        (miss(&nearest) <= slack.min(0.6)).then_some(nearest)
    }
}

/// How a response may be laid out, the likeliest first: for a client whose server is not known.
pub fn likely_response_layouts(plain: &Dialect) -> Vec<super::ResponseLayout> {
    let layout = |separator: &str, end: &str| super::ResponseLayout {
        separator: separator.to_owned(),
        end: end.to_owned(),
        order: plain.response.order,
    };
    [(" ", ""), (" ", "\n"), (",", ""), (",", "\n"), (", ", ""), (", ", "\n")]
        .map(|(one, other)| layout(one, other))
        .to_vec()
}

/// How a request may be laid out, and whether the length ends it, the likeliest first: for a server whose client is not
/// known.
pub fn likely_request_layouts() -> Vec<(RequestLayout, bool)> {
    let layout = |separator: &str, end: &str| RequestLayout { separator: separator.to_owned(), end: end.to_owned() };
    let all = [
        (" ", "", false),
        (" ", "\n", false),
        (" ", "", true),
        (" ", "\n", true),
        (",", "", false),
        (",", "\n", false),
    ];
    all.map(|(separator, end, is_joined)| (layout(separator, end), is_joined)).to_vec()
}

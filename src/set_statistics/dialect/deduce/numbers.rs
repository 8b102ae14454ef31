//! The numbers in a text, wherever they stand.

/// A number, and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FoundNumber<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) value: f64,
}

impl FoundNumber<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// How many decimals it is written with.
    pub(super) fn count_decimals(&self) -> usize {
        self.text.split_once('.').map_or(0, |(_, decimals)| decimals.len())
    }
}

/// All plain decimal numbers of a text.
pub(super) fn find_numbers(text: &str) -> Vec<FoundNumber<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let word = rest[..length].trim_end_matches('.');
        match word.parse::<f64>() {
            Ok(value) if word.starts_with(|first: char| first.is_ascii_digit()) => {
                found.push(FoundNumber { text: word, start: at, value });
                at += word.len();
            }
            _ => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

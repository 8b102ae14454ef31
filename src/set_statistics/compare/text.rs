//! Two texts, compared word by word: numbers as numbers, all else to the letter.

use super::number::{Likeness, compare_numbers};
use crate::differential::walk::{CasePlace, Walk, escape_bytes};
use crate::differential::{DifferenceKind, SpellingDifference, Worth};
use crate::set_statistics::number::PrintedNumber;

/// Notes what of two texts differs; `worth` says what two numbers are worth that differ, by their place in the text.
pub(super) fn note_texts(
    walk: &mut Walk<'_>,
    place: &CasePlace,
    texts: [&[u8]; 2],
    mut worth: impl FnMut(usize, &[PrintedNumber; 2]) -> Worth,
) {
    let difference = TextDifference::from_texts(texts[0], texts[1]);
    let observed = texts.map(escape_bytes);
    if difference.words {
        return walk.note_of_class(place, DifferenceKind::Text, observed);
    }
    if difference.layout {
        walk.note_of_any(place, DifferenceKind::Layout, observed.clone());
    }
    for how in difference.spellings {
        walk.note_of_any(place, DifferenceKind::Spelling(how), observed.clone());
    }
    for (at, numbers) in &difference.values {
        walk.note_of_class(place, DifferenceKind::Value(worth(*at, numbers)), observed.clone());
    }
}

/// The differences between two texts. There may be several.
#[derive(Debug, Default, PartialEq)]
pub(super) struct TextDifference {
    /// The text between the words.
    pub(super) layout: bool,
    /// The words are others, or not as many.
    pub(super) words: bool,
    /// In what numbers are spelled otherwise, each once.
    pub(super) spellings: Vec<SpellingDifference>,
    /// The numbers that differ even to 12 digits: which of the text's numbers, and both.
    pub(super) values: Vec<(usize, [PrintedNumber; 2])>,
}

impl TextDifference {
    /// Compares two texts.
    pub(super) fn from_texts(left: &[u8], right: &[u8]) -> TextDifference {
        let mut difference = TextDifference::default();
        if left == right {
            return difference;
        }
        let (left, right) = (Words::from_text(left), Words::from_text(right));
        if left.words.len() != right.words.len() {
            return TextDifference { words: true, ..difference };
        }
        difference.layout = left.between != right.between;
        let mut number = 0;
        for (left, right) in left.words.iter().zip(&right.words) {
            match (PrintedNumber::parse(left), PrintedNumber::parse(right)) {
                (Some(left), Some(right)) => {
                    difference.note_number_pair(number, left, right);
                    number += 1;
                }
                _ => difference.words |= left != right,
            }
        }
        difference
    }

    fn note_number_pair(&mut self, at: usize, left: PrintedNumber, right: PrintedNumber) {
        match compare_numbers(&left, &right) {
            Likeness::Same => {}
            Likeness::Spelled(how) if self.spellings.contains(&how) => {}
            Likeness::Spelled(how) => self.spellings.push(how),
            Likeness::Other => self.values.push((at, [left, right])),
        }
    }

    /// Whether numbers at most are spelled otherwise.
    pub(super) fn is_spelling_at_most(&self) -> bool {
        !self.layout && !self.words && self.values.is_empty()
    }
}

/// A text taken apart: its words, and what stands before, between and behind them.
struct Words<'t> {
    words: Vec<&'t [u8]>,
    between: Vec<&'t [u8]>,
}

impl<'t> Words<'t> {
    fn from_text(text: &'t [u8]) -> Words<'t> {
        let mut parts = Words { words: Vec::new(), between: Vec::new() };
        for run in text.chunk_by(|one, next| is_separator(*one) == is_separator(*next)) {
            if is_separator(run[0]) {
                parts.between.push(run);
            } else {
                if parts.between.len() == parts.words.len() {
                    parts.between.push(&[]);
                }
                parts.words.push(run);
            }
        }
        if parts.between.len() == parts.words.len() {
            parts.between.push(&[]);
        }
        parts
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ' | b',' | b';' | b'[' | b']' | b'(' | b')' | 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"1.0 2.0", b"1.0 2.0", "")]
    #[case(b"1.0 2.0", b"1.0 2.0\n", "layout")]
    #[case(b"1.0 2.0", b"1.0, 2.0", "layout")]
    #[case(b" 1.0 2.0", b"1.0 2.0", "layout")]
    #[case(b"1.0 2.0", b"1.0 2.0 3.0", "words")]
    #[case(b"Received data: [0.3]", b"received data: [0.3]", "words")]
    #[case(b"0.3 1.0", b"0.30000000000000004 1", "spelled")]
    #[case(b"0.0 1.0", b"1.0 1.0", "value 0")]
    #[case(b"the mean is 1.0 2", b"the mean is 1.0 3", "value 1")]
    #[case(b"", b"x", "words")]
    fn what_differs_is_told_apart(#[case] left: &[u8], #[case] right: &[u8], #[case] expected: &str) {
        let found = TextDifference::from_texts(left, right);
        let told = if found == TextDifference::default() {
            String::new()
        } else if found.words {
            "words".to_owned()
        } else if found.layout {
            "layout".to_owned()
        } else if !found.values.is_empty() {
            format!("value {}", found.values[0].0)
        } else {
            "spelled".to_owned()
        };
        assert_eq!(told, expected);
    }
}

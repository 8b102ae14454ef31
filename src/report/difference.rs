//! The difference of two texts: the expected one, the observed one, and a mark under the parts that differ.

use similar::{DiffOp, TextDiff};
use std::ops::Range;

/// How many characters of a line are shown, and how many of them stand before the first difference.
const SHOWN: usize = 96;
const BEFORE: usize = 32;

/// Two lines side by side, ready to print: shortened alike, the differing parts of the second marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoLines {
    /// The expected text.
    pub expected: String,
    /// The observed text.
    pub observed: String,
    /// The parts of `observed`, in characters, that differ; an empty range marks a place at which something is missing.
    pub marks: Vec<Range<usize>>,
}

impl TwoLines {
    /// Compares two lines word by word, and words that changed character by character.
    pub fn compare_lines(expected: &str, observed: &str) -> Self {
        if is_unclear(expected) || is_unclear(observed) {
            return TwoLines::of_lines(&wrap_in_quotes(expected), &wrap_in_quotes(observed));
        }
        TwoLines::of_lines(expected, observed)
    }

    /// One line by itself, as it would be shown beside another.
    pub fn quote_if_unclear(text: &str) -> String {
        if is_unclear(text) { wrap_in_quotes(text) } else { text.to_owned() }
    }

    fn of_lines(expected: &str, observed: &str) -> Self {
        let marks = merge_ranges(find_differing_ranges(expected, observed));
        let first = marks.first().map_or(0, |mark| mark.start);
        let long = expected.chars().count().max(observed.chars().count()) > SHOWN;
        let skipped = if long { first.saturating_sub(BEFORE) } else { 0 };
        let (expected, observed) = (shorten_line(expected, skipped), shorten_line(observed, skipped));
        let end = observed.chars().count();
        let moved = |at: usize| (at - skipped + usize::from(skipped > 0)).min(end);
        let marks = marks.into_iter().map(|mark| moved(mark.start)..moved(mark.end)).collect();
        TwoLines { expected, observed, marks: merge_ranges(marks) }
    }

    /// The line of carets that goes under `observed`.
    pub fn caret_line(&self) -> String {
        let mut line = String::new();
        let mut column = 0;
        for mark in &self.marks {
            line.push_str(&" ".repeat(mark.start.saturating_sub(column)));
            line.push_str(&"^".repeat(mark.len().max(1)));
            column = mark.start + mark.len().max(1);
        }
        line
    }

    /// `observed` in parts: `true` for a part that differs.
    pub fn observed_parts(&self) -> Vec<(bool, String)> {
        let observed: Vec<char> = self.observed.chars().collect();
        let mut parts = Vec::new();
        let mut column = 0;
        for mark in &self.marks {
            parts.push((false, observed[column..mark.start].iter().collect()));
            parts.push((true, observed[mark.clone()].iter().collect()));
            column = mark.end;
        }
        parts.push((false, observed[column..].iter().collect()));
        parts.retain(|(_, text): &(bool, String)| !text.is_empty());
        parts
    }
}

/// Whether a reader could not see the text's end, or the text itself, without quotes.
fn is_unclear(text: &str) -> bool {
    text.is_empty() || text.starts_with(' ') || text.ends_with(' ')
}

fn wrap_in_quotes(text: &str) -> String {
    format!("\"{text}\"")
}

/// The differing parts of `observed`, in characters.
fn find_differing_ranges(expected: &str, observed: &str) -> Vec<Range<usize>> {
    let diff = TextDiff::from_words(expected, observed);
    let starts = word_starts(diff.new_slices());
    let mut marks = Vec::new();
    for op in diff.ops() {
        match *op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { new_index, .. } => marks.push(starts[new_index]..starts[new_index]),
            DiffOp::Insert { new_index, new_len, .. } => marks.push(starts[new_index]..starts[new_index + new_len]),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let old = diff.old_slices()[old_index..old_index + old_len].concat();
                let new = diff.new_slices()[new_index..new_index + new_len].concat();
                let part = changed_range(&old, &new);
                marks.push(starts[new_index] + part.start..starts[new_index] + part.end);
            }
        }
    }
    marks
}

/// The position at which each word begins, in characters; one more for the end.
fn word_starts(words: &[&str]) -> Vec<usize> {
    let ends = words.iter().scan(0, |at, word| {
        *at += word.chars().count();
        Some(*at)
    });
    std::iter::once(0).chain(ends).collect()
}

/// The part of `new` between the beginning and the end that it shares with `old`.
fn changed_range(old: &str, new: &str) -> Range<usize> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let shorter = old.len().min(new.len());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take(shorter - head).take_while(|(a, b)| a == b).count();
    head..new.len() - tail
}

/// Neighbours joined, in order.
fn merge_ranges(marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match joined.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    joined
}

fn shorten_line(text: &str, skipped: usize) -> String {
    let mut rest = text.chars().skip(skipped);
    let head = if skipped > 0 { "…" } else { "" };
    let shown: String = rest.by_ref().take(SHOWN).collect();
    let tail = if rest.next().is_some() { "…" } else { "" };
    format!("{head}{shown}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("27.4 3.4 9.0 5.48", "27.45 3.45 9.0 5.49", "    ^    ^        ^")]
    #[case("27.4 3.4 9.0 5.48", "27.4 3.4 9.0 5.48\\n", "                 ^^")]
    #[case("27.4 3.4 9.0 5.48", "27.4 3.4 9.0", "            ^")]
    #[case("5.0", "", " ^")]
    #[case("", "5.0", " ^^^")]
    #[case("set: ", "set:", "     ^")]
    #[case("same", "same", "")]
    fn the_differing_part_is_marked(#[case] expected: &str, #[case] observed: &str, #[case] carets: &str) {
        assert_eq!(TwoLines::compare_lines(expected, observed).caret_line(), carets);
    }

    #[test]
    fn long_lines_are_shown_from_shortly_before_the_difference() {
        let (expected, observed) = (format!("{}5 {}2", "1 ".repeat(200), "2 ".repeat(200)), "1 ".repeat(200) + "6");
        let difference = TwoLines::compare_lines(&expected, &observed);
        assert!(difference.expected.starts_with('…') && difference.expected.ends_with('…'));
        assert_eq!(difference.observed, format!("…{}6", "1 ".repeat(16)));
        assert_eq!(difference.caret_line(), " ".repeat(33) + "^");
    }

    proptest! {
        #[test]
        fn any_two_texts_can_be_compared(expected in "\\PC{0,200}", observed in "\\PC{0,200}") {
            let difference = TwoLines::compare_lines(&expected, &observed);
            let together: String = difference.observed_parts().into_iter().map(|(_, text)| text).collect();
            prop_assert_eq!(together, difference.observed.clone());
            let _ = difference.caret_line();
        }
    }
}

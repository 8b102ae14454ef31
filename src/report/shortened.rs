//! Long texts in which nothing but a length is worth reading: a number of 309 digits, ninety bytes of one value.
//!
//! For people alone: JSON, transcripts and failure files keep every byte.

/// A run of more digits, or more equal escapes, than this is replaced by its length.
const MOST_DIGITS: usize = 40;
const MOST_ESCAPES: usize = 6;
/// How many digits of a long number stand at its beginning, and at its end.
const FIRST: usize = 12;
const LAST: usize = 4;

/// The text, which is plain already, with each such run replaced by its length.
pub fn shorten_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let escapes = equal_escapes(rest);
        let length = if digits > MOST_DIGITS {
            out += &format!("{}…{} ({digits} digits)", &rest[..FIRST], &rest[digits - LAST..digits]);
            digits
        } else if escapes > MOST_ESCAPES {
            out += &format!("{} ({escapes} times)", &rest[..ESCAPE]);
            escapes * ESCAPE
        } else {
            let length = digits.max(first.len_utf8());
            out += &rest[..length];
            length
        };
        rest = &rest[length..];
    }
    out
}

/// The length of `\x00`.
const ESCAPE: usize = 4;

/// How many times the text begins with the same escape of a byte.
fn equal_escapes(text: &str) -> usize {
    let Some(first) = text.get(..ESCAPE).filter(|first| first.starts_with("\\x")) else { return 0 };
    text.as_bytes().chunks_exact(ESCAPE).take_while(|chunk| *chunk == first.as_bytes()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("27.4 é", "27.4 é")]
    #[case("\\x00\\x00 \\x01", "\\x00\\x00 \\x01")]
    #[case("", "")]
    fn what_is_short_stays(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(shorten_runs(text), expected);
    }

    #[test]
    fn long_runs_are_told_by_their_length() {
        let number = format!("a -1{}.0 b", "0".repeat(308));
        assert_eq!(shorten_runs(&number), "a -100000000000…0000 (309 digits).0 b");
        let buffer = format!("\"1.0{}\\x01\"", "\\x00".repeat(90));
        assert_eq!(shorten_runs(&buffer), "\"1.0\\x00 (90 times)\\x01\"");
    }
}

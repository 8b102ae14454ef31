//! Text that may go to a terminal as it is.
//!
//! A program's output can hold anything: codes that move the cursor, change the title, or turn the direction of
//! writing. No report lets them through.

use std::fmt::Write;

/// The text on one line, with every character that a terminal could act on written as an escape.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_control() => write_escape(&mut out, "\\x", c, 2),
            c if acts_on_a_terminal(c) => write_escape(&mut out, "\\u", c, 4),
            c => out.push(c),
        }
    }
    out
}

/// The lines of a text, each of them [`plain`]; no empty lines at the end.
pub fn plain_lines(text: &str) -> Vec<String> {
    text.trim_end().lines().map(plain).collect()
}

/// Beside the control characters: what turns the direction of writing, and what ends a line without being a line feed.
pub fn acts_on_a_terminal(c: char) -> bool {
    let turns = matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn write_escape(out: &mut String, mark: &str, c: char, width: usize) {
    let code = u32::from(c);
    write!(out, "{mark}{code:0width$x}").expect("a String takes all that is written");
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("27.4 é …", "27.4 é …")]
    #[case("a\tb\r\n", "a\\tb\\r\\n")]
    #[case("\x1b[2J", "\\x1b[2J")]
    #[case("\u{9b}31m", "\\u009b31m")]
    #[case("\u{202e}fdp", "\\u202efdp")]
    fn what_a_terminal_would_act_on_is_escaped(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(plain(text), shown);
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(plain_lines("one\r\ntwo\x07\n\n"), ["one", "two\\x07"]);
    }
}

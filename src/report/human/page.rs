//! Lines on a page: a label, then text that keeps to its column.

/// The width to which running text is broken.
const WIDTH: usize = 100;
/// The column at which a field's text begins.
const COLUMN: usize = 12;

/// A field of several lines: the label beside the first, the rest below it. The lines stay as they are.
pub fn render_field(label: &str, lines: &[String]) -> String {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    lines
        .iter()
        .zip(labels)
        .map(|(line, label)| format!("{label:COLUMN$}{line}").trim_end().to_owned() + "\n")
        .collect()
}

/// A field of running text, broken between words.
pub fn render_text_field(label: &str, text: &str) -> String {
    render_field(label, &wrap_text(text, WIDTH - COLUMN))
}

/// Running text below a heading, the first line two columns in, the others four.
pub fn render_item(text: &str) -> String {
    wrap_text(text, WIDTH - 4).join("\n    ").replacen("", "  ", 1) + "\n"
}

/// The text broken between words into lines of at most `width` characters. A longer word gets a line of its own.
pub fn wrap_text(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        let line = lines.last_mut().expect("there is always a line");
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_between_words() {
        assert_eq!(wrap_text("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap_text("incomprehensible", 4), ["incomprehensible"]);
        assert_eq!(wrap_text("", 4), [""]);
    }

    #[test]
    fn a_field_keeps_to_its_column() {
        assert_eq!(render_field("steps", &["→ a".into(), "← b".into()]), "steps       → a\n            ← b\n");
    }
}

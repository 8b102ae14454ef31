//! Examples in a clause's text: list items that begin with `*Right:*` or `*Wrong:*`.
//!
//! Knows no clause of any protocol.

/// How a line begins that shows what keeps the clause.
const RIGHT: &str = "- *Right:* ";
/// How a line begins that shows what breaks it.
const WRONG: &str = "- *Wrong:* ";

/// The right and wrong examples in a clause's text, in its order; each example is one line of Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examples {
    /// Behaviour that keeps the clause.
    pub right: Vec<String>,
    /// Behaviour that breaks it.
    pub wrong: Vec<String>,
}

/// Takes the examples out of a clause's text: the rest of the text, and the examples. Indented lines continue an example.
pub(super) fn take_examples(text: &str) -> (String, Examples) {
    let mut examples = Examples::default();
    let mut rest = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let (list, first) = match (line.strip_prefix(RIGHT), line.strip_prefix(WRONG)) {
            (Some(first), _) => (&mut examples.right, first),
            (None, Some(first)) => (&mut examples.wrong, first),
            (None, None) => {
                rest = rest + line + "\n";
                continue;
            }
        };
        let mut example = first.trim().to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with("  ")) {
            example = example + " " + more.trim();
        }
        list.push(example);
    }
    (without_gaps(&rest), examples)
}

/// The text without the empty lines that the examples leave behind.
fn without_gaps(text: &str) -> String {
    let mut text = text.trim().to_owned();
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_taken_out_of_the_text() {
        let text = "It answers.\n\n- *Right:* `5` gets\n  `5.0`.\n- *Wrong:* nothing.\n\nMore.\n\n- a list";
        let (rest, examples) = take_examples(text);
        assert_eq!(rest, "It answers.\n\nMore.\n\n- a list");
        assert_eq!(examples.right, ["`5` gets `5.0`."]);
        assert_eq!(examples.wrong, ["nothing."]);
    }

    #[test]
    fn a_text_without_examples_stays_as_it_is() {
        assert_eq!(take_examples("It answers.\n\n- in time"), ("It answers.\n\n- in time".into(), Examples::default()));
    }
}

//! The last error in a program's output: its words, and the place in the program at which it arose.

/// How many lines are shown at most.
const MOST: usize = 12;
/// How the errors of languages begin that say first what is wrong: Java, Go, Rust.
const BEGINNINGS: [&str; 3] = ["Exception in thread", "panic:", "thread '"];

/// The lines of the last error in `text`. Of too many lines those are kept in which the error and its place stand.
pub fn last_error(text: &str) -> Vec<&str> {
    let lines = nonblank_lines(text);
    match words_first(&lines) {
        Some(at) => lines[at..].iter().take(MOST).copied().collect(),
        None => {
            // Python, and most others, say last what is wrong.
            let traceback = lines.iter().rposition(|line| line.starts_with("Traceback (most recent call last)"));
            lines[traceback.unwrap_or_default().max(lines.len().saturating_sub(MOST))..].to_vec()
        }
    }
}

/// The one line of the last error that says what is wrong.
pub fn last_error_line(text: &str) -> Option<&str> {
    let lines = nonblank_lines(text);
    let at = words_first(&lines).or(lines.len().checked_sub(1))?;
    Some(lines[at].trim())
}

fn nonblank_lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

/// The line at which an error begins that names first the problem, and then the place.
fn words_first(lines: &[&str]) -> Option<usize> {
    let is_frame = |line: Option<&&str>| line.is_some_and(|line| line.trim_start().starts_with("at "));
    let begins = |at: &usize| {
        let line = lines[*at];
        BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
            || is_frame(lines.get(at + 1)) && !is_frame(Some(&line))
    };
    (0..lines.len()).rev().find(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PYTHON: &str = "Traceback (most recent call last):\n  File \"c.py\", line 4, in <module>\n    a = sys.argv[1]\n\
                          IndexError: list index out of range\n";
    const SYNTAX: &str = "  File \"c.py\", line 2\n    print 1\n    ^\nSyntaxError: invalid syntax\n";
    const NODE: &str = "/c.js:3\nx.y();\n  ^\n\nTypeError: x is null\n    at Object.<anonymous> (/c.js:3:3)\n    \
                        at Module._compile (node:internal:1)\n\nNode.js v20.0.0\n";
    const JAVA: &str = "Exception in thread \"main\" java.net.ConnectException: refused\n\tat java.net.Socket(Socket.java:1)\n\
                        \tat Client.main(Client.java:9)\n";

    #[rstest]
    #[case(PYTHON, "IndexError: list index out of range", "File \"c.py\", line 4")]
    #[case(SYNTAX, "SyntaxError: invalid syntax", "File \"c.py\", line 2")]
    #[case(NODE, "TypeError: x is null", "(/c.js:3:3)")]
    #[case(JAVA, "Exception in thread \"main\" java.net.ConnectException: refused", "Client.java:9")]
    #[case("usage: c HOST PORT\n", "usage: c HOST PORT", "usage")]
    fn an_error_is_shown_with_its_place(#[case] text: &str, #[case] words: &str, #[case] place: &str) {
        let noise = format!("{}\n{text}", "a warning\n".repeat(MOST));
        let error = last_error(&noise);
        assert!(error.iter().any(|line| line.contains(place)) && error.len() <= MOST, "{error:?}");
        assert_eq!(last_error_line(&noise), Some(words));
    }

    #[test]
    fn of_a_long_traceback_the_end_is_kept() {
        let frames = "  File \"c.py\", line 4, in f\n    f()\n".repeat(MOST);
        let text = format!("Traceback (most recent call last):\n{frames}RecursionError: too deep\n");
        let error = last_error(&text);
        assert_eq!((error.len(), error.last()), (MOST, Some(&"RecursionError: too deep")));
    }

    #[test]
    fn of_nothing_there_is_no_error() {
        assert!(last_error("\n").is_empty() && last_error_line("").is_none());
    }
}

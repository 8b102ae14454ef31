//! A command written as one string: split as a shell splits words, and nothing else of a shell.

use crate::diagnosis::Problem;

/// Words that a shell would act on; here they have no effect.
const OPERATORS: [&str; 10] = ["&&", "||", "|", "&", ";", ">", ">>", "<", "2>", "2>&1"];

/// The words of `text`, never none.
pub(super) fn split_command(text: &str) -> Result<Vec<String>, Problem> {
    let words = shlex::split(text).ok_or_else(|| unclosed_quote(text))?;
    let first = words.first().ok_or_else(|| empty_command(text))?;
    if let Some((name, value)) = first.split_once('=').filter(|(name, _)| is_variable(name)) {
        return Err(leading_assignment(text, name, value));
    }
    match words.iter().find(|word| OPERATORS.contains(&word.as_str())) {
        Some(operator) => Err(shell_operator(text, operator)),
        None => Ok(words),
    }
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The command is there, but holds no word.
pub(super) fn empty_command(text: &str) -> Problem {
    Problem {
        message: "the command is empty".to_owned(),
        label: "no program is named here".to_owned(),
        help: "write the program and its arguments, as in \"python3 server.py\"".to_owned(),
        span: 0..text.len(),
    }
}

fn unclosed_quote(text: &str) -> Problem {
    Problem {
        message: "a quotation mark in the command is not closed".to_owned(),
        label: "can't be split into words".to_owned(),
        help: "close it with the same mark, or write a backslash before a mark that stands for itself".to_owned(),
        span: 0..text.len(),
    }
}

fn leading_assignment(text: &str, name: &str, value: &str) -> Problem {
    let end = name.len() + 1 + value.len();
    Problem {
        message: format!("the command starts with the variable `{name}`, not with a program"),
        label: "no shell reads this".to_owned(),
        help: format!("in a manifest, write env = {{ {name} = \"…\" }}\non the command line, begin with: env {name}=…"),
        // Quotes make the raw text longer than the word; then the whole command is pointed at.
        span: if text.starts_with(&format!("{name}={value}")) { 0..end } else { 0..text.len() },
    }
}

fn shell_operator(text: &str, operator: &str) -> Problem {
    let place = text.find(&format!(" {operator} ")).map_or(0..text.len(), |at| at + 1..at + 1 + operator.len());
    Problem {
        message: format!("`{operator}` is something for a shell, and no shell reads the command"),
        label: "would be handed to the program as a word".to_owned(),
        help: "write one program with its arguments; in a manifest, `cwd` changes the folder and `build` compiles\n\
               where a shell is really wanted, start one: sh -c '…'"
            .to_owned(),
        span: place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("python3 server.py", &["python3", "server.py"])]
    #[case("  ./a 'b c'  \"d\" e\\ f ", &["./a", "b c", "d", "e f"])]
    #[case("./server --port={port}", &["./server", "--port={port}"])]
    fn words_are_split_as_a_shell_does(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(split_command(text).unwrap(), expected);
    }

    #[rstest]
    #[case("", 0..0)]
    #[case("./a 'b", 0..6)]
    #[case("cd x && ./a", 5..7)]
    #[case("LANG=C ./a", 0..6)]
    fn what_is_no_plain_command_is_refused(#[case] text: &str, #[case] span: std::ops::Range<usize>) {
        assert_eq!(split_command(text).unwrap_err().span, span);
    }
}

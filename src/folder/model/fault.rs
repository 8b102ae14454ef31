//! A model that can't be asked, or that answers nonsense.

use serde_json::Value;
use std::fmt;

/// How much of a request, an answer or standard error is shown, in characters.
const MOST_SHOWN: usize = 600;

/// A model that can't be started, dies, hangs or answers nonsense: a fault of the set-up, not of a program under test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFault {
    /// The model's command, as protocol.toml has it.
    pub command: String,
    /// Its action: `has ended (exit status: 1)`.
    pub what: String,
    /// The request to it.
    pub asked: Option<String>,
    /// Its answer.
    pub answered: Option<String>,
    /// The end of its standard error; empty if there is none.
    pub standard_error: String,
}

impl ModelFault {
    pub(super) fn new(command: String, what: String) -> ModelFault {
        ModelFault { command, what, asked: None, answered: None, standard_error: String::new() }
    }

    /// With the request, and with the answer if there was one.
    pub(super) fn with_request(self, asked: &Value, answered: Option<&Value>) -> ModelFault {
        let answered = answered.map(|answer| match answer {
            Value::String(text) => cut_to_beginning(text),
            answer => cut_to_beginning(&answer.to_string()),
        });
        ModelFault { asked: Some(cut_to_beginning(&asked.to_string())), answered, ..self }
    }

    pub(super) fn with_standard_error(self, standard_error: String) -> ModelFault {
        ModelFault { standard_error: cut_to_end(&standard_error), ..self }
    }
}

/// In several lines, without a line feed at the end.
impl fmt::Display for ModelFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the model `{}` {}", self.command, self.what)?;
        if let Some(asked) = &self.asked {
            write!(f, "\n  asked: {asked}")?;
        }
        if let Some(answered) = &self.answered {
            write!(f, "\n  answered: {answered}")?;
        }
        if !self.standard_error.is_empty() {
            f.write_str("\n  its standard error ends:")?;
            for line in self.standard_error.lines() {
                write!(f, "\n    {line}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ModelFault {}

/// The beginning of a long text, on one line.
fn cut_to_beginning(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    match line.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{} … ({} bytes)", &line[..at], line.len()),
        None => line,
    }
}

/// The end of a long text.
fn cut_to_end(text: &str) -> String {
    let text = text.trim_end();
    match text.char_indices().rev().nth(MOST_SHOWN) {
        Some((at, _)) => format!("… {}", text[at..].trim_start()),
        None => text.to_owned(),
    }
}

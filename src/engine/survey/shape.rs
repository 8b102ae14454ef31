//! The ways in which a program may want to be called.

use super::SurveySubject;
use crate::implementation::{ConsoleMode, Input};
use crate::protocol::role::Side;

/// One way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    /// The text behind the command as it was typed.
    pub(super) tail: String,
    pub(super) input: Input,
    pub(super) console: ConsoleMode,
}

/// The arguments that may stand before a client's lines, or alone.
const PLACES: [&str; 3] = ["", "{port}", "127.0.0.1 {port}"];

impl Shape {
    /// The ways that are tried, the likeliest first. A command with placeholders says itself how it is to be called.
    pub(super) fn for_subject(subject: &SurveySubject) -> Vec<Shape> {
        let plain = |tail: &str, input| Shape { tail: tail.to_owned(), input, console: ConsoleMode::Mixed };
        let inputs: Vec<String> = subject.role.inputs().iter().map(|name| format!("{{{name}}}")).collect();
        let has = |name: &str| subject.command.contains(name);
        let has_input = inputs.iter().any(|input| has(input));
        let given = if has_input { Input::Arguments } else { Input::Prompts };
        match (has_input || has("{port}") || has("{reply-port}"), subject.role.side()) {
            (true, Side::Server) => vec![plain("", Input::Prompts)],
            (true, Side::Client) => vec![plain("", given)],
            (false, Side::Server) => PLACES.map(|tail| plain(tail, Input::Prompts)).to_vec(),
            (false, Side::Client) => {
                let [alone, port, address] = PLACES;
                let lines = inputs.join(" ");
                let mut all = vec![plain(alone, Input::Prompts)];
                if !inputs.is_empty() {
                    all.push(plain(&lines, Input::Arguments));
                }
                all.extend([plain(port, Input::Prompts), plain(address, Input::Prompts)]);
                if !inputs.is_empty() {
                    all.push(plain(&format!("{address} {lines}"), Input::Arguments));
                }
                // A program that reads from a terminal only.
                all.push(Shape { console: ConsoleMode::Terminal, ..plain(alone, Input::Prompts) });
                all
            }
        }
    }
}

//! The ways in which a program may want to be called.

use super::Subject;
use crate::implementation::{ConsoleMode, Input};
use crate::protocol::role::Side;

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// What follows the command as it was typed.
    pub(super) tail: &'static str,
    pub(super) input: Input,
    pub(super) console: ConsoleMode,
}

const SERVERS: [&str; 3] = ["", "{port}", "127.0.0.1 {port}"];
const CLIENTS: [(&str, Input); 5] = [
    ("", Input::Prompts),
    ("{message} {length}", Input::Arguments),
    ("{port}", Input::Prompts),
    ("127.0.0.1 {port}", Input::Prompts),
    ("127.0.0.1 {port} {message} {length}", Input::Arguments),
];

impl Shape {
    /// The ways that are tried, the likeliest first. A command with placeholders says itself how it is to be called.
    pub(super) fn all(subject: &Subject) -> Vec<Shape> {
        let plain = |tail, input| Shape { tail, input, console: ConsoleMode::Mixed };
        let has = |name: &str| subject.command.contains(name);
        let says_it = ["{port}", "{reply-port}", "{message}", "{length}"].into_iter().any(has);
        let given = if has("{message}") || has("{length}") { Input::Arguments } else { Input::Prompts };
        match (says_it, subject.role.side()) {
            (true, Side::Server) => vec![plain("", Input::Prompts)],
            (true, Side::Client) => vec![plain("", given)],
            (false, Side::Server) => SERVERS.map(|tail| plain(tail, Input::Prompts)).to_vec(),
            (false, Side::Client) => {
                let mut all: Vec<Shape> = CLIENTS.map(|(tail, input)| plain(tail, input)).to_vec();
                // A program that reads from a terminal only.
                all.push(Shape { console: ConsoleMode::Terminal, ..plain("", Input::Prompts) });
                all
            }
        }
    }
}

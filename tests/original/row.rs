//! A row of the table: a sentence of PROTOCOL.md, and how a run of the original shows it.

use super::Seen;
use sockspec::report::json::model::{VerdictEntry, VerdictWord};
use sockspec::set_statistics::console::{length_prompt, message_prompt};

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The sentence, or the part of it that is meant, in PROTOCOL.md's own words.
    pub says: &'static str,
    /// The case that shows it.
    pub case: &'static str,
    /// The clause that the verdict is about.
    pub clause: &'static str,
    /// The suite's verdict on it.
    pub verdict: Verdict,
    /// The observations.
    pub sees: &'static [See],
    /// Jython's verdict and observations, if they differ.
    pub jython: Option<(Verdict, &'static [See])>,
}

/// The suite's verdict on the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The clause holds.
    Pass,
    /// A SHOULD is broken, and the manifest's list of known failures says so.
    Known,
    /// INFO: the observed behaviour's name.
    Noted(&'static str),
    /// Not judged, since the server is dead by then.
    Dead,
}

/// One thing that is seen, in the text that `sockspec snapshot` pins.
#[derive(Debug, Clone, Copy)]
pub enum See {
    /// The whole block of this title, line by line.
    Block(&'static str, &'static str),
    /// A line of the block of this title.
    Line(&'static str, &'static str),
    /// No block of this title: nothing was printed, or the program did not end.
    None(&'static str),
    /// The client's output behind its two prompts.
    Prints(&'static str),
}

use See::{Block, Line, Prints};

/// The program ends by itself, and its last words are these.
pub const SERVER_ERRORS: &str = "standard error of the server";
/// The same of a client.
pub const CLIENT_ERRORS: &str = "standard error of the client";
/// How programs ended by themselves.
pub const END: &str = "end";
/// The title of a server's output.
pub const SERVER_CONSOLE: &str = "console of the server";

impl Row {
    /// The mismatches of the row; none, if the row holds.
    pub fn wrong(&self, seen: &Seen) -> Vec<String> {
        let (verdict, sees) = self.jython.filter(|_| seen.jython).unwrap_or((self.verdict, self.sees));
        let Some(text) = seen.texts.get(self.case) else { return vec![format!("{} was not played", self.case)] };
        let own_words = seen.jython && self.jython.is_none();
        let mut wrong: Vec<String> = sees.iter().filter_map(|see| see.missed(text, own_words)).collect();
        match seen.verdict(self.case, self.clause) {
            Some(entry) if verdict.is(entry) => {}
            other => wrong.push(format!("{} should be {verdict:?}, and is {other:?}", self.clause)),
        }
        wrong.into_iter().map(|what| format!("{}: {}: {what}", self.case, self.says)).collect()
    }
}

impl Row {
    /// The name of the behaviour that the row is about.
    pub fn name(&self) -> Option<&'static str> {
        match self.verdict {
            Verdict::Noted(name) => Some(name),
            Verdict::Pass | Verdict::Known | Verdict::Dead => None,
        }
    }
}

impl Verdict {
    fn is(self, entry: &VerdictEntry) -> bool {
        let detail = entry.detail.as_deref().unwrap_or_default();
        match self {
            Verdict::Pass => entry.verdict == VerdictWord::Pass,
            Verdict::Known => entry.verdict == VerdictWord::Warn && entry.known.is_some(),
            Verdict::Noted(name) => entry.verdict == VerdictWord::Noted && detail == name,
            Verdict::Dead => {
                entry.verdict == VerdictWord::Skipped && detail.starts_with("the server had ended by then")
            }
        }
    }
}

impl See {
    /// The missing text; in Jython's words for the same error, if it has its own.
    fn missed(self, text: &str, jython: bool) -> Option<String> {
        let (title, wanted, seen) = match self {
            Block(title, lines) if jython => (title, in_jython(lines), block(text, title)),
            Block(title, lines) => (title, lines.to_owned(), block(text, title)),
            Line(title, line) => {
                let seen = block(text, title);
                if seen.lines().any(|one| one == line) { return None } else { (title, line.to_owned(), seen) }
            }
            See::None(title) => (title, String::new(), block(text, title)),
            Prints(behind) => {
                let prompts = format!("{}{}", message_prompt(), length_prompt());
                let behind = if behind.is_empty() { " (no line end)" } else { behind };
                ("console of the client", prompts + behind, block(text, "console of the client"))
            }
        };
        (wanted != seen).then(|| format!("{title}: expected {wanted:?}, seen {seen:?}"))
    }
}

/// The same error as Jython words it.
fn in_jython(lines: &str) -> String {
    let words = [
        ("could not convert string to float:", "invalid literal for float:"),
        ("invalid literal for float():", "invalid literal for float:"),
        ("socket.error: [Errno", "_socket.error: [Errno"),
    ];
    words.iter().fold(lines.to_owned(), |lines, (cpython, jython)| lines.replace(cpython, jython))
}

/// The lines of the block of this title, without their margin; empty if there is none.
///
/// Jython's own libraries' messages about the machine are no behaviour of the program.
fn block(text: &str, title: &str) -> String {
    let mut lines = text.lines().skip_while(|line| *line != format!("{title}:"));
    let inside = lines.by_ref().skip(1).take_while(|line| line.starts_with("  "));
    let plain = inside.map(|line| line.trim_start_matches("  ")).map(|line| line.strip_prefix("| ").unwrap_or(line));
    let kept: Vec<&str> = plain.filter(|line| !line.starts_with("io.netty.")).collect();
    kept.join("\n")
}

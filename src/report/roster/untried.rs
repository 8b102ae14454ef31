//! Why a program could not be tried at all, in words: no rule of the protocol says anything about one that never begins.

use crate::engine::event::{Fault, Outcome, TrialReport};
use crate::protocol::role::Side;
use crate::report::words::last_error_line;
use crate::transcript::{ExitStatus, Happening, Stream, Transcript};

/// Messages of many languages about a program that is not valid.
const SYNTAX: [&str; 6] = ["SyntaxError", "IndentationError", "TabError", "Syntax error", "syntax error", "error: '"];
/// Messages about a missing file.
const MISSING: [&str; 7] = [
    "No such file",
    "cannot open",
    "can't open file",
    "Cannot find module",
    "ModuleNotFoundError",
    "Could not find or load main class",
    "not found",
];

/// The knowledge of one program's trials: whether it ever began, and if not, why.
#[derive(Debug, Clone, Default)]
pub struct Untried {
    begun: bool,
    reason: Option<String>,
}

impl Untried {
    /// Takes in a trial of the program.
    pub fn add_trial(&mut self, trial: &TrialReport) {
        let Some(why) = find_start_failure(trial) else {
            self.begun |= !matches!(trial.outcome, Outcome::Skipped { .. });
            return;
        };
        self.reason.get_or_insert(why);
    }

    /// Why it could not be tried; `None` if it began in at least one trial, or if there was none.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| !self.begun)
    }
}

/// Why the program did not begin in this trial; `None`: it did, or the trial was left out.
fn find_start_failure(trial: &TrialReport) -> Option<String> {
    match &trial.outcome {
        Outcome::Faulted { fault, .. } => of_fault(fault),
        Outcome::Judged { transcript, .. } => of_client(transcript),
        Outcome::Skipped { .. } => None,
    }
}

/// The fault in words.
fn of_fault(fault: &Fault) -> Option<String> {
    Some(match fault {
        Fault::OtherPort { .. } => return None,
        Fault::CannotStart { command, reason } => {
            let program = command.split(' ').next().and_then(|path| path.rsplit('/').next()).unwrap_or(command);
            let what = if reason.contains("No such file") { "missing file" } else { "cannot be started" };
            format!("{what}: {program}: {reason}")
        }
        Fault::BuildFailed { output, status, .. } => {
            format!("does not build: {}", last_error_line(output).unwrap_or(status))
        }
        Fault::ExitedEarly { output, status, .. } => describe_early_end(output, status),
        Fault::NeverReady { instead: None, port, .. } => format!("hang: it runs, and does not take port {port}"),
        Fault::OutOfBudget { budget, .. } => format!("hang: it used up its budget of {} s", budget.as_secs_f32()),
        other => other.to_string(),
    })
}

/// A client that prints nothing, makes no connection and sends nothing.
fn of_client(transcript: &Transcript) -> Option<String> {
    if !transcript.never_began(Side::Client) {
        return None;
    }
    let seen = || transcript.seen.iter().map(|seen| &seen.what);
    let printed = seen().filter_map(|what| match what {
        Happening::Printed { program: Side::Client, stream: Stream::Err, bytes } => {
            Some(String::from_utf8_lossy(bytes.as_slice()))
        }
        _ => None,
    });
    let output: String = printed.collect();
    let stopped = seen().any(|what| matches!(what, Happening::StopAsked { .. } | Happening::Killed { .. }));
    let status = seen().find_map(|what| match what {
        Happening::Exited { program: Side::Client, status } => Some(status),
        _ => None,
    });
    Some(match status {
        Some(status) if !stopped => describe_early_end(&output, &describe_exit_status(status)),
        Some(_) | None => "hang: it runs, and neither prints nor connects".to_owned(),
    })
}

fn describe_exit_status(status: &ExitStatus) -> String {
    match status {
        ExitStatus::Code(code) => format!("exits with code {code}"),
        ExitStatus::Signal(name) => format!("is ended by {name}"),
    }
}

/// A program that ended before it did anything; `output` is what it printed as an error.
fn describe_early_end(output: &str, status: &str) -> String {
    let Some(gist) = last_error_line(output) else { return format!("ends at once: it {status} and prints nothing") };
    let holds = |words: &[&str]| words.iter().any(|word| gist.contains(word));
    if holds(&SYNTAX) {
        format!("syntax error: {gist}{}", syntax_error_line(output))
    } else if holds(&MISSING) {
        format!("missing file: {}", last_quoted_name(gist).unwrap_or(gist))
    } else {
        format!("ends at once: {gist}")
    }
}

/// The last name between quotation marks, without its folder: that of the file or module.
fn last_quoted_name(text: &str) -> Option<&str> {
    let mut parts = text.rsplit(['\'', '"']).skip(1).step_by(2);
    parts.next()?.rsplit('/').next().filter(|name| !name.is_empty())
}

/// ` (line 3)`: the line of a syntax error, from Python's message.
fn syntax_error_line(output: &str) -> String {
    let number = |line: &str| {
        let (_, number) = line.trim().strip_prefix("File \"")?.rsplit_once("\", line ")?;
        number.split(',').next().map(str::to_owned)
    };
    output.lines().rev().find_map(number).map_or_else(String::new, |number| format!(" (line {number})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "  File \"/c/s.py\", line 2\n    print 1\n    ^\nSyntaxError: invalid syntax\n",
        "syntax error: SyntaxError: invalid syntax (line 2)"
    )]
    #[case("python3: can't open file '/c/s.py': [Errno 2] No such file or directory\n", "missing file: s.py")]
    #[case("ModuleNotFoundError: No module named 'lab'\n", "missing file: lab")]
    #[case("sh: 1: ./server: not found\n", "missing file: sh: 1: ./server: not found")]
    #[case("NameError: name 'x' is not defined\n", "ends at once: NameError: name 'x' is not defined")]
    #[case("", "ends at once: it exits with code 1 and prints nothing")]
    fn what_it_printed_says_why(#[case] output: &str, #[case] expected: &str) {
        assert_eq!(describe_early_end(output, "exits with code 1"), expected);
    }
}

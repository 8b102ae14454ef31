//! One deviation: a clause that an implementation breaks, in one trial shown in full and in others by number.

use super::collected::AboutCase;
use crate::case::InputKind;
use crate::report::everywhere::TextId;
use crate::report::json::model::{Trial, VerdictEntry};

/// A broken clause.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The trial that shows it.
    pub number: usize,
    /// The case's sentence.
    pub summary: String,
    /// How common the case's input is.
    pub input: InputKind,
    /// The roles in which it is broken, in the order in which they came.
    pub roles: Vec<String>,
    /// The verdict, with all its evidence.
    pub verdict: VerdictEntry,
    /// The wrong text, if exactly one text decides the verdict.
    pub text: Option<TextId>,
    /// The command that shows it again.
    pub replay: String,
    /// All trials that show it, the first among them.
    pub trials: Vec<usize>,
    /// Whether it fails the run.
    pub unexpected: bool,
}

impl Broken {
    /// The clause, as this trial shows it.
    pub fn new(
        number: usize,
        trial: &Trial,
        about: AboutCase<'_>,
        verdict: &VerdictEntry,
        text: Option<TextId>,
    ) -> Broken {
        Broken {
            number,
            summary: about.summary.to_owned(),
            input: about.input,
            roles: Vec::new(),
            verdict: verdict.clone(),
            text,
            replay: trial.replay.clone(),
            trials: Vec::new(),
            unexpected: false,
        }
    }

    /// Adds a trial that shows it; one that shows it on both sides of a pair is one.
    pub fn add_trial(&mut self, number: usize, role: &str, unexpected: bool) {
        if !self.trials.contains(&number) {
            self.trials.push(number);
        }
        if !self.roles.iter().any(|known| known == role) {
            self.roles.push(role.to_owned());
        }
        self.unexpected |= unexpected;
    }

    /// Adds all trials of another; the first whose input is the most common is shown.
    pub fn merge_with(&mut self, other: &Broken) {
        if other.input < self.input {
            self.number = other.number;
            self.input = other.input;
            self.summary.clone_from(&other.summary);
            self.verdict.clone_from(&other.verdict);
            self.replay.clone_from(&other.replay);
        }
        if self.text != other.text {
            self.text = None;
        }
        other.trials.iter().for_each(|number| {
            other.roles.iter().for_each(|role| self.add_trial(*number, role, other.unexpected));
        });
    }
}

//! One deviation: a clause that an implementation breaks, in one trial told in full and in others by number.

use crate::report::json::model::{Trial, VerdictEntry};

/// A broken clause.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The trial that shows it.
    pub number: usize,
    /// The case's sentence.
    pub summary: String,
    /// The roles in which it is broken, in the order in which they came.
    pub roles: Vec<String>,
    /// The verdict, with all that it rests on.
    pub verdict: VerdictEntry,
    /// The command that shows it again.
    pub replay: String,
    /// All trials that show it, the first among them.
    pub trials: Vec<usize>,
    /// Whether it fails the run.
    pub unexpected: bool,
}

impl Broken {
    /// The clause, as this trial shows it.
    pub fn new(number: usize, trial: &Trial, summary: &str, verdict: &VerdictEntry) -> Broken {
        Broken {
            number,
            summary: summary.to_owned(),
            roles: Vec::new(),
            verdict: verdict.clone(),
            replay: trial.replay.clone(),
            trials: Vec::new(),
            unexpected: false,
        }
    }

    /// Adds a trial that shows it.
    pub fn add(&mut self, number: usize, role: &str, unexpected: bool) {
        self.trials.push(number);
        if !self.roles.iter().any(|known| known == role) {
            self.roles.push(role.to_owned());
        }
        self.unexpected |= unexpected;
    }
}

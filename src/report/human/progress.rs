//! The lines that appear while trials finish.

use super::marks::{self, Marked};
use super::style::{Style, paint_text};
use crate::case::Subject;
use crate::engine::event::{Outcome, TrialReport};
use crate::protocol::role::Side;
use crate::report::everywhere::{Everywhere, FoundEverywhere, TextId};
use crate::report::generated::count_exchanges;
use crate::report::json;
use crate::report::plain::plain;
use crate::report::words::format_duration;

/// The result of the trials of one implementation's role, so far.
#[derive(Debug, Clone)]
pub struct RoleProgress {
    implementation: String,
    subject: Subject,
    cases: usize,
    /// Exchanges of generated cases.
    generated: usize,
    trials: Vec<Marked>,
}

impl RoleProgress {
    /// An empty group, for trials like this one.
    pub fn for_trial(trial: &TrialReport) -> Self {
        RoleProgress {
            implementation: grouping_implementation(trial).to_owned(),
            subject: trial.case.id.subject(),
            cases: 0,
            generated: 0,
            trials: Vec::new(),
        }
    }

    /// Whether the trial belongs to this group.
    pub fn is_group_of(&self, trial: &TrialReport) -> bool {
        self.implementation == grouping_implementation(trial) && self.subject == trial.case.id.subject()
    }

    /// Counts the trial; the fold of all trials so far has counted it already.
    pub fn add_trial(&mut self, trial: &TrialReport, everywhere: &Everywhere) {
        if trial.case.is_generated() {
            self.generated += count_exchanges(&trial.case)
        } else {
            self.cases += 1
        }
        let entry = json::trial_entry(trial, false);
        self.trials.push(Marked::from_trial(trial, &entry.verdicts, &everywhere.find_all(&entry)));
    }

    /// The result of the trials, behind the clauses of the texts that are wrong everywhere. It does not count these
    /// texts.
    fn describe_outcome(&self, everywhere: &Everywhere, style: &Style) -> String {
        let is_here = |found: &FoundEverywhere| self.trials.iter().any(|trial| trial.rests_on(found.text));
        let found: Vec<FoundEverywhere> = everywhere.texts_everywhere().into_iter().filter(is_here).collect();
        let texts: Vec<TextId> = found.iter().map(|found| found.text).collect();
        let rest = marks::summarize_trials(&self.trials, &texts, style);
        let clauses: Vec<String> = found.iter().map(|found| found.clause.to_string()).collect();
        match clauses.as_slice() {
            [] => rest,
            all => {
                let everywhere = paint_text(style.bad, format!("{} everywhere", all.join(", ")));
                format!("{everywhere}; apart from that {rest}")
            }
        }
    }

    /// `original   tcp-server   14 cases   2 warn (known)`.
    pub fn render_line(&self, width: usize, everywhere: &Everywhere, style: &Style) -> String {
        let cases = format!("{:>4} {:5}", self.cases, if self.cases == 1 { "case" } else { "cases" });
        let generated = match self.generated {
            0 => String::new(),
            number => format!(" + {number:>3} generated"),
        };
        let words = self.describe_outcome(everywhere, style);
        format!("{:width$}  {:10}  {cases}{generated}  {words}", plain(&self.implementation), self.subject)
    }
}

/// The implementation that trials are grouped by: in a matrix the client's, so that a group is a row.
fn grouping_implementation(trial: &TrialReport) -> &str {
    trial.player_name(Some(Side::Client))
}

/// `warn    12 ms  original   tcp-server/robust/leaves  TCP-S-5`: for users who want to see each trial.
pub fn trial_line(trial: &TrialReport, width: usize, style: &Style) -> String {
    let (word, paint) = marks::worst_word(trial, &json::trial_entry(trial, false).verdicts, style);
    let time = paint_text(style.faint, format!("{:>7}", format_duration(trial.duration)));
    let name = plain(&trial.implementation);
    let word = paint_text(paint, format!("{word:5}"));
    format!("{word}  {time}  {name:width$}  {}{}", plain(&trial.title()), render_broken_clauses(trial))
}

/// The broken clauses.
fn render_broken_clauses(trial: &TrialReport) -> String {
    let Outcome::Judged { findings, .. } = &trial.outcome else { return String::new() };
    let broken = findings.iter().filter(|judged| judged.finding.verdict.evidence().is_some());
    let names: Vec<_> = broken.map(|judged| judged.clause().to_string()).collect();
    if names.is_empty() { String::new() } else { format!("  {}", names.join(", ")) }
}

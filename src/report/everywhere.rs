//! One text that differs in nearly every trial of a role: reports show it once, and treat it as right in the other
//! trials.
//!
//! A fold over the JSON report's entries. Texts are compared without their numbers, which differ from case to case.

use super::json::model::{Trial, VerdictEntry, VerdictWord};
use super::merge::blamed_implementation;
use crate::protocol::clause::ClauseId;
use std::collections::BTreeMap;

/// In so few judged trials a text that differs is no more than one finding.
const FEWEST: usize = 8;
/// In so many of a hundred judged trials it differs everywhere.
const NEARLY_ALL: usize = 90;
/// How many texts of a role and a clause are kept apart.
const MOST: usize = 16;

/// The number of a text, in the order in which they came.
pub type TextId = usize;

/// The implementation, and the role or pair in which its program played.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct PlayerPlace {
    implementation: String,
    role: String,
}

/// The expected and the observed text, without the numbers.
type Text = (String, String);

/// A text that differs everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundEverywhere {
    /// The text.
    pub text: TextId,
    /// The implementation of the program.
    pub implementation: String,
    /// The role, or the pair.
    pub role: String,
    /// The clause that it breaks in nearly all trials.
    pub clause: ClauseId,
    /// The expected text, in the first trial that has the text.
    pub expected: Option<String>,
    /// The observed text there.
    pub observed: Option<String>,
    /// In how many trials.
    pub broken: usize,
    /// In how many trials the clause was judged.
    pub judged: usize,
    /// Other clauses that the same text breaks.
    pub also: Vec<ClauseId>,
}

/// The fold.
#[derive(Debug, Clone, Default)]
pub struct Everywhere {
    ids: BTreeMap<(PlayerPlace, Text), TextId>,
    judged: BTreeMap<(PlayerPlace, ClauseId), usize>,
    broken: BTreeMap<(PlayerPlace, ClauseId), BTreeMap<TextId, usize>>,
    /// The expected and the observed text in the first trial with each text, by the text's number.
    first: Vec<(Option<String>, Option<String>)>,
}

impl Everywhere {
    /// The fold of a report's trials. The simplest case for a finding is no trial of the plan, and is not counted.
    pub fn from_trials<'t>(trials: impl IntoIterator<Item = &'t Trial>) -> Everywhere {
        let mut everywhere = Everywhere::default();
        trials.into_iter().for_each(|trial| {
            everywhere.count_if_planned(trial);
        });
        everywhere
    }

    /// Counts a trial if it is one of the plan, and finds its texts in any case.
    pub fn count_if_planned(&mut self, trial: &Trial) -> Vec<Option<TextId>> {
        match trial.shrunk {
            None => self.count_trial(trial),
            Some(_) => self.find_all(trial),
        }
    }

    /// Counts a trial. Returns the text that decides each of its verdicts. `None`: the clause holds or is known to be
    /// broken, or no text decides the verdict.
    pub fn count_trial(&mut self, trial: &Trial) -> Vec<Option<TextId>> {
        trial.verdicts.iter().map(|verdict| self.add_verdict(trial, verdict)).collect()
    }

    fn add_verdict(&mut self, trial: &Trial, verdict: &VerdictEntry) -> Option<TextId> {
        let is_judged = matches!(verdict.verdict, VerdictWord::Pass | VerdictWord::Fail | VerdictWord::Warn);
        let clause = verdict.clause.parse::<ClauseId>().ok().filter(|_| is_judged)?;
        let place = place_of_verdict(trial, verdict);
        *self.judged.entry((place.clone(), clause)).or_default() += 1;
        let text = text_of_verdict(verdict)?;
        let texts = self.broken.entry((place.clone(), clause)).or_default();
        let next = self.ids.len();
        let known = self.ids.get(&(place.clone(), text.clone())).copied();
        if known.is_none() && texts.len() >= MOST {
            return None;
        }
        let id = known.unwrap_or_else(|| {
            self.first.push((verdict.expected.clone(), verdict.observed.clone()));
            *self.ids.entry((place, text)).or_insert(next)
        });
        *texts.entry(id).or_default() += 1;
        Some(id)
    }

    /// For each verdict of a trial that is not counted, the text that decides it.
    pub fn find_all(&self, trial: &Trial) -> Vec<Option<TextId>> {
        trial.verdicts.iter().map(|verdict| self.find_text(trial, verdict)).collect()
    }

    /// The text that decides a verdict, if a counted trial has it too.
    pub fn find_text(&self, trial: &Trial, verdict: &VerdictEntry) -> Option<TextId> {
        self.ids.get(&(place_of_verdict(trial, verdict), text_of_verdict(verdict)?)).copied()
    }

    /// The texts that differ everywhere, each once: under the first clause that it breaks so.
    pub fn texts_everywhere(&self) -> Vec<FoundEverywhere> {
        let mut found = Vec::new();
        for ((place, clause), texts) in &self.broken {
            let judged = self.judged.get(&(place.clone(), *clause)).copied().unwrap_or_default();
            let is_everywhere = |broken: usize| judged >= FEWEST && broken * 100 >= judged * NEARLY_ALL;
            for (&text, &broken) in texts.iter().filter(|(_, broken)| is_everywhere(**broken)) {
                if found.iter().any(|found: &FoundEverywhere| found.text == text) {
                    continue;
                }
                let (implementation, role) = (place.implementation.clone(), place.role.clone());
                let (expected, observed) = self.first[text].clone();
                let (clause, also) = (*clause, self.other_broken_clauses(text, *clause));
                found.push(FoundEverywhere {
                    text,
                    implementation,
                    role,
                    clause,
                    expected,
                    observed,
                    broken,
                    judged,
                    also,
                });
            }
        }
        found
    }

    /// The other clauses that the same text breaks.
    fn other_broken_clauses(&self, text: TextId, clause: ClauseId) -> Vec<ClauseId> {
        let its = self.broken.iter().filter(|((_, other), texts)| *other != clause && texts.contains_key(&text));
        its.map(|((_, other), _)| *other).collect()
    }
}

impl FoundEverywhere {
    /// `in 81 of 82 cases of tcp-server the same text differs, …`.
    pub fn render_sentence(&self) -> String {
        let also: Vec<String> = self.also.iter().map(ToString::to_string).collect();
        let also = match also.as_slice() {
            [] => String::new(),
            all => format!(" (it breaks {} too)", all.join(", ")),
        };
        format!(
            "in {} of {} cases of {} the same text differs{also}: fix it first; all else is shown as if it were right",
            self.broken, self.judged, self.role
        )
    }
}

/// The text that decides a verdict. `None`: the clause holds or is known to be broken, or no text decides the verdict.
fn text_of_verdict(verdict: &VerdictEntry) -> Option<Text> {
    let is_broken = matches!(verdict.verdict, VerdictWord::Fail | VerdictWord::Warn) && verdict.known.is_none();
    let (expected, observed) = (verdict.expected.as_deref(), verdict.observed.as_deref());
    if !is_broken || expected.is_none() && observed.is_none() {
        return None;
    }
    let (expected, observed) = (expected.unwrap_or_default(), observed.unwrap_or_default());
    let bare = (without_numbers(expected), without_numbers(observed));
    // If only the numbers differ, the numbers belong to the text.
    Some(if bare.0 == bare.1 { (expected.to_owned(), observed.to_owned()) } else { bare })
}

fn place_of_verdict(trial: &Trial, verdict: &VerdictEntry) -> PlayerPlace {
    let implementation = blamed_implementation(trial, verdict.role.as_deref()).to_owned();
    PlayerPlace { implementation, role: trial.role.clone() }
}

/// The text with each run of numbers, and of what stands between them, as one mark.
fn without_numbers(text: &str) -> String {
    let is_of_a_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-');
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = &rest[..rest.find(|c| !is_of_a_word(c)).unwrap_or(rest.len())];
        let between = &rest[word.len()..];
        let between = &between[..between.find(is_of_a_word).unwrap_or(between.len())];
        rest = &rest[word.len() + between.len()..];
        match word.parse::<f64>() {
            // Numbers in a row are one.
            Ok(_) if out.trim_end_matches([' ', ',']).ends_with('#') => {
                out.truncate(out.trim_end_matches([' ', ',']).len())
            }
            Ok(_) => out.push('#'),
            Err(_) => out.push_str(word),
        }
        out.push_str(between);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Received data: [5.0, -4.0, 1e+16]", "Received data: [#]")]
    #[case("27.4 3.4 9.0 5.48", "#")]
    #[case("-27.4 3.4 9.0 5.48\\n", "#\\n")]
    #[case("The mean is: 5.48", "The mean is: #")]
    #[case("Total: 1E+22", "Total: #")]
    #[case("[inf, -Infinity, nan, 1]", "[#]")]
    #[case("127.0.0.1:16000", "127.0.0.1:#")]
    #[case("the server", "the server")]
    #[case("", "")]
    fn numbers_are_no_part_of_a_text(#[case] text: &str, #[case] bare: &str) {
        assert_eq!(without_numbers(text), bare);
    }
}

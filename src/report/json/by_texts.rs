//! Generated cases that fail by nothing but texts, until it is known which of these differ everywhere.

use super::model::{GeneratedEntry, Trial};
use crate::report::everywhere::{Everywhere, FoundEverywhere, TextId};
use crate::report::overview::is_unexpected;
use std::collections::BTreeMap;

/// The implementation, the role and the family.
type FamilyKey = (String, String, String);

/// How many cases of each family fail by which texts alone.
#[derive(Debug, Default)]
pub(super) struct ByTexts(BTreeMap<FamilyKey, BTreeMap<Vec<TextId>, usize>>);

impl ByTexts {
    /// Counts a generated trial, if it fails by texts alone.
    pub fn add_trial(&mut self, trial: &Trial, family: &str, everywhere: &Everywhere, strict: bool) {
        let unexpected = trial.verdicts.iter().filter(|verdict| is_unexpected(verdict, strict));
        let texts: Option<Vec<TextId>> = unexpected.map(|verdict| everywhere.find_text(trial, verdict)).collect();
        if let Some(texts) = texts.filter(|texts| !texts.is_empty()) {
            let key = (trial.implementation.clone(), trial.role.clone(), family.to_owned());
            *self.0.entry(key).or_default().entry(texts).or_default() += 1;
        }
    }

    /// The entries, which say how many cases fail by nothing but these texts.
    pub fn with_everywhere_counts(
        &self,
        generated: &[GeneratedEntry],
        found: &[FoundEverywhere],
    ) -> Vec<GeneratedEntry> {
        let is_found = |text: &TextId| found.iter().any(|found| found.text == *text);
        let told = generated.iter().map(|entry| {
            let key = (entry.implementation.clone(), entry.role.clone(), entry.family.clone());
            let its = self.0.get(&key).into_iter().flatten().filter(|(texts, _)| texts.iter().all(is_found));
            GeneratedEntry { everywhere: its.map(|(_, times)| times).sum(), ..entry.clone() }
        });
        told.collect()
    }
}

//! The script's index of all trials: the implementation, the case, the outcome; and the clauses' words.

use super::super::collected::PageContent;
use crate::protocol::current_spec;
use crate::report::overview::TrialMark;
use crate::report::plain::plain;
use serde::Serialize;
use std::collections::BTreeMap;

/// The index.
#[derive(Debug, Serialize)]
pub struct Index {
    names: Vec<String>,
    cases: Vec<String>,
    /// The marks' words, the gravest first.
    marks: Vec<&'static str>,
    /// The implementation's place, the client's (-1: none), the case's, the mark's, and whether there are details.
    trials: Vec<(usize, i64, usize, usize, u8)>,
    /// The level, the sentence and the text of each clause.
    clauses: BTreeMap<&'static str, (&'static str, &'static str, &'static str)>,
}

/// The index of what was collected.
pub fn index(collected: &PageContent) -> Index {
    let trials = collected.trials.iter().map(|row| {
        let client = row.client.map_or(-1, |place| place as i64);
        let mark = TrialMark::ALL.iter().position(|mark| *mark == row.mark).unwrap_or_default();
        (row.implementation, client, row.case, mark, u8::from(row.has_detail))
    });
    let clauses = current_spec().clauses().map(|id| (id.as_str(), (id.level().as_str(), id.sentence(), id.lead())));
    Index {
        names: collected.implementations.iter().map(|one| plain(&one.name)).collect(),
        cases: collected.cases.iter().map(|case| plain(&case.id)).collect(),
        marks: TrialMark::ALL.iter().map(|mark| mark.word()).collect(),
        trials: trials.collect(),
        clauses: clauses.collect(),
    }
}

//! A badge for a README: JSON for the endpoint that shields.io reads.

use super::Reporter;
use super::words::format_count;
use crate::engine::event::{Event, Summary};
use crate::engine::summary::{AS_EXPECTED, Tally, UNEXPECTED};
use serde::Serialize;
use std::io::{self, Write};
use std::time::Duration;

/// The endpoint's answer (<https://shields.io/badges/endpoint-badge>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shield {
    schema_version: u8,
    label: &'static str,
    message: String,
    color: &'static str,
    /// Whether the user's colour must not cover it: a run that says nothing is no success.
    is_error: bool,
}

/// The badge, written when the run is over.
#[derive(Debug)]
pub struct Badge<W> {
    out: W,
    tally: Tally,
    ended: Option<Summary>,
}

impl<W: Write> Badge<W> {
    /// A badge that is written to `out`.
    pub fn new(out: W) -> Self {
        Badge { out, tally: Tally::default(), ended: None }
    }

    fn build_shield(&self) -> Shield {
        let counts = self.ended.clone().unwrap_or_else(|| self.tally.build_summary(Duration::ZERO));
        let (message, color) = match &self.ended {
            None => ("cut short".to_owned(), "lightgrey"),
            Some(Summary { exit: AS_EXPECTED, .. }) => as_expected(&counts),
            Some(Summary { exit: UNEXPECTED, .. }) => (unexpected_message(&counts), "red"),
            Some(Summary { played: 0, .. }) => ("nothing ran".to_owned(), "lightgrey"),
            Some(_) => ("incomplete".to_owned(), "orange"),
        };
        let is_error = self.ended.as_ref().is_none_or(|summary| summary.exit != AS_EXPECTED);
        Shield { schema_version: 1, label: "sockspec", message, color, is_error }
    }
}

/// `45 trials pass`. Broken clauses that are expected are named too, and then the colour is not the best one.
fn as_expected(counts: &Summary) -> (String, &'static str) {
    let trials = format_count(counts.played, "trial");
    let beside = [(counts.warned, "warned"), (counts.known, "known")];
    let beside: Vec<String> = beside.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if beside.is_empty() {
        (format!("{trials} pass"), "brightgreen")
    } else {
        (format!("{trials} as expected, {}", beside.join(", ")), "green")
    }
}

fn unexpected_message(counts: &Summary) -> String {
    let all = [(counts.unexpected, "failing"), (counts.stale, "out of date"), (counts.flaky, "flaky")];
    let told = all.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    let told: Vec<String> = told.collect();
    format!("{} of {}", told.join(", "), format_count(counts.played, "trial"))
}

impl<W: Write> Reporter for Badge<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.count_event(event);
        if let Event::RunFinished(summary) = event {
            self.ended = Some(summary.clone());
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let shield = self.build_shield();
        serde_json::to_writer(&mut self.out, &shield)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

//! The judge's findings: one verdict per clause, with its evidence.

use crate::protocol::clause::ClauseId;
use crate::protocol::role::Side;
use serde::{Deserialize, Serialize};

/// One clause, judged from one transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The clause.
    pub clause: ClauseId,
    /// The judge's verdict.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The step that decided, if it was one step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// In a pair: the side of the program that this is about, and that is to blame if the clause is broken. `None` if
    /// only one program is under test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
}

/// The judge's verdict on a clause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "verdict", content = "detail")]
pub enum Verdict {
    /// The clause holds.
    Pass,
    /// A MUST is broken.
    Fail(Evidence),
    /// A SHOULD is broken.
    Warn(Evidence),
    /// INFO: the observed behaviour's name.
    Noted(String),
    /// Not judged, and why.
    Skipped(String),
}

impl Verdict {
    /// The verdict's word, as reports show it.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail(_) => "fail",
            Verdict::Warn(_) => "warn",
            Verdict::Noted(_) => "noted",
            Verdict::Skipped(_) => "skipped",
        }
    }

    /// The evidence, if a clause is broken.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Verdict::Fail(evidence) | Verdict::Warn(evidence) => Some(evidence),
            Verdict::Pass | Verdict::Noted(_) | Verdict::Skipped(_) => None,
        }
    }
}

/// The evidence for a broken clause, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// One plain sentence on what happened.
    pub what: String,
    /// The expected text (bytes escaped), if two texts can be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The observed text (bytes escaped).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<String>,
    /// A likely cause in plain words, if there is a typical one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The request, if the finding is that no answer came at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<Unanswered>,
}

/// A request that was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unanswered {
    /// One number.
    OneNumber,
    /// Several.
    Several,
}

/// How long a text of an evidence gets, in bytes. Programs may write anything; what people need is at its beginning.
const LONGEST: usize = 16 * 1024;

/// The text, without the part that is too long to read.
fn clip_text(mut text: String) -> String {
    if text.len() > LONGEST {
        let whole = text.len();
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or(0));
        text.push_str(&format!("… ({whole} bytes in all)"));
    }
    text
}

impl Evidence {
    /// Evidence that is one sentence.
    pub fn new(what: impl Into<String>) -> Self {
        Evidence { what: clip_text(what.into()), ..Evidence::default() }
    }

    /// Says that it is that no answer came to this request.
    pub fn of_no_answer(self, to: &[u8]) -> Self {
        let unanswered = if to.trim_ascii().contains(&b' ') { Unanswered::Several } else { Unanswered::OneNumber };
        Evidence { unanswered: Some(unanswered), ..self }
    }

    /// Sets expected beside observed.
    pub fn with_comparison(mut self, expected: impl Into<String>, observed: impl Into<String>) -> Self {
        self.expected = Some(clip_text(expected.into()));
        self.observed = Some(clip_text(observed.into()));
        self
    }

    /// Adds what was expected, if nothing was observed in its place.
    pub fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(clip_text(expected.into()));
        self
    }

    /// Adds a likely cause.
    pub fn caused_by(mut self, cause: Option<impl Into<String>>) -> Self {
        self.cause = cause.map(Into::into);
        self
    }
}

//! Cases: what is done to one role, or to a pair, and which clauses that checks.
//!
//! Cases come from files, from generators or from a replay; they are one type. A case never knows what came back.

mod crowd;
pub mod expectation;
pub mod file;
pub mod id;
mod matcher;
mod rest_of_session;
pub mod select;
mod sharing;
pub mod step;
pub mod wire;

/// The folder beside a manifest in which cases are kept that once failed.
pub const REGRESSIONS: &str = "regressions";

pub use expectation::{Behaviour, ExitExpectation, Expectation, ReplyOrigin, When};
pub use file::{SERVER_SOCKET, built_in, load_case, parse, to_toml};
pub use id::{CaseId, Subject};
pub use matcher::{Matcher, NamedPattern, Pattern};
pub use select::{SelectError, Selection};

pub use step::{Between, Cut, LineEnd, Payload, PayloadPart, ReplyFrom, SendTo, Step};
pub use wire::PairWire;

use crate::protocol::clause::ClauseId;
use crate::protocol::role::Side;
use serde::{Deserialize, Serialize};

/// The steps with one role (or with a pair), and the clauses that they check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its id: `tcp-server/published/session`.
    pub id: CaseId,
    /// One sentence: what is tried, and what a right program does.
    pub summary: String,
    /// The clauses for which this case must yield a verdict; others may come out of what was seen.
    pub clauses: Vec<ClauseId>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// How long one wait may take; `None` is the run's time limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience: Option<std::time::Duration>,
    /// How closely its steps follow one another.
    #[serde(default, skip_serializing_if = "Pace::is_careful")]
    pub pace: Pace,
    /// Its origin.
    pub source: Source,
}

impl Case {
    /// Whether it promises a verdict that only the real segments can give, so that packets must be captured.
    pub fn is_about_segments(&self) -> bool {
        self.clauses.iter().any(|clause| clause.is_about_packets())
    }

    /// The lines that are typed, and what ends each: the parts of a line are joined.
    pub fn typed_lines(&self) -> Vec<(Vec<u8>, LineEnd)> {
        let mut lines: Vec<(Vec<u8>, LineEnd)> = Vec::new();
        for step in &self.steps {
            let Step::Type { line, end, .. } = step else { continue };
            match lines.last_mut().filter(|(_, end)| *end == LineEnd::Nothing) {
                Some((begun, before)) => {
                    begun.extend(line.to_vec());
                    *before = *end;
                }
                None => lines.push((line.to_vec(), *end)),
            }
        }
        lines
    }

    /// The peers on which the server must send several replies, in any order.
    pub fn peers_with_replies_in_any_order(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match step {
            Step::Expect { what: Expectation::StatisticsOfEach { on, .. }, .. } => Some(on.as_str()),
            _ => None,
        })
    }

    /// Whether a clock decides how long it takes, whatever the program does: the case waits for something that comes
    /// late, or never. A client that is left alone mostly has a time-out, and is not seen stuck.
    pub fn waits_for_a_clock(&self) -> bool {
        let has_client = self.id.subject().roles().iter().any(|role| role.side() == Side::Client);
        let waits = |step: &Step| {
            matches!(
                step,
                Step::Expect { what: Expectation::Exit { between: Some(_), .. }, .. }
                    | Step::Expect { what: Expectation::LengthHeldBack { .. }, .. }
                    | Step::Expect { what: Expectation::Reply { when: When { within: Some(_), .. }, .. }, .. }
                    | Step::Expect { what: Expectation::Sends { when: When { within: Some(_), .. }, .. }, .. }
                    | Step::Reply { after: Some(_), .. }
                    | Step::Type { after: Some(_), .. }
                    | Step::Pause { .. }
                    | Step::Relay { wire: PairWire::RepliesLost | PairWire::Joined | PairWire::Overtaken, .. }
            )
        };
        self.steps.iter().any(|step| waits(step) || has_client && *step == Step::StaySilent)
    }

    /// Whether every later expectation is about the same clause as this step. A program that breaks the clause here can
    /// then only break it again.
    pub fn asks_the_same_after(&self, at: usize) -> bool {
        let clause = |step: &Step| match step {
            Step::Expect { clause, .. } => Some(*clause),
            _ => None,
        };
        let Some(this) = self.steps.get(at).and_then(clause) else { return false };
        let rest = || self.steps.iter().skip(at + 1);
        let goes_on = |step: &Step| {
            use Step::{Connect, Expect, HalfClose, Leave, Reset, Send};
            matches!(
                step,
                Connect { .. } | Send { .. } | HalfClose { .. } | Leave { .. } | Reset { .. } | Expect { .. }
            )
        };
        let is_next_client = ClauseId::is_about_the_next_client;
        let is_the_same = |other: ClauseId| other == this || is_next_client(other) && is_next_client(this);
        rest().any(|step| clause(step).is_some())
            && rest().all(|step| goes_on(step) && clause(step).is_none_or(is_the_same))
    }

    /// The same case, ended before the step at `length`, with all that it promises.
    pub fn stopped_before(&self, length: usize) -> Case {
        Case { steps: self.steps[..length.min(self.steps.len())].to_vec(), ..self.clone() }
    }

    /// The same case, ended before the step at `length`.
    pub fn cut_short(&self, length: usize) -> Case {
        let mut case = self.stopped_before(length);
        case.promise_what_it_expects();
        case
    }

    /// Promises a verdict on each clause that a step names, and on no other.
    pub fn promise_what_it_expects(&mut self) {
        self.clauses.clear();
        for step in &self.steps {
            match step {
                Step::Expect { clause, .. } if !self.clauses.contains(clause) => self.clauses.push(*clause),
                _ => {}
            }
        }
    }

    /// How common what goes to the program is.
    pub fn input_kind(&self) -> InputKind {
        let is_plain =
            |payload: &Payload| payload.to_vec().iter().all(|byte| matches!(byte, b'0'..=b'9' | b' ' | b'.' | b'-'));
        let all_is_plain = self.steps.iter().all(|step| match step {
            Step::Send { payload, .. } | Step::Reply { payload, .. } => is_plain(payload),
            Step::Type { line, .. } => is_plain(line),
            _ => true,
        });
        if !all_is_plain {
            InputKind::Odd
        } else if self.id.as_str().contains("/published/") {
            InputKind::Published
        } else {
            InputKind::Plain
        }
    }

    /// Whether a generator made it.
    pub fn is_generated(&self) -> bool {
        matches!(self.source, Source::Generator { .. })
    }
}

/// How closely the steps of a case follow one another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// After each expectation the program comes to rest, so that what else it does belongs to that step.
    #[default]
    Careful,
    /// The next step follows as soon as an expectation is met, and the case ends at the first client that is not
    /// served. It is for a session of many visits: after that client each would show the same.
    Quick,
}

impl Pace {
    fn is_careful(&self) -> bool {
        *self == Pace::Careful
    }
}

/// How common the input of a case is, the most common first: a mistake with common input matters to every user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputKind {
    /// The published session's.
    Published,
    /// Plain numbers: digits, points, signs and spaces.
    Plain,
    /// Anything else.
    #[default]
    Odd,
}

/// The origin of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A file, by its path under the folder of cases.
    File(String),
    /// A generator, by its family's name, and the seed that made it.
    Generator {
        /// The family's name.
        family: String,
        /// The seed.
        seed: u64,
    },
}

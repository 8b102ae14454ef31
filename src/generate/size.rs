//! The size of a case, for people who want to know how much simplifying has gained.

use crate::case::{Case, Payload, Step};
use std::fmt;

/// The size of a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Size {
    /// How many steps it has.
    pub steps: usize,
    /// How many bytes are sent, replied or typed.
    pub bytes: usize,
}

impl Size {
    /// The size of `case`.
    pub fn from_case(case: &Case) -> Size {
        let bytes = case.steps.iter().filter_map(step_payload).map(|payload| payload.to_vec().len()).sum();
        Size { steps: case.steps.len(), bytes }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} steps with {} bytes", self.steps, self.bytes)
    }
}

fn step_payload(step: &Step) -> Option<&Payload> {
    match step {
        Step::Send { payload, .. } | Step::Reply { payload, .. } | Step::Type { line: payload, .. } => Some(payload),
        _ => None,
    }
}

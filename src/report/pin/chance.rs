//! Finds the part of a trial that depends on chance: how the harness fared while the program was on its way to its end.
//!
//! If a leaving client ends a server, the scheduler decides whether the server takes, refuses or resets the next
//! connection. The report still says what the program did to end, and how it ended.

use crate::case::{Case, Step, Subject};
use crate::protocol::role::Side;
use crate::transcript::{Happening, Seen, Transcript, WaitEnd};
use std::collections::BTreeSet;

/// The happenings of one trial that another run may show otherwise, by their place.
pub struct Chance {
    raced: BTreeSet<usize>,
}

impl Chance {
    /// Looks for doings of the harness that nothing separated from a doing before them, in a trial in which the program
    /// ended by itself.
    pub fn from_transcript(case: &Case, transcript: &Transcript, seen: &[Seen]) -> Chance {
        let side = match case.id.subject() {
            Subject::Role(role) => role.side(),
            // A client always ends; it is the server that should not.
            Subject::Pair(_) => Side::Server,
        };
        let mut raced = BTreeSet::new();
        if transcript.exit_before_stop(side).is_none() {
            return Chance { raced };
        }
        let mut at_rest = true;
        let mut step = None;
        for (index, one) in seen.iter().enumerate() {
            // After an expectation the harness goes on only when the program is at rest or gone.
            at_rest |= one.step != step && is_expectation(case, step);
            step = one.step;
            if !at_rest && can_fail(&one.what) {
                raced.insert(index);
            }
            at_rest = (at_rest || shows_rest(&one.what)) && !can_end_program(&one.what);
        }
        Chance { raced }
    }

    /// Whether the happening at `index` may come out otherwise in another run.
    pub fn is_raced(&self, index: usize) -> bool {
        self.raced.contains(&index)
    }
}

fn is_expectation(case: &Case, step: Option<usize>) -> bool {
    step.is_some_and(|step| matches!(case.steps.get(step), Some(Step::Expect { .. })))
}

/// Whether the program is known to be at rest, or gone, from here on. That its end was seen by the way says nothing: the
/// harness may see it later in another run.
fn shows_rest(what: &Happening) -> bool {
    matches!(what, Happening::Waited { until } if *until != WaitEnd::Met)
}

/// Whether it may make the program end.
fn can_end_program(what: &Happening) -> bool {
    use Happening as H;
    matches!(what, H::Sent { .. } | H::HalfClosed { .. } | H::Left { .. } | H::ResetSent { .. })
}

/// Whether the harness can fail in it, if the program is gone.
fn can_fail(what: &Happening) -> bool {
    use Happening as H;
    matches!(what, H::Connected { .. } | H::ConnectFailed { .. } | H::Sent { .. } | H::SendFailed { .. })
}

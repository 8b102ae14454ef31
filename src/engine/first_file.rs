//! Decides which trials of a program that never begins leave a file: only the first, since the others show the same.
//!
//! A mistyped command fails in each of a hundred trials; a hundred files of it do not help.

use super::event::Outcome;
use super::overlay::Places;
use super::plan::Trial;
use crate::case::Subject;
use crate::protocol::role::Side;
use crate::transcript::{Happening, Transcript};
use std::collections::BTreeMap;

/// The knowledge of the programs so far, by the places of their implementations and by the subject.
#[derive(Debug, Default)]
pub(super) struct FirstFiles {
    programs: BTreeMap<(usize, usize, Subject), Known>,
}

/// The knowledge of one program, or of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// It began at least once: each of its failures says something of its own.
    Begun,
    /// It never began, and a file says so.
    Kept,
}

impl FirstFiles {
    /// Takes in what came of a trial, in the plan's order; whether a file of it would say something new.
    pub(super) fn is_new(&mut self, places: Places, trial: &Trial, outcome: &Outcome, is_bad: bool) -> bool {
        let subject = trial.case.id.subject();
        let key = (places.client, places.server, subject);
        if has_begun(subject, outcome) {
            self.programs.insert(key, Known::Begun);
            return true;
        }
        match self.programs.get(&key) {
            Some(Known::Begun) => true,
            Some(Known::Kept) => false,
            None if is_bad => self.programs.insert(key, Known::Kept).is_none(),
            None => true,
        }
    }
}

/// Whether all programs of the trial did something.
fn has_begun(subject: Subject, outcome: &Outcome) -> bool {
    let Some(transcript) = outcome.transcript() else { return false };
    let is_its = |role: &crate::protocol::role::Role| match role.side() {
        Side::Server => came_up(transcript),
        Side::Client => has_client_started(transcript) && !transcript.never_began(Side::Client),
    };
    subject.roles().iter().all(is_its)
}

fn has_client_started(transcript: &Transcript) -> bool {
    transcript.seen.iter().any(|seen| matches!(seen.what, Happening::Started { program: Side::Client }))
}

fn came_up(transcript: &Transcript) -> bool {
    transcript.seen.iter().any(|seen| matches!(seen.what, Happening::Ready { program: Side::Server, .. }))
}

//! A walk through one case, with both accounts of it at hand, that gathers differences.

use super::Strictness;
use super::account::{Deed, TrialAccount};
use super::difference::{Channel, Difference, DifferenceGroup, DifferenceKind};
use super::input::InputClass;
use crate::case::{Case, Expectation, Step};
use crate::protocol::role::{Role, Side};
use crate::transcript::{Bytes, ExitStatus};

/// The case, both accounts, and what was found so far.
pub(crate) struct Walk<'a> {
    pub(crate) case: &'a Case,
    pub(crate) role: Role,
    pub(crate) accounts: [&'a TrialAccount<'a>; 2],
    strictness: Strictness,
    found: Vec<Difference>,
}

/// The place in a case at which something shows.
#[derive(Debug, Clone)]
pub(crate) struct CasePlace {
    pub(crate) channel: Channel,
    pub(crate) step: Option<usize>,
    pub(crate) input: Option<Bytes>,
    pub(crate) class: InputClass,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        case: &'a Case,
        role: Role,
        accounts: [&'a TrialAccount<'a>; 2],
        strictness: Strictness,
    ) -> Walk<'a> {
        Walk { case, role, accounts, strictness, found: Vec::new() }
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.strictness == Strictness::Exact
    }

    /// Notes a difference that this class of input shows.
    pub(crate) fn note_of_class(&mut self, place: &CasePlace, kind: DifferenceKind, observed: [String; 2]) {
        self.push(place, kind, Some(place.class), observed);
    }

    /// Notes a difference that any input shows.
    pub(crate) fn note_of_any(&mut self, place: &CasePlace, kind: DifferenceKind, observed: [String; 2]) {
        self.push(place, kind, None, observed);
    }

    fn push(&mut self, place: &CasePlace, kind: DifferenceKind, input: Option<InputClass>, observed: [String; 2]) {
        let group = DifferenceGroup { role: self.role, channel: place.channel, kind, input };
        if self.found.iter().all(|known| known.group != group) {
            self.found.push(Difference { group, step: place.step, input: place.input.clone(), observed });
        }
    }

    /// Whether anything was found after which the two can't be compared any further: all else would follow from it.
    pub(crate) fn has_parted(&self) -> bool {
        let parts = |kind: DifferenceKind| {
            matches!(
                kind,
                DifferenceKind::Answers | DifferenceKind::Ends | DifferenceKind::Restart | DifferenceKind::Datagrams
            )
        };
        self.found.iter().any(|difference| parts(difference.group.kind))
    }

    /// The bytes sent for the expectation of step `at`, since the one before about the same peer, and whether they went
    /// in pieces.
    pub(crate) fn sent_for_expectation(&self, at: usize, what: &Expectation) -> (Vec<u8>, bool) {
        let sends = self.case.steps[..at].iter().enumerate().filter_map(|(index, step)| match step {
            Step::Send { peer, payload, cut, .. } if what.listens_to(peer) && self.is_open(index, Some(at), peer) => {
                Some((payload.to_vec(), !cut.at.is_empty()))
            }
            _ => None,
        });
        let all: Vec<_> = sends.collect();
        let in_pieces = all.len() > 1 || all.iter().any(|(_, cut)| *cut);
        (all.into_iter().flat_map(|(bytes, _)| bytes).collect(), in_pieces)
    }

    /// Whether what was sent at step `from` on `peer` has met no expectation before step `at`.
    pub(crate) fn is_open(&self, from: usize, at: Option<usize>, peer: &str) -> bool {
        let between = self.case.steps.get(from..at.unwrap_or(self.case.steps.len())).unwrap_or_default();
        !between.iter().any(|step| matches!(step, Step::Expect { what, .. } if what.listens_to(peer)))
    }

    /// The bytes sent at this step.
    pub(crate) fn sent_at(&self, deed: &Deed) -> Vec<u8> {
        match deed {
            Deed::Sent(Some(step), _) => match self.case.steps.get(*step) {
                Some(Step::Send { payload, .. }) => payload.to_vec(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    pub(crate) fn into_differences(self) -> Vec<Difference> {
        self.found
    }
}

/// Bytes as text, escaped.
pub(crate) fn escape_bytes(bytes: &[u8]) -> String {
    Bytes::from(bytes).to_string()
}

/// The fate of the program of this side, in plain words.
pub(crate) fn describe_exit(status: Option<&ExitStatus>, side: Side) -> String {
    match status {
        Some(status) => format!("the {side} {status}"),
        None if side == Side::Server => format!("the {side} goes on"),
        None => format!("the {side} does not end"),
    }
}

/// How a program ended, without the code that it chose: 0, another code, a signal, or not at all.
pub(crate) fn exit_category(status: Option<&ExitStatus>) -> &'static str {
    match status {
        None => "goes on",
        Some(ExitStatus::Code(0)) => "success",
        Some(ExitStatus::Code(_)) => "failure",
        Some(ExitStatus::Signal(_)) => "signal",
    }
}

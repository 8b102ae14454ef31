//! A session that the model drew, and the ways to make it simpler: fewer exchanges, then fewer steps, then shorter and
//! simpler bytes. The expected answers are left out of it: the model is asked again.

use super::Undrawn;
use crate::case::{Between, Cut, Payload, Step};
use crate::generate::SequenceTree;
use proptest::strategy::ValueTree;

/// A session without expectations.
pub(super) struct SessionTree<D> {
    redraw: D,
    visits: usize,
    steps: SequenceTree<StepTree>,
    /// The session before it was drawn with fewer exchanges, if that was done last.
    before: Option<(usize, SequenceTree<StepTree>)>,
    /// Whether fewer exchanges are tried no more.
    is_drawn: bool,
}

impl<D: Fn(usize) -> Result<Vec<Step>, Undrawn>> SessionTree<D> {
    /// The session that `redraw` gave for so many visits.
    pub(super) fn new(drawn: Vec<Step>, visits: usize, redraw: D) -> SessionTree<D> {
        SessionTree { redraw, visits, steps: tree_without_expectations(drawn), before: None, is_drawn: false }
    }

    fn with_fewer_visits(&mut self) -> bool {
        let fewer = self.visits / 2;
        self.is_drawn |= fewer == 0;
        if self.is_drawn {
            return false;
        }
        let Ok(drawn) = (self.redraw)(fewer) else {
            self.is_drawn = true;
            return false;
        };
        let before = std::mem::replace(&mut self.steps, tree_without_expectations(drawn));
        self.before = Some((std::mem::replace(&mut self.visits, fewer), before));
        true
    }
}

impl<D: Fn(usize) -> Result<Vec<Step>, Undrawn>> ValueTree for SessionTree<D> {
    type Value = Vec<Step>;

    fn current(&self) -> Vec<Step> {
        of_those_present(self.steps.current())
    }

    fn simplify(&mut self) -> bool {
        self.before = None;
        self.with_fewer_visits() || self.steps.simplify()
    }

    fn complicate(&mut self) -> bool {
        let Some((visits, steps)) = self.before.take() else { return self.steps.complicate() };
        (self.visits, self.steps, self.is_drawn) = (visits, steps, true);
        // As it was drawn it was tried before.
        self.steps.simplify()
    }
}

fn tree_without_expectations(drawn: Vec<Step>) -> SequenceTree<StepTree> {
    let done = drawn.into_iter().filter(|step| !matches!(step, Step::Expect { .. }));
    SequenceTree::from_elements(done.map(StepTree::new).collect())
}

/// The steps without those of a client or socket that has not come.
fn of_those_present(steps: Vec<Step>) -> Vec<Step> {
    let mut present: Vec<String> = Vec::new();
    let mut kept = Vec::new();
    for step in steps {
        match &step {
            Step::Connect { peer } | Step::Bind { peer, .. } => present.push(peer.clone()),
            Step::Send { peer, .. } | Step::HalfClose { peer } | Step::Leave { peer } | Step::Reset { peer }
                if !present.contains(peer) =>
            {
                continue;
            }
            _ => {}
        }
        kept.push(step);
    }
    kept
}

/// A step whose bytes become fewer and simpler.
struct StepTree {
    step: Step,
    bytes: SequenceTree<ByteTree>,
}

impl StepTree {
    fn new(step: Step) -> StepTree {
        let bytes = match &step {
            Step::Send { payload, .. } | Step::Reply { payload, .. } | Step::Type { line: payload, .. } => {
                payload.to_vec()
            }
            _ => Vec::new(),
        };
        StepTree { step, bytes: SequenceTree::from_elements(bytes.into_iter().map(ByteTree::new).collect()) }
    }
}

impl ValueTree for StepTree {
    type Value = Step;

    fn current(&self) -> Step {
        let bytes = self.bytes.current();
        let mut step = self.step.clone();
        match &mut step {
            // Bytes that are as they were may be written in parts: they stay so.
            Step::Send { payload, cut, .. } | Step::Reply { payload, cut, .. } if payload.to_vec() != bytes => {
                *payload = Payload::from(bytes);
                shorten_cut(cut, payload);
            }
            Step::Type { line, .. } if line.to_vec() != bytes => *line = Payload::from(bytes),
            _ => {}
        }
        step
    }

    fn simplify(&mut self) -> bool {
        self.bytes.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.bytes.complicate()
    }
}

/// Leaves out the places beyond the payload.
fn shorten_cut(cut: &mut Cut, payload: &Payload) {
    let length = payload.to_vec().len();
    cut.at.retain(|at| *at < length);
    if cut.at.is_empty() {
        cut.between = Between::default();
    }
}

/// A letter or a digit that becomes the first of its kind; every other byte stays.
struct ByteTree {
    drawn: u8,
    is_plain: bool,
}

impl ByteTree {
    fn new(drawn: u8) -> ByteTree {
        ByteTree { drawn, is_plain: false }
    }

    fn plain_byte(&self) -> u8 {
        match self.drawn {
            b'a'..=b'z' => b'a',
            b'A'..=b'Z' => b'A',
            b'0'..=b'9' => b'0',
            other => other,
        }
    }
}

impl ValueTree for ByteTree {
    type Value = u8;

    fn current(&self) -> u8 {
        if self.is_plain { self.plain_byte() } else { self.drawn }
    }

    fn simplify(&mut self) -> bool {
        let can = !self.is_plain && self.plain_byte() != self.drawn;
        self.is_plain |= can;
        can
    }

    /// Takes the letter back; nothing lies between.
    fn complicate(&mut self) -> bool {
        self.is_plain = false;
        false
    }
}

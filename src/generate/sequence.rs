//! A sequence of fixed length that shrinks as a whole. Great parts of it are left out first, then smaller ones, then
//! the rest is simplified. Vectors of proptest leave out one element at a time, which takes long if each try starts a
//! program.

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// Draws `length` elements.
#[derive(Debug, Clone)]
pub(crate) struct Sequence<S> {
    pub(crate) element: S,
    pub(crate) length: usize,
}

impl<S: Strategy> Strategy for Sequence<S> {
    type Tree = SequenceTree<S::Tree>;
    type Value = Vec<S::Value>;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let elements: Vec<S::Tree> =
            (0..self.length).map(|_| self.element.new_tree(runner)).collect::<Result<_, _>>()?;
        Ok(SequenceTree::from_elements(elements))
    }
}

/// The elements, those that are left, and what is to be tried next.
#[derive(Debug)]
pub(crate) struct SequenceTree<T> {
    elements: Vec<T>,
    kept: Vec<bool>,
    stage: SequenceStage,
    last: Last,
}

#[derive(Debug, Clone, Copy)]
enum SequenceStage {
    /// Leave out `part` elements from `at` on.
    LeaveOut { part: usize, at: usize },
    /// Simplify the element.
    Simplify { at: usize },
}

/// The last action, to be taken back.
#[derive(Debug)]
enum Last {
    Nothing,
    LeftOut(Vec<usize>),
    Simplified(usize),
}

impl<T: ValueTree> SequenceTree<T> {
    /// A sequence of these elements.
    pub(crate) fn from_elements(elements: Vec<T>) -> SequenceTree<T> {
        let stage = SequenceStage::LeaveOut { part: elements.len().div_ceil(2).max(1), at: 0 };
        SequenceTree { kept: vec![true; elements.len()], elements, stage, last: Last::Nothing }
    }

    /// The elements that would be left out, if at least one other stays.
    fn removable_part(&self, part: usize, at: usize) -> Option<Vec<usize>> {
        let these: Vec<usize> = (at..(at + part).min(self.kept.len())).filter(|&at| self.kept[at]).collect();
        let all = self.kept.iter().filter(|kept| **kept).count();
        (!these.is_empty() && these.len() < all).then_some(these)
    }

    fn leave_out(&mut self, part: usize, at: usize) -> bool {
        self.stage = match (at + part >= self.kept.len(), part) {
            (false, _) => SequenceStage::LeaveOut { part, at: at + part },
            (true, 1) => SequenceStage::Simplify { at: 0 },
            (true, _) => SequenceStage::LeaveOut { part: part / 2, at: 0 },
        };
        let Some(these) = self.removable_part(part, at) else { return false };
        these.iter().for_each(|&at| self.kept[at] = false);
        self.last = Last::LeftOut(these);
        true
    }
}

impl<T: ValueTree> ValueTree for SequenceTree<T> {
    type Value = Vec<T::Value>;

    fn current(&self) -> Self::Value {
        let kept = self.elements.iter().zip(&self.kept).filter(|(_, kept)| **kept);
        kept.map(|(element, _)| element.current()).collect()
    }

    fn simplify(&mut self) -> bool {
        loop {
            match self.stage {
                SequenceStage::LeaveOut { part, at } => {
                    if self.leave_out(part, at) {
                        return true;
                    }
                }
                SequenceStage::Simplify { at } if at >= self.elements.len() => return false,
                SequenceStage::Simplify { at } => {
                    if self.kept[at] && self.elements[at].simplify() {
                        self.last = Last::Simplified(at);
                        return true;
                    }
                    self.stage = SequenceStage::Simplify { at: at + 1 };
                }
            }
        }
    }

    fn complicate(&mut self) -> bool {
        match std::mem::replace(&mut self.last, Last::Nothing) {
            Last::Nothing => false,
            Last::LeftOut(these) => {
                these.into_iter().for_each(|at| self.kept[at] = true);
                // This state was tried before: go on to the next.
                self.simplify()
            }
            Last::Simplified(at) if self.elements[at].complicate() => {
                self.last = Last::Simplified(at);
                true
            }
            Last::Simplified(at) => {
                self.stage = SequenceStage::Simplify { at: at + 1 };
                self.simplify()
            }
        }
    }
}

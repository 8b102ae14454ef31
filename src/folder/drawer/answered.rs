//! A drawn session that shrinks, and the case that the model makes of it.

use super::Undrawn;
use crate::case::Case;
use proptest::strategy::ValueTree;

/// A case that can't be simplified.
pub(super) struct Fixed(pub(super) Case);

impl ValueTree for Fixed {
    type Value = Case;

    fn current(&self) -> Case {
        self.0.clone()
    }

    fn simplify(&mut self) -> bool {
        false
    }

    fn complicate(&mut self) -> bool {
        false
    }
}

/// A session, and what the model answers to it. A simpler session that the model does not answer is passed over.
pub(super) struct AnsweredTree<T, A> {
    drawn: T,
    answer: A,
    case: Case,
}

impl<T, A> AnsweredTree<T, A>
where
    T: ValueTree,
    A: Fn(&T::Value) -> Result<Case, Undrawn>,
{
    /// The session as it was drawn, and its case.
    pub(super) fn new(drawn: T, case: Case, answer: A) -> AnsweredTree<T, A> {
        AnsweredTree { drawn, answer, case }
    }

    /// Takes the session as it stands after a move; goes on to the next one that is another case.
    fn settle_on_case(&mut self, mut moved: bool) -> bool {
        while moved {
            match (self.answer)(&self.drawn.current()) {
                Ok(case) if case != self.case => {
                    self.case = case;
                    return true;
                }
                _ => moved = self.drawn.complicate(),
            }
        }
        false
    }
}

impl<T, A> ValueTree for AnsweredTree<T, A>
where
    T: ValueTree,
    A: Fn(&T::Value) -> Result<Case, Undrawn>,
{
    type Value = Case;

    fn current(&self) -> Case {
        self.case.clone()
    }

    fn simplify(&mut self) -> bool {
        let moved = self.drawn.simplify();
        self.settle_on_case(moved)
    }

    fn complicate(&mut self) -> bool {
        let moved = self.drawn.complicate();
        self.settle_on_case(moved)
    }
}

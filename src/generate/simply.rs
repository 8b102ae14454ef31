//! A value that may not matter: the first try is a plain one in its place, so that what does not matter is settled by one
//! trial instead of by many that come closer and closer.

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fmt::Debug;

/// What `strategy` draws; simplified, it is `plain` if that will do.
pub(super) fn or_simply<S: Strategy>(plain: impl Into<S::Value>, strategy: S) -> Simply<S, S::Value> {
    Simply { plain: plain.into(), strategy }
}

/// See [`or_simply`].
#[derive(Debug, Clone)]
pub(super) struct Simply<S, V> {
    plain: V,
    strategy: S,
}

impl<S: Strategy<Value = V>, V: Clone + Debug> Strategy for Simply<S, V> {
    type Tree = SimplyTree<S::Tree, V>;
    type Value = V;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let drawn = self.strategy.new_tree(runner)?;
        Ok(SimplyTree { drawn, plain: self.plain.clone(), state: State::Drawn })
    }
}

/// The drawn value, and the plain one.
#[derive(Debug)]
pub(super) struct SimplyTree<T, V> {
    drawn: T,
    plain: V,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it was drawn.
    Drawn,
    /// The plain one is tried, or it did.
    Plain,
    /// The plain one would not do.
    Matters,
}

impl<T: ValueTree<Value = V>, V: Clone + Debug> ValueTree for SimplyTree<T, V> {
    type Value = V;

    fn current(&self) -> V {
        match self.state {
            State::Plain => self.plain.clone(),
            State::Drawn | State::Matters => self.drawn.current(),
        }
    }

    fn simplify(&mut self) -> bool {
        match self.state {
            State::Drawn => {
                self.state = State::Plain;
                true
            }
            State::Plain => false,
            State::Matters => self.drawn.simplify(),
        }
    }

    fn complicate(&mut self) -> bool {
        match self.state {
            State::Drawn => false,
            State::Plain => {
                self.state = State::Matters;
                // As it was drawn it was tried before.
                self.drawn.simplify()
            }
            State::Matters => self.drawn.complicate(),
        }
    }
}

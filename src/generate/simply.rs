//! A value that may not matter. The first tries put plain values in its place. So one trial settles a value that does
//! not matter, instead of many that come closer and closer. Of several ways the plainest is found. (Unions of proptest
//! go from one alternative to the next before it. They stop at the first that will not do.)

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fmt::Debug;

/// A value of `strategy`; simplified, it is `plain` if that will do.
pub(crate) fn or_simply<S: Strategy>(plain: impl Into<S::Value>, strategy: S) -> Simply<S, S::Value> {
    Simply { plain: vec![plain.into()], strategy }
}

/// A value of `strategy`; simplified, it is the first of `plain` that will do.
pub(crate) fn or_one_of<S: Strategy>(plain: Vec<S::Value>, strategy: S) -> Simply<S, S::Value> {
    Simply { plain, strategy }
}

/// See [`or_simply`].
#[derive(Debug, Clone)]
pub(crate) struct Simply<S, V> {
    plain: Vec<V>,
    strategy: S,
}

impl<S: Strategy<Value = V>, V: Clone + Debug> Strategy for Simply<S, V> {
    type Tree = SimplyTree<S::Tree, V>;
    type Value = V;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let drawn = self.strategy.new_tree(runner)?;
        Ok(SimplyTree { drawn, plain: self.plain.clone(), state: SimplifyState::Drawn })
    }
}

/// The drawn value, and the plain ones.
#[derive(Debug)]
pub(crate) struct SimplyTree<T, V> {
    drawn: T,
    plain: Vec<V>,
    state: SimplifyState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SimplifyState {
    /// As it was drawn.
    Drawn,
    /// This plain one is tried, or it did.
    Plain(usize),
    /// No plain one would do.
    Matters,
}

impl<T: ValueTree<Value = V>, V: Clone + Debug> ValueTree for SimplyTree<T, V> {
    type Value = V;

    fn current(&self) -> V {
        match self.state {
            SimplifyState::Plain(which) => self.plain[which].clone(),
            SimplifyState::Drawn | SimplifyState::Matters => self.drawn.current(),
        }
    }

    fn simplify(&mut self) -> bool {
        match self.state {
            SimplifyState::Drawn => {
                self.state = SimplifyState::Plain(0);
                true
            }
            SimplifyState::Plain(_) => false,
            SimplifyState::Matters => self.drawn.simplify(),
        }
    }

    fn complicate(&mut self) -> bool {
        match self.state {
            SimplifyState::Drawn => false,
            SimplifyState::Plain(which) if which + 1 < self.plain.len() => {
                self.state = SimplifyState::Plain(which + 1);
                true
            }
            SimplifyState::Plain(_) => {
                self.state = SimplifyState::Matters;
                // As it was drawn it was tried before.
                self.drawn.simplify()
            }
            SimplifyState::Matters => self.drawn.complicate(),
        }
    }
}

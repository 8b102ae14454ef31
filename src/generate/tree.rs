//! A generated case, and the ways to make it simpler.

use crate::case::Case;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// A case that can be made simpler, step by step. Its caller tries each simpler case, and says whether it still shows
/// what it should.
pub struct CaseTree {
    tree: Box<dyn ValueTree<Value = Case>>,
}

impl CaseTree {
    /// Draws a case.
    ///
    /// # Panics
    /// Never: no strategy of this room filters, so none can run out of tries.
    pub(crate) fn new<S>(strategy: &S, runner: &mut TestRunner) -> CaseTree
    where
        S: Strategy<Value = Case>,
        S::Tree: 'static,
    {
        CaseTree { tree: Box::new(strategy.new_tree(runner).expect("no strategy here filters")) }
    }

    /// The case of this tree.
    pub(crate) fn from_tree(tree: impl ValueTree<Value = Case> + 'static) -> CaseTree {
        CaseTree { tree: Box::new(tree) }
    }

    /// The case as it stands.
    pub fn current_case(&self) -> Case {
        self.tree.current()
    }

    /// Makes it simpler; `false` if nothing is left to simplify.
    pub fn simplify(&mut self) -> bool {
        self.tree.simplify()
    }

    /// Takes back a part of what was simplified last, since too much was lost with it; `false` if nothing is left to try.
    pub fn complicate(&mut self) -> bool {
        self.tree.complicate()
    }
}

//! The families of generated cases, and their drawers.

use super::{CaseTree, Origin};
use crate::case::Case;
use crate::protocol::role::Role;
use std::fmt;

/// Draws a protocol's generated cases.
pub trait Drawer: fmt::Debug + Send + Sync {
    /// The names of a role's families, in the order in which they are played.
    fn family_names(&self, role: Role) -> Vec<&'static str>;

    /// The case of this origin, ready to be simplified: the same whenever it is drawn.
    fn draw_tree(&self, origin: Origin, seed: u64) -> CaseTree;

    /// The same; a drawer that asks another program may fail.
    ///
    /// # Errors
    /// If this case can't be drawn.
    fn try_tree(&self, origin: Origin, seed: u64) -> Result<CaseTree, Undrawn> {
        Ok(self.draw_tree(origin, seed))
    }

    /// The cases that are derived from the written ones.
    fn derive_cases(&self, _written: &[Case]) -> Vec<Case> {
        Vec::new()
    }

    /// Ends whatever was started to draw cases; from here on nothing can be drawn.
    fn stop(&self) {}

    /// How many cases of a family hold `wanted` exchanges.
    fn case_count(&self, role: Role, family: &str, wanted: u64) -> u64;

    /// Whether the cases of a family wait for a clock, whatever the program does.
    fn waits_for_a_clock(&self, _family: &str) -> bool {
        false
    }
}

/// A generated case that can't be drawn; nothing is known of the program under test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undrawn {
    /// Something that the drawer needs does not work: a fault of the set-up, in several lines.
    #[error("{0}")]
    Fault(String),
    /// The protocol leaves open what is right in this case, for this reason.
    #[error("the protocol leaves open what is right here: {0}")]
    Open(String),
}

/// A family of generated cases: what its cases have in common.
#[derive(Clone, Copy)]
pub struct Family {
    drawer: &'static dyn Drawer,
    name: &'static str,
}

impl Family {
    pub(super) const fn new(drawer: &'static dyn Drawer, name: &'static str) -> Family {
        Family { drawer, name }
    }

    /// The family's name in ids.
    pub const fn as_str(self) -> &'static str {
        self.name
    }

    /// The drawer of its cases.
    pub const fn drawer(self) -> &'static dyn Drawer {
        self.drawer
    }

    /// How many of its cases hold `wanted` exchanges.
    pub fn case_count(self, role: Role, wanted: u64) -> u64 {
        self.drawer.case_count(role, self.name, wanted)
    }

    /// Whether its cases wait for a clock, whatever the program does.
    pub fn waits_for_a_clock(self) -> bool {
        self.drawer.waits_for_a_clock(self.name)
    }
}

impl PartialEq for Family {
    fn eq(&self, other: &Family) -> bool {
        self.name == other.name
    }
}

impl Eq for Family {}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

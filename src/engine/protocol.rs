//! A protocol with all that is needed to test its programs.

use crate::differential::Comparer;
use crate::generate::Drawer;
use crate::judge::Judge;
use crate::protocol::Spec;

/// A protocol with all that is needed to test its programs.
#[derive(Debug, Clone, Copy)]
pub struct Protocol {
    /// Its roles and clauses.
    pub spec: &'static Spec,
    /// How its programs are judged.
    pub judge: &'static dyn Judge,
    /// The source of its generated cases.
    pub drawer: &'static dyn Drawer,
    /// How two of its programs are compared.
    pub comparer: &'static dyn Comparer,
}

//! The judge: `(Case, Transcript) -> Vec<Finding>`. Pure: no I/O, no clock; it works on a saved transcript too.

pub mod finding;

pub use finding::{Evidence, Finding, Verdict};

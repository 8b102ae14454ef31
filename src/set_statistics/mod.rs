//! The set-statistics protocol: all that is known of it alone. Only the composition root names this room.
//!
//! Pure, except for the four programs of the reference: never does I/O, reads a clock or starts anything.

pub mod bounds;
pub mod clause;
pub mod compare;
pub mod console;
pub mod dialect;
mod exact;
pub mod generate;
pub mod judge;
pub mod message;
pub mod number;
pub mod presumes;
pub mod printed;
pub mod reference;
pub mod role;
pub mod statistics;

pub use clause::Clause;
pub use role::ReferenceProgram;

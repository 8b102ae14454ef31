//! The set-statistics protocol as pure functions: no I/O, no clock, nothing started.
//!
//! [`clause`] holds the rules and their levels; [`number`], [`message`] and [`console`] how values are spelled on the
//! wire and on a console; [`statistics`] what the original scripts compute; [`bounds`] what any correct program may
//! answer (the oracle).

pub mod bounds;
pub mod clause;
pub mod console;
mod exact;
pub mod message;
pub mod number;
mod printed;
pub mod role;
pub mod statistics;

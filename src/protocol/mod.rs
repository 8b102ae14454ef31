//! The set-statistics protocol as pure functions: no I/O, no clock, nothing started.

pub mod role;

//! The protocol's arithmetic and spelling, against oracles of their own.

mod bounds;
mod number;
mod python;

//! The one integration-test binary.

mod architecture;
mod case;
mod cli;
mod dead_programs;
mod implementation;
mod judge;
mod protocol;
mod protocol_text;
mod report;

//! The one integration-test binary.

mod architecture;
mod case;
mod dead_programs;
mod implementation;
mod protocol;
mod report;

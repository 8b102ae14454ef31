//! The one integration-test binary.

mod case;
mod implementation;
mod known;
mod protocol;
mod report;

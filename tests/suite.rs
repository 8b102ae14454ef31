//! The one integration-test binary.

mod implementation;
mod protocol;
mod report;

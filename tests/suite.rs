//! The one integration-test binary.

mod implementation;
mod report;

//! The one integration-test binary.

mod case;
mod implementation;
mod judge;
mod protocol;
mod protocol_text;
mod report;

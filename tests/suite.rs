//! The one integration-test binary.

mod case;
mod implementation;
mod protocol;
mod protocol_text;
mod report;

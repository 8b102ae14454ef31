//! The one integration-test binary.

mod architecture;
mod case;
mod dead_programs;
mod implementation;
mod judge;
mod pinned;
mod protocol;
mod protocol_text;
mod replay;
mod report;
mod snapshot;

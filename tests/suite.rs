//! The one integration-test binary.

mod architecture;
mod case;
mod cli;
mod dead_programs;
mod implementation;
mod judge;
mod known;
mod matrix;
mod pinned;
mod protocol;
mod protocol_text;
mod replay;
mod report;
mod snapshot;
mod subjects;

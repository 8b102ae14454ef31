//! The one integration-test binary.

mod case;
mod implementation;
mod pinned;
mod protocol;
mod replay;
mod report;
mod snapshot;

//! The one integration-test binary.

mod architecture;
mod beginners;
mod case;
mod cli;
mod dead_programs;
mod differential;
mod embed;
mod generated;
mod guides;
mod hostile;
mod implementation;
mod judge;
mod kits;
mod known;
mod matrix;
mod original;
mod pinned;
mod protocol;
mod protocol_text;
mod python27;
mod qualify;
mod replay;
mod report;
mod snapshot;
mod subjects;
mod watched;

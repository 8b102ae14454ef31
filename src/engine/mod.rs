//! The engine: plays cases in worlds and reports as events what happens. It never prints and judges no values.

pub mod differential;
pub mod event;
pub mod partition;
pub mod plan;
pub mod protocol;
pub mod rows;
pub mod run;
pub mod settings;
pub mod summary;
pub mod survey;

mod build;
mod cast;
mod cleanup;
mod first_file;
mod floor;
mod fold;
mod found;
mod impressions;
mod known;
mod launch;
mod machine_needs;
mod never_ready;
mod overlay;
mod player;
mod playing;
mod pool;
mod repeat;
mod replay_command;
mod sharing;
mod shrink;
mod tab;
mod trial;
mod worker;

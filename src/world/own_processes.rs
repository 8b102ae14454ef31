//! The processes of the harness's own that it starts beside the programs under test: the same binary again, told by a
//! hidden first argument what it is there for.

use super::{isolation, keeper};
use std::io;

/// Does what this process was started for, if it was started for one of those; `None`: it is an ordinary process.
///
/// # Errors
/// The system refused what was to be tried out.
pub fn run_hidden_command() -> Option<io::Result<()>> {
    match std::env::args().nth(1)?.as_str() {
        keeper::KEEPER_COMMAND => {
            keeper::run_keeper(io::stdin(), io::stdout());
            Some(Ok(()))
        }
        keeper::PROBE_COMMAND => Some(isolation::try_namespaces()),
        _ => None,
    }
}

//! The harness's own processes beside the programs under test: the same binary again, with a hidden first argument that
//! names its purpose.

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

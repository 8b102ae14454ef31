//! What a case is played with: launchers, ports, limits.

use crate::case::{Case, Step};
use crate::engine::launch::{Launcher, PortChoice, Ports};
use crate::implementation::{Implementation, Input, Unavailable};
use crate::protocol::role::Side;
use std::path::Path;
use std::time::Duration;

/// What a case is played with.
pub(in crate::engine) struct Setting {
    /// The programs; a server comes before a client.
    pub(super) launchers: Vec<Launcher>,
    /// The ports of this trial.
    pub(super) ports: Ports,
    /// How the client under test gets its two lines.
    pub(super) input: Input,
    /// How long one wait may take where neither case nor manifest says so.
    pub(super) time_limit: Duration,
}

impl Setting {
    /// Sets `case` up for the programs of `implementation`.
    ///
    /// # Errors
    /// An interpreter is not to be found here.
    pub(in crate::engine) fn new(
        case: &Case,
        implementation: &Implementation,
        choice: PortChoice,
        time_limit: Duration,
        scratch: &Path,
    ) -> Result<Setting, Unavailable> {
        let roles = case.id.subject().roles();
        let ports = Ports::choose(implementation, &roles, choice);
        let launcher = |&role| Launcher::new(implementation, role, ports, typed(case), scratch);
        let launchers = roles.iter().map(launcher).collect::<Result<Vec<_>, _>>()?;
        let client = roles.iter().find(|role| role.side() == Side::Client);
        let input = client.map_or(Input::Prompts, |role| implementation.programs[role].input);
        Ok(Setting { launchers, ports, input, time_limit })
    }
}

/// The two lines that the case types: the message and the length.
fn typed(case: &Case) -> (Option<String>, Option<String>) {
    let lines = case.steps.iter().filter_map(|step| match step {
        Step::Type { line, .. } => Some(String::from_utf8_lossy(&line.to_vec()).into_owned()),
        _ => None,
    });
    let mut lines = lines.fuse();
    (lines.next(), lines.next())
}

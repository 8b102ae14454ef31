//! The setting of a case: launchers, ports, limits.

use crate::case::{Case, Step};
use crate::engine::cast::Cast;
use crate::engine::launch::{Given, Launcher, PortChoice, TrialPorts};
use crate::engine::settings::Settings;
use crate::implementation::{Input, QuickStart, Unavailable};
use crate::judge::Judge;
use crate::protocol::role::{Role, Side};
use crate::world::{ConsoleKind, LONGEST_TERMINAL_LINE, ProgramFolder};
use std::path::Path;
use std::time::Duration;

/// When the harness looks for a second reply in a session over UDP. A look takes longer than an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Looks {
    /// Behind each exchange, so that what comes is known to belong to it.
    AfterEach,
    /// Behind the last exchange alone. A reply too many shifts all later ones, and one is left over.
    AtTheEnd,
}

/// The setting in which a case is played.
pub(in crate::engine) struct Setting {
    /// The programs; a server comes before a client.
    pub(super) launchers: Vec<Launcher>,
    /// The ports of this trial, as the server knows them; if there is no server, as the client knows them.
    pub(super) ports: TrialPorts,
    /// The same, as the client knows them: in a pair, which has a network for each side, they may be others.
    pub(super) client_ports: TrialPorts,
    /// How the client under test gets its two lines.
    pub(super) input: Input,
    /// The judge, which knows what is worth waiting for.
    pub(super) judge: &'static dyn Judge,
    /// Whether the harness, as a server, replies without a request. It does if each case of a protocol says what comes
    /// first, and there is a port for replies.
    pub(super) replies_at_once: bool,
    /// The folder of the program under test, in which the case may put files.
    pub(super) folder: ProgramFolder,
    /// How long one wait may take if neither the case nor the manifest says so.
    pub(super) time_limit: Duration,
    /// When it is looked for replies too many.
    pub(super) looks: Looks,
}

impl Setting {
    /// Sets `case` up for the programs of `cast`.
    ///
    /// # Errors
    /// An interpreter is not to be found here.
    pub(in crate::engine) fn new(
        case: &Case,
        cast: Cast<'_>,
        choice: PortChoice,
        settings: &Settings,
        scratch: &Path,
    ) -> Result<Setting, Unavailable> {
        let roles = case.id.subject().roles();
        let ports = |role: Role| TrialPorts::for_roles(cast.implementation_for(role), &[role], choice);
        // On a shared network a port is chosen once: there is one role there, never a pair.
        let chosen: Vec<(Role, TrialPorts)> = roles.iter().map(|&role| (role, ports(role))).collect();
        let folder = ProgramFolder::in_scratch(scratch);
        let launcher = |&(role, ports)| {
            let input = Given { typed: typed_lines(case), operation: named_operation(case), folder: folder.path() };
            Launcher::new(cast.implementation_for(role), role, ports, input, scratch)
        };
        let launchers = chosen.iter().map(launcher).collect::<Result<Vec<_>, _>>()?;
        let of_side = |side: Side| chosen.iter().find(|(role, _)| role.side() == side);
        let (_, ports) = *of_side(Side::Server).unwrap_or(&chosen[0]);
        let (_, client_ports) = *of_side(Side::Client).unwrap_or(&chosen[0]);
        let input = of_side(Side::Client)
            .map_or(Input::Prompts, |(role, _)| cast.implementation_for(*role).programs[role].input);
        let (judge, time_limit) = (settings.protocol.judge, settings.time_limit);
        let replies_at_once = settings.protocol.spec.judge.is_some();
        Ok(Setting {
            launchers,
            ports,
            client_ports,
            input,
            judge,
            replies_at_once,
            folder,
            time_limit,
            looks: Looks::AfterEach,
        })
    }

    /// The length in bytes of a typed line that is too long for the client's input, if that is a terminal.
    pub(in crate::engine) fn find_line_beyond_terminal(&self, case: &Case) -> Option<usize> {
        let is_terminal =
            |launcher: &Launcher| launcher.side() == Side::Client && launcher.recipe.console == ConsoleKind::Terminal;
        if self.input == Input::Arguments || !self.launchers.iter().any(is_terminal) {
            return None;
        }
        case.typed_lines().iter().map(|(line, _)| line.len()).find(|length| *length > LONGEST_TERMINAL_LINE)
    }

    /// The same, with these looks.
    pub(in crate::engine) fn with_looks(self, looks: Looks) -> Setting {
        Setting { looks, ..self }
    }

    /// The same, with each program of a slow interpreter started quickly.
    pub(in crate::engine) fn with_quick_start(mut self, quick_start: Option<&QuickStart>) -> Setting {
        let Some(quick_start) = quick_start else { return self };
        for launcher in &mut self.launchers {
            launcher.recipe.argv = quick_start.apply_to(std::mem::take(&mut launcher.recipe.argv));
        }
        self
    }
}

/// The operation whose command starts the program, if the case names one.
fn named_operation(case: &Case) -> Option<&str> {
    case.steps.iter().find_map(|step| match step {
        Step::Operation { name } => Some(name.as_str()),
        _ => None,
    })
}

/// The lines that the case types.
fn typed_lines(case: &Case) -> Vec<Vec<u8>> {
    case.typed_lines().into_iter().map(|(line, _)| line).collect()
}

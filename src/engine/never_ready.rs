//! Servers that never came up: after a few trials that waited for one in vain, the others do not wait any more.
//!
//! A wait for a server that does nothing takes ten seconds and more, and a role has hundreds of trials.

use super::event::{Fault, Outcome};
use super::overlay::Places;
use super::plan::Trial;
use crate::protocol::role::{Role, Side};
use crate::transcript::{Happening, Transcript};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many trials wait in vain before the server is given up.
const ENOUGH: usize = 3;

/// The knowledge of the servers so far, by the implementation's place in the plan and the role.
#[derive(Debug, Default)]
pub(super) struct NeverReadyServers {
    servers: Mutex<BTreeMap<(usize, Role), SeenServer>>,
}

/// The knowledge of one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SeenServer {
    /// It came up once: its later faults are reported each time.
    Up,
    /// It was waited for so many times in vain.
    NeverUp(usize),
}

impl NeverReadyServers {
    /// Why this trial need not be played, if its server was waited for in vain often enough.
    pub(super) fn given_up_fault(&self, places: Places, trial: &Trial) -> Option<Fault> {
        let role = server_role(trial)?;
        let servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        match servers.get(&(places.server, role))? {
            SeenServer::NeverUp(times) if *times >= ENOUGH => Some(Fault::GivenUp { role, times: ENOUGH }),
            SeenServer::NeverUp(_) | SeenServer::Up => None,
        }
    }

    /// Takes in what came of a trial.
    pub(super) fn note_outcomes(&self, places: Places, trial: &Trial, outcomes: &[Outcome]) {
        let Some(role) = server_role(trial) else { return };
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = servers.entry((places.server, role)).or_insert(SeenServer::NeverUp(0));
        for outcome in outcomes {
            *seen = match (*seen, outcome) {
                (_, Outcome::Judged { transcript, .. } | Outcome::Faulted { transcript, .. })
                    if came_up(transcript) =>
                {
                    SeenServer::Up
                }
                (SeenServer::NeverUp(times), Outcome::Faulted { fault: Fault::NeverReady { .. }, .. }) => {
                    SeenServer::NeverUp(times + 1)
                }
                (before, _) => before,
            };
        }
    }
}

/// The role of the trial's server, if a program plays it.
fn server_role(trial: &Trial) -> Option<Role> {
    trial.case.id.subject().roles().iter().copied().find(|role| role.side() == Side::Server)
}

fn came_up(transcript: &Transcript) -> bool {
    transcript.seen.iter().any(|seen| matches!(seen.what, Happening::Ready { program: Side::Server, .. }))
}

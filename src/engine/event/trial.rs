//! The report of one trial.

use super::{Fault, ManifestOrigin, Outcome};
use crate::case::Case;
use crate::protocol::role::{Role, Side};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// One trial, judged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TrialReport {
    /// The implementation's name; in a cell of a matrix: of the one whose server played.
    pub implementation: String,
    /// In a cell of a matrix: the name of the implementation whose client played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The case that was played.
    pub case: Arc<Case>,
    /// Its outcome.
    pub outcome: Outcome,
    /// When it began: how long after the run.
    #[serde(default)]
    pub began: Duration,
    /// How long it took.
    pub duration: Duration,
    /// The command that shows it again, as typed into a shell.
    pub replay: String,
    /// The artifact of a trial that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<ArtifactPlace>,
}

/// The path of a failing trial's artifact, and the parts of its text that only the engine knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactPlace {
    /// The folder of all artifacts.
    pub folder: PathBuf,
    /// The file below it.
    pub file: PathBuf,
    /// The origin of the implementation.
    pub origin: ManifestOrigin,
    /// In a cell of a matrix: the origin of the implementation whose client plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ManifestOrigin>,
    /// The commands of the programs, as the manifests or the flags say them.
    pub commands: BTreeMap<Role, String>,
}

impl ArtifactPlace {
    /// The file, as seen from the current folder.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.file)
    }
}

impl TrialReport {
    /// The name of the implementation whose program this side of the trial is; `None`: there is one program.
    pub fn player_name(&self, side: Option<Side>) -> &str {
        match (side, &self.client) {
            (Some(Side::Client), Some(client)) => client,
            _ => &self.implementation,
        }
    }

    /// The players: a name, or `client -> server` in a cell of a matrix of two.
    pub fn describe_players(&self) -> String {
        match &self.client {
            Some(client) if *client != self.implementation => format!("{client} -> {}", self.implementation),
            Some(_) | None => self.implementation.clone(),
        }
    }

    /// The implementation that a fault of the set-up belongs to. If a server does not come up, the fault is the
    /// server's. If nothing shows which one it is, the fault belongs to both of the cell.
    pub fn owner_of_fault(&self, fault: &Fault) -> String {
        match (fault, &self.client) {
            (
                Fault::ExitedEarly { .. }
                | Fault::NeverReady { .. }
                | Fault::OnlyIpv6 { .. }
                | Fault::GivenUp { .. }
                | Fault::OtherPort { .. },
                _,
            )
            | (_, None) => self.implementation.clone(),
            (_, Some(client)) if *client == self.implementation => self.implementation.clone(),
            (_, Some(client)) => format!("{client} -> {}", self.implementation),
        }
    }

    /// The case's id; in a cell of a matrix with the two that played it.
    pub fn title(&self) -> String {
        match &self.client {
            None => self.case.id.to_string(),
            Some(client) => format!("{} ({client} -> {})", self.case.id, self.implementation),
        }
    }
}

//! The protocols that can be tested: the composition root, which alone names the room of each.

use crate::case::{Case, file};
use crate::document::FileError;
use crate::engine::protocol::Protocol;
use crate::folder::Folder;
use crate::generate::{CaseTree, Drawer, Origin};
use crate::judge::general::GeneralJudge;
use crate::protocol::role::Role;
use crate::protocol::{self, Home, Spec, embedded};
use crate::set_statistics::generate::SetStatisticsDrawer;
use crate::set_statistics::judge::SetStatisticsJudge;
use std::path::Path;

/// What was typed names no protocol.
#[derive(Debug, thiserror::Error)]
pub enum ProtocolError {
    /// It is no built-in, and no folder with a protocol.toml.
    #[error("`{text}` is no protocol: write {}, or a folder that holds a {}", embedded::names().join(", "), protocol::FILE)]
    Unknown {
        /// What was typed.
        text: String,
    },
    /// One of its files holds a mistake.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its file asks for a judge that is not built in.
    #[error("protocol {name}: there is no built-in judge `{judge}`: leave `judge` out")]
    NoJudge {
        /// The protocol.
        name: String,
        /// What it asks for.
        judge: String,
    },
}

impl ProtocolError {
    /// The error as a person sees it.
    pub fn render(&self, color: bool) -> String {
        match self {
            ProtocolError::File(error) => error.render(color),
            other => format!("sockspec: {other}"),
        }
    }
}

/// The protocol that is tested where nobody names another one.
pub fn default() -> Protocol {
    Protocol { spec: protocol::default(), judge: &SetStatisticsJudge, drawer: &SetStatisticsDrawer }
}

/// The protocol that this thread's work is about.
///
/// # Panics
/// Never: only a protocol that [`named`] has given becomes the current one.
pub fn current() -> Protocol {
    of(protocol::current()).unwrap_or_else(|error| panic!("{error}"))
}

/// The protocol that was typed: a built-in's name, or a folder.
///
/// # Errors
/// There is none, or its files hold a mistake.
pub fn named(text: &str) -> Result<Protocol, ProtocolError> {
    if text == protocol::DEFAULT {
        return Ok(default());
    }
    if let Some(spec) = protocol::built_in(text) {
        return of(spec?);
    }
    let home = Path::new(text);
    match home.is_dir() {
        true => of(Folder::load(home)?.spec),
        false => Err(ProtocolError::Unknown { text: text.to_owned() }),
    }
}

fn of(spec: &'static Spec) -> Result<Protocol, ProtocolError> {
    match spec.judge.as_deref() {
        None => Ok(Protocol { spec, judge: &GeneralJudge, drawer: &NoFamilies }),
        Some("set-statistics") => Ok(Protocol { spec, judge: &SetStatisticsJudge, drawer: &SetStatisticsDrawer }),
        Some(judge) => Err(ProtocolError::NoJudge { name: spec.name.clone(), judge: judge.to_owned() }),
    }
}

/// The cases of the current protocol.
///
/// # Errors
/// A case file of a folder holds a mistake.
pub fn cases() -> Result<Vec<Case>, FileError> {
    match &protocol::current().home {
        Home::BuiltIn => Ok(file::built_in()),
        Home::Folder(home) => file::load_all(&home.join("cases")),
    }
}

/// Of a protocol without generated cases.
#[derive(Debug)]
struct NoFamilies;

impl Drawer for NoFamilies {
    fn families(&self, _role: Role) -> Vec<&'static str> {
        Vec::new()
    }

    fn tree(&self, origin: Origin, _seed: u64) -> CaseTree {
        unreachable!("{} draws nothing", origin.family)
    }

    fn cases(&self, _role: Role, _family: &str, _wanted: u64) -> u64 {
        0
    }
}

//! The protocols that can be tested: the composition root, which alone names the room of each.

pub mod check;
pub mod unwritten;

use crate::case::{Case, file};
use crate::document::FileError;
use crate::engine::protocol::Protocol;
use crate::folder::{Folder, FolderDrawer};
use crate::judge::general::GeneralJudge;
use crate::protocol::{self, Home, embedded};
use crate::set_statistics::generate::SetStatisticsDrawer;
use crate::set_statistics::judge::SetStatisticsJudge;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

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

/// The protocols that were named, each with its drawer: a model runs once, whoever asks for its protocol.
static NAMED: Mutex<Vec<Protocol>> = Mutex::new(Vec::new());

/// The protocol that this thread's work is about.
///
/// # Panics
/// Never: only a protocol that [`named`] has given becomes the current one.
pub fn current() -> Protocol {
    let spec = protocol::current();
    let named = NAMED.lock().unwrap_or_else(PoisonError::into_inner);
    let known = named.iter().find(|known| known.spec == spec).copied();
    known.unwrap_or_else(default)
}

/// The protocol that was typed: a built-in's name, or a folder.
///
/// # Errors
/// There is none, or its files hold a mistake.
pub fn named(text: &str) -> Result<Protocol, ProtocolError> {
    if text == protocol::DEFAULT {
        return Ok(default());
    }
    let folder = match Folder::built_in(text) {
        Some(folder) => folder?,
        None if Path::new(text).is_dir() => Folder::load(Path::new(text))?,
        None => return Err(ProtocolError::Unknown { text: text.to_owned() }),
    };
    let protocol = of(&folder)?;
    NAMED.lock().unwrap_or_else(PoisonError::into_inner).push(protocol);
    Ok(protocol)
}

fn of(folder: &Folder) -> Result<Protocol, ProtocolError> {
    let spec = folder.spec;
    match spec.judge.as_deref() {
        None => Ok(Protocol { spec, judge: &GeneralJudge, drawer: Box::leak(Box::new(FolderDrawer::new(folder))) }),
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

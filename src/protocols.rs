//! The protocols that can be tested: the composition root, which alone names the room of each.

pub mod check;
pub mod dialects;
pub mod unwritten;

use crate::case::{Case, Subject, file};
use crate::differential::general::GeneralComparer;
use crate::document::FileError;
use crate::engine::protocol::Protocol;
use crate::folder::{FolderDrawer, ProtocolFolder};
use crate::judge::general::GeneralJudge;
use crate::protocol::{self, Spec, embedded};
use crate::set_statistics::compare::SetStatisticsComparer;
use crate::set_statistics::generate::SetStatisticsDrawer;
use crate::set_statistics::judge::SetStatisticsJudge;
use std::cell::Cell;
use std::path::Path;

/// The typed text names no protocol.
#[derive(Debug, thiserror::Error)]
pub enum ProtocolError {
    /// It is no built-in, and no folder with a protocol.toml.
    #[error("`{text}` is no protocol: write {}, or a folder that holds a {}", embedded::names().join(", "), protocol::FILE)]
    Unknown {
        /// The typed text.
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
        /// The judge that it asks for.
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

/// The protocol that is tested by default.
pub fn default() -> Protocol {
    of_set_statistics(protocol::default())
}

fn of_set_statistics(spec: &'static Spec) -> Protocol {
    let (judge, drawer) = (&SetStatisticsJudge, &SetStatisticsDrawer);
    Protocol { spec, judge, drawer, comparer: &SetStatisticsComparer }
}

thread_local! {
    static CURRENT: Cell<Option<Protocol>> = const { Cell::new(None) };
}

/// The protocol that this thread works with: the default one, unless [`run_with_protocol`] sets another.
pub fn current_protocol() -> Protocol {
    CURRENT.get().unwrap_or_else(default)
}

/// Does `work`, on this thread, with a protocol; afterwards the thread has its earlier protocol again.
pub fn run_with_protocol<T>(protocol: Protocol, work: impl FnOnce() -> T) -> T {
    protocol::while_set(|protocol| CURRENT.replace(protocol), protocol, || protocol::run_with_spec(protocol.spec, work))
}

/// The protocol that was typed: a built-in's name, or a folder.
///
/// # Errors
/// There is none, or its files hold a mistake.
pub fn load_named_protocol(text: &str) -> Result<Protocol, ProtocolError> {
    if text == protocol::DEFAULT {
        return Ok(default());
    }
    let folder = match ProtocolFolder::built_in(text) {
        Some(folder) => folder?,
        None if Path::new(text).is_dir() => match dialects::load_dialect(Path::new(text))? {
            Some(spec) => return Ok(of_set_statistics(spec)),
            None => ProtocolFolder::load(Path::new(text))?,
        },
        None => return Err(ProtocolError::Unknown { text: text.to_owned() }),
    };
    from_folder(&folder)
}

fn from_folder(folder: &ProtocolFolder) -> Result<Protocol, ProtocolError> {
    let spec = folder.spec;
    match spec.judge.as_deref() {
        None => {
            let drawer = Box::leak(Box::new(FolderDrawer::new(folder)));
            Ok(Protocol { spec, judge: &GeneralJudge, drawer, comparer: &GeneralComparer })
        }
        Some("set-statistics") => Ok(of_set_statistics(spec)),
        Some(judge) => Err(ProtocolError::NoJudge { name: spec.name.clone(), judge: judge.to_owned() }),
    }
}

/// The cases of the current protocol: the written ones, and those that are derived from them, each behind those of its role.
///
/// # Errors
/// A case file of a folder holds a mistake.
pub fn load_all_cases() -> Result<Vec<Case>, FileError> {
    let mut all = load_written_cases()?;
    all.extend(current_protocol().drawer.derive_cases(&all));
    let place = |case: &Case| Subject::all().position(|subject| subject == case.id.subject());
    all.sort_by_key(place);
    Ok(all)
}

/// The written cases of the current protocol: of a dialect those of its base that apply, in its forms, and its own.
///
/// # Errors
/// A case file of a folder holds a mistake.
pub fn load_written_cases() -> Result<Vec<Case>, FileError> {
    if protocol::current_spec().base.is_some() {
        Ok(dialects::load_dialect_cases()?.cases)
    } else {
        file::load_case_files()
    }
}

//! A protocol that is a folder: PROTOCOL.md, protocol.toml, cases and perhaps a model, from disk or embedded.
//!
//! It reads the folder, runs its model, draws its generated cases and derives cases from the written ones. It never
//! starts a program under test, and never judges.

pub mod derived;
pub mod drawer;
pub mod model;

pub use drawer::FolderDrawer;
pub use model::{Answer, DrawRequest, Model, ModelFault};

use crate::case::{self, Case};
use crate::document::FileError;
use crate::protocol::{self, Definition, Derive, FamilySpec, Home, ModelSpec, Spec, Texts};
use std::io::ErrorKind;
use std::path::Path;

/// A protocol that is a folder. Its spec holds the folder's path.
#[derive(Debug, Clone)]
pub struct ProtocolFolder {
    /// Its roles and clauses.
    pub spec: &'static Spec,
    /// The settings for cases derived from the written ones.
    pub derive: Derive,
    /// The program that knows the right answers, if there is one.
    pub model: Option<ModelSpec>,
    /// The families of generated cases, in the order of protocol.toml.
    pub families: Vec<FamilySpec>,
}

impl ProtocolFolder {
    /// Reads the protocol in the folder at `path`; its cases and its model are left alone.
    ///
    /// # Errors
    /// The first mistake in one of its two files, with its place, or the file that is missing.
    pub fn load(path: &Path) -> Result<ProtocolFolder, FileError> {
        if !path.is_dir() {
            let message = format!("there is no protocol folder `{}`", path.display());
            let help = format!("name a folder that holds {} and {}", protocol::FILE, protocol::TEXT);
            return Err(FileError::without_place(message, help));
        }
        let (toml_path, markdown_path) = (path.join(protocol::FILE), path.join(protocol::TEXT));
        let toml = read(&toml_path, "it says the protocol's name and its roles, beginning with\nname = \"uppercase\"")?;
        let markdown = read(
            &markdown_path,
            "it states the protocol's clauses, each like\n**`RSP-1` MUST (servers).** The server answers at once.",
        )?;
        let texts = Texts {
            toml_name: &toml_path.display().to_string(),
            toml: &toml,
            markdown_name: &markdown_path.display().to_string(),
            markdown: &markdown,
        };
        // A program of the protocol runs in its folder, from wherever the suite is started.
        let home = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Ok(protocol::read_definition(texts, Home::Folder(home))?.into())
    }

    /// Reads a protocol that is inside sockspec itself; nothing if none is called so.
    ///
    /// # Errors
    /// As [`ProtocolFolder::load`].
    pub fn built_in(name: &str) -> Option<Result<ProtocolFolder, FileError>> {
        Some(protocol::define_built_in(name)?.map(ProtocolFolder::from))
    }

    /// Its written cases, in the order in which they run.
    ///
    /// # Errors
    /// The first mistake in one of them; a folder on disk without any case.
    pub fn load_cases(&self) -> Result<Vec<Case>, FileError> {
        protocol::run_with_spec(self.spec, case::file::load_case_files)
    }
}

impl From<Definition> for ProtocolFolder {
    fn from(definition: Definition) -> ProtocolFolder {
        let Definition { spec, derive, model, families } = definition;
        ProtocolFolder { spec, derive, model, families }
    }
}

/// The text of one of the protocol's two files; `what` says what it is for.
fn read(path: &Path, what: &str) -> Result<String, FileError> {
    let shown = path.display();
    match std::fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
            let byte = error.utf8_error().valid_up_to() + 1;
            let message = format!("`{shown}` is not UTF-8 text: byte {byte} does not fit");
            FileError::without_place(message, "save it as UTF-8")
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(FileError::without_place(format!("the file `{shown}` is missing"), format!("write it: {what}")))
        }
        Err(error) => Err(FileError::without_place(format!("can't read `{shown}`: {error}"), "make it readable")),
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
#[path = "built_in_tests.rs"]
mod built_in_tests;

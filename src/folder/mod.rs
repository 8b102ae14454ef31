//! A protocol that is a folder: PROTOCOL.md, protocol.toml, cases and perhaps a model, from disk or embedded.
//!
//! It reads the folder, runs its model, draws its generated cases and derives cases from the written ones. It never
//! starts a program under test, and never judges.

pub mod drawer;
pub mod model;

pub use drawer::FolderDrawer;
pub use model::{Answer, DrawRequest, Model, ModelFault};

use crate::case::{self, Case};
use crate::document::FileError;
use crate::protocol::{self, Definition, Derive, FamilySpec, ModelSpec, Spec, Texts};
use include_dir::Dir;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file that holds a protocol's roles, and how its cases are made.
pub const PROTOCOL_TOML: &str = "protocol.toml";
/// The file that states a protocol's clauses.
pub const PROTOCOL_MD: &str = "PROTOCOL.md";
/// The folder of its cases.
pub const CASES: &str = "cases";

/// A protocol that is a folder.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Its roles and clauses.
    pub spec: &'static Spec,
    /// Which cases are derived from the written ones.
    pub derive: Derive,
    /// The program that knows the right answers, if there is one.
    pub model: Option<ModelSpec>,
    /// The families of generated cases, in the order of protocol.toml.
    pub families: Vec<FamilySpec>,
    /// Where it is.
    pub home: Home,
}

/// Where a protocol's files are.
#[derive(Debug, Clone)]
pub enum Home {
    /// In this folder of the machine.
    Disk(PathBuf),
    /// Inside sockspec itself.
    Embedded(&'static Dir<'static>),
}

impl Folder {
    /// Reads the protocol in the folder at `path`; its cases and its model are left alone.
    ///
    /// # Errors
    /// The first mistake in one of its two files, with its place, or the file that is missing.
    pub fn load(path: &Path) -> Result<Folder, FileError> {
        if !path.is_dir() {
            let message = format!("there is no protocol folder `{}`", path.display());
            let help = format!("name a folder that holds {PROTOCOL_TOML} and {PROTOCOL_MD}");
            return Err(FileError::without_place(message, help));
        }
        let (toml_path, markdown_path) = (path.join(PROTOCOL_TOML), path.join(PROTOCOL_MD));
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
        Ok(Folder::of(protocol::define(texts)?, Home::Disk(path.to_owned())))
    }

    /// Reads a protocol that is inside sockspec itself; errors call its folder `name`.
    ///
    /// # Errors
    /// As [`Folder::load`].
    pub fn embedded(name: &str, files: &'static Dir<'static>) -> Result<Folder, FileError> {
        let text = |file: &str| {
            let shown = format!("{name}/{file}");
            let text = files.get_file(file).and_then(|file| file.contents_utf8());
            let text = text.ok_or_else(|| FileError::without_place(format!("there is no text `{shown}`"), ""))?;
            Ok::<_, FileError>((shown, text))
        };
        let (toml_name, toml) = text(PROTOCOL_TOML)?;
        let (markdown_name, markdown) = text(PROTOCOL_MD)?;
        let texts = Texts { toml_name: &toml_name, toml, markdown_name: &markdown_name, markdown };
        Ok(Folder::of(protocol::define(texts)?, Home::Embedded(files)))
    }

    fn of(definition: Definition, home: Home) -> Folder {
        let Definition { spec, derive, model, families } = definition;
        Folder { spec, derive, model, families, home }
    }

    /// Its written cases, in the order in which they run.
    ///
    /// # Errors
    /// The first mistake in one of them; a folder on disk without any case.
    pub fn cases(&self) -> Result<Vec<Case>, FileError> {
        protocol::within(self.spec, || match &self.home {
            Home::Disk(path) => case::file::load_all(&path.join(CASES)),
            Home::Embedded(files) => embedded_cases(files),
        })
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

/// The cases of a protocol that is inside sockspec itself.
fn embedded_cases(files: &'static Dir<'static>) -> Result<Vec<Case>, FileError> {
    let home = tempfile::tempdir().map_err(no_room)?;
    files.extract(home.path()).map_err(no_room)?;
    match home.path().join(CASES) {
        cases if cases.is_dir() => case::file::load_all(&cases),
        _ => Ok(Vec::new()),
    }
}

fn no_room(error: std::io::Error) -> FileError {
    FileError::without_place(format!("can't write the protocol's files: {error}"), "make room in the temporary folder")
}

#[cfg(test)]
mod tests;

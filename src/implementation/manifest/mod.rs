//! The manifest, `sockspec.toml`: TOML in, an [`Implementation`] or the first mistake out.

mod command;
mod draft;
mod known_failing;
mod list;
mod role;
mod source;
mod table;

pub use draft::{Draft, DraftPort, DraftProgram};
pub use list::load_known_failing;

use super::{Implementation, Origin};
use crate::diagnosis::Mistake;
use crate::protocol::role::Role;
use miette::Diagnostic;
use source::Source;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use table::Table;
use toml::de::DeTable;

/// The name of a manifest, in the folder of the programs that it describes.
pub const MANIFEST_NAME: &str = "sockspec.toml";

const TOP_KEYS: [&str; 7] =
    ["name", "language", "tcp-server", "tcp-client", "udp-server", "udp-client", "known-failing"];

/// A manifest that can't be used: the first mistake in it, with file, line, caret and what to write.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct ManifestError(Box<Mistake>);

impl ManifestError {
    /// The error as a person sees it; ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        self.0.render(color)
    }
}

impl From<Mistake> for ManifestError {
    fn from(mistake: Mistake) -> Self {
        ManifestError(Box::new(mistake))
    }
}

impl Diagnostic for ManifestError {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.0.help()
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.0.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        self.0.labels()
    }
}

/// Reads a manifest; `path` is the file, or the folder that holds a `sockspec.toml`.
pub fn load(path: &Path) -> Result<Implementation, ManifestError> {
    let file = if path.is_dir() { path.join(MANIFEST_NAME) } else { path.to_path_buf() };
    let bytes = std::fs::read(&file).map_err(|error| unreadable(path, &file, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(&file, error.utf8_error().valid_up_to()))?;
    let home = home_of(&file).map_err(|error| unreadable(path, &file, &error))?;
    parse(&text, &file, home, Origin::Manifest(file.clone()))
}

/// Reads a manifest that describes the programs of many folders, for one of them: its commands run there, and reports call
/// the implementation by the folder's name.
pub fn load_for(manifest: &Path, folder: &Path) -> Result<Implementation, ManifestError> {
    let bytes = std::fs::read(manifest).map_err(|error| unreadable(manifest, manifest, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(manifest, error.utf8_error().valid_up_to()))?;
    let home = std::path::absolute(folder).map_err(|error| unreadable(folder, folder, &error))?;
    let origin = Origin::Shared { manifest: manifest.to_owned(), folder: folder.to_owned() };
    let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let implementation = parse(&text, manifest, home, origin)?;
    Ok(Implementation { name: name.unwrap_or_else(|| folder.display().to_string()), ..implementation })
}

/// Reads a manifest's text; `file` is what errors call it, `home` the absolute folder that its paths start from.
pub(super) fn parse(text: &str, file: &Path, home: PathBuf, origin: Origin) -> Result<Implementation, ManifestError> {
    let source = Source { file, text };
    if text.trim().is_empty() {
        return Err(source.empty());
    }
    let document = DeTable::parse(text).map_err(|error| source.syntax(&error))?;
    let top = Table::top(&source, document.get_ref());
    top.only(&TOP_KEYS, misplaced_key)?;
    let language = top.line("language")?.map(|language| language.value.to_owned());
    // Before the name: one that stands below a role by mistake must not be called missing.
    let programs = programs(&top, &home)?;
    let name = name(&top)?;
    let known_failing = known_failing::read(&top, &known_failing::MANIFEST_KEYS)?;
    Ok(Implementation { name, language, home, origin, programs, known_failing, folder: None })
}

fn name(top: &Table<'_>) -> Result<String, ManifestError> {
    let Some(name) = top.line("name")? else {
        return Err(top.missing("name", "write a first line: name = \"what reports shall call these programs\""));
    };
    match name.value.contains(['/', '\\']) {
        true => Err(name.wrong(
            "a name can't hold a slash",
            "holds a slash",
            "write a plain name, as in name = \"my-port\"",
        )),
        false => Ok(name.value.to_owned()),
    }
}

fn programs(top: &Table<'_>, home: &Path) -> Result<BTreeMap<Role, super::Program>, ManifestError> {
    let mut programs = BTreeMap::new();
    // In the order of the file, so that the first mistake is the topmost.
    for role in top.roles() {
        if let Some(table) = top.table(role.as_str(), &format!("write a line [{role}], once, and the keys below it"))? {
            programs.insert(role, role::read(role, &table, home)?);
        }
    }
    match programs.is_empty() {
        true => Err(top.without_roles()),
        false => Ok(programs),
    }
}

/// Where a key belongs that stands at the top and is known elsewhere.
fn misplaced_key(key: &str) -> Option<String> {
    let roles = "[tcp-server], [tcp-client], [udp-server] or [udp-client]";
    match key {
        _ if role::KEYS.contains(&key) => Some(format!("`{key}` is said of one program: put it below a line {roles}")),
        _ if known_failing::MANIFEST_KEYS.contains(&key) => Some(format!("put `{key}` below a line [[known-failing]]")),
        _ => None,
    }
}

/// The absolute folder of a manifest.
fn home_of(file: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(file)?;
    Ok(absolute.parent().map(Path::to_path_buf).unwrap_or(absolute))
}

fn unreadable(path: &Path, file: &Path, error: &std::io::Error) -> ManifestError {
    let help = "`sockspec init` writes a first manifest for your programs";
    let message = match error.kind() {
        ErrorKind::NotFound
            if path != file
                && let Some(nested) = nested(path, DEPTH) =>
        {
            let (path, nested) = (path.display(), nested.display());
            let message = format!("the folder `{path}` holds no {MANIFEST_NAME}, but `{nested}` holds one");
            return Mistake::new(message, format!("name that folder: {nested}")).into();
        }
        ErrorKind::NotFound if path != file => format!("the folder `{}` holds no {MANIFEST_NAME}", path.display()),
        ErrorKind::NotFound => format!("there is no file `{}`", file.display()),
        _ => return Mistake::new(format!("can't read `{}`: {error}", file.display()), "make the file readable").into(),
    };
    Mistake::new(message, help).into()
}

/// How many levels below a folder without a manifest one is looked for.
const DEPTH: usize = 2;

/// The first folder below this one that holds a manifest, by name; hidden folders are passed over.
fn nested(folder: &Path, depth: usize) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let is_hidden = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut folders: Vec<PathBuf> =
        entries.filter(|entry| is_folder(entry) && !is_hidden(entry)).map(|entry| entry.path()).collect();
    folders.sort();
    let own = folders.iter().find(|folder| folder.join(MANIFEST_NAME).is_file()).cloned();
    own.or_else(|| folders.iter().find_map(|folder| nested(folder, depth.checked_sub(1).filter(|left| *left > 0)?)))
}

fn not_utf8(file: &Path, at: usize) -> ManifestError {
    let message = format!("`{}` is not UTF-8 text: byte {} does not fit", file.display(), at + 1);
    Mistake::new(message, "save the file as UTF-8").into()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

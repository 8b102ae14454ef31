//! The manifest, `sockspec.toml`: TOML in, an [`Implementation`] or the first mistake out.

mod command;
mod draft;
mod fewer_cases;
mod known_failing;
mod list;
mod role;

pub use draft::{Draft, DraftPort, DraftProgram};
pub use list::load_known_failing;

use super::{Implementation, ManifestOrigin};
use crate::diagnosis::Mistake;
use crate::document::{Document, FileError, Format, Table};
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The name of a manifest, in the folder of the programs that it describes.
pub const MANIFEST_NAME: &str = "sockspec.toml";

/// The keys that may stand at the top: the roles are those of the current protocol.
fn top_keys() -> Vec<&'static str> {
    let roles = current_spec().roles().map(Role::as_str);
    ["name", "language", "protocol"].into_iter().chain(roles).chain(["known-failing", "fewer-cases"]).collect()
}

const FORMAT: Format = Format {
    title: "the manifest",
    duplicate: "keep one of the two; a role has one table, [[known-failing]] alone may stand several times",
    escape: "write two backslashes for one, or put the text between single quotes: 'C:\\python27'",
    hint,
};

/// An example of a role's table.
const ROLE_HELP: &str = "write for each program its role and how it is started:\n\
                         [tcp-server]\ncommand = [\"python3\", \"server.py\"]\nport = 16000\n\
                         a role is tcp-server, tcp-client, udp-server or udp-client";

/// Advice on a complaint of the TOML parser.
fn hint(message: &str) -> &'static str {
    match message {
        _ if message.contains("must be quoted") => "put the text between quotation marks, as in name = \"my port\"",
        _ if message.contains("basic string") => "close the text with a quotation mark on the same line",
        _ if message.contains("array") => {
            "write a list as [\"python3\", \"server.py\"], with a comma between two entries"
        }
        _ if message.contains("table") => "write the head of a role as [tcp-server], on a line of its own",
        _ if message.contains("leading zero") => "write the number without the zero, as in port = 16000",
        _ => "a line is key = value, with text between quotation marks: port = 16000, name = \"my port\"",
    }
}

/// Reads a manifest; `path` is the file, or the folder that holds a `sockspec.toml`.
pub fn load_manifest(path: &Path) -> Result<Implementation, FileError> {
    let file = if path.is_dir() { path.join(MANIFEST_NAME) } else { path.to_path_buf() };
    let text = read_text(path, &file)?;
    let home = home_of(&file).map_err(|error| unreadable_error(path, &file, &error))?;
    parse(&text, &file, home, ManifestOrigin::Manifest(file.clone()))
}

/// The protocol that a manifest names, as it is written there; `None` if it names none or can't be read, which [`load_manifest`]
/// says.
pub fn protocol_of(path: &Path) -> Option<String> {
    let file = if path.is_dir() { path.join(MANIFEST_NAME) } else { path.to_path_buf() };
    let text = std::fs::read_to_string(&file).ok()?;
    let table: toml::Table = text.parse().ok()?;
    Some(table.get("protocol")?.as_str()?.to_owned())
}

/// Reads a manifest that describes the programs of many folders, for one of them. Its commands run there, and reports
/// call the implementation by the folder's name.
pub fn load_for(manifest: &Path, folder: &Path) -> Result<Implementation, FileError> {
    let text = read_text(manifest, manifest)?;
    let home = std::path::absolute(folder).map_err(|error| unreadable_error(folder, folder, &error))?;
    let origin = ManifestOrigin::Shared { manifest: manifest.to_owned(), folder: folder.to_owned() };
    let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let implementation = parse(&text, manifest, home, origin)?;
    Ok(Implementation { name: name.unwrap_or_else(|| folder.display().to_string()), ..implementation })
}

/// The text of the manifest `file`; `path` is what was typed for it.
fn read_text(path: &Path, file: &Path) -> Result<String, FileError> {
    let bytes = std::fs::read(file).map_err(|error| unreadable_error(path, file, &error))?;
    String::from_utf8(bytes).map_err(|error| not_utf8(file, error.utf8_error().valid_up_to()))
}

/// Reads a manifest's text; `file` is what errors call it, `home` the absolute folder that its paths start from.
pub(super) fn parse(
    text: &str,
    file: &Path,
    home: PathBuf,
    origin: ManifestOrigin,
) -> Result<Implementation, FileError> {
    let document = Document { name: &file.display().to_string(), text, format: &FORMAT };
    if text.trim().is_empty() {
        let help = "`sockspec init` writes a first manifest for your programs; it begins with\nname = \"my-port\"";
        return Err(document.error_at(0..0, "the manifest is empty", "nothing stands here", help));
    }
    let entries = document.parse()?;
    let top = Table::for_whole_file(&document, &entries);
    top.only_or(&top_keys(), misplaced_key)?;
    top.read_single_line("protocol")?;
    let language = top.read_single_line("language")?.map(|language| language.value.to_owned());
    // Before the name: one that stands below a role by mistake must not be called missing.
    let programs = read_programs(&top, &home)?;
    let name = read_name(&top)?;
    let known_failing = known_failing::read(&top, &known_failing::MANIFEST_KEYS, file)?;
    let fewer_cases = fewer_cases::read(&top)?;
    Ok(Implementation { name, language, home, origin, programs, known_failing, fewer_cases, folder: None })
}

fn read_name(top: &Table<'_>) -> Result<String, FileError> {
    let Some(name) = top.read_single_line("name")? else {
        return Err(
            top.missing_key_error("name", "write a first line: name = \"what reports shall call these programs\"")
        );
    };
    if name.value.contains(['/', '\\']) {
        Err(name.error_at_text(
            "a name can't hold a slash",
            "holds a slash",
            "write a plain name, as in name = \"my-port\"",
        ))
    } else {
        Ok(name.value.to_owned())
    }
}

fn read_programs(top: &Table<'_>, home: &Path) -> Result<BTreeMap<Role, super::Program>, FileError> {
    let mut programs = BTreeMap::new();
    // In the order of the file, so that the first mistake is the topmost.
    for role in top.keys_in_file_order().into_iter().filter_map(|(key, _)| key.parse::<Role>().ok()) {
        if let Some(table) =
            top.read_table(role.as_str(), &format!("write a line [{role}], once, and the keys below it"))?
        {
            programs.insert(role, role::read(role, &table, home)?);
        }
    }
    if programs.is_empty() {
        let end = top.document.text.trim_end().len();
        return Err(top.document.error_at(end..end, "the manifest describes no program", "no role follows", ROLE_HELP));
    }
    Ok(programs)
}

/// The right place of a key that stands at the top and is known elsewhere.
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

fn unreadable_error(path: &Path, file: &Path, error: &std::io::Error) -> FileError {
    let help = "`sockspec init` writes a first manifest for your programs";
    let message = match error.kind() {
        ErrorKind::NotFound
            if path != file
                && let Some(nested) = find_manifest_below(path, DEPTH) =>
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
fn find_manifest_below(folder: &Path, depth: usize) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let is_hidden = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut folders: Vec<PathBuf> =
        entries.filter(|entry| is_folder(entry) && !is_hidden(entry)).map(|entry| entry.path()).collect();
    folders.sort();
    let own = folders.iter().find(|folder| folder.join(MANIFEST_NAME).is_file()).cloned();
    own.or_else(|| {
        folders.iter().find_map(|folder| find_manifest_below(folder, depth.checked_sub(1).filter(|left| *left > 0)?))
    })
}

fn not_utf8(file: &Path, at: usize) -> FileError {
    let message = format!("`{}` is not UTF-8 text: byte {} does not fit", file.display(), at + 1);
    Mistake::new(message, "save the file as UTF-8").into()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

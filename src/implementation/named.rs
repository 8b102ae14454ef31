//! The names that a user types for an implementation: a built-in's name, a folder, or a manifest.

use super::Implementation;
use super::built_in::{self, built_in_names};
use super::manifest::{self, MANIFEST_NAME};
use crate::diagnosis;
use crate::document::FileError;
use crate::protocol::{Home, current_spec};
use miette::Diagnostic;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// How the files of programs end, in the languages in which they are mostly written.
const SOURCES: [&str; 16] =
    ["py", "js", "mjs", "ts", "rb", "pl", "php", "sh", "java", "jar", "class", "c", "cpp", "go", "rs", "cs"];

/// The typed text names no implementation.
#[derive(Debug, thiserror::Error)]
pub enum NamedError {
    /// It is no built-in, and no file or folder has this name.
    #[error("`{text}` is no implementation")]
    Unknown {
        /// The typed text.
        text: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// It is a file, but no manifest: a program, most likely.
    #[error("`{0}` is a program's file, not a manifest")]
    NotAManifest(PathBuf),
    /// It is a file, and neither a manifest nor a program: notes, say, that a pattern matched.
    #[error("`{0}` is a plain file, not a folder with programs")]
    PlainFile(PathBuf),
    /// The manifest holds a mistake.
    #[error(transparent)]
    Manifest(#[from] FileError),
    /// A built-in's files could not be written to the temporary folder.
    #[error("can't write the files of a built-in implementation to the temporary folder: {0}")]
    Extract(#[source] std::io::Error),
}

impl NamedError {
    /// The error as a person sees it; ends in a line feed.
    pub fn render(&self, color: bool) -> String {
        diagnosis::render_diagnostic(self, color)
    }

    /// The error in one line, with its place, and what to do about it: for a table in which each implementation has a row.
    pub fn line_and_advice(&self) -> (String, String) {
        let place = diagnosis::line_of(self).map_or_else(String::new, |line| format!("line {line}: "));
        let help = self.help().map(|help| help.to_string().replace('\n', " ")).unwrap_or_default();
        (format!("{place}{self}"), help)
    }

    fn advice(&self) -> String {
        let what = format!(
            "write {}, a folder with a {MANIFEST_NAME}, or the path of a manifest",
            built_in_names().join(", ")
        );
        match self {
            NamedError::Unknown { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`? Else {what}"),
            NamedError::NotAManifest(file) => {
                format!("{what}; to run a program without a manifest: --tcp-server \"python3 {}\"", file.display())
            }
            NamedError::PlainFile(_) => {
                "leave it out: a pattern with a slash at its end names folders only, as in submissions/*/".to_owned()
            }
            NamedError::Extract(_) => "set TMPDIR to a folder that can be written".to_owned(),
            NamedError::Unknown { .. } | NamedError::Manifest(_) => what,
        }
    }
}

impl Diagnostic for NamedError {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        match self {
            NamedError::Manifest(error) => error.help(),
            other => Some(Box::new(diagnosis::wrap_lines(&other.advice()))),
        }
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        match self {
            NamedError::Manifest(error) => error.source_code(),
            _ => None,
        }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        match self {
            NamedError::Manifest(error) => error.labels(),
            _ => None,
        }
    }
}

/// The implementation that `text` names.
///
/// A built-in's name comes first: a folder of the same name is written `./original`.
pub fn load_named_implementation(text: &str) -> Result<Implementation, NamedError> {
    if let Some(result) = built_in::extract_built_in(text) {
        return result.map_err(NamedError::Extract);
    }
    if let Some(own) = of_folder(text) {
        return Ok(manifest::load_manifest(&own)?);
    }
    let path = Path::new(text);
    if text.is_empty() || !path.exists() {
        return Err(NamedError::Unknown { text: text.to_owned(), nearest: find_nearest(text) });
    }
    let is_toml = path.extension().is_some_and(|extension| extension == "toml");
    if path.is_file() && !is_toml {
        return Err(not_a_manifest(path));
    }
    Ok(manifest::load_manifest(path)?)
}

/// The folder of this name among the implementations of a protocol that is a folder on disk.
fn of_folder(name: &str) -> Option<PathBuf> {
    let Home::Folder(home) = &current_spec().home else { return None };
    let is_name = !name.is_empty() && Path::new(name).components().count() == 1 && !name.starts_with('.');
    is_name.then(|| home.join("implementations").join(name)).filter(|own| own.is_dir())
}

/// The implementation in this folder, which a manifest for many folders describes.
pub fn named_with(manifest: &Path, folder: &str) -> Result<Implementation, NamedError> {
    let path = Path::new(folder);
    if folder.is_empty() || !path.exists() {
        return Err(NamedError::Unknown { text: folder.to_owned(), nearest: find_nearest(folder) });
    }
    if !path.is_dir() {
        return Err(not_a_manifest(path));
    }
    Ok(manifest::load_for(manifest, path)?)
}

fn not_a_manifest(path: &Path) -> NamedError {
    let path = path.to_path_buf();
    if is_program(&path) { NamedError::NotAManifest(path) } else { NamedError::PlainFile(path) }
}

/// Whether the file looks like a program: by its name, its mode or its first bytes.
fn is_program(path: &Path) -> bool {
    let is_executable = path.metadata().is_ok_and(|file| file.permissions().mode() & 0o111 != 0);
    let is_source = path.extension().is_some_and(|extension| SOURCES.iter().any(|known| extension == *known));
    is_executable || is_source || begins_as_script(path).unwrap_or(false)
}

fn begins_as_script(path: &Path) -> std::io::Result<bool> {
    let mut begin = [0; 2];
    File::open(path)?.read_exact(&mut begin)?;
    Ok(begin == *b"#!")
}

/// The built-in, or the neighbour on disk that is an implementation, with the nearest name.
fn find_nearest(text: &str) -> Option<String> {
    let neighbours = list_neighbours(Path::new(text));
    let own = built_in_names();
    let known = own.iter().chain(&neighbours).map(String::as_str);
    diagnosis::find_nearest(text, known).map(str::to_owned)
}

/// Manifests, and folders that hold one, in the folder in which `path` would stand.
fn list_neighbours(path: &Path) -> Vec<String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let Ok(entries) = std::fs::read_dir(Path::new(".").join(folder)) else { return Vec::new() };
    let names = entries.flatten().filter(is_implementation).map(|entry| folder.join(entry.file_name()));
    let mut names: Vec<String> = names.filter_map(|path| path.to_str().map(str::to_owned)).collect();
    names.sort();
    names
}

fn is_implementation(entry: &std::fs::DirEntry) -> bool {
    let path = entry.path();
    path.join(MANIFEST_NAME).is_file() || path.extension().is_some_and(|extension| extension == "toml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::implementation::ManifestOrigin;
    use rstest::rstest;

    #[test]
    fn a_built_in_a_folder_and_a_manifest_can_be_named() {
        let folder = "protocols/set-statistics/implementations/original";
        assert_eq!(
            load_named_implementation("original").unwrap().origin,
            ManifestOrigin::BuiltIn("original".to_owned())
        );
        let manifest = PathBuf::from(format!("{folder}/sockspec.toml"));
        for text in [folder, manifest.to_str().unwrap()] {
            assert_eq!(load_named_implementation(text).unwrap().origin, ManifestOrigin::Manifest(manifest.clone()));
        }
    }

    #[rstest]
    #[case("orginal", Some("original"))]
    #[case("Reference", Some("reference"))]
    #[case(
        "protocols/set-statistics/implementations/orginal",
        Some("protocols/set-statistics/implementations/original")
    )]
    #[case(
        "protocols/set-statistics/implementations/original/sockspec.tml",
        Some("protocols/set-statistics/implementations/original/sockspec.toml")
    )]
    #[case("something", None)]
    #[case("", None)]
    fn a_wrong_name_suggests_the_nearest(#[case] text: &str, #[case] expected: Option<&str>) {
        match load_named_implementation(text) {
            Err(NamedError::Unknown { nearest, .. }) => assert_eq!(nearest.as_deref(), expected),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_program_is_not_taken_for_a_manifest() {
        let error =
            load_named_implementation("protocols/set-statistics/implementations/original/serverTCP.py").unwrap_err();
        assert!(matches!(error, NamedError::NotAManifest(_)));
        assert!(error.render(false).contains("--tcp-server \"python3"));
    }
}

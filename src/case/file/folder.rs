//! Case files in folders of their own: a person's own cases, and the id that a path stands for.

use super::built_in::{built_in, sort_key};
use super::load_case;
use crate::case::{Case, CaseId, Subject};
use crate::document::FileError;
use crate::protocol::{Home, current_spec};
use std::path::{Component, Path, PathBuf};

/// The folder of a protocol's cases.
const CASES: &str = "cases";

/// The cases of a person's folder, `root/<subject>/…/<name>.toml`, in the order of the built-in ones; at least one.
pub fn load_all(root: &Path) -> Result<Vec<Case>, FileError> {
    load_each(root)?.into_iter().collect()
}

/// The same, or in place of each file that holds a mistake, that mistake; those come last.
///
/// # Errors
/// The folder can't be read, or holds no case file.
pub fn load_each(root: &Path) -> Result<Vec<Result<Case, FileError>>, FileError> {
    let mut files = Vec::new();
    collect_case_files(root, &mut files)?;
    if files.is_empty() {
        let message = format!("there is no case file in `{}`", root.display());
        let help = "write cases as <role or pair>/<name>.toml in this folder, such as tcp-server/my/case.toml";
        return Err(FileError::without_place(message, help));
    }
    files.sort();
    let mut cases: Vec<Result<Case, FileError>> = files.iter().map(|file| load_case(file, root)).collect();
    cases.sort_by_key(|case| case.as_ref().ok().map_or((usize::MAX, 0, String::new()), |case| sort_key(&case.id)));
    Ok(cases)
}

/// The written cases of the current protocol, wherever its folder is.
///
/// # Errors
/// A case file of a folder holds a mistake, or the folder holds none.
pub fn load_case_files() -> Result<Vec<Case>, FileError> {
    match &current_spec().home {
        Home::BuiltIn => Ok(built_in()),
        Home::Folder(home) => load_all(&home.join(CASES)),
    }
}

/// The id that a path to a case file says: what follows the last folder that is called like a role or a pair.
pub fn id_in_path(path: &Path) -> Option<CaseId> {
    let whole = path.with_extension("");
    let parts = whole.components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let parts: Vec<&str> = parts.collect();
    let subject = parts.iter().rposition(|part| Subject::all().any(|subject| subject.to_string() == *part))?;
    parts[subject..].join("/").parse().ok()
}

fn collect_case_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let unreadable = |error: std::io::Error| {
        let message = format!("can't read the folder `{}`: {error}", folder.display());
        FileError::without_place(message, "name a folder that holds case files")
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        // A link to a folder could lead round in a circle: it is not followed.
        if entry.file_type().map_err(unreadable)?.is_dir() {
            collect_case_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("tcp-server/robust/leaves.toml", Some("tcp-server/robust/leaves"))]
    #[case("/srv/udp-pair/x/tcp-client/a.toml", Some("tcp-client/a"))]
    #[case("my-case.toml", None)]
    #[case("tcp-server.toml", None)]
    #[case("tcp-server/My Case.toml", None)]
    fn a_path_says_the_id_from_the_role_on(#[case] path: &str, #[case] id: Option<&str>) {
        assert_eq!(id_in_path(Path::new(path)).as_ref().map(CaseId::as_str), id);
    }
}

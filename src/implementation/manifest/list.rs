//! A list of known failures in a file of its own (`--known-failing FILE`). Its entries are as in a manifest, and each
//! may name its implementation.

use super::known_failing::{self, LIST_KEYS};
use super::{FORMAT, Mistake, not_utf8};
use crate::document::{Document, FileError, Table};
use crate::implementation::KnownFailing;
use std::io::ErrorKind;
use std::path::Path;

/// Reads a list of known failures. One without entries is right: there is nothing known.
pub fn load_known_failing(file: &Path) -> Result<Vec<KnownFailing>, FileError> {
    let bytes = std::fs::read(file).map_err(|error| unreadable_error(file, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(file, error.utf8_error().valid_up_to()))?;
    let document = Document { name: &file.display().to_string(), text: &text, format: &FORMAT };
    let entries = document.parse()?;
    let top = Table::for_whole_file(&document, &entries).with_title("the list".to_owned());
    top.only_or(&["known-failing"], below_an_entry)?;
    known_failing::read(&top, &LIST_KEYS, file)
}

/// The right place of a key that stands at the top.
fn below_an_entry(key: &str) -> Option<String> {
    LIST_KEYS.contains(&key).then(|| format!("put `{key}` below a line [[known-failing]]"))
}

fn unreadable_error(file: &Path, error: &std::io::Error) -> FileError {
    let (message, help) = match error.kind() {
        ErrorKind::NotFound => (
            format!("there is no file `{}`", file.display()),
            "`sockspec run --write-known-failing FILE` writes a first one",
        ),
        ErrorKind::IsADirectory => {
            (format!("`{}` is a folder, not a list of known failures", file.display()), "name the file in it")
        }
        _ => (format!("can't read `{}`: {error}", file.display()), "make the file readable"),
    };
    Mistake::new(message, help).into()
}

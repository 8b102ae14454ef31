//! `sockspec protocol new`: a small protocol that runs immediately.

use super::{print_line, quote_folder};
use crate::cli::UsageError;
use include_dir::{Dir, include_dir};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

static TEMPLATE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/protocol/template");

/// The text in the template that the protocol's name replaces.
const NAME: &str = "@protocol@";

/// The name of a protocol whose folder's name can't be one.
const OTHERWISE: &str = "my-protocol";

/// Writes the protocol into `folder`.
pub(super) fn new(folder: &Path) -> Result<u8, UsageError> {
    let shown = folder.display();
    let cannot = |error: io::Error| UsageError::new(format!("{shown} can't be written: {error}; name another folder"));
    fs::create_dir_all(folder).map_err(cannot)?;
    if fs::read_dir(folder).map_err(cannot)?.next().is_some() {
        return Err(UsageError::new(format!(
            "{shown} holds something already, and nothing was written; name a new folder, or check the protocol that is \
             there: sockspec protocol check {}",
            quote_folder(folder)
        )));
    }
    write(&TEMPLATE, folder, &name_of(folder)).map_err(cannot)?;
    print_line(&format!(
        "Wrote a small protocol to {shown}: change it into your own.\n  \
         PROTOCOL.md      the clauses: what a right program does\n  \
         protocol.toml    the roles: which programs there are, and what one message is\n  \
         cases/           what is done to a program, and what must come back\n  \
         implementations/ a right one, to see that the cases can be passed\n  \
         model.py         a program that knows the right answer to any message\n\
         Run it, and see later what is missing in your own (sockspec protocol check {}):\n  \
         sockspec run --protocol {}",
        quote_folder(folder),
        quote_folder(folder)
    ));
    Ok(0)
}

fn write(template: &Dir<'_>, folder: &Path, name: &str) -> io::Result<()> {
    for dir in template.dirs() {
        write(dir, folder, name)?;
    }
    for file in template.files() {
        let path = folder.join(file.path());
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        // Nothing is overwritten that came in the meantime.
        let mut open = OpenOptions::new().write(true).create_new(true).open(path)?;
        match file.contents_utf8() {
            Some(text) => open.write_all(text.replace(NAME, name).as_bytes())?,
            None => open.write_all(file.contents())?,
        }
    }
    Ok(())
}

/// The protocol's name: the folder's, if letters, digits and hyphens are all that it holds.
fn name_of(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fits { name } else { OTHERWISE.to_owned() }
}

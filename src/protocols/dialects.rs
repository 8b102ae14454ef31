//! Dialects: folders whose protocol.toml names a base and lists the differences.

use crate::case::{Case, CaseId, file};
use crate::document::FileError;
use crate::engine::protocol::Protocol;
use crate::protocol::{self, Home, Spec};
use crate::set_statistics::dialect::{Unfit, read, rewrite_case};
use std::path::Path;

/// The dialect in the folder at `path`; `None`: its protocol.toml names no base, or can't be read as TOML.
///
/// # Errors
/// The first mistake or contradiction, with its place.
pub fn load_dialect(path: &Path) -> Result<Option<&'static Spec>, FileError> {
    let file = path.join(protocol::FILE);
    let Ok(text) = std::fs::read_to_string(&file) else { return Ok(None) };
    let is_dialect = text.parse::<toml::Table>().is_ok_and(|table| table.contains_key("base"));
    if !is_dialect {
        return Ok(None);
    }
    let home = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    read(&file.display().to_string(), &text, &home).map(Some)
}

/// The assumed dialect of programs whose clients take one line, before they are tried out.
const WITHOUT_LENGTH: &str = "base = \"set-statistics\"\nname = \"without-length\"\nlength = \"not-asked\"\n";

/// A dialect of the post's words in which no length is asked for.
///
/// # Errors
/// None: the text is right.
pub fn without_length() -> Result<Protocol, FileError> {
    // It has no folder, and so no cases of its own.
    read(protocol::FILE, WITHOUT_LENGTH, Path::new("/dev/null")).map(super::of_set_statistics)
}

/// The cases of a dialect, and those of its base that it does not have.
#[derive(Debug, Default)]
pub struct Written {
    /// The cases, in the order in which they run.
    pub cases: Vec<Case>,
    /// The cases of the base that do not apply, and why.
    pub dropped: Vec<(CaseId, Unfit)>,
}

impl Written {
    /// How many cases of its base the current dialect does not have; `None`: it has all, or no base.
    pub fn describe_dropped(&self) -> Option<String> {
        let spec = protocol::current_spec();
        let base = &spec.base.as_ref()?.spec.name;
        let (dropped, all) = (self.dropped.len(), self.cases.len() + self.dropped.len());
        (dropped > 0).then(|| format!("{dropped} of {all} cases of {base} do not apply to {}", spec.name))
    }
}

/// The cases of the current dialect: those of its base, then its own, from its folder `cases`.
///
/// # Errors
/// A case file of the folder holds a mistake.
pub fn load_dialect_cases() -> Result<Written, FileError> {
    let mut written = of_base();
    if let Home::Folder(home) = &protocol::current_spec().home
        && home.join("cases").is_dir()
    {
        written.cases.extend(file::load_case_files()?);
    }
    Ok(written)
}

/// The cases of the base of the current protocol, as it has them. Without a base there are none.
pub fn of_base() -> Written {
    let mut written = Written::default();
    let Some(base) = &protocol::current_spec().base else { return written };
    for case in protocol::run_with_spec(base.spec, file::built_in) {
        match rewrite_case(&case) {
            Ok(case) => written.cases.push(case),
            Err(unfit) => written.dropped.push((case.id, unfit)),
        }
    }
    written
}

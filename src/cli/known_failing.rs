//! `--known-failing` and `--write-known-failing`.

use super::UsageError;
use super::arguments::ColorChoice;
use super::settings::use_color;
use crate::implementation::{KnownFailing, load_known_failing};
use crate::report::KnownFailingList;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Stdout};
use std::path::{Path, PathBuf};

/// All entries of these files.
pub(super) fn read(files: &[PathBuf]) -> Result<Vec<KnownFailing>, UsageError> {
    let color = use_color(ColorChoice::Auto, &io::stderr());
    let lists = files
        .iter()
        .map(|file| load_known_failing(file).map_err(|error| UsageError::from_rendered(error.render(color))));
    Ok(lists.collect::<Result<Vec<_>, _>>()?.concat())
}

/// The reporter that writes a list to `path`, which must be a new file or an empty one: someone may have written
/// reasons into it.
pub(super) fn open_new_list(path: &Path) -> Result<KnownFailingList<BufWriter<File>, Stdout>, UsageError> {
    let name = path.display().to_string();
    let cannot = |error: io::Error| {
        UsageError::new(format!(
            "--write-known-failing: {name} could not be made: {error}; name a file in a folder that is yours"
        ))
    };
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(cannot)?;
    match file.metadata().map_err(cannot)?.len() {
        0 => Ok(KnownFailingList::new(BufWriter::new(file), name, io::stdout())),
        _ => Err(UsageError::new(format!(
            "--write-known-failing: {name} exists, and the reasons in it would be lost; write to another file, then \
             move over the entries that you want"
        ))),
    }
}

//! The paths of a trial's files below a folder of reports.

use crate::engine::event::TrialReport;
use crate::protocol::role::Side;
use std::io;
use std::path::{Path, PathBuf};

/// The file of a trial below `folder`; its parent folders exist when this returns. A matrix has a folder for the
/// client's implementation, with one for the server's in it. Otherwise there is one folder per implementation.
///
/// # Errors
/// A folder can't be made.
pub fn prepare_trial_path(folder: &Path, trial: &TrialReport, extension: &str) -> io::Result<PathBuf> {
    let client = trial.client.iter().map(|_| trial.player_name(Some(Side::Client)));
    let names = client.chain([trial.player_name(Some(Side::Server))]).map(to_folder_name);
    let folder = names.fold(folder.to_owned(), |folder, name| folder.join(name));
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{}.{extension}", trial.case.id.as_str().replace('/', "."))))
}

/// A name that can be a folder's everywhere.
fn to_folder_name(name: &str) -> String {
    let is_legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
    let name: String = name.chars().map(|c| if is_legal(c) { c } else { '-' }).collect();
    if name.is_empty() || name.starts_with('.') { format!("_{name}") } else { name }
}

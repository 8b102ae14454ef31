//! Where the files of a trial stand below a folder of reports.

use crate::engine::event::TrialReport;
use crate::protocol::role::Side;
use std::io;
use std::path::{Path, PathBuf};

/// The file of a trial below `folder`, in folders that are there when this returns: in a matrix one for the client's
/// implementation and in it one for the server's, else one for the implementation.
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

//! `sockspec man`: the manual pages, out of the same definitions as `--help`.

use super::UsageError;
use super::arguments::Arguments;
use super::help;
use clap::{Args, CommandFactory};
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_long_help = help::MAN)]
pub(super) struct ManArguments {
    /// Write a page for each command to this folder; without it the page of sockspec itself is printed
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run_man(arguments: &ManArguments) -> Result<u8, UsageError> {
    let command = Arguments::command();
    let Some(folder) = &arguments.folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page).map_err(UsageError::new)?;
        // A reader that closed the pipe wants no more.
        let _ = io::stdout().write_all(&page);
        return Ok(0);
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map(|()| 0).map_err(|error| {
        let folder = folder.display();
        UsageError::new(format!("the pages could not be written to {folder}: {error}; name a folder that is yours"))
    })
}

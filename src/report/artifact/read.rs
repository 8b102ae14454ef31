//! Reading an artifact, or a plain case file.

use super::Replay;
use crate::case::file::{id_in_path, parse, read_text};
use crate::case::{Case, CaseId};
use crate::diagnosis::{Mistake, Problem};
use crate::document::FileError;
use serde::Deserialize;
use std::path::Path;
use toml::de::DeTable;

/// All of the file but the case.
#[derive(Deserialize)]
struct ArtifactDocument {
    replay: Option<Replay>,
}

const ID_HELP: &str = "say which case it is with --as, as in --as tcp-server/my/case, or keep the file below a folder \
                       that is called like the role, as in tcp-server/my/case.toml";
const REPLAY_HELP: &str = "`[replay]` is written by `sockspec run` and `sockspec matrix`: run the suite again to have a new file, or delete \
                           the table and name the implementation with --implementation";

/// Reads `path`: its case, and what it says of how it was played, if it is an artifact. The case's id is `id`, else the artifact's, else what the path says.
pub fn read(path: &Path, id: Option<&CaseId>) -> Result<(Case, Option<Replay>), FileError> {
    let shown = path.display().to_string();
    let text = read_text(path)?;
    let replay = parse_replay(&shown, &text)?.map(|replay| replay.read_from(path));
    let known = id.or(replay.as_ref().map(|replay| &replay.case)).cloned().or_else(|| id_in_path(path));
    let Some(id) = known else {
        let message = format!("`{shown}` does not say which case it is");
        return Err(FileError::without_place(message, ID_HELP));
    };
    Ok((parse(&shown, id, &text)?, replay))
}

/// The table `[replay]`, if there is one. What is no TOML at all is left to the reader of cases.
fn parse_replay(shown: &str, text: &str) -> Result<Option<Replay>, FileError> {
    if DeTable::parse(text).is_err() {
        return Ok(None);
    }
    toml::from_str::<ArtifactDocument>(text).map(|document| document.replay).map_err(|error| {
        let message = format!("`[replay]` can't be read: {}", error.message());
        let (label, help, span) = ("here".to_owned(), REPLAY_HELP.to_owned(), error.span().unwrap_or_default());
        Mistake::from_problem(shown, text, Problem { message, label, help, span }).into()
    })
}

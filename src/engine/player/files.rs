//! Files in the folder of the program under test: what the harness puts there, and what it finds there.

use super::{CasePlayer, world_fault};
use crate::case::Matcher;
use crate::engine::event::Fault;
use crate::transcript::Happening;
use crate::world::Patience;
use std::time::Duration;

/// For how much longer a program that is at rest may keep back what it writes to a file, before that is judged.
const LATE_WRITE: Duration = Duration::from_secs(1);

impl CasePlayer<'_, '_> {
    pub(super) fn make_file(&mut self, name: &str, content: &[u8]) -> Result<(), Fault> {
        self.setting.folder.write(name, content).map_err(world_fault)?;
        self.stage.record(Happening::FileMade { name: name.to_owned(), length: content.len() });
        Ok(())
    }

    /// Writes down what the file holds; one that is not as it should be is looked at once more, some time later.
    pub(super) fn look_at_file(&mut self, name: &str, wanted: Option<&Matcher>) {
        let mut content = self.setting.folder.read(name);
        let is_wanted = match (&content, wanted) {
            (Some(content), Some(wanted)) => wanted.fits(content),
            (content, wanted) => content.is_none() && wanted.is_none(),
        };
        if !is_wanted {
            self.stage.watch_until(Patience::UntilRest { rest: LATE_WRITE, limit: LATE_WRITE * 2 }, |_| false);
            content = self.setting.folder.read(name);
        }
        self.stage.record(Happening::FileSeen { name: name.to_owned(), content: content.map(Into::into) });
    }
}

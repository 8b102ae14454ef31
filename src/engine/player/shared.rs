//! A server that several cases are played to, one after the other.
//!
//! The result of such a case counts only if it is as it should be. Otherwise the caller plays the case again on a fresh
//! process.

use super::{CasePlayer, Setting};
use crate::case::Case;
use crate::engine::tab::Tab;
use crate::protocol::role::Side;
use crate::transcript::{Happening, Transcript};
use crate::world::Stage;
use std::net::SocketAddr;

/// A server that runs, and has no client.
pub(in crate::engine) struct SharedServer<'s> {
    stage: Stage<'s>,
    address: Option<SocketAddr>,
    /// The events until it was ready: the start of each case's transcript.
    start: Vec<Happening>,
}

impl<'s> SharedServer<'s> {
    /// Starts the server of `setting` on an empty stage, with which `case` can be played; nothing if it does not come up as
    /// it should.
    pub(in crate::engine) fn start_server(
        case: &Case,
        setting: &Setting,
        tab: &Tab,
        stage: Stage<'s>,
    ) -> Option<SharedServer<'s>> {
        let mut player = CasePlayer::new(case, setting, tab, stage);
        let is_up =
            setting.folder.create_folder().is_ok() && player.start_programs().is_ok() && player.faults.is_empty();
        let CasePlayer { mut stage, server, .. } = player;
        if !is_up || stage.cut_reason().is_some() {
            stage.end_and_clear();
            return None;
        }
        let start = stage.turn_over().seen.into_iter().map(|seen| seen.what).collect();
        Some(SharedServer { stage, address: server, start })
    }

    /// Plays a case to it. Returns the transcript from the server's start until nothing more came of the case; nothing
    /// if something else ended it.
    pub(in crate::engine) fn play_case(self, case: &Case, setting: &Setting, tab: &Tab) -> (Self, Option<Transcript>) {
        let SharedServer { stage, address, start } = self;
        let mut player = CasePlayer::new(case, setting, tab, stage);
        (player.server, player.started) = (address, true);
        player.note_setting();
        player.stage.enter_step(Some(0));
        start.iter().cloned().for_each(|what| player.stage.record(what));
        let is_through = player.play_steps().is_ok();
        player.stage.leave_all();
        player.await_last_words();
        let CasePlayer { mut stage, .. } = player;
        let lives = stage.status_of(Side::Server).is_none();
        let is_whole = lives && stage.cut_reason().is_none() && stage.exceeded_limit().is_none() && !stage.is_starved();
        let transcript = stage.turn_over();
        (SharedServer { stage, address, start }, Some(transcript).filter(|_| is_through && is_whole))
    }

    /// Ends it.
    pub(in crate::engine) fn end_and_clear(self) {
        self.stage.end_and_clear();
    }
}

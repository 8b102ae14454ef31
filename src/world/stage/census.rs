//! Counts the processes and threads of a trial's programs. The system does not limit root, and on the host's network it
//! would count everything that this user runs. So the harness counts, and ends all programs when there are too many.

use super::Stage;
use crate::world::processes::{Stat, with_descendants};
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// The pause between two counts. A program that starts more and more processes can't have many in that time.
const PAUSE: Duration = Duration::from_millis(50);

/// The counting, and what came of it.
#[derive(Debug)]
pub(super) struct Census {
    most: u64,
    last: Instant,
    is_exceeded: bool,
}

impl Census {
    /// At most this number may be there.
    pub(super) fn of_at_most(most: u64) -> Census {
        Census { most, last: Instant::now(), is_exceeded: false }
    }
}

impl Stage<'_> {
    /// This stage, on which programs may have so many processes and threads.
    pub fn of_at_most(mut self, processes: u64) -> Self {
        self.census = Census::of_at_most(processes);
        self
    }

    /// Whether the programs had more processes and threads than they may have, so that all were ended; how many that are.
    pub fn exceeded_limit(&self) -> Option<u64> {
        self.census.is_exceeded.then_some(self.census.most)
    }

    /// Counts them, if it is time to, and ends all when they are too many.
    pub(super) fn take_census(&mut self) {
        if self.census.is_exceeded || self.census.last.elapsed() < PAUSE {
            return;
        }
        self.census.last = Instant::now();
        let orphans = self.list_orphans();
        let living = self.actors.iter().filter(|actor| actor.program.status.is_none());
        let roots = living.map(|actor| actor.program.pid()).chain(orphans);
        let threads = with_descendants(roots).into_iter().filter_map(Stat::of_process).map(|stat| stat.threads as u64);
        if threads.sum::<u64>() > self.census.most {
            self.census.is_exceeded = true;
            self.end_all();
        }
    }

    fn end_all(&mut self) {
        // If the keeper can't be reached, the stage ends the programs.
        let told = self.keeper.as_mut().is_some_and(|keeper| keeper.kill_all().is_ok());
        if !told {
            self.actors.iter().for_each(|actor| actor.program.signal_group(Signal::KILL));
        }
    }
}

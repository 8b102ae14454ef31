//! The loop that watches everything.

use super::look::Came;
use super::question::Question;
use super::toll::{Charge, Toll};
use super::wait::{LINGERING, Wait};
use super::{Actor, Patience, Stage};
use crate::protocol::role::Side;
use crate::transcript::{Happening, Seen, Transcript, WaitEnd};
use crate::world::Network;
use crate::world::processes::{is_exiting, processor_time};
use crate::world::stillness::Stillness;
use std::time::{Duration, Instant};

/// The longest that one look at the descriptors may take.
const SLICE: Duration = Duration::from_millis(10);
/// The same for a wait that the clock ends, however still the programs are: what comes ends a look at once.
const CLOCK_SLICE: Duration = Duration::from_millis(50);
/// How long the system may take to end a program that has ended itself.
const EXITING: Duration = Duration::from_secs(30);
/// How long nothing must come from programs that are gone, in a network that can't say what is under way in it.
const SHARED_QUIET: Duration = Duration::from_millis(5);
/// After how many waits in a row that found no rest the programs are known for that.
const KNOWN_RESTLESS: usize = 3;
/// The shortest pause between two looks at the programs.
pub(super) const SHORT: Duration = Duration::from_micros(50);

impl Stage<'_> {
    /// Watches until `met` says so of what was seen, or until `patience` ends; says which in the transcript.
    pub fn wait_and_record(&mut self, patience: Patience, met: impl FnMut(&Transcript) -> bool) -> WaitEnd {
        let until = self.watch_until(patience, met);
        self.record(Happening::Waited { until });
        until
    }

    /// Like [`Stage::wait_and_record`], without a word in the transcript.
    pub fn watch_until(&mut self, patience: Patience, met: impl FnMut(&Transcript) -> bool) -> WaitEnd {
        self.watch_and_look(patience, patience.first_pause(), met)
    }

    /// Watches for what may still come, after what was waited for has come, until the programs are still.
    pub fn watch_until_still(&mut self, limit: Duration) -> WaitEnd {
        self.watch_and_look(Patience::for_settling(limit), Duration::ZERO, |_| false)
    }

    /// Looks at the programs when nothing was seen for `first`, then less and less often.
    pub(super) fn watch_and_look(
        &mut self,
        patience: Patience,
        first: Duration,
        mut met: impl FnMut(&Transcript) -> bool,
    ) -> WaitEnd {
        let mut wait = Wait::for_patience(patience, self.recorder.unprinted_count());
        let mut pause = self.unless_all_left(first);
        let mut question = Question::new();
        let mut toll = Toll::for_wait(&self.terms, Charge::for_patience(patience));
        loop {
            let changes = self.recorder.change_count();
            if question.is_due(changes) && question.ask(changes, || met(self.transcript())) {
                return WaitEnd::Met;
            }
            let (asked, looked) = (pause.min(wait.time_left()), Instant::now());
            let came = self.look_once(asked);
            match came {
                Came::Nothing => toll.nothing_came(looked, asked, wait.stillness, || self.processor_time()),
                Came::Kept | Came::Dropped => toll.something_came(looked, SLICE),
            }
            if came == Came::Kept {
                wait.has_seen(self.recorder.unprinted_count());
                pause = self.unless_all_left(first);
                // A program that never stops is seen all the time.
                if !wait.is_over() && self.terms.cut_reason().is_none() {
                    continue;
                }
            }
            if let Some(end) = self.end_of(&mut wait, came) {
                let last_chance = question.is_open(self.recorder.change_count()) && met(self.transcript());
                if last_chance {
                    return WaitEnd::Met;
                }
                if end == WaitEnd::Deadline {
                    toll.was_in_vain();
                }
                self.note_restlessness(&wait, end);
                return end;
            }
            let longest = if patience.is_clock() { CLOCK_SLICE } else { SLICE };
            pause = (pause * 2).clamp(SHORT, longest);
        }
    }

    /// The pause; none if every program is gone from which something new could come.
    fn unless_all_left(&mut self, pause: Duration) -> Duration {
        if self.network.is_private() && self.everybody_left() { Duration::ZERO } else { pause }
    }

    /// The reason for the end of the wait, if it is over without the awaited event.
    fn end_of(&mut self, wait: &mut Wait, came: Came) -> Option<WaitEnd> {
        if self.everybody_left() && self.everything_came(wait) {
            return Some(WaitEnd::Gone);
        }
        if self.is_cut() || wait.time_left().is_zero() && !self.is_extended(wait) {
            return Some(WaitEnd::Deadline);
        }
        (wait.is_over() || self.gives_up(wait, came)).then_some(WaitEnd::Still)
    }

    /// Whether a wait goes on after its limit, since the machine holds a program up.
    fn is_extended(&mut self, wait: &mut Wait) -> bool {
        if self.has_exiting_program() {
            return wait.extend_to_at_most(EXITING);
        }
        let start = self.limits.start.saturating_sub(wait.first_limit());
        wait.is_for_what_must_come()
            && self.is_held_up_at_its_start(wait.first_limit())
            && wait.extend_to_at_most(start)
    }

    /// Whether the client has shown nothing since its start, is at work, and had less processor time than `limit`.
    fn is_held_up_at_its_start(&mut self, limit: Duration) -> bool {
        let started = |seen: &&Seen| matches!(seen.what, Happening::Started { program: Side::Client });
        let acts = |seen: &Seen| {
            matches!(
                seen.what,
                Happening::Printed { program: Side::Client, .. }
                    | Happening::Accepted { .. }
                    | Happening::Received { .. }
                    | Happening::DatagramReceived { .. }
            )
        };
        let seen = &self.transcript().seen;
        let Some(start) = seen.iter().rposition(|seen| started(&seen)) else { return false };
        !seen[start..].iter().any(acts) && self.least_stillness() == Stillness::Awake && self.processor_time() < limit
    }

    /// Whether a program has ended itself, and the system has not ended it yet.
    fn has_exiting_program(&self) -> bool {
        let living = self.actors.iter().filter(|actor| actor.program.status.is_none());
        living.map(|actor| actor.program.pid()).any(is_exiting)
    }

    /// Whether nothing is still under way from programs that are gone: on a busy machine their data may come after
    /// their end.
    fn everything_came(&mut self, wait: &mut Wait) -> bool {
        let has_arrived = |network: &Network| {
            if network.is_private() { network.tables().nothing_under_way() } else { wait.quiet_time() >= SHARED_QUIET }
        };
        let over = wait.quiet_time() >= LINGERING || self.actors.iter().all(|actor| has_arrived(&actor.network));
        over && !self.has_come_meanwhile(wait)
    }

    /// Whether something came during the question to the system, so that its answer is void.
    fn has_come_meanwhile(&mut self, wait: &mut Wait) -> bool {
        let came = self.look_once(Duration::ZERO);
        if came == Came::Kept {
            wait.has_seen(self.recorder.unprinted_count());
        }
        came != Came::Nothing
    }

    fn gives_up(&mut self, wait: &mut Wait, came: Came) -> bool {
        if came != Came::Nothing {
            wait.stillness = Stillness::Awake;
            return wait.is_given_up(Stillness::Awake);
        }
        if wait.patience.is_clock() && wait.quiet_time() < SLICE {
            return false;
        }
        let stillness = self.least_stillness();
        wait.stillness = stillness;
        !self.has_come_meanwhile(wait) && (wait.is_given_up(stillness) || self.spins(wait, stillness))
    }

    /// Whether the programs are at work as they were in the waits before, and nothing will come of it. The time is their
    /// own, so that a busy machine does not shorten it.
    fn spins(&mut self, wait: &mut Wait, stillness: Stillness) -> bool {
        stillness == Stillness::Awake && self.restless >= KNOWN_RESTLESS && wait.has_spun_enough(self.processor_time())
    }

    /// Counts the waits for a rest that found none.
    fn note_restlessness(&mut self, wait: &Wait, end: WaitEnd) {
        match (wait.patience, end, wait.stillness) {
            (Patience::UntilRest { .. }, WaitEnd::Still, Stillness::Awake) => self.restless += 1,
            (_, WaitEnd::Still, Stillness::AtRest | Stillness::Stuck) => self.restless = 0,
            _ => {}
        }
    }

    /// Whether the trial is over before its time; the first reason for it is kept.
    pub(super) fn is_cut(&mut self) -> bool {
        self.cut = self.cut.or_else(|| self.terms.cut_reason());
        self.cut.is_some()
    }

    /// Charges one more look of a wait that is no watch, once it lasts.
    pub(super) fn charge_look(&mut self, toll: &mut Toll, begun: Instant, looked: Instant, asked: Duration) {
        if begun.elapsed() >= SLICE {
            let stillness = self.least_stillness();
            toll.nothing_came(looked, asked, stillness, || self.processor_time());
        }
    }

    /// The processor time of all programs of the trial.
    fn processor_time(&mut self) -> Duration {
        let programs: Vec<u32> = self.actors.iter().map(|actor| actor.program.pid()).collect();
        processor_time(self.list_orphans().into_iter().chain(programs))
    }

    /// Whether nothing more can come of the programs as long as nothing is done to them.
    pub fn is_stuck(&mut self) -> bool {
        let nothing_came = self.look_once(Duration::ZERO) == Came::Nothing;
        nothing_came && self.least_stillness() == Stillness::Stuck && self.look_once(Duration::ZERO) == Came::Nothing
    }

    /// The least still of all programs.
    pub(super) fn least_stillness(&mut self) -> Stillness {
        let orphans = self.list_orphans();
        let mut least = Stillness::Stuck;
        for Actor { program, network } in &self.actors {
            // A program that has ended can do nothing more; the processes that it left behind can.
            let living = program.status.is_none().then(|| program.pid());
            let roots: Vec<u32> = orphans.iter().copied().chain(living).collect();
            if roots.is_empty() {
                continue;
            }
            let private = network.is_private().then(|| network.tables());
            least = least.min(self.observer.observe_stillness(&roots, private));
        }
        least
    }
}

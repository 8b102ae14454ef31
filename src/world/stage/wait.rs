//! The ways to wait, and what a wait knows of what it has seen.

use crate::world::stillness::Stillness;
use std::time::{Duration, Instant};

/// How long a program must be seen at rest before that counts as "nothing more comes".
const REST: Duration = Duration::from_millis(20);
/// How long nothing must come from a program that never rests before that counts as "nothing more comes".
const RESTLESS: Duration = Duration::from_millis(1000);
/// How much processor time is enough for that if they did not rest in the waits before.
const SPINNING: Duration = Duration::from_millis(40);
/// How long the harness listens to a program that only prints. Most of its output comes long before that. Without this
/// limit the harness would wait to the end of every wait for a program that prints for ever.
const CHATTER: Duration = Duration::from_secs(2);
/// How long the harness reads what has come already, when the limit is reached. Without this limit a program that never
/// stops would keep it reading for ever.
pub(super) const LINGERING: Duration = Duration::from_millis(100);

/// How long a wait goes on after its limit before it looks again whether there is a reason to.
const MOMENT: Duration = Duration::from_millis(100);

/// The conditions that end a wait besides the awaited event. All have a limit, from now.
#[derive(Debug, Clone, Copy)]
pub enum Patience {
    /// Only the limit, or the end of the program: for clauses that are about time.
    Clock(Duration),
    /// The same, for a program that should end: it is charged to the program.
    UntilGone(Duration),
    /// Also that the program provably can't act any more: for what must come.
    UntilStuck(Duration),
    /// The same, for time that the case itself grants the program: it is not charged.
    Granted(Duration),
    /// Also that the program was seen at rest for `rest`, but not that it is busy: for what it must be ready for.
    UntilAsleep {
        /// How long.
        rest: Duration,
        /// The limit.
        limit: Duration,
    },
    /// Also that the program was seen at rest for `rest`, or is busy and sends nothing, or only prints. For events that
    /// must not come, or need not.
    UntilRest {
        /// How long.
        rest: Duration,
        /// The limit.
        limit: Duration,
    },
}

impl Patience {
    /// A short look for what may still come, or need not.
    pub fn for_settling(limit: Duration) -> Patience {
        Patience::UntilRest { rest: REST, limit }
    }

    /// Until the program sleeps, as one does that waits to be typed to.
    pub(super) fn for_falling_asleep(limit: Duration) -> Patience {
        Patience::UntilAsleep { rest: REST, limit }
    }

    /// Whether a program is listened to no longer that has done nothing but print for so long.
    fn is_tired(self, of_chatter: Duration) -> bool {
        match self {
            Patience::UntilRest { rest, .. } => of_chatter >= rest.max(CHATTER),
            _ => false,
        }
    }

    /// How long nothing must come before the programs are looked at: what must come mostly comes.
    pub(super) fn first_pause(self) -> Duration {
        match self {
            Patience::UntilAsleep { .. } | Patience::UntilRest { .. } => Duration::from_micros(50),
            _ => Duration::from_millis(1),
        }
    }

    /// Whether nothing but the limit and the end of the programs counts.
    pub(super) fn is_clock(self) -> bool {
        matches!(self, Patience::Clock(_) | Patience::UntilGone(_))
    }

    fn limit(self) -> Duration {
        match self {
            Patience::Clock(limit) | Patience::UntilGone(limit) => limit,
            Patience::UntilStuck(limit) | Patience::Granted(limit) => limit,
            Patience::UntilAsleep { limit, .. } | Patience::UntilRest { limit, .. } => limit,
        }
    }
}

/// A wait that goes on.
#[derive(Debug)]
pub(super) struct Wait {
    pub(super) patience: Patience,
    begun: Instant,
    /// When something was seen last.
    seen: Instant,
    /// When something else was seen than what programs print, and how much of that had been seen then.
    heard: Instant,
    heard_of: u64,
    resting_since: Option<Instant>,
    /// How still the programs were when they were looked at last.
    pub(super) stillness: Stillness,
    /// The time beyond the limit, for a program that the machine holds up.
    extension: Duration,
    /// The processor time that programs known for never resting had used when they were first seen awake.
    spun_from: Option<Duration>,
}

impl Wait {
    /// Begins; `heard` is the number of events so far that are not printed output.
    pub(super) fn for_patience(patience: Patience, heard: u64) -> Wait {
        let now = Instant::now();
        Wait {
            patience,
            begun: now,
            seen: now,
            heard: now,
            heard_of: heard,
            resting_since: None,
            stillness: Stillness::Awake,
            extension: Duration::ZERO,
            spun_from: None,
        }
    }

    /// Goes on for a moment after its limit, but for no longer than `most` in all; whether it does.
    pub(super) fn extend_to_at_most(&mut self, most: Duration) -> bool {
        let may_go_on = self.extension < most;
        if may_go_on {
            self.extension += MOMENT;
        }
        may_go_on
    }

    /// Whether something must come, and the clock alone does not end the wait.
    pub(super) fn is_for_what_must_come(&self) -> bool {
        matches!(self.patience, Patience::UntilStuck(_))
    }

    /// The limit that the wait began with.
    pub(super) fn first_limit(&self) -> Duration {
        self.patience.limit()
    }

    /// Something was seen, whatever it is.
    pub(super) fn has_seen(&mut self, heard: u64) {
        (self.seen, self.resting_since, self.stillness) = (Instant::now(), None, Stillness::Awake);
        self.spun_from = None;
        if heard > self.heard_of {
            (self.heard, self.heard_of) = (self.seen, heard);
        }
    }

    /// How much of the limit is left.
    pub(super) fn time_left(&self) -> Duration {
        (self.patience.limit() + self.extension).saturating_sub(self.begun.elapsed())
    }

    /// For how long nothing was seen.
    pub(super) fn quiet_time(&self) -> Duration {
        self.seen.elapsed()
    }

    /// Whether it is over, however much still comes.
    pub(super) fn is_over(&self) -> bool {
        self.begun.elapsed() >= self.patience.limit() + self.extension + LINGERING
            || self.patience.is_tired(self.heard.elapsed())
    }

    /// Whether it is over since programs that never rest have computed long enough and come to nothing; `used` is their
    /// processor time. Of another kind of wait it never is.
    pub(super) fn has_spun_enough(&mut self, used: Duration) -> bool {
        let from = *self.spun_from.get_or_insert(used);
        matches!(self.patience, Patience::UntilRest { .. }) && used.saturating_sub(from) >= SPINNING
    }

    /// Whether it is over since the programs are so still.
    pub(super) fn is_given_up(&mut self, stillness: Stillness) -> bool {
        let (rest, restless) = match self.patience {
            _ if stillness == Stillness::Stuck => return !self.patience.is_clock(),
            Patience::Clock(_) | Patience::UntilGone(_) | Patience::UntilStuck(_) | Patience::Granted(_) => {
                return false;
            }
            Patience::UntilAsleep { rest, .. } => (rest, None),
            Patience::UntilRest { rest, .. } => (rest, Some(rest.max(RESTLESS))),
        };
        match stillness {
            Stillness::Awake => self.resting_since = None,
            Stillness::AtRest | Stillness::Stuck => {
                if self.resting_since.get_or_insert_with(Instant::now).elapsed() >= rest {
                    return true;
                }
            }
        }
        restless.is_some_and(|restless| self.seen.elapsed() >= restless)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sees something without a pause until the wait is over, for four seconds at most; how long that took.
    fn listen_until_over(patience: Patience, mut heard: impl FnMut(u64) -> u64) -> Duration {
        let begun = Instant::now();
        let (mut wait, mut count) = (Wait::for_patience(patience, 0), 0);
        while !wait.is_over() && begun.elapsed() < Duration::from_secs(4) {
            count = heard(count);
            wait.has_seen(count);
            std::thread::yield_now();
        }
        begun.elapsed()
    }

    const LIMIT: Duration = Duration::from_secs(60);

    #[test]
    fn who_only_prints_is_listened_to_for_a_while() {
        let took = listen_until_over(Patience::for_settling(LIMIT), |heard| heard);
        assert!(took >= CHATTER && took < Duration::from_secs(4), "{took:?}");
    }

    #[test]
    fn who_sends_something_too_is_listened_to_for_longer() {
        assert!(listen_until_over(Patience::for_settling(LIMIT), |heard| heard + 1) >= Duration::from_secs(4));
    }

    #[test]
    fn what_must_come_is_waited_for_whatever_is_printed() {
        assert!(listen_until_over(Patience::UntilStuck(LIMIT), |heard| heard) >= Duration::from_secs(4));
    }

    #[test]
    fn nobody_goes_on_for_ever() {
        let limit = Duration::from_millis(300);
        let took = listen_until_over(Patience::UntilStuck(limit), |heard| heard + 1);
        assert!(took >= limit + LINGERING && took < Duration::from_secs(4), "{took:?}");
    }

    #[test]
    fn programs_that_never_rest_are_given_up_by_their_own_time() {
        let used = Duration::from_millis;
        let mut settling = Wait::for_patience(Patience::for_settling(Duration::from_secs(10)), 0);
        assert!(!settling.has_spun_enough(used(1000)));
        assert!(!settling.has_spun_enough(used(1039)));
        assert!(settling.has_spun_enough(used(1040)));
        settling.has_seen(1);
        assert!(!settling.has_spun_enough(used(2000)), "something came");
        let mut what_must_come = Wait::for_patience(Patience::UntilStuck(Duration::from_secs(10)), 0);
        assert!(!what_must_come.has_spun_enough(used(0)) && !what_must_come.has_spun_enough(used(5000)));
    }
}

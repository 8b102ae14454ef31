//! How long each expectation is waited for. Whether it was met is the judge's to say; this only knows when to stop.

use super::{CasePlayer, Looks};
use crate::case::{Expectation, Pace, Step, When};
use crate::engine::tab::Thing;
use crate::protocol::Unit;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Happening, Stream, Transcript, WaitEnd};
use crate::world::Patience;
use std::time::{Duration, Instant};

/// How long a program must be at rest for "nothing comes".
const REST: Duration = Duration::from_millis(150);
/// How much longer than it may take a client is watched.
const OVERTIME: Duration = Duration::from_millis(1500);
/// The harness answers a waiting client well before the 1 s for which every client waits (TCP-C-4, UDP-C-3).
pub(super) const HOLD: Duration = Duration::from_millis(600);

/// The longest pause between a program's last words on standard error and its end. A virtual machine that dies of a
/// request sleeps while it takes its threads down; it is not a program that refuses.
const LAST_BREATH: Duration = Duration::from_secs(1);

impl CasePlayer<'_, '_> {
    pub(super) fn wait_for_expectation(&mut self, at: usize, what: &Expectation, clause: ClauseId) {
        let end = self.await_expectation(at, what, clause);
        if let Expectation::File { name, what } = what {
            self.look_at_file(name, what.as_ref());
        }
        // A program that sends unanswered messages again would do so, and give up, while the harness waits for its end.
        let is_repeating = self.case.id.subject().roles().iter().any(|role| role.repeats_after().is_some());
        if !is_repeating && has_complained(self.stage.transcript()) {
            let patience = Patience::UntilRest { rest: LAST_BREATH, limit: self.wait_limit() };
            self.stage.watch_until(patience, has_just_exited);
        }
        self.settle_after(at, what, end);
    }

    /// Waits until the expectation is met, or can't be any more.
    fn await_expectation(&mut self, at: usize, what: &Expectation, clause: ClauseId) -> WaitEnd {
        let limit = self.tab.shorten_limit(Thing::Clause(clause), self.wait_limit());
        let (case, judge) = (self.case, self.setting.judge);
        let is_settled = |transcript: &Transcript| judge.is_settled(case, at, transcript);
        if matches!(what, Expectation::Message { .. }) {
            // Once something has come, a client that is at rest has sent all that it will send before it is answered.
            self.stage.watch_until(Patience::UntilStuck(limit), has_received_bytes);
        }
        let begun = Instant::now();
        if matches!(what, Expectation::Exit { .. }) {
            self.end_input_of_idle_client(limit, is_settled);
        }
        let end = self.stage.wait_and_record(patience_for(what, limit), is_settled);
        match end {
            WaitEnd::Met => self.tab.note_met(Thing::Clause(clause), begun.elapsed()),
            WaitEnd::Deadline if self.stage.cut_reason().is_none() => self.tab.note_in_vain(Thing::Clause(clause)),
            WaitEnd::Deadline | WaitEnd::Still | WaitEnd::Gone => {}
        }
        end
    }

    /// Lets the program come to rest, unless the next step should follow at once.
    fn settle_after(&mut self, at: usize, what: &Expectation, end: WaitEnd) {
        let unserved = self.setting.judge.is_unserved(self.case, at, self.stage.transcript());
        // A server that sends without end never comes to rest.
        let is_endless = end == WaitEnd::Met
            && matches!(what, Expectation::Reply { .. } | Expectation::NamedReply { .. })
            && self.case.id.subject().roles()[0].unit() == Unit::Stream;
        if unserved || !(is_endless || self.case.pace == Pace::Quick && self.is_followed_closely(at, what)) {
            self.stage.watch_until_still(self.wait_limit());
        }
        if let (Expectation::Statistics { on, .. } | Expectation::Reply { on, .. }, true) = (what, unserved) {
            self.stage.note_acceptance(on);
        }
    }

    /// Whether the settling wait can be skipped, at a quick pace. The next step waits for what a client does next. What
    /// else a TCP server sends is seen before its client leaves.
    fn is_followed_closely(&self, at: usize, what: &Expectation) -> bool {
        let next = &self.case.steps[at + 1..];
        match what {
            Expectation::Message { .. } | Expectation::Length { .. } | Expectation::Sends { .. } => {
                !ends_behind_its_reply(next)
            }
            Expectation::Statistics { .. } | Expectation::Reply { .. } | Expectation::Closed { .. } => {
                let looks_later = self.setting.looks == Looks::AtTheEnd && next.iter().any(is_request);
                self.case.id.subject().transport() == Transport::Tcp || looks_later
            }
            _ => false,
        }
    }

    /// Ends the input of a client that only its input keeps alive. A timer that it has stopped may still wake its loop
    /// of events once, so a short rest decides.
    fn end_input_of_idle_client(&mut self, limit: Duration, has_exited: impl Fn(&Transcript) -> bool) {
        let end = self.stage.watch_until(Patience::UntilAsleep { rest: REST, limit }, has_exited);
        if end == WaitEnd::Still && self.stage.lives_by_its_input(Side::Client) {
            self.stage.end_input(Side::Client);
        }
    }
}

/// When to stop waiting for it; `limit` is the longest that the wait may take.
fn patience_for(what: &Expectation, limit: Duration) -> Patience {
    match what {
        // A time that the case gives is waited for, whatever the program seems to do.
        Expectation::Reply { when: When { within: Some(latest), .. }, .. }
        | Expectation::Sends { when: When { within: Some(latest), .. }, .. }
        | Expectation::Exit { between: Some((_, latest)), .. } => Patience::Granted(*latest + OVERTIME),
        Expectation::Reply { optional: true, .. } | Expectation::Sends { optional: true, .. } => {
            Patience::UntilRest { rest: REST, limit }
        }
        Expectation::Statistics { .. }
        | Expectation::StatisticsOfEach { .. }
        | Expectation::Closed { .. }
        | Expectation::Observed { .. }
        | Expectation::Length { .. }
        | Expectation::Results { .. }
        | Expectation::RelayedStatistics { .. }
        | Expectation::Reply { .. }
        | Expectation::Sends { .. }
        | Expectation::Prints { .. }
        | Expectation::PrintsOneOf { .. }
        // A client that provably waits for ever need not be waited for.
        | Expectation::Exit { .. } => Patience::UntilStuck(limit),
        Expectation::Message { .. }
        | Expectation::NamedReply { .. }
        | Expectation::Nothing { .. }
        | Expectation::NoStatistics { .. }
        | Expectation::OneOf { .. }
        | Expectation::AnsweredOn { .. }
        // A program at rest has written all that it will write.
        | Expectation::File { .. } => Patience::UntilRest { rest: REST, limit },
        Expectation::LengthHeldBack { .. } => holding_back(),
    }
}

fn is_request(step: &Step) -> bool {
    matches!(step, Step::Send { .. })
}

/// Whether the harness replies next and ends its stream directly behind that. Only the scheduler decides whether a
/// client sends its length before that end or into it: wait until the client has sent it.
fn ends_behind_its_reply(next: &[Step]) -> bool {
    let mut next = next.iter().skip_while(|step| matches!(step, Step::Reply { .. }));
    matches!(next.next(), Some(Step::HalfClose { .. } | Step::Leave { .. } | Step::Reset { .. }))
}

/// While the harness holds a reply back, to see what the client sends before it has one.
pub(super) fn holding_back() -> Patience {
    Patience::UntilRest { rest: REST, limit: HOLD }
}

fn has_received_bytes(transcript: &Transcript) -> bool {
    let bytes = |what: &Happening| matches!(what, Happening::Received { .. } | Happening::DatagramReceived { .. });
    transcript.seen.iter().any(|seen| bytes(&seen.what))
}

/// Whether the program lives, and wrote to its standard error after the harness spoke to it last.
fn has_complained(transcript: &Transcript) -> bool {
    use Happening as H;
    let speaks = |what: &H| matches!(what, H::Sent { .. } | H::DatagramSent { .. } | H::HalfClosed { .. });
    let Some(from) = transcript.seen.iter().rposition(|seen| speaks(&seen.what)) else { return false };
    let after = &transcript.seen[from..];
    after.iter().any(|seen| matches!(seen.what, H::Printed { stream: Stream::Err, .. }))
        && !after.iter().any(|seen| matches!(seen.what, H::Exited { .. }))
}

fn has_just_exited(transcript: &Transcript) -> bool {
    matches!(transcript.seen.last().map(|seen| &seen.what), Some(Happening::Exited { .. }))
}

//! The orders, each with its time. An order never overtakes an earlier one for the same receiver.

use crate::protocol::role::Side;
use crate::wire::event::{Action, Caller, TimedAction};
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// The actions that are still to be done.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    /// Actions without a receiver, which are done at once.
    at_once: VecDeque<Action>,
    lanes: BTreeMap<(Caller, bool), VecDeque<(Instant, Action)>>,
}

impl Schedule {
    /// Puts an order behind the others of its receiver.
    pub(super) fn add_order(&mut self, TimedAction { action, after }: TimedAction) {
        let Some((caller, side)) = receiver_of_action(&action) else { return self.at_once.push_back(action) };
        let lane = self.lanes.entry((caller, side == Side::Server)).or_default();
        let begins = lane.back().map_or_else(Instant::now, |(due, _)| (*due).max(Instant::now()));
        lane.push_back((begins + after, action));
    }

    /// The actions to do now.
    pub(super) fn take_ready_actions(&mut self) -> Vec<Action> {
        let now = Instant::now();
        let mut due: Vec<Action> = self.at_once.drain(..).collect();
        for lane in self.lanes.values_mut() {
            while lane.front().is_some_and(|(at, _)| *at <= now) {
                due.extend(lane.pop_front().map(|(_, action)| action));
            }
        }
        self.lanes.retain(|_, lane| !lane.is_empty());
        due
    }

    /// How long it is until the next order must be carried out; `None`: there is no order.
    pub(super) fn next(&self) -> Option<Duration> {
        let first = self.lanes.values().filter_map(|lane| lane.front()).map(|(at, _)| *at).min()?;
        Some(first.saturating_duration_since(Instant::now()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at_once.is_empty() && self.lanes.is_empty()
    }
}

fn receiver_of_action(action: &Action) -> Option<(Caller, Side)> {
    match action {
        Action::Open(_) | Action::Die => None,
        Action::Send(caller, side, _)
        | Action::SendFromElsewhere(caller, side, _)
        | Action::End(caller, side)
        | Action::Close(caller, side)
        | Action::Reset(caller, side) => Some((*caller, *side)),
    }
}

//! The events that end a program, or make it deaf.

use super::Injector;
use crate::wire::event::{Action, TimedAction, WireEvent};
use crate::wire::fault::{Occasion, Then, WireFault};

impl Injector {
    /// The actions for an event that the program does not survive.
    pub(super) fn end_of_life(&mut self, event: &WireEvent) -> Option<Vec<TimedAction>> {
        if matches!(event, WireEvent::Bytes(_, side, _) if *side != self.own) {
            self.asked += 1;
        }
        let WireFault::Life(occasion, then) = self.fault else { return None };
        if !self.is_it(occasion, event) {
            return None;
        }
        self.is_deaf = true;
        match then {
            Then::Dies => Some(vec![Action::Die.into()]),
            Then::IsDeaf => Some(Vec::new()),
        }
    }

    fn is_it(&self, occasion: Occasion, event: &WireEvent) -> bool {
        let outside = self.own.other();
        let party = self.parties.get(&event.caller());
        let leaves = matches!(event, WireEvent::Ended(_, side) if *side == outside);
        let bytes = match event {
            WireEvent::Bytes(_, side, bytes) if *side == outside => Some(bytes),
            _ => None,
        };
        match occasion {
            Occasion::Left => leaves,
            Occasion::LeftSilently => leaves && party.is_some_and(|party| !party.has_spoken),
            Occasion::HalfClosed => leaves && party.is_some_and(|party| party.has_spoken && !party.program_ended),
            Occasion::Reset => matches!(event, WireEvent::Reset(_, side) if *side == outside),
            Occasion::NotAscii => bytes.is_some_and(|bytes| !bytes.is_ascii()),
            Occasion::Empty => bytes.is_some_and(Vec::is_empty),
            Occasion::Longer(most) => bytes.is_some_and(|bytes| bytes.len() > most),
            Occasion::Clients(number) => matches!(event, WireEvent::Came(caller) if caller.0 >= number),
            Occasion::Together(number) => {
                matches!(event, WireEvent::Came(caller) if self.other_clients(*caller).count() + 1 >= number)
            }
            Occasion::Messages(number) => bytes.is_some() && self.asked >= number,
        }
    }
}

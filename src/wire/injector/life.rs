//! What ends a program, or makes it deaf.

use super::Injector;
use crate::wire::event::{Action, Event, Order};
use crate::wire::fault::{Fault, Occasion, Then};

impl Injector {
    /// What is done if this event is what the program does not survive.
    pub(super) fn end_of_life(&mut self, event: &Event) -> Option<Vec<Order>> {
        if matches!(event, Event::Bytes(_, side, _) if *side != self.own) {
            self.asked += 1;
        }
        let Fault::Life(occasion, then) = self.fault else { return None };
        if !self.is_it(occasion, event) {
            return None;
        }
        self.is_deaf = true;
        match then {
            Then::Dies => Some(vec![Action::Die.into()]),
            Then::IsDeaf => Some(Vec::new()),
        }
    }

    fn is_it(&self, occasion: Occasion, event: &Event) -> bool {
        let outside = self.own.other();
        let party = self.parties.get(&event.caller());
        let leaves = matches!(event, Event::Ended(_, side) if *side == outside);
        let bytes = match event {
            Event::Bytes(_, side, bytes) if *side == outside => Some(bytes),
            _ => None,
        };
        match occasion {
            Occasion::Left => leaves,
            Occasion::LeftSilently => leaves && party.is_some_and(|party| !party.has_spoken),
            Occasion::HalfClosed => leaves && party.is_some_and(|party| party.has_spoken && !party.program_ended),
            Occasion::Reset => matches!(event, Event::Reset(_, side) if *side == outside),
            Occasion::NotAscii => bytes.is_some_and(|bytes| !bytes.is_ascii()),
            Occasion::Empty => bytes.is_some_and(Vec::is_empty),
            Occasion::Longer(most) => bytes.is_some_and(|bytes| bytes.len() > most),
            Occasion::Clients(number) => matches!(event, Event::Came(caller) if caller.0 >= number),
            Occasion::Together(number) => {
                matches!(event, Event::Came(caller) if self.others(*caller).count() + 1 >= number)
            }
            Occasion::Messages(number) => bytes.is_some() && self.asked >= number,
        }
    }
}

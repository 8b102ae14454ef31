//! Decides which clients are let through.

use super::Injector;
use crate::wire::event::{Action, Caller, TimedAction, WireEvent};
use crate::wire::fault::{Company, WireFault};

impl Injector {
    /// The events that are acted on now: this one, none yet, or those that have waited for it too.
    pub(super) fn admit_event(&mut self, event: WireEvent) -> Vec<WireEvent> {
        if self.fault != WireFault::Clients(Company::OneAtATime) {
            return vec![event];
        }
        let caller = event.caller();
        if !self.party_of(caller).is_served && !self.is_free() {
            self.has_acted = true;
            self.party_of(caller).waiting.push(event);
            return Vec::new();
        }
        self.serve_events(caller, std::slice::from_ref(&event));
        let mut events = vec![event];
        while let Some(next) = self.next_waiting() {
            let waiting = std::mem::take(&mut self.party_of(next).waiting);
            self.serve_events(next, &waiting);
            events.extend(waiting);
        }
        events
    }

    /// Lets these events of a client through, after which it may have gone.
    fn serve_events(&mut self, caller: Caller, events: &[WireEvent]) {
        let own = self.own;
        let is_over = |event: &WireEvent| match event {
            WireEvent::Ended(_, side) => *side != own,
            WireEvent::Reset(..) => true,
            WireEvent::Came(_) | WireEvent::Bytes(..) => false,
        };
        let party = self.party_of(caller);
        party.is_served = true;
        party.is_done |= events.iter().any(is_over);
    }

    /// Whether no client is being served.
    fn is_free(&self) -> bool {
        self.parties.values().all(|party| !party.is_served || party.is_done)
    }

    /// The client that is served next, if one may be served now.
    fn next_waiting(&self) -> Option<Caller> {
        let waits = |party: &super::Party| !party.is_served && !party.waiting.is_empty();
        let mut waiting = self.parties.iter().filter(|(_, party)| waits(party));
        waiting.next().filter(|_| self.is_free()).map(|(caller, _)| *caller)
    }

    /// The actions for a client that has just come, if it is not simply let in.
    pub(super) fn turned_away(&mut self, caller: Caller) -> Option<Vec<TimedAction>> {
        let WireFault::Clients(company) = self.fault else { return None };
        let others: Vec<Caller> = self.other_clients(caller).collect();
        let outside = self.own.other();
        match company {
            Company::OneAtATime => None,
            Company::AtMost(most) if others.len() < most => None,
            Company::Before(first) if caller.0 < first => None,
            Company::AtMost(_) | Company::Before(_) => {
                self.has_acted = true;
                self.party_of(caller).is_cut_off = true;
                Some(vec![Action::Close(caller, outside).into()])
            }
            Company::Newest => {
                let mut orders: Vec<TimedAction> = Vec::new();
                self.has_acted |= !others.is_empty();
                for other in others {
                    self.party_of(other).is_cut_off = true;
                    orders.extend([outside, self.own].map(|side| TimedAction::from(Action::Close(other, side))));
                }
                orders.push(Action::Open(caller).into());
                Some(orders)
            }
        }
    }
}

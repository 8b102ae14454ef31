//! Decides what the wire does about each thing that it sees. Pure: it takes events, and returns orders.

mod company;
mod ending;
mod life;
mod memory;

use super::event::{Action, Caller, TimedAction, WireEvent};
use super::fault::{Control, Socket, WayToEnd, WhenToChange, WireFault};
use super::message::Message;
use super::unit::Splitter;
use crate::protocol::Unit;
use crate::protocol::role::Side;
use memory::WireMemory;
use std::collections::BTreeMap;

/// One wire with one fault, and what it remembers of its clients.
#[derive(Debug)]
pub struct Injector {
    fault: WireFault,
    /// The program's side.
    own: Side,
    unit: Unit,
    parties: BTreeMap<Caller, Party>,
    /// How many messages have passed in the direction of the fault.
    passed: usize,
    /// How many times something has come for the program.
    asked: usize,
    memory: WireMemory,
    /// Whether the program does nothing more.
    is_deaf: bool,
    /// Whether anything was done otherwise so far.
    has_acted: bool,
}

/// One client, as the wire knows it.
#[derive(Debug)]
struct Party {
    /// Whether it is there: neither has it left, nor has the program done with it.
    is_there: bool,
    /// Whether nothing of it passes any more.
    is_cut_off: bool,
    /// Whether something has come from the other side.
    has_spoken: bool,
    /// Whether the program has ended its half.
    program_ended: bool,
    /// Of a wire that serves one at a time: whether it is, or was, its turn, and whether that is over.
    is_served: bool,
    is_done: bool,
    splitter: Splitter,
    /// How many messages have passed in the direction of the fault.
    passed: usize,
    /// The events that wait for something.
    waiting: Vec<WireEvent>,
}

impl Injector {
    /// A wire before a program of this side, whose messages are these units.
    pub fn new(fault: WireFault, own: Side, unit: Unit) -> Injector {
        // A client that waits for the end of the answer keeps its own side open.
        let unit = if own == Side::Client && unit == Unit::UntilClose { Unit::Stream } else { unit };
        Injector {
            fault,
            own,
            unit,
            parties: BTreeMap::new(),
            passed: 0,
            asked: 0,
            memory: WireMemory::default(),
            is_deaf: false,
            has_acted: false,
        }
    }

    /// Whether anything was done so far that a wire without a fault would not have done.
    pub fn has_acted(&self) -> bool {
        self.has_acted
    }

    /// The actions for this event.
    pub fn handle_event(&mut self, event: WireEvent) -> Vec<TimedAction> {
        if self.is_deaf {
            return Vec::new();
        }
        let caller = event.caller();
        if let WireEvent::Came(_) = event {
            self.parties.insert(caller, Party::new(self.unit));
        }
        if let Some(orders) = self.end_of_life(&event) {
            self.has_acted = true;
            return orders;
        }
        if !self.parties.contains_key(&caller) {
            return Vec::new();
        }
        let orders = self.admit_event(event);
        orders.into_iter().flat_map(|event| self.handle_admitted(event)).collect()
    }

    fn party_of(&mut self, caller: Caller) -> &mut Party {
        let unit = self.unit;
        self.parties.entry(caller).or_insert_with(|| Party::new(unit))
    }

    /// The orders for an event of a client that was let in.
    fn handle_admitted(&mut self, event: WireEvent) -> Vec<TimedAction> {
        let (own, caller) = (self.own, event.caller());
        self.note_presence(&event);
        if self.party_of(caller).is_cut_off {
            return Vec::new();
        }
        if let Some(orders) = self.ended_otherwise(&event) {
            self.has_acted |= self.ending_fault().is_some();
            return orders;
        }
        match event {
            WireEvent::Came(_) => vec![Action::Open(caller).into()],
            WireEvent::Bytes(_, side, bytes) if side == own => self.forward_sent(caller, bytes),
            WireEvent::Bytes(_, _, bytes) => self.forward_received(caller, bytes),
            WireEvent::Ended(_, side) => {
                let mut orders = if side == own { self.release_held_back(caller) } else { Vec::new() };
                orders.push(Action::End(caller, side.other()).into());
                orders
            }
            WireEvent::Reset(_, side) => vec![Action::Reset(caller, side.other()).into()],
        }
    }

    /// Remembers which clients are there.
    fn note_presence(&mut self, event: &WireEvent) {
        let own = self.own;
        let party = self.party_of(event.caller());
        match event {
            WireEvent::Came(_) => {}
            WireEvent::Bytes(_, side, _) => party.has_spoken |= *side != own,
            WireEvent::Ended(_, side) => {
                party.is_there = false;
                party.program_ended |= *side == own;
            }
            WireEvent::Reset(..) => party.is_there = false,
        }
    }

    /// Passes the program's bytes on to the other side.
    fn forward_sent(&mut self, caller: Caller, bytes: Vec<u8>) -> Vec<TimedAction> {
        let to = self.own.other();
        match self.fault {
            WireFault::Sent(..) => {
                let messages = self.party_of(caller).splitter.complete_messages(&bytes);
                messages.into_iter().flat_map(|message| self.change_message(caller, to, message)).collect()
            }
            WireFault::Legal(Control::SentLater(after)) => {
                vec![TimedAction { action: Action::Send(caller, to, bytes), after }]
            }
            WireFault::Legal(Control::InTwo(after)) if bytes.len() > 1 => {
                let (one, other) = bytes.split_at(bytes.len() / 2);
                let send = |part: &[u8]| Action::Send(caller, to, part.to_vec());
                vec![send(one).into(), TimedAction { action: send(other), after }]
            }
            WireFault::Socket(Socket::OtherPort) => {
                self.has_acted = true;
                vec![Action::SendFromElsewhere(caller, to, bytes).into()]
            }
            _ => vec![Action::Send(caller, to, bytes).into()],
        }
    }

    /// Passes bytes for the program on to it.
    fn forward_received(&mut self, caller: Caller, bytes: Vec<u8>) -> Vec<TimedAction> {
        let mut orders = self.release_late(caller);
        orders.extend(match self.fault {
            WireFault::Received(..) => self.change_message(caller, self.own, Message::without_end_mark(bytes)),
            WireFault::Legal(Control::ReceivedLater(after)) => {
                vec![TimedAction { action: Action::Send(caller, self.own, bytes), after }]
            }
            _ => vec![Action::Send(caller, self.own, bytes).into()],
        });
        orders
    }

    /// The program's messages that are still held back, when it sends no more.
    fn release_held_back(&mut self, caller: Caller) -> Vec<TimedAction> {
        let to = self.own.other();
        let rest = self.party_of(caller).splitter.take_rest();
        let mut orders: Vec<TimedAction> =
            rest.into_iter().flat_map(|rest| self.change_message(caller, to, rest)).collect();
        orders.extend(self.release_late(caller));
        orders.extend(self.memory.take_swapped(caller).map(|held| Action::Send(caller, to, held.into_bytes()).into()));
        orders
    }

    /// One message that goes to this side, as the fault has it.
    fn change_message(&mut self, caller: Caller, to: Side, message: Message) -> Vec<TimedAction> {
        let (WireFault::Sent(change, when) | WireFault::Received(change, when)) = self.fault else {
            return vec![Action::Send(caller, to, message.into_bytes()).into()];
        };
        self.passed += 1;
        self.party_of(caller).passed += 1;
        let is_concerned = self.is_affected(when, caller, message.body.len());
        let others: Vec<Caller> = self.other_clients(caller).collect();
        let arrives = match change.of_one(&message).filter(|_| is_concerned) {
            Some(messages) => messages.into_iter().map(|message| (caller, message)).collect::<Vec<_>>(),
            None if is_concerned => self.memory.choose_arrivals(change, caller, &message, &others),
            None => vec![(caller, message.clone())],
        };
        self.has_acted |= !matches!(&arrives[..], [(other, same)] if *other == caller && *same == message);
        self.memory.remember_message(caller, message);
        arrives.into_iter().map(|(caller, message)| Action::Send(caller, to, message.into_bytes()).into()).collect()
    }

    /// The messages that were held back until something comes from the other side.
    fn release_late(&mut self, caller: Caller) -> Vec<TimedAction> {
        let to = self.own.other();
        let held = self.memory.take_late(caller);
        held.into_iter().map(|message| Action::Send(caller, to, message.into_bytes()).into()).collect()
    }

    /// Whether the fault is about this message.
    fn is_affected(&mut self, when: WhenToChange, caller: Caller, length: usize) -> bool {
        match when {
            WhenToChange::Always => true,
            WhenToChange::Every(step) => self.passed.is_multiple_of(step),
            WhenToChange::FromClient(first) => caller.0 >= first,
            WhenToChange::FromMessage(first) => self.party_of(caller).passed >= first,
            WhenToChange::Longer(most) => length > most,
            WhenToChange::Overlapping => self.other_clients(caller).next().is_some(),
        }
    }

    /// The other clients that are there.
    fn other_clients(&self, caller: Caller) -> impl Iterator<Item = Caller> + '_ {
        let others = self.parties.iter().filter(move |(other, _)| **other != caller);
        others.filter(|(_, party)| party.is_there && !party.is_cut_off).map(|(other, _)| *other)
    }

    fn ending_fault(&self) -> Option<WayToEnd> {
        match self.fault {
            WireFault::Ends(ending) => Some(ending),
            _ => None,
        }
    }
}

impl Party {
    fn new(unit: Unit) -> Party {
        Party {
            is_there: true,
            is_cut_off: false,
            has_spoken: false,
            program_ended: false,
            is_served: false,
            is_done: false,
            splitter: Splitter::new(unit),
            passed: 0,
            waiting: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;

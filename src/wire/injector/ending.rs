//! Connections that end otherwise than the program ends them.

use super::Injector;
use crate::wire::event::{Action, Caller, TimedAction, WireEvent};
use crate::wire::fault::WayToEnd;

impl Injector {
    /// The actions for an event, if it makes a connection end, or keeps it from ending, or a client is turned away.
    pub(super) fn ended_otherwise(&mut self, event: &WireEvent) -> Option<Vec<TimedAction>> {
        let (own, outside) = (self.own, self.own.other());
        let caller = event.caller();
        if let WireEvent::Came(_) = event {
            return match self.ending_fault() {
                Some(WayToEnd::AtOnce) => Some(self.cut_off(caller, Vec::new())),
                _ => self.turned_away(caller),
            };
        }
        match (self.ending_fault()?, event) {
            (WayToEnd::BehindFirst, WireEvent::Bytes(_, side, bytes)) if *side == own => {
                let Some(first) = self.first_message(caller, bytes, |length| length) else { return Some(Vec::new()) };
                Some(self.cut_off(caller, first))
            }
            (WayToEnd::InTheMiddle, WireEvent::Bytes(_, side, bytes)) if *side == own => {
                let Some(first) = self.first_message(caller, bytes, |length| length / 2) else {
                    return Some(Vec::new());
                };
                Some(self.cut_off(caller, first))
            }
            (WayToEnd::ResetBehindFirst, WireEvent::Bytes(_, side, bytes)) if *side == own => {
                let Some(first) = self.first_message(caller, bytes, |length| length) else { return Some(Vec::new()) };
                self.party_of(caller).is_cut_off = true;
                let resets = [Action::Reset(caller, outside), Action::Reset(caller, own)];
                Some([Action::Send(caller, outside, first)].into_iter().chain(resets).map(TimedAction::from).collect())
            }
            (WayToEnd::Unanswered, WireEvent::Bytes(_, side, _)) if *side == outside => {
                Some(self.cut_off(caller, Vec::new()))
            }
            (WayToEnd::Never, WireEvent::Ended(_, side)) if *side == own => Some(Vec::new()),
            (WayToEnd::HalfCloseUnseen, WireEvent::Ended(_, side)) if *side == outside => Some(Vec::new()),
            (WayToEnd::WithHalfClose, WireEvent::Ended(_, side)) if *side == outside => {
                Some(self.cut_off(caller, Vec::new()))
            }
            (WayToEnd::WaitsForEnd, WireEvent::Bytes(_, side, _)) if *side == outside => {
                self.party_of(caller).waiting.push(event.clone());
                Some(Vec::new())
            }
            (WayToEnd::WaitsForEnd, WireEvent::Ended(_, side)) if *side == outside => {
                let waiting = std::mem::take(&mut self.party_of(caller).waiting);
                let bytes = waiting.into_iter().filter_map(|event| match event {
                    WireEvent::Bytes(_, _, bytes) => Some(Action::Send(caller, own, bytes).into()),
                    _ => None,
                });
                Some(bytes.chain([Action::End(caller, own).into()]).collect())
            }
            _ => None,
        }
    }

    /// The first message that the program sends to this client, when it is complete, as far as `part` has it.
    fn first_message(&mut self, caller: Caller, bytes: &[u8], part: impl Fn(usize) -> usize) -> Option<Vec<u8>> {
        let first = self.party_of(caller).splitter.complete_messages(bytes).into_iter().next();
        let mut first = first?.into_bytes();
        first.truncate(part(first.len()));
        Some(first)
    }

    /// Closes both halves, behind these last bytes for the other side.
    fn cut_off(&mut self, caller: Caller, last: Vec<u8>) -> Vec<TimedAction> {
        self.party_of(caller).is_cut_off = true;
        let (own, outside) = (self.own, self.own.other());
        let send = (!last.is_empty()).then_some(Action::Send(caller, outside, last));
        let closes = [Action::Close(caller, outside), Action::Close(caller, own)];
        send.into_iter().chain(closes).map(TimedAction::from).collect()
    }
}

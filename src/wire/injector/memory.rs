//! Changes that depend on other messages.

use crate::wire::change::MessageChange;
use crate::wire::event::Caller;
use crate::wire::message::Message;
use std::collections::BTreeMap;

/// The messages that a wire remembers.
#[derive(Debug, Default)]
pub(super) struct WireMemory {
    /// The first of all.
    first: Option<Message>,
    /// The last of all.
    last: Option<Message>,
    /// The last of each client.
    last_of: BTreeMap<Caller, Message>,
    /// The message that waits for the next one of a client.
    swapped: BTreeMap<Caller, Message>,
    /// The messages that wait until something comes from the other side.
    late: BTreeMap<Caller, Vec<Message>>,
}

impl WireMemory {
    /// Remembers a message that has passed.
    pub(super) fn remember_message(&mut self, caller: Caller, message: Message) {
        self.first.get_or_insert_with(|| message.clone());
        self.last = Some(message.clone());
        self.last_of.insert(caller, message);
    }

    /// The messages that arrive in a message's place, and their callers. `others` are the other clients that are there.
    pub(super) fn choose_arrivals(
        &mut self,
        change: MessageChange,
        caller: Caller,
        message: &Message,
        others: &[Caller],
    ) -> Vec<(Caller, Message)> {
        let own = |message: Message| vec![(caller, message)];
        let or_own = |known: Option<&Message>| own(known.unwrap_or(message).clone());
        match change {
            MessageChange::AsBefore => or_own(self.last_of.get(&caller)),
            MessageChange::AsBeforeOfAnyone => or_own(self.last.as_ref()),
            MessageChange::AsFirst => or_own(self.first.as_ref()),
            MessageChange::AndBefore => {
                let before = self.last_of.get(&caller).cloned();
                [Some(message.clone()), before].into_iter().flatten().map(|one| (caller, one)).collect()
            }
            MessageChange::BehindNext => match self.swapped.remove(&caller) {
                Some(held) => vec![(caller, message.clone()), (caller, held)],
                None => {
                    self.swapped.insert(caller, message.clone());
                    Vec::new()
                }
            },
            MessageChange::Late => {
                self.late.entry(caller).or_default().push(message.clone());
                Vec::new()
            }
            MessageChange::ToAnother => vec![(others.first().copied().unwrap_or(caller), message.clone())],
            MessageChange::ToAll => others.iter().chain([&caller]).map(|one| (*one, message.clone())).collect(),
            _ => own(message.clone()),
        }
    }

    /// The message that waits for a next one, which does not come.
    pub(super) fn take_swapped(&mut self, caller: Caller) -> Option<Message> {
        self.swapped.remove(&caller)
    }

    /// The messages that wait for something from the other side.
    pub(super) fn take_late(&mut self, caller: Caller) -> Vec<Message> {
        self.late.remove(&caller).unwrap_or_default()
    }
}

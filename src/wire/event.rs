//! The events that the wire sees, and its actions.

use crate::protocol::role::Side;
use std::time::Duration;

/// One connection, or one address that datagrams come from: numbered from 1, in the order in which they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller(pub usize);

/// One thing that the wire sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WireEvent {
    /// A client has connected, or has sent its first datagram.
    Came(Caller),
    /// These bytes came from this side: one read of a stream, or one datagram.
    Bytes(Caller, Side, Vec<u8>),
    /// This side sends no more.
    Ended(Caller, Side),
    /// This side has broken the connection off.
    Reset(Caller, Side),
}

impl WireEvent {
    /// The caller of the event.
    pub fn caller(&self) -> Caller {
        match self {
            WireEvent::Came(caller)
            | WireEvent::Bytes(caller, ..)
            | WireEvent::Ended(caller, _)
            | WireEvent::Reset(caller, _) => *caller,
        }
    }
}

/// One thing that the wire does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It connects to the server for this client.
    Open(Caller),
    /// It passes these bytes on to this side: as one write to a stream, or one datagram.
    Send(Caller, Side, Vec<u8>),
    /// The same, from another UDP port than the one that was asked.
    SendFromElsewhere(Caller, Side, Vec<u8>),
    /// It signals to this side that no more comes.
    End(Caller, Side),
    /// It closes the connection to this side: no more goes there, and nothing is taken from there.
    Close(Caller, Side),
    /// It breaks the connection to this side off.
    Reset(Caller, Side),
    /// It ends the program, and itself.
    Die,
}

/// An action, and how long it waits behind what was ordered before it for the same receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedAction {
    /// The action.
    pub action: Action,
    /// How much later.
    pub after: Duration,
}

impl From<Action> for TimedAction {
    fn from(action: Action) -> TimedAction {
        TimedAction { action, after: Duration::ZERO }
    }
}

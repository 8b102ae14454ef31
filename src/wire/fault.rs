//! The faults of a wire: plain data. "The program" is the one behind the wire, "the other side" any program that talks
//! to it.

use super::change::MessageChange;
use super::console::ConsoleFault;
use std::time::Duration;

/// One thing that a wire does to make a correct program look wrong; or something that is legal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireFault {
    /// Messages that the program sends are changed.
    Sent(MessageChange, WhenToChange),
    /// The program's input is changed; each read of a stream counts as a message.
    Received(MessageChange, WhenToChange),
    /// A connection ends otherwise than the program ends it, or than the other side does.
    Ends(WayToEnd),
    /// Not every client is let through.
    Clients(Company),
    /// The program ends, or does nothing more, when something happens.
    Life(Occasion, Then),
    /// The program's socket is another.
    Socket(Socket),
    /// The program's console output is changed.
    Console(ConsoleFault),
    /// The program ends otherwise.
    Exit(Exit),
    /// Nothing is wrong: a correct program may do this.
    Legal(Control),
}

/// The messages that are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenToChange {
    /// All.
    Always,
    /// Every so many, counted over all clients.
    Every(usize),
    /// Those of this client and of all later ones, counted from 1.
    FromClient(usize),
    /// A client's message of this number and all later ones, counted from 1.
    FromMessage(usize),
    /// Those with more bytes than this.
    Longer(usize),
    /// Messages that pass while two clients are there.
    Overlapping,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayToEnd {
    /// Behind the first message that the program sends.
    BehindFirst,
    /// In the middle of it.
    InTheMiddle,
    /// As soon as something comes for the program.
    Unanswered,
    /// As soon as it is there.
    AtOnce,
    /// Behind the first message that the program sends, by a reset.
    ResetBehindFirst,
    /// Not when the program ends it.
    Never,
    /// When the other side ends its half: what the program would still send is lost.
    WithHalfClose,
    /// The program does not notice that the other side has ended its half.
    HalfCloseUnseen,
    /// The program gets nothing before the other side has ended its half.
    WaitsForEnd,
}

/// The clients that are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// The next one when the one before has gone.
    OneAtATime,
    /// This number at once; others are turned away.
    AtMost(usize),
    /// Those before this one, counted from 1; the others are turned away.
    Before(usize),
    /// The newest: those before it are thrown out.
    Newest,
}

/// The event that must happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// A client leaves.
    Left,
    /// A client leaves that has sent nothing.
    LeftSilently,
    /// A client ends its half before the program has ended its own.
    HalfClosed,
    /// A client resets its connection.
    Reset,
    /// A byte comes that is not ASCII.
    NotAscii,
    /// An empty datagram comes.
    Empty,
    /// More than this number of bytes comes at once.
    Longer(usize),
    /// This number of clients has come.
    Clients(usize),
    /// This number of clients is there at once.
    Together(usize),
    /// This number of messages has come, from all clients together.
    Messages(usize),
}

/// The program's reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It ends.
    Dies,
    /// It runs on, and serves no client any more.
    IsDeaf,
}

/// The flaw in the program's socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Socket {
    /// It listens without SO_REUSEADDR.
    NoReuse,
    /// Its messages come from another UDP port.
    OtherPort,
}

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// With status 1 instead of 0.
    FailsAfterSuccess,
    /// With status 0 instead of another.
    SucceedsAfterFailure,
    /// Not at all, if it should end with status 0.
    StaysAfterSuccess,
    /// Not at all, if it should end with another status.
    StaysAfterFailure,
}

/// A behaviour that is legal by definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Everything passes as it is.
    Plain,
    /// The program's messages arrive in two segments.
    InTwo(Duration),
    /// The program's messages arrive later.
    SentLater(Duration),
    /// The program's input arrives later.
    ReceivedLater(Duration),
    /// The program's output is written in two pieces.
    PrintedInTwo,
}

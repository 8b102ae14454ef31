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
    /// What the program receives is changed: of a stream, each read is taken for a message.
    Received(MessageChange, WhenToChange),
    /// A connection ends otherwise than the program ends it, or than the other side does.
    Ends(WayToEnd),
    /// Not every client is let through.
    Clients(Company),
    /// The program ends, or does nothing more, when something happens.
    Life(Occasion, Then),
    /// The program's socket is another.
    Socket(Socket),
    /// What the program prints is changed.
    Console(ConsoleFault),
    /// The program ends otherwise.
    Exit(Exit),
    /// Nothing is wrong: a correct program may do this.
    Legal(Control),
}

/// Which messages are changed.
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
    /// Those that pass while two clients are there.
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

/// Which clients are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// The next one when the one before has gone.
    OneAtATime,
    /// So many at once; others are turned away.
    AtMost(usize),
    /// Those before this one, counted from 1; the others are turned away.
    Before(usize),
    /// The newest: those before it are thrown out.
    Newest,
}

/// What has to happen.
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
    /// So many bytes come at once.
    Longer(usize),
    /// So many clients have come.
    Clients(usize),
    /// So many clients are there at once.
    Together(usize),
    /// So many messages have come, from all clients together.
    Messages(usize),
}

/// What the program does then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It ends.
    Dies,
    /// It runs on, and serves nobody any more.
    IsDeaf,
}

/// What is wrong with the program's socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Socket {
    /// It listens without SO_REUSEADDR.
    NoReuse,
    /// What it sends comes from another UDP port.
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

/// What is legal by definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Everything passes as it is.
    Plain,
    /// What the program sends arrives in two segments.
    InTwo(Duration),
    /// What the program sends arrives later.
    SentLater(Duration),
    /// What the program receives arrives later.
    ReceivedLater(Duration),
    /// What the program prints is written in two pieces.
    PrintedInTwo,
}

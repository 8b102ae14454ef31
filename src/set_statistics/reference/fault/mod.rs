//! Faults for the reference: each is one small, visible deviation that somebody might well program, so that the suite can
//! show that it notices (`sockspec qualify`).
//!
//! A healthy program hands what is right to a hook of [`Injected`] and goes on with what it gets back: the same, unless
//! the one fault that was asked for is about that. So the programs can be read as if there were no faults. A file here is
//! a kind of fault: what can go wrong, the table of it, and the hook.
//!
//! What breaks no MUST and no SHOULD is in no table, for nothing could show it: a server that ignores the polite signal,
//! one that answers in pieces, the sign of a zero, how nan is
//! spelled (NUM-6 notes it as it is), which segments a message leaves in, a port that the manifest does not
//! name (that is told as a fault of the set-up).

mod applying;
mod catalogue;
mod console;
mod crowds;
mod edges;
mod ending;
mod exchange;
mod injected;
mod layout;
mod life;
mod parsing;
mod prompting;
mod reading;
mod receiving;
mod row;
mod sending;
mod showing;
mod spelling;
mod timing;
mod typing;
mod values;

pub use catalogue::{ReferenceFault, ReferenceFaultKind, list_faults};
pub use injected::Injected;
pub use row::Shows;

/// What is done otherwise than it should be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum WrongBehaviour {
    Values(values::ValuesFault),
    Parsing(parsing::Parsing),
    Spelling(spelling::SpellingFault),
    Layout(layout::Layout),
    Reading(reading::ReadingFault),
    Exchange(exchange::ExchangeFault),
    Life(life::LifeFault),
    Console(console::ServerLineFault),
    Prompting(prompting::Prompting),
    Sending(sending::Sending),
    Receiving(receiving::Receiving),
    Ending(ending::EndingFault),
    Edges(edges::Edges),
    Crowds(crowds::Crowds),
    Typing(typing::Typing),
    Showing(showing::Showing),
    Timing(timing::Timing),
}

#[cfg(test)]
mod tests;

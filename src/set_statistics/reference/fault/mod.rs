//! Faults for the reference. Each is one small, visible deviation that a programmer might well make, so that the suite
//! can show that it notices (`sockspec qualify`).
//!
//! A healthy program passes the right value to a hook of [`Injected`] and goes on with the returned one. That is the
//! same, unless the requested fault changes it. So the programs can be read as if there were no faults. A file here is
//! a kind of fault: what can go wrong, the table of it, and the hook.
//!
//! A fault that breaks no MUST and no SHOULD is in no table, since no case could show it. Examples: a server that
//! ignores the polite signal or answers in pieces, the sign of a zero, the segments that a message leaves in. NUM-6
//! notes the spelling of nan as it is. A port that the manifest does not name is reported as a fault of the set-up.

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

/// A behaviour that is not as it should be.
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

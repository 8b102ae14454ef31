//! A faulty wire: a relay before a correct program that makes it look as if the program had one fault. So it can be shown
//! for any protocol how much its cases notice.
//!
//! A [`WireFault`] is plain data, and [`catalogue()`] has all of them. An [`Injector`] says what the wire does about each thing
//! that comes: it is pure. [`relay`] moves the bytes: it is a program of its own, `sockspec wire`. Nothing here knows a
//! protocol, or judges.

pub mod catalogue;
pub mod relay;

mod change;
mod console;
mod event;
mod fault;
mod injector;
mod message;
mod unit;

pub use catalogue::{BRIEF, CatalogueEntry, WireFaultKind, catalogue, catalogue_for, missing_case};
pub use change::{MessageChange, MessagePlace};
pub use console::{ConsoleFault, WholeLines};
pub use event::{Action, Caller, TimedAction, WireEvent};
pub use fault::{Company, Control, Exit, Occasion, Socket, Then, WayToEnd, WhenToChange, WireFault};
pub use injector::Injector;
pub use unit::{unit_named, unit_word};

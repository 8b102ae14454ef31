//! Behaviours that are legal by definition: no case may object.

use super::{ANY, CLIENT, Row, TCP_SERVER};
use crate::wire::fault::{Control, WireFault};
use std::time::Duration;

/// A time that a scheduler may take away from any program.
const MOMENT: Duration = Duration::from_millis(20);

pub(super) const ROWS: &[Row] = &[
    ("plain", WireFault::Legal(Control::Plain), ANY, "Everything passes as it is."),
    ("sent-in-two", WireFault::Legal(Control::InTwo(MOMENT)), TCP_SERVER, "What it sends arrives in two segments."),
    ("sent-later", WireFault::Legal(Control::SentLater(MOMENT)), ANY, "What it sends arrives 20 ms later."),
    ("received-later", WireFault::Legal(Control::ReceivedLater(MOMENT)), ANY, "What it receives arrives 20 ms later."),
    ("printed-in-two", WireFault::Legal(Control::PrintedInTwo), CLIENT, "What it prints is written in two pieces."),
];

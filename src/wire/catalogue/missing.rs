//! The kind of case that would notice a fault, in words.

use crate::wire::change::MessageChange;
use crate::wire::fault::{Occasion, WhenToChange, WireFault};

const EXACT: &str = "a case that expects each message to the last byte, and says all that comes";
const EACH_BYTE: &str = "a case in which each byte that is sent matters for the answer";

/// The kind of case that would notice a fault, in words: `a case in which …`.
pub fn missing_case(fault: WireFault) -> String {
    let plain = |text: &str| text.to_owned();
    match fault {
        WireFault::Sent(_, when) | WireFault::Received(_, when) if when != WhenToChange::Always => when.missing_case(),
        WireFault::Sent(change, _) => plain(change.missing_case().unwrap_or(EXACT)),
        WireFault::Received(change, _) => plain(change.missing_case().unwrap_or(EACH_BYTE)),
        WireFault::Ends(_) => plain("a case that half-closes, or expects `closed`, or goes on after the first answer"),
        WireFault::Clients(_) => plain("a case in which several clients are connected at once, and each is answered"),
        WireFault::Life(occasion, _) => {
            format!("a case in which {}, and another client is answered", occasion.in_words())
        }
        WireFault::Socket(_) => {
            plain("a case that stops the server and starts it again, or the derived ones of `after-restart`")
        }
        WireFault::Console(_) => plain("a case that expects what the client prints, line by line, with `prints`"),
        WireFault::Exit(_) => {
            plain("a case that expects how the client ends, with `exit`: after a success and after a failure")
        }
        WireFault::Legal(_) => plain("no case"),
    }
}

impl MessageChange {
    /// The kind of case that brings out a change that most messages do not show.
    const fn missing_case(self) -> Option<&'static str> {
        Some(match self {
            MessageChange::StopsAt(_) => "a case with a NUL in a message, if the protocol allows one",
            MessageChange::SevenBits => "a case with bytes that are not ASCII, if the protocol allows them",
            MessageChange::Squeezed | MessageChange::Trimmed => {
                "a case with spaces at both ends of a message, and several in a row"
            }
            MessageChange::OtherDigit => "a case with digits in its messages",
            MessageChange::FirstLineOnly => "a case with several lines in one segment",
            MessageChange::Cut(_) => "a case with long messages",
            MessageChange::ToAnother | MessageChange::ToAll => {
                "a case in which another client is connected, and must get nothing"
            }
            MessageChange::AsBefore | MessageChange::AndBefore | MessageChange::BehindNext | MessageChange::Late => {
                "a case in which one client asks several times, and each answer is expected exactly"
            }
            MessageChange::AsFirst | MessageChange::AsBeforeOfAnyone => {
                "a case in which several clients ask for different things, and each answer is expected exactly"
            }
            _ => return None,
        })
    }
}

impl WhenToChange {
    fn missing_case(self) -> String {
        match self {
            WhenToChange::Always => EXACT.to_owned(),
            WhenToChange::Every(step) => {
                format!("a case with more than {step} messages, each of which is expected exactly")
            }
            WhenToChange::FromClient(first) => {
                format!("a case with more than {first} clients, each of which is answered")
            }
            WhenToChange::FromMessage(first) => format!("a case in which one client sends more than {first} messages"),
            WhenToChange::Longer(most) => format!("a case with messages of more than {most} bytes"),
            WhenToChange::Overlapping => {
                "a case in which two clients are connected at once, and both are answered".to_owned()
            }
        }
    }
}

impl Occasion {
    fn in_words(self) -> String {
        match self {
            Occasion::Left => "a client leaves".to_owned(),
            Occasion::LeftSilently => "a client leaves that has sent nothing".to_owned(),
            Occasion::HalfClosed => "a client half-closes before it is answered".to_owned(),
            Occasion::Reset => "a client resets its connection".to_owned(),
            Occasion::NotAscii => "a client sends bytes that are not ASCII".to_owned(),
            Occasion::Empty => "a client sends an empty datagram".to_owned(),
            Occasion::Longer(most) => format!("a client sends more than {most} bytes at once"),
            Occasion::Clients(number) => format!("{number} clients come"),
            Occasion::Together(number) => format!("{number} clients are connected at once"),
            Occasion::Messages(number) => format!("{number} messages come"),
        }
    }
}

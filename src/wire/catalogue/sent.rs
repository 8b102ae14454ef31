//! What can happen to what a program sends.

use super::{ANY, Fits, LINES, Row, SERVER, SEVERAL, UDP, Units};
use crate::wire::change::{MessageChange, MessagePlace};
use crate::wire::fault::{WhenToChange, WireFault};

/// Servers whose messages have no end mark.
const ALWAYS: WhenToChange = WhenToChange::Always;

const fn sent(change: MessageChange) -> WireFault {
    WireFault::Sent(change, ALWAYS)
}

const LONG: Fits = ANY;
const SEVERAL_LINES: Fits = Fits { units: Units::Lines, ..SERVER };

pub(super) const ROWS: &[Row] = &[
    ("lost", sent(MessageChange::Lost), ANY, "It sends nothing."),
    ("doubled", sent(MessageChange::Doubled), ANY, "It sends each message twice."),
    ("halved", sent(MessageChange::Halved), ANY, "It sends the first half of each message."),
    ("first-byte-lost", sent(MessageChange::FirstByteLost), ANY, "It leaves out the first byte of each message."),
    ("last-byte-lost", sent(MessageChange::LastByteLost), ANY, "It leaves out the last byte of each message."),
    ("letter-behind", sent(MessageChange::Followed(b'x')), ANY, "It sends a letter behind each message."),
    ("nul-behind", sent(MessageChange::Followed(0)), ANY, "It sends a NUL behind each message, as C strings end."),
    ("space-behind", sent(MessageChange::Followed(b' ')), ANY, "It sends a space behind each message."),
    (
        "carriage-return-behind",
        sent(MessageChange::Followed(b'\r')),
        ANY,
        "It sends a carriage return behind each message.",
    ),
    ("line-feed-behind", sent(MessageChange::Followed(b'\n')), ANY, "It sends a line feed behind each message."),
    ("space-before", sent(MessageChange::Preceded(b' ')), ANY, "It sends a space before each message."),
    (
        "first-bit",
        sent(MessageChange::Flipped(MessagePlace::First)),
        ANY,
        "One bit of the first byte of each message is wrong.",
    ),
    (
        "middle-bit",
        sent(MessageChange::Flipped(MessagePlace::Middle)),
        ANY,
        "One bit in the middle of each message is wrong.",
    ),
    (
        "last-bit",
        sent(MessageChange::Flipped(MessagePlace::Last)),
        ANY,
        "One bit of the last byte of each message is wrong.",
    ),
    ("turned", sent(MessageChange::Turned), ANY, "Two neighbouring bytes of each message have changed places."),
    ("other-case", sent(MessageChange::OtherCase), ANY, "It sends capital letters for small ones, and the reverse."),
    ("other-digit", sent(MessageChange::OtherDigit), ANY, "The last digit of each message is wrong."),
    ("trimmed", sent(MessageChange::Trimmed), ANY, "It leaves out the spaces at both ends of a message."),
    ("squeezed", sent(MessageChange::Squeezed), ANY, "It sends one space for several."),
    ("seven-bits", sent(MessageChange::SevenBits), ANY, "It sends seven bits of each byte."),
    ("up-to-nul", sent(MessageChange::StopsAt(0)), ANY, "It sends a message up to its first NUL."),
    ("cut-at-64", sent(MessageChange::Cut(64)), ANY, "It sends 64 bytes of a message at most."),
    ("cut-at-512", sent(MessageChange::Cut(512)), ANY, "It sends 512 bytes of a message at most."),
    ("end-lost", sent(MessageChange::EndLost), LINES, "It sends lines without a line feed."),
    ("blank-before", sent(MessageChange::BlankBefore), LINES, "It sends an empty line before each line."),
    ("in-two", sent(MessageChange::InTwo), UDP, "It sends each message in two datagrams."),
    ("late", sent(MessageChange::Late), SEVERAL, "It answers when the next message has come."),
    ("behind-next", sent(MessageChange::BehindNext), SEVERAL, "It sends every two messages in the other order."),
    ("as-before", sent(MessageChange::AsBefore), SEVERAL, "It answers what it answered this client before."),
    (
        "as-before-of-anyone",
        sent(MessageChange::AsBeforeOfAnyone),
        SERVER,
        "It answers what it answered last, whoever asked.",
    ),
    ("as-first", sent(MessageChange::AsFirst), SERVER, "It answers what it answered first, whatever is asked."),
    ("and-before", sent(MessageChange::AndBefore), SEVERAL, "Behind each answer it sends the one before once more."),
    ("to-another", sent(MessageChange::ToAnother), SERVER, "It answers another client that is there."),
    ("to-all", sent(MessageChange::ToAll), SERVER, "It answers all clients that are there."),
    (
        "lost-every-2nd",
        WireFault::Sent(MessageChange::Lost, WhenToChange::Every(2)),
        SERVER,
        "It does not send every second message.",
    ),
    (
        "lost-every-5th",
        WireFault::Sent(MessageChange::Lost, WhenToChange::Every(5)),
        SERVER,
        "It does not send every fifth message.",
    ),
    (
        "lost-from-2nd",
        WireFault::Sent(MessageChange::Lost, WhenToChange::FromMessage(2)),
        SEVERAL,
        "It sends each client one message.",
    ),
    (
        "middle-bit-every-3rd",
        WireFault::Sent(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::Every(3)),
        SERVER,
        "Every third message is wrong.",
    ),
    (
        "middle-bit-from-client-2",
        WireFault::Sent(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::FromClient(2)),
        SERVER,
        "From the second client on its messages are wrong.",
    ),
    (
        "middle-bit-from-client-3",
        WireFault::Sent(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::FromClient(3)),
        SERVER,
        "From the third client on its messages are wrong.",
    ),
    (
        "middle-bit-from-2nd",
        WireFault::Sent(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::FromMessage(2)),
        SEVERAL,
        "From the second message to a client on they are wrong.",
    ),
    (
        "middle-bit-beyond-30",
        WireFault::Sent(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::Longer(30)),
        LONG,
        "Messages of more than 30 bytes are wrong.",
    ),
    (
        "middle-bit-beyond-100",
        WireFault::Sent(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::Longer(100)),
        LONG,
        "Messages of more than 100 bytes are wrong.",
    ),
    (
        "middle-bit-overlapping",
        WireFault::Sent(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::Overlapping),
        SERVER,
        "Its messages are wrong while two clients are there.",
    ),
    (
        "doubled-every-3rd",
        WireFault::Sent(MessageChange::Doubled, WhenToChange::Every(3)),
        SEVERAL_LINES,
        "It sends every third line twice.",
    ),
];

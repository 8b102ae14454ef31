//! The faults of a program's messages.

use super::{ANY, Fits, LINES, Row, SERVER, SEVERAL, UDP, Units};
use crate::wire::change::{MessageChange, MessagePlace};
use crate::wire::fault::{WhenToChange, WireFault};

/// Servers whose messages have no end mark.
const ALWAYS: WhenToChange = WhenToChange::Always;

const fn always_sent(change: MessageChange) -> WireFault {
    WireFault::Sent(change, ALWAYS)
}

const LONG: Fits = ANY;
const SEVERAL_LINES: Fits = Fits { units: Units::Lines, ..SERVER };

pub(super) const ROWS: &[Row] = &[
    ("lost", always_sent(MessageChange::Lost), ANY, "It sends nothing."),
    ("doubled", always_sent(MessageChange::Doubled), ANY, "It sends each message twice."),
    ("halved", always_sent(MessageChange::Halved), ANY, "It sends the first half of each message."),
    (
        "first-byte-lost",
        always_sent(MessageChange::FirstByteLost),
        ANY,
        "It leaves out the first byte of each message.",
    ),
    ("last-byte-lost", always_sent(MessageChange::LastByteLost), ANY, "It leaves out the last byte of each message."),
    ("letter-behind", always_sent(MessageChange::Followed(b'x')), ANY, "It sends a letter behind each message."),
    (
        "nul-behind",
        always_sent(MessageChange::Followed(0)),
        ANY,
        "It sends a NUL behind each message, as C strings end.",
    ),
    ("space-behind", always_sent(MessageChange::Followed(b' ')), ANY, "It sends a space behind each message."),
    (
        "carriage-return-behind",
        always_sent(MessageChange::Followed(b'\r')),
        ANY,
        "It sends a carriage return behind each message.",
    ),
    ("line-feed-behind", always_sent(MessageChange::Followed(b'\n')), ANY, "It sends a line feed behind each message."),
    ("space-before", always_sent(MessageChange::Preceded(b' ')), ANY, "It sends a space before each message."),
    (
        "first-bit",
        always_sent(MessageChange::Flipped(MessagePlace::First)),
        ANY,
        "One bit of the first byte of each message is wrong.",
    ),
    (
        "middle-bit",
        always_sent(MessageChange::Flipped(MessagePlace::Middle)),
        ANY,
        "One bit in the middle of each message is wrong.",
    ),
    (
        "last-bit",
        always_sent(MessageChange::Flipped(MessagePlace::Last)),
        ANY,
        "One bit of the last byte of each message is wrong.",
    ),
    ("turned", always_sent(MessageChange::Turned), ANY, "Two neighbouring bytes of each message have changed places."),
    (
        "other-case",
        always_sent(MessageChange::OtherCase),
        ANY,
        "It sends capital letters for small ones, and the reverse.",
    ),
    ("other-digit", always_sent(MessageChange::OtherDigit), ANY, "The last digit of each message is wrong."),
    ("trimmed", always_sent(MessageChange::Trimmed), ANY, "It leaves out the spaces at both ends of a message."),
    ("squeezed", always_sent(MessageChange::Squeezed), ANY, "It sends one space for several."),
    ("seven-bits", always_sent(MessageChange::SevenBits), ANY, "It sends seven bits of each byte."),
    ("up-to-nul", always_sent(MessageChange::StopsAt(0)), ANY, "It sends a message up to its first NUL."),
    ("cut-at-64", always_sent(MessageChange::Cut(64)), ANY, "It sends 64 bytes of a message at most."),
    ("cut-at-512", always_sent(MessageChange::Cut(512)), ANY, "It sends 512 bytes of a message at most."),
    ("end-lost", always_sent(MessageChange::EndLost), LINES, "It sends lines without a line feed."),
    ("blank-before", always_sent(MessageChange::BlankBefore), LINES, "It sends an empty line before each line."),
    ("in-two", always_sent(MessageChange::InTwo), UDP, "It sends each message in two datagrams."),
    ("late", always_sent(MessageChange::Late), SEVERAL, "It answers when the next message has come."),
    ("behind-next", always_sent(MessageChange::BehindNext), SEVERAL, "It sends every two messages in the other order."),
    ("as-before", always_sent(MessageChange::AsBefore), SEVERAL, "It answers what it answered this client before."),
    (
        "as-before-of-anyone",
        always_sent(MessageChange::AsBeforeOfAnyone),
        SERVER,
        "It answers what it answered last, whoever asked.",
    ),
    ("as-first", always_sent(MessageChange::AsFirst), SERVER, "It answers what it answered first, whatever is asked."),
    (
        "and-before",
        always_sent(MessageChange::AndBefore),
        SEVERAL,
        "Behind each answer it sends the one before once more.",
    ),
    ("to-another", always_sent(MessageChange::ToAnother), SERVER, "It answers another client that is there."),
    ("to-all", always_sent(MessageChange::ToAll), SERVER, "It answers all clients that are there."),
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

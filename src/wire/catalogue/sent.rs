//! What can happen to what a program sends.

use super::{ANY, Fits, LINES, Row, SERVER, SEVERAL, UDP, Units};
use crate::wire::change::{Change, Place};
use crate::wire::fault::{Fault, When};

/// Servers whose messages have no end mark.
const ALWAYS: When = When::Always;

const fn sent(change: Change) -> Fault {
    Fault::Sent(change, ALWAYS)
}

const LONG: Fits = ANY;
const SEVERAL_LINES: Fits = Fits { units: Units::Lines, ..SERVER };

pub(super) const ROWS: &[Row] = &[
    ("lost", sent(Change::Lost), ANY, "It sends nothing."),
    ("doubled", sent(Change::Doubled), ANY, "It sends each message twice."),
    ("halved", sent(Change::Halved), ANY, "It sends the first half of each message."),
    ("first-byte-lost", sent(Change::FirstByteLost), ANY, "It leaves out the first byte of each message."),
    ("last-byte-lost", sent(Change::LastByteLost), ANY, "It leaves out the last byte of each message."),
    ("letter-behind", sent(Change::Followed(b'x')), ANY, "It sends a letter behind each message."),
    ("nul-behind", sent(Change::Followed(0)), ANY, "It sends a NUL behind each message, as C strings end."),
    ("space-behind", sent(Change::Followed(b' ')), ANY, "It sends a space behind each message."),
    ("carriage-return-behind", sent(Change::Followed(b'\r')), ANY, "It sends a carriage return behind each message."),
    ("line-feed-behind", sent(Change::Followed(b'\n')), ANY, "It sends a line feed behind each message."),
    ("space-before", sent(Change::Preceded(b' ')), ANY, "It sends a space before each message."),
    ("first-bit", sent(Change::Flipped(Place::First)), ANY, "One bit of the first byte of each message is wrong."),
    ("middle-bit", sent(Change::Flipped(Place::Middle)), ANY, "One bit in the middle of each message is wrong."),
    ("last-bit", sent(Change::Flipped(Place::Last)), ANY, "One bit of the last byte of each message is wrong."),
    ("turned", sent(Change::Turned), ANY, "Two neighbouring bytes of each message have changed places."),
    ("other-case", sent(Change::OtherCase), ANY, "It sends capital letters for small ones, and the reverse."),
    ("other-digit", sent(Change::OtherDigit), ANY, "The last digit of each message is wrong."),
    ("trimmed", sent(Change::Trimmed), ANY, "It leaves out the spaces at both ends of a message."),
    ("squeezed", sent(Change::Squeezed), ANY, "It sends one space for several."),
    ("seven-bits", sent(Change::SevenBits), ANY, "It sends seven bits of each byte."),
    ("up-to-nul", sent(Change::StopsAt(0)), ANY, "It sends a message up to its first NUL."),
    ("cut-at-64", sent(Change::Cut(64)), ANY, "It sends 64 bytes of a message at most."),
    ("cut-at-512", sent(Change::Cut(512)), ANY, "It sends 512 bytes of a message at most."),
    ("end-lost", sent(Change::EndLost), LINES, "It sends lines without a line feed."),
    ("blank-before", sent(Change::BlankBefore), LINES, "It sends an empty line before each line."),
    ("in-two", sent(Change::InTwo), UDP, "It sends each message in two datagrams."),
    ("late", sent(Change::Late), SEVERAL, "It answers when the next message has come."),
    ("behind-next", sent(Change::BehindNext), SEVERAL, "It sends every two messages in the other order."),
    ("as-before", sent(Change::AsBefore), SEVERAL, "It answers what it answered this client before."),
    ("as-before-of-anyone", sent(Change::AsBeforeOfAnyone), SERVER, "It answers what it answered last, whoever asked."),
    ("as-first", sent(Change::AsFirst), SERVER, "It answers what it answered first, whatever is asked."),
    ("and-before", sent(Change::AndBefore), SEVERAL, "Behind each answer it sends the one before once more."),
    ("to-another", sent(Change::ToAnother), SERVER, "It answers another client that is there."),
    ("to-all", sent(Change::ToAll), SERVER, "It answers all clients that are there."),
    ("lost-every-2nd", Fault::Sent(Change::Lost, When::Every(2)), SERVER, "It does not send every second message."),
    ("lost-every-5th", Fault::Sent(Change::Lost, When::Every(5)), SERVER, "It does not send every fifth message."),
    ("lost-from-2nd", Fault::Sent(Change::Lost, When::FromMessage(2)), SEVERAL, "It sends each client one message."),
    (
        "middle-bit-every-3rd",
        Fault::Sent(Change::Flipped(Place::Middle), When::Every(3)),
        SERVER,
        "Every third message is wrong.",
    ),
    (
        "middle-bit-from-client-2",
        Fault::Sent(Change::Flipped(Place::Middle), When::FromClient(2)),
        SERVER,
        "From the second client on its messages are wrong.",
    ),
    (
        "middle-bit-from-client-3",
        Fault::Sent(Change::Flipped(Place::Middle), When::FromClient(3)),
        SERVER,
        "From the third client on its messages are wrong.",
    ),
    (
        "middle-bit-from-2nd",
        Fault::Sent(Change::Flipped(Place::Middle), When::FromMessage(2)),
        SEVERAL,
        "From the second message to a client on they are wrong.",
    ),
    (
        "middle-bit-beyond-30",
        Fault::Sent(Change::Flipped(Place::Middle), When::Longer(30)),
        LONG,
        "Messages of more than 30 bytes are wrong.",
    ),
    (
        "middle-bit-beyond-100",
        Fault::Sent(Change::Flipped(Place::Middle), When::Longer(100)),
        LONG,
        "Messages of more than 100 bytes are wrong.",
    ),
    (
        "middle-bit-overlapping",
        Fault::Sent(Change::Flipped(Place::Middle), When::Overlapping),
        SERVER,
        "Its messages are wrong while two clients are there.",
    ),
    (
        "doubled-every-3rd",
        Fault::Sent(Change::Doubled, When::Every(3)),
        SEVERAL_LINES,
        "It sends every third line twice.",
    ),
];

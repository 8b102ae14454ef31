//! What can happen to what a program receives.

use super::{ANY, Row, SERVER, TCP, TCP_SERVER};
use crate::wire::change::{Change, Place};
use crate::wire::fault::{Fault, When};

const fn received(change: Change) -> Fault {
    Fault::Received(change, When::Always)
}

pub(super) const ROWS: &[Row] = &[
    ("lost", received(Change::Lost), ANY, "It receives nothing."),
    ("doubled", received(Change::Doubled), SERVER, "It takes in twice what it receives."),
    ("first-byte-lost", received(Change::FirstByteLost), ANY, "It overlooks the first byte of what it receives."),
    ("last-byte-lost", received(Change::LastByteLost), ANY, "It overlooks the last byte of what it receives."),
    ("letter-before", received(Change::Preceded(b'x')), ANY, "It takes in a letter before what it receives."),
    ("first-bit", received(Change::Flipped(Place::First)), ANY, "One bit of the first byte that it receives is wrong."),
    (
        "middle-bit",
        received(Change::Flipped(Place::Middle)),
        ANY,
        "One bit in the middle of what it receives is wrong.",
    ),
    ("turned", received(Change::Turned), ANY, "Two neighbouring bytes that it receives change places."),
    ("other-digit", received(Change::OtherDigit), ANY, "The last digit that it receives is another."),
    ("squeezed", received(Change::Squeezed), ANY, "It takes several spaces for one."),
    ("trimmed", received(Change::Trimmed), ANY, "It overlooks white space at both ends of what it receives."),
    ("seven-bits", received(Change::SevenBits), ANY, "It reads seven bits of each byte."),
    ("up-to-nul", received(Change::StopsAt(0)), ANY, "It reads up to the first NUL."),
    ("line-end-behind", received(Change::Followed(b'\n')), TCP_SERVER, "It takes each segment for a whole line."),
    ("first-line-only", received(Change::FirstLineOnly), TCP_SERVER, "Of each segment it takes the first line only."),
    ("cut-at-16", received(Change::Cut(16)), ANY, "It reads 16 bytes at once, and drops the rest."),
    ("cut-at-64", received(Change::Cut(64)), ANY, "It reads 64 bytes at once, and drops the rest."),
    ("cut-at-512", received(Change::Cut(512)), ANY, "It reads 512 bytes at once, and drops the rest."),
    (
        "first-segment-only",
        Fault::Received(Change::Lost, When::FromMessage(2)),
        TCP,
        "It reads once from each connection.",
    ),
    (
        "behind-next",
        received(Change::BehindNext),
        SERVER,
        "It takes every two segments or datagrams in the other order.",
    ),
    ("as-before", received(Change::AsBefore), SERVER, "It reads old data of the same client again."),
    ("as-before-of-anyone", received(Change::AsBeforeOfAnyone), SERVER, "It reads old data of any client again."),
    ("lost-every-3rd", Fault::Received(Change::Lost, When::Every(3)), SERVER, "It overlooks every third message."),
    (
        "lost-from-client-3",
        Fault::Received(Change::Lost, When::FromClient(3)),
        SERVER,
        "It listens to two clients and no more.",
    ),
    (
        "lost-beyond-100",
        Fault::Received(Change::Lost, When::Longer(100)),
        ANY,
        "It overlooks what has more than 100 bytes.",
    ),
    (
        "middle-bit-every-4th",
        Fault::Received(Change::Flipped(Place::Middle), When::Every(4)),
        SERVER,
        "It reads every fourth message wrongly.",
    ),
    (
        "middle-bit-beyond-100",
        Fault::Received(Change::Flipped(Place::Middle), When::Longer(100)),
        ANY,
        "It reads messages of more than 100 bytes wrongly.",
    ),
    (
        "middle-bit-overlapping",
        Fault::Received(Change::Flipped(Place::Middle), When::Overlapping),
        SERVER,
        "It reads wrongly while two clients are there.",
    ),
    (
        "of-another",
        Fault::Received(Change::ToAnother, When::Overlapping),
        SERVER,
        "It takes what one client sends for another's.",
    ),
];

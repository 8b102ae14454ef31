//! What can happen to what a program receives.

use super::{ANY, Row, SERVER, TCP, TCP_SERVER};
use crate::wire::change::{MessageChange, MessagePlace};
use crate::wire::fault::{WhenToChange, WireFault};

const fn received(change: MessageChange) -> WireFault {
    WireFault::Received(change, WhenToChange::Always)
}

pub(super) const ROWS: &[Row] = &[
    ("lost", received(MessageChange::Lost), ANY, "It receives nothing."),
    ("doubled", received(MessageChange::Doubled), SERVER, "It takes in twice what it receives."),
    (
        "first-byte-lost",
        received(MessageChange::FirstByteLost),
        ANY,
        "It overlooks the first byte of what it receives.",
    ),
    ("last-byte-lost", received(MessageChange::LastByteLost), ANY, "It overlooks the last byte of what it receives."),
    ("letter-before", received(MessageChange::Preceded(b'x')), ANY, "It takes in a letter before what it receives."),
    (
        "first-bit",
        received(MessageChange::Flipped(MessagePlace::First)),
        ANY,
        "One bit of the first byte that it receives is wrong.",
    ),
    (
        "middle-bit",
        received(MessageChange::Flipped(MessagePlace::Middle)),
        ANY,
        "One bit in the middle of what it receives is wrong.",
    ),
    ("turned", received(MessageChange::Turned), ANY, "Two neighbouring bytes that it receives change places."),
    ("other-digit", received(MessageChange::OtherDigit), ANY, "The last digit that it receives is another."),
    ("squeezed", received(MessageChange::Squeezed), ANY, "It takes several spaces for one."),
    ("trimmed", received(MessageChange::Trimmed), ANY, "It overlooks white space at both ends of what it receives."),
    ("seven-bits", received(MessageChange::SevenBits), ANY, "It reads seven bits of each byte."),
    ("up-to-nul", received(MessageChange::StopsAt(0)), ANY, "It reads up to the first NUL."),
    (
        "line-end-behind",
        received(MessageChange::Followed(b'\n')),
        TCP_SERVER,
        "It takes each segment for a whole line.",
    ),
    (
        "first-line-only",
        received(MessageChange::FirstLineOnly),
        TCP_SERVER,
        "Of each segment it takes the first line only.",
    ),
    ("cut-at-16", received(MessageChange::Cut(16)), ANY, "It reads 16 bytes at once, and drops the rest."),
    ("cut-at-64", received(MessageChange::Cut(64)), ANY, "It reads 64 bytes at once, and drops the rest."),
    ("cut-at-512", received(MessageChange::Cut(512)), ANY, "It reads 512 bytes at once, and drops the rest."),
    (
        "first-segment-only",
        WireFault::Received(MessageChange::Lost, WhenToChange::FromMessage(2)),
        TCP,
        "It reads once from each connection.",
    ),
    (
        "behind-next",
        received(MessageChange::BehindNext),
        SERVER,
        "It takes every two segments or datagrams in the other order.",
    ),
    ("as-before", received(MessageChange::AsBefore), SERVER, "It reads old data of the same client again."),
    (
        "as-before-of-anyone",
        received(MessageChange::AsBeforeOfAnyone),
        SERVER,
        "It reads old data of any client again.",
    ),
    (
        "lost-every-3rd",
        WireFault::Received(MessageChange::Lost, WhenToChange::Every(3)),
        SERVER,
        "It overlooks every third message.",
    ),
    (
        "lost-from-client-3",
        WireFault::Received(MessageChange::Lost, WhenToChange::FromClient(3)),
        SERVER,
        "It listens to two clients and no more.",
    ),
    (
        "lost-beyond-100",
        WireFault::Received(MessageChange::Lost, WhenToChange::Longer(100)),
        ANY,
        "It overlooks what has more than 100 bytes.",
    ),
    (
        "middle-bit-every-4th",
        WireFault::Received(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::Every(4)),
        SERVER,
        "It reads every fourth message wrongly.",
    ),
    (
        "middle-bit-beyond-100",
        WireFault::Received(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::Longer(100)),
        ANY,
        "It reads messages of more than 100 bytes wrongly.",
    ),
    (
        "middle-bit-overlapping",
        WireFault::Received(MessageChange::Flipped(MessagePlace::Middle), WhenToChange::Overlapping),
        SERVER,
        "It reads wrongly while two clients are there.",
    ),
    (
        "of-another",
        WireFault::Received(MessageChange::ToAnother, WhenToChange::Overlapping),
        SERVER,
        "It takes what one client sends for another's.",
    ),
];

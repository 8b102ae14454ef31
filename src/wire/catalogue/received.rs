//! The faults of a program's input.

use super::{ANY, Row, SERVER, TCP, TCP_SERVER};
use crate::wire::change::{MessageChange, MessagePlace};
use crate::wire::fault::{WhenToChange, WireFault};

const fn always_received(change: MessageChange) -> WireFault {
    WireFault::Received(change, WhenToChange::Always)
}

pub(super) const ROWS: &[Row] = &[
    ("lost", always_received(MessageChange::Lost), ANY, "It receives nothing."),
    ("doubled", always_received(MessageChange::Doubled), SERVER, "It takes in twice what it receives."),
    (
        "first-byte-lost",
        always_received(MessageChange::FirstByteLost),
        ANY,
        "It overlooks the first byte of what it receives.",
    ),
    (
        "last-byte-lost",
        always_received(MessageChange::LastByteLost),
        ANY,
        "It overlooks the last byte of what it receives.",
    ),
    (
        "letter-before",
        always_received(MessageChange::Preceded(b'x')),
        ANY,
        "It takes in a letter before what it receives.",
    ),
    (
        "first-bit",
        always_received(MessageChange::Flipped(MessagePlace::First)),
        ANY,
        "One bit of the first byte that it receives is wrong.",
    ),
    (
        "middle-bit",
        always_received(MessageChange::Flipped(MessagePlace::Middle)),
        ANY,
        "One bit in the middle of what it receives is wrong.",
    ),
    ("turned", always_received(MessageChange::Turned), ANY, "Two neighbouring bytes that it receives change places."),
    ("other-digit", always_received(MessageChange::OtherDigit), ANY, "The last digit that it receives is another."),
    ("squeezed", always_received(MessageChange::Squeezed), ANY, "It takes several spaces for one."),
    (
        "trimmed",
        always_received(MessageChange::Trimmed),
        ANY,
        "It overlooks white space at both ends of what it receives.",
    ),
    ("seven-bits", always_received(MessageChange::SevenBits), ANY, "It reads seven bits of each byte."),
    ("up-to-nul", always_received(MessageChange::StopsAt(0)), ANY, "It reads up to the first NUL."),
    (
        "line-end-behind",
        always_received(MessageChange::Followed(b'\n')),
        TCP_SERVER,
        "It takes each segment for a whole line.",
    ),
    (
        "first-line-only",
        always_received(MessageChange::FirstLineOnly),
        TCP_SERVER,
        "Of each segment it takes the first line only.",
    ),
    ("cut-at-16", always_received(MessageChange::Cut(16)), ANY, "It reads 16 bytes at once, and drops the rest."),
    ("cut-at-64", always_received(MessageChange::Cut(64)), ANY, "It reads 64 bytes at once, and drops the rest."),
    ("cut-at-512", always_received(MessageChange::Cut(512)), ANY, "It reads 512 bytes at once, and drops the rest."),
    (
        "first-segment-only",
        WireFault::Received(MessageChange::Lost, WhenToChange::FromMessage(2)),
        TCP,
        "It reads once from each connection.",
    ),
    (
        "behind-next",
        always_received(MessageChange::BehindNext),
        SERVER,
        "It takes every two segments or datagrams in the other order.",
    ),
    ("as-before", always_received(MessageChange::AsBefore), SERVER, "It reads old data of the same client again."),
    (
        "as-before-of-anyone",
        always_received(MessageChange::AsBeforeOfAnyone),
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

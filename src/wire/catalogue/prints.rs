//! The faults of a client's output, and of its end.

use super::{CLIENT, Row};
use crate::wire::console::ConsoleFault;
use crate::wire::fault::{Exit, WireFault};

pub(super) const PRINTS: &[Row] = &[
    (
        "first-line-lost",
        WireFault::Console(ConsoleFault::FirstLost),
        CLIENT,
        "It does not print its first line, or its prompt.",
    ),
    ("last-line-lost", WireFault::Console(ConsoleFault::LastLost), CLIENT, "It does not print its last line."),
    ("second-line-lost", WireFault::Console(ConsoleFault::SecondLost), CLIENT, "It does not print every second line."),
    ("nothing", WireFault::Console(ConsoleFault::AllLost), CLIENT, "It prints nothing."),
    ("doubled", WireFault::Console(ConsoleFault::Doubled), CLIENT, "It prints each line twice."),
    (
        "last-byte-lost",
        WireFault::Console(ConsoleFault::LastByteLost),
        CLIENT,
        "It does not print the last byte of each line.",
    ),
    ("letter-behind", WireFault::Console(ConsoleFault::Followed(b'x')), CLIENT, "It prints a letter behind each line."),
    (
        "other-case",
        WireFault::Console(ConsoleFault::OtherCase),
        CLIENT,
        "It prints capital letters for small ones, and the reverse.",
    ),
    ("cut-at-80", WireFault::Console(ConsoleFault::Cut(80)), CLIENT, "It prints 80 bytes of each line at most."),
    ("to-errors", WireFault::Console(ConsoleFault::ToErrors), CLIENT, "It prints to standard error."),
    (
        "at-the-end",
        WireFault::Console(ConsoleFault::AtTheEnd),
        CLIENT,
        "It prints everything when it ends, its prompt too.",
    ),
    (
        "prompt-lost",
        WireFault::Console(ConsoleFault::PromptLost),
        CLIENT,
        "It does not print what has no line end, as a prompt.",
    ),
];

pub(super) const EXITS: &[Row] = &[
    (
        "fails-after-success",
        WireFault::Exit(Exit::FailsAfterSuccess),
        CLIENT,
        "It exits with status 1 after a success.",
    ),
    (
        "succeeds-after-failure",
        WireFault::Exit(Exit::SucceedsAfterFailure),
        CLIENT,
        "It exits with status 0 after a failure.",
    ),
    ("stays-after-success", WireFault::Exit(Exit::StaysAfterSuccess), CLIENT, "It does not end after a success."),
    ("stays-after-failure", WireFault::Exit(Exit::StaysAfterFailure), CLIENT, "It does not end after a failure."),
];

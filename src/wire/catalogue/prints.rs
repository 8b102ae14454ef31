//! What can happen to what a client prints, and to its end.

use super::{CLIENT, Row};
use crate::wire::console::ConsoleFault;
use crate::wire::fault::{Exit, Fault};

pub(super) const PRINTS: &[Row] = &[
    (
        "first-line-lost",
        Fault::Console(ConsoleFault::FirstLost),
        CLIENT,
        "It does not print its first line, or its prompt.",
    ),
    ("last-line-lost", Fault::Console(ConsoleFault::LastLost), CLIENT, "It does not print its last line."),
    ("second-line-lost", Fault::Console(ConsoleFault::SecondLost), CLIENT, "It does not print every second line."),
    ("nothing", Fault::Console(ConsoleFault::AllLost), CLIENT, "It prints nothing."),
    ("doubled", Fault::Console(ConsoleFault::Doubled), CLIENT, "It prints each line twice."),
    (
        "last-byte-lost",
        Fault::Console(ConsoleFault::LastByteLost),
        CLIENT,
        "It does not print the last byte of each line.",
    ),
    ("letter-behind", Fault::Console(ConsoleFault::Followed(b'x')), CLIENT, "It prints a letter behind each line."),
    (
        "other-case",
        Fault::Console(ConsoleFault::OtherCase),
        CLIENT,
        "It prints capital letters for small ones, and the reverse.",
    ),
    ("cut-at-80", Fault::Console(ConsoleFault::Cut(80)), CLIENT, "It prints 80 bytes of each line at most."),
    ("to-errors", Fault::Console(ConsoleFault::ToErrors), CLIENT, "It prints to standard error."),
    (
        "at-the-end",
        Fault::Console(ConsoleFault::AtTheEnd),
        CLIENT,
        "It prints everything when it ends, its prompt too.",
    ),
    (
        "prompt-lost",
        Fault::Console(ConsoleFault::PromptLost),
        CLIENT,
        "It does not print what has no line end, as a prompt.",
    ),
];

pub(super) const EXITS: &[Row] = &[
    ("fails-after-success", Fault::Exit(Exit::FailsAfterSuccess), CLIENT, "It exits with status 1 after a success."),
    (
        "succeeds-after-failure",
        Fault::Exit(Exit::SucceedsAfterFailure),
        CLIENT,
        "It exits with status 0 after a failure.",
    ),
    ("stays-after-success", Fault::Exit(Exit::StaysAfterSuccess), CLIENT, "It does not end after a success."),
    ("stays-after-failure", Fault::Exit(Exit::StaysAfterFailure), CLIENT, "It does not end after a failure."),
];

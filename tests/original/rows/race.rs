//! Section 7: the race in the published TCP session, with the harness as the wire.

use super::super::row::Row;
use super::super::row::See::{Line, Prints};
use super::super::row::Verdict::{Noted, Pass};
use super::row;

/// The pairs.
pub const ROWS: &[Row] = &[
    row(
        "the original TCP pair printed **27.45, 3.45, 9.0, 5.49**",
        "TCP-S-10",
        "tcp-pair/published/joined",
        Noted("concatenated"),
        &[
            Prints(
                "The total of all numbers is: 27.45\nThe lowest number is: 3.45\nThe highest number is: 9.0\nThe mean is: 5.49",
            ),
            Line("wire", "sent \"5 4 6 9 3.45\""),
        ],
    ),
    row(
        "`message-first`: the message is delivered, its reply returned, and only then the length (the published session)",
        "CON-6",
        "tcp-pair/published/message-first",
        Pass,
        &[
            Prints(
                "The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\nThe mean is: 5.48",
            ),
            Line("wire", "sent \"5 4 6 9 3.4\""),
            Line("wire", "sent \"5\""),
        ],
    ),
    row("It leaves in `one-piece` (the original)", "TCP-S-12", "tcp-pair/segments/published", Noted("one-piece"), &[]),
    row(
        "They leave in `one-segment`, or in `two-segments` or more (the original)",
        "TCP-C-8",
        "tcp-pair/segments/published",
        Noted("two-segments"),
        &[],
    ),
];

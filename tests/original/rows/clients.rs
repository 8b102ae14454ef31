//! Sections 1, 3, 4 and 5: the clients.

use super::super::row::See::{Block, Line, None as No, Prints};
use super::super::row::Verdict::{Known, Noted, Pass};
use super::super::row::{CLIENT_ERRORS, END, Row};
use super::{row, with_jython};

const NO_FLOAT: &str = "ValueError: could not convert string to float:";
const FAILS: &str = "the client exits with code 1";
const ENDS: &str = "the client exits with code 0";
const EACH: &str = "the original exits with 1 and a traceback in each case";
const WHOLE: &str =
    "The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\nThe mean is: 5.48";
const SPOOFED: &str =
    "The total of all numbers is: 1.0\nThe lowest number is: 2.0\nThe highest number is: 3.0\nThe mean is: 4.0";
const IN_PIECES: &str = "the original prints the lines that it has numbers for, the last one possibly cut";
const IN_A_SPACE: &str = "when the piece ends in a space, prints nothing and exits with 1";

/// The TCP client.
pub const TCP: &[Row] = &[
    row(
        "`before-prompts` (the original)",
        "END-3",
        "tcp-client/published/session",
        Noted("before-prompts"),
        &[Prints(WHOLE), Block(END, ENDS), No(CLIENT_ERRORS)],
    ),
    row(
        "`takes` it (the original)",
        "RSP-3",
        "tcp-client/reply/ends-in-line-feed",
        Noted("takes"),
        &[Prints(WHOLE), Block(END, ENDS)],
    ),
    row(
        "A carriage return that was typed before the line feed may be sent or not",
        "TCP-C-1",
        "tcp-client/message/carriage-return",
        Pass,
        &[Line("connection", "received \"5 4 6 9 3.4\\r5\\r\""), Prints(WHOLE), Block(END, ENDS)],
    ),
    row(
        EACH,
        "TCP-C-4",
        "tcp-client/errors/refused",
        Pass,
        &[
            Block(CLIENT_ERRORS, "socket.error: [Errno 111] Connection refused"),
            Block(END, FAILS),
            No("console of the client"),
        ],
    ),
    row(
        EACH,
        "TCP-C-4",
        "tcp-client/errors/closed",
        Pass,
        &[Block(CLIENT_ERRORS, NO_FLOAT), Block(END, FAILS), Prints("")],
    ),
    with_jython(
        row(
            EACH,
            "TCP-C-4",
            "tcp-client/errors/reset",
            Pass,
            &[
                Block(CLIENT_ERRORS, "socket.error: [Errno 104] Connection reset by peer"),
                Block(END, FAILS),
                Prints(""),
            ],
        ),
        Pass,
        &[Block(CLIENT_ERRORS, "ValueError: invalid literal for float:"), Block(END, FAILS), Prints("")],
    ),
    row(
        EACH,
        "TCP-C-4",
        "tcp-client/errors/nonsense",
        Pass,
        &[Block(CLIENT_ERRORS, "ValueError: could not convert string to float: hello"), Block(END, FAILS), Prints("")],
    ),
    row(
        EACH,
        "TCP-C-4",
        "tcp-client/errors/word-last",
        Pass,
        &[Block(CLIENT_ERRORS, "ValueError: could not convert string to float: five"), Block(END, FAILS), Prints("")],
    ),
    with_jython(
        row(
            "prints three lines of a three-number reply first",
            "TCP-C-4",
            "tcp-client/errors/three-numbers",
            Known,
            &[
                Prints("The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0"),
                Block(CLIENT_ERRORS, "IndexError: list index out of range"),
                Block(END, FAILS),
            ],
        ),
        Known,
        &[
            Prints("The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0"),
            Block(CLIENT_ERRORS, "IndexError: index out of range: 3"),
            Block(END, FAILS),
        ],
    ),
    row(
        "ignores a fifth number",
        "TCP-C-4",
        "tcp-client/errors/five-numbers",
        Known,
        &[Prints(WHOLE), Block(END, ENDS), No(CLIENT_ERRORS)],
    ),
    row(
        "It has no time-out.",
        "TCP-C-4",
        "tcp-client/errors/no-reply",
        Known,
        &[Prints(""), No(END), No(CLIENT_ERRORS)],
    ),
    with_jython(
        row(
            IN_PIECES,
            "TCP-C-5",
            "tcp-client/cuts/inside-the-second-number",
            Known,
            &[
                Prints("The total of all numbers is: 27.4\nThe lowest number is: 3.0"),
                Block(CLIENT_ERRORS, "IndexError: list index out of range"),
                Block(END, FAILS),
            ],
        ),
        Known,
        &[
            Prints("The total of all numbers is: 27.4\nThe lowest number is: 3.0"),
            Block(CLIENT_ERRORS, "IndexError: index out of range: 2"),
            Block(END, FAILS),
        ],
    ),
    row(
        "`The lowest number is: 3.0` on the second), and exits with 1",
        "TCP-C-5",
        "tcp-client/cuts/inside-the-second-number",
        Known,
        &[Line("console of the client", "The lowest number is: 3.0"), Block(END, FAILS)],
    ),
    row(
        IN_A_SPACE,
        "TCP-C-5",
        "tcp-client/cuts/after-two-numbers",
        Known,
        &[Prints(""), Block(CLIENT_ERRORS, NO_FLOAT), Block(END, FAILS)],
    ),
    row(
        IN_A_SPACE,
        "TCP-C-5",
        "tcp-client/cuts/before-the-last-number",
        Known,
        &[Prints(""), Block(CLIENT_ERRORS, NO_FLOAT), Block(END, FAILS)],
    ),
    row(
        "The original sends both at once, unmarked",
        "TCP-C-6",
        "tcp-client/length/held-back",
        Known,
        &[Line("connection", "received \"5 4 6 9 3.45\"")],
    ),
    row(
        "prints the `short` number (the original prints a mean of 5.0)",
        "TCP-C-7",
        "tcp-client/cuts/inside-the-last-number",
        Noted("short"),
        &[
            Prints(
                "The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\nThe mean is: 5.0",
            ),
            Block(END, ENDS),
        ],
    ),
];

/// The UDP client.
pub const UDP: &[Row] = &[
    row(
        "the original waits for ever",
        "UDP-C-3",
        "udp-client/errors/no-reply",
        Known,
        &[Prints(""), No(END), No(CLIENT_ERRORS)],
    ),
    row(
        "the original takes it",
        "UDP-C-4",
        "udp-client/spoofed/from-another-address",
        Known,
        &[Prints(SPOOFED), Block(END, ENDS)],
    ),
    row(
        "the original takes it",
        "UDP-C-4",
        "udp-client/spoofed/from-another-port",
        Known,
        &[Prints(SPOOFED), Block(END, ENDS)],
    ),
    row(
        "It `prints-first` (the original shows 5.0 four times)",
        "UDP-C-6",
        "udp-client/order/overtaken",
        Noted("prints-first"),
        &[
            Prints(
                "The total of all numbers is: 5.0\nThe lowest number is: 5.0\nThe highest number is: 5.0\nThe mean is: 5.0",
            ),
            Block(END, ENDS),
        ],
    ),
    row(
        "It `exits` with an error (the original)",
        "UDP-C-7",
        "udp-client/port-taken",
        Noted("exits"),
        &[
            Block(CLIENT_ERRORS, "socket.error: [Errno 98] Address already in use"),
            Block(END, FAILS),
            No("console of the client"),
        ],
    ),
    row(
        "`takes` it (the original)",
        "RSP-3",
        "udp-client/reply/ends-in-line-feed",
        Noted("takes"),
        &[Block(END, ENDS)],
    ),
    row(
        "A carriage return that was typed before the line feed may be sent or not",
        "UDP-C-1",
        "udp-client/message/carriage-return",
        Pass,
        &[
            Line("server", "received \"5 4 6 9 3.4\\r\" from the program's own port"),
            Line("server", "received \"5\\r\" from the program's own port"),
            Prints(WHOLE),
        ],
    ),
    row(
        "The original binds port 8000, prompts twice, sends two datagrams",
        "UDP-C-1",
        "udp-client/published/session",
        Pass,
        &[
            Line("server", "received \"6 5 9 7 4.2\" from the program's own port"),
            Line("server", "received \"5\" from the program's own port"),
            Prints(
                "The total of all numbers is: 31.2\nThe lowest number is: 4.2\nThe highest number is: 9.0\nThe mean is: 6.24",
            ),
        ],
    ),
];

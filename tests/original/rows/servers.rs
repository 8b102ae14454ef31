//! Sections 4 and 5: the servers.

use super::super::row::See::{Block, Line, None as No};
use super::super::row::Verdict::{Known, Noted, Pass};
use super::super::row::{END, Row, SERVER_CONSOLE, SERVER_ERRORS};
use super::{row, with_jython};

const NO_FLOAT: &str = "ValueError: could not convert string to float:";
const DIES: &str = "the server exits with code 1";
const LEAVES: &str = "the original exits with 0 on a client that leaves in good order without a word";
const OTHERS: &str = "with 1 and a traceback on each of the others";

/// The TCP server.
pub const TCP: &[Row] = &[
    row(
        LEAVES,
        "TCP-S-5",
        "tcp-server/robust/leaves",
        Known,
        &[Block(END, "the server exits with code 0"), No(SERVER_ERRORS)],
    ),
    row(
        LEAVES,
        "TCP-S-5",
        "tcp-server/robust/half-closes",
        Known,
        &[Block(END, "the server exits with code 0"), No(SERVER_ERRORS)],
    ),
    with_jython(
        row(
            OTHERS,
            "TCP-S-5",
            "tcp-server/robust/resets",
            Known,
            &[Block(END, DIES), Block(SERVER_ERRORS, "socket.error: [Errno 104] Connection reset by peer")],
        ),
        // Its sockets report a reset as an end.
        Known,
        &[Block(END, "the server exits with code 0"), No(SERVER_ERRORS)],
    ),
    row(
        OTHERS,
        "TCP-S-5",
        "tcp-server/robust/nonsense",
        Known,
        &[
            Block(END, DIES),
            Block(SERVER_ERRORS, "ValueError: could not convert string to float: hello"),
            Block("a", "connected\nsent \"hello\"\nclosed"),
        ],
    ),
    row(OTHERS, "TCP-S-5", "tcp-server/robust/oversized", Known, &[Block(END, DIES), Block(SERVER_ERRORS, NO_FLOAT)]),
    row(
        "it blocks the original",
        "TCP-S-6",
        "tcp-server/clients/one-is-silent",
        Known,
        &[
            Block("b", "connected\nsent \"5 4 6\"\nclosed"),
            Block(SERVER_CONSOLE, "TCP server has started and is ready to receive"),
            No(END),
        ],
    ),
    with_jython(
        row(
            "the original fails with EADDRINUSE while TIME_WAIT lasts, for it does not set SO_REUSEADDR",
            "TCP-S-7",
            "tcp-server/life/restart",
            Known,
            &[
                Block(SERVER_ERRORS, "socket.error: [Errno 98] Address already in use"),
                Block("b", "cannot connect\ncannot send: the other side is gone"),
                Block(END, DIES),
            ],
        ),
        Pass,
        &[Block("b", "connected\nsent \"1 2\"\nreceived \"3.0 1.0 2.0 1.5\"\nclosed"), No(SERVER_ERRORS), No(END)],
    ),
    row(
        "A server that closes first leaves TIME_WAIT on its port, and one without SO_REUSEADDR then can't start again for a minute.",
        "TCP-S-1",
        "tcp-server/life/restart",
        Pass,
        &[Line("a", "received \"15.0 4.0 6.0 5.0\""), Line("a", "closed")],
    ),
    with_jython(
        row(
            "the original keeps the connection until the next one is accepted",
            "TCP-S-8",
            "tcp-server/life/closes-too",
            Known,
            &[
                Block("a", "connected\nsent \"5 4 6\"\nreceived \"15.0 4.0 6.0 5.0\"\nclosed its sending side\nclosed"),
                No(END),
            ],
        ),
        Pass,
        &[Line("a", "the other side closes"), No(END)],
    ),
    row(
        "the original keeps the connection until the next one is accepted",
        "TCP-S-8",
        "tcp-server/life/closes-by-the-next",
        Pass,
        &[Line("a", "the other side closes"), Line("b", "received \"3.0 1.0 2.0 1.5\"")],
    ),
    row(
        "The server answers the `first-piece` (the original)",
        "TCP-S-9",
        "tcp-server/cuts/in-two-pieces",
        Noted("first-piece"),
        &[Line("a", "received \"9.0 4.0 5.0 4.5\"")],
    ),
    row(
        "`concatenated` (the total is 27.45; the original)",
        "TCP-S-10",
        "tcp-server/cuts/length-joined",
        Noted("concatenated"),
        &[Line("a", "received \"27.45 3.45 9.0 5.49\"")],
    ),
    row(
        "reads once (up to 1024 bytes), answers",
        "TCP-S-4",
        "tcp-server/sizes/1024",
        Pass,
        &[Line("a", "received \"10509.0 1.0 9999.0 20.5655577299\"")],
    ),
    row(
        "is `truncated` (the original reads 1024 bytes",
        "TCP-S-11",
        "tcp-server/sizes/over-1024",
        Noted("truncated"),
        &[Line("a", "received \"522.0 1.0 11.0 1.01953125\"")],
    ),
    row(
        "a number may be cut in half and the answer silently wrong",
        "TCP-S-11",
        "tcp-server/sizes/over-1024-inside-a-number",
        Noted("truncated"),
        &[Line("a", "received \"610.0 1.0 99.0 1.19140625\"")],
    ),
    row(
        "A probing connection, made to see whether the TCP server is up, kills the original.",
        "TCP-S-5",
        "tcp-server/robust/leaves-twice",
        Known,
        &[Block(END, "the server exits with code 0"), Block("b", "not answered: the program is ending")],
    ),
];

/// The UDP server.
pub const UDP: &[Row] = &[
    row(
        "`5` is answered with `5.0 5.0 5.0 5.0`",
        "UDP-S-1",
        "udp-server/published/session",
        Pass,
        &[
            Line("home (port 8000)", "received \"5.0 5.0 5.0 5.0\" from the program's own port"),
            Line(SERVER_CONSOLE, "received data: [5.0]"),
        ],
    ),
    row(
        "the original exits with 1 on the first two",
        "UDP-S-4",
        "udp-server/robust/empty",
        Known,
        &[Block(END, DIES), Block(SERVER_ERRORS, NO_FLOAT)],
    ),
    row(
        "the original exits with 1 on the first two",
        "UDP-S-4",
        "udp-server/robust/nonsense",
        Known,
        &[Block(END, DIES), Block(SERVER_ERRORS, "ValueError: could not convert string to float: hello")],
    ),
    row(
        "on the third where the 2048 bytes that it reads are no request",
        "UDP-S-4",
        "udp-server/robust/oversized",
        Known,
        &[Block(END, DIES), Block(SERVER_ERRORS, NO_FLOAT)],
    ),
    row(
        "it does not stop the original",
        "UDP-S-5",
        "udp-server/robust/undeliverable",
        Pass,
        &[
            Line("home (port 8000)", "received \"9.0 1.0 6.0 3.0\" from the program's own port"),
            Line(SERVER_CONSOLE, "received data: [5.0, 4.0]"),
            No(END),
        ],
    ),
    row(
        "It goes to `port-8000` (the original)",
        "UDP-S-6",
        "udp-server/clients/from-another-port",
        Noted("port-8000"),
        &[
            Block("home (port 8000)", "received \"15.0 4.0 6.0 5.0\" from the program's own port\nclosed"),
            Block("other", "sent \"5 4 6\"\nclosed"),
        ],
    ),
    row(
        "UDP replies come back to port 8000 whoever asked",
        "UDP-S-6",
        "udp-server/clients/from-another-port",
        Noted("port-8000"),
        &[Line("home (port 8000)", "received \"15.0 4.0 6.0 5.0\" from the program's own port")],
    ),
    row(
        "A datagram of up to 2048 bytes is answered in full.",
        "UDP-S-3",
        "udp-server/sizes/2048",
        Pass,
        &[Line("home (port 8000)", "received \"11021.0 1.0 9999.0 10.7732160313\" from the program's own port")],
    ),
    row(
        "It is `truncated` (the original), answered in `full`",
        "UDP-S-7",
        "udp-server/sizes/over-2048",
        Noted("truncated"),
        &[Line("home (port 8000)", "received \"1034.0 1.0 11.0 1.009765625\" from the program's own port")],
    ),
    row(
        "It is `truncated` (the original), answered in `full`",
        "UDP-S-7",
        "udp-server/sizes/over-2048-inside-a-number",
        Noted("truncated"),
        &[Line("home (port 8000)", "received \"1122.0 1.0 99.0 1.095703125\" from the program's own port")],
    ),
];

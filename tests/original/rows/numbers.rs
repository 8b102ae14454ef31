//! Section 2: how numbers are read, printed and summed.

use super::super::row::See::{Block, Line};
use super::super::row::Verdict::{Dead, Known, Noted, Pass};
use super::super::row::{END, Row, SERVER_CONSOLE, SERVER_ERRORS, See};
use super::{row, with_jython};

/// A reply's row of the table of `str`: the number's place in a reply.
const fn spelled(says: &'static str, case: &'static str, sees: &'static [See]) -> Row {
    row(says, "NUM-5", case, Pass, sees)
}

/// `str` in replies, `repr` in the server's list.
pub const SPELLED: &[Row] = &[
    spelled("| 27.4 | `27.4` |", "tcp-server/published/session", &[Line("a", "received \"27.4 3.4 9.0 5.48\"")]),
    spelled(
        "| 7 | `7.0` |",
        "udp-server/published/session",
        &[Line(SERVER_CONSOLE, "received data: [6.0, 5.0, 9.0, 7.0, 4.2]")],
    ),
    spelled("| 0.1 + 0.2 | `0.3` |", "tcp-server/numbers/tenths", &[Line("a", "received \"0.3 0.1 0.2 0.15\"")]),
    spelled("| 1e16 | `1e+16` |", "tcp-server/numbers/python-spelling-large", LARGE),
    spelled("| 123456789012345678 | `1.23456789012e+17` |", "tcp-server/numbers/python-spelling-large", LARGE),
    spelled("| 1e11 | `1e+11` |", "tcp-server/numbers/python-spelling", EXPONENTS),
    spelled("| 1e11 + 1 | `1.00000000001e+11` |", "tcp-server/numbers/python-spelling", EXPONENTS),
    spelled("| half of that | `50000000000.5` |", "tcp-server/numbers/python-spelling", EXPONENTS),
    spelled("| 1e-5 | `1e-05` |", "tcp-server/numbers/python-spelling-small", SMALL),
    spelled("| 0.00011 | `0.00011` |", "tcp-server/numbers/python-spelling-small", SMALL),
    spelled("| 5e-324 | `4.94065645841e-324` |", "tcp-server/numbers/subnormal", &[Line("a", SUBNORMAL)]),
    listed(
        "`3.4`",
        "tcp-server/published/session",
        &[Line(SERVER_CONSOLE, "Received data: [5.0, 4.0, 6.0, 9.0, 3.4]")],
    ),
    listed(
        "`1.2345678901234568e+17`",
        "tcp-server/numbers/python-spelling-large",
        &[Line(SERVER_CONSOLE, "Received data: [1e+16, 1.2345678901234568e+17]")],
    ),
    listed(
        "`100000000000.0`",
        "tcp-server/numbers/python-spelling",
        &[Line(SERVER_CONSOLE, "Received data: [100000000000.0, 1.0]")],
    ),
    with_jython(
        listed("`5e-324`", "tcp-server/numbers/subnormal", &[Line(SERVER_CONSOLE, "Received data: [5e-324]")]),
        Known,
        &[Line(SERVER_CONSOLE, "Received data: [4.9e-324]")],
    ),
    with_jython(
        listed("`5e-324`", "udp-server/numbers/subnormal", &[Line(SERVER_CONSOLE, "received data: [5e-324]")]),
        Known,
        &[Line(SERVER_CONSOLE, "received data: [4.9e-324]")],
    ),
    row(
        "`-0.0`",
        "NUM-6",
        "tcp-server/corners/minus-zero",
        Noted("0.0 -0.0 -0.0 0.0"),
        &[Line(SERVER_CONSOLE, "Received data: [-0.0]")],
    ),
    with_jython(
        spelled("`str(6717755680405.0)` is `6.71775568040e+12`", "tcp-server/numbers/python-spelling-halfway", HALFWAY),
        Pass,
        &[Line("a", "received \"1.05383440561e+13 3.8205883757e+12 6.7177556804e+12 5.26917202806e+12\"")],
    ),
    with_jython(
        spelled(
            "`str(3820588375705.0)` is `3.82058837570e+12`",
            "udp-server/numbers/python-spelling-halfway",
            &[Line("home (port 8000)", HALFWAY_DATAGRAM)],
        ),
        Pass,
        &[Line(
            "home (port 8000)",
            "received \"1.05383440561e+13 3.8205883757e+12 6.7177556804e+12 5.26917202806e+12\" from the program's own port",
        )],
    ),
];

const LARGE: &[See] = &[Line("a", "received \"1.33456789012e+17 1e+16 1.23456789012e+17 6.67283945062e+16\"")];
const EXPONENTS: &[See] = &[Line("a", "received \"1.00000000001e+11 1.0 1e+11 50000000000.5\"")];
const SMALL: &[See] = &[Line("a", "received \"0.00012 1e-05 0.00011 6e-05\"")];
const HALFWAY: &[See] =
    &[Line("a", "received \"1.05383440561e+13 3.82058837570e+12 6.71775568040e+12 5.26917202806e+12\"")];
const HALFWAY_DATAGRAM: &str =
    "received \"1.05383440561e+13 3.82058837570e+12 6.71775568040e+12 5.26917202806e+12\" from the program's own port";
const SUBNORMAL: &str = "received \"4.94065645841e-324 4.94065645841e-324 4.94065645841e-324 4.94065645841e-324\"";

/// A number of the server's list.
const fn listed(says: &'static str, case: &'static str, sees: &'static [See]) -> Row {
    row(says, "CON-5", case, Pass, sees)
}

/// A text that is no number: the server ends with a traceback, and sends no statistics.
const fn no_number(says: &'static str, case: &'static str, sees: &'static [See]) -> Row {
    row(says, "NUM-2", case, Dead, sees)
}

/// Texts that `float()` does not read.
pub const NOT_NUMBERS: &[Row] = &[
    no_number(
        "`0x10`",
        "tcp-server/not-numbers/hexadecimal",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 0x10"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "`1_000`",
        "tcp-server/not-numbers/underscore",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 1_000"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "`1,5`",
        "tcp-server/not-numbers/comma",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 1,5"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "`--1`",
        "tcp-server/not-numbers/two-signs",
        &[
            Block(SERVER_ERRORS, "ValueError: could not convert string to float: --1"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "`1L`",
        "tcp-server/not-numbers/long-suffix",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 1L"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "`1j`",
        "tcp-server/not-numbers/imaginary",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 1j"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "`1d5`",
        "tcp-server/not-numbers/fortran-exponent",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 1d5"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "`nan(123)`",
        "tcp-server/not-numbers/nan-with-payload",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): nan(123)"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "a NUL after a digit",
        "tcp-server/not-numbers/nul-byte",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 1"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    with_jython(
        no_number(
            "digits that are not ASCII",
            "tcp-server/not-numbers/arabic-digit",
            &[
                Block(SERVER_ERRORS, "ValueError: could not convert string to float: ٣"),
                Block(END, "the server exits with code 1"),
            ],
        ),
        Dead,
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float: Ù£"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    with_jython(
        no_number(
            "a no-break space",
            "tcp-server/not-numbers/no-break-space",
            &[
                Block(SERVER_ERRORS, "ValueError: could not convert string to float: \u{a0}1"),
                Block(END, "the server exits with code 1"),
            ],
        ),
        Dead,
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float: Â\u{a0}1"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "two numbers joined by a tab",
        "tcp-server/not-numbers/tab-between",
        &[
            Block(SERVER_ERRORS, "ValueError: invalid literal for float(): 1\\t2"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "*Measured* not to be numbers: the empty string",
        "tcp-server/not-numbers/two-spaces",
        &[
            Block(SERVER_ERRORS, "ValueError: could not convert string to float:"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "two spaces in a row",
        "tcp-server/not-numbers/two-spaces",
        &[
            Block(SERVER_ERRORS, "ValueError: could not convert string to float:"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "a leading space",
        "tcp-server/not-numbers/leading-space",
        &[
            Block(SERVER_ERRORS, "ValueError: could not convert string to float:"),
            Block(END, "the server exits with code 1"),
        ],
    ),
    no_number(
        "a trailing space make a request malformed",
        "tcp-server/not-numbers/trailing-space",
        &[
            Block(SERVER_ERRORS, "ValueError: could not convert string to float:"),
            Block(END, "the server exits with code 1"),
        ],
    ),
];

/// Results that depend on the order of summing and comparing.
pub const CORNERS: &[Row] = &[
    row(
        "*Measured* on the original, which sums from the integer 0, left to right",
        "NUM-6",
        "tcp-server/corners/minus-zero",
        Noted("0.0 -0.0 -0.0 0.0"),
        &[Line("a", "received \"0.0 -0.0 -0.0 0.0\"")],
    ),
    row(
        "| `nan 1` | `nan nan nan nan` |",
        "NUM-6",
        "tcp-server/corners/nan-first",
        Noted("nan nan nan nan"),
        &[Line("a", "received \"nan nan nan nan\"")],
    ),
    row(
        "| `nan 1` | `nan nan nan nan` |",
        "NUM-6",
        "udp-server/corners/nan-first",
        Noted("nan nan nan nan"),
        &[Line("home (port 8000)", "received \"nan nan nan nan\" from the program's own port")],
    ),
    row(
        "| `1 nan` | `nan 1.0 1.0 nan` |",
        "NUM-6",
        "tcp-server/corners/nan-last",
        Noted("nan 1.0 1.0 nan"),
        &[Line("a", "received \"nan 1.0 1.0 nan\"")],
    ),
    row(
        "| `1 nan` | `nan 1.0 1.0 nan` |",
        "NUM-6",
        "udp-server/corners/nan-last",
        Noted("nan 1.0 1.0 nan"),
        &[Line("home (port 8000)", "received \"nan 1.0 1.0 nan\" from the program's own port")],
    ),
    row(
        "| `inf -inf` | `nan -inf inf nan` |",
        "NUM-6",
        "tcp-server/corners/both-infinities",
        Noted("nan -inf inf nan"),
        &[Line("a", "received \"nan -inf inf nan\"")],
    ),
    row(
        "| `inf -inf` | `nan -inf inf nan` |",
        "NUM-6",
        "udp-server/corners/both-infinities",
        Noted("nan -inf inf nan"),
        &[Line("home (port 8000)", "received \"nan -inf inf nan\" from the program's own port")],
    ),
    row(
        "| `1e308 1e308` | `inf 1e+308 1e+308 inf` |",
        "NUM-6",
        "tcp-server/corners/overflow",
        Noted("inf 1e+308 1e+308 inf"),
        &[Line("a", "received \"inf 1e+308 1e+308 inf\"")],
    ),
    row(
        "| `1e308 1e308` | `inf 1e+308 1e+308 inf` |",
        "NUM-6",
        "udp-server/corners/overflow",
        Noted("inf 1e+308 1e+308 inf"),
        &[Line("home (port 8000)", "received \"inf 1e+308 1e+308 inf\" from the program's own port")],
    ),
    row(
        "| `-0 0` | `0.0 -0.0 -0.0 0.0` |",
        "NUM-6",
        "tcp-server/corners/minus-zero-first",
        Noted("0.0 -0.0 -0.0 0.0"),
        &[Line("a", "received \"0.0 -0.0 -0.0 0.0\"")],
    ),
    row(
        "| `-0 0` | `0.0 -0.0 -0.0 0.0` |",
        "NUM-6",
        "udp-server/corners/minus-zero-first",
        Noted("0.0 -0.0 -0.0 0.0"),
        &[Line("home (port 8000)", "received \"0.0 -0.0 -0.0 0.0\" from the program's own port")],
    ),
    row(
        "| `-0` | `0.0 -0.0 -0.0 0.0` |",
        "NUM-6",
        "tcp-server/corners/minus-zero",
        Noted("0.0 -0.0 -0.0 0.0"),
        &[Line("a", "received \"0.0 -0.0 -0.0 0.0\"")],
    ),
    row(
        "| `-0` | `0.0 -0.0 -0.0 0.0` |",
        "NUM-6",
        "udp-server/corners/minus-zero",
        Noted("0.0 -0.0 -0.0 0.0"),
        &[Line("home (port 8000)", "received \"0.0 -0.0 -0.0 0.0\" from the program's own port")],
    ),
];

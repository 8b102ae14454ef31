//! The faults of connections, of clients, and of the program itself.

use super::{Fits, Row, SERVER, TCP, TCP_SERVER, TCP_SEVERAL, UDP_SERVER, Units};
use crate::wire::fault::{Company, Occasion, Socket, Then, WayToEnd, WireFault};

const TCP_ANY_SEVERAL: Fits = Fits { units: Units::Several, ..TCP };

const fn dies_on(occasion: Occasion) -> WireFault {
    WireFault::Life(occasion, Then::Dies)
}

const fn is_deaf(occasion: Occasion) -> WireFault {
    WireFault::Life(occasion, Then::IsDeaf)
}

pub(super) const ENDS: &[Row] = &[
    (
        "behind-first",
        WireFault::Ends(WayToEnd::BehindFirst),
        TCP_ANY_SEVERAL,
        "It closes the connection behind its first message.",
    ),
    (
        "in-the-middle",
        WireFault::Ends(WayToEnd::InTheMiddle),
        TCP_ANY_SEVERAL,
        "It closes the connection in the middle of its first message.",
    ),
    (
        "reset-behind-first",
        WireFault::Ends(WayToEnd::ResetBehindFirst),
        TCP_SEVERAL,
        "It resets the connection behind its first message.",
    ),
    ("unanswered", WireFault::Ends(WayToEnd::Unanswered), TCP, "It closes the connection when something comes."),
    ("at-once", WireFault::Ends(WayToEnd::AtOnce), TCP, "It closes each connection at once."),
    ("never", WireFault::Ends(WayToEnd::Never), TCP_SERVER, "It never closes a connection."),
    (
        "with-half-close",
        WireFault::Ends(WayToEnd::WithHalfClose),
        TCP_SERVER,
        "It closes the connection when the client half-closes, whatever it owes.",
    ),
    (
        "half-close-unseen",
        WireFault::Ends(WayToEnd::HalfCloseUnseen),
        TCP_SERVER,
        "It does not notice that a client has half-closed.",
    ),
    (
        "waits-for-end",
        WireFault::Ends(WayToEnd::WaitsForEnd),
        TCP_SERVER,
        "It answers only when the client has half-closed.",
    ),
];

pub(super) const CLIENTS: &[Row] = &[
    (
        "one-at-a-time",
        WireFault::Clients(Company::OneAtATime),
        TCP_SERVER,
        "It serves a client when the one before has left.",
    ),
    ("one", WireFault::Clients(Company::AtMost(1)), TCP_SERVER, "It turns clients away while another is there."),
    ("four", WireFault::Clients(Company::AtMost(4)), TCP_SERVER, "It turns clients away while four others are there."),
    ("first-only", WireFault::Clients(Company::Before(2)), SERVER, "It serves the first client and no more."),
    ("first-two-only", WireFault::Clients(Company::Before(3)), SERVER, "It serves two clients and no more."),
    (
        "newest",
        WireFault::Clients(Company::Newest),
        TCP_SERVER,
        "It drops the client that is there when another comes.",
    ),
];

pub(super) const SURVIVAL: &[Row] = &[
    ("dies-with-client", dies_on(Occasion::Left), TCP_SERVER, "It ends when a client leaves."),
    (
        "dies-with-silent-client",
        dies_on(Occasion::LeftSilently),
        TCP_SERVER,
        "It ends when a client leaves that has sent nothing.",
    ),
    (
        "dies-with-half-close",
        dies_on(Occasion::HalfClosed),
        TCP_SERVER,
        "It ends when a client half-closes before the server does.",
    ),
    ("dies-with-reset", dies_on(Occasion::Reset), TCP_SERVER, "It ends when a client resets its connection."),
    ("dies-with-nonsense", dies_on(Occasion::NotAscii), SERVER, "It ends when a byte comes that is not ASCII."),
    ("dies-with-empty", dies_on(Occasion::Empty), UDP_SERVER, "It ends when an empty datagram comes."),
    ("dies-with-long", dies_on(Occasion::Longer(512)), SERVER, "It ends when more than 512 bytes come at once."),
    ("dies-with-two", dies_on(Occasion::Together(2)), SERVER, "It ends when a second client comes while one is there."),
    ("dies-with-client-3", dies_on(Occasion::Clients(3)), SERVER, "It ends when the third client comes."),
    ("dies-with-message-8", dies_on(Occasion::Messages(8)), SERVER, "It ends when the eighth message comes."),
    ("deaf-after-client", is_deaf(Occasion::Left), TCP_SERVER, "It serves nobody any more when a client has left."),
    (
        "deaf-after-silent-client",
        is_deaf(Occasion::LeftSilently),
        TCP_SERVER,
        "It serves nobody any more when a silent client has left.",
    ),
    (
        "deaf-after-reset",
        is_deaf(Occasion::Reset),
        TCP_SERVER,
        "It serves nobody any more when a client has reset its connection.",
    ),
    (
        "deaf-after-nonsense",
        is_deaf(Occasion::NotAscii),
        SERVER,
        "It serves nobody any more when a byte came that is not ASCII.",
    ),
    (
        "deaf-after-empty",
        is_deaf(Occasion::Empty),
        UDP_SERVER,
        "It serves nobody any more when an empty datagram came.",
    ),
    (
        "deaf-after-message-8",
        is_deaf(Occasion::Messages(8)),
        SERVER,
        "It serves nobody any more when eight messages came.",
    ),
];

pub(super) const SOCKETS: &[Row] = &[
    (
        "no-reuse",
        WireFault::Socket(Socket::NoReuse),
        TCP_SERVER,
        "It listens without SO_REUSEADDR, so it can't start again at once.",
    ),
    (
        "other-port",
        WireFault::Socket(Socket::OtherPort),
        UDP_SERVER,
        "It answers from another port than the one that was asked.",
    ),
];

//! The faults about many clients of a server, one after the other or at once.

use super::life::Cause;
use super::row::{Breaks, Breaks::One, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Con4, TcpS1, TcpS3, TcpS5, TcpS6, UdpS1, UdpS4, UdpS5};
use crate::set_statistics::ReferenceProgram::{TcpServer, UdpServer};
use std::net::TcpStream;
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

/// The crowd that a server can't bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crowds {
    /// It ends when this has happened so many times.
    DiesOfMany(Cause, usize),
    /// It serves no client any more, since each time has cost it a slot.
    Tires(Cause, usize),
    /// It ends at this client, or request.
    DiesAt(usize),
    /// It takes no more clients at once.
    AtMost(usize),
    /// If more clients are there, the latest gets all answers.
    ToLatest(usize),
    /// It prints its lines word by word.
    WordByWord,
    /// It does not answer a client that has ended its sending side.
    NotToHalfClosed,
}

use Crowds::*;

const fn row(name: &'static str, what: Crowds, breaks: Breaks, shows: Shows, sentence: &'static str) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Crowds(what), breaks, shows, sentence }
}

const fn tcp_row(name: &'static str, what: Crowds, sentence: &'static str) -> DeviationRow {
    row(name, what, One(TcpServer, TcpS5), Shows::Sometimes, sentence)
}

const fn udp_row(name: &'static str, what: Crowds, sentence: &'static str) -> DeviationRow {
    row(name, what, One(UdpServer, UdpS4), Shows::Sometimes, sentence)
}

const fn crowd_row(name: &'static str, what: Crowds, sentence: &'static str) -> DeviationRow {
    row(name, what, One(TcpServer, TcpS6), Shows::Sometimes, sentence)
}

pub(super) const ROWS: &[DeviationRow] = &[
    tcp_row("dies-of-100-leavers", DiesOfMany(Cause::Nothing, 100), "It ends when a hundred have left without a word."),
    tcp_row("dies-of-100-resets", DiesOfMany(Cause::Reset, 100), "It ends when a hundred have reset."),
    tcp_row("dies-of-100-words", DiesOfMany(Cause::Nonsense, 100), "It ends when a hundred have sent nonsense."),
    tcp_row(
        "tires-of-leavers",
        Tires(Cause::Nothing, 50),
        "Each client that leaves without a word costs one of 50 slots.",
    ),
    tcp_row("tires-of-resets", Tires(Cause::Reset, 50), "Each client that resets costs one of 50 slots."),
    tcp_row("tires-of-words", Tires(Cause::Nonsense, 50), "Each client that sends nonsense costs one of 50 slots."),
    tcp_row("tires-of-200-resets", Tires(Cause::Reset, 200), "Each client that resets costs one of 200 slots."),
    udp_row("dies-of-100-empty", DiesOfMany(Cause::Nothing, 100), "It ends when a hundred empty datagrams have come."),
    udp_row("dies-of-100-words", DiesOfMany(Cause::Nonsense, 100), "It ends when nonsense has come a hundred times."),
    udp_row("tires-of-words", Tires(Cause::Nonsense, 200), "Each datagram of nonsense costs one of 200 slots."),
    udp_row("tires-of-empty", Tires(Cause::Nothing, 50), "Each empty datagram costs one of 50 slots."),
    row(
        "dies-of-50-undelivered",
        DiesOfMany(Cause::Undelivered, 50),
        One(UdpServer, UdpS5),
        Shows::Sometimes,
        "It ends when fifty replies could not be delivered.",
    ),
    row("dies-at-200", DiesAt(200), Breaks::EachServer(TcpS3, UdpS1), Shows::From(200), "It answers 199 requests."),
    row("dies-at-256", DiesAt(256), Breaks::EachServer(TcpS3, UdpS1), Shows::From(256), "It answers 255 requests."),
    crowd_row("at-most-8", AtMost(8), "It takes no more than 8 clients at once."),
    crowd_row("at-most-16", AtMost(16), "It takes no more than 16 clients at once."),
    crowd_row("at-most-24", AtMost(24), "It takes no more than 24 clients at once."),
    crowd_row("to-the-latest", ToLatest(10), "Where more than 10 clients are there, the latest gets all answers."),
    row(
        "word-by-word",
        WordByWord,
        One(TcpServer, Con4),
        Shows::Sometimes,
        "It prints its lines word by word, so that those of several clients mix.",
    ),
    row(
        "not-to-half-closed",
        NotToHalfClosed,
        One(TcpServer, TcpS1),
        Shows::Sometimes,
        "It does not answer a client that has ended its sending side.",
    ),
];

impl Injected {
    pub(super) fn crowds_deviation(&self) -> Option<Crowds> {
        match self.deviation {
            Some(WrongBehaviour::Crowds(what)) => Some(what),
            _ => None,
        }
    }

    /// Whether a socket is asked for replies that could not be delivered.
    pub(super) fn hears_of_undelivered(&self) -> bool {
        matches!(self.crowds_deviation(), Some(DiesOfMany(Cause::Undelivered, _)))
    }

    /// This has happened once more.
    pub(super) fn count_cause(&self, cause: Cause) {
        match self.crowds_deviation() {
            Some(DiesOfMany(its, most)) if its == cause && self.increment_times() >= most => exit(1),
            Some(Tires(its, _)) if its == cause => {
                self.increment_times();
            }
            _ if cause == Cause::Nonsense && self.begins_with_nonsense() => {
                self.increment_times();
            }
            _ => {}
        }
    }

    fn increment_times(&self) -> usize {
        self.memory.times.fetch_add(1, Relaxed) + 1
    }

    /// A client is there, or a datagram: it is served only if a slot is left.
    pub(super) fn finds_room(&self) {
        let is_tired = || match self.crowds_deviation() {
            Some(Tires(_, most)) => self.memory.times.load(Relaxed) >= most,
            // Each client's thread holds the memory too.
            Some(AtMost(most)) => Arc::strong_count(&self.memory) > most,
            _ => false,
        };
        while is_tired() {
            thread::sleep(Duration::from_millis(5));
        }
        if let Some(DiesAt(last)) = self.crowds_deviation()
            && self.increment_times() >= last
        {
            exit(1);
        }
    }

    /// A datagram has come.
    pub(in crate::set_statistics::reference) fn admit_datagram(&self) {
        self.finds_room();
    }

    /// Whether the latest client is remembered.
    pub(super) fn answers_the_latest(&self) -> bool {
        matches!(self.crowds_deviation(), Some(ToLatest(_)))
    }

    /// The connection that gets the answer to a client, if the fault changes it.
    pub(super) fn latest_client(&self) -> Option<TcpStream> {
        match self.crowds_deviation() {
            Some(ToLatest(most)) if Arc::strong_count(&self.memory) > most => {
                self.lock_remembered().client.as_ref().and_then(|client| client.try_clone().ok())
            }
            _ => None,
        }
    }

    /// The pieces in which a line is written.
    pub(in crate::set_statistics::reference) fn split_line<'l>(&self, line: &'l str) -> Vec<&'l str> {
        match self.crowds_deviation() {
            Some(WordByWord) => line.split_inclusive(' ').collect(),
            _ => vec![line],
        }
    }

    /// A piece of a line is written.
    pub(in crate::set_statistics::reference) fn pause_between_words(&self) {
        if self.crowds_deviation() == Some(WordByWord) {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Whether a client that has ended its sending side, a little later at most, goes without an answer.
    pub(super) fn ignores_half_closed(&self, client: &TcpStream) -> bool {
        if self.crowds_deviation() != Some(NotToHalfClosed) {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
        let has_ended = client.set_nonblocking(true).and_then(|()| client.peek(&mut [0]));
        let _ = client.set_nonblocking(false);
        matches!(has_ended, Ok(0))
    }
}

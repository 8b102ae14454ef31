//! When something is sent, waited for, or given up.

use super::row::{Breaks, Breaks::EachClient, Breaks::One, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Rsp2, TcpC1, TcpC2, TcpC4, TcpC5, TcpS2, UdpC1, UdpC3, UdpC4};
use crate::set_statistics::ReferenceProgram::{TcpClient, TcpServer, UdpClient};
use crate::set_statistics::message::{format_response, parse_request};
use crate::set_statistics::number::parse_number;
use crate::set_statistics::statistics::Statistics;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

/// An action at the wrong time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    /// A client sends its message again when no reply has come for so long.
    RepeatsAfter(u64),
    Patience(u64),
    /// A client gives up at this time after its start, whenever its input came.
    PatienceFromStart(u64),
    ClockAnew,
    /// The same at each piece of a reply.
    ClockAnewAtPieces,
    FewStrangers(usize),
    FewReads(usize),
    AbortsWithoutLength,
    /// The length goes out in pieces of one byte, and none may be lost.
    LengthByteByByte,
    /// A server takes a length that comes before its reply for the count.
    EarlyLength,
    FailsOnSecondLength,
    AnswersSecondLength,
}

use Timing::*;

const fn row(name: &'static str, what: Timing, breaks: Breaks, sentence: &'static str) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Timing(what), breaks, shows: Shows::Sometimes, sentence }
}

const SENT: Breaks = EachClient(TcpC1, UdpC1);
const WAITED: Breaks = EachClient(TcpC4, UdpC3);

pub(super) const ROWS: &[DeviationRow] = &[
    row("repeats-after-0.2-s", RepeatsAfter(200), SENT, "It sends the message again after 0.2 s."),
    row("repeats-after-0.5-s", RepeatsAfter(500), SENT, "It sends the message again after 0.5 s."),
    row("repeats-after-0.7-s", RepeatsAfter(700), SENT, "It sends the message again after 0.7 s."),
    row("waits-0.25-s", Patience(250), WAITED, "It waits for a reply for a quarter of a second."),
    row("waits-0.85-s", Patience(850), WAITED, "It waits for a reply for 0.85 s."),
    row("waits-from-the-start", PatienceFromStart(1500), WAITED, "It gives up 1.5 s after its start."),
    row("clock-anew", ClockAnew, One(UdpClient, UdpC3), "Its clock begins anew at each datagram from elsewhere."),
    row("repeats-after-1.1-s", RepeatsAfter(1100), SENT, "It sends the message again after 1.1 s, if no reply comes."),
    row("repeats-after-1.3-s", RepeatsAfter(1300), SENT, "It sends the message again after 1.3 s, if no reply comes."),
    row("waits-2.4-s-from-the-start", PatienceFromStart(2400), WAITED, "It gives up 2.4 s after its start."),
    row("waits-5.3-s-from-the-start", PatienceFromStart(5300), WAITED, "It gives up 5.3 s after its start."),
    row(
        "clock-anew-at-pieces",
        ClockAnewAtPieces,
        One(TcpClient, TcpC4),
        "Its clock begins anew at each piece of a reply.",
    ),
    row(
        "few-of-30-strangers",
        FewStrangers(30),
        One(UdpClient, UdpC4),
        "It fails at the 30th datagram from elsewhere.",
    ),
    row(
        "few-of-90-strangers",
        FewStrangers(90),
        One(UdpClient, UdpC4),
        "It fails at the 90th datagram from elsewhere.",
    ),
    row("few-of-40-reads", FewReads(40), One(TcpClient, TcpC5), "It reads forty times at most."),
    row("few-strangers", FewStrangers(10), One(UdpClient, UdpC4), "It fails at the tenth datagram from elsewhere."),
    row("few-reads", FewReads(9), One(TcpClient, TcpC5), "It reads nine times at most."),
    row("aborts", AbortsWithoutLength, One(TcpClient, TcpC4), "A signal ends it when the length can't be sent."),
    row(
        "length-byte-by-byte",
        LengthByteByByte,
        One(TcpClient, TcpC2),
        "It fails when the server takes only the first byte of its length.",
    ),
    row("early-length", EarlyLength, One(TcpServer, Rsp2), "It divides by a length that comes before its reply."),
    row("second-length-fails", FailsOnSecondLength, One(TcpServer, TcpS2), "It exits with 1 at a second length."),
    row("second-length-answered", AnswersSecondLength, One(TcpServer, TcpS2), "It answers a second length."),
];

impl Injected {
    fn timing_deviation(&self) -> Option<Timing> {
        match self.deviation {
            Some(WrongBehaviour::Timing(what)) => Some(what),
            _ => None,
        }
    }

    /// A client starts.
    pub(super) fn note_start(&self) {
        self.lock_remembered().begun = Some(Instant::now());
    }

    /// How long a client waits, if the fault changes it.
    pub(super) fn other_patience(&self) -> Option<Duration> {
        match self.timing_deviation()? {
            Patience(milliseconds) => Some(Duration::from_millis(milliseconds)),
            PatienceFromStart(milliseconds) => {
                let since = self.lock_remembered().begun.map_or(Duration::ZERO, |begun| begun.elapsed());
                Some(Duration::from_millis(milliseconds).saturating_sub(since).max(Duration::from_millis(1)))
            }
            _ => None,
        }
    }

    /// A TCP client has sent its message.
    pub(in crate::set_statistics::reference) fn waits_over_tcp(&self, connection: &TcpStream, message: &[u8]) {
        if let (Some(RepeatsAfter(after)), Ok(mut copy)) = (self.timing_deviation(), connection.try_clone()) {
            self.repeat_later(after, message, move |message| copy.write_all(message));
        }
    }

    /// A UDP client has sent its datagrams.
    pub(in crate::set_statistics::reference) fn waits_over_udp(
        &self,
        socket: &UdpSocket,
        server: SocketAddr,
        message: &[u8],
    ) {
        if let (Some(RepeatsAfter(after)), Ok(copy)) = (self.timing_deviation(), socket.try_clone()) {
            self.repeat_later(after, message, move |message| copy.send_to(message, server).map(drop));
        }
    }

    /// Sends once more later, unless a reply has been read by then.
    fn repeat_later(&self, after: u64, message: &[u8], mut send: impl FnMut(&[u8]) -> io::Result<()> + Send + 'static) {
        let (message, memory) = (message.to_vec(), self.memory.clone());
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(after));
            if memory.requests.load(Relaxed) == 0 {
                let _ = send(&message);
            }
        });
    }

    /// A client has read its reply.
    pub(super) fn has_read(&self) {
        self.memory.requests.fetch_add(1, Relaxed);
    }

    /// A UDP client has passed a datagram over.
    pub(in crate::set_statistics::reference) fn passed_over(&self, deadline: &mut Instant, patience: Duration) {
        match self.timing_deviation() {
            Some(ClockAnew) => *deadline = Instant::now() + patience,
            Some(FewStrangers(most)) if self.memory.times.fetch_add(1, Relaxed) + 1 >= most => {
                *deadline = Instant::now();
            }
            _ => {}
        }
    }

    /// A piece of a reply has come to a TCP client.
    pub(in crate::set_statistics::reference) fn handle_piece(&self, deadline: &mut Instant, patience: Duration) {
        if self.timing_deviation() == Some(ClockAnewAtPieces) {
            *deadline = Instant::now() + patience;
        }
    }

    /// Whether a TCP client reads no further, as it has read so many times.
    pub(super) fn has_read_enough(&self, reply: &[u8]) -> bool {
        match self.timing_deviation() {
            Some(FewReads(most)) => !reply.is_empty() && self.memory.times.fetch_add(1, Relaxed) + 1 >= most,
            _ => false,
        }
    }

    /// A TCP client sends its length, which nobody may want any more.
    pub(in crate::set_statistics::reference) fn send_length(&self, connection: &mut TcpStream, length: &[u8]) {
        match self.timing_deviation() {
            Some(LengthByteByByte) => {
                if length.iter().any(|byte| connection.write_all(&[*byte]).is_err()) {
                    std::process::exit(1);
                }
            }
            Some(AbortsWithoutLength) if connection.write_all(length).is_err() => std::process::abort(),
            Some(AbortsWithoutLength) => {}
            _ => drop(connection.write_all(length)),
        }
    }

    /// A server waits a little for a length before it answers.
    pub(super) fn awaits_length(&self, connection: &mut TcpStream) -> io::Result<()> {
        if self.timing_deviation() == Some(EarlyLength) {
            connection.set_read_timeout(Some(Duration::from_millis(40)))?;
            let mut length = [0; 64];
            let read = connection.read(&mut length).unwrap_or_default();
            connection.set_read_timeout(None)?;
            self.lock_remembered().length = parse_number(&length[..read]);
        }
        Ok(())
    }

    /// The answer after a length that came early.
    pub(super) fn divide_by_early_length(&self, right: Statistics) -> Statistics {
        let length =
            if self.timing_deviation() == Some(EarlyLength) { self.lock_remembered().length.take() } else { None };
        length.map_or(right, |length| Statistics { mean: right.total / length, ..right })
    }

    /// Two lengths follow the reply.
    pub(super) fn takes_two_lengths(&self, client: &mut TcpStream) -> io::Result<()> {
        let Some(what @ (FailsOnSecondLength | AnswersSecondLength)) = self.timing_deviation() else { return Ok(()) };
        let mut more = [0; 1024];
        if client.read(&mut more)? == 0 {
            return Ok(());
        }
        let second = client.read(&mut more)?;
        match (what, parse_request(&more[..second])) {
            (FailsOnSecondLength, _) if second > 0 => std::process::exit(1),
            (AnswersSecondLength, Ok(numbers)) => {
                client.write_all(format_response(&Statistics::from_values(&numbers)).as_bytes())
            }
            _ => Ok(()),
        }
    }
}

//! The faults about the addressee, the time and the sender of an answer.

use super::row::{Breaks, Breaks::EachServer, DeviationRow, Shows};
use super::{Injected, WrongBehaviour, console::ServerLineFault::AgainAfterNonsense, values::ValuesFault};
use crate::set_statistics::Clause::{Rsp1, TcpS1, TcpS2, TcpS3, TcpS6, TcpS8, UdpS1, UdpS2};
use crate::set_statistics::ReferenceProgram::{TcpServer, UdpServer};
use crate::set_statistics::message::{format_response, parse_request};
use crate::set_statistics::number::parse_number;
use crate::set_statistics::statistics::Statistics;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::sync::atomic::Ordering::Relaxed;

/// How an answer goes astray.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExchangeFault {
    Twice,
    DropsEvery(usize),
    OneBehind,
    Greets,
    ToFirstClient,
    AnswersLength,
    FailsOnLength,
    KeepsOpen,
    /// Every reply goes to the sender of the first request.
    ToFirstSender,
    /// It closes none any more once nonsense has come.
    KeepsAfterNonsense,
    /// It closes no connection of a client that asked nothing.
    KeepsUnasked,
    OneByOne,
    InPairs,
    OncePerRequest,
    DropsZeros,
    OtherReplyPort,
    OtherSocket,
}

use ExchangeFault::*;

const fn row(
    name: &'static str,
    what: ExchangeFault,
    breaks: Breaks,
    shows: Shows,
    sentence: &'static str,
) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Exchange(what), breaks, shows, sentence }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("twice", Twice, Breaks::One(TcpServer, Rsp1), Shows::Always, "It answers twice."),
    row("twice", Twice, Breaks::One(UdpServer, UdpS1), Shows::Always, "It answers twice."),
    row(
        "drops-every-tenth",
        DropsEvery(10),
        EachServer(TcpS3, UdpS1),
        Shows::Every(10),
        "It drops every tenth request.",
    ),
    row("one-behind", OneBehind, EachServer(TcpS1, UdpS1), Shows::Always, "It answers when the next request comes."),
    row("greets", Greets, Breaks::One(TcpServer, Rsp1), Shows::Always, "It greets each client with OK."),
    row(
        "to-first-client",
        ToFirstClient,
        Breaks::One(TcpServer, TcpS6),
        Shows::From(2),
        "It answers its first client, whoever asks.",
    ),
    row(
        "answers-the-length",
        AnswersLength,
        Breaks::One(TcpServer, TcpS2),
        Shows::Sometimes,
        "It answers the length too.",
    ),
    row(
        "fails-on-the-length",
        FailsOnLength,
        Breaks::One(TcpServer, TcpS2),
        Shows::Sometimes,
        "It exits with 1 when a length comes.",
    ),
    row(
        "keeps-who-asked-nothing",
        KeepsUnasked,
        Breaks::One(TcpServer, TcpS8),
        Shows::Sometimes,
        "It does not close the connection of a client that ends its side without a request.",
    ),
    row(
        "keeps-connections-after-nonsense",
        KeepsAfterNonsense,
        Breaks::One(TcpServer, TcpS8),
        Shows::Sometimes,
        "It closes no connection once something has come that is no request.",
    ),
    row("keeps-connections", KeepsOpen, Breaks::One(TcpServer, TcpS8), Shows::Always, "It closes no connection."),
    row(
        "one-by-one",
        OneByOne,
        Breaks::One(TcpServer, TcpS6),
        Shows::From(2),
        "It takes no client before the last has said something.",
    ),
    row(
        "in-pairs",
        InPairs,
        Breaks::One(UdpServer, UdpS1),
        Shows::Always,
        "It answers message and length when it has both.",
    ),
    row(
        "once-per-request",
        OncePerRequest,
        Breaks::One(UdpServer, UdpS1),
        Shows::From(2),
        "It answers no request that it had before.",
    ),
    row(
        "once-per-request",
        OncePerRequest,
        Breaks::One(TcpServer, TcpS3),
        Shows::From(2),
        "It answers no request that it had before.",
    ),
    row(
        "drops-zeros",
        DropsZeros,
        Breaks::One(TcpServer, TcpS3),
        Shows::Sometimes,
        "It takes a total of zero for no result, and answers nothing.",
    ),
    row(
        "drops-zeros",
        DropsZeros,
        Breaks::One(UdpServer, UdpS1),
        Shows::Sometimes,
        "It takes a total of zero for no result, and answers nothing.",
    ),
    row(
        "other-reply-port",
        OtherReplyPort,
        Breaks::One(UdpServer, UdpS1),
        Shows::Always,
        "It replies to the port behind the client's, where nobody is.",
    ),
    row(
        "to-first-sender",
        ToFirstSender,
        Breaks::One(UdpServer, UdpS1),
        Shows::Sometimes,
        "It replies to the port that the first request came from.",
    ),
    row("other-socket", OtherSocket, Breaks::One(UdpServer, UdpS2), Shows::Always, "It replies from another socket."),
];

impl Injected {
    /// The replies, in order, to the client that asked about these numbers; `right` is the right one.
    pub(in crate::set_statistics::reference) fn choose_replies(&self, numbers: &[f64], right: String) -> Vec<Vec<u8>> {
        let before = self.memory.requests.fetch_add(1, Relaxed);
        match self.deviation {
            None => vec![right.into_bytes()],
            Some(WrongBehaviour::Exchange(how)) => self.misdirect_reply(how, right.into_bytes(), before),
            Some(WrongBehaviour::Crowds(_)) => match self.latest_client() {
                Some(mut latest) => {
                    let _ = latest.write_all(right.as_bytes());
                    Vec::new()
                }
                None => vec![right.into_bytes()],
            },
            Some(_) => {
                vec![self.laid_out(&self.answered_statistics(numbers, Statistics::from_values(numbers)), numbers.len())]
            }
        }
    }

    fn misdirect_reply(&self, how: ExchangeFault, right: Vec<u8>, before: usize) -> Vec<Vec<u8>> {
        match how {
            Twice => vec![right.clone(), right],
            DropsEvery(step) if before % step == step - 1 => Vec::new(),
            OneBehind => self.lock_remembered().reply.replace(right).into_iter().collect(),
            ToFirstClient => {
                let sent = self.lock_remembered().client.as_mut().map(|client| client.write_all(&right));
                if matches!(sent, Some(Ok(()))) { Vec::new() } else { vec![right] }
            }
            InPairs => match self.lock_remembered().reply.take() {
                Some(earlier) => vec![earlier, right],
                None => {
                    self.lock_remembered().reply = Some(right);
                    Vec::new()
                }
            },
            DropsZeros if right.starts_with(b"0.0 ") => Vec::new(),
            OncePerRequest if !self.lock_remembered().replies.insert(right.clone()) => Vec::new(),
            _ => vec![right],
        }
    }

    /// Whether the fault shows only once something has come that is no request.
    pub(super) fn begins_with_nonsense(&self) -> bool {
        matches!(
            self.deviation,
            Some(WrongBehaviour::Exchange(KeepsAfterNonsense) | WrongBehaviour::Console(AgainAfterNonsense))
        )
    }

    /// Takes a client in.
    pub(in crate::set_statistics::reference) fn accept_client(&self, client: &TcpStream) {
        self.lives_with(client);
        self.finds_room();
        if self.answers_the_latest() {
            self.lock_remembered().client = client.try_clone().ok();
        }
        let Some(WrongBehaviour::Exchange(how)) = self.deviation else { return };
        match how {
            Greets => drop((&mut &*client).write_all(b"OK\n")),
            ToFirstClient if self.lock_remembered().client.is_none() => {
                self.lock_remembered().client = client.try_clone().ok()
            }
            KeepsAfterNonsense if self.memory.times.load(Relaxed) == 0 => {}
            KeepsOpen | KeepsAfterNonsense => drop(client.try_clone().map(std::mem::forget)),
            KeepsUnasked => {
                let keep = |copy: TcpStream| {
                    if matches!(copy.peek(&mut [0]), Ok(0)) {
                        std::mem::forget(copy)
                    }
                };
                drop(client.try_clone().map(|copy| std::thread::spawn(move || keep(copy))));
            }
            OneByOne => drop(client.peek(&mut [0])),
            _ => {}
        }
    }

    /// Acts between the reply and the end of a connection, before the rest of the input is discarded.
    pub(in crate::set_statistics::reference) fn handle_after_reply(&self, client: &mut TcpStream) -> io::Result<()> {
        self.takes_two_lengths(client)?;
        let mut more = [0; 1024];
        let mut length = || client.read(&mut more).map(|length| more[..length].to_vec());
        match self.deviation {
            Some(WrongBehaviour::Exchange(FailsOnLength)) if !length()?.is_empty() => std::process::exit(1),
            Some(WrongBehaviour::Exchange(AnswersLength)) => {
                if let Ok(numbers) = parse_request(&length()?) {
                    client.write_all(format_response(&Statistics::from_values(&numbers)).as_bytes())?;
                }
            }
            Some(WrongBehaviour::Values(ValuesFault::DividedByLengthSent)) => {
                let length = parse_number(&length()?);
                self.lock_remembered().length = length;
            }
            _ => {}
        }
        Ok(())
    }

    /// The port to which replies go.
    pub(in crate::set_statistics::reference) fn reply_port(&self, right: u16) -> u16 {
        if self.deviation == Some(WrongBehaviour::Exchange(OtherReplyPort)) { right + 1 } else { right }
    }

    /// The addressee of a reply to a request of `sender`.
    pub(in crate::set_statistics::reference) fn choose_addressee(
        &self,
        sender: SocketAddr,
        right: SocketAddr,
    ) -> SocketAddr {
        let is_first = self.deviation == Some(WrongBehaviour::Exchange(ToFirstSender));
        if is_first { *self.lock_remembered().sender.get_or_insert(sender) } else { right }
    }

    /// The socket that sends replies, if the fault changes it.
    pub(in crate::set_statistics::reference) fn reply_socket(&self) -> Option<UdpSocket> {
        let is_other = self.deviation == Some(WrongBehaviour::Exchange(OtherSocket));
        is_other.then(|| UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).ok()).flatten()
    }
}

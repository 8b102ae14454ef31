//! The faults about the address at which a server listens, and about its end.

use super::row::{Breaks, Breaks::One, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{End1, TcpS1, TcpS3, TcpS5, TcpS7, UdpS1, UdpS4, UdpS5};
use crate::set_statistics::ReferenceProgram::{TcpServer, UdpServer};
use nix::sys::socket::{setsockopt, sockopt::Ipv4RecvErr};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::process::{Resource, Rlimit, setrlimit};
use socket2::{Domain, Socket, Type};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio, exit};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

/// What a server does not survive, or takes too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LifeFault {
    AllAddresses,
    NoReuse,
    ChildWithPort,
    DiesOf(Cause),
    DiesAtClient(usize),
    DiesAtRequest(usize),
    LeaksDescriptors,
    LeaksMemory,
    TiresOfSilence,
}

/// What ends a server that does not expect it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Nothing came.
    Nothing,
    Reset,
    /// What came is no request.
    Nonsense,
    /// More came than so many bytes.
    Over(usize),
    /// A reply could not be delivered.
    Undelivered,
}

impl Cause {
    /// What went wrong with a client.
    fn from_error(error: &io::Error) -> Option<Cause> {
        match error.kind() {
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => Some(Cause::Reset),
            ErrorKind::InvalidData => Some(Cause::Nonsense),
            ErrorKind::ConnectionRefused => Some(Cause::Undelivered),
            _ => None,
        }
    }
}

use LifeFault::*;

const fn row(
    name: &'static str,
    what: LifeFault,
    breaks: Breaks,
    shows: Shows,
    sentence: &'static str,
) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Life(what), breaks, shows, sentence }
}

const fn tcp_row(name: &'static str, cause: Cause, sentence: &'static str) -> DeviationRow {
    row(name, DiesOf(cause), One(TcpServer, TcpS5), Shows::Sometimes, sentence)
}

const fn udp_row(name: &'static str, cause: Cause, sentence: &'static str) -> DeviationRow {
    row(name, DiesOf(cause), One(UdpServer, UdpS4), Shows::Sometimes, sentence)
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("all-addresses", AllAddresses, Breaks::Servers(End1), Shows::Always, "It listens on every address."),
    row("no-reuse", NoReuse, One(TcpServer, TcpS7), Shows::Sometimes, "It can't start while TIME_WAIT lasts."),
    row(
        "child-with-port",
        ChildWithPort,
        One(TcpServer, TcpS7),
        Shows::Sometimes,
        "It leaves a child that holds its port.",
    ),
    tcp_row("dies-when-a-client-leaves", Cause::Nothing, "It ends when a client leaves without a word."),
    tcp_row("dies-of-a-reset", Cause::Reset, "It ends when a client resets."),
    tcp_row("dies-of-nonsense", Cause::Nonsense, "It ends when something comes that is no request."),
    tcp_row("dies-of-much", Cause::Over(4096), "It ends when more than 4096 bytes come."),
    udp_row("dies-of-an-empty-datagram", Cause::Nothing, "It ends when an empty datagram comes."),
    udp_row("dies-of-nonsense", Cause::Nonsense, "It ends when something comes that is no request."),
    udp_row("dies-of-much", Cause::Over(4096), "It ends when more than 4096 bytes come."),
    row(
        "dies-of-icmp",
        DiesOf(Cause::Undelivered),
        One(UdpServer, UdpS5),
        Shows::Sometimes,
        "It ends when a reply can't be delivered.",
    ),
    row("dies-at-second-client", DiesAtClient(2), One(TcpServer, TcpS3), Shows::From(2), "It serves one client."),
    row("dies-at-fifth-client", DiesAtClient(5), One(TcpServer, TcpS3), Shows::From(5), "It serves four clients."),
    row("dies-at-fiftieth-client", DiesAtClient(50), One(TcpServer, TcpS3), Shows::From(50), "It serves 49 clients."),
    row("dies-at-second-request", DiesAtRequest(2), One(UdpServer, UdpS1), Shows::From(2), "It answers one request."),
    row("dies-at-fifth-request", DiesAtRequest(5), One(UdpServer, UdpS1), Shows::From(5), "It answers four requests."),
    row(
        "dies-at-fiftieth-request",
        DiesAtRequest(50),
        One(UdpServer, UdpS1),
        Shows::From(50),
        "It answers 49 requests.",
    ),
    row(
        "leaks-descriptors",
        LeaksDescriptors,
        One(TcpServer, TcpS3),
        Shows::From(150),
        "It loses a descriptor with each request, and ends when it may open no more.",
    ),
    row(
        "leaks-descriptors",
        LeaksDescriptors,
        One(UdpServer, UdpS1),
        Shows::From(150),
        "It loses a descriptor with each request, and ends when it may open no more.",
    ),
    row(
        "leaks-memory",
        LeaksMemory,
        One(TcpServer, TcpS3),
        Shows::From(20),
        "It leaks 64 MiB a client, and ends when 2 GiB are gone.",
    ),
    row(
        "tires-of-silence",
        TiresOfSilence,
        Breaks::EachServer(TcpS1, UdpS1),
        Shows::Sometimes,
        "It ends when nobody has asked for 5 s.",
    ),
];

/// How long a server waits for a client that does not like to wait.
const SILENCE: Duration = Duration::from_secs(5);

/// What a server that leaks memory may have, and how much it loses with each client.
const MEMORY: u64 = 2 << 30;
const LEAK: usize = 64 << 20;

impl Injected {
    fn life_deviation(&self) -> Option<LifeFault> {
        match self.deviation {
            Some(WrongBehaviour::Life(life)) => Some(life),
            _ => None,
        }
    }

    /// The address that a server takes, if it can.
    pub(in crate::set_statistics::reference) fn choose_address(
        &self,
        right: (Ipv4Addr, u16),
    ) -> io::Result<(Ipv4Addr, u16)> {
        match self.life_deviation() {
            Some(AllAddresses) => Ok((Ipv4Addr::UNSPECIFIED, right.1)),
            // Without SO_REUSEADDR, which the standard library sets.
            Some(NoReuse) => {
                Socket::new(Domain::IPV4, Type::STREAM, None)?.bind(&SocketAddr::from(right).into()).map(|()| right)
            }
            _ => Ok(right),
        }
    }

    /// A TCP server listens.
    pub(in crate::set_statistics::reference) fn prepare_listener(&self, listener: &TcpListener) {
        match self.life_deviation() {
            Some(LeaksMemory) => {
                let _ = setrlimit(Resource::As, Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) });
            }
            Some(TiresOfSilence) => self.end_after_silence(),
            Some(ChildWithPort) => {
                let _ = fcntl_setfd(listener, FdFlags::empty());
                let mut child = Command::new("sleep");
                child.arg("600").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
                let _ = child.spawn();
            }
            _ => {}
        }
    }

    /// A UDP server is bound.
    pub(in crate::set_statistics::reference) fn is_bound(&self, socket: &UdpSocket) {
        if self.life_deviation() == Some(DiesOf(Cause::Undelivered)) || self.hears_of_undelivered() {
            let _ = setsockopt(socket, Ipv4RecvErr, &true);
        }
        if self.life_deviation() == Some(TiresOfSilence) {
            self.end_after_silence();
        }
    }

    /// Ends the process when no client has come, and nothing else, for a while.
    fn end_after_silence(&self) {
        let memory = Arc::clone(&self.memory);
        thread::spawn(move || {
            let count = || (memory.clients.load(Relaxed), memory.requests.load(Relaxed));
            let mut before = count();
            loop {
                thread::sleep(SILENCE);
                if count() == before {
                    exit(1);
                }
                before = count();
            }
        });
    }

    /// A client has connected.
    pub(super) fn lives_with(&self, _client: &TcpStream) {
        let clients = self.memory.clients.fetch_add(1, Relaxed) + 1;
        match self.life_deviation() {
            Some(DiesAtClient(last)) if clients >= last => exit(1),
            Some(LeaksMemory) => {
                let mut leak: Vec<u8> = Vec::new();
                if leak.try_reserve_exact(LEAK).is_err() {
                    exit(1);
                }
                // A compiler that sees the memory unused would not take it.
                std::mem::forget(std::hint::black_box(leak));
            }
            _ => {}
        }
    }

    /// So many bytes have come.
    pub(in crate::set_statistics::reference) fn handle_received(&self, length: usize) {
        let requests = self.memory.requests.load(Relaxed) + 1;
        if length == 0 {
            self.count_cause(Cause::Nothing);
        }
        match self.life_deviation() {
            Some(DiesOf(Cause::Nothing)) if length == 0 => exit(1),
            Some(DiesOf(Cause::Over(most))) if length > most => exit(1),
            Some(DiesAtRequest(last)) if requests >= last => exit(1),
            Some(LeaksDescriptors) => match File::open("/dev/null") {
                Ok(file) => std::mem::forget(file),
                Err(_) => exit(1),
            },
            _ => {}
        }
    }

    /// A client could not be served.
    pub(in crate::set_statistics::reference) fn handle_failure(&self, error: &io::Error) {
        let Some(cause) = Cause::from_error(error) else { return };
        if cause == Cause::Nonsense {
            self.list_nonsense();
        }
        if self.life_deviation() == Some(DiesOf(cause)) {
            exit(1);
        }
        self.count_cause(cause);
    }
}

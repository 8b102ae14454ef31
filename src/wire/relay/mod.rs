//! The relay: a process of its own that moves the bytes between a program and the other side, as an injector says. It
//! has one thread, which waits for input alone unless something must be sent later. So an observer sees of it what it
//! sees of a program.

mod child;
mod half;
mod host;
mod print;
mod schedule;
mod tcp;
mod udp;

use super::event::{Action, WireEvent};
use super::fault::{Exit, Socket, WireFault};
use super::injector::Injector;
use crate::protocol::Unit;
use crate::protocol::role::{Side, Transport};
use child::{Behind, ChildEnd};
use host::HostSockets;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use schedule::Schedule;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use tcp::TcpLinks;
use udp::UdpLinks;

/// A wire, as it is asked for.
#[derive(Debug, Clone)]
pub struct Wire {
    /// Its fault.
    pub fault: WireFault,
    /// The side of the program that looks faulty.
    pub side: Side,
    /// How the bytes travel.
    pub transport: Transport,
    /// The unit that is one message of the program.
    pub unit: Unit,
    /// The port at which clients find the wire, on 127.0.0.1.
    pub listen: u16,
    /// The port at which the wire finds the server.
    pub to: u16,
    /// The program's command, if the wire is to start it: the wire ends when it does, and as it does.
    pub command: Vec<OsString>,
    /// A file that is written when the fault has shown.
    pub shown: Option<PathBuf>,
}

/// The wire can't do its work.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// A port can't be had.
    #[error("cannot use port {0}: {1}")]
    Port(u16, io::Error),
    /// The program can't be started.
    #[error("cannot start the program behind the wire: {0}")]
    Start(io::Error),
    /// The system refuses something else.
    #[error("the wire: {0}")]
    System(#[from] io::Error),
}

/// How often the socket table is read while a server is expected: rarely, and more often than a program is seen at rest.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 3_000_000 };

/// How long what a program has left in its sockets is passed on after its end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Sockets of one transport.
trait Links {
    /// The descriptors to wait for.
    fn watched_descriptors(&self) -> Vec<PollFd<'_>>;
    /// The events that have come.
    fn read_events(&mut self) -> Vec<WireEvent>;
    /// Does what is ordered.
    fn perform_action(&mut self, action: Action);
    /// Whether something is still to be written.
    fn is_owing(&self) -> bool;
}

/// A relay at work.
struct Relay<'w> {
    wire: &'w Wire,
    injector: Injector,
    links: Option<Box<dyn Links>>,
    schedule: Schedule,
    behind: Option<Behind>,
    has_shown: bool,
}

/// Relays until the program ends, or for ever; the exit status.
///
/// # Errors
/// A port can't be had, the program can't be started, or the system refuses something.
pub fn run(wire: &Wire) -> Result<u8, WireError> {
    let mut relay = Relay {
        wire,
        injector: Injector::new(wire.fault, wire.side, wire.unit),
        links: None,
        schedule: Schedule::default(),
        behind: None,
        has_shown: false,
    };
    if wire.command.is_empty() {
        relay.links = Some(relay.open_links()?);
        return relay.relay_until_end();
    }
    // The signals of a console go to the program too, and its end is the wire's.
    let nobody = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&nobody))?;
    }
    // A client must find the wire when it starts, and a wire before a server is there when the server is.
    if wire.side == Side::Client && relay.is_server_there()? {
        relay.links = Some(relay.open_links()?);
    }
    relay.behind = Some(Behind::start_program(&wire.command, wire.fault).map_err(WireError::Start)?);
    relay.await_server()?;
    relay.relay_until_end()
}

impl Relay<'_> {
    fn open_links(&self) -> Result<Box<dyn Links>, WireError> {
        let Wire { listen, to, fault, .. } = *self.wire;
        let port = |error| WireError::Port(listen, error);
        Ok(match self.wire.transport {
            Transport::Tcp => {
                let reuses = fault != WireFault::Socket(Socket::NoReuse);
                Box::new(TcpLinks::open(listen, to, reuses).map_err(port)?)
            }
            Transport::Udp => Box::new(UdpLinks::open(listen, to).map_err(port)?),
        })
    }

    fn is_server_there(&self) -> io::Result<bool> {
        // Nobody looks for a datagram's receiver.
        let is_free = self.wire.side == Side::Client && self.wire.transport == Transport::Udp;
        Ok(is_free || HostSockets::open()?.has_server_at(self.wire.transport, self.wire.to))
    }

    /// Waits until the server can be reached, or the program has ended.
    fn await_server(&mut self) -> Result<(), WireError> {
        let host = HostSockets::open()?;
        while self.links.is_none() {
            if host.has_server_at(self.wire.transport, self.wire.to) {
                let opened = self.open_links();
                if opened.is_err() {
                    self.behind.iter_mut().for_each(Behind::kill_and_wait);
                    if self.wire.fault == WireFault::Socket(Socket::NoReuse) {
                        self.note_shown()?;
                    }
                }
                self.links = Some(opened?);
                return Ok(());
            }
            if let Some(behind) = &mut self.behind {
                let mut watched = behind.watched_descriptors();
                wait_until_ready(&mut watched, Some(&LOOK))?;
                behind.pass_on()?;
                if behind.has_ended() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Moves bytes until the program has ended.
    fn relay_until_end(&mut self) -> Result<u8, WireError> {
        let has_ended = self.behind.as_mut().is_some_and(Behind::has_ended);
        let mut ended = has_ended.then(Instant::now);
        loop {
            let is_over = ended.is_some_and(|since| since.elapsed() >= LAST_WORDS);
            let is_quiet = !self.wait_for_more(ended.is_some())?;
            let is_owing = self.links.as_ref().is_some_and(|links| links.is_owing());
            if ended.is_some() && (is_over || is_quiet && !is_owing && self.schedule.is_empty()) {
                break;
            }
            if self.relay_all()? {
                return Ok(1);
            }
            if let Some(behind) = &mut self.behind {
                behind.pass_on()?;
                if behind.has_ended() {
                    ended.get_or_insert_with(Instant::now);
                }
            }
        }
        self.end_like_program()
    }

    /// Reads all that has come, and does what the injector says about it; whether the program is to die.
    fn relay_all(&mut self) -> Result<bool, WireError> {
        let Some(links) = &mut self.links else { return Ok(false) };
        for event in links.read_events() {
            for order in self.injector.handle_event(event) {
                self.schedule.add_order(order);
            }
        }
        for action in self.schedule.take_ready_actions() {
            if action == Action::Die {
                self.note_shown()?;
                self.behind.iter_mut().for_each(Behind::kill_and_wait);
                return Ok(true);
            }
            links.perform_action(action);
        }
        if self.injector.has_acted() {
            self.note_shown()?;
        }
        Ok(false)
    }

    fn note_shown(&mut self) -> io::Result<()> {
        let Some(path) = self.wire.shown.as_ref().filter(|_| !self.has_shown) else { return Ok(()) };
        self.has_shown = true;
        std::fs::write(path, b"")
    }

    /// Waits until something comes, or until the next order must be carried out. Returns whether something has come.
    /// With `at_once` it only looks, and not at the program's console.
    fn wait_for_more(&self, at_once: bool) -> io::Result<bool> {
        let mut watched: Vec<PollFd<'_>> = self.links.iter().flat_map(|links| links.watched_descriptors()).collect();
        if let Some(behind) = self.behind.as_ref().filter(|_| !at_once) {
            watched.extend(behind.watched_descriptors());
        }
        let timeout = if at_once { Some(LOOK) } else { self.schedule.next().map(to_timespec) };
        wait_until_ready(&mut watched, timeout.as_ref())
    }

    /// The end of the program is that of the wire.
    fn end_like_program(&mut self) -> Result<u8, WireError> {
        let Some(behind) = &mut self.behind else { return Ok(0) };
        let printed = behind.finish_program()?;
        if behind.has_changed() {
            self.note_shown()?;
        }
        let exit = if let WireFault::Exit(exit) = self.wire.fault { Some(exit) } else { None };
        let (code, succeeded) = match printed {
            ChildEnd::Code(code) => (code, code == 0),
            ChildEnd::Signal(signal) => {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
                (128_u8.wrapping_add(signal as u8), false)
            }
        };
        let is_concerned = match exit {
            Some(Exit::FailsAfterSuccess | Exit::StaysAfterSuccess) => succeeded,
            Some(Exit::SucceedsAfterFailure | Exit::StaysAfterFailure) => !succeeded,
            None => false,
        };
        let Some(exit) = exit.filter(|_| is_concerned) else { return Ok(code) };
        self.note_shown()?;
        match exit {
            Exit::FailsAfterSuccess => Ok(1),
            Exit::SucceedsAfterFailure => Ok(0),
            Exit::StaysAfterSuccess | Exit::StaysAfterFailure => loop {
                wait_until_ready(&mut [], None)?;
            },
        }
    }
}

fn to_timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs() as i64, tv_nsec: time.subsec_nanos().into() }
}

/// Waits; whether something is ready. A signal ends the wait.
fn wait_until_ready(watched: &mut [PollFd<'_>], timeout: Option<&Timespec>) -> io::Result<bool> {
    match poll(watched, timeout) {
        Ok(count) => Ok(count > 0),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A descriptor that is waited for until it can be read.
fn input_poll_fd(descriptor: &impl AsFd) -> PollFd<'_> {
    PollFd::new(descriptor, PollFlags::IN)
}

//! Programs on a stage: started, seen ready, typed to, asked to stop.

use super::toll::{Charge, Toll};
use super::{Actor, Patience, Stage};
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Bytes, ExitStatus, Happening, Stream, Transcript, WaitEnd};
use crate::world::confinement::narrow_descriptors;
use crate::world::console::write_line;
use crate::world::descriptors::close_exclusively;
use crate::world::keeper::KEEPER_COMMAND;
use crate::world::peer::{self, Mailbox};
use crate::world::processes::{is_alive, is_run_with, list_children, socket_inodes, with_descendants};
use crate::world::program::StartError;
use crate::world::sockets::Reachable;
use crate::world::stillness::{Attention, Stillness};
use crate::world::{Network, Recipe, RunningProgram, WorldError};
use rustix::process::{Pid, Signal};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How long a program that was killed may take to be gone.
const DYING: Duration = Duration::from_secs(2);
/// How long a program is never at rest while it starts: Jython was seen to sleep for three quarters of a second.
const IDLE: Duration = Duration::from_secs(2);

/// From here on a program that is not ready is looked at, whether it sleeps.
const SLOW_START: Duration = Duration::from_millis(100);

/// How long the harness waits for a program that has its port, sleeps and does not wait for input.
const DOZE: Duration = Duration::from_secs(1);
/// How often a program wakes, at least, that looks for clients by itself again and again. A program that ends also
/// wakes some times, because of the files that it reads.
const LOOKS: usize = 20;

/// The state of a program that should take a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// It has the port; all that it can be reached at.
    Ready(Vec<SocketAddr>),
    /// It has other ports only, and does nothing more about it.
    Elsewhere(Vec<SocketAddr>),
    /// It ended.
    Exited(ExitStatus),
    /// The time is over.
    Late,
}

/// The signal with which a program is asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polite {
    /// SIGINT, as Ctrl-C sends it.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl Stage<'_> {
    /// Starts a program in the stage's network.
    ///
    /// # Errors
    /// Its command can't be run, or the machine refuses something.
    pub fn start_program(&mut self, side: Side, recipe: &Recipe) -> Result<(), StartError> {
        let network = Rc::clone(&self.network);
        self.start_in(network, side, recipe)
    }

    /// Makes a second network, and starts a program there; the thread stays in the stage's own.
    ///
    /// # Errors
    /// Its command can't be run, or the machine refuses something.
    pub fn start_apart(&mut self, side: Side, recipe: &Recipe) -> Result<(), StartError> {
        let apart = Rc::new(Network::in_new_namespace()?);
        self.addresses.iter().try_for_each(|address| apart.add_address(*address))?;
        if let Some(taps) = &mut self.taps {
            taps.add_tap(side.to_string())?;
        }
        let started = self.start_in(apart, side, recipe);
        self.network.enter()?;
        started
    }

    fn start_in(&mut self, network: Rc<Network>, side: Side, recipe: &Recipe) -> Result<(), StartError> {
        self.actors.retain(|actor| actor.program.side != side);
        let program = RunningProgram::start(side, recipe, &self.limits)?;
        // In a namespace of its own the keeper guards all that there is.
        if let Some(keeper) = self.keeper.as_mut().filter(|_| !self.network.is_private()) {
            keeper.guard_group(program.pid())?;
        }
        self.actors.push(Actor { program, network });
        self.record(Happening::Started { program: side });
        Ok(())
    }

    /// Waits until the program has `port` and is at rest: read off the socket table, never tried out by a connection. A
    /// program that
    /// still works when `limit` is over is starting, and gets a longer time ([`start`](crate::world::Limits::start) of its limits).
    pub fn await_ready(&mut self, side: Side, to: Transport, port: u16, limit: Duration) -> Readiness {
        let begun = Instant::now();
        let mut idle_since = None;
        let mut toll = Toll::for_wait(&self.terms, Charge::All).with_free(IDLE);
        loop {
            let endpoints: Vec<SocketAddr> =
                self.reachable_sockets(side, to, port).iter().map(|socket| socket.address).collect();
            if endpoints.iter().any(|endpoint| endpoint.port() == port) {
                self.record(Happening::Ready { program: side, endpoints: endpoints.clone() });
                // A program that takes its port and ends was never ready, whether the port was seen or not.
                self.await_attention(side, limit);
                return self.end_of_program(side).unwrap_or(Readiness::Ready(endpoints));
            }
            if let Some(end) = self.end_of_program(side) {
                return end;
            }
            let late = begun.elapsed() >= limit;
            idle_since = if late && self.least_stillness() != Stillness::Awake {
                idle_since.or_else(|| Some(Instant::now()))
            } else {
                None
            };
            let idles = idle_since.is_some_and(|since| since.elapsed() >= IDLE);
            let over = idles || late && begun.elapsed() >= self.limits.start;
            // A name service's socket is there for a moment: only what is left when the program rests counts.
            if !endpoints.is_empty() && (over || self.comes_to_rest()) && self.are_there(side, to, port, &endpoints) {
                self.record(Happening::Ready { program: side, endpoints: endpoints.clone() });
                return Readiness::Elsewhere(endpoints);
            }
            if over || self.is_cut() {
                return Readiness::Late;
            }
            // A quick program is seen ready soon, and a slow one is not slowed down by being looked at.
            let pause = (begun.elapsed() / 4).clamp(Duration::from_micros(300), Duration::from_millis(4));
            let looked = Instant::now();
            self.look_once(pause);
            if begun.elapsed() >= SLOW_START {
                self.charge_look(&mut toll, begun, looked, pause);
            }
        }
    }

    /// Waits until a program that has its port is at rest and waits for input. A program that only sleeps then is still
    /// starting, and may end by itself before it takes a client. A program that wakes again and again looks for clients
    /// by itself.
    fn await_attention(&mut self, side: Side, limit: Duration) {
        let begun = Instant::now();
        let mut wakes = BTreeSet::new();
        self.watch_until_still(limit);
        while begun.elapsed() < limit && wakes.len() <= LOOKS && !self.is_cut() && !self.everybody_left() {
            match self.attention_of_program(side) {
                Attention::Input => return,
                Attention::Nothing(_) if begun.elapsed() >= DOZE => return,
                Attention::Nothing(count) => {
                    wakes.insert(count);
                }
                // Its next action decides, however long that takes on a busy machine; some programs never rest.
                Attention::Busy => {
                    let awake = Instant::now();
                    self.watch_until_still(limit);
                    if awake.elapsed() >= DOZE {
                        return;
                    }
                }
            }
            self.look_once(Duration::from_millis(4));
        }
    }

    /// Lets the program of this side, with all that it started, open only as many descriptors more as `clients` at a time can
    /// need.
    pub fn narrow_descriptors(&mut self, side: Side, clients: usize) {
        let roots = self.roots_of_program(side);
        for process in with_descendants(roots) {
            if let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) {
                narrow_descriptors(process, clients);
            }
        }
    }

    /// What the program of this side, with all that it started, waits for.
    fn attention_of_program(&mut self, side: Side) -> Attention {
        if !self.actors.iter().any(|actor| actor.program.side == side) {
            return Attention::Busy;
        }
        let roots = self.roots_of_program(side);
        self.observer.observe_attention(&roots)
    }

    /// The processes from which all others of the program of this side descend: itself while it lives, and what it left.
    fn roots_of_program(&mut self, side: Side) -> Vec<u32> {
        let orphans = self.list_orphans();
        let actor = self.actors.iter().find(|actor| actor.program.side == side);
        let living = actor.filter(|actor| actor.program.status.is_none()).map(|actor| actor.program.pid());
        orphans.into_iter().chain(living).collect()
    }

    /// What became of a program that has ended, and left no other behind.
    fn end_of_program(&mut self, side: Side) -> Option<Readiness> {
        self.everybody_left().then(|| self.status_of(side).cloned().map_or(Readiness::Late, Readiness::Exited))
    }

    /// Whether these are still all that the program can be reached at.
    fn are_there(&mut self, side: Side, to: Transport, port: u16, endpoints: &[SocketAddr]) -> bool {
        let now = self.reachable_sockets(side, to, port);
        now.len() == endpoints.len() && now.iter().all(|socket| endpoints.contains(&socket.address))
    }

    /// The ports of this transport at which the program can be reached, if it is expected at `port`.
    pub fn ports_of(&mut self, side: Side, transport: Transport, port: u16) -> Vec<u16> {
        self.reachable_sockets(side, transport, port).iter().map(|socket| socket.address.port()).collect()
    }

    fn comes_to_rest(&mut self) -> bool {
        self.watch_until_still(Duration::from_millis(200)) == WaitEnd::Still
    }

    /// The sockets of the program, or of its descendants, that others can reach. It is expected at `port`.
    fn reachable_sockets(&mut self, side: Side, transport: Transport, port: u16) -> Vec<Reachable> {
        let Some(actor) = self.actors.iter().find(|actor| actor.program.side == side) else { return Vec::new() };
        let tables = actor.network.tables();
        let all = match transport {
            Transport::Tcp => tables.listening_sockets(),
            Transport::Udp => tables.bound_sockets(port),
        };
        if actor.network.is_private() {
            let ours = self.our_inodes();
            return all.into_iter().filter(|socket| !ours.contains(&socket.inode)).collect();
        }
        let program = actor.program.pid();
        let roots = self.list_orphans().into_iter().chain([program]);
        let theirs: BTreeSet<u64> = with_descendants(roots).into_iter().flat_map(socket_inodes).collect();
        all.into_iter().filter(|socket| theirs.contains(&socket.inode)).collect()
    }

    /// The inodes of the harness's own sockets on this stage.
    fn our_inodes(&self) -> BTreeSet<u64> {
        let bound = self.sockets.values().flat_map(Mailbox::descriptors).chain(self.taken.iter().map(AsFd::as_fd));
        let listening = self.reception.iter().flat_map(|reception| &reception.listeners).map(AsFd::as_fd);
        let connected = self.connections.values().map(AsFd::as_fd);
        bound.chain(listening).chain(connected).filter_map(peer::socket_inode).collect()
    }

    /// Processes of the trial whose parents are gone. Process 1 of the namespace gets them, or on the host the harness.
    pub(super) fn list_orphans(&mut self) -> Vec<u32> {
        let Some(keeper) = self.keeper.as_ref() else { return Vec::new() };
        if self.network.is_private() {
            return self.observer.children_of_single(keeper.pid()).into_iter().filter(|pid| is_alive(*pid)).collect();
        }
        // The harness has other children: the programs themselves, and its keepers.
        let ours: Vec<u32> = self.actors.iter().map(|actor| actor.program.pid()).collect();
        let is_orphan = |pid: &u32| !ours.contains(pid) && is_alive(*pid) && !is_run_with(*pid, KEEPER_COMMAND);
        list_children(std::process::id()).into_iter().filter(is_orphan).collect()
    }

    /// Whether no program of the trial is alive.
    pub(super) fn everybody_left(&mut self) -> bool {
        let ended = !self.actors.is_empty() && self.actors.iter().all(|actor| actor.program.status.is_some());
        ended && self.list_orphans().is_empty()
    }

    /// How the program of this side ended, if it has.
    pub fn status_of(&self, side: Side) -> Option<&ExitStatus> {
        self.actors.iter().find(|actor| actor.program.side == side)?.program.status()
    }

    /// Waits until the program reads the line that will be typed. It does if it has printed something since the last
    /// typed line, and sleeps. It also does if it has printed nothing and is idle, since it holds its prompt back.
    /// Until then it may be starting. A client that has sent something is not starting: it may wait for the reply by
    /// now, which must not be late.
    fn await_reader(&mut self, side: Side, limit: Duration) {
        let turns = |what: &Happening| match what {
            Happening::Started { program } | Happening::Typed { program, .. } => *program == side,
            _ => false,
        };
        let from = self.transcript().seen.iter().rposition(|seen| turns(&seen.what)).unwrap_or(0);
        let acts = |what: &Happening| match what {
            Happening::Printed { program, stream: Stream::Out, .. } => *program == side,
            Happening::Received { .. } | Happening::DatagramReceived { .. } => side == Side::Client,
            _ => false,
        };
        let has_come_on = |t: &Transcript| t.seen[from..].iter().any(|seen| acts(&seen.what));
        if self.watch_until(Patience::UntilAsleep { rest: IDLE, limit: limit.max(self.limits.start) }, has_come_on)
            == WaitEnd::Met
        {
            self.watch_and_look(Patience::for_falling_asleep(limit), Duration::ZERO, |_| false);
        }
    }

    /// Types to the program once it has nothing else to do; the end of the input if there are no bytes.
    ///
    /// # Errors
    /// The line is longer than the program's input can be made to hold.
    pub fn type_in(&mut self, side: Side, bytes: &[u8], then_end: bool, limit: Duration) -> Result<(), WorldError> {
        self.await_reader(side, limit);
        let Some(actor) = self.actors.iter_mut().find(|actor| actor.program.side == side) else { return Ok(()) };
        // The program's clock may begin before this one runs on: what is typed counts from before it is written.
        let at = self.recorder.micros_since_start();
        let mut written = false;
        if let Some(input) = &actor.program.input {
            // A program that is gone, or reads nothing of what fills the pipe, shows so in what it does.
            written = bytes.is_empty() || write_line(input, bytes)?;
        }
        if then_end || !written {
            close_exclusively(|| actor.program.input = None);
        }
        if written && !bytes.is_empty() {
            self.recorder.record_at(at, Happening::Typed { program: side, bytes: Bytes::from(bytes) });
        }
        if then_end {
            self.record(Happening::InputEnded { program: side });
        }
        Ok(())
    }

    /// Whether a program that is at rest has closed all its sockets, and waits in a loop of events for nothing but its
    /// input. That is a pipe here, which keeps such a loop going; the terminal of a person does not.
    pub fn lives_by_its_input(&mut self, side: Side) -> bool {
        let Some(actor) = self.actors.iter().find(|actor| actor.program.side == side) else { return false };
        if actor.program.status.is_some() || actor.program.input.is_none() {
            return false;
        }
        let pid = actor.program.pid();
        let has_sockets = with_descendants([pid]).into_iter().any(|pid| !socket_inodes(pid).is_empty());
        !has_sockets && self.observer.waits_for_events(pid)
    }

    /// Ends the program's input.
    pub fn end_input(&mut self, side: Side) {
        let Some(actor) = self.actors.iter_mut().find(|actor| actor.program.side == side) else { return };
        close_exclusively(|| actor.program.input = None);
        self.record(Happening::InputEnded { program: side });
    }

    /// Asks the program to stop, gives it the time `grace`, then kills it; nothing happens if it has ended. Whether it
    /// ended by itself.
    pub fn stop_program(&mut self, side: Side, how: Polite, grace: Duration) -> bool {
        self.look_once(Duration::ZERO);
        let Some(actor) = self.actors.iter().find(|actor| actor.program.side == side) else { return true };
        if actor.program.status.is_some() {
            return true;
        }
        let (signal, name) = match how {
            Polite::Interrupt => (Signal::INT, "SIGINT"),
            Polite::Terminate => (Signal::TERM, "SIGTERM"),
        };
        actor.program.signal_group(signal);
        self.record(Happening::StopAsked { program: side, signal: name.to_owned() });
        let ended = |seen: &Happening| matches!(seen, Happening::Exited { program, .. } if *program == side);
        let from = self.transcript().seen.len();
        let until =
            self.watch_until(Patience::UntilGone(grace), |t| t.seen[from..].iter().any(|seen| ended(&seen.what)));
        if until == WaitEnd::Deadline {
            self.record(Happening::Killed { program: side });
            self.kill_program(side);
        }
        until != WaitEnd::Deadline
    }

    fn kill_program(&mut self, side: Side) {
        if let Some(actor) = self.actors.iter().find(|actor| actor.program.side == side) {
            actor.program.signal_group(Signal::KILL);
        }
        self.watch_until(Patience::UntilGone(DYING), |t| {
            t.seen.iter().rev().any(|seen| matches!(seen.what, Happening::Exited { program, .. } if program == side))
        });
    }

    /// The end of what the program wrote to `stream`, as text, at most `most` bytes.
    pub fn output_tail(&self, side: Side, stream: Stream, most: usize) -> String {
        let all = self.transcript().printed_bytes(side, stream);
        String::from_utf8_lossy(&all[all.len().saturating_sub(most)..]).into_owned()
    }
}

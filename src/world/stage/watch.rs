//! The loop that watches everything.

use super::question::Question;
use super::wait::{LINGERING, Wait};
use super::{Actor, Patience, Reception, Stage};
use crate::transcript::{Bytes, Happening, Stream, Transcript, WaitEnd};
use crate::world::Network;
use crate::world::peer::{self, Chunk, Connection, Reading};
use crate::world::stillness::Stillness;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

/// The longest that one look at the descriptors may take.
const SLICE: Duration = Duration::from_millis(10);
/// For how long nothing must come, of those who are gone, in a network that can't be asked what is under way in it.
const SHARED_QUIET: Duration = Duration::from_millis(5);
/// The shortest pause between two looks at the programs.
pub(super) const SHORT: Duration = Duration::from_micros(50);

/// Where something waits to be read.
#[derive(Debug, Clone, Copy, Default)]
struct Ready {
    consoles: bool,
    ends: bool,
    reception: bool,
    connections: bool,
    sockets: bool,
}

impl Stage<'_> {
    /// Watches until `met` says so of what was seen, or until `patience` ends; says which in the transcript.
    pub fn wait(&mut self, patience: Patience, met: impl FnMut(&Transcript) -> bool) -> WaitEnd {
        let until = self.watch(patience, met);
        self.record(Happening::Waited { until });
        until
    }

    /// Like [`Stage::wait`], without a word in the transcript.
    pub fn watch(&mut self, patience: Patience, met: impl FnMut(&Transcript) -> bool) -> WaitEnd {
        self.watch_and_look(patience, patience.first_pause(), met)
    }

    /// Watches for what may still come, after what was waited for has come, until the programs are still.
    pub fn settle(&mut self, limit: Duration) -> WaitEnd {
        self.watch_and_look(Patience::settle(limit), Duration::ZERO, |_| false)
    }

    /// Looks at the programs when nothing was seen for `first`, then less and less often.
    pub(super) fn watch_and_look(
        &mut self,
        patience: Patience,
        first: Duration,
        mut met: impl FnMut(&Transcript) -> bool,
    ) -> WaitEnd {
        let mut wait = Wait::begin(patience, self.recorder.heard());
        let mut pause = self.unless_all_left(first);
        let mut question = Question::new();
        loop {
            let changes = self.recorder.changes();
            if question.is_due(changes) && question.ask(changes, || met(self.transcript())) {
                return WaitEnd::Met;
            }
            if self.look_around(pause.min(wait.left())) {
                wait.has_seen(self.recorder.heard());
                pause = self.unless_all_left(first);
                // Who never stops is seen all the time.
                if !wait.is_over() && !self.interruption.is_wanted() {
                    continue;
                }
            }
            if let Some(end) = self.end_of(&mut wait) {
                let last_chance = question.is_open(self.recorder.changes()) && met(self.transcript());
                return if last_chance { WaitEnd::Met } else { end };
            }
            pause = (pause * 2).clamp(SHORT, SLICE);
        }
    }

    /// The pause; none where nobody is left of whom something new could come.
    fn unless_all_left(&mut self, pause: Duration) -> Duration {
        if self.network.is_private() && self.everybody_left() { Duration::ZERO } else { pause }
    }

    /// What ends the wait, if it is over without what was waited for.
    fn end_of(&mut self, wait: &mut Wait) -> Option<WaitEnd> {
        if self.everybody_left() && self.everything_came(wait) {
            return Some(WaitEnd::Gone);
        }
        if wait.left().is_zero() || self.interruption.is_wanted() {
            return Some(WaitEnd::Deadline);
        }
        (wait.is_over() || self.gives_up(wait)).then_some(WaitEnd::Still)
    }

    /// Whether nothing is still under way of what those had sent who are gone: on a busy machine it may come after their
    /// end.
    fn everything_came(&mut self, wait: &mut Wait) -> bool {
        let has_arrived = |network: &Network| match network.is_private() {
            true => network.tables().nothing_under_way(),
            false => wait.quiet() >= SHARED_QUIET,
        };
        let over = wait.quiet() >= LINGERING || self.actors.iter().all(|actor| has_arrived(&actor.network));
        over && !self.has_come_meanwhile(wait)
    }

    /// What came while the system was asked makes its answer void.
    fn has_come_meanwhile(&mut self, wait: &mut Wait) -> bool {
        let came = self.look_around(Duration::ZERO);
        if came {
            wait.has_seen(self.recorder.heard());
        }
        came
    }

    fn gives_up(&mut self, wait: &mut Wait) -> bool {
        let stillness = match wait.patience {
            Patience::Clock(_) => return false,
            Patience::UntilStuck(_) | Patience::UntilAsleep { .. } | Patience::UntilRest { .. } => self.stillness(),
        };
        !self.has_come_meanwhile(wait) && wait.is_given_up(stillness)
    }

    /// Whether nothing more can come of the programs as long as nothing is done to them.
    pub fn is_stuck(&mut self) -> bool {
        let came = self.look_around(Duration::ZERO);
        !came && self.stillness() == Stillness::Stuck && !self.look_around(Duration::ZERO)
    }

    /// The least still of all programs.
    pub(super) fn stillness(&mut self) -> Stillness {
        let orphans = self.orphans();
        let mut least = Stillness::Stuck;
        for Actor { program, network } in &self.actors {
            // What has ended can do nothing more; what it left behind can.
            let living = program.status.is_none().then(|| program.pid());
            let roots: Vec<u32> = orphans.iter().copied().chain(living).collect();
            if roots.is_empty() {
                continue;
            }
            let private = network.is_private().then(|| network.tables());
            least = least.min(self.observer.look(&roots, private));
        }
        least
    }

    /// Looks once at everything that can tell something, for at most `longest`; whether anything was seen.
    pub(super) fn look_around(&mut self, longest: Duration) -> bool {
        let before = self.recorder.changes();
        let ready = self.poll_all(longest);
        if ready.consoles {
            self.read_consoles();
        }
        if ready.reception {
            self.accept();
        }
        if ready.connections {
            self.read_connections();
        }
        if ready.sockets {
            self.read_sockets();
        }
        if ready.ends {
            self.reap();
        }
        if let Some(taps) = &mut self.taps {
            taps.drain();
        }
        self.take_census();
        self.recorder.changes() > before
    }

    /// Waits for at most `longest` until something can be read, and tells what.
    fn poll_all(&self, longest: Duration) -> Ready {
        let on = |fd| PollFd::from_borrowed_fd(fd, PollFlags::IN);
        let mut watched: Vec<PollFd<'_>> = Vec::new();
        for Actor { program, .. } in &self.actors {
            watched.extend(program.output.as_ref().map(AsFd::as_fd).map(on));
            watched.extend(program.errors.as_ref().map(AsFd::as_fd).map(on));
        }
        let consoles = watched.len();
        let living = self.actors.iter().filter(|actor| actor.program.status.is_none());
        watched.extend(living.map(|actor| on(actor.program.exit.as_fd())));
        let ends = watched.len();
        watched.extend(self.reception.as_ref().map(|reception| on(reception.listener.as_fd())));
        let reception = watched.len();
        watched.extend(self.connections.values().filter(|c| c.readable).map(|c| on(c.as_fd())));
        let connections = watched.len();
        watched.extend(self.sockets.values().map(|socket| on(socket.as_fd())));
        let timeout = Timespec { tv_sec: longest.as_secs() as i64, tv_nsec: longest.subsec_nanos().into() };
        // An interrupted poll has seen nothing; the caller's loop looks again.
        if !poll(&mut watched, Some(&timeout)).is_ok_and(|count| count > 0) {
            return Ready::default();
        }
        let any = |some: &[PollFd<'_>]| some.iter().any(|fd| !fd.revents().is_empty());
        Ready {
            consoles: any(&watched[..consoles]),
            ends: any(&watched[consoles..ends]),
            reception: any(&watched[ends..reception]),
            connections: any(&watched[reception..connections]),
            sockets: any(&watched[connections..]),
        }
    }

    fn read_consoles(&mut self) {
        for Actor { program, .. } in &mut self.actors {
            for (stream, end) in [(Stream::Out, &mut program.output), (Stream::Err, &mut program.errors)] {
                let Some(read) = end.as_ref().map(|end| read_console(end, &mut self.chunk)) else { continue };
                match read {
                    ConsoleReading::NothingYet => {}
                    ConsoleReading::Ended => *end = None,
                    ConsoleReading::Bytes(piece) => {
                        let program = program.side;
                        let told = |bytes| Happening::Printed { program, stream, bytes };
                        self.recorder.take_in(&format!("{program} {stream:?}"), piece, told);
                    }
                }
            }
        }
    }

    fn accept(&mut self) {
        let Some(Reception { listener, accepted }) = &mut self.reception else { return };
        while let Ok((stream, _)) = listener.accept() {
            *accepted += 1;
            let peer = if *accepted == 1 { "connection".to_owned() } else { format!("connection-{accepted}") };
            if let Ok(connection) = Connection::new(stream) {
                self.connections.insert(peer.clone(), connection);
                self.recorder.record(Happening::Accepted { peer });
            }
        }
    }

    fn read_connections(&mut self) {
        for (name, connection) in self.connections.iter_mut().filter(|(_, connection)| connection.readable) {
            let peer = name.clone();
            match connection.read(&mut self.chunk) {
                Reading::NothingYet => {}
                Reading::Closed => self.recorder.record(Happening::PeerClosed { peer }),
                Reading::Reset => self.recorder.record(Happening::PeerReset { peer }),
                Reading::Bytes(piece) => {
                    self.recorder.take_in(name, piece, |bytes| Happening::Received { peer, bytes });
                }
            }
        }
    }

    fn read_sockets(&mut self) {
        for (name, socket) in &self.sockets {
            while let Some((bytes, from)) = peer::receive(socket, &mut self.chunk) {
                if self.recorder.admit(name, bytes.len().max(1)) == 0 {
                    break;
                }
                let bytes = Bytes::from(bytes);
                self.recorder.record(Happening::DatagramReceived { peer: name.clone(), from, bytes });
            }
        }
    }

    /// Notes the end of programs; what they had written before is read first.
    fn reap(&mut self) {
        for at in 0..self.actors.len() {
            let Some(status) = self.actors[at].program.reap() else { continue };
            self.drain_consoles();
            let program = self.actors[at].program.side;
            self.record(Happening::Exited { program, status });
        }
    }

    fn drain_consoles(&mut self) {
        loop {
            let before = self.recorder.changes();
            self.read_consoles();
            if self.recorder.changes() == before {
                return;
            }
        }
    }
}

enum ConsoleReading<'c> {
    Bytes(&'c [u8]),
    NothingYet,
    Ended,
}

fn read_console<'c>(end: &OwnedFd, chunk: &'c mut Chunk) -> ConsoleReading<'c> {
    match rustix::io::read(end, &mut *chunk.room()) {
        Ok(0) => ConsoleReading::Ended,
        Ok(length) => ConsoleReading::Bytes(chunk.taken(length)),
        Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => ConsoleReading::NothingYet,
        // EIO: no process holds the other side of the terminal any more.
        Err(_) => ConsoleReading::Ended,
    }
}

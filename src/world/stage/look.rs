//! One look at every source of events: consoles, connections, sockets, the ends of programs.

use super::{Actor, Reception, Stage};
use crate::transcript::{Bytes, Happening, Stream};
use crate::world::descriptors::are_exhausted;
use crate::world::peer::{Chunk, Connection, Mailbox, Reading, is_of_this_machine};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

/// The result of one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    Nothing,
    /// Something that was written down.
    Kept,
    /// Something for which there was no room any more.
    Dropped,
}

/// The sources with something to read.
#[derive(Debug, Clone, Copy, Default)]
struct Ready {
    consoles: bool,
    ends: bool,
    reception: bool,
    connections: bool,
    sockets: bool,
}

impl Stage<'_> {
    /// Looks once at every source of events, for at most `longest`.
    pub(super) fn look_once(&mut self, longest: Duration) -> Came {
        let (changes, dropped) = (self.recorder.change_count(), self.recorder.dropped_count());
        let ready = self.poll_all(longest);
        if ready.consoles {
            self.read_consoles();
        }
        if ready.reception {
            self.accept_connections();
        }
        if ready.connections {
            self.read_connections();
        }
        if ready.sockets {
            self.read_sockets();
        }
        if ready.ends {
            self.note_exits();
        }
        if let Some(taps) = &mut self.taps {
            taps.collect_packets();
        }
        self.take_census();
        if self.recorder.change_count() > changes {
            Came::Kept
        } else if self.recorder.dropped_count() > dropped {
            Came::Dropped
        } else {
            Came::Nothing
        }
    }

    /// Waits for at most `longest` until something can be read, and returns the sources that are ready.
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
        let listeners = self.reception.iter().flat_map(|reception| &reception.listeners);
        watched.extend(listeners.map(|listener| on(listener.as_fd())));
        let reception = watched.len();
        watched.extend(self.connections.values().filter(|c| c.readable).map(|c| on(c.as_fd())));
        let connections = watched.len();
        watched.extend(self.sockets.values().flat_map(Mailbox::descriptors).map(on));
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

    fn accept_connections(&mut self) {
        let Some(Reception { listeners, accepted }) = &mut self.reception else { return };
        for listener in listeners {
            loop {
                let stream = match listener.accept() {
                    Ok((stream, from)) if is_of_this_machine(from, &self.addresses) => stream,
                    Ok(_) => continue,
                    Err(error) => {
                        self.starved |= are_exhausted(&error);
                        break;
                    }
                };
                *accepted += 1;
                let peer = if *accepted == 1 { "connection".to_owned() } else { format!("connection-{accepted}") };
                if let Ok(connection) = Connection::new(stream) {
                    self.connections.insert(peer.clone(), connection);
                    self.recorder.record(Happening::Accepted { peer });
                }
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
        for (name, socket) in &mut self.sockets {
            while let Some((bytes, from)) = socket.receive_datagram(&mut self.chunk) {
                if self.recorder.admit_bytes(name, bytes.len().max(1)) == 0 {
                    break;
                }
                let bytes = Bytes::from(bytes);
                self.recorder.record(Happening::DatagramReceived { peer: name.clone(), from, bytes });
            }
        }
    }

    /// Notes the end of programs; what they had written before is read first.
    fn note_exits(&mut self) {
        for at in 0..self.actors.len() {
            let Some(status) = self.actors[at].program.take_exit_status() else { continue };
            self.drain_consoles();
            let program = self.actors[at].program.side;
            self.record(Happening::Exited { program, status });
        }
    }

    fn drain_consoles(&mut self) {
        loop {
            let before = self.recorder.change_count();
            self.read_consoles();
            if self.recorder.change_count() == before {
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
    match rustix::io::read(end, &mut *chunk.read_buffer()) {
        Ok(0) => ConsoleReading::Ended,
        Ok(length) => ConsoleReading::Bytes(chunk.filled_part(length)),
        Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => ConsoleReading::NothingYet,
        // EIO: no process holds the other side of the terminal any more.
        Err(_) => ConsoleReading::Ended,
    }
}

//! The stage of one trial: the programs under test, the harness's sockets, and one loop that watches them all.
//!
//! Nothing here waits for a fixed time: every wait ends when what it waits for comes, when nothing more can come, or at
//! a deadline. All that is seen goes into the transcript in the order in which it was seen.

mod census;
mod harness;
mod look;
mod programs;
mod question;
mod taps;
mod toll;
mod wait;
mod watch;

use census::Census;
pub use programs::{Polite, Readiness};
use taps::Taps;
pub use wait::Patience;

use super::descriptors::close_exclusively;
use super::ended::forget_all;
use super::network::Network;
use super::peer::{Chunk, Connection, Mailbox};
use super::recorder::Recorder;
use super::stillness::Observer;
use super::terms::{EarlyEnd, Terms};
use super::{Keeper, Limits, RunningProgram, WorldError};
use crate::transcript::{Happening, Transcript};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// A program and the network that it lives in.
#[derive(Debug)]
struct Actor {
    program: RunningProgram,
    network: Rc<Network>,
}

/// The listeners of the harness, and how many connections they have accepted, by which each gets its name.
#[derive(Debug)]
struct Reception {
    listeners: Vec<TcpListener>,
    accepted: usize,
}

/// One trial's stage.
#[derive(Debug)]
pub struct Stage<'k> {
    keeper: Option<&'k mut Keeper>,
    network: Rc<Network>,
    addresses: Vec<Ipv4Addr>,
    actors: Vec<Actor>,
    connections: BTreeMap<String, Connection>,
    sockets: BTreeMap<String, Mailbox>,
    taken: Vec<UdpSocket>,
    reception: Option<Reception>,
    taps: Option<Taps>,
    recorder: Recorder,
    chunk: Chunk,
    limits: Limits,
    terms: Terms,
    cut: Option<EarlyEnd>,
    starved: bool,
    /// How much had been seen when a connection was waited for in vain.
    turned_away: Option<usize>,
    /// The same of one that was made, and not accepted.
    unaccepted: Option<usize>,
    /// How many waits for a rest in a row found none.
    restless: usize,
    census: Census,
    observer: Observer,
}

impl<'k> Stage<'k> {
    /// An empty stage in `network`, in which the calling thread must be; `limits` are those of each program. When `terms`
    /// say so no wait lasts any longer.
    pub fn new(network: Network, keeper: Option<&'k mut Keeper>, limits: Limits, terms: Terms) -> Stage<'k> {
        Stage {
            keeper,
            network: Rc::new(network),
            addresses: vec![Ipv4Addr::LOCALHOST],
            actors: Vec::new(),
            connections: BTreeMap::new(),
            sockets: BTreeMap::new(),
            taken: Vec::new(),
            reception: None,
            taps: None,
            recorder: Recorder::new(),
            chunk: Chunk::new(),
            limits,
            terms,
            cut: None,
            starved: false,
            turned_away: None,
            unaccepted: None,
            restless: 0,
            census: Census::of_at_most(u64::MAX),
            observer: Observer::default(),
        }
    }

    /// This stage, on which the harness is found at this address too: programs know it by the host's name, or have it
    /// compiled in. A network of its own is given the address if it lacks it.
    ///
    /// # Errors
    /// The system refuses to add the address.
    pub fn found_also_at(mut self, address: Ipv4Addr) -> Result<Self, WorldError> {
        if !self.addresses.contains(&address) {
            self.network.add_address(address)?;
            self.addresses.push(address);
        }
        Ok(self)
    }

    /// Keeps at least so many bytes of what comes on each channel: a case that sends much may get much.
    pub fn keep_at_least(&mut self, bytes: usize) {
        self.recorder.keep_at_least(bytes);
    }

    /// Whether this process was refused another descriptor: then what was seen is not what there was.
    pub fn is_starved(&self) -> bool {
        self.starved || self.observer.is_blind()
    }

    /// Why a wait was ended before its time, if one was.
    pub fn cut_reason(&self) -> Option<EarlyEnd> {
        self.cut
    }

    /// The events so far.
    pub fn transcript(&self) -> &Transcript {
        self.recorder.transcript()
    }

    /// How long the trial has lasted.
    pub fn elapsed(&self) -> Duration {
        self.recorder.elapsed()
    }

    /// All that is seen from here on belongs to this step.
    pub fn enter_step(&mut self, step: Option<usize>) {
        self.recorder.enter_step(step);
    }

    /// Writes down what the engine itself did or saw.
    pub fn record(&mut self, what: Happening) {
        self.recorder.record(what);
    }

    /// Begins another trial on the same programs: no client is left of the one before, and nothing that was seen. What was
    /// seen is handed over.
    pub fn turn_over(&mut self) -> Transcript {
        close_exclusively(|| {
            self.connections.clear();
            self.sockets.clear();
        });
        (self.cut, self.turned_away, self.unaccepted) = (None, None, None);
        std::mem::replace(&mut self.recorder, Recorder::new()).into_transcript()
    }

    /// Ends the trial: nothing of it is left, and what was seen is handed over.
    pub fn end_and_clear(mut self) -> Transcript {
        self.actors.clear();
        if self.keeper.is_none() {
            forget_all();
        }
        // A process that a program left behind is the keeper's child by now; on the host it may be any process's child.
        let private = self.keeper.as_ref().filter(|_| self.network.is_private()).map(|keeper| keeper.pid());
        let is_empty = private.is_some_and(|keeper| self.observer.children_of_single(keeper).is_empty());
        let is_clean = is_empty && !self.is_starved();
        if let Some(keeper) = self.keeper.as_mut().filter(|_| !is_clean) {
            // A keeper that is gone has taken all that it kept with it.
            let _ = keeper.kill_all();
        }
        let mut transcript = self.recorder.into_transcript();
        transcript.capture = self.taps.map(|taps| Arc::new(taps.into_capture()));
        transcript
    }

    /// Whether `address` is that of a wildcard or loopback socket that 127.0.0.1 reaches.
    /// Whether a client that connects to 127.0.0.1 reaches this address.
    fn reached_by_loopback(address: SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        ip.is_unspecified() || ip == std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)
    }
}

//! The fault that a program of the reference carries with it, if it has one.

use super::WrongBehaviour;
use super::catalogue::{ReferenceFault, list_faults};
use crate::protocol::role::Role;
use crate::set_statistics::statistics::Statistics;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The one fault of a process, or none; its hooks stand in the files of the kinds.
#[derive(Debug, Clone, Default)]
pub struct Injected {
    pub(super) deviation: Option<WrongBehaviour>,
    pub(super) memory: Arc<FaultMemory>,
}

/// The memory of a fault, from one client to the next.
#[derive(Debug, Default)]
pub(super) struct FaultMemory {
    /// Clients that have come, over TCP.
    pub(super) clients: AtomicUsize,
    /// Requests that were answered.
    pub(super) requests: AtomicUsize,
    /// How many times it has come to what the fault is about.
    pub(super) times: AtomicUsize,
    remembered: Mutex<Remembered>,
}

/// The memory of others' exchanges.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// Every number that was asked about.
    pub(super) numbers: Vec<f64>,
    /// The length that the last client sent.
    pub(super) length: Option<f64>,
    /// The last reply.
    pub(super) reply: Option<Vec<u8>>,
    /// Every reply.
    pub(super) replies: BTreeSet<Vec<u8>>,
    /// The answer to so many numbers with this key.
    pub(super) answers: BTreeMap<(usize, u64), Statistics>,
    /// The first client, or the latest.
    pub(super) client: Option<TcpStream>,
    /// The sender of the first request.
    pub(super) sender: Option<SocketAddr>,
    /// When a client started.
    pub(super) begun: Option<Instant>,
}

impl Injected {
    /// The fault of this name, for the program that it belongs to.
    pub fn find_by_id(id: &str) -> Option<(Role, Injected)> {
        let fault = list_faults().into_iter().find(|fault| fault.id == id)?;
        Some((fault.role, Injected::from(&fault)))
    }

    pub(super) fn lock_remembered(&self) -> MutexGuard<'_, Remembered> {
        self.memory.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<&ReferenceFault> for Injected {
    fn from(fault: &ReferenceFault) -> Injected {
        Injected { deviation: Some(fault.deviation), ..Injected::default() }
    }
}

//! What the programs of one trial need of the machine that they run on: a host name, and addresses of its loopback.

use super::plan::Trial;
use crate::implementation::Program;
use std::net::{Ipv4Addr, UdpSocket};

/// What a trial's programs need of their machine.
#[derive(Debug, Default)]
pub(super) struct MachineNeeds {
    /// The name that the host must have.
    pub(super) host: Option<String>,
    /// Addresses besides 127.0.0.0/8 that its loopback must have.
    pub(super) addresses: Vec<Ipv4Addr>,
}

impl MachineNeeds {
    /// What the programs that play this trial need; `may_change_network`: each trial has a network of its own.
    ///
    /// # Errors
    /// Why it can't be had, for a person.
    pub(super) fn for_trial(trial: &Trial, may_change_network: bool) -> Result<MachineNeeds, String> {
        let needs = MachineNeeds { host: single_host(trial)?, addresses: needed_addresses(trial) };
        if may_change_network {
            return Ok(needs);
        }
        match needs.addresses.iter().find(|address| !is_on_this_machine(**address)) {
            None => Ok(needs),
            Some(missing) => Err(format!(
                "a program needs the address {missing}: this machine does not have it, and sockspec can add it only to \
                 a network namespace, which can't be had here"
            )),
        }
    }
}

fn programs(trial: &Trial) -> impl Iterator<Item = &Program> {
    let roles = trial.case.id.subject().roles();
    roles.into_iter().filter_map(|role| trial.cast().implementation_for(role).programs.get(&role))
}

/// The host name that the programs need, if they do; two can't be had.
fn single_host(trial: &Trial) -> Result<Option<String>, String> {
    let mut hosts: Vec<&str> = programs(trial).filter_map(|program| program.host.as_deref()).collect();
    hosts.dedup();
    match hosts[..] {
        [] => Ok(None),
        [host] => Ok(Some(host.to_owned())),
        [one, other, ..] => Err(format!("the pair needs the host names {one} and {other}, and a trial has one")),
    }
}

fn needed_addresses(trial: &Trial) -> Vec<Ipv4Addr> {
    let mut addresses: Vec<Ipv4Addr> = programs(trial).filter_map(|program| program.address).collect();
    addresses.dedup();
    addresses
}

/// Whether a socket of this machine can be bound to it.
fn is_on_this_machine(address: Ipv4Addr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

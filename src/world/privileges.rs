//! Limits the privileges of programs that run as root. They can't look into other processes, leave their network, raise
//! their limits, load modules or set the clock (capabilities(7)).

use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use rustix::thread::{CapabilitySet, remove_capability_from_bounding_set};

/// The capabilities that programs started by root keep: those for files and users, and the low ports.
const KEPT: CapabilitySet = CapabilitySet::CHOWN
    .union(CapabilitySet::DAC_OVERRIDE)
    .union(CapabilitySet::DAC_READ_SEARCH)
    .union(CapabilitySet::FOWNER)
    .union(CapabilitySet::FSETID)
    .union(CapabilitySet::KILL)
    .union(CapabilitySet::SETGID)
    .union(CapabilitySet::SETUID)
    .union(CapabilitySet::SETPCAP)
    .union(CapabilitySet::SYS_CHROOT)
    .union(CapabilitySet::NET_BIND_SERVICE);

/// How many capabilities there may ever be: they are the bits of a set.
const MOST: u32 = u64::BITS;

/// Drops all other capabilities for everything that the calling thread starts from here on; the thread itself keeps
/// them. A thread without privileges has none to pass on: the system refuses the call.
pub(super) fn limit_child_capabilities() {
    let all = (0..MOST).map(|bit| CapabilitySet::from_bits_retain(1 << bit));
    for capability in all.filter(|capability| !KEPT.contains(*capability)) {
        // The system also refuses capabilities that it does not know.
        let _ = remove_capability_from_bounding_set(capability);
    }
}

/// Prevents unprivileged processes from looking into this one from here on (PR_SET_DUMPABLE of prctl(2)). Otherwise a
/// program of the same user could read its memory and environment, and write to its memory.
pub(super) fn hide_process() {
    // If the system refuses it, nothing changes.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

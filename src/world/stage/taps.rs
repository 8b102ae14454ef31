//! The taps of a stage: one for each of its networks, if packets are captured at all.

use super::Stage;
use crate::transcript::Capture;
use crate::world::WorldError;
use crate::world::capture::NetworkTap;

/// How many bytes of packets a capture keeps: thousands of exchanges, or the beginning of a flood.
const KEPT: usize = 8 << 20;

/// The taps, and what they have caught so far.
#[derive(Debug, Default)]
pub(super) struct Taps {
    open: Vec<NetworkTap>,
    capture: Capture,
    kept: usize,
}

impl Taps {
    /// Taps the network in which the calling thread is; `name` is what the capture calls it.
    pub(super) fn add_tap(&mut self, name: String) -> Result<(), WorldError> {
        self.open.push(NetworkTap::open()?);
        self.capture.interfaces.push(name);
        Ok(())
    }

    /// Takes in what has come: the system keeps it for a while only.
    pub(super) fn collect_packets(&mut self) {
        let Taps { open, capture, kept } = self;
        let mut caught: Vec<_> = open.iter_mut().enumerate().flat_map(|(interface, tap)| tap.read(interface)).collect();
        caught.sort_by_key(|packet| packet.at);
        for packet in caught {
            // After the first packet that is left out, all are: a capture with a hole would show exchanges that never
            // happened.
            if capture.left_out > 0 || *kept + packet.frame.len() > KEPT {
                capture.left_out += 1;
            } else {
                *kept += packet.frame.len();
                capture.packets.push(packet);
            }
        }
    }

    pub(super) fn into_capture(mut self) -> Capture {
        self.collect_packets();
        self.capture.packets.sort_by_key(|packet| packet.at);
        self.capture
    }
}

impl Stage<'_> {
    /// From here on the packets of this stage's networks are captured; `name` is what the capture calls the first one,
    /// in which the calling thread must be.
    ///
    /// # Errors
    /// The system refuses it.
    pub fn start_capture(&mut self, name: &str) -> Result<(), WorldError> {
        self.taps.get_or_insert_default().add_tap(name.to_owned())
    }
}

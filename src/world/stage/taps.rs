//! The taps of a stage: one for each of its networks, if packets are captured at all.

use super::Stage;
use crate::transcript::Capture;
use crate::world::WorldError;
use crate::world::capture::Tap;

/// The taps, and what they have caught so far.
#[derive(Debug, Default)]
pub(super) struct Taps {
    open: Vec<Tap>,
    capture: Capture,
}

impl Taps {
    /// Taps the network in which the calling thread is; `name` is what the capture calls it.
    pub(super) fn open(&mut self, name: String) -> Result<(), WorldError> {
        self.open.push(Tap::open()?);
        self.capture.interfaces.push(name);
        Ok(())
    }

    /// Takes in what has come: the system keeps it for a while only.
    pub(super) fn drain(&mut self) {
        let Taps { open, capture } = self;
        let before = capture.packets.len();
        for (interface, tap) in open.iter_mut().enumerate() {
            capture.packets.extend(tap.read(interface));
        }
        capture.packets[before..].sort_by_key(|packet| packet.at);
    }

    pub(super) fn into_capture(mut self) -> Capture {
        self.drain();
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
    pub fn tap(&mut self, name: &str) -> Result<(), WorldError> {
        self.taps.get_or_insert_default().open(name.to_owned())
    }
}

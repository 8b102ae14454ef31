//! A run that is asked to end by a signal ends in good order: its programs are stopped, its reports are finished.

use super::signals::is_ignored;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::{flag, low_level};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Whether a signal has asked for the end; shared by all threads that wait for something. By default no signal ever
/// does.
#[derive(Debug, Clone, Default)]
pub struct Interruption {
    signal: Arc<AtomicUsize>,
}

impl Interruption {
    /// From here on SIGINT, SIGTERM and SIGHUP ask for the end; a second one ends this process at once. What is ignored
    /// stays so.
    ///
    /// # Errors
    /// The system refuses to catch one.
    pub fn by_signals() -> io::Result<Interruption> {
        let interruption = Interruption::default();
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal)) {
            flag::register_conditional_default(signal, Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked))?;
            flag::register_usize(signal, Arc::clone(&interruption.signal), signal.unsigned_abs() as usize)?;
        }
        Ok(interruption)
    }

    /// Whether the end is asked for.
    pub fn is_wanted(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }

    /// Ends this process as the signal that came would have; returns if none came.
    pub fn end_by_signal(&self) {
        if let Ok(signal @ 1..) = i32::try_from(self.signal.load(Ordering::Relaxed)) {
            let _ = low_level::emulate_default_handler(signal);
        }
    }
}

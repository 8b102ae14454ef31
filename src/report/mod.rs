//! Reports: folds over the engine's events. A reporter never sees the engine, only its events.
//!
//! - [`human`]: the console. - [`json`]: for programs, with a schema. - [`known_failing`]: what broke, as a list.
//! - [`trace`]: one trial in full, for people. - [`artifact`]: a file for each failing trial, and reading it again.
//! - [`matrix`]: every client against every server, as a table, and a trial as a sequence diagram.
//! - [`mod@merge`] and [`mod@merged`]: several JSON reports as one, and what is said of it.
//! - [`junit`], [`tap`]: for CI systems, of [`points`]: a run as a flat list of tests. - [`github`]: annotations.
//! - [`html`]: one page to look at. - [`markdown`]: for a summary page. - [`badge`]: for a README.
//! - [`date`]: when a run began.
//! - [`mod@shortened`]: long runs of digits or of one byte, replaced by their length.
//! - [`overview`]: each implementation's roles, counted. - [`mod@headline`]: what came of a run, in half a line.
//! - [`roster`]: a row for each implementation of a class, for the console and as CSV.
//! - [`folder`]: a page and a summary for each implementation of a class.
//! - [`timings`]: how long each trial took, and what of it.
//! - [`pcap`]: the packets of each trial, for Wireshark.
//! - [`qualification`]: which faults of the reference the suite caught.
//! - [`regressions`]: a case file for what generated cases find. - [`generated`]: how these are counted.
//! - [`differing`]: what two implementations do otherwise.
//! - [`pin`]: one trial as a text that is the same in every run, for snapshots.

pub mod artifact;
pub mod badge;
pub mod date;
pub mod difference;
pub mod differing;
pub mod everywhere;
pub mod folder;
pub mod generated;
pub mod github;
pub mod headline;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod known_failing;
pub mod markdown;
pub mod matrix;
pub mod merge;
pub mod merged;
pub mod overview;
pub mod parting;
pub mod pcap;
pub mod pin;
pub mod place;
pub mod plain;
pub mod points;
pub mod qualification;
pub mod regressions;
pub mod roster;
pub mod shortened;
pub mod tap;
pub mod timings;
pub mod trace;
pub mod words;

pub use artifact::Artifacts;
pub use badge::Badge;
pub use folder::ReportFolder;
pub use github::GitHub;
pub use html::Html;
pub use human::Human;
pub use json::Json;
pub use junit::Junit;
pub use known_failing::KnownFailingList;
pub use markdown::Markdown;
pub use pcap::Pcap;
pub use regressions::RegressionWriter;
pub use tap::TapReport;
pub use timings::Timings;

use crate::engine::event::Event;
use std::io;

/// A fold over the events of a run.
pub trait Reporter {
    /// Takes the next event.
    fn handle(&mut self, event: &Event) -> io::Result<()>;

    /// The text that would complete the report if the run ended now; the text so far is flushed. For files that hold a
    /// whole report while a run goes on; `None`: this report stands in no such file.
    fn provisional_ending(&mut self) -> io::Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// Nothing more comes: writes what is still to be written. Called once, also when the run was cut short.
    fn finish(&mut self) -> io::Result<()>;
}

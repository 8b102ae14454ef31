//! The sequence diagram of each trial: in a file of its own, or on the console.

use super::diagram::render_diagram;
use crate::engine::event::{Event, Outcome, TrialReport};
use crate::protocol::role::Side;
use crate::report::{Reporter, place};
use std::io::{self, Write};
use std::path::PathBuf;

/// Writes a file for each trial as it finishes: `FOLDER/CLIENT/SERVER/tcp-pair.published.joined.txt`.
#[derive(Debug)]
pub struct Diagrams {
    folder: PathBuf,
}

impl Diagrams {
    /// Diagrams below `folder`, which is made when the first is written.
    pub fn new(folder: PathBuf) -> Self {
        Diagrams { folder }
    }
}

impl Reporter for Diagrams {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::TrialFinished(trial) = event else { return Ok(()) };
        let Some(text) = render_played_trial(trial) else { return Ok(()) };
        std::fs::write(place::prepare_trial_path(&self.folder, trial, "txt")?, text)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Prints each diagram as its trial finishes.
#[derive(Debug)]
pub struct Traced<W> {
    out: W,
}

impl<W: Write> Traced<W> {
    /// Diagrams that are written to `out`.
    pub fn new(out: W) -> Self {
        Traced { out }
    }
}

impl<W: Write> Reporter for Traced<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::TrialFinished(trial) = event else { return Ok(()) };
        render_played_trial(trial).map_or(Ok(()), |text| writeln!(self.out, "{text}"))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The diagram of a trial that was played, and below it what the judge says of each side.
fn render_played_trial(trial: &TrialReport) -> Option<String> {
    let (transcript, findings) = match &trial.outcome {
        Outcome::Judged { transcript, findings, .. } => (transcript, findings.as_slice()),
        Outcome::Faulted { transcript, .. } => (transcript, &[][..]),
        Outcome::Skipped { .. } => return None,
    };
    let names = [Side::Client, Side::Server].map(|side| trial.player_name(Some(side)));
    let mut text = render_diagram(&trial.case, transcript, names[0], names[1]);
    if let Outcome::Faulted { fault, .. } = &trial.outcome {
        text += &format!("\n  not judged: {}\n", crate::report::plain::plain(&fault.to_string()));
    }
    let told = findings.iter().filter(|judged| judged.finding.verdict.word() != "pass");
    for judged in told {
        let side = judged.finding.side.map_or_else(String::new, |side| format!("{side} "));
        let known = judged.known.as_ref().map_or("", |_| " (known)");
        let what = super::super::words::verdict_suffix(&judged.finding.verdict);
        text += &format!("\n  {side}{} {}{known}{what}", judged.clause(), judged.finding.verdict.word());
    }
    Some(text.trim_end().to_owned() + "\n")
}

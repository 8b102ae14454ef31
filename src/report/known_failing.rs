//! Today's broken clauses as a list of known failures (`--write-known-failing`), which makes the same run exit 0.

use super::Reporter;
use super::generated::case_or_family_name;
use super::plain::plain;
use crate::engine::event::{Event, Outcome, TrialReport};
use crate::protocol::clause::ClauseId;
use std::collections::BTreeMap;
use std::io::{self, Write};

const HEAD: &str = "\
# Known failures, as `sockspec run --write-known-failing` found them: `--known-failing` with this file expects them.
# Say in each entry why it fails, for whoever reads this next year. Once it is fixed, a run names the line to delete.
";

/// Collects what is broken and not known yet, and writes it as a list when the run is over.
#[derive(Debug)]
pub struct KnownFailingList<L, T> {
    list: L,
    say: T,
    name: String,
    /// The implementations' names, in the run's order.
    names: Vec<String>,
    /// The failures, by implementation, clause and case.
    broken: BTreeMap<(usize, ClauseId, String), String>,
}

impl<L: Write, T: Write> KnownFailingList<L, T> {
    /// A list that is written to `list`. A message on `say` reports what was written, and calls the list `name`.
    pub fn new(list: L, name: String, say: T) -> Self {
        KnownFailingList { list, say, name, names: Vec::new(), broken: BTreeMap::new() }
    }

    fn add_trial(&mut self, trial: &TrialReport) {
        let Outcome::Judged { findings, .. } = &trial.outcome else { return };
        for judged in findings.iter().filter(|judged| judged.known.is_none()) {
            if let Some(evidence) = judged.finding.verdict.evidence() {
                let implementation = self.find_or_add_name(trial.player_name(judged.finding.side));
                let key = (implementation, judged.clause(), case_or_family_name(&trial.case));
                self.broken.entry(key).or_insert_with(|| plain(&evidence.what));
            }
        }
    }

    fn find_or_add_name(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    fn render_list(&self) -> String {
        let mut text = HEAD.to_owned();
        let mut group = None;
        for ((implementation, clause, case), found) in &self.broken {
            let (implementation, clause) = (*implementation, *clause);
            let name = &self.names[implementation];
            text.push('\n');
            if group.replace((implementation, clause)) != Some((implementation, clause)) {
                text += &format!("# {}: {clause} ({}): {}\n", plain(name), clause.level(), clause.sentence());
            }
            let fields = [
                ("implementation", name.clone()),
                ("case", case.clone()),
                ("clause", clause.to_string()),
                ("reason", format!("say why: {}", found)),
            ];
            let lines = fields.map(|(key, value)| format!("{key} = {}\n", toml::Value::String(value)));
            text += &format!("[[known-failing]]\n{}", lines.concat());
        }
        text
    }

    fn closing_message(&self) -> String {
        match self.broken.len() {
            0 => format!("nothing is broken that is not known: {} holds no entry", self.name),
            1 => format!("1 known-failing entry written to {}: say in it why", self.name),
            entries => format!("{entries} known-failing entries written to {}: say in each why", self.name),
        }
    }
}

impl<L: Write, T: Write> Reporter for KnownFailingList<L, T> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::RunStarted(run) => run.implementations.iter().for_each(|one| {
                self.find_or_add_name(&one.name);
            }),
            Event::TrialFinished(trial) => self.add_trial(trial),
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let text = self.render_list();
        self.list.write_all(text.as_bytes())?;
        self.list.flush()?;
        writeln!(self.say, "{}", plain(&self.closing_message()))
    }
}

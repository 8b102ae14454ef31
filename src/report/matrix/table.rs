//! The result of each cell: a client of one implementation with a server of another, over one transport.

use crate::protocol::role::{Role, Side, Transport};
use crate::report::everywhere::{Everywhere, FoundEverywhere, TextId};
use crate::report::json::model::{ImplementationEntry, OutcomeWord, Trial, VerdictEntry, VerdictWord};
use std::collections::{BTreeMap, BTreeSet};

/// The cells, folded from trials; each holds counts and clauses only, however many trials there are.
#[derive(Debug, Clone, Default)]
pub struct MatrixTable {
    names: Vec<String>,
    cells: BTreeMap<(Transport, usize, usize), Cell>,
    texts: Everywhere,
    /// The texts that differ everywhere, once the table is settled.
    everywhere: Vec<FoundEverywhere>,
}

/// The result of one cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many trials were judged.
    pub judged: usize,
    /// How many could not be played.
    pub faulted: usize,
    /// How many were left out.
    pub skipped: usize,
    /// The broken clauses, each with the side that breaks it.
    pub broken: BTreeMap<Blame, Gravity>,
    /// The same by the texts that decide them.
    by_text: BTreeMap<(Blame, Option<TextId>), Gravity>,
}

/// The side of a cell's program, and the clause that it breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blame {
    /// The program, by its side.
    pub side: Side,
    /// The clause's id.
    pub clause: String,
}

/// How grave a broken clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// The known-failing list covers it.
    Known,
    /// A SHOULD is broken.
    Warn,
    /// A MUST is broken.
    Fail,
}

impl Gravity {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Gravity::Known => "known",
            Gravity::Warn => "warn",
            Gravity::Fail => "fail",
        }
    }
}

/// One program's broken clause over all cells: the mark, and with how many partners of how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The gravest that it is.
    pub mark: Gravity,
    /// In how many cells.
    pub cells: usize,
    /// Of how many that the program stands in.
    pub of: usize,
}

impl MatrixTable {
    /// An empty table of these implementations, which fixes their order.
    pub fn new<'e>(implementations: impl IntoIterator<Item = &'e ImplementationEntry>) -> MatrixTable {
        let mut table = MatrixTable::default();
        for implementation in implementations {
            table.find_or_add_name(&implementation.name);
        }
        table
    }

    /// Adds one trial; those of no cell are passed over.
    pub fn add_trial(&mut self, trial: &Trial) {
        let transport = match trial.role.as_str() {
            "tcp-pair" => Transport::Tcp,
            "udp-pair" => Transport::Udp,
            _ => return,
        };
        let client = self.find_or_add_name(trial.client.as_ref().unwrap_or(&trial.implementation));
        let server = self.find_or_add_name(&trial.implementation);
        let texts = self.texts.count_if_planned(trial);
        self.cells.entry((transport, client, server)).or_default().add_trial(trial, &texts);
    }

    /// The table of all trials as if the texts that differ everywhere were right.
    pub fn without_texts_everywhere(&self) -> MatrixTable {
        let mut table = MatrixTable { everywhere: self.texts.texts_everywhere(), ..self.clone() };
        let texts: BTreeSet<TextId> = table.everywhere.iter().map(|found| found.text).collect();
        table.cells.values_mut().for_each(|cell| cell.leave_out(&texts));
        table
    }

    /// The texts that differ everywhere over this transport; none before the table is settled.
    pub fn texts_everywhere(&self, transport: Transport) -> impl Iterator<Item = &FoundEverywhere> {
        let role = format!("{}-pair", transport.to_string().to_lowercase());
        self.everywhere.iter().filter(move |found| found.role == role)
    }

    fn find_or_add_name(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    /// The name of the implementation in this place.
    pub fn implementation_name(&self, place: usize) -> &str {
        &self.names[place]
    }

    /// The implementations whose program on this side stands in a cell, by their places.
    pub fn implementations_on_side(&self, transport: Transport, side: Side) -> Vec<usize> {
        let its = self.cells.keys().filter(|(over, ..)| *over == transport).map(|(_, client, server)| match side {
            Side::Client => *client,
            Side::Server => *server,
        });
        its.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The result of a cell; `None`: nothing was tried there.
    pub fn cell(&self, transport: Transport, client: usize, server: usize) -> Option<&Cell> {
        self.cells.get(&(transport, client, server))
    }

    /// Whether nothing was tried over this transport.
    pub fn is_empty(&self, transport: Transport) -> bool {
        !self.cells.keys().any(|(over, ..)| *over == transport)
    }

    /// The broken clauses of each program, with any partner: by the program's side, its implementation, the clause.
    pub fn count_broken_clauses(&self, transport: Transport) -> BTreeMap<(Side, usize, &str), Count> {
        let mut counts: BTreeMap<(Side, usize, &str), Count> = BTreeMap::new();
        let mut stands: BTreeMap<(Side, usize), usize> = BTreeMap::new();
        for ((_, client, server), cell) in self.cells.iter().filter(|((over, ..), _)| *over == transport) {
            *stands.entry((Side::Client, *client)).or_default() += 1;
            *stands.entry((Side::Server, *server)).or_default() += 1;
            for (blame, mark) in &cell.broken {
                let place = if blame.side == Side::Client { *client } else { *server };
                let key = (blame.side, place, blame.clause.as_str());
                let count = counts.entry(key).or_insert(Count { mark: *mark, cells: 0, of: 0 });
                count.mark = count.mark.max(*mark);
                count.cells += 1;
            }
        }
        for ((side, place, _), count) in &mut counts {
            count.of = stands[&(*side, *place)];
        }
        counts
    }
}

impl Cell {
    fn add_trial(&mut self, trial: &Trial, texts: &[Option<TextId>]) {
        match trial.outcome {
            OutcomeWord::Judged => self.judged += 1,
            OutcomeWord::Faulted => self.faulted += 1,
            OutcomeWord::Skipped => self.skipped += 1,
        }
        for (verdict, text) in trial.verdicts.iter().zip(texts) {
            let Some(mark) = mark_for_verdict(verdict) else { continue };
            let role = verdict.role.as_ref().and_then(|role| role.parse::<Role>().ok());
            let blame = Blame { side: role.map_or(Side::Server, Role::side), clause: verdict.clause.clone() };
            let worst = self.by_text.entry((blame, *text)).or_insert(mark);
            *worst = mark.max(*worst);
        }
        self.leave_out(&BTreeSet::new());
    }

    /// Treats verdicts that these texts decide as if the texts were right.
    fn leave_out(&mut self, texts: &BTreeSet<TextId>) {
        self.broken.clear();
        let others = self.by_text.iter().filter(|((_, text), _)| text.is_none_or(|text| !texts.contains(&text)));
        for ((blame, _), mark) in others {
            let worst = self.broken.entry(blame.clone()).or_insert(*mark);
            *worst = (*mark).max(*worst);
        }
    }

    /// The gravest mark, if anything is broken.
    pub fn worst_mark(&self) -> Option<Gravity> {
        self.broken.values().copied().max()
    }

    /// The sides that something so grave is to be blamed on.
    pub fn blamed_sides(&self, mark: Gravity) -> BTreeSet<Side> {
        self.broken.iter().filter(|(_, found)| **found == mark).map(|(blame, _)| blame.side).collect()
    }

    /// The clauses of a side with this mark.
    pub fn clauses_with_mark(&self, side: Side, mark: Gravity) -> Vec<&str> {
        let its = self.broken.iter().filter(|(blame, found)| blame.side == side && **found == mark);
        its.map(|(blame, _)| blame.clause.as_str()).collect()
    }
}

/// How grave a verdict is; `None`: nothing is broken.
fn mark_for_verdict(verdict: &VerdictEntry) -> Option<Gravity> {
    match (verdict.verdict, &verdict.known) {
        (VerdictWord::Fail | VerdictWord::Warn, Some(_)) => Some(Gravity::Known),
        (VerdictWord::Warn, None) => Some(Gravity::Warn),
        (VerdictWord::Fail, None) => Some(Gravity::Fail),
        (VerdictWord::Pass | VerdictWord::Noted | VerdictWord::Skipped, _) => None,
    }
}

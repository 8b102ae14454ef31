//! All faults, role by role and kind by kind.

use super::applying::applies;
use super::row::{Row, Shows};
use super::{
    Deviation, console, crowds, edges, ending, exchange, layout, life, parsing, prompting, reading, receiving, sending,
    showing, spelling, timing, typing, values,
};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use crate::set_statistics::Program;
use crate::set_statistics::dialect;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One fault of one program of the reference.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Its name: `tcp-server/values/mean-over-one-less`.
    pub id: String,
    /// Whose fault it is.
    pub role: Role,
    /// What it is about.
    pub kind: Kind,
    /// The clause that it breaks.
    pub clause: ClauseId,
    /// What the program does, in one sentence.
    pub sentence: &'static str,
    /// How rarely it shows.
    pub shows: Shows,
    pub(super) deviation: Deviation,
}

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What is computed.
    Values,
    /// What is taken for a number, and for a request.
    Parsing,
    /// How results are spelled.
    Spelling,
    /// How a response is laid out.
    Layout,
    /// How much of a request is read, and when.
    Reading,
    /// Who gets which answer, when, and from where.
    Exchange,
    /// Where a server listens, and what ends it.
    Life,
    /// What a server prints.
    Console,
    /// What a client prints.
    Prompting,
    /// What a client sends.
    Sending,
    /// What a client makes of a reply, and of none.
    Receiving,
    /// How a client ends.
    Ending,
    /// What a server does with numbers and sizes at the edges.
    Edges,
    /// What many clients do to a server.
    Crowds,
    /// What a client makes of the lines that were typed.
    Typing,
    /// What a client makes of a reply that is not quite usual.
    Showing,
    /// When something is sent, waited for, or given up.
    Timing,
}

impl Kind {
    /// All kinds, in the order in which reports list them.
    pub const ALL: [Kind; 17] = [
        Kind::Values,
        Kind::Parsing,
        Kind::Spelling,
        Kind::Layout,
        Kind::Reading,
        Kind::Exchange,
        Kind::Life,
        Kind::Console,
        Kind::Prompting,
        Kind::Sending,
        Kind::Receiving,
        Kind::Ending,
        Kind::Edges,
        Kind::Crowds,
        Kind::Typing,
        Kind::Showing,
        Kind::Timing,
    ];

    /// The kind's name in ids and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Values => "values",
            Kind::Parsing => "parsing",
            Kind::Spelling => "spelling",
            Kind::Layout => "layout",
            Kind::Reading => "reading",
            Kind::Exchange => "exchange",
            Kind::Life => "life",
            Kind::Console => "console",
            Kind::Prompting => "prompting",
            Kind::Sending => "sending",
            Kind::Receiving => "receiving",
            Kind::Ending => "ending",
            Kind::Edges => "edges",
            Kind::Crowds => "crowds",
            Kind::Typing => "typing",
            Kind::Showing => "showing",
            Kind::Timing => "timing",
        }
    }

    const fn rows(self) -> &'static [Row] {
        match self {
            Kind::Values => values::ROWS,
            Kind::Parsing => parsing::ROWS,
            Kind::Spelling => spelling::ROWS,
            Kind::Layout => layout::ROWS,
            Kind::Reading => reading::ROWS,
            Kind::Exchange => exchange::ROWS,
            Kind::Life => life::ROWS,
            Kind::Console => console::ROWS,
            Kind::Prompting => prompting::ROWS,
            Kind::Sending => sending::ROWS,
            Kind::Receiving => receiving::ROWS,
            Kind::Ending => ending::ROWS,
            Kind::Edges => edges::ROWS,
            Kind::Crowds => crowds::ROWS,
            Kind::Typing => typing::ROWS,
            Kind::Showing => showing::ROWS,
            Kind::Timing => timing::ROWS,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Every fault there is; of a dialect, every fault that its programs can have.
pub fn catalogue() -> Vec<Fault> {
    let of = |program: Program| Kind::ALL.into_iter().flat_map(move |kind| of_kind(program, kind));
    let all = Program::ALL.into_iter().flat_map(of);
    if dialect::is_one() { all.filter(applies).collect() } else { all.collect() }
}

fn of_kind(program: Program, kind: Kind) -> impl Iterator<Item = Fault> {
    kind.rows().iter().filter_map(move |row| {
        Some(Fault {
            id: format!("{}/{kind}/{}", program.role(), row.name),
            role: program.role(),
            kind,
            clause: row.breaks.of(program)?.id(),
            sentence: row.sentence,
            shows: row.shows,
            deviation: row.deviation,
        })
    })
}

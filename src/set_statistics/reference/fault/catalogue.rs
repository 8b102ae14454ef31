//! All faults, role by role and kind by kind.

use super::applying::applies_to_dialect;
use super::row::{DeviationRow, Shows};
use super::{
    WrongBehaviour, console, crowds, edges, ending, exchange, layout, life, parsing, prompting, reading, receiving,
    sending, showing, spelling, timing, typing, values,
};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use crate::set_statistics::ReferenceProgram;
use crate::set_statistics::dialect;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One fault of one program of the reference.
#[derive(Debug, Clone)]
pub struct ReferenceFault {
    /// Its name: `tcp-server/values/mean-over-one-less`.
    pub id: String,
    /// The role of the program with the fault.
    pub role: Role,
    /// What it is about.
    pub kind: ReferenceFaultKind,
    /// The clause that it breaks.
    pub clause: ClauseId,
    /// What the program does, in one sentence.
    pub sentence: &'static str,
    /// How rarely it shows.
    pub shows: Shows,
    pub(super) deviation: WrongBehaviour,
}

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceFaultKind {
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
    /// The addressee, the time and the sender of each answer.
    Exchange,
    /// The address at which a server listens, and the events that end it.
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

impl ReferenceFaultKind {
    /// All kinds, in the order in which reports list them.
    pub const ALL: [ReferenceFaultKind; 17] = [
        ReferenceFaultKind::Values,
        ReferenceFaultKind::Parsing,
        ReferenceFaultKind::Spelling,
        ReferenceFaultKind::Layout,
        ReferenceFaultKind::Reading,
        ReferenceFaultKind::Exchange,
        ReferenceFaultKind::Life,
        ReferenceFaultKind::Console,
        ReferenceFaultKind::Prompting,
        ReferenceFaultKind::Sending,
        ReferenceFaultKind::Receiving,
        ReferenceFaultKind::Ending,
        ReferenceFaultKind::Edges,
        ReferenceFaultKind::Crowds,
        ReferenceFaultKind::Typing,
        ReferenceFaultKind::Showing,
        ReferenceFaultKind::Timing,
    ];

    /// The kind's name in ids and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            ReferenceFaultKind::Values => "values",
            ReferenceFaultKind::Parsing => "parsing",
            ReferenceFaultKind::Spelling => "spelling",
            ReferenceFaultKind::Layout => "layout",
            ReferenceFaultKind::Reading => "reading",
            ReferenceFaultKind::Exchange => "exchange",
            ReferenceFaultKind::Life => "life",
            ReferenceFaultKind::Console => "console",
            ReferenceFaultKind::Prompting => "prompting",
            ReferenceFaultKind::Sending => "sending",
            ReferenceFaultKind::Receiving => "receiving",
            ReferenceFaultKind::Ending => "ending",
            ReferenceFaultKind::Edges => "edges",
            ReferenceFaultKind::Crowds => "crowds",
            ReferenceFaultKind::Typing => "typing",
            ReferenceFaultKind::Showing => "showing",
            ReferenceFaultKind::Timing => "timing",
        }
    }

    const fn fault_rows(self) -> &'static [DeviationRow] {
        match self {
            ReferenceFaultKind::Values => values::ROWS,
            ReferenceFaultKind::Parsing => parsing::ROWS,
            ReferenceFaultKind::Spelling => spelling::ROWS,
            ReferenceFaultKind::Layout => layout::ROWS,
            ReferenceFaultKind::Reading => reading::ROWS,
            ReferenceFaultKind::Exchange => exchange::ROWS,
            ReferenceFaultKind::Life => life::ROWS,
            ReferenceFaultKind::Console => console::ROWS,
            ReferenceFaultKind::Prompting => prompting::ROWS,
            ReferenceFaultKind::Sending => sending::ROWS,
            ReferenceFaultKind::Receiving => receiving::ROWS,
            ReferenceFaultKind::Ending => ending::ROWS,
            ReferenceFaultKind::Edges => edges::ROWS,
            ReferenceFaultKind::Crowds => crowds::ROWS,
            ReferenceFaultKind::Typing => typing::ROWS,
            ReferenceFaultKind::Showing => showing::ROWS,
            ReferenceFaultKind::Timing => timing::ROWS,
        }
    }
}

impl fmt::Display for ReferenceFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Every fault there is; of a dialect, every fault that its programs can have.
pub fn list_faults() -> Vec<ReferenceFault> {
    let of =
        |program: ReferenceProgram| ReferenceFaultKind::ALL.into_iter().flat_map(move |kind| of_kind(program, kind));
    let all = ReferenceProgram::ALL.into_iter().flat_map(of);
    if dialect::is_one() { all.filter(applies_to_dialect).collect() } else { all.collect() }
}

fn of_kind(program: ReferenceProgram, kind: ReferenceFaultKind) -> impl Iterator<Item = ReferenceFault> {
    kind.fault_rows().iter().filter_map(move |row| {
        Some(ReferenceFault {
            id: format!("{}/{kind}/{}", program.role(), row.name),
            role: program.role(),
            kind,
            clause: row.breaks.clause_for_role(program)?.id(),
            sentence: row.sentence,
            shows: row.shows,
            deviation: row.deviation,
        })
    })
}

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
    /// Its kind.
    pub kind: ReferenceFaultKind,
    /// The clause that it breaks.
    pub clause: ClauseId,
    /// The program's wrong behaviour, in one sentence.
    pub sentence: &'static str,
    /// How rarely it shows.
    pub shows: Shows,
    pub(super) deviation: WrongBehaviour,
}

/// The kind of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceFaultKind {
    /// Computed values.
    Values,
    /// Texts that count as a number, and as a request.
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
    /// The output of a server.
    Console,
    /// The output of a client.
    Prompting,
    /// The bytes that a client sends.
    Sending,
    /// A client's way with a reply, and with none.
    Receiving,
    /// How a client ends.
    Ending,
    /// A server's way with numbers and sizes at the edges.
    Edges,
    /// The effects of many clients on a server.
    Crowds,
    /// A client's way with the typed lines.
    Typing,
    /// A client's way with an unusual reply.
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

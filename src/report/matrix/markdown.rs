//! The table as Markdown, for a CI system's summary page.

use super::table::{Cell, Gravity, MatrixTable};
use crate::engine::event::Event;
use crate::protocol::role::{Side, Transport};
use crate::report::everywhere::FoundEverywhere;
use crate::report::json::model::SkippedEntry;
use crate::report::plain::plain;
use crate::report::{Reporter, json};
use std::io::{self, Write};

/// The tables of both transports. A row is a client, a column a server, and each cell has its verdict and the side that
/// is blamed. Below the tables stands a line for each missing part: an incomplete table must not look whole.
pub fn render_markdown(table: &MatrixTable, missing: &[String]) -> String {
    let table = &table.without_texts_everywhere();
    let transports = [Transport::Tcp, Transport::Udp].into_iter().filter(|transport| !table.is_empty(*transport));
    let mut blocks: Vec<String> = transports.map(|transport| render_transport_table(table, transport)).collect();
    if !missing.is_empty() {
        blocks.push(missing.iter().map(|line| format!("- {}\n", escape_markdown(line))).collect());
    }
    blocks.join("\n")
}

/// The lines about implementations, or single programs, that could not be tried.
pub fn skipped_lines<'s>(all: impl IntoIterator<Item = &'s SkippedEntry>) -> Vec<String> {
    let line = |one: &SkippedEntry| {
        let role = one.role.as_ref().map_or_else(String::new, |role| format!(" {role}"));
        format!("skipped: {}{role}: {}", one.implementation, one.reason)
    };
    all.into_iter().map(line).collect()
}

fn render_transport_table(table: &MatrixTable, transport: Transport) -> String {
    let servers = table.implementations_on_side(transport, Side::Server);
    let heads: String =
        servers.iter().map(|&server| format!(" {} |", escape_markdown(table.implementation_name(server)))).collect();
    let mut out = format!("### {transport}\n\n| client \\ server |{heads}\n|---|{}\n", "---|".repeat(servers.len()));
    for client in table.implementations_on_side(transport, Side::Client) {
        let cell =
            |server: &usize| table.cell(transport, client, *server).map_or_else(|| "–".to_owned(), describe_cell);
        let cells: String = servers.iter().map(|server| format!(" {} |", cell(server))).collect();
        out += &format!("| **{}** |{cells}\n", escape_markdown(table.implementation_name(client)));
    }
    out + &render_everywhere(table, transport)
}

/// The texts that differ everywhere, which the cells show as if they were right.
fn render_everywhere(table: &MatrixTable, transport: Transport) -> String {
    let line = |found: &FoundEverywhere| {
        format!(
            "- **{}**: **{}** {}\n",
            escape_markdown(&found.implementation),
            found.clause,
            escape_markdown(&found.render_sentence())
        )
    };
    let lines: String = table.texts_everywhere(transport).map(line).collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

/// `pass`, or each kind of breach with its side and clauses: `fail: server RSP-2; known: client TCP-C-6`.
fn describe_cell(cell: &Cell) -> String {
    let mut parts: Vec<String> = Vec::new();
    if cell.faulted > 0 {
        parts.push("fault".to_owned());
    }
    for mark in [Gravity::Fail, Gravity::Warn, Gravity::Known] {
        let sides = [Side::Client, Side::Server].map(|side| (side, cell.clauses_with_mark(side, mark)));
        let told = sides.iter().filter(|(_, clauses)| !clauses.is_empty());
        let told: Vec<String> = told.map(|(side, clauses)| format!("{side} {}", clauses.join(", "))).collect();
        if !told.is_empty() {
            let word = if mark == Gravity::Fail { format!("**{}**", mark.word()) } else { mark.word().to_owned() };
            parts.push(format!("{word}: {}", told.join(", ")));
        }
    }
    match (parts.is_empty(), cell.judged) {
        (false, _) => parts.join("; "),
        (true, 0) => "skipped".to_owned(),
        (true, _) => "pass".to_owned(),
    }
}

/// A name that can do nothing in a table.
pub fn escape_markdown(name: &str) -> String {
    let special = |c: char| matches!(c, '|' | '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '&');
    plain(name).chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

/// The Markdown report, written when the run is over.
#[derive(Debug)]
pub struct MatrixMarkdown<W> {
    out: W,
    table: MatrixTable,
    strict: bool,
    skipped: Vec<SkippedEntry>,
    is_whole: bool,
}

impl<W: Write> MatrixMarkdown<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        MatrixMarkdown { out, table: MatrixTable::default(), strict: false, skipped: Vec::new(), is_whole: false }
    }
}

impl<W: Write> Reporter for MatrixMarkdown<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::RunStarted(run) => {
                self.strict = run.strict;
                self.table = MatrixTable::new(&json::implementation_entries(run));
            }
            Event::TrialFinished(trial) => self.table.add_trial(&json::trial_entry(trial, self.strict)),
            Event::ImplementationSkipped(skipped) => self.skipped.push(json::skipped_entry(skipped)),
            Event::RunFinished(summary) => self.is_whole = summary.not_run == 0,
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let mut missing = skipped_lines(&self.skipped);
        missing.extend((!self.is_whole).then(|| "the run was cut short: trials are missing".to_owned()));
        self.out.write_all(render_markdown(&self.table, &missing).as_bytes())?;
        self.out.flush()
    }
}

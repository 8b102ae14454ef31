//! The table for a console: a row a client, a column a server.

use super::table::{Cell, Gravity, MatrixTable};
use crate::protocol::role::{Side, Transport};
use crate::report::everywhere::FoundEverywhere;
use crate::report::plain::plain;
use crate::report::words::format_count;

/// With more columns than this a cell is one letter.
const WORDS: usize = 10;

/// The tables of both transports, as far as there are any. Below each table stand the broken clauses and the programs
/// that break them.
pub fn render_text(table: &MatrixTable) -> String {
    let table = &table.without_texts_everywhere();
    let transports = [Transport::Tcp, Transport::Udp].into_iter().filter(|transport| !table.is_empty(*transport));
    transports.map(|transport| render_transport_table(table, transport)).collect::<Vec<_>>().join("\n")
}

fn render_transport_table(table: &MatrixTable, transport: Transport) -> String {
    let (clients, servers) = (
        table.implementations_on_side(transport, Side::Client),
        table.implementations_on_side(transport, Side::Server),
    );
    let words = servers.len() <= WORDS;
    let shown = |client: usize, server: usize| match (table.cell(transport, client, server), words) {
        (cell, true) => cell.map_or_else(|| "-".to_owned(), in_words),
        (cell, false) => cell.map_or('-', in_a_letter).to_string(),
    };
    let rows: Vec<Vec<String>> =
        clients.iter().map(|&client| servers.iter().map(|&server| shown(client, server)).collect()).collect();
    let label = |place: usize| format!("{:>2} {}", place + 1, plain(table.implementation_name(place)));
    let all = clients.iter().chain(&servers).copied();
    let width = all.map(|place| label(place).chars().count()).max().unwrap_or_default();
    let cells = rows.iter().flatten().map(|cell| cell.chars().count());
    let column = cells.chain([2]).max().unwrap_or_default();
    let line = |head: &str, cells: Vec<String>| {
        let cells = cells.iter().map(|cell| format!("  {cell:column$}")).collect::<String>();
        format!("{head:width$}{cells}").trim_end().to_owned() + "\n"
    };
    let mut out = format!("{transport}: a row a client, a column a server\n");
    out += &line("", servers.iter().map(|server| (server + 1).to_string()).collect());
    for (&client, cells) in clients.iter().zip(rows) {
        out += &line(&label(client), cells);
    }
    for &server in servers.iter().filter(|server| !clients.contains(server)) {
        out += &format!("{}  (a server only)\n", label(server));
    }
    if !words {
        out += "   . pass, C S B fail (the client's, the server's, both), c s b warn, k known, ! fault, - not tried\n";
    }
    out + &render_everywhere(table, transport) + &render_blames(table, transport)
}

/// The texts that differ everywhere, as if they were right in the cells.
fn render_everywhere(table: &MatrixTable, transport: Transport) -> String {
    let line = |found: &FoundEverywhere| {
        format!("   {}: {} {}\n", plain(&found.implementation), found.clause, found.render_sentence())
    };
    table.texts_everywhere(transport).map(line).collect()
}

/// `pass`, `fail S`, `warn CS`, `fault`: the gravest verdict, and its side.
fn in_words(cell: &Cell) -> String {
    match cell.worst_mark() {
        _ if cell.faulted > 0 => "fault".to_owned(),
        Some(mark) => {
            let sides = cell.blamed_sides(mark).into_iter().rev();
            let letters: String = sides.map(|side| if side == Side::Client { 'C' } else { 'S' }).collect();
            format!("{} {letters}", mark.word())
        }
        None if cell.judged == 0 => "skip".to_owned(),
        None => "pass".to_owned(),
    }
}

fn in_a_letter(cell: &Cell) -> char {
    let letter = |mark| match cell.blamed_sides(mark).into_iter().collect::<Vec<_>>()[..] {
        [Side::Client] => 'C',
        [Side::Server] => 'S',
        _ => 'B',
    };
    match cell.worst_mark() {
        _ if cell.faulted > 0 => '!',
        Some(Gravity::Known) => 'k',
        Some(Gravity::Warn) => letter(Gravity::Warn).to_ascii_lowercase(),
        Some(Gravity::Fail) => letter(Gravity::Fail),
        None if cell.judged == 0 => '-',
        None => '.',
    }
}

/// The broken clauses, the program that breaks each, and with how many partners.
fn render_blames(table: &MatrixTable, transport: Transport) -> String {
    let lines = table.count_broken_clauses(transport).into_iter().rev().map(|((side, place, clause), found)| {
        let partners = if side == Side::Client { "server" } else { "client" };
        let with = if found.cells == found.of {
            format!("with every {partners}")
        } else {
            format!("with {} of {}", found.cells, format_count(found.of, partners))
        };
        format!("   {}'s {side}: {clause} {}, {with}\n", plain(table.implementation_name(place)), found.mark.word())
    });
    lines.collect()
}

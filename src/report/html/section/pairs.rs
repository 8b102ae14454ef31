//! The matrix: every client against every server.

use super::super::collected::PageContent;
use super::Section;
use super::overview::as_if_right;
use crate::protocol::role::{Side, Transport};
use crate::report::everywhere::FoundEverywhere;
use crate::report::matrix::{Cell, Gravity, MatrixTable};
use crate::report::plain::plain;
use crate::report::words::count;
use maud::{Markup, html};

/// The section.
pub fn section(collected: &PageContent) -> Option<Section> {
    let table = &collected.pairs;
    let transports = [Transport::Tcp, Transport::Udp].into_iter().filter(|transport| !table.is_empty(*transport));
    let tables: Vec<Markup> = transports.map(|transport| one(collected, transport)).collect();
    (!tables.is_empty()).then(|| Section {
        id: "pairs",
        title: "Pairs".to_owned(),
        lead:
            "A row a client, a column a server. A cell says the worst of its trials, and whose it is: C the client's, \
               S the server's. It opens the list of its trials."
                .to_owned()
                + &as_if_right(texts_everywhere(table)),
        body: html! { @for table in tables { (table) } },
    })
}

/// The texts that differ everywhere in pairs.
fn texts_everywhere(table: &MatrixTable) -> impl Iterator<Item = &FoundEverywhere> {
    [Transport::Tcp, Transport::Udp].into_iter().flat_map(|transport| table.everywhere(transport))
}

fn one(collected: &PageContent, transport: Transport) -> Markup {
    let table = &collected.pairs;
    let (clients, servers) = (table.axis(transport, Side::Client), table.axis(transport, Side::Server));
    let class = if servers.len() > 4 { "grid pairs upright" } else { "grid pairs" };
    html! {
        h3 { (transport) }
        div.scroll tabindex="0" role="region" aria-label={ "Pairs over " (transport) } {
            table class=(class) data-role={ (transport.to_string().to_lowercase()) "-pair" } {
                thead { tr {
                    th scope="col" { "client ＼ server" }
                    @for &server in &servers { th scope="col" { span { (plain(table.name(server))) } } }
                } }
                tbody {
                    @for &client in &clients {
                        tr data-implementation=(plain(table.name(client))) {
                            th scope="row" { (plain(table.name(client))) }
                            @for &server in &servers { (cell(collected, transport, client, server)) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(collected: &PageContent, transport: Transport, client: usize, server: usize) -> Markup {
    let Some(cell) = collected.pairs.cell(transport, client, server) else { return html! { td {} } };
    let (class, text) = shown(cell);
    let names = format!("{} -> {}", collected.pairs.name(client), collected.pairs.name(server));
    let says = format!("{}: {text}{}", plain(&names), broken(cell));
    html! {
        td.(class) {
            a href={ "#cell=" (transport.to_string().to_lowercase()) "." (client) "." (server) } title=(says) aria-label=(says) { (text) }
        }
    }
}

/// The worst of a cell, and whose it is.
fn shown(cell: &Cell) -> (&'static str, String) {
    match cell.worst() {
        _ if cell.faulted > 0 => ("fault", "? fault".to_owned()),
        Some(mark) => {
            let sides = cell.blamed(mark).into_iter().rev();
            let letters: String = sides.map(|side| if side == Side::Client { 'C' } else { 'S' }).collect();
            let sign = match mark {
                Gravity::Fail => "✗",
                Gravity::Warn => "!",
                Gravity::Known => "≈",
            };
            (mark.word(), format!("{sign} {letters}"))
        }
        None if cell.judged == 0 => ("skipped", "–".to_owned()),
        None => ("pass", "✓".to_owned()),
    }
}

/// `; client TCP-C-6 known; server RSP-2 fail; 8 trials`.
fn broken(cell: &Cell) -> String {
    let broken = cell.broken.iter().map(|(blame, mark)| format!("; {} {} {}", blame.side, blame.clause, mark.word()));
    let trials = count(cell.judged + cell.faulted + cell.skipped, "trial");
    broken.collect::<String>() + "; " + &trials
}

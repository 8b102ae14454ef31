//! The matrix: every client against every server.

use super::super::collected::PageContent;
use super::Section;
use super::overview::as_if_right;
use crate::protocol::role::{Side, Transport};
use crate::report::everywhere::FoundEverywhere;
use crate::report::matrix::{Cell, Gravity, MatrixTable};
use crate::report::plain::plain;
use crate::report::words::format_count;
use maud::{Markup, html};

/// The section.
pub fn build_section(collected: &PageContent) -> Option<Section> {
    let table = &collected.pairs;
    let transports = [Transport::Tcp, Transport::Udp].into_iter().filter(|transport| !table.is_empty(*transport));
    let tables: Vec<Markup> = transports.map(|transport| render_transport_table(collected, transport)).collect();
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
    [Transport::Tcp, Transport::Udp].into_iter().flat_map(|transport| table.texts_everywhere(transport))
}

fn render_transport_table(collected: &PageContent, transport: Transport) -> Markup {
    let table = &collected.pairs;
    let (clients, servers) = (
        table.implementations_on_side(transport, Side::Client),
        table.implementations_on_side(transport, Side::Server),
    );
    let class = if servers.len() > 4 { "grid pairs upright" } else { "grid pairs" };
    html! {
        h3 { (transport) }
        div.scroll tabindex="0" role="region" aria-label={ "Pairs over " (transport) } {
            table class=(class) data-role={ (transport.to_string().to_lowercase()) "-pair" } {
                thead { tr {
                    th scope="col" { "client ＼ server" }
                    @for &server in &servers { th scope="col" { span { (plain(table.implementation_name(server))) } } }
                } }
                tbody {
                    @for &client in &clients {
                        tr data-implementation=(plain(table.implementation_name(client))) {
                            th scope="row" { (plain(table.implementation_name(client))) }
                            @for &server in &servers { (render_cell(collected, transport, client, server)) }
                        }
                    }
                }
            }
        }
    }
}

fn render_cell(collected: &PageContent, transport: Transport, client: usize, server: usize) -> Markup {
    let Some(cell) = collected.pairs.cell(transport, client, server) else { return html! { td {} } };
    let (class, text) = worst_with_sides(cell);
    let names =
        format!("{} -> {}", collected.pairs.implementation_name(client), collected.pairs.implementation_name(server));
    let says = format!("{}: {text}{}", plain(&names), describe_broken(cell));
    html! {
        td.(class) {
            a href={ "#cell=" (transport.to_string().to_lowercase()) "." (client) "." (server) } title=(says) aria-label=(says) { (text) }
        }
    }
}

/// The worst mark of a cell, and the side that it belongs to.
fn worst_with_sides(cell: &Cell) -> (&'static str, String) {
    match cell.worst_mark() {
        _ if cell.faulted > 0 => ("fault", "? fault".to_owned()),
        Some(mark) => {
            let sides = cell.blamed_sides(mark).into_iter().rev();
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
fn describe_broken(cell: &Cell) -> String {
    let broken = cell.broken.iter().map(|(blame, mark)| format!("; {} {} {}", blame.side, blame.clause, mark.word()));
    let trials = format_count(cell.judged + cell.faulted + cell.skipped, "trial");
    broken.collect::<String>() + "; " + &trials
}

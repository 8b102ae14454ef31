//! The clauses, each with its text and the state of each implementation.

use super::super::collected::{ClauseState, PageContent};
use super::{Section, by_implementation, heads};
use crate::protocol::clause::ClauseId;
use crate::protocol::current;
use crate::report::plain::plain;
use crate::report::shortened::shortened;
use maud::{Markup, html};

/// The section; clauses of which nothing was judged are listed too, since that is worth knowing.
pub fn section(collected: &PageContent) -> Option<Section> {
    let places: Vec<usize> = (0..collected.implementations.len()).collect();
    (!collected.clauses.is_empty()).then(|| Section {
        id: "clauses",
        title: "Clauses".to_owned(),
        lead:
            "The rules of the protocol, and what was found of each: how many trials break it, or the behaviour's name \
               where there is no right answer."
                .to_owned(),
        body: html! {
            div.scroll tabindex="0" role="region" aria-label="Clauses" {
                table class=(by_implementation(places.len())) {
                    thead { tr { th scope="col" { "clause" } (heads(collected, &places)) } }
                    tbody { @for clause in current().clauses() { (line(collected, clause, &places)) } }
                }
            }
        },
    })
}

fn line(collected: &PageContent, clause: ClauseId, places: &[usize]) -> Markup {
    html! {
        tr.clause id={ "clause-" (clause) } data-level=(clause.level()) {
            th scope="row" {
                details {
                    summary { strong { (clause) } " " span.level { (clause.level()) } " " span.sentence { (clause.sentence()) } }
                    p { (clause.lead()) }
                }
            }
            @for place in places { (cell(collected.clauses.get(&(clause, *place)), collected.name(*place))) }
        }
    }
}

fn cell(state: Option<&ClauseState>, name: &str) -> Markup {
    let Some(state) = state else { return html! { td {} } };
    let (class, text) = shown(state);
    let says = format!("{}: {}", plain(name), words(state));
    html! { td.(class) title=(says) { span { (text) } } }
}

/// The gravest of a clause: with how many trials show it.
fn shown(state: &ClauseState) -> (&'static str, String) {
    match state {
        ClauseState { fail: 1.., .. } => ("fail", format!("✗ {}", state.fail)),
        ClauseState { warn: 1.., .. } => ("warn", format!("! {}", state.warn)),
        ClauseState { known: 1.., .. } => ("known", format!("≈ {}", state.known)),
        ClauseState { noted, .. } if !noted.is_empty() => ("noted", shortened(&plain(&noted.join(" / ")))),
        ClauseState { pass: 1.., .. } => ("pass", "✓".to_owned()),
        _ => ("skipped", "–".to_owned()),
    }
}

fn words(state: &ClauseState) -> String {
    let counts = [
        (state.fail, "fail"),
        (state.warn, "warn"),
        (state.known, "known"),
        (state.pass, "pass"),
        (state.skipped, "skipped"),
    ];
    let told = counts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
    let noted = (!state.noted.is_empty()).then(|| format!("noted {}", shortened(&plain(&state.noted.join(" / ")))));
    told.chain(noted).collect::<Vec<_>>().join(", ")
}

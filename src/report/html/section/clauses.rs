//! The clauses, each with its text and the state of each implementation.

use super::super::collected::{ClauseState, PageContent};
use super::{Section, by_implementation, render_column_heads};
use crate::protocol::clause::ClauseId;
use crate::protocol::current_spec;
use crate::report::plain::plain;
use crate::report::shortened::shorten_runs;
use maud::{Markup, html};

/// The section; clauses of which nothing was judged are listed too, since that is worth knowing.
pub fn build_section(collected: &PageContent) -> Option<Section> {
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
                    thead { tr { th scope="col" { "clause" } (render_column_heads(collected, &places)) } }
                    tbody { @for clause in current_spec().clauses() { (render_clause_row(collected, clause, &places)) } }
                }
            }
        },
    })
}

fn render_clause_row(collected: &PageContent, clause: ClauseId, places: &[usize]) -> Markup {
    html! {
        tr.clause id={ "clause-" (clause) } data-level=(clause.level()) {
            th scope="row" {
                details {
                    summary { strong { (clause) } " " span.level { (clause.level()) } " " span.sentence { (clause.sentence()) } }
                    p { (clause.lead()) }
                }
            }
            @for place in places { (render_cell(collected.clauses.get(&(clause, *place)), collected.implementation_name(*place))) }
        }
    }
}

fn render_cell(state: Option<&ClauseState>, name: &str) -> Markup {
    let Some(state) = state else { return html! { td {} } };
    let (class, text) = gravest_with_count(state);
    let says = format!("{}: {}", plain(name), describe_counts(state));
    html! { td.(class) title=(says) { span { (text) } } }
}

/// The gravest of a clause: with how many trials show it.
fn gravest_with_count(state: &ClauseState) -> (&'static str, String) {
    match state {
        ClauseState { fail: 1.., .. } => ("fail", format!("✗ {}", state.fail)),
        ClauseState { warn: 1.., .. } => ("warn", format!("! {}", state.warn)),
        ClauseState { known: 1.., .. } => ("known", format!("≈ {}", state.known)),
        ClauseState { noted, .. } if !noted.is_empty() => ("noted", shorten_runs(&plain(&noted.join(" / ")))),
        ClauseState { pass: 1.., .. } => ("pass", "✓".to_owned()),
        _ => ("skipped", "–".to_owned()),
    }
}

fn describe_counts(state: &ClauseState) -> String {
    let counts = [
        (state.fail, "fail"),
        (state.warn, "warn"),
        (state.known, "known"),
        (state.pass, "pass"),
        (state.skipped, "skipped"),
    ];
    let told = counts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
    let noted = (!state.noted.is_empty()).then(|| format!("noted {}", shorten_runs(&plain(&state.noted.join(" / ")))));
    told.chain(noted).collect::<Vec<_>>().join(", ")
}

//! Cases x implementations, role by role.

use super::super::collected::PageContent;
use super::{Section, by_implementation, render_column_heads, render_trial_link};
use crate::case::Subject;
use crate::report::plain::plain;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The trials of each case, by the implementation's place.
type Rows = BTreeMap<usize, BTreeMap<usize, usize>>;

/// The section; the trials of a matrix's cells stand in the matrix.
pub fn build_section(collected: &PageContent) -> Option<Section> {
    let mut rows = Rows::new();
    for (number, row) in collected.trials.iter().enumerate().filter(|(_, row)| row.client.is_none()) {
        // Of a case that was found several times the gravest is shown.
        let cell = rows.entry(row.case).or_default().entry(row.implementation).or_insert(number);
        if collected.trials[*cell].mark < row.mark {
            *cell = number;
        }
    }
    (!rows.is_empty()).then(|| Section {
        id: "cases",
        title: "Cases".to_owned(),
        lead: "A row a case, a column an implementation. A sign opens the trial: what was done, what came back, and \
               every verdict."
            .to_owned(),
        body: render_table(collected, &rows),
    })
}

fn render_table(collected: &PageContent, rows: &Rows) -> Markup {
    let places: Vec<usize> = (0..collected.implementations.len()).collect();
    html! {
        div.scroll tabindex="0" role="region" aria-label="Cases" {
            table class=(by_implementation(places.len())) {
                thead { tr { th scope="col" { "case" } (render_column_heads(collected, &places)) } }
                @for subject in Subject::all().map(|subject| subject.to_string()) {
                    @let its: Vec<_> = rows.iter().filter(|(case, _)| collected.cases[**case].role == subject).collect();
                    @if !its.is_empty() {
                        tbody data-role=(subject) {
                            tr.wide { th scope="rowgroup" colspan=(places.len() + 1) { (subject) } }
                            @for (case, cells) in its { (render_case_row(collected, *case, cells, &places)) }
                        }
                    }
                }
            }
        }
    }
}

fn render_case_row(collected: &PageContent, case: usize, cells: &BTreeMap<usize, usize>, places: &[usize]) -> Markup {
    let case = &collected.cases[case];
    let name = case.id.split_once('/').map_or(case.id.as_str(), |(_, name)| name);
    html! {
        tr data-case=(plain(&case.id)) {
            th scope="row" title=(plain(&case.summary)) { (plain(name)) }
            @for place in places {
                @match cells.get(place) {
                    Some(number) => {
                        @let row = &collected.trials[*number];
                        td.(row.mark.word()) { (render_trial_link(*number, row, collected.implementation_name(*place))) }
                    }
                    None => td {},
                }
            }
        }
    }
}

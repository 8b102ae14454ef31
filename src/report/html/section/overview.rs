//! Implementations x roles: the trials of each by the worst in them.

use super::super::collected::PageContent;
use super::Section;
use crate::report::everywhere::FoundEverywhere;
use crate::report::overview::Marks;
use crate::report::plain::plain;
use maud::{Markup, html};

/// The section.
pub fn build_section(collected: &PageContent) -> Option<Section> {
    let columns = collected.overview.tried_columns();
    (!columns.is_empty()).then(|| Section {
        id: "roles",
        title: "Implementations and roles".to_owned(),
        lead: "Each cell counts trials by the worst that was found in them.".to_owned()
            + &as_if_right(&collected.everywhere),
        body: render_table(collected, &columns),
    })
}

/// Says which texts are counted as if they were right.
pub(super) fn as_if_right<'f>(everywhere: impl IntoIterator<Item = &'f FoundEverywhere>) -> String {
    let texts = everywhere.into_iter().map(|found| {
        format!("{} ({}, {} of {} cases)", found.clause, plain(&found.implementation), found.broken, found.judged)
    });
    match texts.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        all => format!(" One text differs everywhere, and is counted nowhere: {}.", all.join(", ")),
    }
}

fn render_table(collected: &PageContent, columns: &[String]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Implementations and roles" {
            table.overview {
                thead { tr { th scope="col" { "implementation" } @for column in columns { th scope="col" { (column) } } } }
                tbody {
                    @for (row, implementation) in collected.overview.rows() {
                        tr data-implementation=(plain(&implementation.name)) {
                            th scope="row" {
                                (plain(&implementation.name))
                                @if let Some(language) = &implementation.language { " " small { (plain(language)) } }
                            }
                            @for column in columns { td data-role=(column) { (render_cell(collected.overview.get(row, column))) } }
                        }
                    }
                }
            }
        }
    }
}

fn render_cell(marks: Option<&Marks>) -> Markup {
    let Some(marks) = marks else { return html! { span.nothing { "–" } } };
    let words: Vec<String> = marks.nonzero_counts().map(|(mark, number)| format!("{number} {}", mark.word())).collect();
    html! {
        span.bar aria-hidden="true" {
            @for (mark, number) in marks.nonzero_counts() { i.(mark.word()) style={ "flex-grow:" (number) } {} }
        }
        span.counts { (words.join(", ")) }
    }
}

//! Generated cases, counted by family.

use super::super::collected::PageContent;
use super::Section;
use crate::report::plain::plain;
use maud::html;

/// The section.
pub fn build_section(collected: &PageContent) -> Option<Section> {
    (!collected.generated.is_empty()).then(|| Section {
        id: "generated",
        title: "Generated cases".to_owned(),
        lead: "Counted, not listed; the simplest case for each clause that one breaks stands among the cases.".to_owned(),
        body: html! {
            div.scroll tabindex="0" role="region" aria-label="Generated cases" {
                table.plain {
                    thead { tr {
                        th scope="col" { "implementation" } th scope="col" { "role" } th scope="col" { "family" }
                        th.number scope="col" { "cases" } th.number scope="col" { "exchanges" } th.number scope="col" { "not as expected" }
                        th.number scope="col" { "not played" } th scope="col" { "broken, in how many cases" }
                    } }
                    tbody {
                        @for entry in &collected.generated {
                            tr data-implementation=(plain(&entry.implementation)) data-role=(entry.role) data-mark=(if entry.unexpected > 0 { "fail" } else { "pass" }) {
                                th scope="row" { (plain(&entry.implementation)) }
                                td { (entry.role) } td { (entry.family) }
                                td.number { (entry.cases) } td.number { (entry.exchanges) }
                                td.number.fail[entry.unexpected > 0] { (entry.unexpected) } td.number { (entry.not_played) }
                                td { @for (clause, times) in &entry.broken { a.clause href={ "#clause-" (clause) } { (clause) } " " (times) " " } }
                            }
                        }
                    }
                }
            }
        },
    })
}

//! The filters above the sections.

use super::super::collected::PageContent;
use crate::case::Subject;
use crate::report::overview::TrialMark;
use crate::report::plain::plain;
use maud::{Markup, html};

/// The choices that the filters offer.
#[derive(Debug)]
pub struct Choices {
    /// The roles and pairs.
    pub roles: Vec<String>,
    /// The implementations' names.
    pub names: Vec<String>,
    /// The marks.
    pub marks: Vec<TrialMark>,
}

impl Choices {
    /// Those of a run.
    pub fn from_collected(collected: &PageContent) -> Choices {
        let roles = Subject::all().map(|subject| subject.to_string());
        Choices {
            roles: roles.filter(|role| collected.cases.iter().any(|case| case.role == *role)).collect(),
            names: collected.implementations.iter().map(|one| plain(&one.name)).collect(),
            marks: TrialMark::ALL.to_vec(),
        }
    }
}

/// The filters; the script keeps the selection in the address, so that a link shows the same.
pub fn render_filters(choices: &Choices) -> Markup {
    html! {
        form #filters role="search" aria-label="Filters" {
            label { span { "Search" } input #filter-text type="search" placeholder="case, clause, words" autocomplete="off"; }
            label { span { "Role" } select #filter-role {
                option value="" { "every role" }
                @for role in &choices.roles { option value=(role) { (role) } }
            } }
            label hidden[choices.names.is_empty()] { span { "Implementation" } select #filter-implementation {
                option value="" { "every one" }
                @for name in &choices.names { option value=(name) { (name) } }
            } }
            fieldset {
                legend { "Verdict" }
                @for mark in &choices.marks {
                    label.chip.(mark.word()) { input type="checkbox" name="mark" value=(mark.word()); span { (super::sign_for_mark(*mark)) " " (mark.word()) } }
                }
            }
            button type="reset" { "Clear" }
            output #filter-shown aria-live="polite" {}
        }
    }
}

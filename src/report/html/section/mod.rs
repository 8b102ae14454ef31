//! The page's sections, in order. Each is a heading, a sentence and a body, so that one more is one more value.

mod cases;
mod clauses;
mod deviations;
mod filters;
mod generated;
mod index;
mod overview;
mod pairs;
mod summary;
mod troubles;

pub use filters::{Choices, render_filters};
pub use index::{Index, index};
pub use summary::{render_banner, render_summary, render_tile};

use super::collected::{PageContent, TrialRow};
use crate::report::overview::TrialMark;
use crate::report::plain::plain;
use maud::{Markup, html};

/// One section.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its id, as in `#cases`.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// A sentence on its content; empty if that is plain.
    pub lead: String,
    /// All below the heading.
    pub body: Markup,
}

/// The sections of a run; those that would be empty are left out.
pub fn build_sections(collected: &PageContent) -> Vec<Section> {
    let sections = [
        troubles::build_section(collected),
        overview::build_section(collected),
        pairs::build_section(collected),
        deviations::build_section(collected),
        cases::build_section(collected),
        generated::build_section(collected),
        clauses::build_section(collected),
    ];
    sections.into_iter().flatten().collect()
}

/// The sign of a mark, which says the same as its colour.
pub const fn sign_for_mark(mark: TrialMark) -> &'static str {
    match mark {
        TrialMark::Pass => "✓",
        TrialMark::Skipped => "–",
        TrialMark::Known => "≈",
        TrialMark::Warn => "!",
        TrialMark::Fault => "?",
        TrialMark::Fail => "✗",
    }
}

/// A trial's sign, which opens its details.
fn render_trial_link(number: usize, row: &TrialRow, of: &str) -> Markup {
    let says = format!("{}: {}", plain(of), row.mark.word());
    html! {
        @if row.has_detail {
            a href={ "#trial=" (number) } aria-label=(says) title=(says) { (sign_for_mark(row.mark)) }
        } @else {
            span role="img" aria-label=(says) title=(says) { (sign_for_mark(row.mark)) }
        }
    }
}

/// A command, with a button that copies it.
fn render_command(text: &str) -> Markup {
    let text = plain(text);
    html! {
        div.command {
            code { (text) }
            button.copy type="button" data-copy=(text) { "copy" }
        }
    }
}

/// The names of the implementations as the heads of columns; many of them stand upright.
fn render_column_heads(collected: &PageContent, places: &[usize]) -> Markup {
    html! {
        @for &place in places {
            th scope="col" { span { (plain(collected.implementation_name(place))) } }
        }
    }
}

/// The class of a table whose columns are implementations.
const fn by_implementation(columns: usize) -> &'static str {
    if columns > 4 { "grid by-implementation upright" } else { "grid by-implementation" }
}

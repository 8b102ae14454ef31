//! Broken clauses that no list knows: each once for each implementation, with all that helps to fix it.

use super::super::broken::Broken;
use super::super::collected::PageContent;
use super::super::detail::compare_verdict_texts;
use super::{Section, render_command};
use crate::protocol::clause::ClauseId;
use crate::report::everywhere::FoundEverywhere;
use crate::report::plain::plain;
use crate::report::words::format_count;
use maud::{Markup, html};

/// How many other trials are named.
const NAMED: usize = 60;
/// So few are shown at once.
const FEW: usize = 6;

/// The section; what fails the run stands first.
pub fn build_section(collected: &PageContent) -> Option<Section> {
    let all = collected.all_broken();
    let failures = all.iter().filter(|(_, _, broken, _)| broken.unexpected).count();
    let open = if all.len() <= 6 { all.len() } else { 1 };
    (!all.is_empty()).then(|| Section {
        id: "deviations",
        title: "Deviations".to_owned(),
        lead: format!(
            "{} to fix, {} to know of, the gravest first. Each is shown on the first trial that has it.",
            format_count(failures, "failure"),
            format_count(all.len() - failures, "warning"),
        ),
        body: html! {
            @for (at, (place, clause, broken, everywhere)) in all.iter().enumerate() {
                (render_deviation(collected, (*place, *clause), broken, *everywhere, at < open))
            }
        },
    })
}

fn render_deviation(
    collected: &PageContent,
    (place, clause): (usize, ClauseId),
    broken: &Broken,
    everywhere: Option<&FoundEverywhere>,
    open: bool,
) -> Markup {
    let name = plain(collected.implementation_name(place));
    let (mark, word) = if broken.unexpected { ("fail", "✗ fail") } else { ("warn", "! warn") };
    html! {
        details.deviation.(mark) open[open] data-implementation=(name) data-role=(broken.roles.join(" ")) data-mark=(mark) {
            summary {
                span.badge.(mark) { (word) }
                " " strong { (name) } " " span.role { (broken.roles.join(", ")) }
                " " a.clause href={ "#clause-" (clause) } { (clause) " (" (clause.level()) ")" }
                " " span.sentence { (clause.sentence()) }
            }
            dl {
                @if let Some(found) = everywhere { dt { "everywhere" } dd { strong { (found.render_sentence()) } } }
                dt { "case" } dd {
                    (link_to(collected, broken.number))
                    @if !broken.summary.is_empty() { " " span.quiet { (plain(&broken.summary)) } }
                }
                dt { "found" } dd { (plain(broken.verdict.detail.as_deref().unwrap_or_default())) }
                (render_comparison(broken))
                @if let Some(cause) = &broken.verdict.cause { dt { "perhaps" } dd { (plain(cause)) } }
                dt { "again" } dd { (render_command(&broken.replay)) }
                @if everywhere.is_none() { (render_other_trials(collected, broken)) }
            }
        }
    }
}

/// Expected beside observed, the differing part marked.
fn render_comparison(broken: &Broken) -> Markup {
    let (expected, observed) = compare_verdict_texts(&broken.verdict);
    html! {
        @if let Some(expected) = expected { dt { "expected" } dd { pre.compared { (expected) } } }
        @if let Some(parts) = observed {
            dt { "observed" }
            dd { pre.compared { @for (differs, part) in parts { @if differs { mark { (part) } } @else { (part) } } } }
        }
    }
}

fn link_to(collected: &PageContent, number: usize) -> Markup {
    let title = plain(&collected.trial_title(number));
    html! {
        @if collected.trials[number].has_detail { a href={ "#trial=" (number) } { (title) } } @else { (title) }
    }
}

fn render_other_trials(collected: &PageContent, broken: &Broken) -> Markup {
    let others: Vec<usize> = broken.trials.iter().copied().filter(|number| *number != broken.number).collect();
    html! {
        @if !others.is_empty() {
            dt { "also in" }
            dd {
                details open[others.len() <= FEW] {
                    summary { (format_count(others.len(), "other trial")) }
                    ul.others {
                        @for &number in others.iter().take(NAMED) { li { (link_to(collected, number)) } }
                        @if others.len() > NAMED { li { "and " (others.len() - NAMED) " more" } }
                    }
                }
            }
        }
    }
}

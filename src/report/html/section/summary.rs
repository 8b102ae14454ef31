//! The head of the page: what came of the run, in a sentence and in numbers; and the filters.

use super::super::collected::Collected;
use crate::case::Subject;
use crate::engine::summary::{AS_EXPECTED, UNEXPECTED};
use crate::report::json::model::Counts;
use crate::report::overview::TrialMark;
use crate::report::plain::plain;
use crate::report::words::{count, duration};
use maud::{Markup, html};
use std::time::Duration;

/// The heading, the numbers, and what was run.
pub fn summary(collected: &Collected, counts: &Counts, headline: &str) -> Markup {
    let state = match counts.exit {
        Some(AS_EXPECTED) => "good",
        Some(UNEXPECTED) => "bad",
        _ => "doubtful",
    };
    html! {
        div.banner.(state) {
            p.name { "sockspec" }
            h1 { (headline) }
            p.facts { (facts(collected, counts).join(" · ")) }
        }
        dl.tiles {
            (tile("trials", counts.trials, ""))
            (tile("clauses passed", counts.passed, "pass"))
            (tile("failed", counts.failed, "fail"))
            (tile("warned", counts.warned, "warn"))
            (tile("known", counts.known, "known"))
            (tile("noted", counts.noted, "noted"))
            (tile("skipped", counts.skipped, "skipped"))
            (tile("faults", counts.faults, "fault"))
        }
    }
}

fn tile(name: &str, number: usize, class: &str) -> Markup {
    let class = if number == 0 { "none" } else { class };
    html! { div.(class) { dt { (name) } dd { (number) } } }
}

fn facts(collected: &Collected, counts: &Counts) -> Vec<String> {
    let mut facts = vec![count(collected.implementations.len(), "implementation")];
    facts.extend(collected.part.map(|part| format!("part {} of {}", part.index, part.of)));
    facts.extend(counts.seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).map(duration));
    facts.extend(collected.seed.map(|seed| format!("seed {seed}")));
    facts.extend(collected.strict.then(|| "strict: SHOULD clauses count as MUST".to_owned()));
    facts.extend((counts.not_run > 0).then(|| format!("{} not run", count(counts.not_run, "trial"))));
    facts.extend(counts.exit.map(|exit| format!("exit code {exit}")));
    facts
}

/// What to show; the script keeps it in the address, so that a link shows the same.
pub fn filters(collected: &Collected) -> Markup {
    let roles: Vec<String> = Subject::all().map(|subject| subject.to_string()).collect();
    let roles = roles.into_iter().filter(|role| collected.cases.iter().any(|case| case.role == *role));
    html! {
        form #filters role="search" aria-label="Filters" {
            label { span { "Search" } input #filter-text type="search" placeholder="case, clause, words" autocomplete="off"; }
            label { span { "Role" } select #filter-role {
                option value="" { "every role" }
                @for role in roles { option value=(role) { (role) } }
            } }
            label { span { "Implementation" } select #filter-implementation {
                option value="" { "every one" }
                @for one in &collected.implementations { option value=(plain(&one.name)) { (plain(&one.name)) } }
            } }
            fieldset {
                legend { "Verdict" }
                @for mark in TrialMark::ALL {
                    label.chip.(mark.word()) { input type="checkbox" name="mark" value=(mark.word()); span { (super::sign(mark)) " " (mark.word()) } }
                }
            }
            button type="reset" { "Clear" }
            output #filter-shown aria-live="polite" {}
        }
    }
}

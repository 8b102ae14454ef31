//! The head of the page: what came of the run, in a sentence and in numbers.

use super::super::collected::PageContent;
use crate::engine::summary::{AS_EXPECTED, UNEXPECTED};
use crate::report::json::model::Counts;
use crate::report::words::{format_count, format_duration};
use maud::{Markup, html};
use std::time::Duration;

/// The heading, the numbers, and what was run.
pub fn render_summary(collected: &PageContent, counts: &Counts, headline: &str) -> Markup {
    let state = match counts.exit {
        Some(AS_EXPECTED) => "good",
        Some(UNEXPECTED) => "bad",
        _ => "doubtful",
    };
    html! {
        (render_banner(state, headline, &run_facts(collected, counts)))
        dl.tiles {
            (render_tile("trials", counts.trials, ""))
            (render_tile("clauses passed", counts.passed, "pass"))
            (render_tile("failed", counts.failed, "fail"))
            (render_tile("warned", counts.warned, "warn"))
            (render_tile("known", counts.known, "known"))
            (render_tile("noted", counts.noted, "noted"))
            (render_tile("skipped", counts.skipped, "skipped"))
            (render_tile("faults", counts.faults, "fault"))
        }
    }
}

/// The result of the run, in a sentence and in the words below it.
pub fn render_banner(state: &str, headline: &str, facts: &[String]) -> Markup {
    html! {
        div.banner.(state) {
            p.name { "sockspec" }
            h1 { (headline) }
            p.facts { (facts.join(" · ")) }
        }
    }
}

/// A number with its name; a zero stands back.
pub fn render_tile(name: &str, number: usize, class: &str) -> Markup {
    let class = if number == 0 { "none" } else { class };
    html! { div.(class) { dt { (name) } dd { (number) } } }
}

fn run_facts(collected: &PageContent, counts: &Counts) -> Vec<String> {
    let mut facts = vec![format_count(collected.implementations.len(), "implementation")];
    facts.extend(collected.part.map(|part| format!("part {} of {}", part.index, part.of)));
    facts.extend(counts.seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).map(format_duration));
    facts.extend(collected.seed.map(|seed| format!("seed {seed}")));
    facts.extend(collected.strict.then(|| "strict: SHOULD clauses count as MUST".to_owned()));
    facts.extend((counts.not_run > 0).then(|| format!("{} not run", format_count(counts.not_run, "trial"))));
    facts.extend(counts.exit.map(|exit| format!("exit code {exit}")));
    facts
}

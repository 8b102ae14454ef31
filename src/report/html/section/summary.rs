//! The head of the page: what came of the run, in a sentence and in numbers.

use super::super::collected::PageContent;
use crate::engine::summary::{AS_EXPECTED, UNEXPECTED};
use crate::report::json::model::Counts;
use crate::report::words::{count, duration};
use maud::{Markup, html};
use std::time::Duration;

/// The heading, the numbers, and what was run.
pub fn summary(collected: &PageContent, counts: &Counts, headline: &str) -> Markup {
    let state = match counts.exit {
        Some(AS_EXPECTED) => "good",
        Some(UNEXPECTED) => "bad",
        _ => "doubtful",
    };
    html! {
        (banner(state, headline, &facts(collected, counts)))
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

/// What came of all, in a sentence and in the words below it.
pub fn banner(state: &str, headline: &str, facts: &[String]) -> Markup {
    html! {
        div.banner.(state) {
            p.name { "sockspec" }
            h1 { (headline) }
            p.facts { (facts.join(" · ")) }
        }
    }
}

/// A number with its name; a zero stands back.
pub fn tile(name: &str, number: usize, class: &str) -> Markup {
    let class = if number == 0 { "none" } else { class };
    html! { div.(class) { dt { (name) } dd { (number) } } }
}

fn facts(collected: &PageContent, counts: &Counts) -> Vec<String> {
    let mut facts = vec![count(collected.implementations.len(), "implementation")];
    facts.extend(collected.part.map(|part| format!("part {} of {}", part.index, part.of)));
    facts.extend(counts.seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).map(duration));
    facts.extend(collected.seed.map(|seed| format!("seed {seed}")));
    facts.extend(collected.strict.then(|| "strict: SHOULD clauses count as MUST".to_owned()));
    facts.extend((counts.not_run > 0).then(|| format!("{} not run", count(counts.not_run, "trial"))));
    facts.extend(counts.exit.map(|exit| format!("exit code {exit}")));
    facts
}

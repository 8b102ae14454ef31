//! The reasons for missing verdicts: faults, skipped programs, entries out of date, flaky verdicts.

use super::super::collected::PageContent;
use super::{Section, render_command};
use crate::report::json::model::{FaultEntry, FlakyEntry, StaleWord, VerdictWord};
use crate::report::plain::{plain, plain_lines};
use crate::report::words::format_count;
use maud::{Markup, html};

/// The section.
pub fn build_section(collected: &PageContent) -> Option<Section> {
    let faults = collected.faults.values().map(|row| fault_item(&row.fault, &row.trials));
    let stale = collected.stale.iter().map(|entry| {
        let why = match entry.why {
            StaleWord::PassesNow => "passes now",
            StaleWord::MatchedNothing => "matches nothing that was run",
            StaleWord::NoSuchCase => "names no case",
        };
        let place = format!("{}:{}", plain(&entry.file), entry.line);
        html! { li data-implementation=(plain(&entry.implementation)) { strong { (place) } ": delete this known-failing entry of " (plain(&entry.implementation)) ": " (plain(&entry.clause)) " in " code { (plain(&entry.case)) } " " (why) } }
    });
    let skipped = collected.skipped.iter().map(|one| {
        let role = one.role.as_ref().map_or_else(String::new, |role| format!(" {role}"));
        html! { li data-implementation=(plain(&one.implementation)) {
            strong { (plain(&one.implementation)) (role) } @if one.required { " (required)" } ": " (plain(&one.reason))
            div.quiet { "To do: " (plain(&one.advice)) }
        } }
    });
    let flaky = collected.flaky.iter().map(flaky_item);
    let notices = collected.notices.iter().map(|text| html! { li { (plain(text)) } });
    let lists = [
        render_list("Faults of the set-up: no verdict on these trials", faults.collect()),
        render_list("Flaky: another verdict when the same trial is repeated", flaky.collect()),
        render_list("The known-failing list is out of date", stale.collect()),
        render_list("Skipped", skipped.collect()),
        render_list("Notices", notices.collect()),
    ];
    let told: Vec<Markup> = lists.into_iter().flatten().collect();
    (!told.is_empty()).then(|| Section {
        id: "troubles",
        title: "To know first".to_owned(),
        lead: String::new(),
        body: html! { @for list in told { (list) } },
    })
}

fn render_list(title: &str, items: Vec<Markup>) -> Option<Markup> {
    (!items.is_empty()).then(|| html! { h3 { (title) } ul.troubles { @for item in items { (item) } } })
}

fn fault_item(fault: &FaultEntry, trials: &[Option<usize>]) -> Markup {
    let client = fault.client.as_ref().map_or_else(String::new, |client| format!("{} -> ", plain(client)));
    let output = plain_lines(&fault.output);
    html! {
        li data-implementation=(plain(&fault.implementation)) {
            strong { (client) (plain(&fault.implementation)) } ": " (plain(&fault.message)) " (" (format_count(trials.len(), "trial"))
            @if let Some(number) = trials.iter().flatten().next() { ", as in " a href={ "#trial=" (number) } { (plain(&fault.case)) } } ")"
            div.quiet { "To do: " (plain(&fault.advice)) }
            @if !output.is_empty() { pre { @for line in &output { (line) "\n" } } }
        }
    }
}

fn flaky_item(entry: &FlakyEntry) -> Markup {
    html! {
        li data-implementation=(plain(&entry.implementation)) {
            strong { (plain(&entry.implementation)) } ": " (entry.clause) " in " (plain(&entry.case)) ": "
            @for one in &entry.observations {
                span.nowrap { (one.verdict.map_or("nothing to judge", verdict_word)) " in " (format_count(one.times, "repetition")) ", first in " (one.first) } "; "
            }
            (render_command(&entry.replay))
        }
    }
}

const fn verdict_word(verdict: VerdictWord) -> &'static str {
    match verdict {
        VerdictWord::Pass => "pass",
        VerdictWord::Fail => "fail",
        VerdictWord::Warn => "warn",
        VerdictWord::Noted => "noted",
        VerdictWord::Skipped => "skipped",
    }
}

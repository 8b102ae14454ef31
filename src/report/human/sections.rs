//! The console report between the last trial and the failures.

use super::collected::Collected;
use super::flaky;
use super::page::{render_field, render_item, render_text_field};
use super::style::{Style, Verbosity, paint_text};
use crate::engine::event::{Fault, SkippedImplementation, Stale, StaleKnownFailing};
use crate::report::plain::{plain, plain_lines};
use crate::report::shortened::shorten_runs;
use crate::report::words::{self, format_count};

/// How many lines of a program's output a fault shows.
const TAIL: usize = 12;
/// How many cases a list names.
const NAMED: usize = 6;

/// The sections, in order; empty ones are left out.
pub fn render_sections(all: &Collected, verbosity: Verbosity, style: &Style) -> Vec<String> {
    let normal = verbosity >= Verbosity::Normal;
    let verbose = verbosity == Verbosity::Verbose;
    let sections = [
        verbose.then(|| render_section("Known failures", known_items(all), style)),
        normal.then(|| render_section("Not played", cases_skipped(all), style)),
        verbose.then(|| render_section("Not judged", clauses_skipped(all), style)),
        Some(render_section(
            "Skipped",
            all.skipped.iter().filter(|s| normal || s.required).map(render_skipped).collect(),
            style,
        )),
        Some(render_section("Slowest trials", all.slowest.render_lines(), style)),
        Some(render_section(
            "The known-failing list is out of date",
            all.stale.iter().map(render_stale).collect(),
            style,
        )),
        Some(render_section(
            "Flaky: another verdict when the same trial is repeated",
            flaky::render_flaky_items(&all.flaky),
            style,
        )),
        Some(render_section("Faults of the set-up: no verdict on these cases", fault_items(all), style)),
    ];
    sections.into_iter().flatten().filter(|section| !section.is_empty()).collect()
}

/// Observations on INFO clauses, which have no right answer.
pub fn render_observed(all: &Collected, verbosity: Verbosity, style: &Style) -> Option<String> {
    let normal = verbosity >= Verbosity::Normal;
    let section = normal.then(|| render_section("Observed (INFO: there is no right answer)", noted_items(all), style));
    section.filter(|section| !section.is_empty())
}

pub(super) fn render_section(title: &str, items: Vec<String>, style: &Style) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("{}\n{}", paint_text(style.strong, title), items.concat())
}

/// `original  TCP-S-9 first-piece, TCP-S-10 concatenated`: a line for each implementation.
fn noted_items(all: &Collected) -> Vec<String> {
    let width = all.names.iter().map(|name| plain(name).chars().count()).max().unwrap_or_default();
    let lines = all.names.iter().enumerate().map(|(place, name)| {
        let own = all.noted.iter().filter(|((at, _), _)| *at == place);
        let behaviours: Vec<_> =
            own.map(|((_, clause), names)| format!("{clause} {}", shorten_runs(&plain(&names.join(" / "))))).collect();
        (name, behaviours)
    });
    let told = lines.filter(|(_, behaviours)| !behaviours.is_empty());
    told.map(|(name, behaviours)| render_item(&format!("{:width$}  {}", plain(name), behaviours.join(", ")))).collect()
}

fn known_items(all: &Collected) -> Vec<String> {
    let lines = all.known.iter().map(|((at, clause, reason), cases)| {
        format!("{}  {clause} ({}): {}", plain(&all.names[*at]), format_count(*cases, "case"), plain(reason))
    });
    lines.map(|line| render_item(&line)).collect()
}

fn clauses_skipped(all: &Collected) -> Vec<String> {
    let lines = all.clauses_skipped.iter().map(|((at, clause, reason), cases)| {
        format!("{}  {clause} ({}): {}", plain(&all.names[*at]), format_count(*cases, "case"), plain(reason))
    });
    lines.map(|line| render_item(&line)).collect()
}

fn cases_skipped(all: &Collected) -> Vec<String> {
    let lines = all
        .cases_skipped
        .iter()
        .map(|((at, reason), cases)| format!("{}  {}: {}", plain(&all.names[*at]), list_cases(cases), plain(reason)));
    lines.map(|line| render_item(&line)).collect()
}

fn render_skipped(skipped: &SkippedImplementation) -> String {
    let role = skipped.role.map_or_else(String::new, |role| format!(" {role}"));
    let required = if skipped.required { " (it is required)" } else { "" };
    let what = format!("{}{role}{required}: {}", plain(&skipped.implementation), plain(&skipped.reason));
    render_item(&what) + &render_text_field("    to do", &plain(&skipped.advice))
}

/// `sockspec.toml:31: delete this entry: …`, so that an editor can jump there.
fn render_stale(entry: &StaleKnownFailing) -> String {
    let (place, clause, case) = (format!("{}:{}", entry.file, entry.line), &entry.clause, &entry.case);
    let why = match entry.why {
        Stale::PassesNow => format!("{clause} in `{case}` passes now"),
        Stale::MatchedNothing => format!("no case that was run matches `{case}` and judges {clause}"),
        Stale::NoSuchCase => format!("there is no case `{case}`; `sockspec list` shows them all"),
    };
    render_item(&plain(&format!("{place}: delete this entry: {why} ({})", entry.implementation)))
}

fn fault_items(all: &Collected) -> Vec<String> {
    all.faults.iter().map(|((at, _), (fault, cases))| one_fault(&all.names[*at], fault, cases)).collect()
}

pub(super) fn one_fault(implementation: &str, fault: &Fault, cases: &[String]) -> String {
    let what = format!("{}: {}", plain(implementation), plain(&fault.to_string()));
    let mut out = render_item(&what);
    out += &render_text_field("    cases", &format!("{}: {}", cases.len(), list_cases(cases)));
    out += &render_text_field("    to do", &plain(&words::advice_for_fault(fault)));
    let lines = plain_lines(words::output_before_fault(fault));
    let tail = &lines[lines.len().saturating_sub(TAIL)..];
    if !tail.is_empty() {
        let quoted: Vec<String> = tail.iter().map(|line| format!("| {line}")).collect();
        out += &render_field("    it said", &quoted);
    }
    out
}

fn list_cases(cases: &[String]) -> String {
    let more = cases.len().saturating_sub(NAMED);
    let names = cases.iter().take(NAMED).map(|id| plain(id));
    names.chain((more > 0).then(|| format!("and {more} more"))).collect::<Vec<_>>().join(", ")
}

//! What is told after the last trial, before the failures.

use super::collected::Collected;
use super::flaky;
use super::page::{field, item, text};
use super::style::{Style, Verbosity, painted};
use crate::engine::event::{Fault, SkippedImplementation, Stale, StaleKnownFailing};
use crate::report::plain::{plain, plain_lines};
use crate::report::shortened::shortened;
use crate::report::words::{self, count};

/// How many lines of a program's output a fault shows.
const TAIL: usize = 12;
/// How many cases a list names.
const NAMED: usize = 6;

/// The sections, in order; empty ones are left out.
pub fn sections(all: &Collected, verbosity: Verbosity, style: &Style) -> Vec<String> {
    let normal = verbosity >= Verbosity::Normal;
    let verbose = verbosity == Verbosity::Verbose;
    let sections = [
        verbose.then(|| titled("Known failures", known(all), style)),
        normal.then(|| titled("Not played", cases_skipped(all), style)),
        verbose.then(|| titled("Not judged", clauses_skipped(all), style)),
        Some(titled("Skipped", all.skipped.iter().filter(|s| normal || s.required).map(skipped).collect(), style)),
        Some(titled("Slowest trials", all.slowest.lines(), style)),
        Some(titled("The known-failing list is out of date", all.stale.iter().map(stale).collect(), style)),
        Some(titled("Flaky: another verdict when the same trial is repeated", flaky::items(&all.flaky), style)),
        Some(titled("Faults of the set-up: no verdict on these cases", faults(all), style)),
    ];
    sections.into_iter().flatten().filter(|section| !section.is_empty()).collect()
}

/// What was observed where nothing is right or wrong.
pub fn observed(all: &Collected, verbosity: Verbosity, style: &Style) -> Option<String> {
    let normal = verbosity >= Verbosity::Normal;
    let section = normal.then(|| titled("Observed (INFO: there is no right answer)", noted(all), style));
    section.filter(|section| !section.is_empty())
}

pub(super) fn titled(title: &str, items: Vec<String>, style: &Style) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("{}\n{}", painted(style.strong, title), items.concat())
}

/// `original  TCP-S-9 first-piece, TCP-S-10 concatenated`: a line for each implementation.
fn noted(all: &Collected) -> Vec<String> {
    let width = all.names.iter().map(|name| plain(name).chars().count()).max().unwrap_or_default();
    let lines = all.names.iter().enumerate().map(|(place, name)| {
        let own = all.noted.iter().filter(|((at, _), _)| *at == place);
        let behaviours: Vec<_> =
            own.map(|((_, clause), names)| format!("{clause} {}", shortened(&plain(&names.join(" / "))))).collect();
        (name, behaviours)
    });
    let told = lines.filter(|(_, behaviours)| !behaviours.is_empty());
    told.map(|(name, behaviours)| item(&format!("{:width$}  {}", plain(name), behaviours.join(", ")))).collect()
}

fn known(all: &Collected) -> Vec<String> {
    let lines = all.known.iter().map(|((at, clause, reason), cases)| {
        format!("{}  {clause} ({}): {}", plain(&all.names[*at]), count(*cases, "case"), plain(reason))
    });
    lines.map(|line| item(&line)).collect()
}

fn clauses_skipped(all: &Collected) -> Vec<String> {
    let lines = all.clauses_skipped.iter().map(|((at, clause, reason), cases)| {
        format!("{}  {clause} ({}): {}", plain(&all.names[*at]), count(*cases, "case"), plain(reason))
    });
    lines.map(|line| item(&line)).collect()
}

fn cases_skipped(all: &Collected) -> Vec<String> {
    let lines = all
        .cases_skipped
        .iter()
        .map(|((at, reason), cases)| format!("{}  {}: {}", plain(&all.names[*at]), named(cases), plain(reason)));
    lines.map(|line| item(&line)).collect()
}

fn skipped(skipped: &SkippedImplementation) -> String {
    let role = skipped.role.map_or_else(String::new, |role| format!(" {role}"));
    let required = if skipped.required { " (it is required)" } else { "" };
    let what = format!("{}{role}{required}: {}", plain(&skipped.implementation), plain(&skipped.reason));
    item(&what) + &text("    to do", &plain(&skipped.advice))
}

/// `sockspec.toml:31: delete this entry: …`, so that an editor can jump there.
fn stale(entry: &StaleKnownFailing) -> String {
    let (place, clause, case) = (format!("{}:{}", entry.file, entry.line), &entry.clause, &entry.case);
    let why = match entry.why {
        Stale::PassesNow => format!("{clause} in `{case}` passes now"),
        Stale::MatchedNothing => format!("no case that was run matches `{case}` and judges {clause}"),
        Stale::NoSuchCase => format!("there is no case `{case}`; `sockspec list` shows them all"),
    };
    item(&plain(&format!("{place}: delete this entry: {why} ({})", entry.implementation)))
}

fn faults(all: &Collected) -> Vec<String> {
    all.faults.iter().map(|((at, _), (fault, cases))| one_fault(&all.names[*at], fault, cases)).collect()
}

pub(super) fn one_fault(implementation: &str, fault: &Fault, cases: &[String]) -> String {
    let what = format!("{}: {}", plain(implementation), plain(&fault.to_string()));
    let mut out = item(&what);
    out += &text("    cases", &format!("{}: {}", cases.len(), named(cases)));
    out += &text("    to do", &plain(&words::advice(fault)));
    let lines = plain_lines(words::output(fault));
    let tail = &lines[lines.len().saturating_sub(TAIL)..];
    if !tail.is_empty() {
        let quoted: Vec<String> = tail.iter().map(|line| format!("| {line}")).collect();
        out += &field("    it said", &quoted);
    }
    out
}

fn named(cases: &[String]) -> String {
    let more = cases.len().saturating_sub(NAMED);
    let names = cases.iter().take(NAMED).map(|id| plain(id));
    names.chain((more > 0).then(|| format!("and {more} more"))).collect::<Vec<_>>().join(", ")
}

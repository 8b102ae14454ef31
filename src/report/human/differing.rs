//! The console report of a comparison: each distinct difference, with both observations one above the other.

use super::page::{render_field, render_text_field};
use super::style::{Style, paint_text};
use crate::case::{Case, Step};
use crate::engine::event::differing::{DiffEvent, DiffStarted, DiffSummary, FlakyDifference, FoundDifference};
use crate::engine::event::{Bound, NetworkKind};
use crate::engine::summary::{AS_EXPECTED, INCOMPLETE, NOTHING_RAN, UNEXPECTED};
use crate::report::difference::TwoLines as Compared;
use crate::report::differing::{Comparison, DiffReporter};
use crate::report::plain::plain;
use crate::report::trace::{TraceOptions, render_trace};
use crate::report::words::{self, format_count, format_duration};
use crate::transcript::{Transcript, quote_bytes};
use std::io::{self, Write};

/// How many steps of a case are shown.
const STEPS: usize = 12;

/// The console report.
#[derive(Debug)]
pub struct Differences<W> {
    out: W,
    style: Style,
    told: Comparison,
}

impl<W: Write> Differences<W> {
    /// A report that is written to `out`.
    pub fn new(out: W, style: Style) -> Self {
        Differences { out, style, told: Comparison::default() }
    }

    /// The writer of the report.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn print_heading(&mut self, started: &DiffStarted) -> io::Result<()> {
        let [what, how] = render_heading(started);
        writeln!(self.out, "{}\n{}\n", paint_text(self.style.strong, what), paint_text(self.style.faint, how))
    }

    fn print_conclusion(&mut self) -> io::Result<()> {
        let names = self.told.distinct_names();
        let mut found: Vec<&FoundDifference> = self.told.found.iter().collect();
        found.sort_by_key(|one| one.difference.group.role);
        let mut blocks: Vec<String> = found
            .into_iter()
            .map(|one| render_difference(one, self.told.cases_of(&one.difference.group), &names, &self.style))
            .collect();
        blocks.extend(self.told.flaky.iter().map(|one| render_flaky(one, &names, &self.style)));
        blocks.extend(render_obstacles(&self.told));
        blocks.iter().try_for_each(|block| writeln!(self.out, "{block}"))?;
        match &self.told.ended {
            Some(summary) => writeln!(self.out, "{}", render_ending(summary, &self.told, &self.style)),
            None => writeln!(self.out, "the comparison did not come to its end"),
        }
    }
}

impl<W: Write> DiffReporter for Differences<W> {
    fn handle(&mut self, event: &DiffEvent) -> io::Result<()> {
        self.told.record_event(event);
        match event {
            DiffEvent::Started(started) => self.print_heading(started),
            DiffEvent::Notice { text } => writeln!(self.out, "note: {}", plain(text)),
            _ => Ok(()),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.print_conclusion()?;
        self.out.flush()
    }
}

/// The implementations and the way of comparing them: two lines.
fn render_heading(started: &DiffStarted) -> [String; 2] {
    let named = started.implementations.each_ref().map(|one| match &one.language {
        Some(language) => format!("{} ({})", plain(&one.name), plain(language)),
        None => plain(&one.name),
    });
    let exact = if started.exact { "; every byte counts" } else { "" };
    let network = match (started.network, started.jobs) {
        (NetworkKind::Host, _) => "one at a time, on this machine's own network".to_owned(),
        (NetworkKind::Namespaces, 1) => "one at a time, each in a network of its own".to_owned(),
        (NetworkKind::Namespaces, jobs) => format!("{jobs} at a time, each in a network of its own"),
    };
    [
        format!("sockspec diff: {} against {}", named[0], named[1]),
        format!(
            "               {} for both; {network}; seed {}{exact}",
            format_count(started.cases, "case"),
            started.seed
        ),
    ]
}

fn render_difference(found: &FoundDifference, cases: usize, names: &[String; 2], style: &Style) -> String {
    let group = &found.difference.group;
    let title = format!("{}, {}", group.role, words::describe_channel(group.channel));
    let mut out = format!("{} {}\n", paint_text(style.bad, "DIFF"), paint_text(style.strong, title));
    out += &render_text_field("", &plain(&words::describe_difference(group, names)));
    out += &render_observed(&found.difference, names, style);
    out += &render_field("steps", &step_lines(&found.case, found.difference.step));
    out += &render_field("again", &[paint_text(style.command, plain(&found.again))]);
    if let Some(how) = made_small(found) {
        out += &render_text_field("generated", &how);
    }
    out + &render_text_field("shown in", &format_count(cases, "case"))
}

/// The input, and the behaviour of both, one above the other, with a mark under the parts that differ.
fn render_observed(difference: &crate::differential::Difference, names: &[String; 2], style: &Style) -> String {
    let given = difference.input.as_ref().map(|input| render_field("given", &[plain(&quote_bytes(input))]));
    let [left, right] = difference.observed.each_ref().map(|text| plain(text));
    let compared = Compared::compare_lines(&left, &right);
    let parts = compared.observed_parts().into_iter();
    let marked: String =
        parts.map(|(differs, part)| if differs { paint_text(style.marked, part) } else { part }).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let named = |name: &str, line: &str| format!("{name:width$}  {line}");
    let lines = [
        named(&plain(&names[0]), &compared.expected),
        named(&plain(&names[1]), &marked),
        named("", &paint_text(style.marked, compared.caret_line())),
    ];
    given.unwrap_or_default() + &render_field("observed", &lines)
}

/// The steps, up to the one that shows it.
fn step_lines(case: &Case, decided: Option<usize>) -> Vec<String> {
    let until = decided.map_or(case.steps.len(), |step| step + 1).min(case.steps.len());
    let all = case.steps[..until].iter().filter(|step| !matches!(step, Step::Expect { .. }));
    let lines: Vec<String> = all.map(|step| plain(&words::describe_step(step))).collect();
    let left_out = lines.len().saturating_sub(STEPS);
    let head = (left_out > 0).then(|| format!("… {} before these", format_count(left_out, "step")));
    head.into_iter().chain(lines[left_out..].iter().cloned()).collect()
}

fn made_small(found: &FoundDifference) -> Option<String> {
    let before = found.before?;
    let stopped = match found.stopped_by {
        None => String::new(),
        Some(Bound::Trials(most)) => format!("; the search ended at its limit of {most} trials"),
        Some(Bound::Seconds(most)) => format!("; the search ended at its limit of {most} s"),
        Some(Bound::Budget) => "; the search ended since the program had used up its budget".to_owned(),
    };
    let trials = format_count(found.trials, "trial");
    Some(format!("by {}; {trials} of both made it smaller, from {before} to {}{stopped}", found.found_by, found.after))
}

fn render_flaky(flaky: &FlakyDifference, names: &[String; 2], style: &Style) -> String {
    let group = &flaky.difference.group;
    let title =
        format!("{}, {}: did not show again on fresh processes", group.role, words::describe_channel(group.channel));
    let mut out = format!("{} {}\n", paint_text(style.bad, "FLAKY"), paint_text(style.strong, title));
    out += &render_text_field("", &plain(&words::describe_difference(group, names)));
    out += &render_observed(&flaky.difference, names, style);
    out += &render_field("again", &[paint_text(style.command, plain(&flaky.again))]);
    for (when, transcripts) in [("showed", &flaky.shown), ("did not", &flaky.not_shown)] {
        for (name, transcript) in names.iter().zip(transcripts) {
            out += &render_text_field(when, &plain(name));
            out += &render_indented_trace(&flaky.case, transcript);
        }
    }
    out
}

fn render_indented_trace(case: &Case, transcript: &Transcript) -> String {
    render_trace(case, transcript, TraceOptions::default()).lines().map(|line| format!("    | {line}\n")).collect()
}

/// The cases that could not be played, and the programs that can't be tried.
fn render_obstacles(told: &Comparison) -> Vec<String> {
    let mut lines: Vec<String> = told
        .skipped
        .iter()
        .map(|skipped| {
            let role = skipped.role.map_or_else(String::new, |role| format!(" {role}"));
            let (name, reason, advice) = (&skipped.implementation, &skipped.reason, &skipped.advice);
            render_text_field("skipped", &plain(&format!("{name}{role}: {reason}; {advice}")))
        })
        .collect();
    lines.extend(told.faults.iter().map(|(name, fault, cases)| {
        render_text_field("fault", &plain(&format!("{name}: {fault} ({})", format_count(*cases, "case"))))
    }));
    lines.extend(told.left_out.iter().map(|(reason, cases)| {
        render_text_field("left out", &format!("{}: {}", format_count(*cases, "case"), plain(reason)))
    }));
    lines
}

fn render_ending(summary: &DiffSummary, told: &Comparison, style: &Style) -> String {
    let counts = format!(
        "{} played by both, {} of them differ, {}, {} flaky, {} in {}",
        format_count(summary.played, "case"),
        summary.differing,
        format_count(summary.groups, "distinct difference"),
        summary.flaky,
        format_count(summary.faults, "fault"),
        format_duration(summary.duration),
    );
    let paint = if summary.exit == AS_EXPECTED { style.good } else { style.bad };
    let nothing = if told.started.as_ref().is_some_and(|started| started.roles.is_empty()) {
        "there is no role that both can play here"
    } else {
        "no case was played by both"
    };
    let meaning = match summary.exit {
        AS_EXPECTED => return paint_text(paint, counts),
        UNEXPECTED => "they differ".to_owned(),
        INCOMPLETE => {
            "incomplete: some cases could not be played by both; in the others no difference was seen".to_owned()
        }
        NOTHING_RAN => format!("no result: {nothing}"),
        _ => "the comparison did not come to its end".to_owned(),
    };
    format!("{}\nexit {}: {meaning}", paint_text(paint, counts), summary.exit)
}

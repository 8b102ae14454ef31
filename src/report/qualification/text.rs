//! The console report.

use super::{describe_missing_case, describe_objections, missed_faults, rate_tables, render_share};
use crate::qualify::{Caught, Depth, Examined, Hunt, Qualification, Rate};
use crate::report::human::Style;
use crate::report::plain::plain;
use crate::report::words::{format_count, format_duration};
use owo_colors::OwoColorize;

/// How many cases are named that object to something legal.
const MOST_ALARMS: usize = 5;

/// One fault, on a line: what files found, what generators found.
pub fn render_fault(fault: &Examined, style: &Style) -> String {
    let (mark, paint) = match fault.best_catch() {
        Caught::Not if fault.is_legal => ("no objection", style.good),
        _ if fault.is_legal => ("FALSE ALARM", style.bad),
        Caught::Rightly if fault.clause.is_none() => ("noticed", style.good),
        Caught::Not if fault.clause.is_none() => ("NOT NOTICED", style.bad),
        Caught::Rightly => ("caught", style.good),
        Caught::UnderAnotherClause => ("caught under another clause", style.doubtful),
        Caught::Not => ("NOT CAUGHT", style.bad),
    };
    let mut parts = Vec::new();
    // A wire's fault that was noticed is hunted no further.
    for (what, hunt) in [("files", &fault.files), ("generators", &fault.generators)] {
        if fault.clause.is_some() || hunt.played > 0 || hunt.planned > 0 {
            parts.push(format!("{what}: {}", describe_hunt(hunt)));
        }
    }
    let clause = fault.clause.map_or_else(String::new, |clause| format!("{clause}  "));
    format!("{}  {clause}{}; {}\n", fault.id, mark.style(paint), parts.join("; "))
}

/// `3 cases, first tcp-server/life/restart (trial 2 of 91)`.
fn describe_hunt(hunt: &Hunt) -> String {
    match (hunt.kills.first(), hunt.first_kill) {
        (Some(kill), Some(first)) => {
            let clauses: Vec<String> = kill.clauses.iter().map(ToString::to_string).collect();
            let cases = if hunt.kills.len() > 1 {
                format!("{}, first ", format_count(hunt.kills.len(), "case"))
            } else {
                String::new()
            };
            format!("{cases}{} ({}; trial {first})", kill.case, clauses.join(", "))
        }
        _ => format!("nothing in {}", format_count(hunt.played, "trial")),
    }
}

/// The tables, what is wanting, and the sum of it.
pub fn render_text(all: &Qualification, style: &Style) -> String {
    let mut out = String::new();
    for (head, rows) in rate_tables(all) {
        out += &render_rate_table(head, &rows, style);
        out.push('\n');
    }
    for (fault, what) in missed_faults(all) {
        out += &format!("{}: {}\n    {}\n", fault.id.style(style.bad), what, fault.sentence);
        describe_missing_case(fault).into_iter().for_each(|missing| out += &format!("    {missing}\n"));
    }
    for control in all.false_alarms() {
        out += &false_alarm(control, style);
    }
    for fault in all.faults.iter().chain(&all.controls) {
        fault.set_up_faults().for_each(|what| out += &set_up(&fault.id, what));
        let blamed = fault.files.blamed_others.iter().chain(&fault.generators.blamed_others);
        blamed.for_each(|case| {
            out += &format!("{}: {case} blames the healthy program\n", fault.id.style(style.doubtful))
        });
    }
    for tried in &all.cases {
        tried.faults.iter().for_each(|what| out += &set_up(tried.case.as_str(), what));
    }
    for case in all.idle_cases() {
        out += &format!("{}: catches no fault\n", case.style(style.doubtful));
    }
    out + &render_totals(all)
}

fn false_alarm(control: &Examined, style: &Style) -> String {
    let kills = control.files.kills.iter().chain(&control.generators.kills);
    let cases: Vec<String> = kills.take(MOST_ALARMS).map(|kill| kill.case.to_string()).collect();
    let id = control.id.style(style.bad);
    format!("{id}: a false alarm of {}\n    This is legal: {}\n", cases.join(", "), control.sentence)
}

fn set_up(whose: &str, what: &str) -> String {
    format!("fault of the set-up: {whose}: {}\n", plain(what))
}

fn render_rate_table(head: &str, rows: &[(String, Rate)], style: &Style) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).chain([head.len()]).max().unwrap_or(0);
    let line = |name: &str, cells: [String; 4]| {
        let [faults, caught, files, generators] = cells;
        format!("{name:width$}  {faults:>6}  {caught:>9}  {files:>9}  {generators:>10}\n")
    };
    let heads = line(head, ["faults", "caught", "by files", "generators"].map(str::to_owned));
    let mut out = heads.style(style.strong).to_string();
    for (name, rate) in rows {
        let share = |part| render_share(part, rate.faults);
        let row = line(
            name,
            [rate.faults.to_string(), share(rate.caught), share(rate.by_files), rate.by_generators.to_string()],
        );
        out += &if rate.caught == rate.faults { row } else { row.style(style.bad).to_string() };
    }
    out
}

fn render_totals(all: &Qualification) -> String {
    let rate = all.overall_rate();
    let percent = |part: usize| if rate.faults == 0 { 0.0 } else { 100.0 * part as f64 / rate.faults as f64 };
    if all.is_of_a_wire() {
        return sum_of_wire(all, percent(rate.caught));
    }
    let how = match &all.depth {
        Depth::FirstKill => "each hunted until it was caught",
        Depth::EveryCase => "each hunted with every case",
        Depth::Known(_) => "each hunted with the cases that are known to catch it",
    };
    format!(
        "{} of {} caught ({:.1} %), {} by files ({:.1} %), {} by generators ({:.1} %), {} under another clause only; {how}, {} in {}\n",
        rate.caught,
        format_count(rate.faults, "fault"),
        percent(rate.caught),
        rate.by_files,
        percent(rate.by_files),
        rate.by_generators,
        percent(rate.by_generators),
        rate.under_another_clause,
        format_count(all.count_trials(), "trial"),
        format_duration(all.duration),
    )
}

fn sum_of_wire(all: &Qualification, percent: f64) -> String {
    let rate = all.overall_rate();
    let unseen =
        all.faults.iter().filter(|fault| fault.best_catch() == Caught::Not && fault.shown == Some(false)).count();
    let shown = rate.faults - unseen;
    let of_shown = if shown == 0 { 0.0 } else { 100.0 * rate.caught as f64 / shown as f64 };
    let unseen = match unseen {
        0 => String::new(),
        _ => format!("; {unseen} brought out by no case, so {of_shown:.1} % of the others"),
    };
    let objections = describe_objections(all).map_or_else(String::new, |objections| format!("; {objections}"));
    format!(
        "{} of {} noticed ({percent:.1} %), {} by files, {} by generators{unseen}{objections}; {} in {}\n",
        rate.caught,
        format_count(rate.faults, "fault"),
        rate.by_files,
        rate.by_generators,
        format_count(all.count_trials(), "trial"),
        format_duration(all.duration),
    )
}

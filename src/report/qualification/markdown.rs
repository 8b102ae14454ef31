//! The kill matrix as Markdown.

use super::{describe_missing_case, describe_objections, missed_faults, rate_tables, render_share};
use crate::qualify::{Depth, Examined, Hunt, Qualification, Rate};
use std::fmt::Write;

/// A table by role, one by kind and one by clause; what is wanting; and a row for each fault, with what caught it.
pub fn render_markdown(all: &Qualification) -> String {
    let whose = if all.is_of_a_wire() { "a wire" } else { "the reference" };
    let mut out = format!("## Faults of {whose}, and what the suite says\n\n");
    for (head, rows) in rate_tables(all) {
        out += &render_rates(head, &rows);
        out.push('\n');
    }
    for (fault, what) in missed_faults(all) {
        let missing = describe_missing_case(fault).map_or_else(String::new, |missing| format!("; {missing}"));
        let _ = writeln!(out, "- `{}`: {what}{missing}", fault.id);
    }
    for control in all.false_alarms() {
        let _ = writeln!(out, "- `{}` is legal, and a case objects to it", control.id);
    }
    for case in all.idle_cases() {
        let _ = writeln!(out, "- `{case}` catches no fault");
    }
    out += &format!("\n### Fault by fault\n\n{}\n\n", describe_depth(&all.depth));
    out += "| fault | what the program does | breaks | shows | files | generators |\n|---|---|---|---|---|---|\n";
    all.faults.iter().for_each(|fault| out += &render_fault_row(fault));
    if let Some(objections) = describe_objections(all) {
        out += &format!(
            "\n### What is legal\n\n{objections}.\n\n| legal | what the program does | files | generators |\n|---|---|---|---|\n"
        );
        all.controls.iter().for_each(|control| out += &render_legal_row(control));
    }
    out
}

fn describe_depth(depth: &Depth) -> &'static str {
    match depth {
        Depth::FirstKill => {
            "Each was hunted until a case named the clause, those cases first that are for it: the case, and how many \
             trials it took."
        }
        Depth::EveryCase => {
            "Each was hunted with every case: how many caught it, and the first, by the order of the suite."
        }
        Depth::Known(_) => "Each was hunted with the cases alone that are known to catch it.",
    }
}

fn render_rates(head: &str, rows: &[(String, Rate)]) -> String {
    let mut out = format!("| {head} | faults | caught | by files | by generators |\n|---|--:|--:|--:|--:|\n");
    for (name, rate) in rows {
        let Rate { faults, caught, by_files, by_generators, .. } = *rate;
        let (caught, files) = (render_share(caught, faults), render_share(by_files, faults));
        let _ = writeln!(out, "| {name} | {faults} | {caught} | {files} | {by_generators} |");
    }
    out
}

fn render_fault_row(fault: &Examined) -> String {
    let (files, generators) = (describe_hunt(&fault.files), describe_hunt(&fault.generators));
    format!(
        "| `{}` | {} | {} | {} | {files} | {generators} |\n",
        fault.id,
        fault.sentence.replace('|', "\\|"),
        fault.clause.map_or_else(|| "–".to_owned(), |clause| clause.to_string()),
        fault.shows
    )
}

fn render_legal_row(control: &Examined) -> String {
    let (files, generators) = (describe_hunt(&control.files), describe_hunt(&control.generators));
    format!("| `{}` | {} | {files} | {generators} |\n", control.id, control.sentence.replace('|', "\\|"))
}

fn describe_hunt(hunt: &Hunt) -> String {
    match (hunt.kills.first(), hunt.first_kill) {
        (Some(kill), Some(first)) => {
            let more = if hunt.kills.len() > 1 { format!("{} cases, ", hunt.kills.len()) } else { String::new() };
            format!("{more}`{}` (trial {first})", kill.case)
        }
        _ => "–".to_owned(),
    }
}

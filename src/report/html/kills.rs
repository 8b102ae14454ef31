//! The kill matrix as a page: every fault of the reference or of a wire, and what of the suite catches it.

use super::collected::PageContent;
use super::document::{HtmlFile, PageTail};
use super::section::{self, Choices, Section, render_banner, render_tile};
use crate::case::CaseId;
use crate::protocol::clause::ClauseId;
use crate::protocol::current_spec;
use crate::qualify::{Caught, Depth, Examined, Hunt, Qualification, Rate};
use crate::report::overview::TrialMark;
use crate::report::plain::plain;
use crate::report::words::{format_count, format_duration};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How many of the cases that caught a fault are named.
const NAMED: usize = 40;

/// Writes the page of what was found.
///
/// # Errors
/// It can't be written.
pub fn write_kill_page(out: impl Write, found: &Qualification) -> io::Result<()> {
    let sections = [
        build_gaps_section(found),
        Some(build_faults_section(found)),
        Some(build_rates_section(found)),
        build_legal_section(found),
        Some(build_cases_section(found)),
    ];
    HtmlFile::new(out).write_ending(&PageTail {
        summary: render_summary(found),
        filters: section::render_filters(&Choices {
            roles: current_spec().roles().map(|role| role.to_string()).collect(),
            names: Vec::new(),
            marks: vec![TrialMark::Fail, TrialMark::Warn, TrialMark::Pass],
        }),
        sections: sections.into_iter().flatten().collect(),
        index: section::index(&PageContent::default()),
    })
}

/// How a fault was caught, as a mark.
const fn mark_for_catch(caught: Caught) -> TrialMark {
    match caught {
        Caught::Rightly => TrialMark::Pass,
        Caught::UnderAnotherClause => TrialMark::Warn,
        Caught::Not => TrialMark::Fail,
    }
}

fn render_summary(found: &Qualification) -> Markup {
    let rate = found.overall_rate();
    let rightly = rate.caught - rate.under_another_clause;
    let idle = found.idle_cases().count();
    let set_up = found.set_up_faults().count();
    let (state, headline) = match rate.faults - rightly {
        _ if found.false_alarms().next().is_some() => ("bad", "a case objects to what is legal".to_owned()),
        0 if idle == 0 && set_up == 0 => ("good", format!("all {} caught", format_count(rate.faults, "fault"))),
        0 if idle == 0 => ("doubtful", "every fault is caught, and something could not be run".to_owned()),
        0 => ("bad", format!("every fault is caught, and {} none", catching_cases_phrase(idle))),
        missed => ("bad", format!("{missed} of {} not caught rightly", format_count(rate.faults, "fault"))),
    };
    let depth = match &found.depth {
        Depth::FirstKill => "each fault hunted until it was caught",
        Depth::EveryCase => "each fault hunted with every case",
        Depth::Known(_) => "each fault hunted with the cases that are known to catch it",
    };
    let facts = [
        format_count(found.count_trials(), "trial"),
        format_duration(found.duration),
        format!("seed {}", found.seed),
        depth.to_owned(),
    ];
    html! {
        (render_banner(state, &headline, &facts))
        dl.tiles {
            (render_tile("faults", rate.faults, ""))
            (render_tile("caught rightly", rightly, "pass"))
            (render_tile("under another clause", rate.under_another_clause, "warn"))
            (render_tile("not caught", rate.faults - rate.caught, "fail"))
            (render_tile("by files", rate.by_files, "noted"))
            (render_tile("by generators", rate.by_generators, "noted"))
            (render_tile("idle cases", idle, "fail"))
            (render_tile("faults of the set-up", set_up, "fault"))
        }
    }
}

fn catching_cases_phrase(cases: usize) -> String {
    if cases == 1 { "1 case catches".to_owned() } else { format!("{cases} cases catch") }
}

/// The gaps of the suite: faults that were not caught rightly, cases that caught none, faults that could not be run.
fn build_gaps_section(found: &Qualification) -> Option<Section> {
    let missed = found.faults.iter().filter(|fault| fault.best_catch() != Caught::Rightly);
    let missed: Vec<Markup> = missed.map(missed_item).collect();
    let alarms: Vec<&Examined> = found.false_alarms().collect();
    let idle: Vec<&CaseId> = found.idle_cases().collect();
    let set_up: Vec<&String> = found.set_up_faults().collect();
    let is_fine = missed.is_empty() && alarms.is_empty() && idle.is_empty() && set_up.is_empty();
    (!is_fine).then(|| Section {
        id: "wanting",
        title: "What is wanting".to_owned(),
        lead: String::new(),
        body: html! {
            @if !missed.is_empty() { h3 { "Faults that were not caught rightly" } ul.troubles { @for item in missed { (item) } } }
            @if !alarms.is_empty() { h3 { "False alarms: cases that object to what is legal" } ul.troubles { @for alarm in alarms { li { strong { (alarm.id) } ": " (plain(&alarm.sentence)) " " (render_catching_cases(&alarm.files)) } } } }
            @if !idle.is_empty() { h3 { "Cases that caught no fault" } ul.troubles { @for case in idle { li { (case) } } } }
            @if !set_up.is_empty() { h3 { "What could not be run" } ul.troubles { @for what in set_up { li { (plain(what)) } } } }
        },
    })
}

fn missed_item(fault: &Examined) -> Markup {
    html! {
        li {
            strong { (fault.id) } @if fault.clause.is_some() { " breaks " (render_clause(fault)) } ": " (plain(&fault.sentence)) " " (caught_as(fault))
            @if let Some(case) = &fault.missing_case { " Missing: " (case) "." }
        }
    }
}

fn caught_as(fault: &Examined) -> String {
    match fault.best_catch() {
        Caught::Rightly => String::new(),
        Caught::Not if fault.shown == Some(false) => "No case brings it out.".to_owned(),
        Caught::Not => "It is not caught.".to_owned(),
        Caught::UnderAnotherClause => {
            let clauses: Vec<String> = fault.catching_clauses().iter().map(ToString::to_string).collect();
            format!("It is caught under {}.", clauses.join(", "))
        }
    }
}

fn render_clause(fault: &Examined) -> Markup {
    let Some(clause) = fault.clause else { return html! { span.nothing { "–" } } };
    html! { span title=(clause.sentence()) { (clause) " (" (clause.level()) ")" } }
}

fn build_rates_section(found: &Qualification) -> Section {
    fn name_rates<K: ToString>(rates: BTreeMap<K, Rate>) -> Vec<(String, Rate)> {
        rates.into_iter().map(|(key, rate)| (key.to_string(), rate)).collect()
    }
    let by_clause = if found.is_of_a_wire() {
        ("noticed under", name_rates(found.rates_by_noticing_clause()))
    } else {
        let of_clause = |(clause, rate): (Option<ClauseId>, Rate)| Some((clause?.to_string(), rate));
        ("clause", found.rates_by_key(|fault| fault.clause).into_iter().filter_map(of_clause).collect())
    };
    let tables = [
        ("role", name_rates(found.rates_by_key(|fault| fault.role))),
        ("kind", name_rates(found.rates_by_key(|fault| fault.kind))),
        by_clause,
    ];
    Section {
        id: "rates",
        title: "How many are caught".to_owned(),
        lead: "By role, by kind of fault, and by the clause that a fault breaks.".to_owned(),
        body: html! { div.side-by-side { @for (head, rows) in &tables { (rate_table(head, rows)) } } },
    }
}

fn rate_table(head: &str, rows: &[(String, Rate)]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Caught faults by " (head) } {
            table.rates {
                thead { tr { th scope="col" { (head) } th scope="col" { "caught" } th.number scope="col" { "by files" } th.number scope="col" { "by generators" } } }
                tbody { @for (name, rate) in rows {
                    tr {
                        th scope="row" { (name) }
                        td {
                            span.bar aria-hidden="true" {
                                @for (class, number) in [("pass", rate.caught - rate.under_another_clause), ("warn", rate.under_another_clause), ("fail", rate.faults - rate.caught)] {
                                    @if number > 0 { i.(class) style={ "flex-grow:" (number) } {} }
                                }
                            }
                            span.counts { (rate.caught) " of " (rate.faults) }
                        }
                        td.number { (rate.by_files) } td.number { (rate.by_generators) }
                    }
                } }
            }
        }
    }
}

fn build_faults_section(found: &Qualification) -> Section {
    Section {
        id: "kills",
        title: "Kill matrix".to_owned(),
        lead: "A row a fault of the reference: what the program does, the clause that it breaks, and the cases that caught \
               it."
            .to_owned(),
        body: html! {
            div.scroll tabindex="0" role="region" aria-label="Kill matrix" {
                table.kills {
                    thead { tr {
                        th scope="col" { "fault" } th scope="col" { "caught" } th scope="col" { "what the program does" } th scope="col" { "breaks" }
                        th scope="col" { "cases from files" } th scope="col" { "generated cases" }
                    } }
                    tbody { @for fault in &found.faults { (render_fault_row(fault)) } }
                }
            }
        },
    }
}

/// The legal behaviours, and the suite's verdicts on them.
fn build_legal_section(found: &Qualification) -> Option<Section> {
    (!found.controls.is_empty()).then(|| Section {
        id: "legal",
        title: "What is legal".to_owned(),
        lead: "What a correct program may do. A case that objects raises a false alarm.".to_owned(),
        body: html! {
            div.scroll tabindex="0" role="region" aria-label="What is legal" {
                table.kills {
                    thead { tr {
                        th scope="col" { "legal" } th scope="col" { "what the program does" }
                        th scope="col" { "cases from files" } th scope="col" { "generated cases" }
                    } }
                    tbody { @for control in &found.controls {
                        tr {
                            th scope="row" { (control.id) } td.told { (plain(&control.sentence)) }
                            td { (render_catching_cases(&control.files)) } td { (render_catching_cases(&control.generators)) }
                        }
                    } }
                }
            }
        },
    })
}

fn render_fault_row(fault: &Examined) -> Markup {
    let mark = mark_for_catch(fault.best_catch());
    html! {
        tr data-role=(fault.role) data-mark=(mark.word()) {
            th scope="row" { (fault.id) }
            td { span.badge.(mark.word()) { (section::sign_for_mark(mark)) " " (mark.word()) } }
            td.told { (plain(&fault.sentence)) " " span.quiet { "Shows " (fault.shows) "." } }
            td { (render_clause(fault)) }
            td { (render_catching_cases(&fault.files)) } td { (render_catching_cases(&fault.generators)) }
        }
    }
}

/// The cases that caught it: the first, and all of them if there are more.
fn render_catching_cases(hunt: &Hunt) -> Markup {
    let Some(first) = hunt.kills.first() else { return html! { span.nothing { "– of " (hunt.played) } } };
    let name = |kill: &crate::qualify::Kill| {
        let clauses: Vec<String> = kill.clauses.iter().map(ToString::to_string).collect();
        html! { (kill.case) " " span.quiet { (clauses.join(", ")) } }
    };
    html! {
        @if hunt.kills.len() == 1 { (name(first)) } @else {
            details {
                summary { (format_count(hunt.kills.len(), "case")) ", first " (first.case) }
                ul { @for kill in hunt.kills.iter().take(NAMED) { li { (name(kill)) } }
                    @if hunt.kills.len() > NAMED { li { "and " (hunt.kills.len() - NAMED) " more" } } }
            }
        }
    }
}

fn build_cases_section(found: &Qualification) -> Section {
    Section {
        id: "catching",
        title: "What each case is good for".to_owned(),
        lead: "Each case from a file, and a fault that it catches.".to_owned(),
        body: html! {
            div.scroll tabindex="0" role="region" aria-label="Cases and the faults that they catch" {
                table {
                    thead { tr { th scope="col" { "case" } th scope="col" { "catches" } } }
                    tbody { @for tried in &found.cases {
                        tr {
                            th scope="row" { (tried.case) }
                            td { @match &tried.catches { Some(fault) => (fault), None => span.nothing { "–" } } }
                        }
                    } }
                }
            }
        },
    }
}

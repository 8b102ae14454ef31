//! The kill matrix as a page: every fault of the reference or of a wire, and what of the suite catches it.

use super::collected::PageContent;
use super::document::{HtmlFile, PageTail};
use super::section::{self, Choices, Section, banner, tile};
use crate::case::CaseId;
use crate::protocol::clause::ClauseId;
use crate::protocol::current;
use crate::qualify::{Caught, Depth, Examined, Hunt, Qualification, Rate};
use crate::report::overview::TrialMark;
use crate::report::plain::plain;
use crate::report::words::{count, duration};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How many of the cases that caught a fault are named.
const NAMED: usize = 40;

/// Writes the page of what was found.
///
/// # Errors
/// It can't be written.
pub fn kills(out: impl Write, found: &Qualification) -> io::Result<()> {
    let sections = [wanting(found), Some(faults(found)), Some(rates(found)), legal(found), Some(cases(found))];
    HtmlFile::new(out).close(&PageTail {
        summary: summary(found),
        filters: section::filters(&Choices {
            roles: current().roles().map(|role| role.to_string()).collect(),
            names: Vec::new(),
            marks: vec![TrialMark::Fail, TrialMark::Warn, TrialMark::Pass],
        }),
        sections: sections.into_iter().flatten().collect(),
        index: section::index(&PageContent::default()),
    })
}

/// How a fault was caught, as a mark.
const fn mark(caught: Caught) -> TrialMark {
    match caught {
        Caught::Rightly => TrialMark::Pass,
        Caught::UnderAnotherClause => TrialMark::Warn,
        Caught::Not => TrialMark::Fail,
    }
}

fn summary(found: &Qualification) -> Markup {
    let rate = found.rate();
    let rightly = rate.caught - rate.under_another_clause;
    let idle = found.idle_cases().count();
    let set_up = found.set_up_faults().count();
    let (state, headline) = match rate.faults - rightly {
        _ if found.false_alarms().next().is_some() => ("bad", "a case objects to what is legal".to_owned()),
        0 if idle == 0 && set_up == 0 => ("good", format!("all {} caught", count(rate.faults, "fault"))),
        0 if idle == 0 => ("doubtful", "every fault is caught, and something could not be run".to_owned()),
        0 => ("bad", format!("every fault is caught, and {} none", catches(idle))),
        missed => ("bad", format!("{missed} of {} not caught rightly", count(rate.faults, "fault"))),
    };
    let depth = match &found.depth {
        Depth::FirstKill => "each fault hunted until it was caught",
        Depth::EveryCase => "each fault hunted with every case",
        Depth::Known(_) => "each fault hunted with the cases that are known to catch it",
    };
    let facts =
        [count(found.trials(), "trial"), duration(found.duration), format!("seed {}", found.seed), depth.to_owned()];
    html! {
        (banner(state, &headline, &facts))
        dl.tiles {
            (tile("faults", rate.faults, ""))
            (tile("caught rightly", rightly, "pass"))
            (tile("under another clause", rate.under_another_clause, "warn"))
            (tile("not caught", rate.faults - rate.caught, "fail"))
            (tile("by files", rate.by_files, "noted"))
            (tile("by generators", rate.by_generators, "noted"))
            (tile("idle cases", idle, "fail"))
            (tile("faults of the set-up", set_up, "fault"))
        }
    }
}

fn catches(cases: usize) -> String {
    if cases == 1 { "1 case catches".to_owned() } else { format!("{cases} cases catch") }
}

/// What the suite must be taught: faults that were not caught rightly, cases that caught none, what could not be run.
fn wanting(found: &Qualification) -> Option<Section> {
    let missed = found.faults.iter().filter(|fault| fault.caught() != Caught::Rightly);
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
            @if !alarms.is_empty() { h3 { "False alarms: cases that object to what is legal" } ul.troubles { @for alarm in alarms { li { strong { (alarm.id) } ": " (plain(&alarm.sentence)) " " (hunt(&alarm.files)) } } } }
            @if !idle.is_empty() { h3 { "Cases that caught no fault" } ul.troubles { @for case in idle { li { (case) } } } }
            @if !set_up.is_empty() { h3 { "What could not be run" } ul.troubles { @for what in set_up { li { (plain(what)) } } } }
        },
    })
}

fn missed_item(fault: &Examined) -> Markup {
    html! {
        li {
            strong { (fault.id) } @if fault.clause.is_some() { " breaks " (clause(fault)) } ": " (plain(&fault.sentence)) " " (caught_as(fault))
            @if let Some(case) = &fault.missing_case { " Missing: " (case) "." }
        }
    }
}

fn caught_as(fault: &Examined) -> String {
    match fault.caught() {
        Caught::Rightly => String::new(),
        Caught::Not if fault.shown == Some(false) => "No case brings it out.".to_owned(),
        Caught::Not => "It is not caught.".to_owned(),
        Caught::UnderAnotherClause => {
            let clauses: Vec<String> = fault.clauses().iter().map(ToString::to_string).collect();
            format!("It is caught under {}.", clauses.join(", "))
        }
    }
}

fn clause(fault: &Examined) -> Markup {
    let Some(clause) = fault.clause else { return html! { span.nothing { "–" } } };
    html! { span title=(clause.sentence()) { (clause) " (" (clause.level()) ")" } }
}

fn rates(found: &Qualification) -> Section {
    fn named<K: ToString>(rates: BTreeMap<K, Rate>) -> Vec<(String, Rate)> {
        rates.into_iter().map(|(key, rate)| (key.to_string(), rate)).collect()
    }
    let by_clause = match found.is_of_a_wire() {
        true => ("noticed under", named(found.rates_by_noticing_clause())),
        false => {
            let of_clause = |(clause, rate): (Option<ClauseId>, Rate)| Some((clause?.to_string(), rate));
            ("clause", found.rates(|fault| fault.clause).into_iter().filter_map(of_clause).collect())
        }
    };
    let tables =
        [("role", named(found.rates(|fault| fault.role))), ("kind", named(found.rates(|fault| fault.kind))), by_clause];
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

fn faults(found: &Qualification) -> Section {
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
                    tbody { @for fault in &found.faults { (line(fault)) } }
                }
            }
        },
    }
}

/// What is legal, and what the suite says of it.
fn legal(found: &Qualification) -> Option<Section> {
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
                            td { (hunt(&control.files)) } td { (hunt(&control.generators)) }
                        }
                    } }
                }
            }
        },
    })
}

fn line(fault: &Examined) -> Markup {
    let mark = mark(fault.caught());
    html! {
        tr data-role=(fault.role) data-mark=(mark.word()) {
            th scope="row" { (fault.id) }
            td { span.badge.(mark.word()) { (section::sign(mark)) " " (mark.word()) } }
            td.told { (plain(&fault.sentence)) " " span.quiet { "Shows " (fault.shows) "." } }
            td { (clause(fault)) }
            td { (hunt(&fault.files)) } td { (hunt(&fault.generators)) }
        }
    }
}

/// The cases that caught it: the first, and all of them where there are more.
fn hunt(hunt: &Hunt) -> Markup {
    let Some(first) = hunt.kills.first() else { return html! { span.nothing { "– of " (hunt.played) } } };
    let name = |kill: &crate::qualify::Kill| {
        let clauses: Vec<String> = kill.clauses.iter().map(ToString::to_string).collect();
        html! { (kill.case) " " span.quiet { (clauses.join(", ")) } }
    };
    html! {
        @if hunt.kills.len() == 1 { (name(first)) } @else {
            details {
                summary { (count(hunt.kills.len(), "case")) ", first " (first.case) }
                ul { @for kill in hunt.kills.iter().take(NAMED) { li { (name(kill)) } }
                    @if hunt.kills.len() > NAMED { li { "and " (hunt.kills.len() - NAMED) " more" } } }
            }
        }
    }
}

fn cases(found: &Qualification) -> Section {
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

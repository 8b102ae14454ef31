//! One text that differs in nearly every trial, in the formats for programs and in the tables of pairs. It is reported
//! once, and all else as if it were right. The counts are the same as on the console.

use super::build::*;
use super::everywhere::{another_ready_line, console, html, other_ready_line, trials};
use super::{json, junit, tap};
use quick_junit::{Report, TestCase, TestCaseStatus};
use sockspec::case::{Case, Source};
use sockspec::engine::event::{Event, Outcome};
use sockspec::judge::Evidence;
use sockspec::protocol::role::Side;
use sockspec::report::human::{Style, Verbosity};
use sockspec::report::merge::{Merged, NamedReport, merge_reports};
use sockspec::report::points::{Point, Points, of_merged};
use sockspec::report::roster::{Csv, Roster, render_text as roster_text};
use sockspec::report::{Human, matrix};
use sockspec::set_statistics::Clause::{Con3, Rsp1, TcpS1};
use sockspec::transcript::Transcript;

const NOTE: &str = "as if one text were right that differs everywhere: see \"CON-3 everywhere\"";

fn report(events: &[Event]) -> serde_json::Value {
    serde_json::from_str(&json::written(events)).unwrap()
}

fn points(events: &[Event]) -> Vec<Point> {
    let mut fold = Points::default();
    let mut points: Vec<Point> = events.iter().flat_map(|event| fold.points_from_event(event)).collect();
    points.extend(fold.final_points());
    points.sort_by_key(|point| point.place);
    points
}

/// The part of the run with every second trial.
fn half(events: &[Event], from: usize) -> NamedReport {
    let (first, last) = (&events[0], &events[events.len() - 1]);
    let trials = events[1..events.len() - 1].iter().skip(from).step_by(2);
    let events: Vec<Event> = std::iter::once(first).chain(trials).chain([last]).cloned().collect();
    NamedReport { name: from.to_string(), report: serde_json::from_str(&json::written(&events)).unwrap() }
}

#[test]
fn json_names_the_text_once_and_leaves_the_verdicts_alone() {
    let report = report(&another_ready_line());
    let expected = serde_json::json!([{
        "implementation": "ours", "role": "tcp-server", "clause": "CON-3", "also": ["CON-6"],
        "expected": "TCP server has started and is ready to receive", "observed": "Server is ready",
        "broken": 9, "judged": 10,
    }]);
    assert_eq!(report["everywhere"], expected);
    let verdicts = report["trials"].as_array().unwrap().iter().map(|trial| &trial["verdicts"][0]);
    assert_eq!(verdicts.filter(|verdict| verdict["verdict"] == "fail").count(), 9);
    assert_eq!((&report["summary"]["failed"], &report["summary"]["exit"]), (&11.into(), &1.into()));
}

#[test]
fn json_has_no_entry_for_a_text_in_some_trials() {
    let some = |at: usize| if at < 5 { vec![other_ready_line(Con3)] } else { vec![pass(Con3.id())] };
    assert!(report(&trials(10, some)).get("everywhere").is_none());
}

/// A text that differs everywhere in a part need not do so in the whole, and the other way round.
#[test]
fn merged_reports_say_what_is_everywhere_in_all_of_them() {
    let all = another_ready_line();
    let merged = merge_reports(vec![half(&all, 0), half(&all, 1)]).unwrap();
    let [only] = merged.report.everywhere.as_slice() else { panic!("{:?}", merged.report.everywhere) };
    assert_eq!((only.clause.as_str(), only.broken, only.judged), ("CON-3", 9, 10));
    assert!(half(&all, 0).report.everywhere.is_empty(), "five trials are too few");
}

fn cases(report: &Report) -> Vec<&TestCase> {
    report.test_suites.iter().flat_map(|suite| &suite.test_cases).collect()
}

#[test]
fn junit_has_a_test_for_the_text_and_passes_the_others() {
    let report = Report::deserialize_from_str(&junit::written(&another_ready_line())).unwrap();
    let failed = |case: &&&TestCase| matches!(case.status, TestCaseStatus::NonSuccess { .. });
    let all = cases(&report);
    let names: Vec<&str> = all.iter().map(|case| case.name.as_str()).collect();
    let expected: Vec<String> = (0..10).map(|at| format!("many/n{at}")).chain(["CON-3 everywhere".into()]).collect();
    assert_eq!(names, expected);
    let bad: Vec<_> = all.iter().filter(failed).collect();
    let [own, text] = bad.as_slice() else { panic!("{bad:#?}") };
    assert_eq!(own.name.as_str(), "many/n7");
    assert!(!format!("{:?}", own.status).contains("first line"), "{own:#?}");
    assert_eq!(text.classname.as_deref(), Some("ours.tcp-server"));
    let said = format!("{:?}", text.status);
    assert!(said.contains("in 9 of 10 cases of tcp-server the same text differs"), "{said}");
    assert!(said.contains("the server's first line is another"), "{said}");
    let noted = all.iter().filter(|case| case.system_out.as_ref().is_some_and(|out| out.as_str().contains(NOTE)));
    assert_eq!(noted.count(), 9);
}

#[test]
fn tap_has_a_point_for_the_text_and_passes_the_others() {
    let text = tap::written(&another_ready_line());
    let bad: Vec<&str> = text.lines().filter(|line| line.starts_with("not ok")).collect();
    assert!(bad.len() == 2 && bad[0].ends_with("ours tcp-server many/n7"), "{text}");
    assert!(bad[1].ends_with("ours tcp-server CON-3 everywhere"), "{text}");
    assert_eq!(text.matches(&format!("\n# {NOTE}\n")).count(), 9, "{text}");
    assert_eq!(text.matches("the server's first line is another").count(), 2, "{text}");
    assert!(text.contains("\n1..11\n"), "{text}");
}

/// A text in some trials only fails each of them, and no trial says more than that.
#[test]
fn lists_name_each_trial_where_a_text_differs_in_some() {
    let some = |at: usize| if at < 5 { vec![other_ready_line(Con3)] } else { vec![pass(Con3.id())] };
    let all = points(&trials(10, some));
    assert_eq!(all.iter().filter(|point| point.result.is_bad()).count(), 5);
    assert!(all.len() == 10 && all.iter().all(|point| point.note.is_none()), "{all:#?}");
}

/// A clause that the text breaks, and that the list of known failures covers, is known and not everywhere.
#[test]
fn a_known_text_stays_known_in_lists() {
    let known = |_| vec![sockspec_known(), pass(TcpS1.id())];
    let all = points(&trials(10, known));
    assert!(all.iter().all(|point| !point.result.is_bad()), "{all:#?}");
    assert_eq!(all.len(), 10);
}

fn sockspec_known() -> sockspec::engine::event::Judged {
    let mut judged = other_ready_line(Con3);
    judged.known = Some("we say it otherwise".to_owned());
    judged
}

#[test]
fn merged_reports_have_the_points_of_the_run() {
    let events = another_ready_line();
    let merged = of_merged(&whole(&events));
    let kept = |all: Vec<Point>| -> Vec<(String, String, bool, Option<String>)> {
        let kept = all.into_iter().map(|point| (point.class, point.name, point.result.is_bad(), point.note));
        kept.collect()
    };
    assert_eq!(kept(merged), kept(points(&events)));
}

/// A family of generated cases that fails by nothing but the text passes, as on the console and on the page.
#[test]
fn a_generated_family_is_counted_as_if_the_text_were_right() {
    let mut events = another_ready_line();
    events.pop();
    let source = Source::Generator { family: "sizes".to_owned(), seed: 0 };
    let case = Case { source, ..case("tcp-server/generated/sizes/0", "Sizes.", vec![]) };
    events.push(played("ours", case, Transcript::default(), vec![other_ready_line(Con3), pass(TcpS1.id())]));
    let events = closed(events);
    let all = points(&events);
    let family = all.iter().find(|point| point.name.starts_with("generated/")).unwrap();
    assert!(!family.result.is_bad() && family.note.as_deref() == Some(NOTE), "{family:#?}");
    let merged = of_merged(&whole(&events));
    let family = merged.iter().find(|point| point.name.starts_with("generated/")).unwrap();
    assert!(!family.result.is_bad() && family.note.as_deref() == Some(NOTE), "{family:#?}");
    let mut page = Vec::new();
    sockspec::report::html::write(&mut page, &whole(&events)).unwrap();
    assert!(String::from_utf8(page).unwrap().contains("1 fail, 10 pass"));
}

fn whole(events: &[Event]) -> Merged {
    let report = serde_json::from_str(&json::written(events)).unwrap();
    Merged { report, missing: Vec::new() }
}

/// The console, the page and the lists count alike: one trial fails beside the text.
#[test]
fn all_formats_count_alike() {
    let events = another_ready_line();
    assert!(console(&events).contains("apart from that 1 fail"));
    assert!(html(&events).contains("1 fail, 9 pass"));
    let bad = |point: &&Point| point.result.is_bad() && !point.name.ends_with(" everywhere");
    assert_eq!(points(&events).iter().filter(bad).count(), 1);
}

/// A row of a class says which clauses are broken, each once: the text's clause is one of them.
#[test]
fn a_row_names_the_clause_once() {
    let events = another_ready_line();
    let mut roster = Roster::default();
    events.iter().for_each(|event| roster.handle(event));
    assert!(roster_text(&roster, &Style::without_colours()).contains("fail 3"));
    let mut out = Vec::new();
    tell(Csv::new(&mut out), &events);
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("TCP-S-1 CON-3 CON-6") && text.matches("CON-3").count() == 1, "{text}");
}

/// Eight pairs in which the server's ready line is another; in one of them its reply is wrong too.
fn pairs() -> Vec<Event> {
    let one = |at: usize| {
        let of_server = |mut judged: sockspec::engine::event::Judged| {
            judged.finding.side = Some(Side::Server);
            judged
        };
        let wrong = (at == 3).then(|| broken(Rsp1.id(), Evidence::new("the reply ends in a line feed")));
        let findings = [other_ready_line(Con3), pass(TcpS1.id())].into_iter().chain(wrong).map(of_server).collect();
        let outcome = Outcome::Judged { transcript: Transcript::default(), findings, faults: Vec::new() };
        let case = case(&format!("tcp-pair/joined/n{at}"), "A pair.", vec![]);
        let Event::TrialFinished(mut trial) = trial("ours", case, outcome) else { unreachable!() };
        trial.client = Some(if at < 4 { "right" } else { "ours" }.to_owned());
        Event::TrialFinished(trial)
    };
    let started = run_started(&[("right", None), ("ours", None)], 8);
    closed(std::iter::once(started).chain((0..8).map(one)).collect())
}

const IN_PAIRS: &str = "in 8 of 8 cases of tcp-pair the same text differs";

#[test]
fn the_table_of_pairs_on_the_console_shows_the_rest() {
    let mut out = Vec::new();
    tell(Human::new(&mut out, Style::without_colours(), Verbosity::Quiet).with_matrix(), &pairs());
    let text = String::from_utf8(out).unwrap();
    let table = text.split("\n\n").next().unwrap();
    assert!(table.contains(" 1 right  fail S\n") && table.contains(" 2 ours   pass\n"), "{table}");
    assert!(table.contains(&format!("   ours: CON-3 {IN_PAIRS}")), "{table}");
    assert!(table.contains("ours's server: RSP-1 fail, with 1 of 2 clients"), "{table}");
    assert_eq!(table.matches("CON-3").count(), 1, "{table}");
}

/// A row of a matrix holds few trials of each program: what is everywhere shows in all that have finished.
#[test]
fn a_row_of_the_matrix_knows_the_rows_before_it() {
    let mut out = Vec::new();
    tell(Human::new(&mut out, Style::without_colours(), Verbosity::Normal).with_matrix(), &pairs());
    let text = String::from_utf8(out).unwrap();
    let row = text.lines().find(|line| line.starts_with("ours ") && line.contains("tcp-pair")).unwrap();
    assert!(row.ends_with("CON-3 everywhere; apart from that pass"), "{text}");
}

#[test]
fn the_table_of_pairs_as_markdown_shows_the_rest() {
    let mut out = Vec::new();
    tell(matrix::MatrixMarkdown::new(&mut out), &pairs());
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("| **right** | **fail**: server RSP-1 |\n| **ours** | pass |\n"), "{text}");
    assert!(text.contains(&format!("- **ours**: **CON-3** {IN_PAIRS}")), "{text}");
}

#[test]
fn the_table_of_pairs_on_the_page_shows_the_rest() {
    let page = html(&pairs());
    assert!(page.contains("; server RSP-1 fail; 4 trials") && !page.contains("server CON-3 fail"));
    assert!(page.contains("One text differs everywhere, and is counted nowhere: CON-3 (ours, 8 of 8 cases)."));
}

//! The HTML report: what stands in the page, that nothing of a program acts in it, and that it stays small.

mod browser;
mod contrast;

use super::build::*;
use super::console::{failing, incomplete};
use super::matrix::two;
use super::pin;
use super::programs_bytes::{bytes, has_raw_control, run};
use super::qualification::recorded;
use super::runs::{drawn, generated, runs};
use proptest::prelude::*;
use rstest::rstest;
use sockspec::case::{Case, Source};
use sockspec::engine::event::Event;
use sockspec::judge::{Evidence, Verdict};
use sockspec::report::Reporter;
use sockspec::report::html::{Html, write, write_kill_page};
use sockspec::report::merge::{NamedReport, merge_reports};
use sockspec::set_statistics::Clause;
use sockspec::transcript::{Stream, Transcript};

/// The page of these events.
fn written(events: &[Event]) -> String {
    let mut out = Vec::new();
    tell(Html::new(&mut out), events);
    String::from_utf8(out).expect("UTF-8")
}

/// The page without its style and its script, an element a line.
fn content(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    for (begin, end) in [
        ("<style>", "</style>"),
        ("<script>\"use strict\"", "</script>"),
        ("<script>\"use strict\"", "</script>"),
        ("<script>\"use strict\"", "</script>"),
    ] {
        let (head, tail) = rest.split_once(begin).expect("the page has its style and its scripts");
        text += head;
        rest = tail.split_once(end).expect("the element ends").1;
    }
    (text + rest).replace("><", ">\n<")
}

#[rstest]
#[case("html-failing", failing())]
#[case("html-incomplete", incomplete())]
#[case("html-generated", generated())]
#[case("html-pairs", closed(two()))]
fn what_stands_in_the_page(#[case] name: &str, #[case] events: Vec<Event>) {
    let text = content(&written(&events));
    // The clauses are the same in every page.
    let text = text.split("<section id=\"clauses\"").next().unwrap();
    pin(name, text);
}

#[test]
fn every_run_makes_a_whole_page() {
    for events in runs() {
        for length in 0..=events.len() {
            let page = written(&events[..length]);
            assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"), "{page}");
            assert_eq!(page.contains("<h1>the run was cut short</h1>"), length < events.len());
        }
    }
}

#[test]
fn nothing_comes_from_elsewhere() {
    let page = written(&failing());
    assert!(page.contains("default-src 'none'"));
    for word in [" src=", "<link", "@import", "url(", "http://", "https://"] {
        let places: Vec<&str> = page.match_indices(word).map(|(at, _)| &page[at..page.len().min(at + 60)]).collect();
        assert!(places.iter().all(|place| place.starts_with("http://www.w3.org/2000/svg")), "{places:?}");
    }
}

#[test]
fn a_merged_report_makes_a_page_too() {
    let mut out = Vec::new();
    tell(sockspec::report::Json::new(&mut out), &closed(two()));
    let report = serde_json::from_slice(&out).unwrap();
    let merged = merge_reports(vec![NamedReport { name: "all.json".into(), report }]).unwrap();
    let mut page = Vec::new();
    write(&mut page, &merged).unwrap();
    let page = String::from_utf8(page).unwrap();
    let pairs =
        |page: &str| page.split("<section id=\"pairs\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    assert_eq!(pairs(&page), pairs(&written(&closed(two()))));
}

#[test]
fn the_kill_matrix_is_a_page_too() {
    let mut out = Vec::new();
    write_kill_page(&mut out, &recorded()).unwrap();
    let page = content(&String::from_utf8(out).unwrap());
    pin("html-kills", page.split("<dialog").next().unwrap());
}

/// A text that would end a script element, and then act.
const HOSTILE: &str = "</script><img src=x onerror=\"document.title='broken'\"><!--<script>\u{2028}\x1b[2J";

fn hostile() -> Vec<Event> {
    let evidence = || Evidence::new(HOSTILE).with_comparison("5.0", HOSTILE).caused_by(Some(HOSTILE));
    let seen = transcript([(Some(1), received("a", HOSTILE)), (Some(1), printed(Stream::Err, HOSTILE))]);
    let one = Case { summary: HOSTILE.into(), ..session() };
    closed(vec![
        run_started(&[(HOSTILE, Some(HOSTILE))], 1),
        played(
            HOSTILE,
            one,
            seen,
            vec![broken(Clause::Rsp2.id(), evidence()), judged(Clause::TcpS9.id(), Verdict::Noted(HOSTILE.into()))],
        ),
    ])
}

#[test]
fn nothing_that_a_program_says_is_markup() {
    let page = content(&written(&hostile()));
    assert!(!page.contains("<img") && !page.contains("<!--") && !page.contains("broken'\">"), "{page}");
    assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_of_a_program_breaks_it(bytes in bytes()) {
        let page = written(&run(&bytes));
        prop_assert!(!has_raw_control(&page));
        prop_assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
        prop_assert!(page.trim_end().ends_with("</html>"));
    }
}

#[test]
fn generated_trials_are_counted_and_the_page_stays_small() {
    let mut out = Vec::new();
    let mut html = Html::new(&mut out);
    html.handle(&run_started(&[("ours", None)], 100_000)).unwrap();
    let events = [pass(Clause::Rsp2.id()), broken(Clause::Rsp2.id(), Evidence::new("it deviates"))]
        .map(|finding| played("ours", drawn(7), Transcript::default(), vec![finding]));
    for at in 0..100_000 {
        html.handle(&events[usize::from(at % 1000 == 0)]).unwrap();
    }
    html.finish().unwrap();
    drop(html);
    let page = String::from_utf8(out).unwrap();
    assert!(page.len() < 200_000, "{} bytes", page.len());
    assert!(page.contains("<td class=\"number\">100000</td>") && page.contains("<td class=\"number fail\">100</td>"));
}

/// A class of `names.len()` submissions, each tried with `cases` cases; every seventh trial fails.
pub fn class(submissions: usize, cases: usize) -> Vec<Event> {
    let names: Vec<String> = (0..submissions).map(|at| format!("submission-{at:03}")).collect();
    let named: Vec<(&str, Option<&str>)> = names.iter().map(|name| (name.as_str(), Some("C"))).collect();
    let mut events = vec![run_started(&named, submissions * cases)];
    for (place, name) in names.iter().enumerate() {
        for at in 0..cases {
            let id = format!("tcp-server/case-{at:03}");
            let one = Case { id: id.parse().unwrap(), source: Source::File(id), ..session() };
            let finding = match (place + at) % 7 {
                0 => broken(Clause::Rsp2.id(), Evidence::new("the mean is another").with_comparison("5.48", "5.49")),
                _ => pass(Clause::Rsp2.id()),
            };
            events.push(played(name, one, session_seen(&["27.4 3.4 9.0 5.48"]), vec![finding]));
        }
    }
    closed(events)
}

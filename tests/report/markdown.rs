//! The Markdown report of a run.

use super::build::*;
use super::console::{failing, incomplete, out_of_date};
use super::pin;
use super::runs::{generated, runs};
use rstest::rstest;
use sockspec::engine::event::Event;
use sockspec::judge::Evidence;
use sockspec::report::Markdown;
use sockspec::set_statistics::Clause;

fn written(events: &[Event]) -> String {
    let mut out = Vec::new();
    tell(Markdown::new(&mut out), events);
    String::from_utf8(out).expect("UTF-8")
}

#[rstest]
#[case("markdown-failing", failing())]
#[case("markdown-incomplete", incomplete())]
#[case("markdown-out-of-date", out_of_date())]
#[case("markdown-generated", generated())]
fn what_a_summary_page_shows(#[case] name: &str, #[case] events: Vec<Event>) {
    pin(name, &written(&events));
}

#[test]
fn every_run_has_a_headline() {
    let heads = runs().into_iter().map(|events| written(&events).lines().next().unwrap().to_owned() + "\n");
    pin("markdown-headlines", &heads.collect::<String>());
}

#[test]
fn a_page_never_grows_longer_than_github_takes() {
    let long = "x".repeat(9000);
    let names: Vec<String> = (0..300).map(|at| format!("implementation-{at}")).collect();
    let named: Vec<(&str, Option<&str>)> = names.iter().map(|name| (name.as_str(), None)).collect();
    let wrong = |name: &String| {
        played(name, session(), session_seen(&[]), vec![broken(Clause::Rsp2.id(), Evidence::new(&long))])
    };
    let events = [vec![run_started(&named, 300)], names.iter().map(wrong).collect()].concat();
    let text = written(&closed(events));
    assert!(text.len() < 1_000_000, "{}", text.len());
    assert!(text.contains("deviations more: this page takes no more"), "what is left out is not told");
}

#[test]
fn a_program_can_not_close_the_fence_around_what_it_said() {
    let evidence = Evidence::new("it says\n```\n<script>alert(1)</script>").with_comparison("5.0", "````");
    let events = vec![
        run_started(&[("<b>ours</b>", None)], 1),
        played("<b>ours</b>", session(), session_seen(&["````"]), vec![broken(Clause::Rsp2.id(), evidence)]),
    ];
    let text = written(&closed(events));
    assert!(text.contains("\n`````text\n") && text.contains("\n`````\n"), "{text}");
    assert!(text.contains("<b>&lt;b&gt;ours&lt;/b&gt;: RSP-2"), "{text}");
}

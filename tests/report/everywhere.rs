//! One text that differs in nearly every trial is reported once, and all else as if it were right; the gravest comes
//! first.

use super::build::*;
use super::console::shown;
use sockspec::case::{Case, Expectation, Source};
use sockspec::engine::event::{Event, Judged};
use sockspec::judge::Evidence;
use sockspec::report::html::Html;
use sockspec::report::human::{Style, Verbosity};
use sockspec::report::markdown::Markdown;
use sockspec::set_statistics::Clause::{self, Con3, Con6, Num2, Num5, Rsp1, TcpS1, TcpS5};
use sockspec::transcript::{Stream, Transcript};

const READY: &str = "TCP server has started and is ready to receive";

/// A case in which `request` is sent.
fn asks(id: &str, request: &str) -> Case {
    let answer = Expectation::Statistics { on: "a".into(), of: request.into() };
    case(id, "A request is answered.", vec![connect("a"), send("a", request), expect(TcpS1.id(), answer)])
}

pub fn other_ready_line(clause: Clause) -> Judged {
    broken(clause.id(), Evidence::new("the server's first line is another").with_comparison(READY, "Server is ready"))
}

/// The list that a server prints, which is of other numbers in each trial.
fn other_list(number: usize) -> Judged {
    let (expected, observed) = (format!("Received data: [{number}.0]"), format!("Got [{number}.0]"));
    broken(Clause::Con4.id(), Evidence::new("the line for a request is another").with_comparison(expected, observed))
}

/// A run of `number` trials, of which each says what `findings` returns for it.
pub fn trials(number: usize, findings: impl Fn(usize) -> Vec<Judged>) -> Vec<Event> {
    let one = |at: usize| {
        let case = asks(&format!("tcp-server/many/n{at}"), "5 4");
        played("ours", case, Transcript::default(), findings(at))
    };
    closed(std::iter::once(run_started(&[("ours", None)], number)).chain((0..number).map(one)).collect())
}

pub fn console(events: &[Event]) -> String {
    shown(events, Style::without_colours(), Verbosity::Normal)
}

pub fn html(events: &[Event]) -> String {
    let mut out = Vec::new();
    tell(Html::new(&mut out), events);
    String::from_utf8(out).expect("UTF-8")
}

/// Another ready line in all trials but one; in one trial something else is wrong too.
pub fn another_ready_line() -> Vec<Event> {
    trials(10, |at| match at {
        0 => vec![other_ready_line(Con3), other_ready_line(Con6), pass(TcpS1.id())],
        4 => vec![pass(Con3.id()), pass(TcpS1.id())],
        7 => vec![other_ready_line(Con3), broken(TcpS1.id(), Evidence::new("a has asked, and no answer comes"))],
        _ => vec![other_ready_line(Con3), pass(TcpS1.id())],
    })
}

#[test]
fn the_console_tells_the_text_once_and_the_rest_as_if_it_were_right() {
    let text = console(&another_ready_line());
    assert!(text.contains("CON-3 everywhere; apart from that 1 fail"), "{text}");
    let said = "everywhere  in 9 of 10 cases of tcp-server the same text differs (it breaks CON-6 too)";
    assert!(text.contains(said), "{text}");
    assert_eq!(text.matches("FAIL ours").count(), 2, "{text}");
    assert!(text.contains("  ours  CON-3 (MUST, everywhere): the server's first line is another\n"), "{text}");
    assert!(text.contains("        TCP-S-1 (MUST, 1 case): a has asked, and no answer comes\n"), "{text}");
    assert!(text.contains("First: read the finding of CON-3 above. `sockspec show CON-3`"), "{text}");
    assert!(text.contains("exit 1: "), "{text}");
}

#[test]
fn the_page_marks_trials_as_if_the_text_were_right() {
    let page = html(&another_ready_line());
    assert!(page.contains("in 9 of 10 cases of tcp-server the same text differs (it breaks CON-6 too)"));
    assert!(page.contains("<span class=\"counts\">1 fail, 9 pass</span>"));
    assert_eq!(page.matches("class=\"badge fail\"").count(), 2);
    assert!(page.contains("One text differs everywhere, and is counted nowhere: CON-3 (ours, 9 of 10 cases)."));
}

#[test]
fn the_summary_counts_as_if_the_text_were_right() {
    let mut out = Vec::new();
    tell(Markdown::new(&mut out), &another_ready_line());
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(text.contains("**1 fail**, 9 pass"), "{text}");
    assert!(text.contains("the same text differs"), "{text}");
}

/// A generated trial in which the text is wrong counts as all others do.
#[test]
fn generated_trials_are_counted_as_if_the_text_were_right() {
    let mut events = another_ready_line();
    events.pop();
    let family = "tcp-server/generated/sizes/0";
    let source = Source::Generator { family: "sizes".to_owned(), seed: 0 };
    let case = Case { source, ..asks(family, "5 4") };
    events.push(played("ours", case, Transcript::default(), vec![other_ready_line(Con3), pass(TcpS1.id())]));
    let events = closed(events);
    assert!(html(&events).contains("<span class=\"counts\">1 fail, 10 pass</span>"));
    assert!(console(&events).contains("CON-3 everywhere; apart from that 1 fail"));
}

/// A text is the same although its numbers are others; numbers alone are no text.
#[test]
fn numbers_make_no_other_text() {
    let text = console(&trials(10, |at| vec![other_list(at)]));
    assert!(text.contains("CON-4 everywhere; apart from that pass"), "{text}");
    let spelled = |at: usize| Evidence::new("spelled").with_comparison(format!("{at}.5"), format!("{at}.50"));
    let text = console(&trials(10, |at| vec![broken(Num5.id(), spelled(at))]));
    assert!(text.contains("10 warn\n") && !text.contains("everywhere"), "{text}");
}

#[test]
fn a_text_in_some_trials_is_a_finding_like_others() {
    let some = |at: usize| if at < 5 { vec![other_ready_line(Con3)] } else { vec![pass(Con3.id())] };
    assert!(console(&trials(10, some)).contains("5 fail\n"));
    assert!(console(&trials(5, |_| vec![other_ready_line(Con3)])).contains("5 fail\n"));
    let page = html(&trials(10, some));
    assert!(page.contains("5 fail, 5 pass") && !page.contains("everywhere</dt>"));
}

/// Another difference in the remaining trials is reported too.
#[test]
fn another_text_of_the_same_clause_is_told_beside() {
    let another = || broken(Con3.id(), Evidence::new("the server prints nothing").expecting(READY));
    let text = console(&trials(20, |at| if at == 3 { vec![another()] } else { vec![other_ready_line(Con3)] }));
    assert_eq!(text.matches("FAIL ours: CON-3").count(), 2, "{text}");
    assert!(text.contains("the server prints nothing"), "{text}");
}

/// MUST before SHOULD, and what plain numbers show before what odd input shows.
#[test]
fn the_gravest_stands_first() {
    let evidence = || Evidence::new("so it is");
    let one = |id: &str, request: &str, clause| {
        played("ours", asks(id, request), Transcript::default(), vec![broken(clause, evidence())])
    };
    let events = closed(vec![
        run_started(&[("ours", None)], 4),
        one("tcp-server/not-numbers/arabic", "\u{663} 2", Num2.id()),
        one("tcp-server/basics/two", "5 4", TcpS5.id()),
        one("tcp-server/odd/tab", "5\t4", Rsp1.id()),
        one("tcp-server/basics/one", "5", TcpS1.id()),
    ]);
    let order = ["TCP-S-1 (MUST)", "RSP-1 (MUST)", "TCP-S-5 (SHOULD)", "NUM-2 (SHOULD)"];
    for (name, text) in [("console", console(&events)), ("page", html(&events).replace("</script>", ""))] {
        let text = text.rsplit_once("id=\"deviations\"").map_or(text.as_str(), |(_, rest)| rest);
        let places: Vec<_> = order.iter().map(|clause| text.find(clause)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{name}: {places:?}");
    }
}

/// A clause that both programs of a pair break in one trial names that trial once.
#[test]
fn a_case_is_named_once() {
    use sockspec::protocol::role::Side;
    let of = |side| {
        let mut judged = other_ready_line(Con6);
        judged.finding.side = Some(side);
        judged
    };
    let case = case("tcp-pair/published/message-first", "The published session.", vec![]);
    let trial = played("ours", case, Transcript::default(), vec![of(Side::Client), of(Side::Server)]);
    let events = closed(vec![run_started(&[("ours", None)], 1), trial]);
    assert!(!console(&events).contains("also in"));
    assert!(!html(&events).contains("also in"));
}

/// The harness causes a server's last words when it stops the server.
#[test]
fn the_words_of_a_stopped_program_are_left_out() {
    let seen = session_seen(&["27.4 3.4 9.0 5.48"]);
    let mut seen: Vec<_> = seen.seen.into_iter().map(|seen| (seen.step, seen.what)).collect();
    let exits = seen.pop().expect("it ends");
    seen.push((None, printed(Stream::Err, "Traceback (most recent call last):\nKeyboardInterrupt\n")));
    seen.push((None, printed(Stream::Out, "Goodbye\n")));
    seen.push(exits);
    let trial = played("ours", session(), transcript(seen), vec![broken(Rsp1.id(), Evidence::new("so it is"))]);
    let events = closed(vec![run_started(&[("ours", None)], 1), trial]);
    for text in [console(&events), html(&events)] {
        assert!(!text.contains("KeyboardInterrupt") && text.contains("Goodbye"), "{text}");
    }
}

/// A space at the end, or nothing at all, can be seen.
#[test]
fn what_cannot_be_seen_is_put_in_quotes() {
    let prompts = Evidence::new("another").with_comparison("set: ", "set:");
    let text = console(&trials(1, |_| vec![broken(Clause::Con1.id(), prompts.clone())]));
    assert!(text.contains("expected    \"set: \"\nobserved    \"set:\"\n"), "{text}");
    assert!(html(&trials(1, |_| vec![broken(Clause::Con1.id(), prompts.clone())])).contains("&quot;set: &quot;"));
}

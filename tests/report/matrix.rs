//! The matrix: its table as text and as Markdown, a trial's sequence diagram, and reports that are merged.

use super::build::*;
use super::pin;
use rstest::rstest;
use sockspec::case::{Case, PairWire, Source, Step};
use sockspec::engine::event::{Event, Fault, Outcome, PartOfRun};
use sockspec::judge::Evidence;
use sockspec::protocol::clause::ClauseId;
use sockspec::protocol::role::Side;
use sockspec::report::human::{Style, Verbosity};
use sockspec::report::json::model::Report;
use sockspec::report::matrix::{MatrixMarkdown, render_diagram};
use sockspec::report::merge::{NamedReport, merge_reports};
use sockspec::report::merged::render_merged;
use sockspec::report::{Human, Json};
use sockspec::set_statistics::Clause;
use sockspec::transcript::{ExitStatus, Happening, Seen, Stream, Transcript};

fn pair(id: &str) -> Case {
    let wire = PairWire::Joined;
    let steps = vec![Step::Relay { wire, message: "5 4 6 9 3.4".into() }];
    Case { id: id.parse().unwrap(), steps, ..session() }
}

/// One cell's trial: the client's name, the server's, and the broken clauses with their sides.
fn cell(client: &str, server: &str, id: &str, broken: &[(Side, ClauseId, bool)]) -> Event {
    let finding = |(side, clause, is_known): &(Side, ClauseId, bool)| {
        let mut judged = super::build::broken(*clause, Evidence::new("it deviates"));
        judged.finding.side = Some(*side);
        judged.known = is_known.then(|| "we know".to_owned());
        judged
    };
    let findings = broken.iter().map(finding).chain([pass(Clause::Rsp1.id())]).collect();
    let outcome = Outcome::Judged { transcript: Transcript::default(), findings, faults: Vec::new() };
    with_client(client, trial(server, pair(id), outcome))
}

fn with_client(client: &str, event: Event) -> Event {
    match event {
        Event::TrialFinished(mut trial) => {
            trial.client = Some(client.to_owned());
            Event::TrialFinished(trial)
        }
        event => event,
    }
}

const TCP: &str = "tcp-pair/published/joined";
const UDP: &str = "udp-pair/published/as-it-comes";

/// Two implementations: one is right, the other's client is known to deviate, and its server deviates.
pub fn two() -> Vec<Event> {
    use sockspec::set_statistics::Clause::{Rsp2, TcpC6};
    let fault = Fault::CannotStart { command: "./server".into(), reason: "No such file or directory".into() };
    vec![
        run_started(&[("right", None), ("wrong|er", None)], 6),
        cell("right", "right", TCP, &[]),
        cell("right", "wrong|er", TCP, &[(Side::Server, Rsp2.id(), false)]),
        cell("wrong|er", "right", TCP, &[(Side::Client, TcpC6.id(), true)]),
        cell("wrong|er", "wrong|er", TCP, &[(Side::Client, TcpC6.id(), true), (Side::Server, Rsp2.id(), false)]),
        cell("right", "right", UDP, &[]),
        with_client("wrong|er", faulted("right", pair(UDP), fault)),
    ]
}

#[test]
fn the_table_on_the_console() {
    let mut out = Vec::new();
    tell(Human::new(&mut out, Style::without_colours(), Verbosity::Normal).with_matrix(), &closed(two()));
    pin("matrix-console", &String::from_utf8(out).unwrap());
}

#[test]
fn the_table_as_markdown() {
    let mut out = Vec::new();
    tell(MatrixMarkdown::new(&mut out), &closed([two(), vec![missing("original", false)]].concat()));
    pin("matrix-markdown", &String::from_utf8(out).unwrap());
}

/// Many columns: one letter a cell.
#[test]
fn a_large_table() {
    let names: Vec<String> = (1..=12).map(|number| format!("implementation-{number}")).collect();
    let named: Vec<(&str, Option<&str>)> = names.iter().map(|name| (name.as_str(), None)).collect();
    let mut events = vec![run_started(&named, 144)];
    for (row, client) in names.iter().enumerate() {
        for (column, server) in names.iter().enumerate() {
            let client_deviates = (row == 2).then_some((Side::Client, Clause::TcpC6.id(), false));
            let server_deviates = (column == 3).then_some((Side::Server, Clause::Rsp2.id(), false));
            let broken: Vec<_> = client_deviates.into_iter().chain(server_deviates).collect();
            events.push(cell(client, server, TCP, &broken));
        }
    }
    let mut out = Vec::new();
    tell(Human::new(&mut out, Style::without_colours(), Verbosity::Quiet).with_matrix(), &closed(events));
    let text = String::from_utf8(out).unwrap();
    pin("matrix-large", text.split("\n\n").next().unwrap());
}

#[test]
fn a_trial_as_a_sequence_diagram() {
    let sent = |peer: &str, text: &str| Happening::Sent { peer: peer.into(), bytes: text.into() };
    let received = |peer: &str, text: &str| Happening::Received { peer: peer.into(), bytes: text.into() };
    let prints = |program, text: &str| Happening::Printed { program, stream: Stream::Out, bytes: text.into() };
    let all = [
        Happening::Started { program: Side::Server },
        prints(Side::Server, "TCP server has started and is ready to receive\n"),
        Happening::Accepted { peer: "connection".into() },
        Happening::Typed { program: Side::Client, bytes: "5 4 6 9 3.4\n".into() },
        received("connection", "5 4 6 9 3.45"),
        Happening::Connected { peer: "wire".into() },
        sent("wire", "5 4 6 9 3.45"),
        prints(Side::Server, "Received data: [5.0, 4.0, 6.0, 9.0, 3.45]\n"),
        received("wire", "27.45 3.45 9.0 5.49"),
        sent("connection", "27.45 3.45 9.0 5.49"),
        prints(Side::Client, "The total of all numbers is: 27.45\nThe lowest number is: 3.45\n\x1b[2J"),
        Happening::PeerClosed { peer: "connection".into() },
        Happening::Exited { program: Side::Client, status: ExitStatus::Code(0) },
    ];
    let seen = all.into_iter().enumerate().map(|(at, what)| Seen { at: at as u64 * 900, step: Some(0), what });
    let transcript = Transcript { seen: seen.collect(), ..Transcript::default() };
    pin("matrix-diagram", &render_diagram(&pair(TCP), &transcript, "original", "reference"));
}

/// The report of some of the trials, as part `index` of `of`.
fn part(events: &[Event], index: usize, of: usize) -> NamedReport {
    let whole = events.len() - 1;
    let mut its = events.iter().skip(1).enumerate().filter(|(at, _)| at % of == index - 1).map(|(_, e)| e.clone());
    let mut told = vec![events[0].clone()];
    told.extend(its.by_ref());
    if let Event::RunStarted(run) = &mut told[0] {
        run.part = Some(PartOfRun { index, of, whole });
        run.trials = whole / of + usize::from(whole % of >= index);
    }
    NamedReport { name: format!("part-{index}.json"), report: read(&closed(told)) }
}

fn read(events: &[Event]) -> Report {
    let mut out = Vec::new();
    tell(Json::new(&mut out), events);
    serde_json::from_slice(&out).unwrap()
}

/// However a run is divided, and in whichever order its parts come: the report of the whole.
#[rstest]
#[case(&[1, 2, 3, 4], 4)]
#[case(&[2, 1], 2)]
#[case(&[1], 1)]
fn the_parts_together_are_the_whole(#[case] order: &[usize], #[case] of: usize) {
    let mut whole = read(&closed(two()));
    let outcome = merge_reports(order.iter().map(|&index| part(&two(), index, of)).collect()).unwrap();
    assert_eq!(outcome.missing, [0; 0]);
    whole.summary.seconds = outcome.report.summary.seconds;
    assert_eq!(outcome.report, whole);
    let mut text = Vec::new();
    sockspec::report::json::write(&mut text, &outcome.report).unwrap();
    assert_eq!(serde_json::from_slice::<Report>(&text).unwrap(), whole);
}

#[test]
fn a_missing_part_is_told_and_makes_the_run_incomplete() {
    let fine = || {
        let trials = [UDP, TCP].map(|id| cell("right", "right", id, &[]));
        [vec![run_started(&[("right", None)], 2)], trials.to_vec()].concat()
    };
    let outcome = merge_reports(vec![part(&fine(), 2, 2)]).unwrap();
    assert_eq!((outcome.missing.as_slice(), outcome.report.summary.not_run), (&[1][..], 1));
    assert_eq!(outcome.report.summary.exit, Some(3));
    assert!(render_merged(&outcome).contains("missing: part 1; the run is incomplete"), "{}", render_merged(&outcome));
    let whole = merge_reports(vec![part(&fine(), 2, 2), part(&fine(), 1, 2)]).unwrap();
    assert_eq!(whole.report.summary.exit, Some(0));
}

#[test]
fn a_merged_report_says_who_is_wrong() {
    let outcome = merge_reports(vec![part(&two(), 1, 2), part(&two(), 2, 2)]).unwrap();
    pin("matrix-merged", &render_merged(&outcome));
}

#[rstest]
#[case::the_same_part(part(&two(), 1, 2), part(&two(), 1, 2), "part-1.json and part-1.json are both part 1")]
#[case::other_division(part(&two(), 1, 2), part(&two(), 2, 3), "part-2.json is not of the same run as part-1.json: its number of parts is another")]
#[case::a_whole(part(&two(), 1, 2), NamedReport { name: "all.json".into(), report: read(&closed(two())) }, "all.json is no part of a divided run, unlike the others")]
#[case::the_same_trial(
    NamedReport { name: "a.json".into(), report: read(&closed(two())) },
    NamedReport { name: "b.json".into(), report: read(&closed(two())) },
    "b.json holds a trial that another report holds too: tcp-pair/published/joined (right -> right)"
)]
fn what_is_no_run_is_not_merged(#[case] one: NamedReport, #[case] other: NamedReport, #[case] message: &str) {
    assert_eq!(merge_reports(vec![one, other]).unwrap_err().to_string(), message);
}

#[test]
fn a_report_of_another_version_is_refused() {
    let mut one = part(&two(), 1, 2);
    one.report.schema = "sockspec-report-0".to_owned();
    let error = merge_reports(vec![one]).unwrap_err().to_string();
    assert_eq!(
        error,
        "part-1.json has the schema sockspec-report-0, and this is sockspec-report-1: merge reports of one version"
    );
}

/// A known failure counts as expected in a merge too.
#[test]
fn what_is_known_stays_known() {
    let known = || {
        let one = cell("right", "right", TCP, &[(Side::Client, Clause::TcpC2.id(), true)]);
        vec![run_started(&[("right", None)], 1), one]
    };
    let outcome = merge_reports(vec![part(&known(), 1, 1)]).unwrap();
    assert_eq!((outcome.report.summary.known, outcome.report.summary.exit), (1, Some(0)));
}

/// Generated trials are counted, not listed: those that are listed keep their order all the same, and nothing is lost.
#[rstest]
#[case(2)]
#[case(3)]
fn generated_trials_are_merged_too(#[case] of: usize) {
    let mut events = vec![run_started(&[("right", None)], 7)];
    let generated = |at: usize, findings| {
        let source = Source::Generator { family: "numbers".into(), seed: 0 };
        let one = Case { source, ..case(&format!("tcp-server/generated/numbers/{at}"), "Drawn.", Vec::new()) };
        played("right", one, Transcript::default(), findings)
    };
    let written = |name: &str| {
        let one = case(&format!("udp-server/{name}/one"), "Written.", Vec::new());
        played("right", one, Transcript::default(), vec![pass(Clause::UdpS1.id())])
    };
    events.extend([written("a"), generated(0, vec![pass(Clause::Num1.id())])]);
    events.extend([generated(1, vec![broken(Clause::Num1.id(), Evidence::new("it deviates"))]), written("b")]);
    events.extend([generated(2, vec![pass(Clause::Num1.id())]), written("c"), written("d")]);
    let outcome = merge_reports((1..=of).map(|index| part(&events, index, of)).collect()).unwrap();
    let mut whole = read(&closed(events));
    assert_eq!(whole.trials.iter().map(|trial| trial.place).collect::<Vec<_>>(), [None, Some(3), Some(5), Some(6)]);
    assert_eq!((whole.generated[0].cases, whole.summary.trials, whole.summary.exit), (3, 7, Some(1)));
    // In a merged report they stand one after the other.
    whole.trials.iter_mut().for_each(|trial| trial.place = None);
    whole.summary.seconds = outcome.report.summary.seconds;
    assert_eq!(outcome.report, whole);
    let mut text = Vec::new();
    sockspec::report::json::write(&mut text, &outcome.report).unwrap();
    assert_eq!(serde_json::from_slice::<Report>(&text).unwrap(), whole);
}

//! The report on faults that were hunted, from recorded data.

use super::pin;
use sockspec::qualify::{About, Depth, Examined, FaultTopic, Hunt, Kill, Qualification, TriedCase};
use sockspec::report::human::Style;
use sockspec::report::qualification::{render_fault, render_markdown, render_text};
use sockspec::set_statistics::Clause::{self, *};
use sockspec::set_statistics::reference::fault::{ReferenceFaultKind, Shows};
use sockspec::set_statistics::role::tcp_server;
use std::time::Duration;

fn kill(case: &str, clauses: &[Clause]) -> Kill {
    Kill { case: case.parse().unwrap(), clauses: clauses.iter().map(|clause| clause.id()).collect() }
}

fn hunt(played: usize, first: Option<usize>, kills: &[Kill]) -> Hunt {
    Hunt { planned: 90, played, first_kill: first, kills: kills.to_vec(), ..Hunt::default() }
}

fn fault(name: &str, clause: Clause, files: Hunt, generators: Hunt) -> Examined {
    Examined {
        id: format!("tcp-server/life/{name}"),
        role: tcp_server(),
        kind: FaultTopic::Reference(ReferenceFaultKind::Life),
        clause: Some(clause.id()),
        level: Some(clause.id().level()),
        shows: Shows::From(2),
        sentence: "It does something.".to_owned(),
        is_legal: false,
        shown: None,
        missing_case: None,
        files,
        generators,
    }
}

pub fn recorded() -> Qualification {
    let named =
        [kill("tcp-server/clients/one-after-the-other", &[TcpS3, TcpS5]), kill("tcp-server/life/restart", &[TcpS7])];
    let other = [kill("tcp-server/published/session", &[Con6])];
    let mut faulted = hunt(1, None, &[]);
    faulted.faults.push("tcp-server/life/restart: the tcp-server \u{1b}[2J exited".to_owned());
    faulted.blamed_others.push("tcp-pair/published/joined".parse().unwrap());
    let tried = |case: &str, catches: Option<&str>| TriedCase {
        case: case.parse().unwrap(),
        catches: catches.map(str::to_owned),
        trials: 3,
        faults: Vec::new(),
    };
    Qualification {
        schema: 1,
        seed: 0,
        depth: Depth::FirstKill,
        about: About::CasesToo,
        cases: vec![tried("tcp-server/published/session", Some("x")), tried("tcp-server/sizes/513", None)],
        faults: vec![
            fault(
                "caught",
                TcpS3,
                hunt(2, Some(1), &named),
                hunt(1, Some(1), &[kill("tcp-server/generated/numbers/0", &[TcpS3])]),
            ),
            fault("misnamed", TcpS8, hunt(90, Some(7), &other), hunt(6, None, &[])),
            fault("missed", TcpS3, faulted, hunt(6, None, &[])),
        ],
        controls: Vec::new(),
        duration: Duration::from_millis(61_500),
    }
}

#[test]
fn on_the_console() {
    let all = recorded();
    let lines: String = all.faults.iter().map(|fault| render_fault(fault, &Style::without_colours())).collect();
    pin("qualification-console", &format!("{lines}\n{}", render_text(&all, &Style::without_colours())));
}

#[test]
fn as_markdown() {
    pin("qualification-markdown", &render_markdown(&recorded()));
}

#[test]
fn as_json_and_back() {
    let json = serde_json::to_string_pretty(&recorded()).unwrap();
    let back: Qualification = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string_pretty(&back).unwrap(), json);
    assert_eq!(back.overall_rate().under_another_clause, 1);
}

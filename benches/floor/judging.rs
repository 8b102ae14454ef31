//! The judge alone: one core, no process.

use super::timed;
use sockspec::case::{Case, Cut, Expectation, Pace, SendTo, Source, Step};
use sockspec::protocol::role::{Side, Transport};
use sockspec::set_statistics::Clause;
use sockspec::set_statistics::console::{format_received, ready_line};
use sockspec::set_statistics::judge::judge_transcript;
use sockspec::set_statistics::message::{format_response, parse_request};
use sockspec::set_statistics::statistics::Statistics;
use sockspec::transcript::{Happening, Seen, Stream, Transcript};

/// Verdicts a second: one for each clause that is judged in a case of one exchange with a TCP server.
pub fn verdicts_per_second() -> f64 {
    const TIMES: usize = 5_000;
    let trials: Vec<(Case, Transcript)> = (0..50).map(trial).collect();
    let (verdicts, took) = timed(|| {
        let all = trials.iter().cycle().take(TIMES);
        all.map(|(case, transcript)| judge_transcript(case, transcript).len()).sum::<usize>()
    });
    verdicts as f64 / took.as_secs_f64()
}

/// One exchange about ten numbers, rightly answered.
fn trial(number: u32) -> (Case, Transcript) {
    let numbers: Vec<String> = (0..10).map(|at| format!("{}.{}", (number * 37 + at * 11) % 200, at)).collect();
    let request = numbers.join(" ");
    let values = parse_request(request.as_bytes()).expect("a request");
    let reply = format_response(&Statistics::from_values(&values));
    let peer = || "a".to_owned();
    let what = Expectation::Statistics { on: peer(), of: request.as_str().into() };
    let steps = vec![
        Step::Connect { peer: peer() },
        Step::Send { peer: peer(), payload: request.as_str().into(), to: SendTo::Server, cut: Cut::default() },
        Step::Expect { what, clause: Clause::Rsp2.id() },
    ];
    let page = format!(
        "{}\n{}\n",
        ready_line(Transport::Tcp).unwrap(),
        format_received(Transport::Tcp, &values, b"").unwrap()
    );
    let seen = vec![
        Happening::Started { program: Side::Server },
        Happening::Ready { program: Side::Server, endpoints: vec!["127.0.0.1:16000".parse().expect("an address")] },
        Happening::Connected { peer: peer() },
        Happening::Sent { peer: peer(), bytes: request.as_str().into() },
        Happening::Received { peer: peer(), bytes: reply.as_str().into() },
        Happening::Printed { program: Side::Server, stream: Stream::Out, bytes: page.as_str().into() },
    ];
    let seen = seen.into_iter().enumerate().map(|(at, what)| Seen { at: at as u64, step: Some(2), what }).collect();
    let case = Case {
        id: "tcp-server/bench/one".parse().expect("an id"),
        summary: "One exchange.".to_owned(),
        clauses: vec![Clause::Rsp2.id()],
        steps,
        patience: None,
        pace: Pace::Careful,
        source: Source::File("one.toml".to_owned()),
    };
    (case, Transcript { seen, ..Transcript::default() })
}

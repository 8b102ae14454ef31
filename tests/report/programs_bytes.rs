//! Whatever bytes a program writes: no terminal acts on them, and no report breaks on them.

use super::build::*;
use super::console::shown;
use super::json::written;
use proptest::prelude::*;
use sockspec::engine::event::{Event, Fault, Outcome};
use sockspec::judge::{Evidence, Verdict};
use sockspec::report::human::{Style, Verbosity};
use sockspec::report::json::model::Report;
use sockspec::report::pin::render_pinned;
use sockspec::report::trace::{TraceOptions, render_trace};
use sockspec::set_statistics::Clause;
use sockspec::set_statistics::role::tcp_server;
use sockspec::transcript::{Stream, Transcript};

/// A run in which these bytes stand wherever a program, or the system, may put them.
pub fn run(bytes: &[u8]) -> Vec<Event> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let evidence = Evidence::new(&text).with_comparison("5.0", &text).caused_by(Some(&text));
    let findings = vec![
        broken(Clause::Rsp2.id(), evidence.clone()),
        broken(Clause::TcpS5.id(), evidence.clone()),
        known(Clause::TcpS3.id(), Verdict::Fail(evidence), &text),
        judged(Clause::TcpS9.id(), Verdict::Noted(text.clone())),
        judged(Clause::TcpS1.id(), Verdict::Skipped(text.clone())),
    ];
    let early = Fault::ExitedEarly { role: tcp_server(), status: text.clone(), port: 16000, output: text.clone() };
    let start = Fault::CannotStart { command: text.clone(), reason: text.clone() };
    closed(vec![
        run_started(&[(&text, Some(&text))], 4),
        Event::Notice { text: text.clone() },
        missing(&text, true),
        played(&text, session(), seen(bytes), findings),
        faulted(&text, session(), early),
        faulted(&text, session(), start),
        trial(&text, session(), Outcome::Skipped { reason: text.clone() }),
    ])
}

fn seen(bytes: &[u8]) -> Transcript {
    transcript([
        (Some(1), received("a", bytes)),
        (Some(1), printed(Stream::Out, bytes)),
        (Some(1), printed(Stream::Err, bytes)),
    ])
}

pub fn has_raw_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n')
}

/// Random bytes, and some that terminals know.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        Just(b"\x1b[2J\x1b]0;title\x07".to_vec()),
        Just("\u{9b}31m\u{202e}".as_bytes().to_vec()),
        Just(b"\r\n\t\x08\x7f\"\\".to_vec()),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_for_people_holds_a_raw_control_byte(bytes in bytes()) {
        let events = run(&bytes);
        for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::Verbose] {
            prop_assert!(!has_raw_control(&shown(&events, Style::without_colours(), verbosity)));
        }
        prop_assert!(!has_raw_control(&render_trace(&session(), &seen(&bytes), TraceOptions::default())));
        prop_assert!(!has_raw_control(&render_pinned(&session(), &seen(&bytes), &[])));
    }

    #[test]
    fn the_json_report_stays_whole(bytes in bytes()) {
        let text = written(&run(&bytes));
        let report: Report = serde_json::from_str(&text).unwrap();
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        prop_assert_eq!(report.trials[0].verdicts[0].observed.as_ref(), Some(&shown));
        prop_assert!(!has_raw_control(&text));
    }
}

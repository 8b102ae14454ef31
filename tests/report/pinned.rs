//! Texts of one trial: pinned, and traced.

use super::build::*;
use super::pin;
use proptest::prelude::*;
use sockspec::case::{Expectation, Step};
use sockspec::judge::{Evidence, Verdict};
use sockspec::report::pin::render_pinned;
use sockspec::report::trace::{Times, TraceOptions, render_trace};
use sockspec::set_statistics::Clause;
use sockspec::transcript::{Happening, Transcript, WaitEnd};

#[test]
fn a_session() {
    let findings = [
        pass(Clause::Con4.id()),
        pass(Clause::Rsp1.id()),
        judged(Clause::TcpS12.id(), Verdict::Noted("one-piece".into())),
    ];
    pin("pin-session", &render_pinned(&session(), &session_seen(&["27.4 3.4", " 9.0 5.48"]), &findings));
}

#[test]
fn a_server_that_dies() {
    let findings = [broken(Clause::TcpS5.id(), Evidence::new("dead after 3.1 ms"))];
    pin("pin-server-dies", &render_pinned(&leaver(), &leaver_seen(), &findings));
}

#[test]
fn datagrams() {
    let steps = vec![
        Step::Bind { peer: "a".into(), port: Some(8000) },
        Step::Bind { peer: "b".into(), port: None },
        send("a", "6 5"),
        expect(Clause::UdpS1.id(), Expectation::Statistics { on: "a".into(), of: "6 5".into() }),
    ];
    let case = case("udp-server/two", "Two sockets.", steps);
    let server = "127.0.0.1:15000".parse().unwrap();
    let from = |peer: &str, from: &str, bytes: &str| Happening::DatagramReceived {
        peer: peer.into(),
        from: from.parse().unwrap(),
        bytes: bytes.into(),
    };
    let seen = transcript([
        (Some(0), Happening::Bound { peer: "a".into(), port: 8000 }),
        (Some(1), Happening::Bound { peer: "b".into(), port: 43127 }),
        (Some(2), Happening::DatagramSent { peer: "a".into(), to: server, bytes: "6 5".into() }),
        (Some(3), from("a", "127.0.0.1:15000", "11.0 5.0 6.0 5.5")),
        (Some(3), from("a", "127.0.0.1:15000", "5.0 5.0 5.0 5.0")),
        (Some(3), from("b", "127.0.0.1:51234", "stray")),
    ]);
    pin("pin-datagrams", &render_pinned(&case, &seen, &[pass(Clause::UdpS1.id())]));
}

#[test]
fn traces() {
    let seen = session_seen(&["27.4 3.4", " 9.0 5.48"]);
    pin("trace-session", &render_trace(&session(), &seen, TraceOptions::default()));
    pin(
        "trace-server-dies",
        &render_trace(&leaver(), &leaver_seen(), TraceOptions { times: Times::LeftOut, ..TraceOptions::default() }),
    );
}

/// An end of the other side, after which the harness leaves at once or waits.
fn ended(wait: Option<WaitEnd>, ends: bool) -> Transcript {
    let closes = ends.then_some((Some(2), Happening::PeerClosed { peer: "a".into() }));
    let reply = [(Some(2), received("a", "5.0"))];
    let met = [(Some(2), waited(WaitEnd::Met))];
    let waits = wait.map(|until| (Some(3), waited(until)));
    transcript(reply.into_iter().chain(closes).chain(met).chain(waits).chain([(Some(4), left("a"))]))
}

#[test]
fn an_end_that_may_or_may_not_be_seen_is_left_out() {
    let text = |transcript| render_pinned(&session(), &transcript, &[]);
    assert_eq!(text(ended(None, true)), text(ended(None, false)));
    assert!(text(ended(Some(WaitEnd::Still), true)).contains("the other side closes"));
}

#[test]
fn an_end_that_a_step_waits_for_is_told() {
    let mut case = session();
    case.steps[2] = expect(Clause::TcpS8.id(), Expectation::Closed { on: "a".into() });
    assert!(render_pinned(&case, &ended(None, true), &[]).contains("the other side closes"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// However reads divide a reply, and whatever the times: the text is the same.
    #[test]
    fn the_pinned_text_does_not_depend_on_how_reads_divided_a_reply(at in 1usize..16, times in 1u64..1000) {
        let reply = "27.4 3.4 9.0 5.48";
        let mut seen = session_seen(&[&reply[..at], &reply[at..]]);
        seen.seen.iter_mut().for_each(|seen| seen.at *= times);
        prop_assert_eq!(render_pinned(&session(), &seen, &[]), render_pinned(&session(), &session_seen(&[reply]), &[]));
    }
}

use super::*;
use crate::case::{self, Cut, Matcher, Pace, Payload, ReplyOrigin, Source};
use crate::protocol::{self, Definition, Home, Texts};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const TOML: &str = r#"
name = "lines"
title = "Says each line again"

[roles.tcp-server]
side = "server"
transport = "tcp"
port = 7
unit = "line"

[roles.udp-server]
side = "server"
transport = "udp"
port = 7

[derive]
cut = "D-1"
together = "D-2"
interleaved = "D-3"
after-rude-clients = "D-4"
after-restart = "D-5"
unexpected-bytes = "D-6"
"#;
const MARKDOWN: &str = "**`A-1` MUST.** It answers.\n\n**`D-1` MUST (tcp-server).** Pieces.\n\n\
    **`D-2` MUST (tcp-server).** Segments.\n\n**`D-3` MUST.** Several.\n\n**`D-4` MUST.** Rude.\n\n\
    **`D-5` SHOULD.** Restart.\n\n**`D-6` MUST.** Nonsense.\n\n**`I-1` INFO.** Open.\n";

static LINES: LazyLock<Definition> = LazyLock::new(|| {
    let texts = Texts { toml_name: "toml", toml: TOML, markdown_name: "md", markdown: MARKDOWN };
    protocol::read_definition(texts, Home::BuiltIn).unwrap_or_else(|error| panic!("{}", error.render(false)))
});

fn find_clause(id: &str) -> ClauseId {
    LINES.spec.find_clause(id).unwrap()
}

fn written_case(role: &str, steps: Vec<Step>) -> Case {
    let mut case = Case {
        id: CaseId::new(Subject::Role(LINES.spec.find_role(role).unwrap()), "basics/answers"),
        summary: "Each line comes back.".into(),
        clauses: Vec::new(),
        steps,
        patience: None,
        pace: Pace::default(),
        source: Source::File(format!("{role}/basics/answers.toml")),
    };
    case.promise_what_it_expects();
    case
}

fn send_step(peer: &str, bytes: &[u8]) -> Step {
    Step::Send { peer: peer.into(), payload: Payload::from(bytes), cut: Cut::default(), to: Default::default() }
}

fn reply_step(peer: &str, bytes: &[u8]) -> Step {
    let (on, what) = (peer.to_owned(), Matcher::Text(Payload::from(bytes)));
    let what = Expectation::Reply {
        on,
        what,
        times: 1,
        from: ReplyOrigin::default(),
        when: When::default(),
        optional: false,
        or_skip: None,
    };
    Step::Expect { what, clause: find_clause("A-1") }
}

/// Cases in which clients come, send lines, get them back, and perhaps leave.
fn any_case() -> impl Strategy<Value = Case> {
    let message = proptest::string::bytes_regex("[a-z]{1,90}").unwrap();
    let client = (vec(message, 1..4), any::<bool>(), any::<bool>());
    (vec(client, 1..4), prop::sample::select(vec!["tcp-server", "udp-server"])).prop_map(|(clients, role)| {
        let mut steps = Vec::new();
        for (at, (messages, leaves, all_first)) in clients.iter().enumerate() {
            let peer = format!("client{at}");
            steps.push(match role {
                "tcp-server" => Step::Connect { peer: peer.clone() },
                _ => Step::Bind { peer: peer.clone(), port: None },
            });
            let lines = messages.iter().map(|message| [message, b"\n".as_slice()].concat());
            let sends = lines.map(|line| send_step(&peer, &line));
            let replies = messages.iter().map(|message| reply_step(&peer, message));
            if *all_first {
                steps.extend(sends.chain(replies))
            } else {
                steps.extend(sends.zip(replies).flat_map(|(send, reply)| [send, reply]))
            }
            steps.extend(leaves.then_some(Step::Leave { peer }));
        }
        written_case(role, steps)
    })
}

fn of_kind(cases: &[Case], kind: Derivation) -> Vec<&Case> {
    cases.iter().filter(|case| case.id.as_str().contains(&format!("/derived/{kind}/"))).collect()
}

/// The steps, of which all expectations are about the written case's clause.
fn as_written(steps: &[Step]) -> Vec<Step> {
    let blame = |step: &Step| match step {
        Step::Expect { what, .. } => Step::Expect { what: what.clone(), clause: find_clause("A-1") },
        other => other.clone(),
    };
    steps.iter().map(blame).collect()
}

/// All bytes that a client sends.
fn bytes_sent_by(steps: &[Step], client: &str) -> Vec<u8> {
    let bytes = steps.iter().filter_map(|step| match step {
        Step::Send { peer, payload, .. } if peer == client => Some(payload.to_vec()),
        _ => None,
    });
    bytes.flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_derived_case_is_a_valid_file_that_reads_back(case in any_case(), seed: u64) {
        let derived = derive_cases(&LINES.derive, std::slice::from_ref(&case), seed);
        prop_assert_eq!(&derived, &derive_cases(&LINES.derive, std::slice::from_ref(&case), seed));
        let ids: BTreeSet<&str> = derived.iter().map(|case| case.id.as_str()).collect();
        prop_assert_eq!(ids.len(), derived.len());
        for derived in &derived {
            prop_assert_eq!(derived.id.derived_from(), Some(case.id.clone()));
            let text = case::to_toml(derived);
            let read = protocol::run_with_spec(LINES.spec, || {
                let id: CaseId = derived.id.as_str().parse().unwrap();
                case::parse("x", id, &text)
            });
            let read = read.unwrap_or_else(|error| panic!("{}{text}", error.render(false)));
            prop_assert_eq!((&read.steps, &read.clauses), (&derived.steps, &derived.clauses));
        }
    }

    #[test]
    fn each_kind_differs_only_in_what_it_says(case in any_case(), seed: u64) {
        let derived = derive_cases(&LINES.derive, std::slice::from_ref(&case), seed);
        for cut in of_kind(&derived, Derivation::Cut) {
            let mut steps = as_written(&cut.steps);
            prop_assert_ne!(&steps, &case.steps);
            for step in &mut steps {
                if let Step::Send { cut, .. } = step {
                    *cut = Cut::default();
                }
            }
            prop_assert_eq!(&steps, &case.steps);
        }
        for together in of_kind(&derived, Derivation::Together) {
            let not_sends = |steps: &[Step]| -> Vec<Step> {
                steps.iter().filter(|step| !matches!(step, Step::Send { .. })).cloned().collect()
            };
            prop_assert_eq!(not_sends(&as_written(&together.steps)), not_sends(&case.steps));
            for client in case.steps.iter().filter_map(Step::entering_peer) {
                prop_assert_eq!(bytes_sent_by(&together.steps, client), bytes_sent_by(&case.steps, client));
            }
        }
        for crowd in of_kind(&derived, Derivation::Interleaved) {
            let clients = crowd.steps.len() / case.steps.len();
            for client in 1..=clients {
                let suffix = client.to_string();
                let copy: Vec<Step> = case.steps.iter().map(|step| company::rename_peers(step, &suffix)).collect();
                let own: Vec<Step> = as_written(&crowd.steps).into_iter().filter(|step| copy.contains(step)).collect();
                prop_assert_eq!(own, copy);
            }
        }
        for kind in [Derivation::AfterRudeClients, Derivation::AfterRestart, Derivation::UnexpectedBytes] {
            for after in of_kind(&derived, kind) {
                prop_assert!(as_written(&after.steps).ends_with(&case.steps), "{:?}", after);
                prop_assert!(after.steps.len() > case.steps.len());
            }
        }
    }
}

/// Two lines by one client.
fn two_lines() -> Case {
    let steps = vec![
        Step::Connect { peer: "a".into() },
        send_step("a", b"one\n"),
        reply_step("a", b"one"),
        send_step("a", b"two\n"),
        reply_step("a", b"two"),
    ];
    written_case("tcp-server", steps)
}

#[test]
fn how_many_cases_are_derived() {
    let derived = derive_cases(&LINES.derive, &[two_lines()], 1);
    let count = |kind| of_kind(&derived, kind).len();
    assert!(count(Derivation::Cut) >= 3, "{}", count(Derivation::Cut));
    assert_eq!(count(Derivation::Together), 1);
    assert!((4..=6).contains(&count(Derivation::Interleaved)), "{}", count(Derivation::Interleaved));
    assert_eq!(count(Derivation::AfterRudeClients), 7);
    assert_eq!(count(Derivation::AfterRestart), 2);
    assert_eq!(count(Derivation::UnexpectedBytes), 8);
}

#[test]
fn a_failure_breaks_the_clause_that_derive_names() {
    for derived in derive_cases(&LINES.derive, &[two_lines()], 1) {
        let kinds = Derivation::ALL.into_iter();
        let kind = kinds.into_iter().find(|kind| derived.id.as_str().contains(&format!("/derived/{kind}/"))).unwrap();
        assert_eq!(derived.clauses, [LINES.derive.clause_for(kind).unwrap()], "{}", derived.id);
    }
}

#[test]
fn a_kind_without_a_clause_derives_nothing() {
    assert!(derive_cases(&Derive::default(), &[two_lines()], 1).is_empty());
}

#[test]
fn another_seed_draws_other_cases() {
    assert_ne!(derive_cases(&LINES.derive, &[two_lines()], 1), derive_cases(&LINES.derive, &[two_lines()], 2));
}

#[test]
fn what_is_only_noted_is_not_derived() {
    let mut case = two_lines();
    case.steps.push(Step::Expect { what: Expectation::Closed { on: "a".into() }, clause: find_clause("I-1") });
    assert!(derive_cases(&LINES.derive, &[case], 1).is_empty());
}

#[test]
fn a_case_that_expects_nothing_anywhere_is_not_played_in_company() {
    let mut case = two_lines();
    case.steps.push(Step::Expect { what: Expectation::Nothing { on: None }, clause: find_clause("A-1") });
    let derived = derive_cases(&LINES.derive, &[case], 1);
    for kind in [Derivation::Interleaved, Derivation::AfterRudeClients, Derivation::UnexpectedBytes] {
        assert!(of_kind(&derived, kind).is_empty(), "{kind}");
    }
}

#[test]
fn messages_are_not_joined_across_a_silence() {
    let mut case = two_lines();
    case.steps.insert(3, Step::StaySilent);
    assert!(of_kind(&derive_cases(&LINES.derive, &[case], 1), Derivation::Together).is_empty());
}

#[test]
fn no_more_are_derived_than_the_protocol_says() {
    let named = |name: &str| Case { id: CaseId::new(two_lines().id.subject(), name), ..two_lines() };
    let written: Vec<Case> = ["a", "b", "c"].map(|name| named(&format!("basics/{name}"))).to_vec();
    let all = derive_cases(&LINES.derive, &written, 1);
    let mut of_six = LINES.derive.clone();
    of_six.most = Some(6);
    let few = derive_cases(&of_six, &written, 1);
    assert!(few.iter().all(|case| all.contains(case)));
    let cut = of_kind(&few, Derivation::Cut);
    assert_eq!((cut.len(), of_kind(&few, Derivation::Together).len()), (6, 3));
    for name in ["a", "b", "c"] {
        // Variants that are drawn alike are one, so that the parts are not the same for each.
        assert!(cut.iter().any(|case| case.id.as_str().contains(&format!("/basics/{name}/"))), "{name}");
    }
}

/// A server that informs its clients about each other informs those that stay about one that leaves before the restart.
#[test]
fn clients_that_hear_of_each_other_do_not_leave_before_a_restart() {
    let connect = |peer: &str| Step::Connect { peer: peer.into() };
    let steps = vec![
        connect("a"),
        send_step("a", b"x\n"),
        reply_step("a", b"x"),
        connect("b"),
        send_step("b", b"y\n"),
        reply_step("b", b"y"),
    ];
    let case = written_case("tcp-server", steps);
    let apart = of_kind(&derive_cases(&LINES.derive, std::slice::from_ref(&case), 1), Derivation::AfterRestart).len();
    let clause = LINES.derive.clause_for(Derivation::AfterRestart).unwrap();
    let alone = crate::protocol::Derive::for_derivation(Derivation::AfterRestart, clause);
    let together = of_kind(&derive_cases(&alone, &[case], 1), Derivation::AfterRestart).len();
    assert_eq!((apart, together), (2, 1));
}

/// A program that breaks what it should do breaks no MUST, in whatever company.
#[test]
fn a_should_stays_one() {
    let reply = |bytes: &[u8], clause: &str| match reply_step("a", bytes) {
        Step::Expect { what, .. } => Step::Expect { what, clause: find_clause(clause) },
        other => other,
    };
    let steps = |second: &str| {
        vec![
            Step::Connect { peer: "a".into() },
            send_step("a", b"x\n"),
            reply(b"x", "A-1"),
            send_step("a", b"y\n"),
            reply(b"y", second),
        ]
    };
    let blamed = |second: &str| -> BTreeSet<ClauseId> {
        let derived = derive_cases(&LINES.derive, &[written_case("tcp-server", steps(second))], 0);
        of_kind(&derived, Derivation::Cut)
            .into_iter()
            .flat_map(|case| case.steps.iter().filter_map(clause_of))
            .collect()
    };
    assert_eq!(blamed("A-1"), BTreeSet::from([find_clause("D-1")]));
    assert_eq!(blamed("D-5"), BTreeSet::from([find_clause("D-1"), find_clause("D-5")]));
}

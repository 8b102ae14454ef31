//! Properties of generated cases, without playing any.

use proptest::prelude::*;
use sockspec::case::{Case, Expectation, LineEnd, Step, parse, to_toml};
use sockspec::generate::{Origin, Size, all_families};
use sockspec::protocol::clause::{ClauseId, Level};
use sockspec::protocol::role::{Side, Transport};
use sockspec::protocols;
use sockspec::set_statistics::message::{parse_request, parse_response, read_leniently};

/// Any generated case: its origin, and the seed.
fn any_origin() -> impl Strategy<Value = (Origin, u64)> {
    let families: Vec<Origin> = all_families(protocols::default().drawer).collect();
    (proptest::sample::select(families), 0_u64..1_000_000, any::<u64>())
        .prop_map(|(family, index, seed)| (Origin { index, ..family }, seed))
}

fn expectations(case: &Case) -> impl Iterator<Item = (usize, &Expectation, ClauseId)> {
    case.steps.iter().enumerate().filter_map(|(at, step)| match step {
        Step::Expect { what, clause } => Some((at, what, *clause)),
        _ => None,
    })
}

/// The bytes sent last on `peer` before the step, and the number of their pieces.
fn last_sent(case: &Case, before: usize, peer: &str) -> Option<(Vec<u8>, usize)> {
    case.steps[..before].iter().rev().find_map(|step| match step {
        Step::Send { peer: p, payload, cut, .. } if p == peer => Some((payload.to_vec(), cut.at.len() + 1)),
        _ => None,
    })
}

/// A drawn wait may be of no time at all; 3,000 draws from 801 waits hold one.
#[test]
fn a_late_reply_that_is_not_late_survives_its_file() {
    for origin in all_families(protocols::default().drawer).filter(|origin| origin.family.waits_for_a_clock()) {
        for index in 0..3000 {
            let case = Origin { index, ..origin }.draw_case(0);
            let waits = case.steps.iter().filter_map(|step| match step {
                Step::Reply { after, .. } => *after,
                _ => None,
            });
            assert!(waits.into_iter().all(|wait| !wait.is_zero()), "{}", to_toml(&case));
        }
    }
}

/// No line is typed that has no bytes and no end: a program that reads lines finds none there.
#[test]
fn what_the_end_of_the_input_ends_has_begun() {
    let clients = || all_families(protocols::default().drawer).filter(|origin| origin.role.side() == Side::Client);
    let ends =
        |step: &Step| matches!(step, Step::Type { line, end: LineEnd::EndOfInput, .. } if line.to_vec().is_empty());
    for (origin, index) in clients().flat_map(|origin| (0..200).map(move |index| (origin, index))) {
        let case = Origin { index, ..origin }.draw_case(3);
        assert!(!case.steps.iter().any(ends), "{}", to_toml(&case));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_origin_and_seed_draw_the_same_case((origin, seed) in any_origin()) {
        let case = origin.draw_case(seed);
        prop_assert_eq!(&case, &origin.draw_case(seed));
        prop_assert_eq!(Origin::from_case_id(protocols::default().drawer, &case.id), Some(origin));
    }

    #[test]
    fn a_generated_case_survives_its_file((origin, seed) in any_origin()) {
        let case = origin.draw_case(seed);
        let text = to_toml(&case);
        let read = parse("it.toml", case.id.clone(), &text).unwrap_or_else(|error| panic!("{}\n{text}", error.render(false)));
        // Only its source differs, so that it runs as it ran.
        prop_assert_eq!(Case { source: case.source.clone(), ..read }, case);
    }

    /// The oracle, once more and from the other end: the request decides which answer a server must give; its generator
    /// does not.
    #[test]
    fn a_server_owes_statistics_for_requests_alone((origin, seed) in any_origin()) {
        prop_assume!(origin.role.side() == Side::Server);
        let most = match origin.role.transport() { Transport::Tcp => 1024, Transport::Udp => 2048 };
        let case = origin.draw_case(seed);
        for (at, what, clause) in expectations(&case) {
            match what {
                Expectation::Statistics { on, of } => {
                    let of = of.to_vec();
                    prop_assert_eq!(last_sent(&case, at, on), Some((of.clone(), 1)), "in one piece, and no other");
                    prop_assert!(parse_request(&of).is_ok() && of.len() <= most, "{:?}", of);
                    prop_assert!(clause.level() != Level::Must || every_order_sums(&of), "{:?} {}", of, clause);
                }
                Expectation::NoStatistics { on } => {
                    let sent = last_sent(&case, at, on).map(|(sent, _)| sent).unwrap_or_default();
                    prop_assert!(parse_request(&sent).is_err(), "{:?}", sent);
                    prop_assert_ne!(clause.level(), Level::Must);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_client_fails_at_what_is_no_response_alone((origin, seed) in any_origin()) {
        prop_assume!(origin.role.side() == Side::Client);
        let case = origin.draw_case(seed);
        let replies: Vec<Vec<u8>> = case.steps.iter().filter_map(|step| match step {
            Step::Reply { payload, .. } => Some(payload.to_vec()),
            _ => None,
        }).collect();
        for (_, what, clause) in expectations(&case) {
            match what {
                Expectation::Results { of } => {
                    prop_assert!(parse_response(&of.to_vec()).is_ok() && replies.contains(&of.to_vec()));
                }
                Expectation::Exit { how: sockspec::case::ExitExpectation::Failure, .. } => {
                    prop_assert!(replies.iter().all(|reply| read_leniently(reply).is_none()), "{:?}", replies);
                    prop_assert_eq!(clause.level(), Level::Should);
                }
                _ => {}
            }
        }
    }

    /// Simplifying comes to an end, and each simpler case belongs to the family, with any decision about which cases
    /// still fail.
    #[test]
    fn simplifying_stays_in_the_family_and_ends((origin, seed) in any_origin(), choices in any::<u64>()) {
        let mut tree = origin.draw_tree(seed);
        let (first, mut best) = (tree.current_case(), tree.current_case());
        let mut changed = tree.simplify();
        let mut tries = 0_u32;
        while changed {
            let case = tree.current_case();
            prop_assert_eq!(&case.id, &first.id);
            prop_assert!(expectations(&case).next().is_some(), "{:?}", case.steps);
            // A verdict that is the same for the same case, and otherwise anything.
            let fails = case == best || !(Size::from_case(&case).bytes as u64 ^ choices).is_multiple_of(3);
            if fails {
                best = case;
            }
            changed = if fails { tree.simplify() } else { tree.complicate() };
            tries += 1;
            prop_assert!(tries < 20_000, "it does not end");
        }
    }
}

/// Whether no order and no method of summing can run into an infinity or a nan.
fn every_order_sums(request: &[u8]) -> bool {
    let numbers = parse_request(request).unwrap();
    numbers.iter().map(|number| number.abs()).sum::<f64>() < f64::MAX / 2.0
}

/// The simplest case of `index` for which `fails` still holds, and how many tries it took; `None` if it never does.
fn simplest(family: &str, index: u64, fails: impl Fn(&Case) -> bool) -> Option<(Case, usize)> {
    let first = format!("{family}/{index}").parse().unwrap();
    let mut tree = Origin::from_case_id(protocols::default().drawer, &first).unwrap().draw_tree(7);
    let mut best = Some(tree.current_case()).filter(|case| fails(case))?;
    let (mut tries, mut changed) = (0, tree.simplify());
    while changed {
        tries += 1;
        let case = tree.current_case();
        let still = fails(&case);
        if still {
            best = case;
        }
        changed = if still { tree.simplify() } else { tree.complicate() };
    }
    Some((best, tries))
}

#[test]
fn what_does_not_matter_goes_in_few_tries() {
    let resets = |case: &Case| case.steps.iter().any(|step| matches!(step, Step::Reset { .. }));
    let all: Vec<_> = (0..20).filter_map(|index| simplest("tcp-server/generated/sessions", index, resets)).collect();
    assert!(all.len() > 10);
    for (best, tries) in all {
        assert!(best.steps.len() <= 8 && tries < 120, "{tries} tries: {:#?}", best.steps);
    }
}

#[test]
fn of_several_ways_the_plainest_is_left() {
    let is_silent = |case: &Case, peer: &str| {
        !case.steps.iter().any(|step| matches!(step, Step::Send { peer: p, .. } if p == peer))
    };
    let goes_without_a_word = |case: &Case| {
        case.steps.iter().any(|step| match step {
            Step::Leave { peer } | Step::HalfClose { peer } => is_silent(case, peer),
            _ => false,
        })
    };
    let simplest = |index| simplest("tcp-server/generated/sessions", index, goes_without_a_word);
    let all: Vec<_> = (0..10).filter_map(simplest).collect();
    assert!(all.len() > 7);
    for (best, _) in all {
        assert!(
            best.steps.len() <= 7 && !best.steps.iter().any(|step| matches!(step, Step::HalfClose { .. })),
            "{:#?}",
            best.steps
        );
    }
}

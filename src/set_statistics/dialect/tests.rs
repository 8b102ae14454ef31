//! Dialects read from a protocol.toml, and what follows from them.

use super::deduce::{ClientSight, ProbeSet, ServerSight, of_client, of_server, results_of};
use super::*;
use crate::case::{Case, Expectation, Step, file};
use crate::protocol::run_with_spec;
use crate::set_statistics::Clause;
use crate::set_statistics::message::{NotAResponse, format_response, parse_request, parse_response};
use crate::set_statistics::statistics::Statistics;
use rstest::rstest;
use std::path::Path;

fn parse_dialect(lines: &str) -> Result<&'static Spec, String> {
    let text = format!("base = \"set-statistics\"\nname = \"lab\"\n{lines}");
    read("lab/protocol.toml", &text, Path::new("/lab")).map_err(|error| error.render(false))
}

#[test]
fn without_differences_it_is_the_posts_protocol() {
    let spec = parse_dialect("").unwrap();
    assert_eq!(spec.differences::<Dialect>(), Some(&Dialect::default()));
    let texts = |spec: &'static Spec| spec.clauses().map(|clause| (clause.as_str(), clause.text())).collect::<Vec<_>>();
    assert_eq!(texts(spec), texts(protocol::default()));
}

#[rstest]
#[case::another_base("base = 1", "given twice", "base")]
#[case::a_length("length = \"none\"", "can't be", "none")]
#[case::a_prompt_for_no_length(
    "length = \"not-asked\"\n[prompts]\nlength = \"How many? \"",
    "nobody asks for",
    "length"
)]
#[case::no_placeholder("received = \"Got it\"", "needs exactly one", "\"Got it\"")]
#[case::no_label("[labels]\ntotal = false\nlowest = false\nhighest = false\nmean = false", "TCP-C-2", "total")]
#[case::one_bare_label("[labels]\nmean = \"\"", "belongs to no result", "mean")]
#[case::labels_alike("[labels]\nlowest = \"It is: \"\nmean = \"It is: \"", "the same label", "mean")]
#[case::a_digit_between("[request]\nseparator = \"0\"", "can't separate", "0")]
#[case::an_end_like_a_separator("[response]\nend = \" \"", "nobody can tell", " ")]
#[case::part_of_an_order("[response]\norder = [\"total\"]", "all four", "[\"total\"]")]
#[case::a_clause_of_nothing("ready = false\n[clauses]\nCON-3 = \"MUST\"", "turns it off", "CON-3")]
#[case::a_clause_that_is_none("[clauses]\nCON-9 = \"off\"", "no clause", "CON-9")]
#[case::a_level_that_is_none("[clauses]\nCON-7 = \"MAY\"", "can't be", "MAY")]
#[case::an_open_clause_judged("[clauses]\nRSP-3 = \"MUST\"", "no right answer", "RSP-3")]
#[case::one_port_for_two("[ports]\nudp = 8000", "can't have one port", "ports")]
#[case::an_unknown_key("lenght = \"sent\"", "did you mean", "lenght")]
fn a_mistake_and_a_contradiction_are_pointed_at(#[case] lines: &str, #[case] said: &str, #[case] at: &str) {
    let error = parse_dialect(lines).unwrap_err();
    assert!(error.contains(said) && error.contains(at) && error.contains("lab/protocol.toml:"), "{error}");
}

#[test]
fn clauses_are_in_the_dialects_words_and_levels() {
    let spec =
        parse_dialect("length = \"not-asked\"\nready = \"Up\"\n[clauses]\nNUM-5 = \"MUST\"\nCON-7 = \"off\"").unwrap();
    let clause = |id: &str| spec.find_clause(id).unwrap();
    assert_eq!(clause("CON-3").sentence(), "The server's first line says that it is ready.");
    assert!(clause("CON-3").text().contains("`Up`") && clause("CON-1").text().contains("prompts with"));
    assert_eq!(clause("NUM-5").level(), crate::protocol::clause::Level::Must);
    assert!(clause("CON-7").is_off() && clause("TCP-S-2").is_off() && !clause("CON-1").is_off());
    assert!(!spec.clauses().any(|clause| clause.as_str() == "CON-7"));
    assert_eq!(spec.find_role("tcp-client").unwrap().inputs(), ["message"]);
}

#[test]
fn requests_and_responses_have_the_dialects_layout() {
    let lines = "length = \"joined\"\n[request]\nend = \"\\n\"\n[response]\nseparator = \", \"\nend = \";\"\ndecimals = 2\n\
                 order = [\"mean\", \"total\", \"lowest\", \"highest\"]";
    run_with_spec(parse_dialect(lines).unwrap(), || {
        assert_eq!(parse_request(b"5 4 2\n"), Ok(vec![5.0, 4.0]));
        assert_eq!(format_response(&Statistics::from_values(&[5.0, 4.0])), "4.50, 9.00, 4.00, 5.00;");
        let read = parse_response(b"4.50, 9.00, 4.00, 5.00;").unwrap().map(|number| number.value);
        assert_eq!(read, [9.0, 4.0, 5.0, 4.5]);
        let defect = parse_response(b"4.50, 9.00, 4.00, 5.00").unwrap_err();
        assert_eq!(defect, NotAResponse::WithoutEnd(";".to_owned()));
    });
}

/// Each written case that a dialect keeps promises and expects what holds there, and sends what is a request there.
#[rstest]
#[case("length = \"not-asked\"")]
#[case("length = \"joined\"\n[request]\nend = \"\\n\"")]
#[case("integers = true\n[request]\nseparator = \",\"\n[response]\nseparator = \",\"\nend = \"\\n\"")]
#[case("serves = \"one-client\"\nprompts = false")]
fn written_cases_are_rewritten_or_dropped(#[case] lines: &str) {
    let base = run_with_spec(protocol::default(), file::built_in);
    run_with_spec(parse_dialect(lines).unwrap(), || {
        let kept: Vec<_> = base.iter().filter_map(|case| rewrite_case(case).ok()).collect();
        assert!(kept.len() > base.len() / 8 && kept.len() < base.len(), "{}", kept.len());
        for case in &kept {
            assert!(!case.clauses.is_empty() && case.clauses.iter().all(|clause| !clause.is_off()), "{}", case.id);
            for step in &case.steps {
                let Step::Expect { what: Expectation::Statistics { of, .. }, .. } = step else { continue };
                assert!(parse_request(&of.to_vec()).is_ok(), "{}: {of}", case.id);
            }
        }
    });
}

#[test]
fn what_is_no_request_of_the_post_is_none_of_a_dialect() {
    run_with_spec(parse_dialect("[request]\nseparator = \",\"").unwrap(), || {
        let sent = |text: &str| super::forms::rewrite_request(&text.into()).to_vec();
        assert_eq!((sent("5 4"), sent("1,5"), sent("five")), (b"5,4".to_vec(), b"x".to_vec(), b"five".to_vec()));
    });
}

/// A case of the plain protocol.
fn built_in(id: &str) -> Case {
    let cases = run_with_spec(protocol::default(), file::built_in);
    cases.into_iter().find(|case| case.id.as_str() == id).unwrap()
}

/// A TCP reply that comes in several steps is one reply: it ends once.
#[test]
fn a_reply_that_never_comes_to_its_end_has_none_on_the_way() {
    let case = built_in("tcp-client/errors/without-an-end");
    run_with_spec(parse_dialect("[response]\nend = \"\\n\"").unwrap(), || {
        let case = rewrite_case(&case).unwrap();
        let replies = case.steps.iter().filter_map(|step| match step {
            Step::Reply { payload, .. } => Some(payload.to_vec()),
            _ => None,
        });
        let replies: Vec<Vec<u8>> = replies.collect();
        let (last, before) = replies.split_last().unwrap();
        assert!(before.iter().all(|reply| reply == b"1") && last == b"1\n", "{replies:?}");
    });
}

/// A client that counts from its start is found out: it waits as long for one line as for two.
#[test]
fn without_a_length_the_message_is_typed_as_late_as_the_length_was() {
    let case = built_in("udp-client/slow/late");
    run_with_spec(parse_dialect("length = \"not-asked\"").unwrap(), || {
        let case = rewrite_case(&case).unwrap();
        let delays: Vec<_> = case
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::Type { after, .. } => *after,
                _ => None,
            })
            .collect();
        assert_eq!(delays, [std::time::Duration::from_millis(2200)]);
    });
}

#[test]
fn the_words_of_programs_tell_their_dialect() {
    let set = ProbeSet::FRACTIONS;
    let sight = ClientSight {
        before_message: "> ".to_owned(),
        sent_early: b"5 4 6 9 3.4\n".to_vec(),
        sent: b"5 4 6 9 3.4\n".to_vec(),
        ..ClientSight::default()
    };
    let speech = of_client(&sight, &set).unwrap();
    assert_eq!((speech.length, speech.request.end.as_str()), (Length::NotAsked, "\n"));
    assert_eq!((speech.prompts.message.as_str(), speech.prompts.length.as_str()), ("> ", ""));
    let sight = ServerSight {
        at_start: "Up\n".to_owned(),
        afterwards: "Got [5.0, 4.0, 6.0, 9.0, 3.4]!\n".to_owned(),
        reply: b"9.00;3.40;27.40;5.48\n".to_vec(),
        has_ended: false,
    };
    let speech = of_server(&sight, &set, "5 4 6 9 3.4\n").unwrap();
    assert_eq!((speech.ready.as_deref(), speech.numbers.decimals), (Some("Up"), Some(2)));
    assert_eq!(speech.received.unwrap().to_string(), "Got {list}!");
    use crate::set_statistics::statistics::Field::{Highest, Lowest, Mean, Total};
    assert_eq!((speech.response.order, speech.response.separator.as_str()), ([Highest, Lowest, Total, Mean], ";"));
    assert!(of_server(&ServerSight { reply: b"27.4 3.4 9.0".to_vec(), ..sight }, &set, "").is_none());
    let labels = results_of("Max: 9.0\nSum: 27.4\n", &set).unwrap();
    assert_eq!(labels.lines, [(Highest, "Max: ".to_owned()), (Total, "Sum: ".to_owned())]);
    assert_eq!(Clause::find_by_id("CON-1"), Some(Clause::Con1));
}

/// A request in two lines is two requests if a line feed ends one; the other visits of such a case are still played.
#[test]
fn visits_that_mean_something_else_are_left_out() {
    for transport in ["tcp", "udp"] {
        let id = format!("{transport}-server/not-numbers/nearly");
        let case = built_in(&id);
        run_with_spec(parse_dialect("[request]\nend = \"\\n\"").unwrap(), || {
            let rewritten = rewrite_case(&case).unwrap();
            let sent = |case: &Case| case.steps.iter().filter(|step| matches!(step, Step::Send { .. })).count();
            assert_eq!(sent(&case) - sent(&rewritten), 3, "{id}");
            assert!(rewritten.steps.iter().all(|step| !matches!(step, Step::Send { payload, .. }
                if payload.to_vec().iter().filter(|byte| **byte == b'\n').count() > 1)));
        });
    }
}

use super::*;
use crate::case::{Behaviour, Between, Expectation, Payload, PayloadPart, Subject};
use crate::set_statistics::Clause;
use crate::transcript::Bytes;
use rstest::rstest;
use std::time::Duration;

fn read(subject: &str, steps: &str) -> Result<Case, FileError> {
    let clause = if subject.ends_with("pair") { "CON-6" } else { "NUM-4" };
    let text = format!("summary = \"x\"\nclauses = [\"{clause}\"]\nsteps = [\n{steps}\n]\n");
    parse("a.toml", format!("{subject}/x").parse().unwrap(), &text)
}

/// The steps of a case that must be right.
fn steps_of_case(subject: &str, steps: &str) -> Vec<Step> {
    read(subject, steps).unwrap_or_else(|error| panic!("{}", error.render(false))).steps
}

fn last_expectation(subject: &str, text: &str) -> Expectation {
    match steps_of_case(subject, text).pop() {
        Some(Step::Expect { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

fn make_part(text: impl Into<Vec<u8>>, times: usize) -> PayloadPart {
    PayloadPart { bytes: Bytes::from(text.into()), times }
}

#[test]
fn the_head_of_a_case_is_read() {
    let text = "summary = \"A server answers.\"\nclauses = [\"TCP-S-1\", \"RSP-1\"]\npatience = \"8s\"\nsteps = [\n\
                { connect = \"a\" }, { expect = \"nothing\", clause = \"REQ-1\" },\n]\n";
    let case = parse("a.toml", "tcp-server/b/c".parse().unwrap(), text).unwrap();
    assert_eq!(case.summary, "A server answers.");
    assert_eq!(case.clauses, [Clause::TcpS1, Clause::Rsp1]);
    assert_eq!(case.patience, Some(Duration::from_secs(8)));
    assert_eq!(case.source, CaseSource::File("tcp-server/b/c.toml".to_owned()));
}

#[test]
fn the_latest_peer_is_meant_where_none_is_named() {
    let text = "{ connect = \"a\" }, { connect = \"b\" }, { send = \"1\" }, { send = \"2\", on = \"a\" },\n\
                { expect = \"statistics\", of = \"1\", clause = \"RSP-1\" }, { expect = \"nothing\", clause = \"REQ-1\" }";
    let steps = steps_of_case("tcp-server", text);
    let on = |step: &Step| match step {
        Step::Send { peer, .. } => Some(peer.clone()),
        Step::Expect { what: Expectation::Statistics { on, .. }, .. } => Some(on.clone()),
        Step::Expect { what: Expectation::Nothing { on }, .. } => on.clone(),
        _ => None,
    };
    assert_eq!(steps.iter().filter_map(on).collect::<Vec<_>>(), ["b", "a", "b"]);
}

#[rstest]
#[case("\"5 é\"", vec![make_part("5 é", 1)])]
#[case("\"\"", vec![make_part("", 1)])]
#[case("{ text = \"1 \", times = 511 }", vec![make_part("1 ", 511)])]
#[case("{ escaped = '\\xff\\0' }", vec![make_part([0xff, 0], 1)])]
#[case("[{ text = \"1 \", times = 0x10 }, \"1\"]", vec![make_part("1 ", 16), make_part("1", 1)])]
#[case("[]", vec![])]
fn a_payload_is_text_or_parts(#[case] text: &str, #[case] parts: Vec<PayloadPart>) {
    let text = format!("{{ expect = \"statistics\", of = {text}, clause = \"RSP-1\" }}");
    let Expectation::Statistics { of, .. } = last_expectation("udp-server", &format!("{{ bind = \"a\" }}, {text}"))
    else {
        panic!("{text}")
    };
    assert_eq!(of, Payload { parts });
}

#[rstest]
#[case("", &[], Between::Taken)]
#[case(", cut = [1, 3]", &[1, 3], Between::Taken)]
#[case(", cut = \"bytes\", between = \"answered\"", &[1, 2, 3, 4], Between::Answered)]
fn a_cut_is_a_list_of_places_or_every_byte(#[case] cut: &str, #[case] at: &[usize], #[case] between: Between) {
    let text = format!("{{ reply = \"1 2 3\"{cut} }}, {{ expect = \"exit\", how = \"any\", clause = \"TCP-C-4\" }}");
    let steps = steps_of_case("tcp-client", &text);
    let Step::Reply { cut, .. } = &steps[0] else { panic!("{steps:?}") };
    assert_eq!((cut.at.as_slice(), cut.between), (at, between));
}

#[test]
fn a_name_stands_for_one_request_for_several_or_for_none() {
    let text = "{ connect = \"a\" }, { expect = \"one-of\", names = { separate = [\"5 4\", \"6\"], refused = [], \
                first-piece = \"5 4\", joined = [[\"5\", \" 4\"]] }, otherwise = \"refused\", clause = \"TCP-S-9\" }";
    let Expectation::OneOf { on, behaviours, otherwise } = last_expectation("tcp-server", text) else { panic!() };
    let named = |name: &str, shows: Vec<Payload>| Behaviour { name: name.to_owned(), shows };
    let joined = Payload { parts: vec![make_part("5", 1), make_part(" 4", 1)] };
    let wanted = [
        named("separate", vec!["5 4".into(), "6".into()]),
        named("refused", vec![]),
        named("first-piece", vec!["5 4".into()]),
        named("joined", vec![joined]),
    ];
    assert_eq!((on, otherwise), (vec!["a".to_owned()], "refused".to_owned()));
    assert_eq!(behaviours, wanted);
}

#[test]
fn a_time_from_zero_on_may_be_asked_for() {
    let text = "{ expect = \"exit\", how = \"failure\", between = [\"0s\", \"5s\"], clause = \"TCP-C-4\" }";
    let Expectation::Exit { between, .. } = last_expectation("tcp-client", text) else { panic!() };
    assert_eq!(between, Some((Duration::ZERO, Duration::from_secs(5))));
}

#[test]
fn the_id_is_the_path_below_the_root() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tcp-server/b/c.d.toml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = "summary = \"x\"\nclauses = [\"REQ-1\"]\nsteps = [{ expect = \"nothing\", clause = \"REQ-1\" }]";
    std::fs::write(&path, text).unwrap();
    let case = load_case(&path, folder.path()).unwrap();
    assert_eq!(case.id.as_str(), "tcp-server/b/c.d");
    assert_eq!(case.source, CaseSource::File("tcp-server/b/c.d.toml".to_owned()));
    std::fs::write(&path, b"summary = '\xff'").unwrap();
    assert!(
        load_case(&path, folder.path()).unwrap_err().to_string().ends_with("is not UTF-8 text: byte 12 does not fit")
    );
}

#[rstest]
#[case("no/such.toml", "", "`no/such.toml` can't be a case: `no/such` is not a case id")]
#[case("tcp-server/no-such.toml", "", "can't read `tcp-server/no-such.toml`: ")]
#[case("tcp-server/x.toml", "elsewhere", "`tcp-server/x.toml` does not stand below the folder `elsewhere`")]
fn a_file_that_is_no_case_is_said(#[case] path: &str, #[case] root: &str, #[case] expected: &str) {
    let error = load_case(Path::new(path), Path::new(root)).unwrap_err();
    assert!(error.to_string().starts_with(expected), "{error}");
    assert!(error.render(false).contains("help: "));
}

#[test]
fn every_form_has_an_example_that_fits_its_subjects_alone() {
    let forms = form::step_forms().chain(form::expectation_forms());
    for form in forms {
        assert!(form.example.starts_with("{ ") && form.example.ends_with(" }"), "{}", form.name);
        assert!(Subject::all().any(|subject| form.place.is_for_subject(subject)), "{}", form.name);
        assert!(!form.place.describe_subjects().is_empty(), "{}", form.name);
    }
}

#[rstest]
fn no_text_makes_the_reader_panic(
    #[values("", "\u{feff}", "é", "steps", "[", "steps = 1", "[[steps]]", "steps = [[]]", "summary.x = 1")] text: &str,
) {
    let error = parse("a.toml", "tcp-pair/x".parse().unwrap(), text).unwrap_err();
    assert!(!error.render(false).is_empty());
}

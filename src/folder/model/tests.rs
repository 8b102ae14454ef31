use super::*;
use crate::case::Expectation;
use crate::implementation::Tool;
use crate::protocol::{self, Draw};
use rstest::rstest;
use std::time::Instant;

/// A model that is a shell script, whose answers are read as those of the default protocol.
fn shell_model(script: &str) -> Model {
    command_model(&["/bin/sh", "-c", &escape_braces(script)])
}

/// The text as a word of a command, in which a brace is doubled.
fn escape_braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn command_model(words: &[&str]) -> Model {
    model_with_limit(words, Duration::from_secs(60))
}

fn model_with_limit(words: &[&str], limit: Duration) -> Model {
    let command = words.iter().map(|word| (*word).to_owned()).collect();
    Model::new(ModelSpec { command }, protocol::default(), limit)
}

fn test_role() -> Role {
    protocol::default().find_role("tcp-server").unwrap()
}

fn test_clause() -> ClauseId {
    protocol::default().find_clause("RSP-2").unwrap()
}

fn given_steps() -> Vec<Step> {
    let send = Step::Send {
        peer: "a".into(),
        payload: b"\xff{".to_vec().into(),
        cut: Default::default(),
        to: Default::default(),
    };
    vec![Step::Connect { peer: "a".into() }, send]
}

fn session_fault(model: &Model) -> ModelFault {
    model.answer_session(test_role(), &given_steps(), test_clause()).unwrap_err()
}

const ECHO: &str = r#"
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if "draw" in request:
        drawn = request["draw"]
        steps = [{"connect": "a"}, {"send": "%(family)s %(seed)s %(index)s %(visits)s" % drawn, "on": "a"}]
    else:
        steps = request["session"]["steps"]
    answer = []
    for step in steps:
        answer.append(step)
        if "send" in step:
            answer.append({"expect": "statistics", "of": step["send"], "on": step["on"]})
    print(json.dumps({"steps": answer}), flush=True)
"#;

/// The model above, if there is a Python 3.
fn echo_model() -> Option<Model> {
    if Tool::Python3.find().is_err() {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: a model in Python 3, which is not here\n");
        return None;
    }
    Some(command_model(&["{python3}", "-c", &escape_braces(ECHO)]))
}

#[test]
fn expectations_are_put_in_and_get_a_clause() {
    let Some(model) = echo_model() else { return };
    for _ in 0..2 {
        let Answer::Steps(steps) = model.answer_session(test_role(), &given_steps(), test_clause()).unwrap() else {
            panic!("invalid")
        };
        assert_eq!(steps[..2], given_steps());
        let what = Expectation::Statistics { on: "a".into(), of: b"\xff{".to_vec().into() };
        assert_eq!(steps[2..], [Step::Expect { what, clause: test_clause() }]);
    }
}

#[test]
fn a_session_is_drawn_by_name_seed_index_and_visits() {
    let Some(model) = echo_model() else { return };
    let family = FamilySpec {
        name: "words".into(),
        role: test_role(),
        draw: Draw::Model,
        end: Vec::new(),
        at_once: 1,
        clauses: vec![test_clause()],
    };
    let wanted = DrawRequest { family: &family, seed: u64::MAX, index: 3, visits: 32 };
    let Answer::Steps(steps) = model.draw_session(wanted).unwrap() else { panic!("invalid") };
    let Step::Send { payload, .. } = &steps[1] else { panic!("{steps:?}") };
    assert_eq!(payload.to_vec(), format!("words {} 3 32", u64::MAX).into_bytes());
}

#[test]
fn a_session_may_be_invalid() {
    let model = shell_model(r#"while read line; do echo '{"invalid": "too long"}'; done"#);
    assert_eq!(
        model.answer_session(test_role(), &given_steps(), test_clause()),
        Ok(Answer::Invalid("too long".into()))
    );
    let model = shell_model(r#"while read line; do echo '{"steps": [{"connect": "a"}]}'; done"#);
    assert!(matches!(model.answer_session(test_role(), &given_steps(), test_clause()), Ok(Answer::Invalid(_))));
}

#[rstest]
#[case::ends("echo oops >&2; exit 3", "has ended (exit status: 3)")]
#[case::nonsense("read line; echo hello", "answered what is no JSON")]
#[case::another_object(r#"read line; echo '{"stepps": []}'"#, "answered neither")]
#[case::an_unknown_step(
    r#"read line; echo '{"steps": [{"conect": "a"}, {"expect": "nothing"}]}'"#,
    "did you mean `connect`?"
)]
#[case::a_null(r#"read line; echo '{"steps": [{"connect": null}, {"expect": "nothing"}]}'"#, "no case file can have")]
#[case::another_step(
    r#"read line; echo '{"steps": [{"connect": "b"}, {"expect": "nothing", "on": "b"}]}'"#,
    "changed step 1"
)]
#[case::fewer_steps(
    r#"read line; echo '{"steps": [{"connect": "a"}, {"expect": "nothing", "on": "a"}]}'"#,
    "left out step 2"
)]
fn a_wrong_answer_is_a_fault(#[case] script: &str, #[case] expected: &str) {
    let fault = session_fault(&shell_model(script));
    let text = fault.to_string();
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("asked: {\"session\""), "{text}");
    assert!(fault.answered.is_some() != expected.contains("ended"), "{text}");
}

/// When its lines are read, before it is asked or after, is for the machine to say; both times it is at fault.
#[test]
fn a_model_that_speaks_unasked_is_at_fault() {
    let text = session_fault(&shell_model(r#"echo '{}'; echo '{}'; read line; read line; read line"#)).to_string();
    assert!(text.contains("answered neither") || text.contains("that nobody had asked for"), "{text}");
}

#[test]
fn the_end_of_standard_error_is_shown() {
    let text = session_fault(&shell_model("seq 1 9999 >&2; echo the reason >&2; exit 1")).to_string();
    assert!(text.ends_with("9999\n    the reason") && text.len() < 2000, "{text}");
}

#[test]
fn a_model_that_hangs_is_killed_with_all_it_started_and_not_asked_again() {
    let begun = Instant::now();
    let model = model_with_limit(&["/bin/sh", "-c", "sleep 600 & wait"], Duration::from_millis(200));
    let first = session_fault(&model);
    assert!(first.what.contains("did not answer within 0.2 s"), "{first}");
    assert_eq!(session_fault(&model), first);
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_model_that_does_not_read_holds_up_nobody() {
    let model = model_with_limit(&["/bin/sh", "-c", "sleep 600 & wait"], Duration::from_millis(200));
    let send = |at: usize| Step::Send {
        peer: "a".into(),
        payload: vec![b'x'; at].into(),
        cut: Default::default(),
        to: Default::default(),
    };
    let steps = [Step::Connect { peer: "a".into() }, send(1 << 20)];
    assert!(model.answer_session(test_role(), &steps, test_clause()).is_err());
}

#[rstest]
#[case("/no/such/program", "No such file")]
#[case("{pyton3}", "there is no placeholder")]
#[case("{port}", "there is nothing to put for {port}")]
fn what_can_not_be_started_says_why(#[case] program: &str, #[case] expected: &str) {
    let text = session_fault(&command_model(&[program])).to_string();
    assert!(text.contains("can't be started") && text.contains(expected), "{text}");
}

#[test]
fn a_stopped_model_is_not_asked() {
    let model = shell_model("while read line; do echo '{\"invalid\": \"-\"}'; done");
    assert!(model.answer_session(test_role(), &given_steps(), test_clause()).is_ok());
    model.stop();
    assert!(session_fault(&model).what.contains("was stopped"));
}

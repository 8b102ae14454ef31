//! Steps as a model reads and writes them: JSON objects with the keys of a case file. The reader and the writer of case
//! files do the work. So a model can say all that a case file can, and nothing else.

use super::Answer;
use crate::case::{self, Case, CaseId, Pace, Source, Step};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Role, Side};
use serde_json::Value;

/// The steps, as a list of JSON objects.
pub(super) fn to_json(id: &CaseId, steps: &[Step]) -> Result<Value, String> {
    let case = Case {
        id: id.clone(),
        summary: "-".to_owned(),
        clauses: Vec::new(),
        steps: steps.to_vec(),
        patience: None,
        pace: Pace::default(),
        source: Source::File(String::new()),
    };
    let unreadable = |error: &dyn std::fmt::Display| format!("can't be asked: the steps can't be written ({error})");
    let mut table: toml::Table = case::to_toml(&case).parse().map_err(|error| unreadable(&error))?;
    let steps = table.remove("steps").unwrap_or_else(|| toml::Value::Array(Vec::new()));
    serde_json::to_value(steps).map_err(|error| unreadable(&error))
}

/// The answer of a model; an expectation without a clause is about `clause`. An error is the mistake, as text behind
/// "the model".
pub(super) fn read(id: &CaseId, answer: &Value, clause: ClauseId) -> Result<Answer, String> {
    if let Some(Value::String(reason)) = answer.get("invalid") {
        return Ok(Answer::Invalid(reason.clone()));
    }
    let Some(Value::Array(steps)) = answer.get("steps") else {
        return Err("answered neither {\"steps\": […]} nor {\"invalid\": \"why\"}".to_owned());
    };
    let steps: Vec<Value> = steps.iter().map(|step| with_clause(step, clause)).collect();
    if !steps.iter().any(has_expectation) {
        return Ok(Answer::Invalid("the model expects nothing in this session".to_owned()));
    }
    let written = steps.iter().map(toml::Value::try_from).collect::<Result<Vec<_>, _>>();
    let written = written.map_err(|error| format!("answered steps that no case file can have ({error})"))?;
    let lines: Vec<String> = written.iter().map(|step| format!("  {step},\n")).collect();
    let text = format!("summary = \"-\"\nclauses = [\"{clause}\"]\nsteps = [\n{}]\n", lines.concat());
    let case = case::parse("the model's answer", id.clone(), &text);
    case.map(|case| Answer::Steps(case.steps))
        .map_err(|error| format!("answered steps that no case can have:\n{}", error.render(false).trim_end()))
}

/// The step, whose expectations name a clause.
fn with_clause(step: &Value, clause: ClauseId) -> Value {
    let mut step = step.clone();
    let Value::Object(entries) = &mut step else { return step };
    if entries.contains_key("expect") && !entries.contains_key("clause") {
        entries.insert("clause".to_owned(), Value::String(clause.to_string()));
    }
    if let Some(Value::Array(repeated)) = entries.get_mut("steps") {
        *repeated = repeated.iter().map(|step| with_clause(step, clause)).collect();
    }
    step
}

/// Whether the step expects something.
fn has_expectation(step: &Value) -> bool {
    let repeated = step.get("steps").and_then(Value::as_array);
    step.get("expect").is_some() || repeated.is_some_and(|steps| steps.iter().any(has_expectation))
}

/// How the steps of an answer differ from the given ones; nothing if they do not. A model puts in expectations, and what
/// the harness replies to a client.
pub(super) fn find_difference(role: Role, given: &[Step], answered: &[Step]) -> Option<String> {
    let is_done = |step: &&Step| match step {
        Step::Expect { .. } => false,
        Step::Reply { .. } => role.side() == Side::Server,
        _ => true,
    };
    let given: Vec<&Step> = given.iter().filter(is_done).collect();
    let answered: Vec<&Step> = answered.iter().filter(is_done).collect();
    if given == answered {
        return None;
    }
    let same = given.iter().zip(&answered).take_while(|(a, b)| a == b).count();
    Some(match (given.get(same), answered.get(same)) {
        (Some(_), Some(_)) => format!("changed step {} of those that it was given", same + 1),
        (Some(_), None) => format!("left out step {} of those that it was given", same + 1),
        _ => format!("answered a step that it was not given, behind the {same} that it was"),
    })
}

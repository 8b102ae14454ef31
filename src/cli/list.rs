//! `sockspec list` and `sockspec show`: what there is to be run, and what it means.

use super::UsageError;
use super::arguments::{ListArguments, ShowArguments};
use super::settings;
use crate::case::{Case, Step, Subject};
use crate::engine::summary::NOTHING_RAN;
use crate::protocol::clause::{ClauseId, Examples, Level};
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use crate::report::words;
use serde::Serialize;
use std::io::{self, Write};

/// The output of `list --json`.
#[derive(Debug, Serialize)]
struct Listing<'a> {
    cases: Vec<CaseEntry<'a>>,
    clauses: Vec<ClauseEntry>,
}

#[derive(Debug, Serialize)]
struct CaseEntry<'a> {
    id: &'a str,
    subject: String,
    summary: &'a str,
    source: String,
    clauses: Vec<ClauseId>,
}

#[derive(Debug, Serialize)]
struct ClauseEntry {
    id: ClauseId,
    level: Level,
    roles: &'static [Role],
    text: &'static str,
    right: &'static [String],
    wrong: &'static [String],
}

pub(super) fn run_list(arguments: &ListArguments) -> Result<u8, UsageError> {
    let cases = settings::chosen_cases(&arguments.selection)?;
    if arguments.by_clause {
        let clauses = current_spec().clauses().map(|clause| by_role(clause, cases.iter().map(|case| &**case)));
        print_text(&clauses.collect::<Vec<_>>().join("\n"));
        return Ok(if cases.is_empty() { NOTHING_RAN } else { 0 });
    }
    let cases: Vec<CaseEntry<'_>> = cases.iter().map(|case| case_entry(case)).collect();
    let text = if arguments.json {
        let listing = Listing { cases, clauses: current_spec().clauses().map(clause_entry).collect() };
        to_json(&listing)
    } else {
        let width = cases.iter().map(|case| case.id.len()).max().unwrap_or(0);
        cases.iter().map(|case| format!("{:width$}  {}\n", case.id, case.summary)).collect()
    };
    print_text(&text);
    Ok(if text.is_empty() { NOTHING_RAN } else { 0 })
}

pub(super) fn run_show(arguments: &ShowArguments) -> Result<u8, UsageError> {
    let cases = crate::protocols::load_all_cases().map_err(|error| UsageError::from_rendered(error.render(false)))?;
    if let Some(case) = cases.iter().find(|case| case.id.as_str() == arguments.id) {
        print_text(&if arguments.json { to_json(case) } else { case_text(case) });
        return Ok(0);
    }
    match arguments.id.parse::<ClauseId>() {
        Ok(clause) => {
            let text = if arguments.json { to_json(&clause_entry(clause)) } else { clause_text(clause, &cases) };
            print_text(&text);
            Ok(0)
        }
        Err(unknown) if !arguments.id.contains('/') => {
            Err(UsageError::new(format!("{unknown} `sockspec list --by-clause` lists them, `sockspec list` the cases")))
        }
        Err(_) => Err(UsageError::new(no_such_case(&arguments.id, &cases))),
    }
}

fn no_such_case(id: &str, cases: &[Case]) -> String {
    let nearest = cases.iter().min_by_key(|case| strsim::damerau_levenshtein(case.id.as_str(), id));
    let hint = nearest.map(|case| format!("; the nearest is {}", case.id)).unwrap_or_default();
    format!("there is no case `{id}`{hint}. `sockspec list` shows them all")
}

fn case_entry(case: &Case) -> CaseEntry<'_> {
    CaseEntry {
        id: case.id.as_str(),
        subject: case.id.subject().to_string(),
        summary: &case.summary,
        source: words::source(&case.source),
        clauses: judged_by(case),
    }
}

/// The clauses that a case names: those it promises, and those of its steps.
fn judged_by(case: &Case) -> Vec<ClauseId> {
    let of_steps = case.steps.iter().filter_map(|step| match step {
        Step::Expect { clause, .. } => Some(*clause),
        _ => None,
    });
    let mut clauses: Vec<ClauseId> = case.clauses.iter().copied().chain(of_steps).collect();
    clauses.sort();
    clauses.dedup();
    clauses
}

/// A clause, and the cases that name it, for each role that it binds and for each pair. A role without any case, even
/// in a pair, is listed too.
fn by_role<'c>(clause: ClauseId, cases: impl Iterator<Item = &'c Case>) -> String {
    let mut subjects: Vec<(Subject, Vec<&str>)> =
        clause.roles().iter().map(|role| (Subject::Role(*role), Vec::new())).collect();
    for case in cases.filter(|case| judged_by(case).contains(&clause)) {
        match subjects.iter_mut().find(|(known, _)| *known == case.id.subject()) {
            Some((_, ids)) => ids.push(case.id.as_str()),
            None => subjects.push((case.id.subject(), vec![case.id.as_str()])),
        }
    }
    // A pair may show clauses that no case of the role alone can show.
    let is_shown = |one: Subject| {
        let plays = |other: Subject| one.roles().iter().all(|role| other.roles().contains(role));
        subjects.iter().any(|(other, ids)| plays(*other) && !ids.is_empty())
    };
    let lines = subjects.iter().flat_map(|(subject, ids)| match ids.as_slice() {
        [] if !is_shown(*subject) => vec![format!("  {subject}: no case\n")],
        ids => ids.iter().map(|id| format!("  {id}\n")).collect(),
    });
    format!("{clause} {}  {}\n{}", clause.level(), clause.sentence(), lines.collect::<String>())
}

fn clause_entry(id: ClauseId) -> ClauseEntry {
    let Examples { right, wrong } = id.examples();
    ClauseEntry { id, level: id.level(), roles: id.roles(), text: id.text(), right, wrong }
}

fn case_text(case: &Case) -> String {
    let steps =
        case.steps.iter().enumerate().map(|(at, step)| format!("  {:2}. {}\n", at + 1, words::describe_step(step)));
    let clauses =
        judged_by(case).into_iter().map(|clause| format!("  {clause} {}: {}\n", clause.level(), clause.sentence()));
    format!(
        "{}\n{}\n\nsteps:\n{}\nclauses:\n{}",
        case.id,
        case.summary,
        steps.collect::<String>(),
        clauses.collect::<String>()
    )
}

fn clause_text(clause: ClauseId, cases: &[Case]) -> String {
    let roles: Vec<&str> = clause.roles().iter().map(|role| role.as_str()).collect();
    let judging = cases.iter().filter(|case| judged_by(case).contains(&clause));
    let lines: String = judging.map(|case| format!("  {}  {}\n", case.id, case.summary)).collect();
    let (text, examples) = (clause.text(), examples_text(clause));
    let (level, meaning) = if clause.is_off() {
        ("off", "A clause is one rule of the protocol. This one is switched off: it is not judged.\n")
    } else {
        (clause.level().as_str(), level_meaning(clause.level()))
    };
    format!("{clause} {level} ({})\n{meaning}\n{text}\n{examples}\ncases:\n{lines}", roles.join(", "))
}

/// The meaning of a clause of this level for a program, in one line.
fn level_meaning(level: Level) -> &'static str {
    match level {
        Level::Must => "A clause is one rule of the protocol. A program that breaks this one fails.\n",
        Level::Should => "A clause is one rule of the protocol. A program that breaks this one gets a warning.\n",
        Level::Info => "Nothing is right or wrong here: reports only say what a program does.\n",
    }
}

/// The protocol's examples of right and wrong; of an INFO clause the names that reports use.
fn examples_text(clause: ClauseId) -> String {
    let Examples { right, wrong } = clause.examples();
    let names = clause.behaviours();
    [("right", right.as_slice()), ("wrong", wrong), ("reports say one of", names)]
        .iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(label, lines)| {
            format!("\n{label}:\n{}", lines.iter().map(|line| format!("  {line}\n")).collect::<String>())
        })
        .collect()
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

/// A reader that closed the pipe wants no more: that is no failure.
fn print_text(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

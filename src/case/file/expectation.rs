//! One `expect` step of a case file.

use super::form::{PLAIN_MATCHERS, StepForm, expectation_forms};
use super::matcher;
use super::payload;
use super::scene::Scene;
use crate::case::{Behaviour, ExitExpectation, Expectation, NamedPattern, Payload, Step};
use crate::diagnosis::{did_you_mean, time};
use crate::document::{FileError, Table, Text};
use crate::protocol::clause::ClauseId;
use crate::protocol::current_spec;
use std::time::Duration;
use toml::Spanned;
use toml::de::DeValue;

const NAMES_HELP: &str = "write each name and the request whose statistics are seen, as in\n\
                          names = { joined = \"5 4 6\", separate = [\"5 4\", \"6\"], refused = [] }";
const PEERS_HELP: &str =
    "write each name and the client or socket on which the reply comes: names = { source = \"a\" }";
const EXIT_HELP: &str = "write the earliest and the latest time after the last input: between = [\"1s\", \"5s\"]";

/// Reads an `expect` step.
pub(super) fn read<'a>(table: &Table<'a>, scene: &Scene<'a>) -> Result<Step, FileError> {
    let form = form_of(table, scene)?;
    let table = &table.with_title(format!("expect = \"{}\"", form.name));
    let keys: Vec<&str> = [&["expect"], form.keys].concat();
    table.reject_unknown_key(&keys, &format!("its keys are {}, as in\n{}", form.keys.join(", "), form.example))?;
    let payload = |key: &str| {
        payload::read(
            table.document,
            table.require_key(key, &format!("write it as in\n{}", form.example))?,
            &format!("`{key}`"),
        )
    };
    let what = match form.name {
        "statistics" => Expectation::Statistics { of: payload("of")?, on: scene.resolve_peer(table)? },
        "statistics-of-each" => {
            let of = table.require_key("of", &format!("write the requests as a list, as in\n{}", form.example))?;
            Expectation::StatisticsOfEach { of: read_requests(table, "of", of)?, on: scene.resolve_peer(table)? }
        }
        "reply" => matcher::read_reply_expectation(table, scene)?,
        "sends" => matcher::read_sends_expectation(table, scene)?,
        "prints" => Expectation::Prints { what: matcher::read(table)? },
        "file" => matcher::read_file_expectation(table)?,
        "nothing" => Expectation::Nothing { on: table.get("on").map(|_| scene.resolve_peer(table)).transpose()? },
        "no-statistics" => Expectation::NoStatistics { on: scene.resolve_peer(table)? },
        "closed" => Expectation::Closed { on: scene.resolve_peer(table)? },
        "message" => Expectation::Message { text: payload("text")? },
        "length" => Expectation::Length { text: payload("text")? },
        "length-held-back" => Expectation::LengthHeldBack { message: payload("message")? },
        "relayed-statistics" => Expectation::RelayedStatistics { of: payload("of")? },
        "results" => Expectation::Results { of: payload("of")? },
        "exit" => read_exit_expectation(table)?,
        _ => return read_info_expectation(table, form, scene),
    };
    Ok(Step::Expect { what, clause: scene.clause_of(table)? })
}

/// The form of the expectation.
fn form_of<'a>(table: &Table<'a>, scene: &Scene<'a>) -> Result<&'static StepForm, FileError> {
    let help = scene.one_of(expectation_forms());
    let text = table.read_text("expect", &help)?.ok_or_else(|| table.missing_key_error("expect", &help))?;
    let Some(form) = expectation_forms().iter().find(|form| form.name == text.value) else {
        let fitting =
            expectation_forms().iter().filter(|form| form.place.is_for_subject(scene.subject)).map(|form| form.name);
        let label = did_you_mean(text.value, fitting).unwrap_or_else(|| "nothing is known by this name".to_owned());
        return Err(text.error_at_text(format!("no expectation is called `{}`", text.value), label, help));
    };
    if form.place.is_for_subject(scene.subject) {
        return Ok(form);
    }
    let message = format!("a {} case can't expect `{}`", scene.subject, form.name);
    Err(text.error_at_text(message, format!("this is for {} cases", form.place.describe_subjects()), help))
}

/// The expectations that note what is seen and judge nothing.
fn read_info_expectation<'a>(table: &Table<'a>, form: &StepForm, scene: &Scene<'a>) -> Result<Step, FileError> {
    let clause = scene.info_clause_of(table, form.name)?;
    let what = match form.name {
        "observed" => Expectation::Observed { on: scene.resolve_peer(table)? },
        "answered-on" => Expectation::AnsweredOn {
            of: payload::read(
                table.document,
                table.require_key("of", &format!("write it as in\n{}", form.example))?,
                "`of`",
            )?,
            peers: read_reply_peers(table, clause, scene)?,
            otherwise: read_otherwise(table)?,
        },
        "one-of" if current_spec().judge.is_none() => Expectation::NamedReply {
            on: scene.resolve_peer(table)?,
            names: read_named_replies(table, clause)?,
            otherwise: read_otherwise(table)?,
        },
        "one-of" => Expectation::OneOf {
            on: read_peers(table, scene)?,
            behaviours: read_behaviours(table, clause)?,
            otherwise: read_otherwise(table)?,
        },
        _ => Expectation::PrintsOneOf {
            behaviours: read_printed_behaviours(table, clause)?,
            otherwise: read_otherwise(table)?,
        },
    };
    Ok(Step::Expect { what, clause })
}

/// One name or a list of names.
fn read_peers<'a>(table: &Table<'a>, scene: &Scene<'a>) -> Result<Vec<String>, FileError> {
    let Some(value) = table.get("on") else { return Ok(vec![scene.latest_peer(table)?]) };
    let DeValue::Array(entries) = value.get_ref() else { return Ok(vec![scene.resolve_peer(table)?]) };
    let help = "write one name, on = \"a\", or a list of names, on = [\"a\", \"b\"]";
    if entries.is_empty() {
        return Err(table.document.error_at(value.span(), "`on` is empty", "nobody is named here", help));
    }
    entries.iter().map(|entry| scene.find_peer(&Text::from_value(table.document, entry, "a name", help)?)).collect()
}

/// The table `names`, which holds one name at least.
fn read_names_table<'a>(table: &Table<'a>, help: &str) -> Result<Table<'a>, FileError> {
    let value = table.require_key("names", help)?;
    let entries = table.document.expect_table(value, "`names` must be a table, between braces", help)?;
    if entries.is_empty() {
        Err(table.document.error_at(value.span(), "`names` is empty", "no name stands here", help))
    } else {
        Ok(Table::from_entries(table.document, "`names`".to_owned(), value.span(), entries))
    }
}

/// The names, in the order of the file, and what is seen in each case.
fn read_behaviours<'a>(table: &Table<'a>, clause: ClauseId) -> Result<Vec<Behaviour>, FileError> {
    let names = read_names_table(table, NAMES_HELP)?;
    let behaviour = |(name, span): (&'a str, std::ops::Range<usize>)| {
        known_name(name, clause)
            .map_err(|(message, label, help)| table.document.error_at(span, message, label, help))?;
        let shows = read_requests(table, name, names.require_key(name, NAMES_HELP)?)?;
        Ok(Behaviour { name: name.to_owned(), shows })
    };
    names.keys_in_file_order().into_iter().map(behaviour).collect()
}

/// The names, in the order of the file, and what comes in each case.
fn read_named_replies<'a>(table: &Table<'a>, clause: ClauseId) -> Result<Vec<NamedPattern>, FileError> {
    const HELP: &str = "write each name and what comes then, as in\n\
                        names = { echo = { text = \"x\" }, silence = { nothing = true } }";
    let names = read_names_table(table, HELP)?;
    let one = |(name, span): (&'a str, std::ops::Range<usize>)| {
        known_name(name, clause)
            .map_err(|(message, label, help)| table.document.error_at(span, message, label, help))?;
        let value = names.require_key(name, HELP)?;
        let entries = table.document.expect_table(value, &format!("`{name}` must be a table, between braces"), HELP)?;
        let own = Table::from_entries(table.document, format!("`{name}`"), value.span(), entries);
        own.reject_unknown_key(&[PLAIN_MATCHERS.as_slice(), &["nothing"]].concat(), HELP)?;
        let what = match own.get("nothing") {
            Some(_) => own.require_true_flag("nothing").map(|()| None)?,
            None => Some(matcher::read(&own)?),
        };
        Ok(NamedPattern { name: name.to_owned(), what })
    };
    names.keys_in_file_order().into_iter().map(one).collect()
}

/// One request, or a list of them.
fn read_requests<'a>(
    table: &Table<'a>,
    name: &str,
    value: &'a Spanned<DeValue<'a>>,
) -> Result<Vec<Payload>, FileError> {
    let what = format!("`{name}`");
    match value.get_ref() {
        DeValue::Array(entries) => {
            entries.iter().map(|entry| payload::read(table.document, entry, &format!("a request of {what}"))).collect()
        }
        _ => Ok(vec![payload::read(table.document, value, &what)?]),
    }
}

/// The same for what a client prints: the numbers of one reply, or nothing.
fn read_printed_behaviours<'a>(table: &Table<'a>, clause: ClauseId) -> Result<Vec<Behaviour>, FileError> {
    let behaviours = read_behaviours(table, clause)?;
    let Some(wrong) = behaviours.iter().find(|behaviour| behaviour.shows.len() > 1) else { return Ok(behaviours) };
    let message = format!("`{}` has {} replies, and a client prints one", wrong.name, wrong.shows.len());
    let help = "write the reply whose numbers are printed, as in names = { whole = \"27.4 3.4 9.0 5.48\" }";
    let span = table.get("names").map_or_else(|| table.span.clone(), Spanned::span);
    Err(table.document.error_at(span, message, "more than one reply for a name", help))
}

/// The name for everything else: the protocol's, or one of the case's own if the protocol names nothing more.
fn read_otherwise(table: &Table<'_>) -> Result<String, FileError> {
    let help = "write the name for everything else: otherwise = \"refused\"";
    let text = table.read_text("otherwise", help)?.ok_or_else(|| table.missing_key_error("otherwise", help))?;
    if text.value.trim().is_empty() {
        Err(text.error_at_text("`otherwise` is blank", "no name stands here", help))
    } else {
        Ok(text.value.to_owned())
    }
}

/// The names of `answered-on`, and the peer on which the reply comes in each case.
fn read_reply_peers<'a>(
    table: &Table<'a>,
    clause: ClauseId,
    scene: &Scene<'a>,
) -> Result<Vec<(String, String)>, FileError> {
    let help = PEERS_HELP;
    let names = read_names_table(table, help)?;
    let place = |(name, span): (&'a str, std::ops::Range<usize>)| {
        known_name(name, clause)
            .map_err(|(message, label, help)| table.document.error_at(span, message, label, help))?;
        let peer = Text::from_value(table.document, names.require_key(name, help)?, "a name", help)?;
        Ok((name.to_owned(), scene.find_peer(&peer)?))
    };
    names.keys_in_file_order().into_iter().map(place).collect()
}

/// Whether the clause knows a behaviour by this name; the clauses that name none know all. Else message, label, help.
fn known_name(name: &str, clause: ClauseId) -> Result<(), (String, String, String)> {
    let known = clause.behaviours();
    if known.is_empty() && !name.trim().is_empty() || known.iter().any(|known| known == name) {
        return Ok(());
    }
    let label =
        did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| "not a name of this clause".to_owned());
    let help = if known.is_empty() {
        "write a short name for what is seen".to_owned()
    } else {
        format!("{clause} names {}", known.join(", "))
    };
    Err((format!("{clause} names no behaviour `{name}`"), label, help))
}

fn read_exit_expectation(table: &Table<'_>) -> Result<Expectation, FileError> {
    let mut hows = vec![
        ("success", ExitExpectation::Success),
        ("failure", ExitExpectation::Failure),
        ("orderly", ExitExpectation::Orderly),
        ("any", ExitExpectation::Any),
    ];
    if current_spec().judge.is_none() {
        hows.insert(2, ("nonzero", ExitExpectation::NonZero));
    }
    let help = "say how the client ends: how = \"success\", \"failure\", \"orderly\" or \"any\"";
    let how = table.read_choice("how", &hows)?.ok_or_else(|| table.missing_key_error("how", help))?;
    let between = table.get("between").map(|value| two_times(table, value)).transpose()?;
    Ok(Expectation::Exit { how, between })
}

fn two_times<'a>(table: &Table<'a>, value: &'a Spanned<DeValue<'a>>) -> Result<(Duration, Duration), FileError> {
    let entries = table.document.expect_list(value, "`between`", EXIT_HELP)?;
    let wrong = |message: &str, label: &str| Err(table.document.error_at(value.span(), message, label, EXIT_HELP));
    let [earliest, latest] = entries.get(..).unwrap_or_default() else {
        return wrong("`between` must be two times", &format!("this is a list of {}", entries.len()));
    };
    let time = |entry| Text::from_value(table.document, entry, "a time", time::HELP)?.parse_time();
    let (earliest, latest) = (time(earliest)?, time(latest)?);
    if earliest < latest {
        Ok((earliest, latest))
    } else {
        wrong("`between` ends before it begins", "the second time must be longer than the first")
    }
}

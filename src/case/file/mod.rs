//! Case files: TOML in, a [`Case`] or the first mistake out; and a case as such a file.
//!
//! `protocols/set-statistics/cases/README.md` explains the format to a person who writes cases.

mod built_in;
mod expectation;
mod folder;
mod form;
mod group;
mod matcher;
mod payload;
mod scene;
mod step;
mod write;

pub use built_in::built_in;
pub use folder::{id_in_path, load_all, load_case_files, load_each};
pub use write::to_toml;

use super::{Case, CaseId, Expectation, Pace, Source as CaseSource, Step};
use crate::document::{Document, FileError, Format, Table, Text};
use crate::protocol::clause::ClauseId;
use scene::Scene;
use std::path::{Component, Path};
use toml::Spanned;
use toml::de::DeValue;

const KEYS: [&str; 5] = ["summary", "clauses", "patience", "pace", "steps"];
const PACES: [(&str, Pace); 2] = [("careful", Pace::Careful), ("quick", Pace::Quick)];
/// The key of a replay artifact's table beside its case: it is no part of the case, so it is not read here.
const REPLAY: &str = "replay";
/// The harness's own UDP server, in a client's case.
pub const SERVER_SOCKET: &str = "server";
const SUMMARY_HELP: &str = "write one sentence, what is tried and what a right program does:\nsummary = \"A server answers a request at once.\"";
const REPEAT_HELP: &str =
    "write a number and the steps: { repeat = 100, steps = [{ connect = \"a\" }, { leave = \"a\" }] }";
const CLAUSES_HELP: &str =
    "name the clauses for which this case must yield a verdict: clauses = [\"RSP-1\", \"RSP-2\"]";

const FORMAT: Format = Format {
    title: "a case",
    duplicate: "keep one of the two; each step has braces of its own, and all of them stand in one list `steps`",
    escape: "write two backslashes for one; for bytes that are no text write { escaped = '\\xff' }, in single quotes",
    hint,
};

/// Advice on a complaint of the TOML parser.
fn hint(message: &str) -> &'static str {
    match message {
        _ if message.contains("must be quoted") => "put the text between quotation marks, as in connect = \"a\"",
        _ if message.contains("basic string") => "close the text with a quotation mark on the same line",
        _ if message.contains("assignment") || message.contains("key with no value") => {
            "write an equals sign between a key and its value, as in connect = \"a\""
        }
        _ if message.contains("inline table") => {
            "write a step as { send = \"5 4 6\", on = \"a\" }, with a comma between two keys;\n\
             is a quotation mark or a closing brace missing, here or in the line above?"
        }
        _ if message.contains("array") => "put a comma after each entry of a list, and ] after the last one",
        _ if message.contains("leading zero") => "write the number without the zero, as in port = 8000",
        _ => "a line is key = value, with text between quotation marks: patience = \"8s\"",
    }
}

/// Reads a case's text; `path_shown` is what errors call the file.
pub fn parse(path_shown: &str, id: CaseId, text: &str) -> Result<Case, FileError> {
    let document = Document { name: path_shown, text, format: &FORMAT };
    if text.trim().is_empty() {
        return Err(document.error_at(0..0, "the case file is empty", "nothing stands here", SUMMARY_HELP));
    }
    let entries = document.parse()?;
    let top = Table::for_whole_file(&document, &entries);
    top.reject_unknown_key(
        &[KEYS.as_slice(), &[REPLAY]].concat(),
        &format!("write one of {}; what is done goes into `steps`", KEYS.join(", ")),
    )?;
    let scene = Scene::new(&document, id.subject());
    let summary = read_summary(&top)?;
    let clauses = read_clauses(&top, &scene)?;
    let patience = top.read_positive_time("patience")?;
    let pace = top.read_choice("pace", &PACES)?.unwrap_or_default();
    let steps = read_step_list(&top, scene)?;
    let origin = CaseSource::File(format!("{id}.toml"));
    Ok(Case { id, summary, clauses, steps, patience, pace, source: origin })
}

/// Reads a case file; its id is its path below `root`, without `.toml`.
pub fn load_case(path: &Path, root: &Path) -> Result<Case, FileError> {
    let shown = path.display().to_string();
    let id = id_of(path, root)?;
    parse(&shown, id, &read_text(path)?)
}

/// The text of a case file.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        FileError::without_place(format!("can't read `{shown}`: {error}"), "name a case file that can be read")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to() + 1;
        let message = format!("`{shown}` is not UTF-8 text: byte {byte} does not fit");
        FileError::without_place(message, "save it as UTF-8; write bytes that are no text as { escaped = '\\xff' }")
    })
}

fn id_of(path: &Path, root: &Path) -> Result<CaseId, FileError> {
    let shown = path.display();
    let below = path.strip_prefix(root).map_err(|_| {
        let message = format!("`{shown}` does not stand below the folder `{}`", root.display());
        FileError::without_place(message, "a case's id is its path below the folder of cases")
    })?;
    let parts = below.with_extension("");
    let parts = parts.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let id = parts.collect::<Vec<_>>().join("/");
    id.parse().map_err(|error: super::id::NotACaseId| {
        let help =
            "a case's id is its path below the folder of cases, in lower case, as in tcp-server/robust/leaves.toml";
        FileError::without_place(format!("`{shown}` can't be a case: {error}"), help)
    })
}

fn read_summary(top: &Table<'_>) -> Result<String, FileError> {
    let text = top.read_text("summary", SUMMARY_HELP)?.ok_or_else(|| top.missing_key_error("summary", SUMMARY_HELP))?;
    if text.value.trim().is_empty() {
        return Err(text.error_at_text("the summary is empty", "nothing is said here", SUMMARY_HELP));
    }
    if text.value.contains(char::is_control) {
        return Err(text.error_at_text(
            "the summary must be one line of plain text",
            "more than one line",
            SUMMARY_HELP,
        ));
    }
    Ok(text.value.to_owned())
}

fn read_clauses(top: &Table<'_>, scene: &Scene<'_>) -> Result<Vec<ClauseId>, FileError> {
    let value = top.require_key("clauses", CLAUSES_HELP)?;
    let entries = top.document.expect_list(value, "`clauses`", CLAUSES_HELP)?;
    if entries.is_empty() {
        return Err(top.document.error_at(value.span(), "`clauses` is empty", "no clause is named here", CLAUSES_HELP));
    }
    let mut clauses = Vec::new();
    for entry in entries {
        let text = Text::from_value(top.document, entry, "a clause", CLAUSES_HELP)?;
        let clause = scene.parse_clause(&text)?;
        if clause.is_off() {
            let message = format!("`{clause}` is off in {}", crate::protocol::current_spec().name);
            return Err(text.error_at_text(
                message,
                "it is never judged",
                "name a clause that holds, or leave the case out",
            ));
        }
        if clauses.contains(&clause) {
            return Err(text.error_at_text(
                format!("`{clause}` is named twice"),
                "the second one",
                "keep one of the two",
            ));
        }
        clauses.push(clause);
    }
    Ok(clauses)
}

fn read_step_list<'a>(top: &Table<'a>, mut scene: Scene<'a>) -> Result<Vec<Step>, FileError> {
    let (first, last) = (scene.step_example(), scene.expectation_example());
    let help = format!("write a list of steps, each between braces, as in\nsteps = [\n  {first},\n  {last},\n]");
    let value = top.require_key("steps", &help)?;
    let entries = top.document.expect_list(value, "`steps`", &help)?;
    let mut steps = Vec::new();
    for entry in entries {
        read_steps(entry, &mut scene, &mut steps)?;
    }
    name_the_socket(&mut steps, &scene);
    if steps.is_empty() {
        return Err(top.document.error_at(value.span(), "the case has no steps", "nothing is done here", help));
    }
    if !steps.iter().any(|step| matches!(step, Step::Expect { .. })) {
        let help = format!("end the list with a step such as\n{}", scene.expectation_example());
        let label = "none of these steps is an `expect`";
        return Err(top.document.error_at(top.key_span("steps"), "the case expects nothing", label, help));
    }
    Ok(steps)
}

/// In a client's case with several sockets of the harness, what the client sends comes to the server's own, if the file
/// names no other.
fn name_the_socket(steps: &mut [Step], scene: &Scene<'_>) {
    if !scene.is_client_with_sockets() {
        return;
    }
    for step in steps {
        if let Step::Expect { what: Expectation::Sends { on, .. }, .. } = step {
            on.get_or_insert_with(|| SERVER_SOCKET.to_owned());
        }
    }
}

/// Reads a step, or several that are repeated; in each round the clients and sockets that come are others: `a-1`, `a-2`.
fn read_steps<'a>(
    value: &'a Spanned<DeValue<'a>>,
    scene: &mut Scene<'a>,
    steps: &mut Vec<Step>,
) -> Result<(), FileError> {
    let Some(entries) = value.get_ref().as_table().filter(|entries| entries.contains_key("repeat")) else {
        steps.push(read_step(value, scene)?);
        return Ok(());
    };
    let table = Table::from_entries(scene.document, "a repetition".to_owned(), value.span(), entries);
    table.reject_unknown_key(&["repeat", "steps"], REPEAT_HELP)?;
    let rounds = table.read_port("repeat", 100)?.unwrap_or(1);
    let repeated = scene.document.expect_list(table.require_key("steps", REPEAT_HELP)?, "`steps`", REPEAT_HELP)?;
    for round in 1..=rounds {
        scene.begin_round(Some(round));
        for entry in repeated {
            steps.push(read_step(entry, scene)?);
        }
    }
    scene.begin_round(None);
    Ok(())
}

fn read_step<'a>(value: &'a Spanned<DeValue<'a>>, scene: &mut Scene<'a>) -> Result<Step, FileError> {
    let help = format!("write a key and its value, as in {}", scene.step_example());
    let entries = scene.document.expect_table(value, "a step must stand between braces", &help)?;
    step::read(&Table::from_entries(scene.document, "a step".to_owned(), value.span(), entries), scene)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod write_tests;

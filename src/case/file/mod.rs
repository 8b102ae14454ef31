//! Case files: TOML in, a [`Case`] or the first mistake out; and a case as such a file.
//!
//! `fixtures/cases/README.md` tells the format to a person who writes cases.

mod built_in;
mod error;
mod expectation;
mod folder;
mod form;
mod payload;
mod scene;
mod source;
mod step;
mod table;
mod write;

pub use built_in::built_in;
pub use error::CaseFileError;
pub use folder::{id_in_path, load_all};
pub use write::to_toml;

use super::{Case, CaseId, Source as CaseSource, Step};
use crate::protocol::clause::ClauseId;
use scene::Scene;
use source::Source;
use std::path::{Component, Path};
use table::{Table, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 4] = ["summary", "clauses", "patience", "steps"];
/// What a replay artifact holds besides its case: no part of the case, so it is not read here.
const REPLAY: &str = "replay";
const SUMMARY_HELP: &str = "write one sentence, what is tried and what a right program does:\nsummary = \"A server answers a request at once.\"";
const REPEAT_HELP: &str =
    "write a number and the steps: { repeat = 100, steps = [{ connect = \"a\" }, { leave = \"a\" }] }";
const CLAUSES_HELP: &str =
    "name the clauses for which this case must yield a verdict: clauses = [\"RSP-1\", \"RSP-2\"]";

/// Reads a case's text; `path_shown` is what errors call the file.
pub fn parse(path_shown: &str, id: CaseId, text: &str) -> Result<Case, CaseFileError> {
    let source = Source { file: path_shown, text };
    if text.trim().is_empty() {
        return Err(source.error(0..0, "the case file is empty", "nothing stands here", SUMMARY_HELP));
    }
    let document = DeTable::parse(text).map_err(|error| source.syntax(&error))?;
    let top = Table::top(&source, document.get_ref());
    top.only(
        &[KEYS.as_slice(), &[REPLAY]].concat(),
        &format!("write one of {}; what is done goes into `steps`", KEYS.join(", ")),
    )?;
    let scene = Scene::new(&source, id.subject());
    let summary = summary(&top)?;
    let clauses = clauses(&top, &scene)?;
    let patience = top.time("patience")?;
    let steps = steps(&top, scene)?;
    let origin = CaseSource::File(format!("{id}.toml"));
    Ok(Case { id, summary, clauses, steps, patience, source: origin })
}

/// Reads a case file; its id is its path below `root`, without `.toml`.
pub fn load(path: &Path, root: &Path) -> Result<Case, CaseFileError> {
    let shown = path.display().to_string();
    let id = id_of(path, root)?;
    parse(&shown, id, &read_text(path)?)
}

/// The text of a case file.
pub fn read_text(path: &Path) -> Result<String, CaseFileError> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        CaseFileError::without_place(format!("can't read `{shown}`: {error}"), "name a case file that can be read")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to() + 1;
        let message = format!("`{shown}` is not UTF-8 text: byte {byte} does not fit");
        CaseFileError::without_place(message, "save it as UTF-8; write bytes that are no text as { escaped = '\\xff' }")
    })
}

fn id_of(path: &Path, root: &Path) -> Result<CaseId, CaseFileError> {
    let shown = path.display();
    let below = path.strip_prefix(root).map_err(|_| {
        let message = format!("`{shown}` does not stand below the folder `{}`", root.display());
        CaseFileError::without_place(message, "a case's id is its path below the folder of cases")
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
        CaseFileError::without_place(format!("`{shown}` can't be a case: {error}"), help)
    })
}

fn summary(top: &Table<'_>) -> Result<String, CaseFileError> {
    let text = top.text("summary", SUMMARY_HELP)?.ok_or_else(|| top.missing("summary", SUMMARY_HELP))?;
    if text.value.trim().is_empty() {
        return Err(text.wrong("the summary is empty", "nothing is said here", SUMMARY_HELP));
    }
    if text.value.contains(char::is_control) {
        return Err(text.wrong("the summary must be one line of plain text", "more than one line", SUMMARY_HELP));
    }
    Ok(text.value.to_owned())
}

fn clauses(top: &Table<'_>, scene: &Scene<'_>) -> Result<Vec<ClauseId>, CaseFileError> {
    let value = top.need("clauses", CLAUSES_HELP)?;
    let entries = top.source.list(value, "`clauses`", CLAUSES_HELP)?;
    if entries.is_empty() {
        return Err(top.source.error(value.span(), "`clauses` is empty", "no clause is named here", CLAUSES_HELP));
    }
    let mut clauses = Vec::new();
    for entry in entries {
        let text = Text::of(top.source, entry, "a clause", CLAUSES_HELP)?;
        let clause = scene.clause(&text)?;
        if clauses.contains(&clause) {
            return Err(text.wrong(format!("`{clause}` is named twice"), "the second one", "keep one of the two"));
        }
        clauses.push(clause);
    }
    Ok(clauses)
}

fn steps<'a>(top: &Table<'a>, mut scene: Scene<'a>) -> Result<Vec<Step>, CaseFileError> {
    let (first, last) = (scene.step_example(), scene.expectation_example());
    let help = format!("write a list of steps, each between braces, as in\nsteps = [\n  {first},\n  {last},\n]");
    let value = top.need("steps", &help)?;
    let entries = top.source.list(value, "`steps`", &help)?;
    let mut steps = Vec::new();
    for entry in entries {
        read_steps(entry, &mut scene, &mut steps)?;
    }
    if steps.is_empty() {
        return Err(top.source.error(value.span(), "the case has no steps", "nothing is done here", help));
    }
    if !steps.iter().any(|step| matches!(step, Step::Expect { .. })) {
        let help = format!("end the list with a step such as\n{}", scene.expectation_example());
        let label = "none of these steps is an `expect`";
        return Err(top.source.error(top.key_span("steps"), "the case expects nothing", label, help));
    }
    Ok(steps)
}

/// Reads a step, or several that are repeated; in each round the clients and sockets that come are others: `a-1`, `a-2`.
fn read_steps<'a>(
    value: &'a Spanned<DeValue<'a>>,
    scene: &mut Scene<'a>,
    steps: &mut Vec<Step>,
) -> Result<(), CaseFileError> {
    let Some(entries) = value.get_ref().as_table().filter(|entries| entries.contains_key("repeat")) else {
        steps.push(read_step(value, scene)?);
        return Ok(());
    };
    let table = Table::at(scene.source, "a repetition".to_owned(), value.span(), entries);
    table.only(&["repeat", "steps"], REPEAT_HELP)?;
    let rounds = table.port("repeat")?.unwrap_or(1);
    let repeated = scene.source.list(table.need("steps", REPEAT_HELP)?, "`steps`", REPEAT_HELP)?;
    for round in 1..=rounds {
        scene.begin_round(Some(round));
        for entry in repeated {
            steps.push(read_step(entry, scene)?);
        }
    }
    scene.begin_round(None);
    Ok(())
}

fn read_step<'a>(value: &'a Spanned<DeValue<'a>>, scene: &mut Scene<'a>) -> Result<Step, CaseFileError> {
    let help = format!("write a key and its value, as in {}", scene.step_example());
    let entries = scene.source.table(value, "a step must stand between braces", &help)?;
    step::read(&Table::at(scene.source, "a step".to_owned(), value.span(), entries), scene)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod write_tests;

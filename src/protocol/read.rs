//! protocol.toml and PROTOCOL.md, read; the first mistake is reported with its place.

mod derive;
mod family;
mod names;
mod role;

use super::clause;
use super::sources::Definition;
use super::spec::{Home, RoleSpec, Spec};
use crate::diagnosis::Mistake;
use crate::document::{Document, FileError, Format, Table};

const KEYS: [&str; 9] = ["name", "title", "judge", "on-packets", "next-client", "roles", "derive", "model", "family"];
const TITLE_HELP: &str = "say on one line what the protocol does: title = \"Answers in upper case\"";
const CLAUSES_HELP: &str = "state one at least: a paragraph of PROTOCOL.md that begins like\n\
                            **`RSP-1` MUST (servers).** The server answers at once.";

const FORMAT: Format = Format {
    title: "the protocol",
    duplicate: "keep one of the two; each role has a name of its own",
    escape: "write two backslashes for one, or put the text between single quotes",
    hint: |_| "a line is key = value, with text between quotation marks: name = \"uppercase\"",
};

/// The text of a protocol's two files, and what errors call each.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// The errors' name for protocol.toml.
    pub toml_name: &'a str,
    /// Its text.
    pub toml: &'a str,
    /// The errors' name for PROTOCOL.md.
    pub markdown_name: &'a str,
    /// Its text.
    pub markdown: &'a str,
}

/// Reads a protocol. Its spec lives as long as the process.
///
/// # Errors
/// The first mistake, with its place.
pub fn read_definition(texts: Texts<'_>, home: Home) -> Result<Definition, FileError> {
    let document = Document { name: texts.toml_name, text: texts.toml, format: &FORMAT };
    if texts.toml.trim().is_empty() {
        let help =
            format!("begin with a name, a title and a role:\nname = \"uppercase\"\ntitle = \"…\"\n\n{}", role::EXAMPLE);
        return Err(document.error_at(0..0, "the file is empty", "nothing stands here", help));
    }
    let entries = document.parse()?;
    let top = Table::for_whole_file(&document, &entries);
    top.reject_unknown_key(&KEYS, &format!("write one of {}", KEYS.join(", ")))?;
    let spec = read_spec(&top, texts, home)?;
    let model = derive::read_model(&top)?;
    let families = family::read(&top, spec, model.is_some())?;
    Ok(Definition { spec, derive: derive::read_derive(&top, spec)?, model, families })
}

fn read_spec(top: &Table<'_>, texts: Texts<'_>, home: Home) -> Result<&'static Spec, FileError> {
    let name = top
        .read_single_line("name")?
        .ok_or_else(|| top.missing_key_error("name", "write a short name: name = \"uppercase\""))?;
    names::require_plain_name(&name, "a protocol")?;
    let title = top.read_single_line("title")?.ok_or_else(|| top.missing_key_error("title", TITLE_HELP))?;
    let roles: &'static [RoleSpec] = Box::leak(role::read_roles(top)?.into_boxed_slice());
    let clauses = clause::read(roles, texts.markdown)
        .map_err(|problem| Mistake::from_problem(texts.markdown_name, texts.markdown, problem))?;
    if clauses.is_empty() {
        let message = format!("`{}` states no clause", texts.markdown_name);
        return Err(FileError::without_place(message, CLAUSES_HELP));
    }
    let spec: &'static Spec = Box::leak(Box::new(Spec {
        name: name.value.to_owned(),
        title: title.value.to_owned(),
        home,
        judge: top.read_single_line("judge")?.map(|judge| judge.value.to_owned()),
        base: None,
        roles,
        on_packets: names::read_names(top, "on-packets", "name clauses: on-packets = [\"TCP-S-12\"]")?,
        next_client: names::read_names(top, "next-client", "name clauses: next-client = [\"TCP-S-3\"]")?,
        clauses,
        off: Vec::new(),
    }));
    for key in ["on-packets", "next-client"] {
        names::read_clauses(top, key, spec)?;
    }
    Ok(spec)
}

#[cfg(test)]
#[path = "read/tests.rs"]
mod tests;

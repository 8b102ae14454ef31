//! The tables `[[family]]`: families of generated cases.

use super::{derive, names};
use crate::diagnosis::did_you_mean;
use crate::document::{FileError, Table, Text};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Role, Side};
use crate::protocol::sources::{Draw, FamilySpec};
use crate::protocol::spec::Spec;
use toml::de::DeValue;

const KEYS: [&str; 6] = ["name", "role", "draw", "end", "at-once", "clauses"];
const DRAW_HELP: &str = "write draw = { regex = '[a-z ]{1,40}' }, or draw = \"model\"";
const END_HELP: &str = "write what is sent behind each message: end = \"\\n\"";
const NO_MODEL_HELP: &str = "name a program that knows the answers:\n[model]\ncommand = [\"{python3}\", \"model.py\"]";

/// Every family, in the order of the file.
pub(super) fn read(top: &Table<'_>, spec: &'static Spec, has_model: bool) -> Result<Vec<FamilySpec>, FileError> {
    let mut families: Vec<FamilySpec> = Vec::new();
    for table in top.read_tables("family")? {
        table.reject_unknown_key(&KEYS, &format!("write one of {}", KEYS.join(", ")))?;
        let name = read_name(&table)?;
        let role = read_role(&table, spec)?;
        if families.iter().any(|other| other.name == name.value && other.role == role) {
            let message = format!("the role `{role}` has two families `{}`", name.value);
            return Err(name.error_at_text(message, "the second one", "give each family of a role a name of its own"));
        }
        let draw = read_draw(&table, has_model)?;
        let clauses = read_clauses(&table, role, spec)?;
        let end = read_end(&table, &draw)?;
        let at_once = at_once(&table, role, &draw)?;
        families.push(FamilySpec { name: name.value.to_owned(), role, draw, end, at_once, clauses });
    }
    Ok(families)
}

fn read_name<'a>(table: &Table<'a>) -> Result<Text<'a>, FileError> {
    let name = table.read_text("name", "write a short name: name = \"sentences\"")?;
    let name = name.ok_or_else(|| table.missing_key_error("name", "write a short name: name = \"sentences\""))?;
    names::require_plain_name(&name, "a family")?;
    Ok(name)
}

fn read_role(table: &Table<'_>, spec: &'static Spec) -> Result<Role, FileError> {
    let known: Vec<&str> = spec.roles().map(Role::as_str).collect();
    let help = format!("write the role that its cases test, one of {}", known.join(", "));
    let text = table.read_text("role", &help)?.ok_or_else(|| table.missing_key_error("role", &help))?;
    let role = spec.find_role(text.value).map_err(|_| {
        let label = did_you_mean(text.value, known).unwrap_or_else(|| "not in [roles]".to_owned());
        text.error_at_text(format!("the protocol has no role `{}`", text.value.escape_debug()), label, &help)
    })?;
    if role.side() == Side::Client && role.inputs().is_empty() {
        let message = format!("nothing can be typed to `{role}`: it has no inputs");
        let help = format!("name what a person types to it, in [roles.{role}]: inputs = [\"sentence\"]");
        return Err(text.error_at_text(message, "a client without inputs", help));
    }
    Ok(role)
}

fn read_draw(table: &Table<'_>, has_model: bool) -> Result<Draw, FileError> {
    let value = table.require_key("draw", DRAW_HELP)?;
    let draw = match value.get_ref() {
        DeValue::Table(_) => read_regex(table)?,
        DeValue::String(_) => table.read_choice("draw", &[("model", ())])?.map_or(Draw::Model, |()| Draw::Model),
        _ => return Err(table.document.wrong_type(value, "`draw` must be a table, or \"model\"", DRAW_HELP)),
    };
    if has_model {
        return Ok(draw);
    }
    let message = match draw {
        Draw::Model => "draw = \"model\" needs a model, and the protocol has none",
        Draw::Regex(_) => "only a model knows the answers to drawn messages, and the protocol has none",
    };
    Err(table.document.error_at(value.span(), message, "[model] is missing", NO_MODEL_HELP))
}

fn read_regex(table: &Table<'_>) -> Result<Draw, FileError> {
    let own = table.read_table("draw", DRAW_HELP)?.ok_or_else(|| table.missing_key_error("draw", DRAW_HELP))?;
    let own = own.with_title("`draw`".to_owned());
    if own.get("regex").is_some() && own.get("model").is_some() {
        let message = "messages are drawn by a regex or by the model, not by both";
        return Err(table.document.error_at(own.key_span("model"), message, "keep one of the two", DRAW_HELP));
    }
    own.reject_unknown_key(&["regex"], DRAW_HELP)?;
    let text = own.read_text("regex", DRAW_HELP)?.ok_or_else(|| own.missing_key_error("regex", DRAW_HELP))?;
    match proptest::string::bytes_regex(text.value) {
        Ok(_) => Ok(Draw::Regex(text.value.to_owned())),
        Err(error) => Err(not_drawable(&text, &error)),
    }
}

/// A regex that does not compile, or of which nothing can be drawn.
fn not_drawable(text: &Text<'_>, error: &proptest::string::Error) -> FileError {
    let help = "write a regular expression of the regex crate between single quotes, such as regex = '[a-z ]{1,40}'";
    match error {
        proptest::string::Error::RegexSyntax(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            text.error_at_text("this is no regular expression", reason, help)
        }
        proptest::string::Error::UnsupportedRegex(reason) => {
            let help = "a drawn message matches as a whole: leave ^, $ and \\b out";
            text.error_at_text("nothing can be drawn by this regular expression", *reason, help)
        }
    }
}

fn read_end(table: &Table<'_>, draw: &Draw) -> Result<Vec<u8>, FileError> {
    let Some(text) = table.read_text("end", END_HELP)? else { return Ok(Vec::new()) };
    match draw {
        Draw::Regex(_) => Ok(text.value.as_bytes().to_vec()),
        Draw::Model => {
            let message = "`end` is sent behind a message that a regex draws";
            Err(table.document.error_at(
                table.key_span("end"),
                message,
                "the model draws whole sessions",
                "leave it out",
            ))
        }
    }
}

fn at_once(table: &Table<'_>, role: Role, draw: &Draw) -> Result<usize, FileError> {
    let Some(count) = table.read_port("at-once", 5)? else { return Ok(1) };
    if *draw == Draw::Model || role.side() == Side::Client {
        let message = "`at-once` is about clients of a server, each of which sends a message that a regex draws";
        let label = if *draw == Draw::Model { "the model draws whole sessions" } else { "this role is a client" };
        return Err(table.document.error_at(table.key_span("at-once"), message, label, "leave it out"));
    }
    Ok(usize::from(count))
}

fn read_clauses(table: &Table<'_>, role: Role, spec: &'static Spec) -> Result<Vec<ClauseId>, FileError> {
    let example = spec.clauses().find(|clause| clause.roles().contains(&role));
    let example = example.map_or("RSP-1", ClauseId::as_str);
    let help = format!("name the clauses that its cases check; the first is blamed: clauses = [\"{example}\"]");
    let value = table.require_key("clauses", &help)?;
    let clauses = names::read_clauses(table, "clauses", spec)?;
    let texts = names::read_texts(table, "clauses", &help)?;
    if clauses.is_empty() {
        return Err(table.document.error_at(value.span(), "`clauses` is empty", "no clause is named here", help));
    }
    for (clause, text) in clauses.iter().zip(&texts) {
        if !clause.roles().contains(&role) {
            return Err(says_nothing(text, *clause, role, spec));
        }
    }
    derive::require_judged(&texts[0], clauses[0], spec)?;
    Ok(clauses)
}

fn says_nothing(text: &Text<'_>, clause: ClauseId, role: Role, spec: &'static Spec) -> FileError {
    let bound: Vec<&str> = clause.roles().iter().map(|role| role.as_str()).collect();
    let fitting = spec.clauses().filter(|clause| clause.roles().contains(&role)).map(ClauseId::as_str);
    let help = format!("the clauses for {role} are {}", fitting.collect::<Vec<_>>().join(", "));
    let label = format!("this clause binds {}", bound.join(", "));
    text.error_at_text(format!("`{clause}` says nothing of {role}"), label, help)
}

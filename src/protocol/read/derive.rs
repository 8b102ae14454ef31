//! The tables `[derive]` and `[model]`.

use super::names;
use crate::document::{FileError, Table, Text};
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::{Role, Side, Transport};
use crate::protocol::sources::{Derivation, Derive, ModelSpec};
use crate::protocol::spec::Spec;

const MODEL_HELP: &str = "name the program that knows the answers: command = [\"{python3}\", \"model.py\"]";

/// `[derive]`: the clause to blame, by what is done to a written case; none if the table is missing.
pub(super) fn read_derive(top: &Table<'_>, spec: &'static Spec) -> Result<Derive, FileError> {
    let help = &format!("write [derive] and lines such as cut = \"{}\"", names::example_clause(spec));
    let Some(table) = top.read_table("derive", help)? else { return Ok(Derive::default()) };
    let known = Vec::from_iter(Derivation::ALL.map(Derivation::as_str).into_iter().chain(["most"]));
    table.reject_unknown_key(&known, &format!("write one of {}", known.join(", ")))?;
    let mut clauses = Vec::new();
    for derivation in Derivation::ALL {
        let Some(text) = table.read_text(derivation.as_str(), help)? else { continue };
        clauses.push((derivation, clause_of(&text, derivation, spec)?));
    }
    let most = table.read_port("most", 20)?.map(usize::from);
    Ok(Derive { clauses, most })
}

/// A clause that a server's derived case can break.
fn clause_of(text: &Text<'_>, derivation: Derivation, spec: &'static Spec) -> Result<ClauseId, FileError> {
    let clause = names::find_clause(text, spec)?;
    let fits = |role: &Role| {
        role.side() == Side::Server && (role.transport() == Transport::Tcp || !derivation.needs_a_stream())
    };
    let kind = if derivation.needs_a_stream() { "TCP server" } else { "server" };
    if clause.roles().iter().any(fits) {
        return require_judged(text, clause, spec);
    }
    let message = format!("`{derivation}` derives cases of a {kind}, and `{clause}` says nothing of one");
    let bound: Vec<&str> = clause.roles().iter().map(|role| role.as_str()).collect();
    let label = format!("this clause binds {}", bound.join(", "));
    let fitting: Vec<&str> = spec
        .clauses()
        .filter(|id| id.level() != Level::Info && id.roles().iter().any(fits))
        .map(ClauseId::as_str)
        .collect();
    let help = if fitting.is_empty() {
        format!("leave `{derivation}` out")
    } else {
        format!("write one of {}, or leave `{derivation}` out", fitting.join(", "))
    };
    Err(text.error_at_text(message, label, help))
}

/// The clause, if it can be broken at all.
pub(super) fn require_judged(text: &Text<'_>, clause: ClauseId, spec: &'static Spec) -> Result<ClauseId, FileError> {
    if clause.level() != Level::Info {
        return Ok(clause);
    }
    let can_fail = spec.clauses().filter(|id| id.level() != Level::Info).map(ClauseId::as_str);
    let help = format!("write a clause that can be broken: {}", can_fail.collect::<Vec<_>>().join(", "));
    Err(text.error_at_text(format!("`{clause}` is only noted: nothing breaks it"), "an INFO clause", help))
}

/// `[model]`: the program that knows the right answers.
pub(super) fn read_model(top: &Table<'_>) -> Result<Option<ModelSpec>, FileError> {
    let help = &format!("write [model], and on the next line\n{MODEL_HELP}");
    let Some(table) = top.read_table("model", help)? else { return Ok(None) };
    table.reject_unknown_key(&["command"], MODEL_HELP)?;
    let value = table.require_key("command", MODEL_HELP)?;
    let words = table.document.expect_list(value, "`command`", MODEL_HELP)?;
    let mut command = Vec::new();
    for word in words {
        let text = Text::from_value(table.document, word, "each word of `command`", MODEL_HELP)?;
        if text.value.contains('\0') {
            return Err(text.error_at_text("no program can be given a NUL byte", "holds \\u0000", "leave it out"));
        }
        command.push(text.value.to_owned());
    }
    if command.first().is_none_or(|program| program.trim().is_empty()) {
        let message = "the command is empty";
        return Err(table.document.error_at(value.span(), message, "no program is named here", MODEL_HELP));
    }
    Ok(Some(ModelSpec { command }))
}
